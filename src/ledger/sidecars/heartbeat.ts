/**
 * This sidecar's heartbeat: it tells the others that it is there, and hears who else is. Where they disagree it says so
 * when it starts, at each change, and in a metric. Nothing else depends on it: what would corrupt is refused elsewhere.
 */
import { errorText } from '../../domain/fault.ts';
import type { SidecarRegister } from './register.ts';
import {
  type Disagreement,
  DISAGREEMENTS,
  disagreements,
  type Sidecar,
  type SidecarFacts,
  valueOf,
} from './sidecars.ts';

export interface HeartbeatParts {
  readonly register: SidecarRegister;
  /** As of now. */
  readonly facts: () => SidecarFacts;
  readonly metrics: SidecarMetrics;
  readonly logger: SidecarLogger;
}

/** Implemented by `telemetry`. */
export interface SidecarMetrics {
  /** How many there are, and how many of the others differ from this one, by what they differ in. */
  heard(sidecars: number, differing: ReadonlyMap<Disagreement, number>): void;
}

export interface SidecarLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

const BEAT_MS = 5_000;

/** What a disagreement means, and what to do. */
const ADVICE: Readonly<Record<Disagreement, string>> = {
  catalog:
    'the same call may be priced and decided in two ways, and each takes back what the other gives: load one catalog',
  token_keys: 'a settle token of one may be refused by another: give all of them the same auth.token_keys',
  version: 'finish the upgrade: only versions that the changelog names may serve one store together',
  generation: 'one of them has not noticed yet that the store was accepted or restored: it does within a minute',
};

export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #failing = false;
  /** What was said last of each disagreement; empty where all agree. */
  readonly #said = new Map<Disagreement, string>();

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.beatNow(), BEAT_MS).unref();
    this.beatNow();
  }

  /** Out of turn, because something that the others hear of has changed. */
  beatNow(): void {
    this.#beating = this.#beating.then(() => this.#beat());
  }

  /** The others hear that it goes; where they cannot, they see it soon. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    const { register, facts, logger } = this.#parts;
    await register.leave(facts().id).catch((error: unknown) => {
      logger.info({ error: errorText(error) }, 'could not tell the other sidecars that this one goes');
    });
  }

  /** Never rejects; a store that is away is said once. */
  async #beat(): Promise<void> {
    const { register, facts, metrics, logger } = this.#parts;
    try {
      const mine = facts();
      const all = await register.beat(mine);
      const differing = disagreements(mine, all);
      metrics.heard(all.length, new Map(DISAGREEMENTS.map((what) => [what, differing.get(what)?.length ?? 0])));
      for (const what of DISAGREEMENTS) this.#tell(what, mine, differing.get(what) ?? []);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) logger.error({ error: errorText(error) }, 'could not tell the other sidecars of this one');
      this.#failing = true;
    }
  }

  #tell(what: Disagreement, mine: SidecarFacts, others: readonly Sidecar[]): void {
    const { logger } = this.#parts;
    const theirs = others.map((other) => `${other.host}/${other.pid}: ${valueOf(what, other)}`);
    const now = theirs.length === 0 ? '' : [valueOf(what, mine), ...theirs].join('; ');
    const before = this.#said.get(what) ?? '';
    if (now === before) return;
    this.#said.set(what, now);
    if (now === '') logger.info({ what }, 'the sidecars of this store agree again');
    else {
      const facts = { what, mine: valueOf(what, mine), others: theirs };
      logger.warn(facts, `sidecars of this store disagree: ${ADVICE[what]}`);
    }
  }
}

/**
 * The sweeper ends holds whose deadline has passed and that nobody settled, through the ordinary settle path. Every
 * sidecar sweeps, partition by partition. A lease keeps two of them from ending the same holds at once, which would
 * only cost time: the script looks at each hold again. A partition that fails is left alone for a while, and keeps
 * nobody else; so does a hold that cannot be ended, which is set aside.
 */
import { randomUUID } from 'node:crypto';
import { errorText, Fault } from '../domain/fault.ts';
import { Passes } from '../domain/passes.ts';
import type { DueHold } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import { reportOutcome } from './outcomes.ts';
import { inTurns, Pace } from './pace.ts';

export interface SweeperOptions {
  readonly intervalMs: number;
  /** How many due holds are read at a time; a partition is worked on until none is left. */
  readonly batch: number;
}

/** How many partitions are looked at, or worked on, at once, and how many holds of each. */
const PARTITIONS_AT_ONCE = 4;
const HOLDS_AT_ONCE = 16;

/** Far longer than a batch takes; a sidecar that dies blocks its partitions for so long. */
const LEASE_MS = 5_000;

/** How long a partition is left alone after it failed: twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 30_000;

/** Sweeps at an interval, one pass at a time, until it is stopped. */
export class Sweeper {
  readonly #environment: Environment;
  readonly #options: SweeperOptions;
  readonly #owner: string;
  readonly #failing = new Map<number, Pause>();
  readonly #pace = new Pace();
  readonly #passes: Passes;
  /** Which partitions are failing has been said, as it was then. */
  #said = '';

  /** @param owner - names this sidecar to the others that sweep */
  constructor(environment: Environment, options: SweeperOptions, owner: string = randomUUID()) {
    this.#owner = owner;
    this.#environment = environment;
    this.#options = options;
    this.#passes = new Passes(() => this.#sweep(), options.intervalMs);
  }

  start(): void {
    this.#passes.start();
  }

  /** Waits for the holds that are being ended. */
  stop(): Promise<void> {
    return this.#passes.stop();
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    const { partitions } = this.#environment.ledger;
    const now = performance.now();
    // Several sidecars that start at the same partition would get into each other's way.
    const first = Math.floor(Math.random() * partitions);
    const turn = Array.from({ length: partitions }, (_, index) => (first + index) % partitions);
    const ready = turn.filter((partition) => (this.#failing.get(partition)?.untilMs ?? 0) <= now);
    await inTurns(ready, PARTITIONS_AT_ONCE, (partition) => this.#visit(partition));
    this.#tell();
  }

  /** Never rejects. */
  async #visit(partition: number): Promise<void> {
    const { ledger, metrics } = this.#environment;
    let leased = false;
    const mayGoOn = async (): Promise<boolean> => {
      if (!this.#passes.goingOn) return false;
      leased = await ledger.leasePartition('sweep', partition, this.#owner, LEASE_MS);
      return leased;
    };
    try {
      await sweepPartition(this.#environment, partition, this.#options.batch, mayGoOn, this.#pace);
      if (leased) await ledger.leasePartition('sweep', partition, this.#owner, 0);
      this.#failing.delete(partition);
    } catch (error) {
      // The store says so itself, and the sweeper rests until somebody accepts what is left.
      if (error instanceof Fault && error.reason === 'STORE_LOST') return;
      metrics.swept('failed');
      const pauseMs = Math.min(2 * (this.#failing.get(partition)?.pauseMs ?? FIRST_PAUSE_MS / 2), LAST_PAUSE_MS);
      this.#failing.set(partition, { pauseMs, untilMs: performance.now() + pauseMs, why: errorText(error) });
    }
  }

  /** Once for each change: a node that is away would be said once a second. */
  #tell(): void {
    const { logger } = this.#environment;
    const partitions = [...this.#failing.keys()].sort((a, b) => a - b).join(' ');
    if (partitions === this.#said) return;
    this.#said = partitions;
    const [first] = this.#failing.values();
    if (first === undefined) logger.info({}, 'the sweeper reaches all partitions again');
    else {
      logger.error(
        { partitions, error: first.why },
        'the sweeper cannot work on some partitions; it goes on with the others and tries these again',
      );
    }
  }
}

interface Pause {
  readonly pauseMs: number;
  readonly untilMs: number;
  readonly why: string;
}

/**
 * Ends the due holds of one partition, batch by batch, until none is left.
 *
 * @param mayGoOn - asked before each batch
 * @param pace - shared with those that sweep other partitions meanwhile
 * @throws Fault of the store
 */
export async function sweepPartition(
  environment: Environment,
  partition: number,
  batch: number,
  mayGoOn: () => Promise<boolean>,
  pace = new Pace(),
): Promise<void> {
  for (;;) {
    const due = await environment.ledger.dueHolds(partition, batch);
    if (due.length === 0 || !(await mayGoOn())) return;
    let gone = 0;
    await inTurns(due, HOLDS_AT_ONCE, async (hold) => {
      await pace.turn();
      if (await endOrSetAside(environment, hold)) gone++;
    });
    // A batch of which nothing is out of the way would come again at once.
    if (due.length < batch || gone === 0) return;
  }
}

/** @returns whether this sweep has moved it out of the way of those that are due after it */
async function endOrSetAside(environment: Environment, hold: DueHold): Promise<boolean> {
  const { ledger, metrics, logger, profiles } = environment;
  try {
    const { ownerIds } = profiles.refOf(hold.accountId, hold.holdId);
    const reply = await ledger.sweep(ownerIds === undefined ? hold : { ...hold, ownerIds });
    reportOutcome(environment, { kind: 'swept', hold, reply });
    return reply.outcome !== 'not_due';
  } catch (error) {
    if (error instanceof Fault && error.storeState !== undefined) throw error;
    const tries = await ledger.setAside(hold, errorText(error));
    metrics.swept('aside');
    logger.error(
      { account_id: hold.accountId, hold_id: hold.holdId, tries, error: errorText(error) },
      'could not end a hold whose deadline has passed; it is set aside: see `tollgate store aside`',
    );
    return true;
  }
}

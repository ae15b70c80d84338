/**
 * Keeps callers from waiting for a store that does not answer. After some failures in a row it is open, and nobody asks
 * any more until the store answers a PING; then it is closed on probation: one more failure opens it again.
 */
import { Fault } from '../domain/fault.ts';

export interface BreakerOptions {
  /** Asks the store for a sign of life; rejects when there is none. */
  ping(): Promise<unknown>;
  /** Told when it has opened, and when it has closed. */
  onChange(open: boolean): void;
}

/** Each has waited for as long as a caller may, with repeats in between: three are no coincidence. */
const FAILURES_MAX = 3;
/** How long after it opened it asks the store; twice as long each time that the next failure follows. */
const FIRST_PROBE_MS = 250;
const LAST_PROBE_MS = 4_000;

export class Breaker {
  readonly #options: BreakerOptions;
  #open = false;
  /** In a row. */
  #failures = 0;
  #probeMs = FIRST_PROBE_MS;
  #timer: NodeJS.Timeout | undefined;
  /** Changes each time that it closes. */
  #round = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Notes how the store answers what it was just asked. */
  async watch<Reply>(asked: Promise<Reply>): Promise<Reply> {
    const round = this.#round;
    try {
      const reply = await asked;
      if (this.#failures > 0) this.#succeeded();
      return reply;
    } catch (error) {
      if (isSilence(error)) this.#failed(round);
      throw error;
    }
  }

  /** Asks the store now, because something says that it is back. */
  probe(): void {
    if (!this.#open) return;
    clearTimeout(this.#timer);
    const round = this.#round;
    this.#options.ping().then(
      () => this.#close(round),
      () => {
        if (this.#open && round === this.#round) this.#probeAfter(FIRST_PROBE_MS);
      },
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#probeMs = FIRST_PROBE_MS;
  }

  /** @param round - when what has failed was begun: what was begun before it closed last tells nothing since. */
  #failed(round: number): void {
    if (this.#open || round !== this.#round) return;
    this.#failures += 1;
    if (this.#failures < FAILURES_MAX) return;
    this.#open = true;
    this.#probeAfter(this.#probeMs);
    this.#probeMs = Math.min(2 * this.#probeMs, LAST_PROBE_MS);
    this.#options.onChange(true);
  }

  #probeAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.probe(), ms).unref();
  }

  #close(round: number): void {
    if (!this.#open || round !== this.#round) return;
    this.#open = false;
    this.#failures = FAILURES_MAX - 1;
    this.#round += 1;
    this.#options.onChange(false);
  }
}

/** Whether the store was asked in vain, and does not only refuse what needs memory. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof Fault) || error.storeState === undefined) return false;
  const kind = error.details.metadata?.['store'];
  return kind !== undefined && kind !== 'oom';
}

/**
 * Finds out whether the store has lost what it acknowledged, and has it told again. A failover, a restart or a replica
 * that was made a primary shows as another history of writes; then what this sidecar remembers is compared with the
 * store, callers wait for that up to a second, and what is lost is told again before anything else about the same
 * holds. What cannot be told again is exposure, with account and amount.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../domain/fault.ts';
import type { Ledger } from '../../ledger/port.ts';
import { isPassing } from '../telling.ts';
import { compareWithStore } from './comparison.ts';
import { type LostForGood, LostQueue, type LostQueueOptions } from './lost-queue.ts';
import type { RecentOperations } from './recent-operations.ts';

export interface LostView {
  /** How often the store was found to have lost something. */
  readonly rollbacks: number;
  /** When that was last; 0: never. */
  readonly lastAtMs: number;
  /** Operations, since the start. */
  readonly lost: number;
  readonly replayed: number;
  readonly pending: number;
  /** More was lost than was remembered. */
  readonly isIncomplete: boolean;
  /** What `lostForGood` comes to in all, those that are not listed any more included. */
  readonly exposureMilliCents: number;
  /** The latest. */
  readonly lostForGood: readonly LostForGood[];
}

export interface LostWritesOptions {
  readonly ledger: Ledger;
  readonly recent: RecentOperations;
  /** For how long it remembers. */
  readonly ageMs: number;
  /** Of the masters that answer, a word for each. Rejects where one does not. */
  readonly histories: () => Promise<ReadonlySet<string>>;
  readonly metrics: LostMetrics;
  readonly logger: LostQueueOptions['logger'];
  /** Everything that was lost was told again, or nothing was lost. */
  readonly onQuiet: () => void;
}

/** Implemented by `telemetry`. */
export interface LostMetrics {
  /** The store was found to have lost something. */
  rolledBack(): void;
  readonly lost: LostQueueOptions['told'];
}

const LOOK_MS = 1_000;
/** While the store cannot be asked. */
const RETRY_MS = 100;
/** For how long callers wait at most. */
const WAIT_MS = 1_000;

export class LostWrites {
  readonly #options: LostWritesOptions;
  readonly #queue: LostQueue;
  #histories: ReadonlySet<string> = new Set();
  #checking: Promise<void> | undefined;
  #suspectedAtMs = 0;
  #suspectedAgain = false;
  /** Changes when the store is another one. */
  #store = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #found = { rollbacks: 0, lastAtMs: 0, lost: 0, isIncomplete: false };

  constructor(options: LostWritesOptions) {
    this.#options = options;
    const { ledger, metrics, logger } = options;
    this.#queue = new LostQueue({
      ledger,
      told: (...facts) => metrics.lost(...facts),
      logger,
      onEmpty: () => this.#tellQuiet(),
    });
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#checking;
    await this.#queue.stop();
  }

  /** While true nothing that was kept may be told: what was lost comes first. */
  get isBusy(): boolean {
    return this.#checking !== undefined || !this.#queue.isEmpty;
  }

  view(): LostView {
    return { ...this.#found, ...this.#queue.view() };
  }

  /** The connection is a new one: the store behind it may have another history. */
  suspect(): void {
    if (this.#stopped) return;
    if (this.#checking !== undefined) {
      this.#suspectedAgain = true;
      return;
    }
    this.#suspectedAgain = false;
    this.#suspectedAtMs = performance.now();
    this.#checking = this.#check().finally(() => {
      this.#checking = undefined;
      if (this.#suspectedAgain) this.suspect();
      else this.#tellQuiet();
    });
  }

  /** The store is another one, or was begun anew: what the one before has acknowledged is no concern of it. */
  forget(): void {
    this.#store += 1;
    this.#options.recent.clear();
    this.#queue.giveUp();
  }

  /** What a request of this family of accounts has to wait for; undefined nearly always. */
  turnOf(rootAccountId: string): Promise<unknown> | undefined {
    if (!this.isBusy) return undefined;
    const leftMs = WAIT_MS - (performance.now() - this.#suspectedAtMs);
    const turn = this.#checking ?? this.#queue.turnOf(rootAccountId);
    if (turn === undefined || leftMs <= 0) return undefined;
    return Promise.race([turn, delay(leftMs, undefined, { ref: false })]);
  }

  /** Whether something of this hold has to be told first. */
  hasPending(accountId: string, holdId: string): boolean {
    return this.#queue.hasHold(accountId, holdId);
  }

  #tellQuiet(): void {
    if (!this.isBusy) this.#options.onQuiet();
  }

  /** A failover may leave the connection standing. */
  async #look(): Promise<void> {
    if (this.#checking !== undefined) return;
    try {
      if (this.#isNew(await this.#options.histories())) this.suspect();
    } catch {
      // A store that is away is somebody else's business; it is looked at again.
    }
  }

  #isNew(histories: ReadonlySet<string>): boolean {
    return [...histories].some((each) => !this.#histories.has(each));
  }

  /** Until it is known; never rejects. */
  async #check(): Promise<void> {
    const { histories, logger } = this.#options;
    while (!this.#stopped) {
      const now = await histories().catch(() => undefined);
      try {
        if (now !== undefined) {
          if (this.#histories.size > 0 && this.#isNew(now)) await this.#compare();
          this.#histories = now;
          return;
        }
      } catch (error) {
        if (!isPassing(error)) {
          logger.error({ error: errorText(error) }, 'cannot find out whether the store has lost what it acknowledged');
          return;
        }
      }
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }

  /** @throws Fault where the store cannot be asked */
  async #compare(): Promise<void> {
    const { ledger, recent, ageMs, metrics, logger } = this.#options;
    const [store, operations] = [this.#store, recent.all()];
    if (operations.length === 0) return;
    const sinceMs = Math.max(operations[0]?.atMs ?? 0, ledger.nowMs() - ageMs);
    const { goneUpToMs } = recent;
    const { lost, isIncomplete } = await compareWithStore(ledger, { operations, sinceMs, goneUpToMs });
    if (lost.length === 0 || store !== this.#store) return;
    for (const operation of lost) recent.remove(operation);
    this.#found = {
      rollbacks: this.#found.rollbacks + 1,
      lastAtMs: Math.floor(ledger.nowMs()),
      lost: this.#found.lost + lost.length,
      isIncomplete: this.#found.isIncomplete || isIncomplete,
    };
    metrics.rolledBack();
    logger.error(
      { lost: lost.length, since: new Date(lost[0]?.atMs ?? 0).toISOString(), more_than_is_known: isIncomplete },
      'the store has lost writes that it had acknowledged: a failover or restart has set it back. They are told again',
    );
    this.#queue.add(lost);
  }
}

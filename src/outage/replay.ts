/**
 * Tells the store what the spool has kept, oldest first. Each record goes through the verb that it would have gone
 * through at once, so a second time does nothing, and it leaves the spool when the store has answered. What the store
 * refuses for good goes to the quarantine, for an operator.
 */
import { errorText, Fault } from '../domain/fault.ts';
import type { HoldRef, Ledger } from '../ledger/port.ts';
import { takeBackOf, type Told, toldBy } from './bodies.ts';
import type { Breaker } from './breaker.ts';
import type { Spool, SpoolKind, SpoolRecord } from './spool/spool.ts';
import { isPassing, saysNothingNew, tell, type ToldEnd } from './telling.ts';

/** What became of a record: the store has taken it, it said nothing new, or it waits for an operator. */
export type Replayed = 'done' | 'dropped' | 'quarantined';

/** Whoever counts and logs what became of holds. */
export interface ReplayReport {
  /** A settle or release, as if it had come just now. `reported` is the connected time or quantity. */
  ended(verb: ToldEnd['verb'], hold: HoldRef, end: Omit<ToldEnd, 'verb'>): void;
  /** A settle of a hold that nobody knows and nothing proves. */
  refused(hold: HoldRef, fault: Fault): void;
  readonly replayed: (kind: SpoolKind, outcome: Replayed) => void;
}

export interface ReplayLogger {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface ReplayerOptions {
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly breaker: Breaker;
  readonly report: ReplayReport;
  readonly logger: ReplayLogger;
  /** Whether something else has to be told first. */
  readonly mustWait: () => boolean;
  /** A record is out of the spool, whatever became of it. */
  readonly onTold: (record: SpoolRecord) => void;
  /** Names the store that is served; empty while none has been reached. */
  readonly storeName: () => string;
  /** After so long the store may have forgotten what it was told, and a record could be told twice. */
  readonly waitMsMax: number;
}

/** How often it looks whether there is something to tell. */
const LOOK_MS = 250;
/** How many holds are told of at once: a record that waits for its place on disk must not keep the next one. */
const HOLDS_AT_ONCE = 16;
/** After so many holds that could not be told of it pauses. */
const STUCK_MAX = 64;

export class Replayer {
  readonly #options: ReplayerOptions;
  #timer: NodeJS.Timeout | undefined;
  #drain: Promise<void> = Promise.resolve();
  #draining = false;
  #stopped = false;
  #said = '';

  constructor(options: ReplayerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), LOOK_MS).unref();
    this.wake();
  }

  /** Waits for what the store is being told. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#drain;
  }

  /** Begins, where there is something to tell and somebody to hear it. */
  wake(): void {
    const { spool, breaker, mustWait } = this.#options;
    if (this.#draining || this.#stopped || breaker.open || mustWait() || spool.status().records === 0) return;
    this.#draining = true;
    this.#drain = this.#drainOnce().finally(() => {
      this.#draining = false;
    });
  }

  /** Until everything was tried once, or the store is away again. Never rejects. */
  async #drainOnce(): Promise<void> {
    const { ledger, spool, breaker, mustWait, logger } = this.#options;
    const counts: Record<Replayed, number> = { done: 0, dropped: 0, quarantined: 0 };
    const underWay = new Map<string, Promise<void>>();
    /** Holds that could not be told of: one node of a cluster that is away keeps nobody else's records. */
    const stuck = new Map<string, unknown>();
    const isOver = (): boolean => this.#stopped || breaker.open || mustWait() || stuck.size >= STUCK_MAX;
    let knowsTime = false;
    try {
      for await (const record of spool.pending()) {
        if ((takeBackOf(record) ?? 0) > ledger.nowMs()) continue;
        const hold = `${record.accountId} ${record.holdId}`;
        // The records of one hold are told in their order.
        await underWay.get(hold);
        while (underWay.size >= HOLDS_AT_ONCE && !isOver()) await Promise.race(underWay.values());
        if (isOver()) break;
        if (stuck.has(hold)) continue;
        const tell = async (): Promise<void> => {
          try {
            if (!knowsTime) await this.#learnTime(record);
            counts[await this.#tell(record)] += 1;
          } catch (error) {
            stuck.set(hold, error);
          } finally {
            underWay.delete(hold);
          }
        };
        const told = tell();
        underWay.set(hold, told);
        if (knowsTime) continue;
        await told;
        knowsTime = !stuck.has(hold);
      }
    } catch (error) {
      stuck.set('', error);
    }
    await Promise.all(underWay.values());
    const told = counts.done + counts.dropped + counts.quarantined;
    if (told > 0) logger.info({ ...counts, left: spool.status().records }, 'told the store what the spool had kept');
    const serious = [...stuck.values()].find((error) => !isPassing(error));
    this.#complain(serious === undefined ? '' : errorText(serious));
  }

  /** Once for each trouble: it is tried again and again. */
  #complain(error: string): void {
    if (error === this.#said) return;
    this.#said = error;
    if (error === '') return;
    this.#options.logger.error({ error }, 'what the spool has kept cannot be told; it is tried again');
  }

  /** A sidecar that has just started may be wrong about the time of the store, and with it how long a record waited. */
  async #learnTime({ accountId }: SpoolRecord): Promise<void> {
    const { ledger, breaker } = this.#options;
    await breaker.watch(ledger.account(accountId, [])).catch((error: unknown) => {
      // Whatever else it is, the verb of the record will say so.
      if (isPassing(error)) throw error;
    });
  }

  /** @throws what keeps the record where it is */
  async #tell(record: SpoolRecord): Promise<Replayed> {
    const { spool, breaker, report, onTold } = this.#options;
    let outcome: Replayed = 'done';
    let told: Told | undefined;
    try {
      told = this.#read(record);
      await breaker.watch(this.#run(told));
    } catch (error) {
      if (isPassing(error)) throw error;
      outcome = told !== undefined && saysNothingNew(told, error) ? 'dropped' : 'quarantined';
      if (outcome === 'quarantined') await this.#setAside(record, error);
    }
    if (outcome !== 'quarantined') await spool.done(record.sequence);
    onTold(record);
    report.replayed(record.kind, outcome);
    return outcome;
  }

  /** @throws Error that says why it cannot be told */
  #read(record: SpoolRecord): Told {
    const { ledger, storeName, waitMsMax } = this.#options;
    const { instanceId } = record.store;
    const { released = false } = record;
    if (!released && instanceId !== '' && instanceId !== storeName()) {
      throw new Error(`it was meant for the store ${instanceId}, and this is ${storeName()}`);
    }
    const waitedMs = ledger.nowMs() - record.recordedAtMs;
    if (!released && waitedMs > waitMsMax) {
      throw new Error('it has waited for longer than the store remembers holds: telling it now could charge twice');
    }
    return toldBy(record, waitedMs);
  }

  async #setAside(record: SpoolRecord, error: unknown): Promise<void> {
    const { spool, report } = this.#options;
    await spool.quarantine(record.sequence, errorText(error));
    if (record.kind === 'settle' && error instanceof Fault && error.reason === 'HOLD_UNKNOWN')
      report.refused(record, error);
  }

  async #run(told: Told): Promise<void> {
    const { ledger, report } = this.#options;
    const end = await tell(ledger, told);
    if (end === undefined) return;
    const { verb, ...facts } = end;
    report.ended(verb, told.operation, facts);
  }
}

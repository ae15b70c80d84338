/**
 * News of a sidecar: what anybody has just written to the journal, this sidecar, another one or billing. Each partition
 * that somebody listens to is read once, whoever listens; a partition that nobody listens to is not read.
 */
import { errorText } from '../../domain/fault.ts';
import type { JournalStream, TailEntry } from '../journal-operations.ts';

/** Who wants to know. None of these may throw. */
export interface FeedListener {
  /** Entries after the place where the listening began, of all accounts of the partition, oldest first; never none. */
  came(entries: readonly TailEntry[]): void;
  /** Entries may have been missed: the store lost some, or they were trimmed. Everything is to be looked at anew. */
  missed(): void;
  /** The journal cannot be read just now; it is tried again. */
  failed(error: unknown): void;
}

/** One listener's part in the reading of a partition. */
export interface Listening {
  /** The id of the last entry that will not come any more; empty where there is none. */
  readonly startedAfter: string;
  readonly stop: () => void;
}

export interface FeedParts {
  readonly ledger: Pick<JournalStream, 'tail' | 'journalEnd'>;
  readonly logger: FeedLogger;
}

export interface FeedLogger {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** How late news may be, if nobody says that there is some: a look at a quiet partition is one small script. */
const INTERVAL_MS = 100;
/** While the journal cannot be read. */
const RETRY_MS = 500;
const PAGE_ENTRIES = 1_000;
/** How many looks go by before it is asked whether the journal still reaches as far as what was read of it. */
const LOOKS_BETWEEN_CHECKS = 300;

export class JournalFeed {
  readonly #parts: FeedParts;
  readonly #readers = new Map<number, PartitionReader>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** @throws Fault when the store cannot say where its journal ends. */
  async listen(partition: number, listener: FeedListener): Promise<Listening> {
    const reader = this.#readers.get(partition) ?? new PartitionReader(this.#parts, partition);
    this.#readers.set(partition, reader);
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
    const stop = (): void => {
      reader.listeners.delete(listener);
      if (reader.listeners.size === 0 && this.#readers.get(partition) === reader) this.#readers.delete(partition);
      if (this.#readers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
    reader.listeners.add(listener);
    try {
      return { startedAfter: await reader.start(), stop };
    } catch (error) {
      stop();
      throw error;
    }
  }

  /** There is news in a partition, which need not wait. */
  nudge(partition: number): void {
    this.#readers.get(partition)?.look();
  }

  /** All at once, so that their scripts travel together. */
  #look(): void {
    for (const reader of this.#readers.values()) reader.look();
  }
}

/** Reads on in one partition. */
class PartitionReader {
  readonly listeners = new Set<FeedListener>();
  readonly #parts: FeedParts;
  readonly #partition: number;
  /** The last entry that was handed on; undefined before the end of the journal was found. */
  #lastId: string | undefined;
  #starting: Promise<string> | undefined;
  #isLooking = false;
  /** Somebody knows of news that came after the look under way had begun. */
  #again = false;
  #isFailing = false;
  #retryAt = 0;
  #looks = 0;

  constructor(parts: FeedParts, partition: number) {
    this.#parts = parts;
    this.#partition = partition;
  }

  /** Finds the end of the journal, or says how far it has been read. */
  async start(): Promise<string> {
    if (this.#lastId !== undefined) return this.#lastId;
    this.#starting ??= this.#parts.ledger.journalEnd(this.#partition).finally(() => (this.#starting = undefined));
    return (this.#lastId ??= await this.#starting);
  }

  look(): void {
    if (this.#isLooking) this.#again = true;
    else if (this.#lastId !== undefined && performance.now() >= this.#retryAt) void this.#lookNow(this.#lastId);
  }

  async #lookNow(lastId: string): Promise<void> {
    this.#isLooking = true;
    try {
      if (this.#isFailing || ++this.#looks % LOOKS_BETWEEN_CHECKS === 0) await this.#checkEnd(lastId);
      do {
        this.#again = false;
        await this.#readOn();
      } while (this.#again);
      this.#isFailing = false;
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const { entries, missed } = await this.#parts.ledger.tail(this.#partition, this.#lastId ?? '', PAGE_ENTRIES);
      if (missed) this.#tell((each) => each.missed());
      const last = entries.at(-1);
      if (last === undefined) return;
      this.#lastId = last.id;
      this.#tell((each) => each.came(entries));
      if (entries.length < PAGE_ENTRIES || this.listeners.size === 0) return;
    }
  }

  /** A failover may lose the end of the journal: what is then written may stand before what was read. */
  async #checkEnd(lastId: string): Promise<void> {
    const end = await this.#parts.ledger.journalEnd(this.#partition);
    if (!isBefore(end, lastId)) return;
    const facts = { partition: this.#partition, read_up_to: lastId, ends_with: end };
    this.#parts.logger.warn(facts, 'the journal ends before what was read of it: the store has lost writes');
    this.#lastId = end;
    this.#tell((each) => each.missed());
  }

  #fail(error: unknown): void {
    this.#retryAt = performance.now() + RETRY_MS;
    this.#tell((each) => each.failed(error));
    if (!this.#isFailing) {
      this.#parts.logger.warn({ partition: this.#partition, error: errorText(error) }, 'the journal cannot be read on');
    }
    this.#isFailing = true;
  }

  #tell(what: (listener: FeedListener) => void): void {
    for (const listener of this.listeners) what(listener);
  }
}

/** Whether one id of a stream (`milliseconds-number`) comes before another; an empty one comes before all. */
export function isBefore(id: string, other: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split('-').map(Number);
  return ms < otherMs || (ms === otherMs && number < otherNumber);
}

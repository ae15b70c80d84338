/** The journal as a stream: what reads it whole, what readers say of themselves, and what trimming tells. */
import type { JournalEntry } from './journal/entry.ts';

/** One entry with its place in the stream of its partition. */
export interface TailEntry {
  /** `milliseconds-number`, in Redis time: unique in its partition, and later entries have larger ones. */
  readonly id: string;
  readonly entry: JournalEntry;
}

/** A page of one partition's journal. */
export interface JournalTail {
  /** Oldest first, of all accounts. */
  readonly entries: readonly TailEntry[];
  /**
   * Entries after the given id were trimmed before this page was read. A registered reader is told so only when it is
   * true; anybody else may be told so by mistake when the last entry that it has seen was the last one trimmed.
   */
  readonly missed: boolean;
}

/** How far a registered reader has come in one partition. */
export interface JournalPosition {
  /** The last entry that it has kept; reading goes on after it. */
  readonly lastId: string;
  /** The ceiling trimmed entries that come after it: they are lost to this reader. */
  readonly missed: boolean;
}

/** A registered reader, over all partitions that trimming has looked at. */
export interface ReaderStanding {
  readonly reader: string;
  /** Age of the oldest entry that it has not acknowledged, in milliseconds; 0 when it has acknowledged everything. */
  readonly lagMs: number;
  /** When it last acknowledged anything, the earliest of all partitions, in milliseconds since the epoch. */
  readonly seenAtMs: number;
  /** Entries past the retention stay because it has not acknowledged them. */
  readonly holdsBack: boolean;
  /** The ceiling has trimmed entries that it had not acknowledged, and it has not gone beyond them since. */
  readonly missed: boolean;
}

/** What one pass of trimming did, and what it left. */
export interface JournalTrim {
  /** Entries. */
  readonly trimmed: number;
  /** Entries, of the trimmed ones, that the ceiling took before every registered reader had acknowledged them. */
  readonly overrun: number;
  /** Left, in all partitions that were reached. */
  readonly entries: number;
  /** Memory of what is left, sampled. */
  readonly bytes: number;
  /** Partitions that could not be reached; what is said of the others stands. */
  readonly failedPartitions: number;
  readonly readers: readonly ReaderStanding[];
}

/** The journal beside the movements of one account. Part of the ledger's port. */
export interface JournalStream {
  /** How many journals there are, one per partition; partitions count from 0. */
  readonly partitions: number;
  /** In which of them the entries of a root account are, and of all accounts below it. */
  partitionOf(rootAccountId: string): number;
  /** The id of the newest entry; empty where there is none. */
  journalEnd(partition: number): Promise<string>;
  /**
   * The entries after an id.
   *
   * @param afterId - empty for the oldest that there is
   * @param count - 1 to 1,000; more are read as 1,000, which take 1.5 ms of Redis's time
   */
  tail(partition: number, afterId: string, count: number): Promise<JournalTail>;
  /**
   * Takes off what is past the retention and acknowledged by every registered reader, and, whoever has read it, what is
   * above the ceiling in bytes. At most a million entries per partition and pass.
   *
   * @throws Fault when no partition at all could be reached
   */
  trimJournal(): Promise<JournalTrim>;
  /**
   * Says that a reader has kept everything up to an id, and registers the reader if it is new. Positions never go back.
   *
   * @param reader - 1 to 64 lower-case letters, digits, `-` and `_`, a letter first. It labels a metric, so that there
   *   may be a few at most.
   * @param id - empty to register, and to ask for the position: a new reader begins before the oldest entry there is
   */
  acknowledgeJournal(reader: string, partition: number, id: string): Promise<JournalPosition>;
  /** Trimming waits for it no longer. */
  forgetJournalReader(reader: string): Promise<void>;
}

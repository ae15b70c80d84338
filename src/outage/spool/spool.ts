/**
 * The spool: what this sidecar has answered while the store was away, kept on its own disk until the store has heard of
 * it. It never looks into the body of a record. docs/spool.md has the format of its files.
 */

/** The verbs of the ledger that a record may carry: `grant` is a hold that was given without the store. */
export type SpoolKind = 'grant' | 'answer' | 'extend' | 'settle' | 'release';

/** One fact that was answered for, before it has its place. JSON-safe, body included. */
export interface NewSpoolRecord {
  readonly kind: SpoolKind;
  readonly accountId: string;
  /** The account at the top of its family; the account's own id where it has no parent. */
  readonly rootAccountId: string;
  readonly holdId: string;
  /** In the time of the store, as well as this sidecar knows it. */
  readonly recordedAtMs: number;
  /** The operation of the ledger as it is replayed. Whoever reads it must validate it. */
  readonly body: unknown;
  /** An operator has taken it out of the quarantine: it is told however old it is, and whatever store it was for. */
  readonly released?: true;
}

/** One fact that is on disk and that the store has not heard of. */
export interface SpoolRecord extends NewSpoolRecord {
  /** From 1, rising, and never used twice by one spool. Records that were imported get one of their new spool. */
  readonly sequence: number;
  /** The store that it was meant for. */
  readonly store: ServedStore;
}

/** The store that was served when a record was written. */
export interface ServedStore {
  /** Empty where no store has been seen yet. */
  readonly instanceId: string;
  /** 0 where no store has been seen yet. */
  readonly generation: number;
}

/** How the spool stands. */
export interface SpoolStatus {
  /** Records that are pending. */
  readonly records: number;
  /** Of all files of the spool, quarantine included. */
  readonly bytes: number;
  /** Promised to calls that are up, beyond `bytes`. */
  readonly reservedBytes: number;
  readonly maxBytes: number;
  /** `recordedAtMs` of the first pending record; undefined when there is none. */
  readonly oldestAtMs: number | undefined;
  /** Records, and bytes that could not be read as such, which wait for an operator. */
  readonly quarantined: number;
  /** From 80 % of `maxBytes` on, promises included. */
  readonly alarm: boolean;
  /** No space can be promised to another call. */
  readonly full: boolean;
  /** Why nothing can be written now, for a person; empty when all is well. Until it is, nothing may be let through. */
  readonly broken: string;
}

/**
 * A durable queue of records. One process has it at a time.
 *
 * While it is `broken` it takes nothing, and tries to mend itself every few seconds.
 */
export interface Spool {
  /**
   * Keeps a record. Resolves once it is on disk; those that wait at the same time share one fdatasync.
   *
   * @throws {Fault} SPOOL_FULL, or SPOOL_UNAVAILABLE when the disk or the directory does not allow it; nothing was kept
   */
  append(record: NewSpoolRecord): Promise<SpoolRecord>;
  /**
   * Promises space for the completions of one call that is about to be admitted. Free once per hold, however often.
   *
   * @param holdKey - of {@link holdKeyOf}
   * @returns false when the spool cannot promise it: then nothing may be let through on its account
   */
  reserve(holdKey: string): boolean;
  /** Gives back what is left of such a promise; nothing where there is none. */
  free(holdKey: string): void;
  /**
   * Oldest first, from the first one that is not done. Those that come while it is read are read too. One that turns
   * out to be damaged is put into the quarantine and left out.
   */
  pending(): AsyncIterable<SpoolRecord>;
  /** Whether a record of this hold is pending, or is being written just now. */
  hasPending(accountId: string, holdId: string): boolean;
  /** The store has heard of it. Resolves once that is on disk; nothing happens for one that is not pending. */
  done(sequence: number): Promise<void>;
  /** Takes a record out of the queue and keeps it for an operator. Resolves once both are on disk. */
  quarantine(sequence: number, why: string): Promise<void>;
  status(): SpoolStatus;
}

/** Names a hold for `reserve` and `free`; no two holds share one. */
export function holdKeyOf(accountId: string, holdId: string): string {
  return JSON.stringify([accountId, holdId]);
}

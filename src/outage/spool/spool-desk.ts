/** What operators may do with a spool. */
import type { QuarantineEntry } from './quarantine-format.ts';
import type { SpoolOwner } from './segment-format.ts';
import type { SpoolRecord, SpoolStatus } from './spool.ts';

export interface SpoolDesk {
  readonly owner: SpoolOwner;
  status(): SpoolStatus;
  /** Pending ones behind a sequence. */
  records(after: number, limit: number): Promise<RecordPage>;
  /** One that is pending; undefined where none has this sequence. */
  record(sequence: number): Promise<SpoolRecord | undefined>;
  /** What waits for an operator, in the order in which it came. */
  quarantined(): readonly QuarantineEntry[];
  /**
   * Makes a record pending again, to be told whatever was the matter with it. Resolves when that is on disk.
   *
   * @returns the record with its new sequence; undefined where there is no such entry, or only bytes
   * @throws {Fault} as `append`
   */
  release(id: number): Promise<SpoolRecord | undefined>;
  /** Gives an entry up. Resolves when that is on disk. @returns false where there is no such entry */
  drop(id: number): Promise<boolean>;
  /**
   * Takes what another spool has exported, all of it or nothing; it is pending behind what is there.
   *
   * @returns how many records
   * @throws {Fault} INVALID_FIELD where it is no whole export, or for another store; CONFLICT where it was imported
   *   before, or its owner has it still; SPOOL_FULL; SPOOL_UNAVAILABLE
   */
  importSegment(content: Uint8Array): Promise<number>;
}

/** One page of records. */
export interface RecordPage {
  readonly items: readonly SpoolRecord[];
  /** Behind which the next page begins; 0 at the end. */
  readonly next: number;
}

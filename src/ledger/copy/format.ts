/**
 * The file of an exported store: lines of JSON, as docs/operations.md describes it. The first line is the header, then
 * come those of each partition, and last the end with a checksum of all lines before. Keys are without what all keys of
 * their partition begin with.
 */

export const FORMAT = 'tollgate-export';
export const FORMAT_VERSION = 1;

export interface ExportHeader {
  readonly kind: 'header';
  readonly format: typeof FORMAT;
  readonly version: number;
  /** The store that was exported. */
  readonly instanceId: string;
  readonly generation: number;
  readonly partitions: number;
  /** By the clock of the sidecar, in milliseconds since the epoch. */
  readonly exportedAtMs: number;
}

/** One key, or a part of it: parts add to each other. */
export interface KeyLine {
  readonly kind: 'key';
  readonly partition: number;
  readonly key: string;
  /** `none`: it is to go, whatever was said of it before. */
  readonly type: 'string' | 'hash' | 'zset' | 'set' | 'none';
  /** When it expires, in milliseconds since the epoch; 0 never. */
  readonly untilMs: number;
  /** Of a hash fields and values, of a zset members and scores. */
  readonly words: readonly string[];
}

/** Entries of the journal: id, then text. */
export interface EntriesLine {
  readonly kind: 'entries';
  readonly partition: number;
  readonly words: readonly string[];
}

/** A partition is complete. */
export interface PartitionLine {
  readonly kind: 'partition';
  readonly partition: number;
  /** Fields and values of its mark, without what names the store. */
  readonly mark: readonly string[];
  readonly lastId: string;
  /** How many entries the journal ever had. */
  readonly entriesAdded: number;
  readonly accounts: number;
  readonly holds: number;
}

export type ExportLine = ExportHeader | KeyLine | EntriesLine | PartitionLine;

/** The last line of the file. */
export interface EndLine {
  readonly kind: 'end';
  /** Lines before it. */
  readonly lines: number;
  /** SHA-256 of these, each with its line feed, in hexadecimal digits. */
  readonly sha256: string;
}

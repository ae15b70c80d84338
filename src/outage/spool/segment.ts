/** A segment whose records are known: they are read one by one, and marked as done. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../../files/durable.ts';
import { GroupCommit } from './group-commit.ts';
import { LINE_OVERHEAD_BYTES, lineOf, seedOf, textOf } from './lines.ts';
import {
  doneText,
  objectOf,
  readRecord,
  segmentFile,
  segmentName,
  type SegmentSuffix,
  type StoredRecord,
} from './segment-format.ts';
import { DAMAGED_DIRECTORY } from './quarantine.ts';
import type { ServedStore } from './spool.ts';

/** What the mark of a record takes at most. */
export const MARK_BYTES = LINE_OVERHEAD_BYTES + '{"done":}'.length + 16;

export interface SegmentFacts {
  readonly directory: string;
  readonly number: number;
  readonly segmentId: string;
  readonly store: ServedStore;
  readonly suffix: Exclude<SegmentSuffix, 'done'>;
  /** Of the segment's file. */
  readonly bytes: number;
  readonly records: number;
  /** Whether the last line of its marks was cut short. */
  readonly marksCut: boolean;
}

export class Segment {
  readonly number: number;
  readonly segmentId: string;
  readonly store: ServedStore;
  /** How many of its records the store has not heard of. */
  pending = 0;
  bytes: number;
  /** Those that are done too. */
  records: number;
  readonly #directory: string;
  readonly #seed: number;
  #suffix: SegmentFacts['suffix'];
  #reader: Promise<FileHandle> | undefined;
  #marker: FileHandle | undefined;
  /** Whether a write of marks may have left a part of a line behind. */
  #marksCut: boolean;
  readonly #marks: GroupCommit<number>;
  /** From when on nothing is opened any more. */
  #removing: Promise<void> | undefined;

  constructor({ directory, number, segmentId, store, suffix, bytes, records, marksCut }: SegmentFacts) {
    this.#directory = directory;
    this.number = number;
    this.segmentId = segmentId;
    this.#seed = seedOf(segmentId);
    this.store = store;
    this.bytes = bytes;
    this.records = records;
    this.#marksCut = marksCut;
    this.#suffix = suffix;
    this.#marks = new GroupCommit((sequences) => this.#mark(sequences));
  }

  /** Without what stands behind the dot. */
  get name(): string {
    return segmentName(this);
  }

  get path(): string {
    return join(this.#directory, segmentFile({ ...this.#id, suffix: this.#suffix }));
  }

  get #donePath(): string {
    return join(this.#directory, segmentFile({ ...this.#id, suffix: 'done' }));
  }

  get #id() {
    return { number: this.number, segmentId: this.segmentId };
  }

  /** Nothing is added to it any more. */
  async seal(): Promise<void> {
    const before = this.path;
    this.#suffix = 'sealed';
    await rename(before, this.path);
    await syncDirectory(this.#directory);
  }

  /** The record of a line; undefined where the disk has something else there now. */
  async read(offset: number, length: number): Promise<StoredRecord | undefined> {
    if (this.#removing !== undefined) return undefined;
    const reader = await (this.#reader ??= open(this.path, 'r'));
    const line = Buffer.alloc(length);
    const { bytesRead } = await reader.read(line, 0, length, offset);
    const text = textOf(line.subarray(0, bytesRead), this.#seed);
    return text === undefined ? undefined : readRecord(objectOf(text));
  }

  /** Resolves when the mark is on disk, or when the whole segment is gone, which says the same. */
  markDone(sequence: number): Promise<void> {
    return this.#removing ?? this.#marks.add(sequence);
  }

  #markOf(sequence: number): Buffer {
    return lineOf(doneText(sequence), this.#seed);
  }

  async #mark(sequences: readonly number[]): Promise<void> {
    if (this.#marker === undefined) {
      this.#marker = await open(this.#donePath, 'a', 0o600);
      await syncDirectory(this.#directory);
    }
    const lines = Buffer.concat([
      Buffer.from(this.#marksCut ? '\n' : ''),
      ...sequences.map((each) => this.#markOf(each)),
    ]);
    this.#marksCut = true;
    await this.#marker.writeFile(lines);
    await this.#marker.datasync();
    this.#marksCut = false;
  }

  /**
   * Nothing of it is needed any more. The marks go last, so that nothing comes back.
   *
   * @param aside - keeps it for an operator
   */
  remove(aside: boolean): Promise<void> {
    this.#removing ??= this.#remove(aside).catch((error: unknown) => {
      this.#removing = undefined;
      throw error;
    });
    return this.#removing;
  }

  async #remove(aside: boolean): Promise<void> {
    await this.close();
    if (aside) {
      const damaged = join(this.#directory, DAMAGED_DIRECTORY);
      await mkdir(damaged, { recursive: true, mode: 0o700 });
      await rename(this.path, join(damaged, this.name));
      await syncDirectory(damaged);
    } else {
      await rm(this.path, { force: true });
    }
    await syncDirectory(this.#directory);
    await rm(this.#donePath, { force: true });
  }

  async close(): Promise<void> {
    await this.#marks.idle();
    await Promise.all([this.#reader?.then((reader) => reader.close()), this.#marker?.close()]);
    [this.#reader, this.#marker] = [undefined, undefined];
  }
}

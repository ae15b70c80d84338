/** Which records are pending, by sequence and by hold. */
import type { Segment } from './segment.ts';
import { holdKeyOf, type NewSpoolRecord } from './spool.ts';

/** A record that is on disk. */
export interface IndexedRecord {
  readonly segment: Segment;
  readonly offset: number;
  readonly length: number;
  readonly holdKey: string;
  readonly recordedAtMs: number;
}

export class PendingIndex {
  /** In the order of their sequences. */
  readonly #bySequence = new Map<number, IndexedRecord>();
  /** How many of a hold are pending or on their way to the disk. */
  readonly #byHold = new Map<string, number>();

  get size(): number {
    return this.#bySequence.size;
  }

  get oldestAtMs(): number | undefined {
    for (const { recordedAtMs } of this.#bySequence.values()) return recordedAtMs;
    return undefined;
  }

  /** Those that come while it is read are read too. */
  entries(): IterableIterator<[number, IndexedRecord]> {
    return this.#bySequence.entries();
  }

  get(sequence: number): IndexedRecord | undefined {
    return this.#bySequence.get(sequence);
  }

  /** A record of a hold is on its way to the disk. */
  expect(holdKey: string): void {
    this.#byHold.set(holdKey, (this.#byHold.get(holdKey) ?? 0) + 1);
  }

  /** It did not get there, or is not pending any more. */
  forget(holdKey: string): void {
    const left = (this.#byHold.get(holdKey) ?? 1) - 1;
    if (left > 0) this.#byHold.set(holdKey, left);
    else this.#byHold.delete(holdKey);
  }

  /** It got there. */
  add(sequence: number, record: IndexedRecord): void {
    this.#bySequence.set(sequence, record);
    record.segment.pending += 1;
  }

  /** @returns what was known of it; undefined where it was not pending */
  remove(sequence: number): IndexedRecord | undefined {
    const record = this.#bySequence.get(sequence);
    if (record === undefined) return undefined;
    this.#bySequence.delete(sequence);
    this.forget(record.holdKey);
    record.segment.pending -= 1;
    return record;
  }

  has({ accountId, holdId }: Pick<NewSpoolRecord, 'accountId' | 'holdId'>): boolean {
    return this.#byHold.has(holdKeyOf(accountId, holdId));
  }
}

/** The spool of a running sidecar: segments in a directory of its own. */
import { Fault } from '../../domain/fault.ts';
import { readExported } from './exported.ts';
import { GroupCommit } from './group-commit.ts';
import { LINE_OVERHEAD_BYTES } from './lines.ts';
import { type IndexedRecord, PendingIndex } from './pending-index.ts';
import { refuseTwice } from './handover.ts';
import { Mender } from './mender.ts';
import type { QuarantineEntry } from './quarantine-format.ts';
import type { SpoolLogger } from './recover.ts';
import type { PlacedRecord } from './scan.ts';
import { MARK_BYTES, type Segment } from './segment.ts';
import { readRecord, recordJson, type SpoolOwner, type StoredRecord } from './segment-format.ts';
import { Space } from './space.ts';
import type { RecordPage, SpoolDesk } from './spool-desk.ts';
import { SpoolFiles } from './spool-files.ts';
import {
  holdKeyOf,
  type NewSpoolRecord,
  type ServedStore,
  type Spool,
  type SpoolRecord,
  type SpoolStatus,
} from './spool.ts';

export interface DiskSpoolOptions {
  /** Of this spool alone. */
  readonly directory: string;
  readonly owner: SpoolOwner;
  readonly maxBytes: number;
  /** The store that is served now. */
  readonly store: () => ServedStore;
  readonly logger: SpoolLogger;
  readonly now?: () => number;
}

/** A record is at most this long; those of Tollgate are some kilobytes. */
const RECORD_BYTES_MAX = 256 * 1024;

/** A record on its way to the disk. */
interface Fresh {
  readonly record: StoredRecord;
  /** As it is written. */
  readonly text: string;
  readonly holdKey: string;
}

export class DiskSpool implements Spool, SpoolDesk {
  readonly owner: SpoolOwner;
  readonly #logger: SpoolLogger;
  readonly #space: Space;
  readonly #files: SpoolFiles;
  readonly #index = new PendingIndex();
  readonly #fresh = new GroupCommit<Fresh>((batch) => this.#write(batch));
  readonly #mender: Mender;
  /** Segments of other spools that are being taken just now. */
  readonly #importing = new Set<string>();
  #alarmed = false;
  #nextSequence = 1;

  constructor({ logger, maxBytes, now = Date.now, ...where }: DiskSpoolOptions) {
    this.owner = where.owner;
    this.#logger = logger;
    this.#space = new Space(maxBytes);
    this.#files = new SpoolFiles({ ...where, logger, now, space: this.#space });
    this.#mender = new Mender({ attempt: () => this.#mend(), tend: () => this.#files.tend() }, logger);
  }

  /**
   * Reads what is there and begins a segment. Never rejects: where the directory cannot be used the status says why,
   * and it is tried again until `close`.
   */
  async open(): Promise<void> {
    await this.#mender.start();
  }

  /** What is being written is finished first. */
  async close(): Promise<void> {
    await this.#mender.stop();
    await this.#fresh.idle();
    await this.#files.close();
  }

  async append(fresh: NewSpoolRecord): Promise<SpoolRecord> {
    if (this.#mender.broken !== '') throw this.#unavailable();
    const record: StoredRecord = { ...fresh, sequence: this.#nextSequence };
    const json = recordJson(record);
    const text = JSON.stringify(json);
    const bytes = Buffer.byteLength(text) + LINE_OVERHEAD_BYTES + MARK_BYTES;
    if (bytes > RECORD_BYTES_MAX || readRecord(json) === undefined) {
      throw new Fault('INTERNAL', `a record of ${bytes} bytes could not be read again by the spool`);
    }
    const holdKey = holdKeyOf(record.accountId, record.holdId);
    if (!this.#space.take(bytes, holdKey)) {
      throw new Fault('SPOOL_FULL', 'the store is away, and the spool is full; keep this and repeat it');
    }
    this.#nextSequence += 1;
    this.#index.expect(holdKey);
    this.#watchSpace();
    try {
      await this.#fresh.add({ record, text, holdKey });
    } catch (error) {
      this.#space.add(-bytes);
      this.#index.forget(holdKey);
      throw error;
    }
    return { ...record, store: this.#index.get(record.sequence)?.segment.store ?? this.#files.store };
  }

  async #write(batch: readonly Fresh[]): Promise<void> {
    // The batch before this one may have broken it.
    if (this.#mender.broken !== '') throw this.#unavailable();
    try {
      const { segment, places } = await this.#files.append(
        batch.map(({ text }) => text),
        batch[0]?.record.sequence ?? this.#nextSequence,
      );
      for (const [index, { record, holdKey }] of batch.entries()) {
        const place = places[index];
        if (place === undefined) continue;
        const { sequence, recordedAtMs } = record;
        this.#index.add(sequence, { segment, ...place, holdKey, recordedAtMs });
      }
    } catch (error) {
      this.#break(error);
      throw this.#unavailable(error);
    }
  }

  reserve(holdKey: string): boolean {
    if (this.#mender.broken !== '' || !this.#files.hasRoom || !this.#space.reserve(holdKey)) return false;
    void this.#files.tend();
    this.#watchSpace();
    return true;
  }

  free(holdKey: string): void {
    this.#space.free(holdKey);
    this.#watchSpace();
  }

  pending(): AsyncGenerator<SpoolRecord> {
    return this.#pending(0);
  }

  async *#pending(after: number): AsyncGenerator<SpoolRecord> {
    for (const [sequence, indexed] of this.#index.entries()) {
      if (sequence <= after) continue;
      const record = await this.#read(sequence, indexed);
      if (record !== undefined) yield record;
    }
  }

  /** Undefined where it is not pending any more, or cannot be read: then it is in the quarantine. */
  async #read(sequence: number, { segment, offset, length }: IndexedRecord): Promise<SpoolRecord | undefined> {
    const record = await segment.read(offset, length).catch(() => undefined);
    // Its file goes as soon as nothing of it is pending.
    if (this.#index.get(sequence) === undefined) return undefined;
    if (record?.sequence === sequence) return { ...record, store: segment.store };
    const damage = { file: segment.name, offset, length };
    const why = `record ${sequence} was whole when it was written, and is not now`;
    this.#logger.error({ ...damage, why }, 'a part of the spool cannot be read, and was put into the quarantine');
    await this.#files.quarantine.add({ why, record: undefined, damage });
    await this.done(sequence);
    return undefined;
  }

  hasPending(accountId: string, holdId: string): boolean {
    return this.#index.has({ accountId, holdId });
  }

  async done(sequence: number): Promise<void> {
    const indexed = this.#index.remove(sequence);
    if (indexed === undefined) return;
    await this.#files.markDone(indexed.segment, sequence).catch((error: unknown) => this.#break(error));
    this.#watchSpace();
  }

  async quarantine(sequence: number, why: string): Promise<void> {
    const indexed = this.#index.get(sequence);
    const record = indexed && (await this.#read(sequence, indexed));
    if (record === undefined) return;
    await this.#files.quarantine.add({ why, record, damage: undefined });
    this.#logger.error({ sequence, kind: record.kind, why }, 'a record of the spool was put into the quarantine');
    await this.done(sequence);
  }

  async records(after: number, limit: number): Promise<RecordPage> {
    const items: SpoolRecord[] = [];
    for await (const record of this.#pending(after)) {
      if (items.length === limit) return { items, next: items.at(-1)?.sequence ?? 0 };
      items.push(record);
    }
    return { items, next: 0 };
  }

  async record(sequence: number): Promise<SpoolRecord | undefined> {
    const indexed = this.#index.get(sequence);
    return indexed && this.#read(sequence, indexed);
  }

  quarantined(): readonly QuarantineEntry[] {
    return this.#files.opened ? this.#files.quarantine.entries() : [];
  }

  async drop(id: number): Promise<boolean> {
    return this.#files.opened && this.#files.quarantine.resolve(id, 'dropped');
  }

  async release(id: number): Promise<SpoolRecord | undefined> {
    const record = this.quarantined().find((entry) => entry.id === id)?.record;
    if (record === undefined) return undefined;
    const again = await this.append({ ...record, released: true });
    await this.#files.quarantine.resolve(id, 'released');
    return again;
  }

  async importSegment(content: Uint8Array): Promise<number> {
    if (this.#mender.broken !== '') throw this.#unavailable();
    const exported = readExported(Buffer.from(content));
    const { header, records } = exported;
    const { segmentId } = header;
    refuseTwice(header, this.#files.hasImported(segmentId) || this.#importing.has(segmentId), this.#files.store);
    if (!this.#space.hasFree(content.length + records.length * MARK_BYTES)) {
      throw new Fault('SPOOL_FULL', 'the spool has no room for it: replay first, or raise outage.spool_max_bytes');
    }
    const firstSequence = this.#nextSequence;
    this.#nextSequence += records.length;
    const renumbered = records.map((record, index) => ({ ...record, sequence: firstSequence + index }));
    this.#importing.add(segmentId);
    try {
      const { segment, placed } = await this.#files.adopt(exported, renumbered);
      this.#enter(segment, placed);
      this.#files.keep(segment);
    } catch (error) {
      this.#break(error);
      throw this.#unavailable(error);
    } finally {
      this.#importing.delete(segmentId);
    }
    this.#watchSpace();
    return records.length;
  }

  /** Records that are on disk are pending from now on. */
  #enter(segment: Segment, placed: readonly PlacedRecord[]): void {
    for (const { record, offset, length } of placed) {
      const { sequence, recordedAtMs, accountId, holdId } = record;
      const holdKey = holdKeyOf(accountId, holdId);
      this.#index.expect(holdKey);
      this.#index.add(sequence, { segment, offset, length, holdKey, recordedAtMs });
    }
  }

  status(): SpoolStatus {
    const { usedBytes: bytes, promisedBytes: reservedBytes, maxBytes, alarm, full } = this.#space;
    return {
      records: this.#index.size,
      bytes,
      reservedBytes,
      maxBytes,
      oldestAtMs: this.#index.oldestAtMs,
      quarantined: this.#files.quarantined,
      alarm,
      full: full || !this.#files.hasRoom,
      broken: this.#mender.broken,
    };
  }

  #unavailable(cause?: unknown): Fault {
    return new Fault('SPOOL_UNAVAILABLE', `the spool cannot be used: ${this.#mender.broken}`, { cause });
  }

  /** Nothing more is taken until the disk takes a new segment. */
  #break(error: unknown): void {
    this.#mender.break(error);
    this.#files.abandon();
  }

  async #mend(): Promise<void> {
    if (!this.#files.opened) await this.#takeOver();
    await this.#files.begin(this.#nextSequence);
  }

  /** What an earlier process left, or another one that has ended meanwhile. */
  async #takeOver(): Promise<void> {
    const { segments, nextSequence } = await this.#files.open();
    this.#nextSequence = nextSequence;
    for (const { segment, pending } of segments) this.#enter(segment, pending);
  }

  #watchSpace(): void {
    const { alarm, usedBytes, promisedBytes, maxBytes } = this.#space;
    if (alarm === this.#alarmed) return;
    this.#alarmed = alarm;
    const facts = { usedBytes, promisedBytes, maxBytes };
    if (alarm) this.#logger.error(facts, 'the spool is nearly full: soon nothing can be let through without the store');
    else this.#logger.info(facts, 'the spool has room again');
  }
}

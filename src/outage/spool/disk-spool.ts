/** The spool of a running sidecar: segments in a directory of its own. */
import { errorText, Fault } from '../../domain/fault.ts';
import { GroupCommit } from './group-commit.ts';
import { LINE_OVERHEAD_BYTES } from './lines.ts';
import { type IndexedRecord, PendingIndex } from './pending-index.ts';
import type { SpoolLogger } from './recover.ts';
import { MARK_BYTES } from './segment.ts';
import { recordJson, type SpoolOwner, type StoredRecord } from './segment-format.ts';
import { Space } from './space.ts';
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

/** How often a spool that is broken tries to mend itself. */
const MEND_MS = 5_000;

/** A record on its way to the disk. */
interface Fresh {
  readonly record: StoredRecord;
  /** As it is written. */
  readonly text: string;
  readonly holdKey: string;
}

export class DiskSpool implements Spool {
  readonly #logger: SpoolLogger;
  readonly #space: Space;
  readonly #files: SpoolFiles;
  readonly #index = new PendingIndex();
  readonly #fresh = new GroupCommit<Fresh>((batch) => this.#write(batch));
  #broken = 'it is not open yet';
  #alarmed = false;
  #nextSequence = 1;
  #mender: NodeJS.Timeout | undefined;
  #mending: Promise<void> | undefined;

  constructor({ logger, maxBytes, now = Date.now, ...where }: DiskSpoolOptions) {
    this.#logger = logger;
    this.#space = new Space(maxBytes);
    this.#files = new SpoolFiles({ ...where, logger, now, space: this.#space });
  }

  /**
   * Reads what is there and begins a segment. Never rejects: where the directory cannot be used the status says why,
   * and it is tried again until `close`.
   */
  async open(): Promise<void> {
    this.#mender = setInterval(() => void this.#mend(), MEND_MS).unref();
    await this.#mend();
  }

  /** What is being written is finished first. */
  async close(): Promise<void> {
    clearInterval(this.#mender);
    await this.#mending;
    this.#broken = 'it is closed';
    await this.#fresh.idle();
    await this.#files.close();
  }

  async append(fresh: NewSpoolRecord): Promise<SpoolRecord> {
    if (this.#broken !== '') throw this.#unavailable();
    const record: StoredRecord = { ...fresh, sequence: this.#nextSequence };
    const text = JSON.stringify(recordJson(record));
    const bytes = Buffer.byteLength(text) + LINE_OVERHEAD_BYTES + MARK_BYTES;
    if (bytes > RECORD_BYTES_MAX) throw new Fault('INTERNAL', `a record of ${bytes} bytes is too long for the spool`);
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
    return { ...record, store: this.#files.store };
  }

  async #write(batch: readonly Fresh[]): Promise<void> {
    // The batch before this one may have broken it.
    if (this.#broken !== '') throw this.#unavailable();
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
    if (this.#broken !== '' || !this.#files.hasRoom || !this.#space.reserve(holdKey)) return false;
    void this.#files.tend();
    this.#watchSpace();
    return true;
  }

  free(holdKey: string): void {
    this.#space.free(holdKey);
    this.#watchSpace();
  }

  async *pending(): AsyncGenerator<SpoolRecord> {
    for (const [sequence, indexed] of this.#index.entries()) {
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
      broken: this.#broken,
    };
  }

  #unavailable(cause?: unknown): Fault {
    return new Fault('SPOOL_UNAVAILABLE', `the spool cannot be used: ${this.#broken}`, { cause });
  }

  /** Nothing more is taken until the disk takes a new segment. */
  #break(error: unknown): void {
    const why = errorText(error);
    if (this.#broken === '') this.#logger.error({ error: why }, 'the spool cannot be written: nothing is let through');
    this.#broken = why;
    this.#files.abandon();
  }

  #mend(): Promise<void> {
    // On a disk that was full the ballast may be short.
    if (this.#broken === '') return this.#files.tend();
    this.#mending ??= this.#tryToMend().finally(() => {
      this.#mending = undefined;
    });
    return this.#mending;
  }

  async #tryToMend(): Promise<void> {
    try {
      if (!this.#files.opened) await this.#takeOver();
      await this.#files.begin(this.#nextSequence);
      if (this.#broken !== '') this.#logger.info({ records: this.#index.size }, 'the spool takes records');
      this.#broken = '';
    } catch (error) {
      const why = errorText(error);
      if (why !== this.#broken) this.#logger.error({ error: why }, 'the spool cannot be used: nothing is let through');
      this.#broken = why;
    }
  }

  /** What an earlier process left, or another one that has ended meanwhile. */
  async #takeOver(): Promise<void> {
    const { segments, nextSequence } = await this.#files.open();
    this.#nextSequence = nextSequence;
    for (const { segment, pending } of segments) {
      for (const { record, offset, length } of pending) {
        const holdKey = holdKeyOf(record.accountId, record.holdId);
        const { sequence, recordedAtMs } = record;
        this.#index.expect(holdKey);
        this.#index.add(sequence, { segment, offset, length, holdKey, recordedAtMs });
      }
    }
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

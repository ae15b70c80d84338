/** The files of a spool: which segments there are, and which one is written to. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../domain/fault.ts';
import { writeDurably } from '../../files/durable.ts';
import { lockDirectory } from '../../files/directory-lock.ts';
import { Ballast, isOutOfSpace } from './ballast.ts';
import { type ExportedSegment, segmentBytes } from './exported.ts';
import type { Imports } from './imports.ts';
import type { Quarantine } from './quarantine.ts';
import { recover, type Recovered, type SpoolLogger } from './recover.ts';
import { type PlacedRecord, scanSegment } from './scan.ts';
import { MARK_BYTES, Segment } from './segment.ts';
import { FORMAT_VERSION, segmentFile, type SpoolOwner, type StoredRecord } from './segment-format.ts';
import { type Place, SegmentWriter } from './segment-writer.ts';
import { RESERVED_BYTES, type Space } from './space.ts';
import type { ServedStore } from './spool.ts';

export interface SpoolFilesOptions {
  readonly directory: string;
  readonly owner: SpoolOwner;
  readonly store: () => ServedStore;
  readonly space: Space;
  readonly logger: SpoolLogger;
  readonly now: () => number;
}

/** From this size on a segment is sealed. It fits into one message of gRPC. */
const SEGMENT_BYTES = 2 * 1024 * 1024;

/** What the ballast has at least, where the spool may be so large: for 512 calls. */
const BALLAST_BYTES = 4 * 1024 * 1024;

/** What of it is given back at a time, beyond what is needed at once. */
const GIVEN_BYTES = 2 * 1024 * 1024;

export class SpoolFiles {
  readonly #options: SpoolFilesOptions;
  /** All but the active one. */
  readonly #sealed = new Set<Segment>();
  #active: SegmentWriter | undefined;
  #quarantine: Quarantine | undefined;
  #imports: Imports | undefined;
  #ballast: Ballast | undefined;
  #nextNumber = 1;
  #unlock: (() => void) | undefined;

  constructor(options: SpoolFilesOptions) {
    this.#options = options;
  }

  get opened(): boolean {
    return this.#quarantine !== undefined;
  }

  /** Takes the directory, and reads what is there. @throws Error where it cannot */
  async open(): Promise<Recovered> {
    const { directory, now, logger, space } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const unlock = lockDirectory(directory);
    try {
      // Counted when all could be read: a spool that could not is read again.
      let quarantined = 0;
      const grew = (bytes: number): void => {
        if (this.opened) space.add(bytes);
        else quarantined += bytes;
      };
      const recovered = await recover({ directory, now, grew }, logger);
      space.add(quarantined);
      for (const { segment } of recovered.segments) {
        this.#sealed.add(segment);
        space.add(segment.bytes + segment.records * MARK_BYTES);
      }
      this.#ballast = await Ballast.open(directory);
      this.#imports = recovered.imports;
      this.#quarantine = recovered.quarantine;
      this.#nextNumber = recovered.nextNumber;
      this.#unlock = unlock;
      return recovered;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  get quarantine(): Quarantine {
    if (this.#quarantine === undefined) throw new Error('the spool is not open yet');
    return this.#quarantine;
  }

  get quarantined(): number {
    return this.#quarantine?.size ?? 0;
  }

  /** The store that is served now. */
  get store(): ServedStore {
    return this.#options.store();
  }

  /** Begins a segment where none is written to, and deletes those of which nothing is pending. @throws Error */
  async begin(firstSequence: number): Promise<void> {
    const active = this.#active ?? (await this.#withRoom(() => this.#create(firstSequence)));
    // One that was begun meanwhile must not be forgotten.
    if (this.#active !== active) this.abandon();
    this.#active = active;
    for (const segment of this.#sealed) await this.#removeIfDone(segment);
    await this.tend();
  }

  /** Whether the disk has room for what was promised, and for one call more. */
  get hasRoom(): boolean {
    const { promisedBytes } = this.#options.space;
    return promisedBytes + RESERVED_BYTES <= (this.#ballast?.bytes ?? 0);
  }

  /**
   * Keeps the ballast at twice what was promised, so that it has grown before that is reached, and within what the
   * spool may still take. Never rejects.
   */
  tend(): Promise<void> {
    const { promisedBytes, maxBytes, usedBytes } = this.#options.space;
    const most = Math.max(0, maxBytes - usedBytes);
    return this.#ballast?.fit(Math.min(Math.max(2 * promisedBytes, BALLAST_BYTES), most), most) ?? Promise.resolve();
  }

  /**
   * Resolves when the texts are on disk, all in one segment.
   *
   * @param firstSequence - of the first text
   * @throws Error of the file system; then none of them was kept
   */
  append(texts: readonly string[], firstSequence: number): Promise<Written> {
    return this.#withRoom(
      async () => {
        const active = await this.#activeFor(firstSequence);
        try {
          return { segment: active.segment, places: await active.append(texts) };
        } catch (error) {
          this.abandon(active);
          throw error;
        }
      },
      texts.reduce((sum, text) => sum + text.length, 0),
    );
  }

  async #activeFor(firstSequence: number): Promise<SegmentWriter> {
    const active = this.#active;
    if (active === undefined) return (this.#active = await this.#create(firstSequence));
    const { bytes, store } = active.segment;
    const now = this.#options.store();
    const isOther = store.instanceId !== now.instanceId || store.generation !== now.generation;
    return bytes >= SEGMENT_BYTES || isOther ? this.#roll(active, firstSequence) : active;
  }

  /** Whether records of another spool's segment were ever taken into this one. */
  hasImported(segmentId: string): boolean {
    return this.#imports?.has(segmentId) === true;
  }

  /**
   * Takes records of another spool as a segment of their own, all of them or none.
   *
   * @param records - with sequences of this spool
   */
  async adopt({ header }: ExportedSegment, records: readonly StoredRecord[]): Promise<Adopted> {
    const { directory, owner, now, space } = this.#options;
    const { segmentId: originId, owner: originOwner, store } = header;
    const [segmentId, number] = [randomUUID(), this.#nextNumber];
    this.#nextNumber += 1;
    const bytes = segmentBytes(
      {
        version: FORMAT_VERSION,
        segmentId,
        number,
        firstSequence: records[0]?.sequence ?? 1,
        owner,
        store,
        createdAtMs: now(),
        origin: { segmentId: originId, owner: originOwner },
        exportedAtMs: undefined,
      },
      records,
    );
    const path = join(directory, segmentFile({ number, segmentId, suffix: 'sealed' }));
    await this.#withRoom(() => writeDurably(path, bytes), bytes.length);
    const facts = { directory, number, segmentId, store, suffix: 'sealed', marksCut: false } as const;
    // It is noted at the next start too: its header says where it came from.
    await this.#imports?.add({ segmentId: originId, nextSequence: (records.at(-1)?.sequence ?? 0) + 1 });
    const segment = new Segment({ ...facts, bytes: bytes.length, records: records.length });
    space.add(bytes.length + records.length * MARK_BYTES);
    return { segment, placed: scanSegment(bytes, segmentId).records };
  }

  /** From now on a segment that was adopted goes when nothing of it is pending. */
  keep(segment: Segment): void {
    this.#sealed.add(segment);
  }

  /** Resolves when it is certain that this record is not found again. */
  async markDone(segment: Segment, sequence: number): Promise<void> {
    // Where it was the last one, the whole file goes: that works on a full disk too.
    if (await this.#removeIfDone(segment)) return;
    await this.#withRoom(() => segment.markDone(sequence));
    await this.#removeIfDone(segment);
  }

  /** Tries once more on a full disk, with a part of the ballast. @param bytes - about what is written */
  async #withRoom<Result>(write: () => Promise<Result>, bytes = 0): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      if (!isOutOfSpace(error) || (await this.#ballast?.give(GIVEN_BYTES + bytes)) !== true) throw error;
      this.#options.logger.warn({ error: errorText(error) }, 'the disk is full: the spool lives on its ballast');
      return write();
    }
  }

  /**
   * After a failed write nothing more is added to a segment: what the disk made of it is seen at the next start.
   *
   * @param writer - the one that is written to now when absent; nothing happens where it is not that one any more
   */
  abandon(writer = this.#active): void {
    if (writer === undefined || this.#active !== writer) return;
    this.#active = undefined;
    this.#sealed.add(writer.segment);
    writer.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#active?.close();
    const segments = [...this.#sealed, ...(this.#active === undefined ? [] : [this.#active.segment])];
    for (const segment of segments) await segment.close();
    await this.#quarantine?.close();
    await this.#imports?.close();
    await this.#ballast?.close();
    this.#unlock?.();
  }

  async #roll(before: SegmentWriter, firstSequence: number): Promise<SegmentWriter> {
    // There is always one, so that no sequence is used twice.
    const next = await this.#create(firstSequence);
    this.#active = next;
    const bytes = before.segment.bytes;
    await before.seal().catch((error: unknown) => {
      const facts = { file: before.segment.path, error: errorText(error) };
      this.#options.logger.warn(facts, 'a segment of the spool could not be sealed');
    });
    this.#options.space.add(before.segment.bytes - bytes);
    this.#sealed.add(before.segment);
    await this.#removeIfDone(before.segment);
    return next;
  }

  async #create(firstSequence: number): Promise<SegmentWriter> {
    const { directory, owner, store, now, space } = this.#options;
    const writer = await SegmentWriter.create(directory, {
      version: FORMAT_VERSION,
      segmentId: randomUUID(),
      number: this.#nextNumber,
      firstSequence,
      owner,
      store: store(),
      createdAtMs: now(),
      origin: undefined,
      exportedAtMs: undefined,
    });
    this.#nextNumber += 1;
    space.add(writer.segment.bytes);
    return writer;
  }

  /** @returns whether it is gone */
  async #removeIfDone(segment: Segment): Promise<boolean> {
    if (segment.pending > 0 || !this.#sealed.delete(segment)) return false;
    try {
      const aside = this.quarantine.needs(segment.name);
      await segment.remove(aside);
      this.#options.space.add(-segment.records * MARK_BYTES - (aside ? 0 : segment.bytes));
      return true;
    } catch (error) {
      this.#sealed.add(segment);
      throw error;
    }
  }
}

/** A segment that was taken over, and where its records stand. */
interface Adopted {
  readonly segment: Segment;
  readonly placed: readonly PlacedRecord[];
}

/** Where records were put. */
interface Written {
  readonly segment: Segment;
  readonly places: readonly Place[];
}

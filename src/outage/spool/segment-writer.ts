/** The segment that records are added to. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../files/durable.ts';
import { lineOf, seedOf } from './lines.ts';
import { Segment } from './segment.ts';
import { endText, headerText, segmentFile, type SegmentHeader } from './segment-format.ts';

/** Where a line stands in its file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** Both headers of a segment. */
export function headerLines(header: SegmentHeader): Buffer {
  const line = lineOf(headerText(header), seedOf(header.segmentId));
  return Buffer.concat([line, line]);
}

/** Adds lines to a segment, and knows up to where they are on disk. */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #handle: FileHandle;
  readonly #seed: number;

  private constructor(handle: FileHandle, segment: Segment) {
    this.#handle = handle;
    this.segment = segment;
    this.#seed = seedOf(segment.segmentId);
  }

  /** Begins a segment; its headers are on disk. @throws Error of the file system */
  static async create(directory: string, header: SegmentHeader): Promise<SegmentWriter> {
    const { number, segmentId, store } = header;
    const path = join(directory, segmentFile({ number, segmentId, suffix: 'open' }));
    const lines = headerLines(header);
    await writeDurably(path, lines);
    const facts = { directory, number, segmentId, store, suffix: 'open', records: 0, marksCut: false } as const;
    return new SegmentWriter(await open(path, 'r+'), new Segment({ ...facts, bytes: lines.length }));
  }

  /**
   * Adds texts of records. Resolves when they are on disk.
   *
   * @returns where each stands
   * @throws Error of the file system; then the file has been cut back as far as the disk allows, and takes nothing more
   */
  async append(texts: readonly string[]): Promise<readonly Place[]> {
    const lines = texts.map((text) => lineOf(text, this.#seed));
    const before = this.segment.bytes;
    try {
      await this.#write(Buffer.concat(lines));
    } catch (error) {
      // What was never acknowledged should not be found at the next start. If this fails too, it may be.
      await this.#handle.truncate(before).catch(() => undefined);
      throw error;
    }
    this.segment.records += lines.length;
    let offset = before;
    return lines.map(({ length }) => {
      offset += length;
      return { offset: offset - length, length };
    });
  }

  /** Says that nothing follows. */
  async seal(): Promise<void> {
    try {
      await this.#write(lineOf(endText({ records: this.segment.records }), this.#seed));
    } finally {
      await this.close();
    }
    await this.segment.seal();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #write(bytes: Buffer): Promise<void> {
    const offset = this.segment.bytes;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, offset + done);
      done += bytesWritten;
    }
    await this.#handle.datasync();
    this.segment.bytes = offset + bytes.length;
  }
}

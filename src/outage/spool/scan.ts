/** Reads the files of a spool as they are. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isTorn, seedOf, stretchesOf } from './lines.ts';
import {
  FORMAT_VERSION,
  objectOf,
  readDone,
  readEnd,
  readHeader,
  readRecord,
  readSegmentFile,
  segmentFile,
  type SegmentHeader,
  type SegmentName,
  type StoredRecord,
} from './segment-format.ts';

/** A record and where it stands. */
export interface PlacedRecord {
  readonly record: StoredRecord;
  readonly offset: number;
  /** Of its line. */
  readonly length: number;
}

/** A stretch of a file that cannot be read. */
export interface Damage {
  readonly offset: number;
  /** 0 where something is missing. */
  readonly length: number;
  /** For a person. */
  readonly why: string;
}

/** What a segment file says. */
export interface ScannedSegment {
  /** Undefined where both headers are damaged. */
  readonly header: SegmentHeader | undefined;
  readonly records: readonly PlacedRecord[];
  readonly damages: readonly Damage[];
  /** Whether the last good line is an end. */
  readonly ended: boolean;
  /** Up to where everything is whole, or damaged for good; what is behind was cut short while it was written. */
  readonly wholeBytes: number;
  readonly bytes: number;
}

/** Takes a segment apart. @param segmentId - of its name; the checksums begin with it */
export function scanSegment(content: Buffer, segmentId: string): ScannedSegment {
  const records: PlacedRecord[] = [];
  const damages: Damage[] = [];
  let [header, ended, wholeBytes]: [SegmentHeader | undefined, boolean, number] = [undefined, false, content.length];
  let lastSequence = 0;
  for (const { offset, length, text } of stretchesOf(content, seedOf(segmentId))) {
    const found = text === undefined ? undefined : readLine(text);
    if (found?.kind === 'record' && found.record.sequence > lastSequence && !ended) {
      records.push({ record: found.record, offset, length });
      lastSequence = found.record.sequence;
    } else if (found?.kind === 'header' && records.length === 0 && found.header.segmentId === segmentId) {
      header ??= found.header;
    } else if (found?.kind === 'end' && !ended) {
      ended = true;
      const missing = found.records - records.length;
      if (missing > damages.length)
        damages.push({ offset, length: 0, why: `${missing} of its ${found.records} records are lost` });
    } else if (text === undefined && offset + length === content.length && isTorn(content.subarray(offset))) {
      wholeBytes = offset;
    } else {
      damages.push({
        offset,
        length,
        why: text === undefined ? 'damaged bytes' : 'a line that should not stand there',
      });
    }
  }
  return { header, records, damages, ended, wholeBytes, bytes: content.length };
}

type Line =
  | { readonly kind: 'record'; readonly record: StoredRecord }
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  | { readonly kind: 'end'; readonly records: number };

function readLine(text: string): Line | undefined {
  const record = readRecord(objectOf(text));
  if (record !== undefined) return { kind: 'record', record };
  const header = readHeader(text);
  if (header !== undefined) return { kind: 'header', header };
  const end = readEnd(text);
  return end && { kind: 'end', ...end };
}

/** The sequences that a file of done marks names. Bad lines are none: their records are replayed once more. */
function scanDone(
  content: Buffer,
  segmentId: string,
): { readonly done: ReadonlySet<number>; readonly wholeBytes: number } {
  const done = new Set<number>();
  let wholeBytes = 0;
  for (const { offset, length, text } of stretchesOf(content, seedOf(segmentId))) {
    const sequence = text === undefined ? undefined : readDone(text);
    if (sequence !== undefined) done.add(sequence);
    if (text !== undefined || content[offset + length - 1] === 0x0a) wholeBytes = offset + length;
  }
  return { done, wholeBytes };
}

/** One segment of a spool's directory. */
export interface FoundSegment extends ScannedSegment {
  readonly name: SegmentName;
  readonly done: ReadonlySet<number>;
  readonly doneBytes: number;
  /** Up to where the done marks are whole lines. */
  readonly doneWholeBytes: number;
}

/** The segments of a directory in their order, one after the other; none where there is no such directory. */
export async function* segmentsIn(directory: string): AsyncGenerator<FoundSegment> {
  for (const name of await segmentNames(directory)) {
    if (name.suffix === 'done') continue;
    const scanned = scanSegment(await readFile(join(directory, segmentFile(name))), name.segmentId);
    const marks = await readOrEmpty(join(directory, segmentFile({ ...name, suffix: 'done' })));
    const { done, wholeBytes } = scanDone(marks, name.segmentId);
    yield { ...scanned, name, done, doneBytes: marks.length, doneWholeBytes: wholeBytes };
  }
}

/** All files of segments, and of their marks, in the order of their numbers. */
export async function segmentNames(directory: string): Promise<readonly SegmentName[]> {
  const names = (await filesIn(directory)).map(readSegmentFile).filter((name) => name !== undefined);
  return names.sort((one, other) => one.number - other.number);
}

/** The names in a directory; none where there is no such directory. */
export async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The content of a file; nothing where there is no such file. */
export async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Why records of a segment must not be read by this version; undefined when they may. */
export function whyForeign({ version }: Pick<SegmentHeader, 'version'>): string | undefined {
  return version > FORMAT_VERSION
    ? `it has format version ${version}, and this Tollgate knows those up to ${FORMAT_VERSION}: use a newer one`
    : undefined;
}

/** What a file is called while it is being written; see files/durable.ts. */
const DRAFT = /\.draft$/;

/** Removes files whose writing was cut off before they had a name, and marks whose segment is gone. */
export async function removeLeftovers(directory: string): Promise<void> {
  for (const file of await filesIn(directory)) if (DRAFT.test(file)) await rm(join(directory, file), { force: true });
  const names = await segmentNames(directory);
  const present = new Set(names.filter(({ suffix }) => suffix !== 'done').map(({ segmentId }) => segmentId));
  for (const name of names) {
    if (!present.has(name.segmentId)) await rm(join(directory, segmentFile(name)), { force: true });
  }
}

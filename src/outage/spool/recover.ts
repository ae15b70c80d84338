/** Makes the files of a spool whole after its last process ended, however that was. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LEAVING_DIRECTORY } from './handover.ts';
import { type Import, Imports } from './imports.ts';
import { lineOf, seedOf } from './lines.ts';
import { Quarantine, type QuarantineOptions } from './quarantine.ts';
import {
  type Damage,
  type FoundSegment,
  type PlacedRecord,
  removeLeftovers,
  segmentNames,
  segmentsIn,
  whyForeign,
} from './scan.ts';
import { Segment } from './segment.ts';
import { endText, segmentFile, segmentName } from './segment-format.ts';
import type { ServedStore } from './spool.ts';

/** Where the spool tells what happens to it. */
export interface SpoolLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** A segment, and its records that the store has not heard of. */
export interface RecoveredSegment {
  readonly segment: Segment;
  readonly pending: readonly PlacedRecord[];
}

export interface Recovered {
  /** In their order. All are sealed as far as the disk allows. */
  readonly segments: readonly RecoveredSegment[];
  readonly quarantine: Quarantine;
  readonly imports: Imports;
  /** What the next segment, and the next record, get. */
  readonly nextNumber: number;
  readonly nextSequence: number;
}

const NO_STORE: ServedStore = { instanceId: '', generation: 0 };

/**
 * Only for whoever has the lock of the directory.
 *
 * @throws Error where the directory cannot be read, or holds segments of a newer version
 */
export async function recover(options: QuarantineOptions, logger: SpoolLogger): Promise<Recovered> {
  const { directory } = options;
  await removeLeftovers(directory);
  const quarantine = await Quarantine.open(options);
  const aside = quarantine.sequences();
  const segments: RecoveredSegment[] = [];
  const origins: Import[] = [];
  let [nextNumber, nextSequence] = [1, Math.max(0, ...aside) + 1];
  for await (const found of segmentsIn(directory)) {
    const { name, header, records, done } = found;
    const foreign = header && whyForeign(header);
    if (foreign !== undefined) throw new Error(`${join(directory, segmentFile(name))} cannot be read: ${foreign}`);
    await enterDamages(found, quarantine, logger);
    const segment = segmentOf(directory, found);
    if (name.suffix === 'open') await seal(segment, found, logger);
    const pending = records.filter(({ record: { sequence } }) => !done.has(sequence) && !aside.has(sequence));
    segments.push({ segment, pending });
    nextNumber = Math.max(nextNumber, name.number + 1);
    const behind = (records.at(-1)?.record.sequence ?? 0) + 1;
    nextSequence = Math.max(nextSequence, header?.firstSequence ?? 0, behind);
    if (header?.origin !== undefined) origins.push({ segmentId: header.origin.segmentId, nextSequence: behind });
  }
  const left = (await segmentNames(join(directory, LEAVING_DIRECTORY))).length;
  if (left > 0) logger.error({ directory }, 'an export of the spool was cut off: run `tollgate spool export` again');
  const imports = await Imports.open(directory, origins);
  nextSequence = Math.max(nextSequence, imports.nextSequence);
  return { segments, quarantine, imports, nextNumber, nextSequence };
}

function segmentOf(directory: string, found: FoundSegment): Segment {
  const { name, header, wholeBytes, doneBytes, doneWholeBytes } = found;
  const { number, segmentId } = name;
  return new Segment({
    directory,
    number,
    segmentId,
    store: header?.store ?? NO_STORE,
    suffix: name.suffix === 'open' ? 'open' : 'sealed',
    bytes: wholeBytes,
    records: found.records.length,
    marksCut: doneWholeBytes < doneBytes,
  });
}

/** Each stretch once, however often the spool is opened. */
async function enterDamages(found: FoundSegment, quarantine: Quarantine, logger: SpoolLogger): Promise<void> {
  for (const { offset, length, why } of damagesOf(found)) {
    const damage = { file: segmentName(found.name), offset, length };
    if (quarantine.knows(damage)) continue;
    logger.error({ ...damage, why }, 'a part of the spool cannot be read, and was put into the quarantine');
    await quarantine.add({ why, record: undefined, damage });
  }
}

function damagesOf({ name, header, damages, ended, bytes, wholeBytes }: FoundSegment): readonly Damage[] {
  const more: Damage[] = [];
  if (header === undefined && bytes > 0) more.push({ offset: 0, length: 0, why: 'both headers are damaged' });
  if (name.suffix === 'sealed' && !ended) {
    const why = 'its end is missing: records at its end may be lost';
    more.push({ offset: wholeBytes, length: bytes - wholeBytes, why });
  }
  return [...damages, ...more];
}

/** Cuts off what was never acknowledged, and says that nothing follows. A disk that refuses can still be read. */
async function seal(segment: Segment, found: FoundSegment, logger: SpoolLogger): Promise<void> {
  const { wholeBytes, bytes, records, ended, damages } = found;
  const cut = bytes - wholeBytes;
  if (cut > 0) {
    const facts = { file: segment.path, offset: wholeBytes, bytes: cut };
    logger.warn(facts, 'a record at the end of the spool was cut short before it was acknowledged; it is dropped');
  }
  try {
    if (!ended) {
      const handle = await open(segment.path, 'r+');
      try {
        await handle.truncate(wholeBytes);
        const end = lineOf(endText({ records: records.length }), seedOf(segment.segmentId));
        // Damaged bytes at the end may lack their line feed.
        const atEnd = damages.some(({ offset, length }) => offset + length === wholeBytes);
        const bytesOfEnd = Buffer.concat([Buffer.from(atEnd ? '\n' : ''), end]);
        await handle.write(bytesOfEnd, 0, bytesOfEnd.length, wholeBytes);
        await handle.datasync();
        segment.bytes = wholeBytes + bytesOfEnd.length;
      } finally {
        await handle.close();
      }
    }
    await segment.seal();
  } catch (error) {
    logger.warn({ file: segment.path, error: String(error) }, 'a segment of the spool could not be sealed');
  }
}

/**
 * Hands a spool over. Each segment leaves it in two steps: it is moved to where nobody replays it, then it is written
 * to its new place and deleted. Whatever interrupts that, the same command goes on where it stopped.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fault, invalidField } from '../../domain/fault.ts';
import { syncDirectory, writeDurably } from '../../files/durable.ts';
import { exportedFile, segmentBytes } from './exported.ts';
import { DAMAGED_DIRECTORY } from './quarantine.ts';
import { type FoundSegment, segmentsIn } from './scan.ts';
import {
  FORMAT_VERSION,
  segmentFile,
  segmentName,
  type SegmentHeader,
  type SegmentName,
  type StoredRecord,
} from './segment-format.ts';
import type { ServedStore } from './spool.ts';

/** Holds segments that are leaving. */
export const LEAVING_DIRECTORY = 'leaving';

/** One file that was written. */
export interface Export {
  readonly path: string;
  readonly records: number;
}

/**
 * Moves every segment with pending records to files in another directory, those too that an earlier export did not get
 * out.
 *
 * @param directory - of a spool that the caller has the lock of, and to which nothing is appended meanwhile
 * @throws Error of the file system; run again, it goes on
 */
export async function exportSpool(directory: string, to: string, nowMs: number): Promise<readonly Export[]> {
  const leaving = join(directory, LEAVING_DIRECTORY);
  await mkdir(leaving, { recursive: true, mode: 0o700 });
  await mkdir(to, { recursive: true, mode: 0o700 });
  for await (const found of segmentsIn(directory)) {
    if (pendingOf(found).length > 0) await takeOut(directory, leaving, found.name);
  }
  const exports: Export[] = [];
  for await (const found of segmentsIn(leaving)) {
    const header = { ...(found.header ?? headerless(found, directory)), exportedAtMs: nowMs };
    const records = pendingOf(found);
    const path = join(to, exportedFile(header));
    await writeDurably(path, segmentBytes(header, records));
    await dispose(directory, leaving, found);
    exports.push({ path, records: records.length });
  }
  return exports;
}

function pendingOf({ records, done }: FoundSegment): readonly StoredRecord[] {
  return records.map(({ record }) => record).filter(({ sequence }) => !done.has(sequence));
}

/** The marks first: a segment without them is replayed once more, and marks without a segment are nothing. */
async function takeOut(directory: string, leaving: string, name: SegmentName): Promise<void> {
  const marks = segmentFile({ ...name, suffix: 'done' });
  if (existsSync(join(directory, marks))) await rename(join(directory, marks), join(leaving, marks));
  await rename(join(directory, segmentFile(name)), join(leaving, segmentFile(name)));
  await syncDirectory(leaving);
  await syncDirectory(directory);
}

/** What is damaged in it the quarantine of this spool knows, and needs. */
async function dispose(directory: string, leaving: string, { name, damages }: FoundSegment): Promise<void> {
  const path = join(leaving, segmentFile(name));
  const damaged = join(directory, DAMAGED_DIRECTORY);
  if (damages.length > 0) {
    await mkdir(damaged, { recursive: true, mode: 0o700 });
    await rename(path, join(damaged, segmentName(name)));
  } else {
    await rm(path);
  }
  await rm(join(leaving, segmentFile({ ...name, suffix: 'done' })), { force: true });
}

/** What is known of a segment whose headers are both damaged. */
function headerless({ name, records }: FoundSegment, directory: string): SegmentHeader {
  const { number, segmentId } = name;
  return {
    version: FORMAT_VERSION,
    segmentId,
    number,
    firstSequence: records[0]?.record.sequence ?? 1,
    owner: { sidecarId: 'unknown', host: hostname(), directory },
    store: { instanceId: '', generation: 0 },
    createdAtMs: 0,
    origin: undefined,
    exportedAtMs: undefined,
  };
}

/**
 * Whether a segment may be taken by another spool.
 *
 * @param isKnown - whether that spool has ever taken it
 * @param served - the store of that spool
 * @throws {Fault} CONFLICT where it would be replayed twice; INVALID_FIELD where it is for another store
 */
export function refuseTwice(header: SegmentHeader, isKnown: boolean, served: ServedStore): void {
  if (isKnown) {
    throw new Fault('CONFLICT', 'segment: this spool has imported it before, and replays it or has replayed it');
  }
  const held = whereHeld(header);
  if (held !== undefined) {
    throw new Fault(
      'CONFLICT',
      `segment: its owner still has it at ${held}: run \`tollgate spool export\` there again`,
    );
  }
  const { instanceId } = header.store;
  if (instanceId !== '' && served.instanceId !== '' && instanceId !== served.instanceId) {
    throw invalidField('segment', `is for the store ${instanceId}, and this sidecar serves ${served.instanceId}`);
  }
}

/** Where its owner has a segment still, so that both would replay it; undefined where it has let go of it. */
function whereHeld({ owner, number, segmentId }: SegmentHeader): string | undefined {
  if (owner.host !== hostname()) return undefined;
  const suffixes = ['open', 'sealed'] as const;
  return suffixes
    .flatMap((suffix) => {
      const file = segmentFile({ number, segmentId, suffix });
      return [join(owner.directory, file), join(owner.directory, LEAVING_DIRECTORY, file)];
    })
    .find((path) => existsSync(path));
}

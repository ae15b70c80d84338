/** A segment on its way from one spool to another: a file that no spool replays until one has imported it. */
import { type Fault, invalidField } from '../../domain/fault.ts';
import { lineOf, seedOf } from './lines.ts';
import { scanSegment, whyForeign } from './scan.ts';
import { endText, objectOf, recordJson, segmentName, type SegmentHeader, type StoredRecord } from './segment-format.ts';
import { headerLines } from './segment-writer.ts';

/** What such a file holds: everything of one segment that was pending. */
export interface ExportedSegment {
  readonly header: SegmentHeader;
  readonly records: readonly StoredRecord[];
}

/** The name of the file: no two segments share one. */
export function exportedFile({ owner, number, segmentId }: SegmentHeader): string {
  return `${owner.sidecarId}-${segmentName({ number, segmentId })}.spool`;
}

/** A whole segment: headers, records and end. */
export function segmentBytes(header: SegmentHeader, records: readonly StoredRecord[]): Buffer {
  const seed = seedOf(header.segmentId);
  const texts = [...records.map((record) => JSON.stringify(recordJson(record))), endText({ records: records.length })];
  return Buffer.concat([headerLines(header), ...texts.map((text) => lineOf(text, seed))]);
}

/** Takes such a file apart. @throws {Fault} INVALID_FIELD where it is anything else, or not whole */
export function readExported(content: Buffer): ExportedSegment {
  const segmentId = segmentIdIn(content);
  if (segmentId === undefined) throw refused('it is no segment of a spool, or its head is damaged');
  const { header, records, damages, ended, wholeBytes } = scanSegment(content, segmentId);
  if (header === undefined) throw refused('its head is damaged: fetch it again from where it was exported');
  const foreign = whyForeign(header);
  if (foreign !== undefined) throw refused(foreign);
  const [damage] = damages;
  if (damage !== undefined || !ended || wholeBytes < content.length) {
    const where = damage === undefined ? 'its end is missing' : `${damage.why} at byte ${damage.offset}`;
    throw refused(`it is not whole (${where}): fetch it again from where it was exported`);
  }
  if (header.exportedAtMs === undefined) {
    throw refused(
      'it was copied out of a spool, which may still replay it: stop that sidecar and use `tollgate spool export`',
    );
  }
  return { header, records: records.map(({ record }) => record) };
}

/** Of either header; the checksums, which begin with it, tell whether it is right. */
function segmentIdIn(content: Buffer): string | undefined {
  for (const line of content.toString('utf8', 0, 8192).split('\n', 2)) {
    const { format, segment_id: segmentId } = objectOf(line.slice(18)) ?? {};
    if (typeof format === 'string' && typeof segmentId === 'string') return segmentId;
  }
  return undefined;
}

function refused(why: string): Fault {
  return invalidField('segment', why);
}

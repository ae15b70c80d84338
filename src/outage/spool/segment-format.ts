/** What the lines of a segment say: two headers, records, an end. docs/spool.md is the specification. */
import type { ServedStore, SpoolKind, SpoolRecord } from './spool.ts';

const FORMAT = 'tollgate-spool';

/** Of the format of segments. A reader refuses those that are newer than it knows. */
export const FORMAT_VERSION = 1;

/** Whose spool it is. */
export interface SpoolOwner {
  /** Made at random when the sidecar's data directory was first used. */
  readonly sidecarId: string;
  /** For a person: the machine. */
  readonly host: string;
  /** For a person: the directory of the spool there. */
  readonly directory: string;
}

/** Where the records of a segment come from that another spool wrote. */
export interface SegmentOrigin {
  readonly segmentId: string;
  readonly owner: SpoolOwner;
}

/** The first two lines of a segment, which say the same. */
export interface SegmentHeader {
  readonly version: number;
  /** A UUID. */
  readonly segmentId: string;
  /** From 1, rising; orders the segments of one spool. */
  readonly number: number;
  /** The sequence of its first record, and of the next one of the spool while it has none. */
  readonly firstSequence: number;
  readonly owner: SpoolOwner;
  readonly store: ServedStore;
  readonly createdAtMs: number;
  /** Only where the records were imported. */
  readonly origin: SegmentOrigin | undefined;
  /** Only in a file that was handed over: when. Its records are those that were pending then. */
  readonly exportedAtMs: number | undefined;
}

/** The last line of a segment that nothing is added to any more: how many records stand before it. */
export interface SegmentEnd {
  readonly records: number;
}

export function headerText(header: SegmentHeader): string {
  const { version, segmentId, number, firstSequence, owner, store, createdAtMs, origin, exportedAtMs } = header;
  return JSON.stringify({
    format: FORMAT,
    version,
    segment_id: segmentId,
    number,
    first_sequence: firstSequence,
    owner: ownerJson(owner),
    store: { instance_id: store.instanceId, generation: store.generation },
    created_at_ms: createdAtMs,
    ...(origin !== undefined && { origin: { segment_id: origin.segmentId, owner: ownerJson(origin.owner) } }),
    ...(exportedAtMs !== undefined && { exported_at_ms: exportedAtMs }),
  });
}

function ownerJson({ sidecarId, host, directory }: SpoolOwner): object {
  return { sidecar_id: sidecarId, host, directory };
}

/** Undefined where the text is no header. A header of a newer version is one, whatever else it says. */
export function readHeader(text: string): SegmentHeader | undefined {
  const json = objectOf(text);
  if (json?.['format'] !== FORMAT || !isCount(json['version'])) return undefined;
  const { version, segment_id: segmentId, number, first_sequence: firstSequence, created_at_ms: createdAtMs } = json;
  const owner = readOwner(json['owner']);
  const store = asObject(json['store']);
  const { instance_id: instanceId, generation } = store ?? {};
  const origin = asObject(json['origin']);
  const originOwner = readOwner(origin?.['owner']);
  const originId = origin?.['segment_id'];
  if (typeof segmentId !== 'string' || !isCount(number) || !isCount(firstSequence) || !isCount(createdAtMs)) return;
  if (owner === undefined || typeof instanceId !== 'string' || !isCount(generation)) return undefined;
  return {
    version,
    segmentId,
    number,
    firstSequence,
    owner,
    store: { instanceId, generation },
    createdAtMs,
    origin:
      originOwner !== undefined && typeof originId === 'string'
        ? { segmentId: originId, owner: originOwner }
        : undefined,
    exportedAtMs: isCount(json['exported_at_ms']) ? json['exported_at_ms'] : undefined,
  };
}

function readOwner(value: unknown): SpoolOwner | undefined {
  const { sidecar_id: sidecarId, host, directory } = asObject(value) ?? {};
  if (typeof sidecarId !== 'string' || typeof host !== 'string' || typeof directory !== 'string') return undefined;
  return { sidecarId, host, directory };
}

/** A record without the store, which is its segment's. */
export type StoredRecord = Omit<SpoolRecord, 'store'>;

/** A record as JSON has it. */
export function recordJson(record: StoredRecord): object {
  const { sequence, kind, accountId, rootAccountId, holdId, recordedAtMs, body, released } = record;
  return {
    sequence,
    kind,
    account_id: accountId,
    root_account_id: rootAccountId,
    hold_id: holdId,
    recorded_at_ms: recordedAtMs,
    released,
    body,
  };
}

const KINDS: ReadonlySet<unknown> = new Set<SpoolKind>(['grant', 'answer', 'extend', 'settle', 'release']);

/** Undefined where the value, of JSON, is no record. */
export function readRecord(value: unknown): StoredRecord | undefined {
  const json = asObject(value) ?? {};
  const { sequence, kind, account_id: accountId, root_account_id: rootAccountId, hold_id: holdId } = json;
  const { recorded_at_ms: recordedAtMs, body, released } = json;
  if (!isCount(sequence) || sequence === 0 || !KINDS.has(kind) || !isCount(recordedAtMs)) return undefined;
  if (typeof accountId !== 'string' || typeof rootAccountId !== 'string' || typeof holdId !== 'string')
    return undefined;
  const record = { sequence, kind: kind as SpoolKind, accountId, rootAccountId, holdId, recordedAtMs, body };
  return released === true ? { ...record, released } : record;
}

export function endText({ records }: SegmentEnd): string {
  return JSON.stringify({ end: true, records });
}

/** Undefined where the text is no end. */
export function readEnd(text: string): SegmentEnd | undefined {
  const json = objectOf(text) ?? {};
  const { end, records } = json;
  return end === true && isCount(records) ? { records } : undefined;
}

/** A line of the file beside a segment: the store has heard of this record. */
export function doneText(sequence: number): string {
  return JSON.stringify({ done: sequence });
}

/** Undefined where the text is no such line. */
export function readDone(text: string): number | undefined {
  const done = objectOf(text)?.['done'];
  return isCount(done) ? done : undefined;
}

/** A JSON object; undefined for every other text. */
export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A whole number from 0 that JavaScript keeps exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/* The names of the files: `<number>-<segment id>.<state>`. */

/**
 * - `open`: records are added to it, or its process was cut off
 * - `sealed`: it ends with its end
 * - `done`: beside a segment, which of its records the store has heard of
 */
export type SegmentSuffix = 'open' | 'sealed' | 'done';

export interface SegmentName {
  readonly number: number;
  readonly segmentId: string;
  readonly suffix: SegmentSuffix;
}

const NAME = /^(\d{10})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(open|sealed|done)$/;

export function segmentFile({ suffix, ...name }: SegmentName): string {
  return `${segmentName(name)}.${suffix}`;
}

/** What stands before the dot. */
export function segmentName({ number, segmentId }: Omit<SegmentName, 'suffix'>): string {
  return `${String(number).padStart(10, '0')}-${segmentId}`;
}

/** Undefined where a file has another name. */
export function readSegmentFile(file: string): SegmentName | undefined {
  const [, number = '', segmentId = '', suffix] = NAME.exec(file) ?? [];
  return suffix === undefined ? undefined : { number: Number(number), segmentId, suffix: suffix as SegmentSuffix };
}

/** What the lines of the quarantine's log say. */
import { seedOf } from './lines.ts';
import { isCount, objectOf, readRecord, recordJson } from './segment-format.ts';
import type { SpoolRecord } from './spool.ts';

/** Bytes of a file that could not be read; a length of 0 where something is missing. */
export interface DamagedBytes {
  /** The segment's, without what stands behind the dot. It is kept for as long as the entry is. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Something that waits for an operator: a record, or bytes. */
export interface QuarantineEntry {
  /** From 1, rising. */
  readonly id: number;
  readonly atMs: number;
  /** For a person. */
  readonly why: string;
  readonly record: SpoolRecord | undefined;
  readonly damage: DamagedBytes | undefined;
}

/** What an operator decided: it is pending again, or it is given up. */
export type Resolution = 'released' | 'dropped';

export type QuarantineLine =
  | { readonly kind: 'next'; readonly id: number }
  | { readonly kind: 'entry'; readonly entry: QuarantineEntry }
  /** Bytes of a file that is still there, which an operator has given up: they are not entered anew. */
  | { readonly kind: 'seen'; readonly damage: DamagedBytes }
  | { readonly kind: 'resolved'; readonly id: number; readonly how: Resolution };

export const QUARANTINE_SEED = seedOf('quarantine');

export function quarantineText(line: QuarantineLine): string {
  switch (line.kind) {
    case 'next':
      return JSON.stringify({ next: line.id });
    case 'seen':
      return JSON.stringify({ seen: line.damage });
    case 'resolved':
      return JSON.stringify({ resolved: line.id, how: line.how });
    default: {
      const { id, atMs, why, record, damage } = line.entry;
      const store = record && { instance_id: record.store.instanceId, generation: record.store.generation };
      return JSON.stringify({ id, at_ms: atMs, why, store, record: record && recordJson(record), damage });
    }
  }
}

/** Undefined where the text is no such line. */
export function readQuarantineLine(text: string): QuarantineLine | undefined {
  const json = objectOf(text) ?? {};
  const { id, at_ms: atMs, why, next, resolved, how } = json;
  if (isCount(next)) return { kind: 'next', id: next };
  const seen = readDamage(json['seen']);
  if (seen !== undefined) return { kind: 'seen', damage: seen };
  if (isCount(resolved)) return { kind: 'resolved', id: resolved, how: how === 'released' ? 'released' : 'dropped' };
  if (!isCount(id) || !isCount(atMs) || typeof why !== 'string') return undefined;
  const [record, damage] = [readStored(json), readDamage(json['damage'])];
  return record === undefined && damage === undefined
    ? undefined
    : { kind: 'entry', entry: { id, atMs, why, record, damage } };
}

function readStored({ record, store }: Readonly<Record<string, unknown>>): SpoolRecord | undefined {
  const stored = record === undefined ? undefined : readRecord(record);
  const { instance_id: instanceId, generation } = (store ?? {}) as Readonly<Record<string, unknown>>;
  if (stored === undefined || typeof instanceId !== 'string' || !isCount(generation)) return undefined;
  return { ...stored, store: { instanceId, generation } };
}

function readDamage(value: unknown): DamagedBytes | undefined {
  const { file, offset, length } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof file === 'string' && isCount(offset) && isCount(length) ? { file, offset, length } : undefined;
}

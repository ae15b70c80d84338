/** What operators call about the spool of this sidecar: SpoolService. */
import { invalidField } from '../../domain/fault.ts';
import { maskedJson } from '../../domain/masked-json.ts';
import type { GetSpoolResponse } from '../../gen/tollgate/v1/GetSpoolResponse.ts';
import type { ImportSpoolResponse } from '../../gen/tollgate/v1/ImportSpoolResponse.ts';
import type { ListSpoolQuarantineResponse } from '../../gen/tollgate/v1/ListSpoolQuarantineResponse.ts';
import type { ListSpoolRecordsResponse } from '../../gen/tollgate/v1/ListSpoolRecordsResponse.ts';
import type { ReplaySpoolResponse } from '../../gen/tollgate/v1/ReplaySpoolResponse.ts';
import type { ResolveSpoolQuarantineResponse } from '../../gen/tollgate/v1/ResolveSpoolQuarantineResponse.ts';
import type { SpoolQuarantineEntry } from '../../gen/tollgate/v1/SpoolQuarantineEntry.ts';
import type { SpoolRecord as SpoolRecordMessage } from '../../gen/tollgate/v1/SpoolRecord.ts';
import type { QuarantineEntry } from '../../outage/spool/quarantine-format.ts';
import type { SpoolRecord } from '../../outage/spool/spool.ts';
import { defineMethod, type Message, OPERATE, type Rooms } from '../method.ts';
import * as read from './fields.ts';
import { SPOOL_RECORD_KIND, SPOOL_RESOLUTION } from './messages.ts';
import { PageTokens } from './pages.ts';

const MAX_LISTED = 1000;
const DEFAULT_LISTED = 100;

export const SPOOL = [
  defineMethod({
    kind: 'unary',
    name: 'GetSpool',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/spool'], inner: 'spool' },
    run: getSpool,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ListSpoolRecords',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/spool/records'] },
    run: listRecords,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ImportSpool',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    audited: true,
    run: importSpool,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ReplaySpool',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['POST /v1/spool/replay'] },
    audited: true,
    run: replay,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ListSpoolQuarantine',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['GET /v1/spool/quarantine'] },
    run: listQuarantine,
  }),
  defineMethod({
    kind: 'unary',
    name: 'ResolveSpoolQuarantine',
    lane: 'read',
    roles: OPERATE,
    reach: 'whole',
    http: { routes: ['POST /v1/spool/quarantine/resolve'] },
    audited: true,
    run: resolveQuarantine,
  }),
] as const;

async function getSpool({ spool }: Rooms): Promise<GetSpoolResponse> {
  const { oldestAtMs, ...status } = spool.status();
  const { directory, sidecarId } = spool.owner;
  return { spool: { ...status, oldestAtMs: oldestAtMs ?? 0, directory, sidecarId } };
}

async function listRecords({ spool }: Rooms, message: Message): Promise<ListSpoolRecordsResponse> {
  const sequence = read.integer(message, 'sequence', 0, Number.MAX_SAFE_INTEGER);
  if (sequence > 0) {
    const record = await spool.record(sequence);
    return { records: record === undefined ? [] : [recordMessage(record)], nextPageToken: '' };
  }
  const tokens = new PageTokens('spool records');
  const { after, limit } = tokens.page(message, MAX_LISTED, DEFAULT_LISTED);
  const { items, next } = await spool.records(Number(after), limit);
  return { records: items.map(recordMessage), nextPageToken: tokens.token(next === 0 ? '' : String(next)) };
}

function recordMessage(record: SpoolRecord): SpoolRecordMessage {
  const { sequence, kind, accountId, rootAccountId, holdId, recordedAtMs, body, store } = record;
  return {
    sequence,
    accountId,
    rootAccountId,
    holdId,
    recordedAtMs,
    kind: SPOOL_RECORD_KIND.name(kind),
    storeInstanceId: store.instanceId,
    storeGeneration: store.generation,
    bodyJson: maskedJson(body),
  };
}

async function importSpool({ spool }: Rooms, { segment }: Message): Promise<ImportSpoolResponse> {
  if (!(segment instanceof Uint8Array) || segment.length === 0) throw invalidField('segment', 'is required');
  return { records: await spool.importSegment(segment) };
}

async function replay({ spool, replaySpool }: Rooms): Promise<ReplaySpoolResponse> {
  replaySpool();
  return { records: spool.status().records };
}

async function listQuarantine({ spool }: Rooms, message: Message): Promise<ListSpoolQuarantineResponse> {
  const tokens = new PageTokens('spool quarantine');
  const { after, limit } = tokens.page(message, MAX_LISTED, DEFAULT_LISTED);
  const rest = spool.quarantined().filter(({ id }) => id > Number(after));
  const entries = rest.slice(0, limit);
  const next = rest.length > limit ? String(entries.at(-1)?.id ?? '') : '';
  return { entries: entries.map(entryMessage), nextPageToken: tokens.token(next) };
}

function entryMessage({ id, atMs, why, record, damage }: QuarantineEntry): SpoolQuarantineEntry {
  const { file = '', offset = 0, length = 0 } = damage ?? {};
  return { id, atMs, why, record: record === undefined ? null : recordMessage(record), file, offset, length };
}

async function resolveQuarantine({ spool }: Rooms, message: Message): Promise<ResolveSpoolQuarantineResponse> {
  const id = read.requiredInteger(message, 'id', 1, Number.MAX_SAFE_INTEGER);
  const resolution = SPOOL_RESOLUTION.read(message, 'resolution');
  if (resolution === undefined) throw invalidField('resolution', 'is required');
  const entry = spool.quarantined().find((each) => each.id === id);
  if (entry === undefined) throw invalidField('id', `there is no entry ${id} in the quarantine`);
  if (resolution === 'release' && entry.record === undefined) {
    throw invalidField('resolution', 'these bytes cannot be read, and can only be dropped');
  }
  await (resolution === 'release' ? spool.release(id) : spool.drop(id));
  return { quarantined: spool.status().quarantined };
}

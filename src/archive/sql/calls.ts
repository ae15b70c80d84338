/** The calls of the archive: their columns, and pages of them. */
import { type Selectable, sql } from 'kysely';
import type { Direction } from '../../domain/traffic.ts';
import type { Page, PageOf } from '../../ledger/port.ts';
import type { KeptCall } from '../reader/fold.ts';
import type { CallFlag, CallRow, CallsFilter, CallState, NumberForm } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';
import { callsWhere } from './filters.ts';
import type { JsonRow } from './movements.ts';
import type { CallsTable } from './tables.ts';

function toCall(row: Selectable<CallsTable>): KeptCall {
  const isHold = row.kind === 'hold';
  return {
    epoch: row.epoch,
    accountId: row.account_id,
    payerAccountId: row.payer_account_id,
    parentAccountId: row.parent_account_id,
    rootAccountId: row.root_account_id,
    holdId: isHold ? row.reference : '',
    chargeKey: row.kind === 'charge' ? row.reference : '',
    subjectId: row.subject_id,
    subjectLabels: row.subject_labels,
    service: row.service,
    direction: row.direction as Direction,
    numberClass: row.number_class,
    number: row.number,
    numberForm: row.number_form as NumberForm,
    prefix: row.prefix,
    country: row.country,
    rateRule: row.rate_rule,
    holdRule: row.hold_rule,
    gatewayId: row.gateway_id,
    parentHoldId: row.parent_hold_id,
    authorizedAtMs: row.authorized_at.getTime(),
    answeredAtMs: row.answered_at?.getTime() ?? 0,
    endedAtMs: row.ended_at?.getTime() ?? 0,
    state: row.state as CallState,
    grantedUnits: row.granted_units,
    connectedSeconds: row.connected_seconds,
    billedUnits: row.billed_units,
    costMilliCents: row.cost_milli_cents,
    reversedMilliCents: row.reversed_milli_cents,
    writtenOffMilliCents: row.written_off_milli_cents,
    reservedMilliCents: row.reserved_milli_cents,
    parts: row.parts,
    cause: row.cause,
    flags: row.flags as readonly CallFlag[],
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
  };
}

function toColumns(call: KeptCall): JsonRow<CallsTable> {
  const time = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());
  return {
    authorized_at: time(call.authorizedAtMs),
    account_id: call.accountId,
    ...identityOf(call),
    epoch: call.epoch,
    payer_account_id: call.payerAccountId,
    parent_account_id: call.parentAccountId,
    root_account_id: call.rootAccountId,
    subject_id: call.subjectId,
    subject_labels: call.subjectLabels,
    service: call.service,
    direction: call.direction,
    number_class: call.numberClass,
    number: call.number,
    number_form: call.numberForm,
    prefix: call.prefix,
    country: call.country,
    rate_rule: call.rateRule,
    hold_rule: call.holdRule,
    gateway_id: call.gatewayId,
    parent_hold_id: call.parentHoldId,
    answered_at: time(call.answeredAtMs),
    ended_at: time(call.endedAtMs),
    state: call.state,
    granted_units: call.grantedUnits,
    connected_seconds: call.connectedSeconds,
    billed_units: call.billedUnits,
    cost_milli_cents: call.costMilliCents,
    reversed_milli_cents: call.reversedMilliCents,
    written_off_milli_cents: call.writtenOffMilliCents,
    reserved_milli_cents: call.reservedMilliCents,
    included_units: call.parts.reduce((sum, { units }) => sum + units, 0),
    parts: call.parts,
    cause: call.cause,
    flags: call.flags,
    first_sequence: call.firstSequence,
    last_sequence: call.lastSequence,
  };
}

/** A charge without any key is named by its entry. */
function identityOf({ holdId, chargeKey, firstSequence }: KeptCall) {
  if (holdId !== '') return { kind: 'hold', reference: holdId };
  if (chargeKey !== '') return { kind: 'charge', reference: chargeKey };
  return { kind: 'unkeyed', reference: String(firstSequence) };
}

/** What an upsert of calls may change; the rest is known from their first entry. */
const KEY_COLUMNS: ReadonlySet<string> = new Set(['authorized_at', 'account_id', 'kind', 'reference']);

/** Adds the calls, or puts them in the place of what is there under the same key. Their months must be there. */
export async function writeCalls(db: ArchiveDatabase, calls: readonly KeptCall[]): Promise<void> {
  if (calls.length === 0) return;
  const rows = calls.map(toColumns);
  const changed = Object.keys(rows[0] ?? {}).filter((column) => !KEY_COLUMNS.has(column));
  const updates = changed.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`);
  await sql`
    insert into tollgate.calls
    select * from json_populate_recordset(null::tollgate.calls, ${JSON.stringify(rows)}::json)
    on conflict (account_id, kind, reference, authorized_at) do update set ${sql.join(updates)}
  `.execute(db);
}

/** Names a call as an entry of the journal does: the last one of this name that began until then. */
interface WantedCall {
  readonly key: string;
  readonly accountId: string;
  readonly kind: 'hold' | 'charge';
  readonly reference: string;
  readonly atMs: number;
}

/** How long most calls are heard of after they began: only for the others are older parts of the table looked at. */
const RECENTLY_MS = 26 * 3_600_000;

/** By `key`, those that are there. */
export async function findCalls(db: ArchiveDatabase, wanted: readonly WantedCall[]): Promise<Map<string, KeptCall>> {
  if (wanted.length === 0) return new Map();
  const sinceMs = Math.min(...wanted.map(({ atMs }) => atMs)) - RECENTLY_MS;
  const found = await findSince(db, wanted, sinceMs);
  const older = wanted.filter(({ key }) => !found.has(key));
  if (older.length === 0) return found;
  return new Map([...found, ...(await findSince(db, older, undefined))]);
}

async function findSince(db: ArchiveDatabase, wanted: readonly WantedCall[], sinceMs: number | undefined) {
  const since = sinceMs === undefined ? sql`` : sql`and c.authorized_at >= ${new Date(sinceMs)}`;
  const { rows } = await sql<Selectable<CallsTable> & { readonly key: string }>`
    select k.key, c.* from unnest(
      ${wanted.map(({ key }) => key)}::text[],
      ${wanted.map(({ accountId }) => accountId)}::text[],
      ${wanted.map(({ kind }) => kind)}::text[],
      ${wanted.map(({ reference }) => reference)}::text[]
    ) k (key, account_id, kind, reference)
    cross join lateral (
      select * from tollgate.calls c
      where c.account_id = k.account_id and c.kind = k.kind and c.reference = k.reference ${since}
      order by c.authorized_at desc limit 1
    ) c
  `.execute(db);
  return new Map(rows.map(({ key, ...row }) => [key, toCall(row)]));
}

/** Newest first. */
export async function readCalls(db: ArchiveDatabase, filter: CallsFilter, page: Page): Promise<PageOf<CallRow>> {
  let query = db.selectFrom('tollgate.calls').selectAll().where(callsWhere(filter));
  if (page.after !== '') {
    const { at, accountId, kind, reference } = placeOf(page.after);
    const place = sql`(${at}::timestamptz, ${accountId}, ${kind}, ${reference})`;
    query = query.where(sql<boolean>`(authorized_at, account_id, kind, reference) < ${place}`);
  }
  const rows = await query
    .orderBy('authorized_at', 'desc')
    .orderBy('account_id', 'desc')
    .orderBy('kind', 'desc')
    .orderBy('reference', 'desc')
    .limit(page.limit)
    .execute();
  const last = rows.length === page.limit ? rows.at(-1) : undefined;
  const next = last === undefined ? '' : placeText(last);
  return { items: rows.map((row) => withoutSequences(toCall(row))), next };
}

function withoutSequences({ firstSequence: _first, lastSequence: _last, ...call }: KeptCall): CallRow {
  return call;
}

/** Where a page ends: what it is ordered by. */
function placeText(row: Pick<Selectable<CallsTable>, 'authorized_at' | 'account_id' | 'kind' | 'reference'>): string {
  return JSON.stringify([row.authorized_at.getTime(), row.account_id, row.kind, row.reference]);
}

function placeOf(text: string) {
  const [ms, accountId, kind, reference] = JSON.parse(text) as [number, string, string, string];
  return { at: new Date(ms), accountId, kind, reference };
}

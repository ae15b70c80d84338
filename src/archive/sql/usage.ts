/** What was used, added up by what a question names. */
import { type RawBuilder, sql } from 'kysely';
import { localDay } from '../../domain/cycle.ts';
import { startOfLocalDay } from '../../domain/local-time.ts';
import type { Page, PageOf } from '../../ledger/port.ts';
import type { UsageKey, UsageQuery, UsageRow } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';
import { callsWhere } from './filters.ts';

const COLUMNS: Readonly<Record<Exclude<UsageKey, 'day' | 'month'>, string>> = {
  subject: 'subject_id',
  class: 'number_class',
  service: 'service',
  direction: 'direction',
  country: 'country',
  account: 'account_id',
  gateway: 'gateway_id',
};

interface Sums {
  readonly calls: number;
  readonly toll_free_calls: number;
  readonly international_calls: number;
  readonly connected_seconds: number;
  readonly billed_seconds: number;
  readonly billed_units: number;
  readonly cost_milli_cents: number;
  readonly written_off_milli_cents: number;
  readonly included_units: number;
}

/** A key of a row: the number of a period, or a text. They are called k0, k1, ... */
type Key = number | string;

/** In the order of the keys. A question without keys has one row, or none. */
export async function readUsage(db: ArchiveDatabase, query: UsageQuery, page: Page): Promise<PageOf<UsageRow>> {
  const { groupBy, timedServices, homeCountry } = query;
  const periods = await periodsOf(db, query);
  const names = groupBy.map((_, at) => sql.ref(`k${at}`));
  const keys = groupBy.map((key, at) => sql`${keyOf(key, periods)} ${names[at]},`);
  const isCall = sql<boolean>`service = any(${[...timedServices]}::text[])`;
  const isAbroad = sql<boolean>`country not in ('', 'unknown', ${homeCountry}::text)`;
  const order = groupBy.length === 0 ? sql`` : sql`order by ${sql.join(names)}`;
  const { rows } = await sql<Sums & Readonly<Record<string, Key>>>`
    select * from (
      select
        ${sql.join(keys, sql` `)}
        count(*)::int8 calls,
        (count(*) filter (where number_class = 'toll_free' and ${isCall}))::int8 toll_free_calls,
        (count(*) filter (where ${isAbroad} and ${isCall}))::int8 international_calls,
        sum(connected_seconds)::int8 connected_seconds,
        coalesce(sum(billed_units) filter (where ${isCall}), 0)::int8 billed_seconds,
        coalesce(sum(billed_units) filter (where not ${isCall}), 0)::int8 billed_units,
        sum(cost_milli_cents - reversed_milli_cents)::int8 cost_milli_cents,
        sum(written_off_milli_cents)::int8 written_off_milli_cents,
        sum(included_units)::int8 included_units
      from tollgate.calls
      where ${callsWhere(query)} and state = 'charged'
      group by ${groupBy.length === 0 ? sql`()` : sql.join(groupBy.map((_, at) => sql.raw(String(at + 1))))}
    ) sums
    where calls > 0 and ${afterKeys(names, page.after)}
    ${order}
    limit ${page.limit}
  `.execute(db);
  const last = rows.length === page.limit ? rows.at(-1) : undefined;
  const next = last === undefined ? '' : JSON.stringify(groupBy.map((_, at) => last[`k${at}`]));
  return { items: rows.map((row) => toUsageRow(groupBy, row, periods)), next };
}

function keyOf(key: UsageKey, { starts }: Periods): RawBuilder<Key> {
  if (key !== 'day' && key !== 'month') return sql`${sql.ref(COLUMNS[key])}`;
  // Much cheaper than what the database knows of the clocks of a zone, asked for each row.
  return sql`width_bucket(authorized_at, ${starts.map((ms) => new Date(ms).toISOString())}::timestamptz[])`;
}

function afterKeys(names: readonly RawBuilder<unknown>[], after: string): RawBuilder<boolean> {
  if (after === '') return sql`true`;
  const keys = JSON.parse(after) as readonly Key[];
  const values = keys.map((key) => (typeof key === 'number' ? sql`${key}::int` : sql`${key}::text`));
  return sql`(${sql.join(names)}) > (${sql.join(values)})`;
}

function toUsageRow(
  groupBy: readonly UsageKey[],
  row: Sums & Readonly<Record<string, Key>>,
  periods: Periods,
): UsageRow {
  const textOf = (key: Key | undefined): string =>
    typeof key === 'number' ? (periods.names[key - 1] ?? '') : (key ?? '');
  return {
    keys: Object.fromEntries(groupBy.map((key, at) => [key, textOf(row[`k${at}`])])),
    calls: row.calls,
    tollFreeCalls: row.toll_free_calls,
    internationalCalls: row.international_calls,
    connectedSeconds: row.connected_seconds,
    billedSeconds: row.billed_seconds,
    billedUnits: row.billed_units,
    costMilliCents: row.cost_milli_cents,
    writtenOffMilliCents: row.written_off_milli_cents,
    includedUnits: row.included_units,
  };
}

/* Days and months. */

/** Those of a zone in which there are calls, in order. */
interface Periods {
  readonly starts: readonly number[];
  /** `2026-11-28`, `2026-11`. */
  readonly names: readonly string[];
}

const NONE: Periods = { starts: [], names: [] };
const DAY_MS = 86_400_000;

async function periodsOf(db: ArchiveDatabase, { groupBy, timeZone, fromMs, toMs }: UsageQuery): Promise<Periods> {
  const isByMonth = groupBy.includes('month');
  if (!isByMonth && !groupBy.includes('day')) return NONE;
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select min(authorized_at) first, max(authorized_at) last from tollgate.calls
  `.execute(db);
  const [{ first, last } = { first: null, last: null }] = rows;
  if (first === null || last === null) return NONE;
  const from = Math.max(first.getTime(), fromMs ?? 0);
  const to = Math.min(last.getTime(), toMs ?? Infinity);
  const days = daysBetween(localDay(timeZone, from), localDay(timeZone, Math.max(from, to)));
  const names = isByMonth ? [...new Set(days.map((day) => day.slice(0, 7)))] : days;
  return { names, starts: names.map((name) => startOf(isByMonth ? `${name}-01` : name, timeZone)) };
}

/** Both included. */
function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let ms = Date.parse(first); ms <= Date.parse(last); ms += DAY_MS)
    days.push(new Date(ms).toISOString().slice(0, 10));
  return days;
}

function startOf(day: string, timeZone: string): number {
  const ms = startOfLocalDay(day, timeZone);
  if (ms === undefined) throw new RangeError(`the calendar has no ${day} in ${timeZone}`);
  return ms;
}

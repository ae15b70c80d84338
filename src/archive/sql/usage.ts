/** What was used, added up by what a question names. */
import { type RawBuilder, sql } from 'kysely';
import type { Page, PageOf } from '../../ledger/port.ts';
import type { UsageKey, UsageQuery, UsageRow } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';
import { callsWhere } from './filters.ts';

/** Of a row, by the name of its key. Days and months are those of the zone. */
function keyOf(key: UsageKey, timeZone: string): RawBuilder<string> {
  switch (key) {
    case 'day':
      return sql`((authorized_at at time zone ${timeZone})::date)::text`;
    case 'month':
      return sql`to_char(authorized_at at time zone ${timeZone}, 'YYYY-MM')`;
    default:
      return sql`${sql.ref(COLUMNS[key])}`;
  }
}

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
  readonly keys: readonly string[];
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

/** In the order of the keys. A question without keys has one row, or none. */
export async function readUsage(db: ArchiveDatabase, query: UsageQuery, page: Page): Promise<PageOf<UsageRow>> {
  const { groupBy, timeZone, timedServices, homeCountry } = query;
  const keys =
    groupBy.length === 0 ? sql`array[]::text[]` : sql`array[${sql.join(groupBy.map((key) => keyOf(key, timeZone)))}]`;
  const isCall = sql<boolean>`service = any(${[...timedServices]}::text[])`;
  const isAbroad = sql<boolean>`country not in ('', 'unknown', ${homeCountry}::text)`;
  const after = page.after === '' ? sql`true` : sql`keys > ${JSON.parse(page.after) as string[]}::text[]`;
  const { rows } = await sql<Sums>`
    select * from (
      select
        ${keys} keys,
        count(*)::int8 calls,
        (count(*) filter (where ${isCall} and number_class = 'toll_free'))::int8 toll_free_calls,
        (count(*) filter (where ${isCall} and ${isAbroad}))::int8 international_calls,
        sum(connected_seconds)::int8 connected_seconds,
        coalesce(sum(billed_units) filter (where ${isCall}), 0)::int8 billed_seconds,
        coalesce(sum(billed_units) filter (where not ${isCall}), 0)::int8 billed_units,
        sum(cost_milli_cents - reversed_milli_cents)::int8 cost_milli_cents,
        sum(written_off_milli_cents)::int8 written_off_milli_cents,
        sum(included_units)::int8 included_units
      from tollgate.calls
      where ${callsWhere(query)} and state = 'charged'
      group by 1
    ) sums
    where ${after}
    order by keys
    limit ${page.limit}
  `.execute(db);
  const last = rows.length === page.limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => toUsageRow(groupBy, row)),
    next: last === undefined ? '' : JSON.stringify(last.keys),
  };
}

function toUsageRow(groupBy: readonly UsageKey[], row: Sums): UsageRow {
  return {
    keys: Object.fromEntries(groupBy.map((key, at) => [key, row.keys[at] ?? ''])),
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

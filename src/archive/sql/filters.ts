/** Which rows a query is about, as conditions of SQL. The scope of a caller is one of them in every query. */
import { type RawBuilder, sql } from 'kysely';
import type { ArchiveScope, CallsFilter, MovementsFilter } from '../port.ts';

type Condition = RawBuilder<boolean>;

/** All of them are true; of none, true. */
function every(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}

function any(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`;
}

/** What may follow a prefix of account ids: all the punctuation that an account id can have. */
const DELIMITERS = '._@+-';

/** @param column - one that holds an account id */
function startsWith(column: string, prefix: string): Condition {
  const name = sql.ref(column);
  if (prefix === '' || DELIMITERS.includes(prefix.at(-1) ?? '')) return sql`starts_with(${name}, ${prefix})`;
  const next = sql`substr(${name}, ${prefix.length + 1}::int, 1)`;
  return sql`(${name} = ${prefix} or (starts_with(${name}, ${prefix}) and strpos(${DELIMITERS}, ${next}) > 0))`;
}

/** Rows that the caller may see, by any of the columns that name an account. */
function inScope({ accountIds, accountPrefixes }: ArchiveScope, columns: readonly string[]): Condition {
  if (accountIds.length === 0 && accountPrefixes.length === 0) return sql`true`;
  return any(
    columns.flatMap((column) => [
      ...(accountIds.length === 0 ? [] : [sql<boolean>`${sql.ref(column)} = any(${[...accountIds]})`]),
      ...accountPrefixes.map((prefix) => startsWith(column, prefix)),
    ]),
  );
}

/** From (inclusive) to (exclusive). */
function within(
  column: string,
  { fromMs, toMs }: { readonly fromMs: number | undefined; readonly toMs: number | undefined },
): readonly Condition[] {
  return [
    ...(fromMs === undefined ? [] : [sql<boolean>`${sql.ref(column)} >= ${new Date(fromMs)}`]),
    ...(toMs === undefined ? [] : [sql<boolean>`${sql.ref(column)} < ${new Date(toMs)}`]),
  ];
}

/** The columns of calls that say whose they are. */
const WHOSE = ['account_id', 'payer_account_id'] as const;

/** Of `tollgate.calls`. */
export function callsWhere(filter: CallsFilter): Condition {
  const { accountId, below } = filter;
  const equal = {
    subject_id: filter.subjectId,
    service: filter.service,
    direction: filter.direction,
    number_class: filter.numberClass,
    country: filter.country,
    gateway_id: filter.gatewayId,
  };
  return every([
    inScope(filter.scope, WHOSE),
    ...within('authorized_at', filter),
    ...(accountId === undefined ? [] : [ofAccount(accountId, below === true)]),
    ...(filter.numbers === undefined ? [] : [sql<boolean>`number = any(${[...filter.numbers]})`]),
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [sql<boolean>`${sql.ref(column)} = ${value}`],
    ),
  ]);
}

/** Of `tollgate.movements`: they tell what an account has, and are seen by those who may see that account. */
export function movementsWhere({ scope, accountId, below, kinds, ...span }: MovementsFilter): Condition {
  return every([
    inScope(scope, ['account_id']),
    ...within('at', span),
    ...(accountId === undefined ? [] : [ofAccount(accountId, below === true)]),
    ...(kinds === undefined ? [] : [sql<boolean>`kind = any(${[...kinds]})`]),
  ]);
}

function ofAccount(accountId: string, below: boolean): Condition {
  const own: Condition = sql`account_id = ${accountId}`;
  if (!below) return own;
  // A tree is at most a few levels deep; those below are found from the top down.
  const under: Condition = sql`account_id in (
    with recursive under (account_id) as (
      select account_id from tollgate.accounts where parent_account_id = ${accountId}
      union
      select a.account_id from tollgate.accounts a join under u on a.parent_account_id = u.account_id
    ) select account_id from under)`;
  return any([own, under]);
}

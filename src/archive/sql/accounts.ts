/** Accounts and subjects as the archive knows them: beside the calls, for how far it was read of each. */
import { type Selectable, sql } from 'kysely';
import type { KeptAccount } from '../reader/accounts.ts';
import type { ArchiveDatabase } from './database.ts';
import type { JsonRow } from './movements.ts';
import type { AccountsTable } from './tables.ts';

export async function readAccounts(db: ArchiveDatabase, ids: readonly string[]): Promise<readonly KeptAccount[]> {
  if (ids.length === 0) return [];
  const query = db.selectFrom('tollgate.accounts').selectAll();
  const rows = await query.where(sql<boolean>`account_id = any(${[...ids]})`).execute();
  return rows.map(toAccount);
}

/** Accounts of a partition whose last entry is not older than this. */
export async function accountsSince(
  db: ArchiveDatabase,
  partition: number,
  epoch: number,
  sinceMs: number,
): Promise<readonly KeptAccount[]> {
  const query = db.selectFrom('tollgate.accounts').selectAll();
  const rows = await query
    .where('partition', '=', partition)
    .where('epoch', '=', epoch)
    .where('changed_at', '>=', new Date(sinceMs))
    .execute();
  return rows.map(toAccount);
}

function toAccount(row: Selectable<AccountsTable>): KeptAccount {
  return {
    accountId: row.account_id,
    parentAccountId: row.parent_account_id,
    rootAccountId: row.root_account_id,
    plan: row.plan,
    currency: row.currency,
    timeZone: row.time_zone,
    state: row.state,
    partition: row.partition,
    epoch: row.epoch,
    lastSequence: row.last_sequence,
    lastId: row.last_id,
    balanceMilliCents: row.balance_milli_cents,
    heldMilliCents: row.held_milli_cents,
    changedAtMs: row.changed_at.getTime(),
  };
}

export async function writeAccounts(db: ArchiveDatabase, accounts: readonly KeptAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  const rows = accounts.map(toColumns);
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'account_id');
  const updates = names.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
  await sql`
    insert into tollgate.accounts
    select * from json_populate_recordset(null::tollgate.accounts, ${JSON.stringify(rows)}::json)
    on conflict (account_id) do update set ${sql.join(updates)}
  `.execute(db);
}

function toColumns(account: KeptAccount): JsonRow<AccountsTable> {
  return {
    account_id: account.accountId,
    parent_account_id: account.parentAccountId,
    root_account_id: account.rootAccountId,
    plan: account.plan,
    currency: account.currency,
    time_zone: account.timeZone,
    state: account.state,
    partition: account.partition,
    epoch: account.epoch,
    last_sequence: account.lastSequence,
    last_id: account.lastId,
    balance_milli_cents: account.balanceMilliCents,
    held_milli_cents: account.heldMilliCents,
    changed_at: new Date(account.changedAtMs).toISOString(),
  };
}

export type Labels = Readonly<Record<string, string>>;

/** Names a subject of an account; account ids hold no space. */
export function subjectKey(accountId: string, subjectId: string): string {
  return `${accountId} ${subjectId}`;
}

/** Those of the subjects that have any, by `subjectKey`. */
export async function readLabels(
  db: ArchiveDatabase,
  subjects: readonly (readonly [accountId: string, subjectId: string])[],
): Promise<ReadonlyMap<string, Labels>> {
  if (subjects.length === 0) return new Map();
  const [accounts, names] = [subjects.map(([account]) => account), subjects.map(([, subject]) => subject)];
  const { rows } = await sql<{ account_id: string; subject_id: string; labels: Labels }>`
    select s.* from unnest(${accounts}::text[], ${names}::text[]) k (account_id, subject_id)
    join tollgate.subjects s using (account_id, subject_id)
  `.execute(db);
  return new Map(rows.map((row) => [subjectKey(row.account_id, row.subject_id), row.labels]));
}

export async function writeLabels(db: ArchiveDatabase, labels: ReadonlyMap<string, Labels>): Promise<void> {
  if (labels.size === 0) return;
  const rows = [...labels].map(([key, value]) => {
    const space = key.indexOf(' ');
    return { account_id: key.slice(0, space), subject_id: key.slice(space + 1), labels: value };
  });
  await sql`
    insert into tollgate.subjects
    select * from json_populate_recordset(null::tollgate.subjects, ${JSON.stringify(rows)}::json)
    on conflict (account_id, subject_id) do update set labels = excluded.labels
  `.execute(db);
}

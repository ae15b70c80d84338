/**
 * What the archive has and the store does not: a store that is rolled back, by a failover that lost writes or by a
 * restore, tells another story from some entry on. What was kept of the first one is set apart, and is not lost.
 */
import { sql } from 'kysely';
import type { KeptAccount } from '../reader/accounts.ts';
import { writeAccounts } from './accounts.ts';
import type { ArchiveDatabase } from './database.ts';

/** Entries of an account that were trimmed before they were kept: the first and the last one. */
export interface Gap {
  readonly accountId: string;
  readonly epoch: number;
  readonly fromSequence: number;
  readonly toSequence: number;
}

export async function noteGaps(db: ArchiveDatabase, gaps: readonly Gap[]): Promise<void> {
  for (const gap of gaps) {
    await sql`
      insert into tollgate.gaps (account_id, epoch, from_sequence, to_sequence)
      values (${gap.accountId}, ${gap.epoch}::int, ${gap.fromSequence}::bigint, ${gap.toSequence}::bigint)
      on conflict do nothing
    `.execute(db);
  }
}

/** From which entry on an account goes on in another way. */
export interface Rollback {
  readonly accountId: string;
  /** Of the entries that are kept. */
  readonly epoch: number;
  readonly fromSequence: number;
}

/** Sets apart what was kept from these entries on. @returns how many movements that were */
export async function supersede(db: ArchiveDatabase, rollbacks: readonly Rollback[]): Promise<number> {
  let count = 0;
  for (const { accountId, epoch, fromSequence } of rollbacks) {
    const { rows } = await sql<{ count: number }>`
      with gone as (
        delete from tollgate.movements
        where account_id = ${accountId} and epoch = ${epoch}::int and sequence >= ${fromSequence}::bigint
        returning *
      ), apart as (
        insert into tollgate.superseded (account_id, epoch, sequence, at, movement)
        select account_id, epoch, sequence, at, to_jsonb(gone) from gone
        returning 1
      ) select count(*)::bigint as count from apart
    `.execute(db);
    count += rows[0]?.count ?? 0;
    await takeBackCalls(db, accountId, epoch, fromSequence);
  }
  return count;
}

/** The store knows these accounts up to a sequence only: what is kept beyond is set apart; reading goes on there. */
export async function supersedeAll(
  db: ArchiveDatabase,
  ahead: readonly { readonly account: KeptAccount; readonly sequence: number }[],
): Promise<number> {
  if (ahead.length === 0) return 0;
  return db.transaction().execute(async (transaction) => {
    const rollbacks = ahead.map(({ account: { accountId, epoch }, sequence }) => ({
      accountId,
      epoch,
      fromSequence: sequence + 1,
    }));
    await writeAccounts(
      transaction,
      ahead.map(({ account, sequence }) => ({ ...account, lastSequence: sequence })),
    );
    return supersede(transaction, rollbacks);
  });
}

/** Calls that began later are gone; those that go on are as their movements that are left say. */
async function takeBackCalls(
  db: ArchiveDatabase,
  accountId: string,
  epoch: number,
  fromSequence: number,
): Promise<void> {
  const theirs = sql`payer_account_id = ${accountId} and epoch = ${epoch}::int`;
  await sql`delete from tollgate.calls where ${theirs} and first_sequence >= ${fromSequence}::bigint`.execute(db);
  const sum = (column: string, kinds: readonly string[]) => sql`(
    select coalesce(sum(${sql.ref(column)}), 0)::bigint from tollgate.movements m
    where m.account_id = c.payer_account_id and m.epoch = c.epoch and m.kind = any(${[...kinds]})
      and ((c.kind = 'hold' and m.hold_id = c.reference) or (c.kind = 'charge' and m.charge_key = c.reference))
      and m.sequence >= c.first_sequence
  )`;
  const charges = ['charge', 'correction'];
  const cost = sql`-${sum('amount_milli_cents', charges)}`;
  await sql`
    update tollgate.calls c set
      cost_milli_cents = ${cost},
      billed_units = ${sum('billed_units', charges)},
      written_off_milli_cents = ${sum('amount_milli_cents', ['write_off'])},
      reversed_milli_cents = ${sum('amount_milli_cents', ['reversal'])},
      connected_seconds = 0,
      parts = jsonb_build_array(
        jsonb_build_object('source', 'balance', 'name', '', 'amountMilliCents', ${cost}, 'units', 0)
      ),
      included_units = 0,
      ended_at = null,
      state = case when answered_at is null then 'open' else 'answered' end,
      last_sequence = ${fromSequence}::bigint - 1
    where ${theirs} and last_sequence >= ${fromSequence}::bigint
  `.execute(db);
}

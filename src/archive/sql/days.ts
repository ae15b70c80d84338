/** How accounts and subjects stood at the end of each day (UTC): written once, when the day is over. */
import { sql } from 'kysely';
import type { ArchiveDatabase } from './database.ts';
import { Months } from './months.ts';

const DAY_MS = 86_400_000;

/** Writes the day before this moment, unless it is there. @returns whether it was written */
export async function writeDay(db: ArchiveDatabase, nowMs: number): Promise<boolean> {
  const endMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const [day, end] = [new Date(endMs - DAY_MS), new Date(endMs)];
  const there = db.selectFrom('tollgate.account_days').select('account_id').where('day', '=', day).limit(1);
  if ((await there.executeTakeFirst()) !== undefined) return false;
  const calls = sql`
    count(*)::bigint as calls, coalesce(sum(billed_units), 0)::bigint as billed_units,
    coalesce(sum(cost_milli_cents - reversed_milli_cents), 0)::bigint as cost_milli_cents
    from tollgate.calls where authorized_at >= ${day} and authorized_at < ${end} and state = 'charged'`;
  await db.transaction().execute(async (transaction) => {
    const months = new Months();
    await months.ensure(transaction, 'account_days', [day.getTime()]);
    await months.ensure(transaction, 'subject_days', [day.getTime()]);
    // An account that has moved since has the balance that its last movement of the day left.
    await sql`
      insert into tollgate.account_days
      select ${day}::timestamptz, a.account_id, a.epoch, a.parent_account_id, a.root_account_id, a.plan, a.currency,
        a.state,
        case when a.changed_at < ${end} then a.balance_milli_cents else coalesce((
          select m.balance_milli_cents from tollgate.movements m
          where m.account_id = a.account_id and m.epoch = a.epoch and m.at < ${end}
          order by m.at desc, m.sequence desc limit 1
        ), 0) end,
        case when a.changed_at < ${end} then a.held_milli_cents else 0 end,
        coalesce(c.calls, 0), coalesce(c.billed_units, 0), coalesce(c.cost_milli_cents, 0)
      from tollgate.accounts a left join (select account_id, ${calls} group by 1) c using (account_id)
      where a.last_sequence > 0
      on conflict do nothing
    `.execute(transaction);
    await sql`
      insert into tollgate.subject_days
      select ${day}::timestamptz, c.account_id, c.subject_id, coalesce(s.labels, '{}'::jsonb),
        c.calls, c.billed_units, c.cost_milli_cents
      from (select account_id, subject_id, ${calls} and subject_id <> '' group by 1, 2) c
      left join tollgate.subjects s using (account_id, subject_id)
      on conflict do nothing
    `.execute(transaction);
  });
  return true;
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAccounts } from '../../src/archive/sql/accounts.ts';
import { writeCalls } from '../../src/archive/sql/calls.ts';
import { type ArchiveDatabase, openDatabase } from '../../src/archive/sql/database.ts';
import { writeDay } from '../../src/archive/sql/days.ts';
import { Months } from '../../src/archive/sql/months.ts';
import { dropOldMonths } from '../../src/archive/sql/retention.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { FOR_EVER } from './support/history.ts';
import { keptCall, NOON_MS } from './support/rows.ts';

const DAY_MS = 86_400_000;

describe.each(testDatabases)('days in the %s database', (_mode, start) => {
  let database: TestDatabase;
  let db: ArchiveDatabase;
  beforeAll(async () => {
    database = await start();
    db = await openDatabase(database.place);
    await db.transaction().execute(async (transaction) => {
      await new Months().ensure(transaction, 'calls', [NOON_MS]);
      await writeCalls(transaction, [
        keptCall({ holdId: 'h1', subjectId: 'ann' }),
        keptCall({ holdId: 'h2', authorizedAtMs: NOON_MS + DAY_MS }),
      ]);
      const read = { partition: 0, epoch: 1, lastSequence: 3, lastId: '1-0', changedAtMs: NOON_MS, state: 'active' };
      const profile = { parentAccountId: '', rootAccountId: 'acme', plan: 'basic', currency: 'USD', timeZone: 'UTC' };
      const money = { balanceMilliCents: 700, heldMilliCents: 5 };
      await writeAccounts(transaction, [{ accountId: 'acme', ...profile, ...read, ...money }]);
    });
  });
  afterAll(async () => {
    await db.destroy();
    await database.stop();
  });

  it('are written once, when they are over', async () => {
    expect(await writeDay(db, NOON_MS + DAY_MS)).toBe(true);
    expect(await writeDay(db, NOON_MS + DAY_MS + 3_600_000)).toBe(false);
    const used = { calls: 1, billed_units: 60, cost_milli_cents: 1_200 };
    expect(await db.selectFrom('tollgate.account_days').selectAll().execute()).toMatchObject([
      { account_id: 'acme', plan: 'basic', balance_milli_cents: 700, held_milli_cents: 5, ...used },
    ]);
    expect(await db.selectFrom('tollgate.subject_days').selectAll().execute()).toMatchObject([
      { account_id: 'acme', subject_id: 'ann', ...used },
    ]);
  });

  it('go with their month when that is past its retention, and nothing else does', async () => {
    expect(await dropOldMonths(db, FOR_EVER, NOON_MS)).toEqual([]);
    const inTwoMonths = NOON_MS + 50 * DAY_MS;
    expect(await dropOldMonths(db, { ...FOR_EVER, subject_days: 1 }, inTwoMonths)).toEqual(['subject_days_2026_11']);
    expect(await db.selectFrom('tollgate.account_days').select('day').execute()).toHaveLength(1);
  });
});

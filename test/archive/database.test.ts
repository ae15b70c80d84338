import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchiveDatabase, openDatabase } from '../../src/archive/sql/database.ts';
import { MONTHLY_TABLES, Months } from '../../src/archive/sql/months.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';

describe.each(testDatabases)('the %s database', (_mode, start) => {
  let database: TestDatabase;
  let db: ArchiveDatabase;
  beforeAll(async () => {
    database = await start();
    db = await openDatabase(database.place);
  });
  afterAll(async () => {
    await db.destroy();
    await database.stop();
  });

  const names = async (): Promise<readonly string[]> => {
    const found = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'tollgate' order by 1
    `.execute(db);
    return found.rows.map(({ name }) => name);
  };

  it('has a part for each month of the rows', async () => {
    const months = new Months();
    const times = [Date.UTC(2026, 11, 31, 23), Date.UTC(2027, 0, 1), Date.UTC(2027, 0, 31)];
    for (const table of MONTHLY_TABLES)
      await db.transaction().execute((transaction) => months.ensure(transaction, table, times));
    expect(await names()).toEqual(expect.arrayContaining(['calls_2026_12', 'calls_2027_01', 'subject_days_2027_01']));
    expect(await names()).not.toContain('calls_2027_02');
    // Another process, which does not know of them, finds them.
    await db.transaction().execute((transaction) => new Months().ensure(transaction, 'calls', times));
  });

  it('is the same when it is opened again', async () => {
    const before = await names();
    await db.destroy();
    db = await openDatabase(database.place);
    expect(await names()).toEqual(before);
  });

  it('reads amounts as numbers and times as dates', async () => {
    const { rows } =
      await sql`select 9007199254740991::bigint as amount, now() as at, '{"a": 1}'::jsonb as json`.execute(db);
    expect(rows).toEqual([{ amount: 9_007_199_254_740_991, at: expect.any(Date), json: { a: 1 } }]);
  });

  it('takes turns: what several ask at once is answered to each', async () => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ n: number }>`select ${index}::int as n, pg_sleep(0.001)`.execute(transaction);
        return rows[0]?.n;
      }),
    );
    expect(await Promise.all(asked)).toEqual(asked.map((_, index) => index));
  });
});

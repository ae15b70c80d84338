import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseAccount } from '../../src/archive/sql/erasing.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { openDatabase } from '../../src/archive/sql/database.ts';
import { followTollgate } from './support/history.ts';

describe.each(testDatabases)('an account that is erased from the %s database', (_mode, start) => {
  let database: TestDatabase;
  let tollgate: TestTollgate;
  beforeAll(async () => {
    [database, tollgate] = await Promise.all([start(), startTollgate()]);
  });
  afterAll(async () => {
    await tollgate.stop();
    await database.stop();
  });

  it('has no history any more, the others have theirs, and what comes later is kept', async () => {
    const call = async (accountId: string, holdId: string): Promise<void> => {
      const party = { service: 'call', direction: 'DIRECTION_OUTBOUND' as const, to: '+12125550123' };
      await tollgate.client.authorize({ accountId, holdId, ...party });
      await tollgate.client.settle({ accountId, holdId, connectedSeconds: 10 });
    };
    for (const accountId of ['acme', 'other']) {
      await tollgate.client.createAccount({ accountId });
      await tollgate.client.addCredit({ accountId, amountMilliCents: 500_000, idempotencyKey: 'deposit' });
      await call(accountId, 'h1');
    }
    const before = followTollgate(tollgate, database.place);
    expect(await before.calls()).toHaveLength(2);
    await before.service.stop();

    const db = await openDatabase(database.place);
    expect(await eraseAccount(db, 'acme')).toEqual({ calls: 1, movements: expect.any(Number) });
    expect(await eraseAccount(db, 'acme')).toEqual({ calls: 0, movements: 0 });
    await db.destroy();

    await call('acme', 'h2');
    const after = followTollgate(tollgate, database.place);
    const left = await after.calls();
    expect(left.map(({ accountId, holdId }) => `${accountId} ${holdId}`).sort()).toEqual(['acme h2', 'other h1']);
    await after.service.stop();
  });
});

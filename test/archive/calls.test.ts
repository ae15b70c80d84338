import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Archive, CallRow, CallsFilter } from '../../src/archive/port.ts';
import type { KeptCall } from '../../src/archive/reader/fold.ts';
import { readCalls, writeCalls } from '../../src/archive/sql/calls.ts';
import { type ArchiveDatabase, openDatabase } from '../../src/archive/sql/database.ts';
import { Months } from '../../src/archive/sql/months.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { EVERYTHING, keptCall, NOON_MS } from './support/rows.ts';

const DAY_MS = 86_400_000;
const ALL: CallsFilter = { scope: EVERYTHING, fromMs: undefined, toMs: undefined };

describe.each(testDatabases)('calls in the %s database', (_mode, start) => {
  let database: TestDatabase;
  let db: ArchiveDatabase;
  beforeAll(async () => {
    database = await start();
    db = await openDatabase(database.place);
    await keep([
      keptCall({ holdId: 'h1' }),
      keptCall({ holdId: 'h2', authorizedAtMs: NOON_MS + 1, subjectId: 'ann', numberClass: 'toll_free' }),
      keptCall({ holdId: '', chargeKey: 'h1', service: 'sms', authorizedAtMs: NOON_MS + 2 }),
      keptCall({ accountId: 'acme2', authorizedAtMs: NOON_MS + 3 }),
      keptCall({ accountId: 'acme-berlin', payerAccountId: 'acme', parentAccountId: 'acme', country: 'DE' }),
      keptCall({ accountId: 'floor-3', parentAccountId: 'acme-berlin', authorizedAtMs: NOON_MS + 7 * DAY_MS }),
    ]);
    for (const [account_id, parent_account_id] of [
      ['acme', ''],
      ['acme-berlin', 'acme'],
      ['floor-3', 'acme-berlin'],
    ] as const)
      await db.insertInto('tollgate.accounts').values(account(account_id, parent_account_id)).execute();
  });
  afterAll(async () => {
    await db.destroy();
    await database.stop();
  });

  const keep = async (calls: readonly KeptCall[]): Promise<void> => {
    await db.transaction().execute(async (transaction) => {
      const times = calls.map(({ authorizedAtMs }) => authorizedAtMs);
      await new Months().ensure(transaction, 'calls', times);
      await writeCalls(transaction, calls);
    });
  };
  const calls: Archive['calls'] = (filter, page) => readCalls(db, filter, page);
  const read = (changes: Partial<CallsFilter>, after = '', limit = 100) =>
    calls({ ...ALL, ...changes }, { after, limit });
  const found = async (changes: Partial<CallsFilter>): Promise<readonly string[]> =>
    (await read(changes)).items.map(({ accountId, holdId, chargeKey }) => `${accountId}/${holdId}${chargeKey}`).sort();

  it('come back as they were kept', async () => {
    const { firstSequence: _f, lastSequence: _l, ...row } = keptCall();
    expect((await read({ toMs: NOON_MS + 1, accountId: 'acme' })).items).toEqual([row]);
  });

  it('come newest first, page by page, each once', async () => {
    const all: CallRow[] = [];
    let after = '';
    do {
      const page = await read({}, after, 2);
      all.push(...page.items);
      after = page.next;
    } while (after !== '');
    expect(all).toHaveLength(6);
    expect(all.map(({ authorizedAtMs }) => authorizedAtMs)).toEqual(
      all.map(({ authorizedAtMs }) => authorizedAtMs).sort((a, b) => b - a),
    );
    expect(new Set(all.map((row) => JSON.stringify(row))).size).toBe(6);
  });

  it('are chosen by what they were', async () => {
    expect(await found({ subjectId: 'ann' })).toEqual(['acme/h2']);
    expect(await found({ numberClass: 'toll_free' })).toEqual(['acme/h2']);
    expect(await found({ service: 'sms' })).toEqual(['acme/h1']);
    expect(await found({ country: 'DE' })).toEqual(['acme-berlin/h1']);
    expect(await found({ accountId: 'acme' })).toEqual(['acme/h1', 'acme/h1', 'acme/h2']);
    expect(await found({ fromMs: NOON_MS + DAY_MS })).toEqual(['floor-3/h1']);
  });

  it('of an account are, if asked for, those of all accounts under it', async () => {
    expect(await found({ accountId: 'acme', below: true, fromMs: NOON_MS + 3 })).toEqual(['floor-3/h1']);
    expect(await found({ accountId: 'acme-berlin', below: true })).toEqual(['acme-berlin/h1', 'floor-3/h1']);
  });

  it('are seen by those in whose scope they are', async () => {
    const seenBy = (accountIds: readonly string[], accountPrefixes: readonly string[] = []) =>
      found({ scope: { accountIds, accountPrefixes } });
    // It pays for those of its office.
    expect(await seenBy(['acme'])).toEqual(['acme-berlin/h1', 'acme/h1', 'acme/h1', 'acme/h2']);
    expect(await seenBy(['acme-berlin'])).toEqual(['acme-berlin/h1']);
    expect(await seenBy([], ['acme'])).not.toContain('acme2/h1');
    expect(await seenBy([], ['acme-'])).toEqual(['acme-berlin/h1']);
    expect(await seenBy(['floor-3'], ['acme2'])).toEqual(['acme2/h1', 'floor-3/h1']);
    expect(await seenBy([], ['acm'])).toEqual([]);
    expect(await seenBy([], ['acme%'])).toEqual([]);
  });

  it('kept again under the same key take the place of what was there', async () => {
    await keep([keptCall({ state: 'charged', costMilliCents: 900, flags: ['corrected'] })]);
    expect((await read({ toMs: NOON_MS + 1, accountId: 'acme' })).items).toMatchObject([
      { costMilliCents: 900, flags: ['corrected'] },
    ]);
  });
});

function account(account_id: string, parent_account_id: string) {
  const profile = { plan: 'basic', currency: 'USD', time_zone: 'UTC', state: 'active', root_account_id: 'acme' };
  const read = { partition: 0, epoch: 1, last_sequence: 3, last_id: '1-0', changed_at: new Date(NOON_MS) };
  return { account_id, parent_account_id, ...profile, ...read, balance_milli_cents: 0, held_milli_cents: 0 };
}

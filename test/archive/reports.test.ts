/** Movements, usage and CSV as reports ask the database for them, on both kinds of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchiveScope, MovementRow, MovementsFilter, UsageQuery } from '../../src/archive/port.ts';
import type { KeptCall } from '../../src/archive/reader/fold.ts';
import { writeCalls } from '../../src/archive/sql/calls.ts';
import { type ArchiveDatabase, openDatabase } from '../../src/archive/sql/database.ts';
import { Months } from '../../src/archive/sql/months.ts';
import { type ArchiveReports, archiveReports } from '../../src/archive/sql/reports.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { EVERYTHING, keptCall, NOON_MS } from './support/rows.ts';

const DAY_MS = 86_400_000;
const ALWAYS = { fromMs: undefined, toMs: undefined };
const FIRST = { after: '', limit: 100 };
const USAGE: UsageQuery = {
  ...ALWAYS,
  scope: EVERYTHING,
  groupBy: [],
  timeZone: 'UTC',
  timedServices: ['call'],
  homeCountry: 'US',
};
const MOVEMENTS: MovementsFilter = { ...ALWAYS, scope: EVERYTHING };
const seenBy = (...accountPrefixes: string[]): ArchiveScope => ({ accountIds: [], accountPrefixes });

describe.each(testDatabases)('reports from the %s database', (_mode, start) => {
  let database: TestDatabase;
  let db: ArchiveDatabase;
  let reports: ArchiveReports;
  beforeAll(async () => {
    database = await start();
    db = await openDatabase(database.place);
    reports = archiveReports(() => db);
    await keepCalls([
      keptCall({ holdId: 'h1', subjectId: 'ada', subjectLabels: { name: 'Ada', department: 'Sales' } }),
      keptCall({ holdId: 'h2', subjectId: 'ada', numberClass: 'toll_free', country: 'US', costMilliCents: 0 }),
      keptCall({ holdId: 'h3', subjectId: '=cmd()', country: 'DE', costMilliCents: 5_417, billedUnits: 65 }),
      // An hour before midnight in UTC, and the next day in Berlin; the next month too.
      keptCall({ holdId: 'h4', authorizedAtMs: Date.UTC(2026, 10, 30, 23), reversedMilliCents: 200 }),
      keptCall({ holdId: 'h5', state: 'released', costMilliCents: 0 }),
      keptCall({
        holdId: '',
        chargeKey: 'k1',
        service: 'sms',
        billedUnits: 3,
        connectedSeconds: 0,
        country: 'unknown',
      }),
      keptCall({ holdId: 'h6', accountId: 'acme-east', payerAccountId: 'acme', country: 'FR' }),
      keptCall({
        holdId: 'h7',
        accountId: 'acme2',
        country: 'FR',
        parts: [{ source: 'allowance', name: 'eu//1', amountMilliCents: 0, units: 60 }],
        costMilliCents: 0,
      }),
    ]);
    await keepMovements([
      { accountId: 'acme', sequence: 2, kind: 'credit', amountMilliCents: 500_000, note: '+1, "quoted"' },
      { accountId: 'acme', sequence: 4, atMs: NOON_MS + 60_000 },
      { accountId: 'acme', sequence: 5, atMs: NOON_MS + 60_000, kind: 'reversal', amountMilliCents: 200 },
      { accountId: 'acme2', sequence: 2, atMs: NOON_MS + 1 },
      { accountId: 'acme-east', sequence: 2, atMs: NOON_MS + DAY_MS },
    ]);
  });
  afterAll(async () => {
    await db.destroy();
    await database.stop();
  });

  const keepCalls = (calls: readonly KeptCall[]) =>
    db.transaction().execute(async (transaction) => {
      await new Months().ensure(
        transaction,
        'calls',
        calls.map(({ authorizedAtMs }) => authorizedAtMs),
      );
      await writeCalls(transaction, calls);
    });

  const keepMovements = (movements: readonly Partial<MovementRow>[]) =>
    db.transaction().execute(async (transaction) => {
      await new Months().ensure(
        transaction,
        'movements',
        movements.map(({ atMs = NOON_MS }) => atMs),
      );
      for (const each of movements) {
        const row = movementColumns(each);
        await transaction.insertInto('tollgate.movements').values(row).execute();
      }
    });

  const usageOf = async (changes: Partial<UsageQuery>) => (await reports.usage({ ...USAGE, ...changes }, FIRST)).items;

  it('usage without keys is one row, or none', async () => {
    expect(await usageOf({})).toEqual([
      {
        keys: {},
        calls: 7,
        tollFreeCalls: 1,
        internationalCalls: 3,
        connectedSeconds: 360,
        billedSeconds: 365,
        billedUnits: 3,
        costMilliCents: 4 * 1_200 + 5_417 - 200,
        writtenOffMilliCents: 0,
        includedUnits: 60,
      },
    ]);
    expect(await usageOf({ accountId: 'nobody' })).toEqual([]);
  });

  it('usage is of the days and months of a zone', async () => {
    const months = async (timeZone: string) =>
      (await usageOf({ groupBy: ['month'], timeZone, accountId: 'acme' })).map(({ keys, calls }) => [
        keys.month,
        calls,
      ]);
    expect(await months('UTC')).toEqual([['2026-11', 5]]);
    expect(await months('Europe/Berlin')).toEqual([
      ['2026-11', 4],
      ['2026-12', 1],
    ]);
    const days = await usageOf({ groupBy: ['day'], timeZone: 'Europe/Berlin', accountId: 'acme' });
    expect(days.map(({ keys }) => keys.day)).toEqual(['2026-11-28', '2026-12-01']);
  });

  it('usage is broken down by several keys, in their order, page by page', async () => {
    const groupBy = ['service', 'class', 'country', 'account', 'direction', 'subject', 'gateway'] as const;
    const whole = await usageOf({ groupBy });
    expect(whole[0]).toMatchObject({
      keys: {
        service: 'call',
        class: 'local',
        country: 'DE',
        account: 'acme',
        direction: 'outbound',
        subject: '=cmd()',
      },
      internationalCalls: 1,
      costMilliCents: 5_417,
    });
    const paged = [];
    let after = '';
    do {
      const page = await reports.usage({ ...USAGE, groupBy }, { after, limit: 2 });
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      after = page.next;
    } while (after !== '');
    expect(paged).toEqual(whole);
  });

  it('usage counts what the caller may see, and nothing else', async () => {
    const seen = async (scope: ArchiveScope) =>
      (await usageOf({ groupBy: ['account'], scope })).map(({ keys }) => keys.account);
    expect(await seen(seenBy('acme'))).toEqual(['acme', 'acme-east']);
    expect(await seen(seenBy('acme-east'))).toEqual(['acme-east']);
    expect(await seen(seenBy('acme2'))).toEqual(['acme2']);
    expect(await seen(seenBy('acm'))).toEqual([]);
  });

  it('movements come oldest first, page by page, of the accounts that may be seen', async () => {
    const found: string[] = [];
    let after = '';
    do {
      const page = await reports.movements(MOVEMENTS, { after, limit: 2 });
      found.push(...page.items.map(({ accountId, sequence }) => `${accountId} ${sequence}`));
      after = page.next;
    } while (after !== '');
    expect(found).toEqual(['acme 2', 'acme2 2', 'acme 4', 'acme 5', 'acme-east 2']);
    const of = async (changes: Partial<MovementsFilter>) =>
      (await reports.movements({ ...MOVEMENTS, ...changes }, FIRST)).items.map(({ accountId }) => accountId);
    expect(await of({ scope: seenBy('acme-') })).toEqual(['acme-east']);
    expect(await of({ scope: seenBy('acme2'), accountId: 'acme' })).toEqual([]);
    expect(await of({ kinds: ['credit', 'reversal'] })).toEqual(['acme', 'acme']);
    expect(await of({ fromMs: NOON_MS + 1, toMs: NOON_MS + 2 })).toEqual(['acme2']);
  });

  it('CSV begins with a header, is exact, local in time, and safe to open in a spreadsheet', async () => {
    const options = { timeZone: 'America/New_York', currency: 'USD' };
    const filter = { ...ALWAYS, scope: EVERYTHING, accountId: 'acme' };
    const { text } = await reports.csv({ report: 'calls', filter }, options, FIRST);
    const [header = '', ...rows] = text.trimEnd().split('\n');
    expect(header).toMatch(/^time,account_id,parent_account_id,payer_account_id,subject_id,name,department,direction,/);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(/^2026-11-30T18:00:00-05:00,acme,/);
    expect(rows.find((row) => row.includes(',h1,'))).toMatch(
      /^2026-11-28T07:00:00-05:00,acme,,acme,ada,Ada,Sales,outbound,call,local,US,'\+1212\*\*\*\*\*34,charged,60,60,0\.012,0\.00,/,
    );
    expect(rows.find((row) => row.includes(',h3,'))).toContain(",'=cmd(),,,outbound,call,local,DE,");
    expect(rows.find((row) => row.includes(',h3,'))).toContain(',65,0.05417,');
    const none = await reports.csv({ report: 'calls', filter: { ...filter, accountId: 'nobody' } }, options, FIRST);
    expect(none).toEqual({ text: `${header}\n`, next: '' });
    const movements = await reports.csv({ report: 'movements', filter: MOVEMENTS }, options, { after: '', limit: 1 });
    expect(movements.text).toMatch(/\n2026-11-28T07:00:00-05:00,acme,2,credit,5\.00,.*,"'\+1, ""quoted"""\n$/);
    const usage = { ...USAGE, groupBy: ['month', 'class'] as const, accountId: 'acme' };
    expect((await reports.csv({ report: 'usage', filter: usage }, options, FIRST)).text).toBe(
      'month,class,calls,toll_free_calls,international_calls,duration_seconds,billed_seconds,billed_units,' +
        'included_units,cost,written_off,currency\n' +
        '2026-11,local,4,0,1,180,185,3,0,0.08817,0.00,USD\n' +
        '2026-11,toll_free,1,1,0,60,60,0,0,0.00,0.00,USD\n',
    );
  });

  it('CSV goes on where its page ended, without another header', async () => {
    const filter = { ...ALWAYS, scope: EVERYTHING };
    const options = { timeZone: 'UTC', currency: 'USD' };
    const whole = await reports.csv({ report: 'calls', filter }, options, FIRST);
    let [text, after] = ['', ''];
    do {
      const page = await reports.csv({ report: 'calls', filter }, options, { after, limit: 3 });
      text += page.text;
      after = page.next;
    } while (after !== '');
    expect(text).toBe(whole.text);
  });
});

function movementColumns(changes: Partial<MovementRow>) {
  const row = { atMs: NOON_MS, kind: 'charge', amountMilliCents: -1_200, note: '', ...changes };
  return {
    at: new Date(row.atMs),
    account_id: row.accountId ?? '',
    epoch: 1,
    sequence: row.sequence ?? 0,
    kind: row.kind,
    amount_milli_cents: row.amountMilliCents,
    balance_milli_cents: 0,
    hold_id: '',
    charge_key: '',
    idempotency_key: '',
    lot_id: '',
    pack_id: '',
    pack_units: 0,
    package_id: '',
    origin_account_id: '',
    service: '',
    subject_id: '',
    direction: '',
    number_class: '',
    number: '',
    connected_seconds: 0,
    billed_units: 0,
    parts: '[]',
    note: row.note,
    estimated: false,
  };
}

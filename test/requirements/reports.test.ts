/** What finance and support read: through HTTP and the command line, out of an archive of either kind. */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../archive/support/databases.ts';
import { tollgate as run } from '../cli/support/terminal.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountWith, outbound } from './support/traffic.ts';

const OFFICE_CREDIT = fileURLToPath(new URL('../../examples/catalogs/office-credit', import.meta.url));
const ZONE = 'America/Toronto';

type Row = Readonly<Record<string, unknown>>;

describe.each(testDatabases)('with history in the %s database', (mode, start) => {
  let database: TestDatabase;
  let server: TestTollgate;
  beforeAll(async () => {
    database = await start();
    const { place } = database;
    const env = {
      TOLLGATE_ARCHIVE_MODE: place.mode,
      ...(place.mode === 'postgres' && { TOLLGATE_ARCHIVE_URL: place.url }),
    };
    server = await startTollgate({ catalog: OFFICE_CREDIT, env });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.stop();
  });

  const get = async (path: string): Promise<Record<string, Row[]> & { error?: Row }> => {
    const response = await fetch(`${server.http}${path}`);
    return (await response.json()) as Record<string, Row[]> & { error?: Row };
  };
  const csv = async (path: string): Promise<readonly string[]> => {
    const response = await fetch(`${server.http}${path}`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    return (await response.text()).trimEnd().split('\n');
  };
  const at = async (line: string): Promise<string> => {
    const { code, out, err } = await run(line.split(' '), { TOLLGATE_SERVER: server.app.grpcAddress });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out;
  };

  /** The archive is a second behind, and some more while it opens. */
  const archived = async (accountId: string, calls: number): Promise<readonly Row[]> => {
    for (let attempt = 0; attempt < 300; attempt++) {
      const { calls: found = [] } = await get(`/v1/calls?account_id=${accountId}&page_size=1000`);
      if (found.filter(({ state }) => state === 'CALL_STATE_CHARGED').length === calls) return found;
      await delay(100);
    }
    throw new Error(`the archive has not got ${calls} calls of ${accountId}`);
  };

  const inToronto = async (balanceMilliCents: number): Promise<string> => {
    const accountId = await accountWith(server.client, balanceMilliCents);
    await server.client.updateAccount({ accountId, timeZone: ZONE });
    return accountId;
  };

  /** Ada calls from Sales: once at home, once abroad, once by a toll-free number; Ben sends a fax. */
  const office = async (): Promise<string> => {
    const { client } = server;
    const accountId = await inToronto(1_000_000);
    const labels = { name: 'Ada', department: 'Sales' };
    await client.setSubject({ accountId, subjectId: 'ada', labels, updateMask: { paths: ['labels'] } });
    const ada = { subjectId: 'ada' };
    const tollFree = { direction: 'DIRECTION_INBOUND', from: '+12025550123', to: '+18005550123' } as const;
    for (const [holdId, changes, connectedSeconds] of [
      ['home', { ...ada, to: '+12025550199' }, 61],
      ['abroad', { ...ada, to: '+4930901820' }, 125],
      ['free', { ...ada, ...tollFree }, 65],
    ] as const) {
      expect(await client.authorize(outbound(accountId, holdId, changes))).toMatchObject({
        decision: 'DECISION_ALLOW',
      });
      await client.settle({ accountId, holdId, connectedSeconds });
    }
    await client.charge({ accountId, service: 'fax', to: '+14165550123', units: 3, subjectId: 'ben' });
    return accountId;
  };

  const today = (days = 0): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000);

  it('OC-11 counts toll-free and international calls by month, and lists calls by user and date, as CSV too', async () => {
    const accountId = await office();
    const found = await archived(accountId, 4);
    const of = (hold: string) => found.find(({ hold_id }) => hold_id === hold) ?? {};
    // Date and time, member and department, number, duration and cost.
    expect(of('abroad')).toMatchObject({
      subject_id: 'ada',
      labels: { name: 'Ada', department: 'Sales' },
      number: '+4******20',
      country: 'DE',
      connected_seconds: 125,
      direction: 'DIRECTION_OUTBOUND',
    });
    expect(of('abroad')['authorized_at']).toMatch(new RegExp(`^${today()}T\\d\\d:\\d\\d:\\d\\d-0[45]:00$`));
    expect(of('abroad')['billing_amount_milli_cents']).toBeGreaterThan(0);
    expect(of('free')).toMatchObject({
      number_class: 'toll_free',
      billed_units: 120,
      billing_amount_milli_cents: 4_000,
    });

    const month = today().slice(0, 7);
    const { rows } = await get(`/v1/usage?account_id=${accountId}&group_by=month`);
    expect(rows).toMatchObject([
      { month, count: 4, toll_free_calls: 1, international_calls: 1, connected_seconds: 251 },
    ]);
    const total = found.reduce((sum, { billing_amount_milli_cents: cost }) => sum + Number(cost), 0);
    expect(rows?.[0]?.['billing_amount_milli_cents']).toBe(total);
    const byClass = await get(`/v1/usage?account_id=${accountId}&group_by=month,class&service=call`);
    expect(byClass['rows']?.map((row) => [row['number_class'], row['count']])).toContainEqual(['toll_free', 1]);

    // By user, and by date.
    const holds = async (query: string) =>
      (await get(`/v1/calls?account_id=${accountId}&${query}`))['calls']?.map(({ hold_id }) => hold_id);
    expect(await holds('subject_id=ada')).toEqual(['free', 'abroad', 'home']);
    expect(await holds('subject_id=ben')).toEqual(['']);
    expect(await holds('class=toll_free')).toEqual(['free']);
    expect(await holds('number=%2B49%2030%20901820')).toEqual(['abroad']);
    expect(await holds(`from=${today()}&to=${today(1)}`)).toHaveLength(4);
    expect(await holds(`to=${today()}`)).toEqual([]);
    expect(await holds(`from=${today(1)}`)).toEqual([]);

    const lines = await csv(`/v1/calls?account_id=${accountId}&subject_id=ada&from=${today()}&format=csv`);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^time,account_id,.*subject_id,name,department,.*,number,.*,duration_seconds,.*,cost,/);
    expect(lines[1]).toMatch(new RegExp(`^${today()}T.*,ada,Ada,Sales,inbound,call,toll_free,.*,65,120,0\\.04,`));
    // The same by the command line.
    expect(await at(`calls ${accountId} --subject ada --from ${today()} --csv`)).toBe(`${lines.join('\n')}\n`);
    expect(await at(`usage ${accountId} --by month`)).toMatch(
      new RegExp(`^MONTH +CHARGES +TOLL-FREE +INTERNATIONAL .*\\n${month} +4 +1 +1 `),
    );
    expect(await at(`calls ${accountId} --subject nobody`)).toBe('no calls\n');
    expect(await at(`calls ${accountId} --subject nobody --csv`)).toBe(`${lines[0]}\n`);
  }, 60_000);

  it('TC-14 movements are exported with what they paid for, and usage tells overage from what was included', async () => {
    const { client } = server;
    const accountId = await inToronto(500_000);
    const pack = { accountId, services: ['call'], minutes: 2, idempotencyKey: 'pack' };
    await client.addCredit(pack);
    for (const [holdId, connectedSeconds] of [
      ['first', 120],
      ['second', 60],
    ] as const) {
      await client.authorize(outbound(accountId, holdId, { subjectId: 'ada' }));
      await client.settle({ accountId, holdId, connectedSeconds });
    }
    const calls = await archived(accountId, 2);
    const [overage] = calls.filter(({ hold_id }) => hold_id === 'second');
    const cost = Number(overage?.['billing_amount_milli_cents']);
    expect(cost).toBeGreaterThan(0);

    const { movements } = await get(`/v1/movements?account_id=${accountId}&kind=charge`);
    expect(movements).toMatchObject([
      { number: '+1******23', connected_seconds: 120, movement: { amount_milli_cents: 0, billed_units: 120 } },
      { number: '+1******23', connected_seconds: 60, movement: { amount_milli_cents: -cost, subject_id: 'ada' } },
    ]);
    const lines = await csv(`/v1/movements?account_id=${accountId}&format=csv`);
    expect(lines[0]).toMatch(/^time,account_id,sequence,kind,amount,balance,currency,/);
    expect(lines.map((line) => line.split(',')[3])).toEqual(['kind', 'adjustment', 'credit', 'charge', 'charge']);
    expect(await at(`movements ${accountId} --csv`)).toBe(`${lines.join('\n')}\n`);

    const { rows } = await get(`/v1/usage?account_id=${accountId}&group_by=month,service`);
    expect(rows).toMatchObject([
      { service: 'call', billed_seconds: 180, included_units: 120, billing_amount_milli_cents: cost },
    ]);
  }, 60_000);

  it('PM-9 minutes per day and monthly totals can be read', async () => {
    const { client } = server;
    const accountId = await inToronto(500_000);
    for (const [holdId, connectedSeconds] of [
      ['first', 65],
      ['second', 120],
    ] as const) {
      await client.authorize(outbound(accountId, holdId));
      await client.settle({ accountId, holdId, connectedSeconds });
    }
    const billed = (await archived(accountId, 2)).reduce((sum, call) => sum + Number(call['billed_units']), 0);
    const day = await get(`/v1/usage?account_id=${accountId}&group_by=day`);
    expect(day['rows']).toMatchObject([{ day: today(), count: 2, billed_seconds: billed }]);
    const month = await get(`/v1/usage?account_id=${accountId}&group_by=month`);
    expect(month['rows']).toMatchObject([{ month: today().slice(0, 7), count: 2, billed_seconds: billed }]);
    const minutes = `${Math.floor(billed / 60)}:${String(billed % 60).padStart(2, '0')}`;
    expect(await at(`usage ${accountId} --by day`)).toMatch(
      new RegExp(`^DAY .* MINUTES .*\\n${today()} .* ${minutes} `),
    );
  }, 60_000);

  it('a bad filter says what is accepted', async () => {
    expect(mode).not.toBe('');
    expect((await get('/v1/calls?from=yesterday')).error).toMatchObject({
      field: 'from',
      message: expect.stringContaining('a day such as 2026-11-28') as string,
    });
    expect((await get('/v1/usage?time_zone=Berlin')).error).toMatchObject({ field: 'time_zone' });
    expect((await get('/v1/calls?from=2026-11-28&to=2026-11-27')).error).toMatchObject({ field: 'to' });
    expect((await get('/v1/calls?account_id=nobody')).error).toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
  });
});

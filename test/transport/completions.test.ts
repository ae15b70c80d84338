/**
 * What gateways report of a call, and what they are told: fractions, milliseconds, impossible numbers, units, what is
 * queued.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { requestIds } from '../../src/transport/edge.ts';
import { DECISION, SETTLED, STORE } from './cardboard.ts';
import { startFixture } from './fixture.ts';

const QUEUED = { kind: 'queued', reservationStatus: 'settled', durationSeconds: 70 } as const;

const fixture = await startFixture({
  answers: {
    release: (request) => {
      const queued = request.holdId === 'queued';
      return Promise.resolve(queued ? QUEUED : { ...SETTLED, unit: 'message', billedUnits: 3 });
    },
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const { call, client, asked } = fixture;
const LEG = { account_id: 'acme', hold_id: 'h1' };
const WIRE_LEG = { accountId: 'acme', holdId: 'h1' };

function settled(): unknown[] {
  return asked.map(({ request }) => (request as { connectedSeconds: unknown }).connectedSeconds);
}

describe('connected time', () => {
  test.each([
    [65.4, 65.4],
    ['65.4', 65.4],
    [65.400_000_000_01, 65.4],
    ['.5', 0.5],
    ['1.', 1],
    ['6.54e1', 65.4],
    [65, 65],
    ['65.000', 65],
    [0, 0],
    [-0, 0],
    ['0.0', 0],
    [0.001, 0.001],
    [4_000_000, 4_000_000],
    [1e308, 1e9],
    ['1e308', 1e9],
    ['1e999', 1e9],
    ['9'.repeat(400), 1e9],
    ['604800.5', 604_800.5],
  ])(
    'of %j seconds over JSON is handed on as %d, whose terms say what it counts',
    async (connected_seconds, expected) => {
      expect((await call('POST', '/v1/settle', { ...LEG, connected_seconds })).body).toMatchObject({ clamped: false });
      await call('POST', '/v1/extend', { ...LEG, connected_seconds, sequence: 1 });
      const used = asked.map(({ request }) => (request as { used?: { connectedSeconds: number } }).used)[1];
      expect([settled()[0], used?.connectedSeconds]).toEqual([expected, expected]);
      expect(Object.is(used?.connectedSeconds, -0)).toBe(false);
    },
  );

  test.each([
    [65_400, 65.4],
    ['65001', 65.001],
    [65_000, 65],
    [1, 0.001],
    [0, 0],
  ])('of %j milliseconds is %d seconds, on both transports', async (milliseconds, expected) => {
    await client.settle({ ...WIRE_LEG, connectedMilliseconds: milliseconds });
    await call('POST', '/v1/settle', { ...LEG, connected_milliseconds: milliseconds });
    await client.extend({ ...WIRE_LEG, connectedMilliseconds: milliseconds, sequence: 1 });
    expect(settled().slice(0, 2)).toEqual([expected, expected]);
    expect(asked[2]?.request).toMatchObject({ used: { connectedSeconds: expected, units: undefined } });
  });

  test.each([
    [65, 65_400, 65.4, false],
    [66, 65_400, 65.4, false],
    [2000, 2000, 2, true],
    [65, 65, 0.065, true],
  ])(
    'of %d seconds and %d milliseconds is that of the milliseconds: %d',
    async (seconds, milliseconds, exact, differs) => {
      const both = { ...LEG, connected_seconds: seconds, connected_milliseconds: milliseconds };
      expect((await call('POST', '/v1/settle', both)).status).toBe(200);
      expect((await call('POST', '/v1/extend', { ...both, sequence: 1 })).status).toBe(200);
      expect(asked.map(({ request }) => request)).toMatchObject([
        { connectedSeconds: exact, inconsistent: differs },
        { used: { connectedSeconds: exact } },
      ]);
    },
  );

  test('that no call lasts is no error over gRPC either', async () => {
    await client.settle({ ...WIRE_LEG, connectedSeconds: '9223372036854775807' });
    await client.settle({ ...WIRE_LEG, connectedMilliseconds: '9223372036854775807' });
    expect(settled()).toEqual([1e9, 1e6]);
  });

  test('of JSON beyond what a double can hold is no error either', async () => {
    await call('POST', '/v1/settle', '{"account_id":"acme","hold_id":"h1","connected_seconds":1e999}');
    expect(settled()).toEqual([1e9]);
  });
});

test('units, duration and the age of a late settle may be anything, too; none of them loses a settle', async () => {
  const most = { units: 1e12, duration_seconds: 1e300, ended_seconds_ago: 1e15 };
  await call('POST', '/v1/settle', { ...LEG, ...most });
  await call('POST', '/v1/settle', { ...LEG, units: 2.5, duration_seconds: 72.1, ended_seconds_ago: 3.9 });
  await client.settle({ ...WIRE_LEG, connectedSeconds: 5, endedSecondsAgo: 120 });
  await client.settle({ ...WIRE_LEG, connectedSeconds: 5 });
  expect(asked.map(({ request }) => request)).toMatchObject([
    { units: 1e9, durationSeconds: 1e9, endedSecondsAgo: 1e9, connectedSeconds: undefined },
    { units: 3, durationSeconds: 73, endedSecondsAgo: 3 },
    { endedSecondsAgo: 120 },
    { endedSecondsAgo: 0 },
  ]);
});

test.each([486, 128, -1, 1e12])('a cause that is none of Q.850 (%d) loses no settle and no release', async (cause) => {
  const ended = { ...LEG, connected_seconds: 5, q850_cause: cause };
  expect((await call('POST', '/v1/settle', ended)).status).toBe(200);
  expect((await call('POST', '/v1/release', { ...LEG, q850_cause: cause })).status).toBe(200);
  expect(asked.map(({ request }) => request)).toMatchObject([{ q850Cause: 0 }]);
});

test('an extend may report units, and needs one or the other', async () => {
  await client.extend({ ...WIRE_LEG, units: 7, sequence: 1 });
  await call('POST', '/v1/extend', { ...LEG, units: 0, sequence: 2 });
  expect(asked.map(({ request }) => (request as { used: unknown }).used)).toEqual([
    { connectedSeconds: undefined, units: 7 },
    { connectedSeconds: undefined, units: 0 },
  ]);
  const { body } = await call('POST', '/v1/extend', { ...LEG, sequence: 1 });
  expect(body.error).toMatchObject({ field: 'connected_seconds' });
});

test('a grant says whether it is the last, and until when something must be heard', async () => {
  const sent = { ...WIRE_LEG, direction: 1, to: '+12025550134' } as const;
  const { final, validitySeconds } = DECISION;
  const told = { final, validitySeconds: `${validitySeconds}` };
  expect(await client.authorize(sent)).toMatchObject(told);
  expect(await client.extend({ ...WIRE_LEG, connectedSeconds: 1, sequence: 1 })).toMatchObject(told);
});

test('increments have true names: seconds only for seconds', async () => {
  const { terms } = await client.authorize({ ...WIRE_LEG, direction: 1, to: '+12025550134' });
  expect(terms).toMatchObject({ unit: 'second', firstIncrementSeconds: '1', firstIncrementUnits: '1' });
});

test('billed units are told beside billed seconds, which are for calls only', async () => {
  expect(await client.settle({ ...WIRE_LEG, connectedSeconds: 5 })).toMatchObject({
    unit: 'second',
    billedDurationSeconds: '60',
    billedUnits: '60',
    queued: false,
  });
  expect(await client.release(WIRE_LEG)).toMatchObject({
    unit: 'message',
    billedDurationSeconds: '0',
    billedUnits: '3',
    parts: [{ source: 'FUNDING_SOURCE_BALANCE' }],
  });
});

test('an end that is queued knows no amounts yet, on both transports', async () => {
  const { body } = await call('POST', '/v1/release', { account_id: 'acme', hold_id: 'queued' });
  expect(body).toEqual({
    reservation_status: 'RESERVATION_STATUS_SETTLED',
    duration_seconds: 70,
    billed_duration_seconds: 0,
    billing_amount_milli_cents: 0,
    released_milli_cents: 0,
    balance_milli_cents: 0,
    available_milli_cents: 0,
    write_off_milli_cents: 0,
    estimated: false,
    replayed: false,
    corrected: false,
    clamped: false,
    parts: [],
    unit: '',
    billed_units: 0,
    queued: true,
    inconsistent: false,
  });
  expect(await client.release({ accountId: 'acme', holdId: 'queued' })).toMatchObject({ queued: true });
});

describe('the store', () => {
  test('is shown at the top level, and accepted by its id', async () => {
    const { body } = await call('GET', '/v1/store');
    expect(body).toMatchObject({ state: 'STORE_STATE_LOST', instance_id: STORE.instanceId, generation: 2 });
    expect(await client.getStore({})).toMatchObject({ store: { state: 'STORE_STATE_LOST', partitions: 64 } });
    const accepted = await call('POST', '/v1/store/accept', { instance_id: 'b7e1' });
    expect(accepted.body).toMatchObject({ state: 'STORE_STATE_UP', generation: 3, detail: '' });
    await client.acceptStore({});
    expect(asked.map(({ request }) => request)).toEqual(['b7e1', '']);
    const line = { level: 'info', method: 'AcceptStore', caller: 'anonymous' };
    expect(fixture.lines).toContainEqual(expect.objectContaining(line));
  });

  test('lists the holds that could not be ended, page by page, and has them tried again', async () => {
    const { body } = await call('GET', '/v1/store/aside-holds?page_size=1');
    const hold = { account_id: 'a-1', hold_id: 'stuck', why: 'broken', tries: 2, since_ms: 1_000, tried_at_ms: 2_000 };
    expect(body).toEqual({ holds: [hold], next_page_token: expect.stringMatching(/./) });
    const pageToken = String(body['next_page_token']);
    expect(await client.listAsideHolds({ pageToken })).toMatchObject({ nextPageToken: '', holds: [{ tries: '2' }] });
    const named = await call('POST', '/v1/store/aside-holds/retry', { account_id: 'a-1', hold_id: 'stuck' });
    expect(named.body).toEqual({ retried: 1 });
    expect(await client.retryAsideHolds({ all: true })).toEqual({ retried: '1' });
    expect(await client.retryAsideHolds({ accountId: 'a-1', holdId: 'other' })).toEqual({ retried: '0' });
    const [first, second, ...retries] = asked.map(({ request }) => request);
    expect([first, second]).toEqual([
      { after: '', limit: 1 },
      { after: '0:2000:a-1:stuck', limit: 100 },
    ]);
    const [stuck, other] = ['stuck', 'other'].map((holdId) => ({ accountId: 'a-1', holdId }));
    expect(retries).toEqual([stuck, undefined, other]);
    for (const wrong of [{}, { all: true, hold_id: 'h' }, { account_id: 'a-1' }, { hold_id: 'h' }]) {
      expect(await call('POST', '/v1/store/aside-holds/retry', wrong)).toMatchObject({ status: 400 });
    }
  });

  test('serves its service while nothing else can', async () => {
    expect(await client.health('StoreService')).toBe('SERVING');
    expect(await client.health('AccountService')).toBe('NOT_SERVING');
  });
});

describe('the name of an asking', () => {
  test("is the caller's own, on both transports", async () => {
    await client.settle({ ...WIRE_LEG, connectedSeconds: 1 }, { requestId: 'gw-7/1' });
    await call('POST', '/v1/settle', { ...LEG, connected_seconds: 1 }, { 'x-request-id': 'gw-7/2' });
    expect(asked.map(({ context }) => (context as { requestId: string }).requestId)).toEqual(['gw-7/1', 'gw-7/2']);
  });

  test('of one sidecar is never that of another, though both are process 1 and started at once', () => {
    const sidecars = Array.from({ length: 100 }, () => requestIds());
    const names = sidecars.flatMap((next) => [next(), next(), next()]);
    expect(new Set(names).size).toBe(300);
    const starts = new Set(names.map((name) => name.split('-')[0]));
    expect(starts.size).toBe(100);
  });
});

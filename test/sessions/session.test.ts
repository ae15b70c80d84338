/** The stream itself, on a real channel: what it answers, what ends it, and who may say what on it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionRequest } from '../../src/gen/tollgate/v1/SessionRequest.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { RawSession } from './support/raw-session.ts';

let tollgate: TestTollgate;
const sessions: RawSession[] = [];

beforeEach(async () => {
  tollgate = await startTollgate();
  await tollgate.client.createAccount({ accountId: 'acme' });
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.cut();
  await tollgate.stop();
});

function open(token?: string, at: TestTollgate = tollgate): RawSession {
  const session = new RawSession(at.app.grpcAddress, token);
  sessions.push(session);
  return session;
}

const authorize = (requestId: number, holdId: string, more: object = {}): SessionRequest => ({
  requestId,
  authorize: { accountId: 'acme', holdId, direction: 'DIRECTION_OUTBOUND', to: '+12025550134', ...more },
});

describe('a session', () => {
  test('is ready after its hello, and serves the verbs of a call', async () => {
    const session = open().hello();
    expect(await session.answer(1)).toMatchObject({ ready: { maxInFlight: 256, reconcile: false } });
    session.say(authorize(2, 'h1', { requestedSeconds: '600' }));
    expect((await session.answer(2)).authorize).toMatchObject({ decision: 'DECISION_ALLOW', grantedSeconds: '600' });
    session.say({ requestId: 3, answer: { accountId: 'acme', holdId: 'h1' } });
    expect((await session.answer(3)).answer).toMatchObject({ reservationStatus: 'RESERVATION_STATUS_RESERVED' });
    session.say({ requestId: 4, settle: { accountId: 'acme', holdId: 'h1', connectedSeconds: 60 } });
    expect((await session.answer(4)).settle).toMatchObject({ reservationStatus: 'RESERVATION_STATUS_SETTLED' });
    session.say({ requestId: 5, quote: { accountId: 'acme', to: '+12025550134' } });
    expect((await session.answer(5)).quote).toMatchObject({ decision: 'DECISION_ALLOW' });
    session.say({ requestId: 6, heartbeat: {} });
    expect((await session.answer(6)).heartbeat).toEqual({});
    expect(await session.end()).toBe('OK');
  });

  test('gives each request its own fault, and goes on', async () => {
    const session = open().hello();
    session.say({ requestId: 2, settle: { accountId: 'acme', holdId: 'no-such', connectedSeconds: 60 } });
    expect((await session.answer(2)).fault).toMatchObject({ code: 'NOT_FOUND', reason: 'HOLD_UNKNOWN' });
    session.say(authorize(3, ''));
    expect((await session.answer(3)).fault).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'hold_id' });
    session.say({ requestId: 4, reverse: { accountId: 'acme', holdId: 'h1', idempotencyKey: 'k' } });
    expect((await session.answer(4)).fault).toMatchObject({ reason: 'HOLD_UNKNOWN' });
    session.say({ requestId: 5 });
    expect((await session.answer(5)).fault).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'request' });
    session.say({ requestId: 6, xRequestId: 'x', timeoutMs: 600_001, quote: { accountId: 'acme', to: '911' } });
    expect((await session.answer(6)).fault).toMatchObject({ field: 'timeout_ms' });
    session.say(authorize(7, 'h2'));
    expect((await session.answer(7)).authorize).toMatchObject({ decision: 'DECISION_ALLOW' });
    expect(session.ended).toBeUndefined();
  });

  test('has the edge of all other requests: emergency, metrics, log', async () => {
    const session = open().hello();
    session.say(authorize(2, 'e1', { to: '911', accountId: 'nobody' }));
    expect((await session.answer(2)).authorize).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY' });
    const text = await (await fetch(`${tollgate.http}/metrics`)).text();
    expect(text).toContain('tollgate_rpcs_total{method="Authorize",code="OK"} 1');
    expect(text).toContain('tollgate_streams_open{method="Session"} 1');
  });

  test('repeats an asking under its name', async () => {
    const session = open().hello();
    for (const [requestId, xRequestId] of [
      [2, 'asking-1'],
      [3, 'asking-1'],
      [4, 'asking-2'],
    ] as const) {
      session.say({ ...authorize(requestId, 'h1'), xRequestId });
      await session.answer(requestId);
    }
    const replayed = await Promise.all([2, 3, 4].map(async (id) => (await session.answer(id)).authorize?.replayed));
    expect(replayed).toEqual([false, false, true]);
  });

  test('is the gateway of what is asked on it, and no other', async () => {
    const session = open().hello('sbc-7');
    session.say(authorize(2, 'h1'));
    await session.answer(2);
    expect((await tollgate.client.listHolds({ gatewayId: 'sbc-7' })).holds).toMatchObject([{ holdId: 'h1' }]);
    session.say(authorize(3, 'h2', { gatewayId: 'sbc-8' }));
    expect((await session.answer(3)).fault).toMatchObject({ reason: 'GATEWAY_NOT_IN_SCOPE' });
  });
});

describe('what breaks the rules of the stream ends it', () => {
  test.each<[string, SessionRequest[], string, string | undefined]>([
    ['no hello', [authorize(1, 'h1')], 'INVALID_FIELD', 'hello'],
    ['an acknowledgement first', [{ requestId: 0, ack: { commandId: 1 } }], 'INVALID_FIELD', 'hello'],
    ['no gateway', [{ requestId: 1, hello: { epoch: 1 } }], 'INVALID_FIELD', 'hello.gateway_id'],
    ['no epoch', [{ requestId: 1, hello: { gatewayId: 'g' } }], 'INVALID_FIELD', 'epoch'],
  ])('%s', async (_name, said, reason, field) => {
    const session = open();
    for (const each of said) session.say(each);
    expect(await session.over()).toBe(reason);
    expect(session.field).toBe(field);
  });

  test.each<[string, SessionRequest, string]>([
    ['a second hello', { requestId: 3, hello: { gatewayId: 'sbc-1', epoch: 1 } }, 'hello'],
    ['a request without a number', { requestId: 0, heartbeat: {} }, 'request_id'],
    ['an acknowledgement of nothing', { requestId: 0, ack: {} }, 'command_id'],
  ])('%s; what is open is answered first', async (_name, wrong, field) => {
    const session = open().hello();
    session.say(authorize(2, 'h1'));
    session.say(wrong);
    expect(await session.over()).toBe('INVALID_FIELD');
    expect(session.field).toBe(field);
    expect((await session.answer(2)).authorize?.decision).toBe('DECISION_ALLOW');
  });

  test('a number that is in use; what is open is answered first, and once', async () => {
    const session = open().hello();
    session.say(authorize(2, 'h1'));
    session.say(authorize(2, 'h2'));
    expect(await session.over()).toBe('INVALID_FIELD');
    expect(session.field).toBe('request_id');
    expect(session.heard.filter(({ requestId }) => requestId === '2')).toHaveLength(1);
    expect((await tollgate.client.listHolds({ accountId: 'acme' })).holds).toMatchObject([{ holdId: 'h1' }]);
  });

  test('a list beyond its bound', async () => {
    const session = open().hello();
    const recipients = Array.from({ length: 1_001 }, (_, n) => ({ holdId: `h${n}`, to: '+12025550134' }));
    session.say({ requestId: 2, authorizeBatch: { accountId: 'acme', direction: 'DIRECTION_OUTBOUND', recipients } });
    expect(await session.over()).toBe('INVALID_FIELD');
    expect(session.field).toBe('authorize_batch.recipients');
  });
});

describe('a gateway', () => {
  test('that has begun a later epoch is not heard in an earlier one, on any sidecar', async () => {
    const other = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: tollgate.settings.redis.prefix } });
    const old = open().hello('sbc-1', 5);
    await old.answer(1);
    const fresh = open(undefined, other).hello('sbc-1', 6);
    await fresh.answer(1);
    expect(await open().hello('sbc-1', 5).over()).toBe('EPOCH_PASSED');
    const again = open().hello('sbc-1', 6);
    await again.answer(1);
    expect(await old.over()).toBe('EPOCH_PASSED');
    again.say(authorize(2, 'h1'));
    expect((await again.answer(2)).authorize?.decision).toBe('DECISION_ALLOW');
    await other.stop();
  });

  test('that starts anew with calls open is asked to reconcile, and nothing is ended', async () => {
    const first = open().hello('sbc-1', 1);
    first.say(authorize(2, 'h1'));
    await first.answer(2);
    first.cut();
    expect((await open().hello('sbc-1', 1).answer(1)).ready?.reconcile).toBe(false);
    expect((await open().hello('sbc-1', 2).answer(1)).ready?.reconcile).toBe(true);
    expect((await open().hello('sbc-2', 2).answer(1)).ready?.reconcile).toBe(false);
    expect((await tollgate.client.listHolds({ gatewayId: 'sbc-1' })).holds).toHaveLength(1);
  });

  test('is the one that its token is bound to, and hears of its own accounts only', async () => {
    const [bound, scoped, viewer] = ['bound-token-0123456789', 'scoped-token-0123456789', 'viewer-token-0123456789'];
    const guarded = await startTollgate({
      env: {
        TOLLGATE_AUTH_TOKENS: JSON.stringify([
          { name: 'admin', token: 'admin-token-0123456789', role: 'admin' },
          { name: 'sbc', token: bound, role: 'gateway', gateway_id: 'sbc-1' },
          { name: 'tenant', token: scoped, role: 'gateway', account_prefix: 'acme' },
          { name: 'viewer', token: viewer, role: 'viewer' },
        ]),
      },
    });
    await guarded.client.createAccount({ accountId: 'acme' });
    await guarded.client.createAccount({ accountId: 'other' });
    expect(await open(bound, guarded).hello('sbc-2').over()).toBe('GATEWAY_NOT_IN_SCOPE');
    const own = open(bound, guarded).hello('');
    expect((await own.answer(1)).ready).toBeDefined();
    expect(await open(viewer, guarded).hello().over()).toBe('ROLE_NOT_ALLOWED');
    expect(await open('no-such-token-0123456789', guarded).hello().over()).toBe('TOKEN_UNKNOWN');
    const tenant = open(scoped, guarded).hello('sbc-9');
    tenant.say(authorize(2, 'h1', { accountId: 'other' }));
    expect((await tenant.answer(2)).fault).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
    await guarded.stop();
  });
});

describe('an end', () => {
  test('of the client is waited for until everything is answered', async () => {
    const session = open().hello();
    for (let n = 2; n < 100; n += 1) session.say(authorize(n, `h${n}`));
    expect(await session.end()).toBe('OK');
    expect(session.heard).toHaveLength(99);
  });

  test('of the sidecar answers what is open, and sends the gateway to another', async () => {
    const session = open().hello();
    await session.answer(1);
    session.say(authorize(2, 'h1'));
    await session.answer(2);
    const startedAt = performance.now();
    await tollgate.app.stop();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await session.over()).toBe('DRAINING');
  });

  test('of the connection in the middle leaves calls as they are', async () => {
    const session = open().hello();
    await session.answer(1);
    for (let n = 2; n < 200; n += 1) session.say(authorize(n, `h${n}`, { requestedSeconds: 60 }));
    await session.answer(3);
    session.cut();
    const metrics = async () => (await fetch(`${tollgate.http}/metrics`)).text();
    await expect.poll(metrics).toContain('tollgate_streams_open{method="Session"} 0');
    await expect.poll(metrics).toContain('tollgate_in_flight 0');
    expect((await tollgate.client.listHolds({ gatewayId: 'sbc-1' })).holds.length).toBeGreaterThan(1);
  });
});

describe('a flood', () => {
  /** As long as nothing is read of it, the answers wait here. */
  const pause = (session: RawSession) => session.stream.pause();

  test('waits in the client: no more than max_in_flight is open, and everything is answered', async () => {
    const session = open().hello();
    await session.answer(1);
    const inFlight: number[] = [];
    const text = async () => (await fetch(`${tollgate.http}/metrics`)).text();
    for (let n = 2; n < 602; n += 1) session.say({ requestId: n, quote: { accountId: 'acme', to: '+12025550134' } });
    while (session.heard.length < 601) {
      inFlight.push(Number(/^tollgate_in_flight (\d+)$/m.exec(await text())?.[1]));
    }
    expect(Math.max(...inFlight)).toBeLessThanOrEqual(256);
    expect(session.heard.filter(({ quote }) => quote?.decision === 'DECISION_ALLOW')).toHaveLength(600);
  });

  test('of who does not read is not worked on, and ends', async () => {
    const session = open().hello();
    await session.answer(1);
    pause(session);
    for (let n = 2; n < 20_002; n += 1) session.say({ requestId: n, heartbeat: {} });
    const asked = async () =>
      Number(/^tollgate_rpcs_total\{method="Quote",code="OK"\} (\d+)$/m.exec(await metrics())?.[1]);
    const metrics = async () => (await fetch(`${tollgate.http}/metrics`)).text();
    for (let n = 20_002; n < 22_002; n += 1) {
      session.say({ requestId: n, quote: { accountId: 'acme', to: '+12025550134' } });
    }
    await expect
      .poll(metrics, { timeout: 30_000, interval: 500 })
      .toContain('tollgate_streams_open{method="Session"} 0');
    expect(await asked()).toBeLessThan(2_000);
    expect(tollgate.logs.map(({ reason }) => reason)).toContain('READER_STALLED');
  }, 45_000);
});

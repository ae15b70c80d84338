/** What a gateway is told of its calls: when, once or again, and when not any more. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { RawSession } from './support/raw-session.ts';

let here: TestTollgate;
let there: TestTollgate;
const sessions: RawSession[] = [];
/** Calls reserve 60 seconds at a time, and nothing is given at signup. */
const steps = copyOf(DEFAULT_CATALOG, afterAll);
steps.edit('holds.yaml', 'reserve: all', 'reserve: { initial_seconds: 60, extend_seconds: 60 }');
steps.edit('plans.yaml', "'5.00'", "'0.00'");
const catalog = steps.directory;

beforeEach(async () => {
  here = await startTollgate({ catalog });
  there = await startTollgate({ catalog, env: { TOLLGATE_REDIS_PREFIX: here.settings.redis.prefix } });
  await there.client.createAccount({ accountId: 'acme' });
  await there.client.createAccount({ accountId: 'acme-berlin', parentAccountId: 'acme', fundedBy: 'FUNDED_BY_PARENT' });
  await credit('acme', 'first', 1_000_000);
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.cut();
  await Promise.all([here.stop(), there.stop()]);
});

function open(gatewayId = 'sbc-1', at = here, epoch = 1): RawSession {
  const session = new RawSession(at.app.grpcAddress).hello(gatewayId, epoch);
  sessions.push(session);
  return session;
}

const credit = (accountId: string, key: string, amountMilliCents: number) =>
  there.client.addCredit({ accountId, idempotencyKey: key, amountMilliCents });
const setState = (accountId: string, state: 'ACTIVE' | 'SUSPENDED' | 'CLOSED') =>
  there.client.updateAccount({ accountId, state: `ACCOUNT_STATE_${state}`, force: true });

let requests = 1;
/** A call of the gateway that is up. */
async function call(session: RawSession, holdId: string, accountId = 'acme'): Promise<void> {
  const [first, second] = [(requests += 1), (requests += 1)];
  session.say({
    requestId: first,
    authorize: { accountId, holdId, direction: 'DIRECTION_OUTBOUND', to: '+12025550134' },
  });
  expect((await session.answer(first)).authorize).toMatchObject({ decision: 'DECISION_ALLOW' });
  session.say({ requestId: second, answer: { accountId, holdId } });
  await session.answer(second);
}

const metrics = async () => (await fetch(`${here.http}/metrics`)).text();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a call must end', () => {
  test.each(['SUSPENDED', 'CLOSED'] as const)('when another sidecar has %s its account', async (state) => {
    const [session, other] = [open(), open('sbc-2')];
    await call(session, 'h1');
    await call(other, 'h2');
    await setState('acme', state);
    await expect
      .poll(() => session.disconnects)
      .toMatchObject([{ accountId: 'acme', holdId: 'h1', reason: `ACCOUNT_${state}` }]);
    await expect.poll(() => other.disconnects).toMatchObject([{ holdId: 'h2' }]);
  });

  test('when an account above its own is suspended', async () => {
    const session = open();
    await call(session, 'h1', 'acme-berlin');
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => session.disconnects).toMatchObject([{ accountId: 'acme-berlin', holdId: 'h1' }]);
  });

  test('when credit does not cover it any more: the youngest first, and no more than it takes', async () => {
    const session = open();
    for (const holdId of ['h1', 'h2', 'h3']) await call(session, holdId);
    const { account } = await there.client.getAccount({ accountId: 'acme' });
    const available = Number(account?.availableMilliCents);
    const hold = Number(account?.heldMilliCents) / 3;
    const amountMilliCents = -(available + hold + 1);
    await there.client.adjustBalance({ accountId: 'acme', idempotencyKey: 'down', amountMilliCents });
    await expect.poll(() => session.disconnects.map(({ holdId }) => holdId)).toEqual(['h3', 'h2']);
    expect(session.disconnects[0]).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
    await pause(300);
    expect(session.disconnects).toHaveLength(2);
  });

  test('and nothing is said of what changes no call', async () => {
    const session = open();
    await call(session, 'h1');
    await there.client.updateAccount({ accountId: 'acme', seats: 7 });
    await there.client.createAccount({ accountId: 'other' });
    await setState('other', 'SUSPENDED');
    await pause(500);
    expect(session.heard.filter(({ requestId }) => requestId === '0')).toEqual([]);
  });
});

describe('a command', () => {
  test('is said again until it is acknowledged', async () => {
    const session = open();
    await call(session, 'h1');
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => session.disconnects.length, { timeout: 8_000 }).toBe(2);
    const [first, again] = session.disconnects;
    expect(again).toEqual(first);
    session.acknowledge(first ?? { commandId: '0' });
    await pause(6_000);
    expect(session.disconnects).toHaveLength(2);
    const text = await metrics();
    for (const line of [
      'tollgate_commands_total{command="disconnect",event="sent"} 1',
      'tollgate_commands_total{command="disconnect",event="repeated"} 1',
      'tollgate_commands_total{command="disconnect",event="done"} 1',
      'tollgate_commands_waiting 0',
    ]) {
      expect(text).toContain(line);
    }
  }, 20_000);

  test('is not said again when its call is over', async () => {
    const session = open();
    await call(session, 'h1');
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => session.disconnects.length).toBe(1);
    await there.client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 1 });
    await pause(6_500);
    expect(session.disconnects).toHaveLength(1);
  }, 20_000);

  test('is taken back when its reason has passed, and given anew when it comes back', async () => {
    const first = open();
    await call(first, 'h1');
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => first.disconnects.length).toBe(1);
    await setState('acme', 'ACTIVE');
    await expect
      .poll(metrics, { timeout: 5_000 })
      .toContain('tollgate_commands_total{command="disconnect",event="withdrawn"} 1');
    const second = open();
    await second.answer(1);
    await pause(300);
    expect(second.disconnects).toEqual([]);
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => second.disconnects.length, { timeout: 3_000 }).toBe(1);
  });

  test('that was not acknowledged is said on the next stream, here or on another sidecar, under its name', async () => {
    const first = open();
    await call(first, 'h1');
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => first.disconnects.length).toBe(1);
    first.cut();
    const [second, third] = [open(), open('sbc-1', there)];
    await expect.poll(() => second.disconnects).toEqual(first.disconnects);
    await expect.poll(() => third.disconnects).toEqual(first.disconnects);
    second.acknowledge(second.disconnects[0] ?? { commandId: '0' }, false);
    await pause(200);
    expect(here.logs.filter(({ msg }) => msg === 'a gateway could not obey')).toMatchObject([
      { gateway_id: 'sbc-1', command: 'disconnect', hold_id: 'h1', said: 'no such leg' },
    ]);
    const fourth = open();
    await fourth.answer(1);
    await pause(500);
    expect(fourth.disconnects).toEqual([]);
  });

  test('is worked out from how things stand for a gateway that was not there', async () => {
    const first = open();
    await call(first, 'h1');
    first.cut();
    await pause(1_200);
    await setState('acme', 'SUSPENDED');
    await pause(300);
    await expect.poll(() => open().disconnects).toMatchObject([]);
    const second = open();
    await expect.poll(() => second.disconnects).toMatchObject([{ holdId: 'h1', reason: 'ACCOUNT_SUSPENDED' }]);
  });

  test('goes to one stream of a gateway, the newest, and to the one before when that ends', async () => {
    const [first, second] = [open(), open()];
    await first.answer(1);
    await second.answer(1);
    await call(first, 'h1');
    const [older, newer] = await newestLast(first, second);
    await setState('acme', 'SUSPENDED');
    await expect.poll(() => newer.disconnects.length).toBe(1);
    expect(older.disconnects).toEqual([]);
    newer.cut();
    await expect.poll(() => older.disconnects.length).toBe(1);
  });

  /** Which of two came last is decided by the network: a third one settles it. */
  async function newestLast(older: RawSession, other: RawSession): Promise<[RawSession, RawSession]> {
    other.cut();
    await pause(200);
    const newer = open();
    await newer.answer(1);
    return [older, newer];
  }
});

describe('a call may be longer', () => {
  /** Steps of 60 s, each asked for when less than 60 s are left, so at once. */
  async function short(session: RawSession, holdId: string): Promise<void> {
    await call(session, holdId, 'poor');
    const requestId = (requests += 1);
    session.say({ requestId, extend: { accountId: 'poor', holdId, connectedSeconds: 1, sequence: 1 } });
    expect((await session.answer(requestId)).extend).toMatchObject({ decision: 'DECISION_DENY', final: true });
  }

  beforeEach(async () => {
    await there.client.createAccount({ accountId: 'poor' });
    // One step of a call at $0.05 a minute.
    await credit('poor', 'first', 5_000);
  });

  test('when credit came to an account that had none for another step; and it is said each time', async () => {
    const session = open();
    await short(session, 'h1');
    await credit('poor', 'k1', 1_000);
    await expect
      .poll(() => session.extensions, { timeout: 3_000 })
      .toMatchObject([{ accountId: 'poor', holdId: 'h1' }]);
    session.acknowledge(session.extensions[0] ?? { commandId: '0' });
    await pause(1_200);
    await credit('poor', 'k2', 50_000);
    await expect.poll(() => session.extensions.length, { timeout: 3_000 }).toBe(2);
    expect(session.extensions[1]?.commandId).not.toBe(session.extensions[0]?.commandId);
    const requestId = (requests += 1);
    session.say({ requestId, extend: { accountId: 'poor', holdId: 'h1', connectedSeconds: 2, sequence: 2 } });
    expect((await session.answer(requestId)).extend).toMatchObject({
      decision: 'DECISION_ALLOW',
      grantedSeconds: '120',
    });
    await pause(300);
    await expect.poll(metrics).toContain('tollgate_commands_waiting 0');
  });

  test('when the end of another call has given credit back', async () => {
    await credit('poor', 'k0', 5_000);
    const session = open();
    await call(session, 'other', 'poor');
    await short(session, 'h1');
    const requestId = (requests += 1);
    session.say({ requestId, release: { accountId: 'poor', holdId: 'other' } });
    await session.answer(requestId);
    await expect.poll(() => session.extensions, { timeout: 3_000 }).toMatchObject([{ holdId: 'h1' }]);
  });

  test('but nothing is said of one whose step is not due', async () => {
    const session = open();
    await call(session, 'h1');
    await credit('acme', 'k1', 1_000_000);
    await pause(500);
    expect(session.extensions).toEqual([]);
  });
});

/** A replica that had not heard of the last writes takes over: what was acknowledged is told again, or told of. */
import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { accountWith, movementsOf, outbound, standingOf } from '../requirements/support/traffic.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Proxy, startProxy } from './support/proxy.ts';
import { metric, until } from './support/watching.ts';

const SMS = { service: 'sms', direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;

/** A replica is not made to wait for others. */
const QUICK_COPY = { 'repl-diskless-sync-delay': '0' };

/** Two seconds at 5,000 milli-cents a minute, rounded up. */
const TWO_SECONDS = 167;

const lostWrites = async (client: TollgateClient) => (await client.getStore({})).store?.outage?.lostWrites;

function offsetIn(info: string, field: string): string | undefined {
  return new RegExp(`${field}:(\\d+)`).exec(info)?.[1];
}

/** What the account was charged, credited or corrected by, in order. */
async function amountsOf(client: TollgateClient, accountId: string): Promise<readonly string[]> {
  const movements = await movementsOf(client, accountId);
  return movements.map(({ amountMilliCents, holdId, idempotencyKey }) => {
    return `${holdId || idempotencyKey} ${amountMilliCents}`;
  });
}

describe.runIf(hasNativeServer)('a replica takes over that had been cut off from its primary', () => {
  let [primary, replica]: [OwnServer?, OwnServer?] = [];
  let proxy: Proxy;

  beforeEach(async () => {
    const servers = await Promise.all([QUICK_COPY, QUICK_COPY].map((config) => startRedisServer({ config })));
    [primary, replica] = servers;
    proxy = await startProxy(primary!.port);
    onTestFinished(async () => {
      await proxy.stop();
      await Promise.all(servers.map((server) => server.stop()));
    });
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<TestTollgate> {
    const tollgate = await startTollgate({ env: { REDIS_URL: proxy.url, ...env } });
    onTestFinished(() => tollgate.stop());
    return tollgate;
  }

  /** From now on the replica hears nothing. */
  async function cutOff(): Promise<void> {
    const [from, to] = [primary!, replica!].map(({ port }) => new Redis(port, { protocol: 2 })) as [Redis, Redis];
    await to.replicaof('127.0.0.1', primary!.port);
    await until('the replica has all of it', async () => {
      const [there, here] = [await from.info('replication'), await to.info('replication')];
      const [written, heard] = [offsetIn(there, 'master_repl_offset'), offsetIn(here, 'slave_repl_offset')];
      return here.includes('master_link_status:up') && heard !== undefined && heard === written;
    });
    await to.replicaof('NO', 'ONE');
    from.disconnect();
    to.disconnect();
  }

  const takeOver = (): void => proxy.leadTo(replica!.port);

  async function toldAgain(client: TollgateClient, lost: number): Promise<void> {
    await until('all of it was told', async () => {
      const { lost: found, pending } = (await lostWrites(client)) ?? {};
      return found === String(lost) && pending === '0';
    });
  }

  it('has everything again that was acknowledged since, exactly once', async () => {
    const { client, http, logs } = await start();
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'before'));
    await cutOff();
    // Of these the replica knows nothing: 8 operations.
    await client.settle({ accountId, holdId: 'before', connectedSeconds: 2 });
    await client.addCredit({ accountId, amountMilliCents: 50_000, idempotencyKey: 'paid' });
    await client.authorize(outbound(accountId, 'over'));
    await client.answer({ accountId, holdId: 'over' });
    await client.settle({ accountId, holdId: 'over', connectedSeconds: 2 });
    await client.authorize(outbound(accountId, 'up'));
    await client.answer({ accountId, holdId: 'up' });
    await client.charge({ ...SMS, accountId, idempotencyKey: 'sms' });
    const [before, standing] = [await amountsOf(client, accountId), await standingOf(client, accountId)];

    takeOver();
    await toldAgain(client, 8);
    expect(await amountsOf(client, accountId)).toEqual(before);
    expect(await standingOf(client, accountId)).toEqual(standing);
    expect((await client.listHolds({ accountId })).holds).toMatchObject([
      { holdId: 'up', state: 'HOLD_STATE_ANSWERED', grantedUnits: '3600' },
    ]);
    expect(await lostWrites(client)).toMatchObject({ rollbacks: '1', replayed: '8', incomplete: false, exposed: [] });
    // They were counted when they were acknowledged.
    const page = await (await fetch(`${http}/metrics`)).text();
    const charged = [...page.matchAll(/^tollgate_charged_milli_cents_total\{.*service="call".*\} (\d+)/gm)];
    expect(charged.reduce((sum, [, value]) => sum + Number(value), 0)).toBe(2 * TWO_SECONDS);
    expect(await metric(http, 'tollgate_lost_writes_total{kind="settle",outcome="replayed"}')).toBe(2);
    expect(logs.filter(({ msg }) => String(msg).startsWith('the store has lost writes'))).toHaveLength(1);
    // The gateway that asks again is answered as before.
    expect(await client.settle({ accountId, holdId: 'over', connectedSeconds: 2 })).toMatchObject({
      billingAmountMilliCents: String(TWO_SECONDS),
      replayed: true,
    });
  });

  it('raises no alarm where nothing was lost', async () => {
    const { client, http } = await start();
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    await client.settle({ accountId, holdId: 'call', connectedSeconds: 2 });
    await cutOff();
    takeOver();
    await until('it is back', () => client.authorize(outbound(accountId, 'next')));
    await client.release({ accountId, holdId: 'next' });
    expect(await lostWrites(client)).toMatchObject({ rollbacks: '0', lost: '0' });
    expect(await metric(http, 'tollgate_store_rollbacks_total')).toBe(0);
  });

  it('what is told of a lost call meanwhile comes after it', async () => {
    const { client } = await start();
    const accountId = await accountWith(client, 10_000_000);
    await cutOff();
    const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    for (const holdId of ids) await client.authorize(outbound(accountId, holdId));
    takeOver();
    // Without a token the store could make nothing of these.
    await Promise.all(
      ids.map((holdId) => until('it is taken', () => client.settle({ accountId, holdId, connectedSeconds: 2 }))),
    );
    const charges = async () => (await amountsOf(client, accountId)).filter((each) => each.startsWith('call-'));
    await until('all are charged', async () => (await charges()).length === ids.length);
    expect((await standingOf(client, accountId))[3]).toBe(0);
    const charged = await charges();
    expect(charged.toSorted()).toEqual(ids.map((holdId) => `${holdId} -${TWO_SECONDS}`).toSorted());
    expect((await standingOf(client, accountId))[0]).toBe(10_000_000 - ids.length * TWO_SECONDS);
  });

  it('tells of what it cannot tell again, with account and amount', async () => {
    const { client, http, logs } = await start({ TOLLGATE_OUTAGE_RECENT_OPERATIONS: '3' });
    const accountId = await accountWith(client, 10_000_000);
    await cutOff();
    // The names of all are remembered, and the last three whole.
    await client.authorize(outbound(accountId, 'up'));
    for (const holdId of ['a', 'b']) {
      await client.authorize(outbound(accountId, holdId));
      await client.settle({ accountId, holdId, connectedSeconds: 2 });
    }
    takeOver();
    await toldAgain(client, 5);
    const lost = await lostWrites(client);
    expect(lost).toMatchObject({ replayed: '2', exposureMilliCents: String(300_000 + TWO_SECONDS) });
    expect(lost?.exposed).toMatchObject([
      { kind: 'grant', accountId, reference: 'up', amountMilliCents: '300000' },
      { kind: 'grant', accountId, reference: 'a', amountMilliCents: '0' },
      { kind: 'settle', accountId, reference: 'a', amountMilliCents: String(TWO_SECONDS) },
    ]);
    expect(await metric(http, 'tollgate_lost_writes_exposure_milli_cents_total')).toBe(300_000 + TWO_SECONDS);
    expect(logs.filter(({ level, account_id: account }) => level === 'error' && account === accountId)).toHaveLength(3);
  });
});

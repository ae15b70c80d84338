/** Authorizes that fail for their caller, and reserve all the same: the ghost holds are freed. */
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountWith, outbound, standingOf } from '../requirements/support/traffic.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';
import { startProxy } from './support/proxy.ts';
import { metric, outcome, until } from './support/watching.ts';

describe.runIf(hasNativeServer)('a store whose replies get lost', () => {
  it('frees what failed authorizes reserved, but for calls that go on', { timeout: 40_000 }, async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const proxy = await startProxy(server.port);
    onTestFinished(() => proxy.stop());
    const tollgate = await startTollgate({ env: { REDIS_URL: proxy.url } });
    onTestFinished(() => tollgate.stop());
    const { client, http } = tollgate;
    const accountId = await accountWith(client, 2_000_000);
    // So that Redis knows the script.
    await client.authorize(outbound(accountId, 'first'));
    await client.release({ accountId, holdId: 'first' });

    // Every script runs, and no reply comes in time.
    proxy.behave({ lateMs: () => 400 });
    const ring = (holdId: string) => outcome(client.authorize(outbound(accountId, holdId), { deadlineMs: 2_000 }));
    const ids = ['ghost', 'repeated', 'answered', 'ended'];
    expect(await Promise.all(ids.map(ring))).toEqual(ids.map(() => 'unavailable STORE_SLOW'));
    proxy.behave({});
    await until('it is up', async () => (await metric(http, 'tollgate_outage_breaker_open')) === 0);
    await until('the holds are there', async () => (await standingOf(client, accountId))[3] === 4);

    // The caller of the second asks again, and hears that it may talk; two others never heard of the failure.
    expect(await ring('repeated')).toBe('ok');
    await client.answer({ accountId, holdId: 'answered' });
    expect(await client.settle({ accountId, holdId: 'ended', connectedSeconds: 2 })).toMatchObject({
      queued: false,
      billingAmountMilliCents: '167',
    });
    await until('the ghost is freed', async () => (await metric(http, 'tollgate_spool_records')) === 0, 15_000);
    await delay(500);
    expect(await standingOf(client, accountId)).toEqual([1_999_833, 600_000, 1_399_833, 2]);
    await expect(client.authorize(outbound(accountId, 'ghost'))).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
  });
});

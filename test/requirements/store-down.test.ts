import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, outbound, standingOf } from './support/traffic.ts';

/** A store that answers nothing, and later goes on where it was, as after a long stall. */
describe.runIf(hasNativeServer)('while the store does not answer', () => {
  let server: TestServer;
  let tollgate: TestTollgate | undefined;

  beforeEach(async () => {
    server = await startRedisServer();
  });
  afterEach(async () => {
    await tollgate?.stop();
    await server.stop();
  });

  const start = async (policy: 'deny' | 'allow'): Promise<TestTollgate> => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('holds.yaml', 'when_store_is_down: deny', `when_store_is_down: ${policy}`);
    tollgate = await startTollgate({ catalog: catalog.directory, env: { REDIS_URL: server.url } });
    return tollgate;
  };

  const stall = (): void => void process.kill(server.pid ?? 0, 'SIGSTOP');
  const goOn = (): void => void process.kill(server.pid ?? 0, 'SIGCONT');

  it('a call is let through at once where the catalog says allow, and is a hold afterwards', async () => {
    const { client } = await start('allow');
    const accountId = await accountWith(client, 500_000);
    await client.release({ accountId, holdId: 'known-to-the-sidecar' });
    stall();
    const startedAt = Date.now();
    const answer = await client.authorize(outbound(accountId, 'c'));
    expect(answer).toMatchObject({
      decision: 'DECISION_ALLOW',
      reason: 'STORE_DOWN',
      grantedSeconds: '3600',
      holdMilliCents: '0',
    });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    goOn();
    // The script that was under way when the store stalled came too late and reserved nothing.
    await until(async () => (await standingOf(client, accountId))[3] === 1);
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
    await until(async () => !(await client.answer({ accountId, holdId: 'c' })).queued);
    const settled = await client.settle({
      accountId,
      holdId: 'c',
      connectedSeconds: 65,
      settleToken: answer.settleToken,
    });
    expect(settled).toMatchObject({ billingAmountMilliCents: '5417', balanceMilliCents: '494583', corrected: false });
  });

  it('a call is refused as unavailable where it says deny, with an outcome that is not known', async () => {
    const { client } = await start('deny');
    const accountId = await accountWith(client, 500_000);
    await client.release({ accountId, holdId: 'known-to-the-sidecar' });
    stall();
    const startedAt = Date.now();
    const fault = await client.authorize(outbound(accountId, 'c')).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'unavailable', retryable: true });
    expect(String(fault)).toContain('send the same request again');
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    goOn();
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await done().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('the store did not come back within 5 s');
  }
}

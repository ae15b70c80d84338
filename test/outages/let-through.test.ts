/** Calls that are let through while the store is away: within a budget that nothing forgets, and then on the books. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, movementsOf, newId, outbound, standingOf } from '../requirements/support/traffic.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { startProgram } from './support/program.ts';
import { metric, outcome, temporaryDirectory, until } from './support/watching.ts';

const POLICY = 'when_store_is_down: deny';

/** The default catalog, with a budget in dollars for each account. */
function allowing(budget: string, changes: readonly (readonly [string, string])[] = []): string {
  const catalog = copyOf(DEFAULT_CATALOG);
  catalog.edit('holds.yaml', POLICY, `when_store_is_down: { allow_up_to: "${budget}" }`);
  for (const [from, to] of changes) catalog.edit('holds.yaml', from, to);
  return catalog.directory;
}

/** A call of an hour, which is 300,000 milli-cents; and what became of it. */
const ring = (client: TollgateClient, accountId: string, holdId = newId('call')): Promise<string> =>
  outcome(client.authorize(outbound(accountId, holdId)));

/** Lets the sidecar hear what the account has. */
async function seen(client: TollgateClient, balanceMilliCents: number): Promise<string> {
  const accountId = await accountWith(client, balanceMilliCents);
  const holdId = newId('seen');
  await client.authorize(outbound(accountId, holdId, { requestedSeconds: 1 }));
  await client.release({ accountId, holdId });
  return accountId;
}

const exposure = (http: string): Promise<number> => metric(http, 'tollgate_outage_exposure_milli_cents');

async function told(http: string): Promise<void> {
  await until('the store was told', async () => (await metric(http, 'tollgate_spool_records')) === 0, 15_000);
}

describe.runIf(hasNativeServer)('allow_up_to while Redis is dead', () => {
  let server: OwnServer;
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeEach(async () => {
    server = await startRedisServer();
    tollgate = await startTollgate({ env: { REDIS_URL: server.url }, catalog: allowing('9.00') });
    client = tollgate.client;
  });
  afterEach(async () => {
    await tollgate.stop();
    await server.stop();
  });

  it('lets through exactly what the budget and the account allow, however many ask at once', async () => {
    const [rich, poor] = [await seen(client, 10_000_000), await seen(client, 700_000)];
    const unseen = await accountWith(client, 10_000_000);
    await server.kill();
    const all = await Promise.all(
      [rich, poor, unseen].flatMap((accountId) =>
        Array.from({ length: 20 }, async () => `${accountId} ${await ring(client, accountId)}`),
      ),
    );
    const passed = (accountId: string): number => all.filter((each) => each === `${accountId} STORE_DOWN`).length;
    expect([passed(rich), passed(poor), passed(unseen)]).toEqual([3, 2, 0]);
    expect(all.filter((each) => each.endsWith('unavailable STORE_AWAY'))).toHaveLength(55);
    expect(await exposure(tollgate.http)).toBe(1_500_000);
    expect(await outcome(client.authorize(outbound(unseen, 'sos', { to: '911' })))).toBe('EMERGENCY');
  });

  it('counts a call that has ended with what it used, and one that asks again once', async () => {
    const accountId = await seen(client, 10_000_000);
    await server.kill();
    for (const holdId of ['a', 'b', 'c', 'a']) expect(await ring(client, accountId, holdId)).toBe('STORE_DOWN');
    const elsewhere = outbound(accountId, 'a', { to: '+14155550199' });
    expect(await outcome(client.authorize(elsewhere))).toBe('already_exists CONFLICT');
    expect(await ring(client, accountId)).toBe('unavailable STORE_AWAY');
    await client.settle({ accountId, holdId: 'a', connectedSeconds: 2 });
    expect(await exposure(tollgate.http)).toBe(600_167);
    expect(await ring(client, accountId, 'a')).toBe('failed_precondition HOLD_ENDED');
    // $9 less what the first one has used is not enough for a whole hour.
    expect(await ring(client, accountId)).toBe('unavailable STORE_AWAY');
    await client.release({ accountId, holdId: 'b' });
    expect(await ring(client, accountId, 'd')).toBe('STORE_DOWN');

    await server.revive();
    await told(tollgate.http);
    expect(await exposure(tollgate.http)).toBe(0);
    // Two calls are up, and reserved as if they had been authorized; one was charged, once.
    expect(await standingOf(client, accountId)).toEqual([9_999_833, 600_000, 9_399_833, 2]);
    // A gateway that has not heard the answer asks again, and gets the grant that it was given.
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      replayed: true,
      grantedSeconds: '3600',
    });
    expect(await outcome(client.authorize(outbound(accountId, 'c', { to: '+14155550199' })))).toBe(
      'already_exists CONFLICT',
    );
    expect(await client.settle({ accountId, holdId: 'c', connectedSeconds: 2 })).toMatchObject({
      queued: false,
      billingAmountMilliCents: '167',
      releasedMilliCents: '299833',
    });
    expect((await movementsOf(client, accountId)).filter(({ holdId }) => holdId === 'a')).toHaveLength(1);
  });
});

describe.runIf(hasNativeServer)('allow_up_to with below_hold: shorten', () => {
  it('grants what is left of the budget', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const catalog = allowing('4.00', [['below_hold: deny', 'below_hold: shorten']]);
    const tollgate = await startTollgate({ env: { REDIS_URL: server.url }, catalog });
    onTestFinished(() => tollgate.stop());
    const { client } = tollgate;
    const accountId = await seen(client, 10_000_000);
    await server.kill();
    expect(await client.authorize(outbound(accountId, 'a'))).toMatchObject({ grantedSeconds: '3600' });
    // $1 at 5 cents a minute.
    expect(await client.authorize(outbound(accountId, 'b'))).toMatchObject({
      reason: 'STORE_DOWN',
      grantedSeconds: '1200',
    });
    expect(await ring(client, accountId)).toBe('unavailable STORE_AWAY');
  });
});

describe.runIf(hasNativeServer)('a spool that cannot be written', () => {
  it('lets nothing through, says so at the end of a call, and holds no emergency up', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const catalog = allowing('9.00');
    // A directory below a file.
    const file = join(temporaryDirectory(), 'taken');
    writeFileSync(file, '');
    const env = { REDIS_URL: server.url, TOLLGATE_OUTAGE_SPOOL_DIR: join(file, 'spool') };
    const tollgate = await startTollgate({ env, catalog });
    onTestFinished(() => tollgate.stop());
    const { client } = tollgate;
    const accountId = await seen(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    const { settleToken } = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
    await server.kill();
    expect(await ring(client, accountId)).toBe('unavailable STORE_AWAY');
    const end = { accountId, connectedSeconds: 2 };
    expect(await outcome(client.settle({ ...end, holdId: 'call' }))).toBe('unavailable SPOOL_UNAVAILABLE');
    expect(await outcome(client.settle({ ...end, holdId: 'sos', settleToken }))).toBe('ok');
    expect(await metric(tollgate.http, 'tollgate_spool_usable')).toBe(0);
    await server.revive();
    await until('it is charged', async () => (await outcome(client.settle({ ...end, holdId: 'call' }))) === 'ok');
    expect(await standingOf(client, accountId)).toEqual([9_999_833, 0, 9_999_833, 0]);
  });
});

describe.runIf(hasNativeServer)('a sidecar that is killed while it lets calls through', () => {
  it('remembers at its next start what it has let through', { timeout: 60_000 }, async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const env = {
      REDIS_URL: server.url,
      TOLLGATE_DATA_DIR: temporaryDirectory(),
      TOLLGATE_CATALOG: allowing('9.00'),
    };
    const start = async () => {
      const program = await startProgram(env);
      const client = createClient({ address: program.grpcAddress });
      onTestFinished(() => client.close());
      await until('it listens', () => client.health(), 20_000);
      return { ...program, client };
    };
    const first = await start();
    await until('it is ready', async () => (await first.client.health()) === 'SERVING', 20_000);
    const accountId = await seen(first.client, 10_000_000);
    await server.kill();
    for (const holdId of ['a', 'b']) expect(await ring(first.client, accountId, holdId)).toBe('STORE_DOWN');
    await first.client.settle({ accountId, holdId: 'a', connectedSeconds: 2 });
    first.child.kill('SIGKILL');

    const second = await start();
    await until('it counts', async () => (await exposure(second.http)) === 300_167);
    // It has seen nobody since its start.
    expect(await ring(second.client, accountId)).toBe('unavailable STORE_AWAY');
    await server.revive();
    await until('it is ready', async () => (await second.client.health()) === 'SERVING', 20_000);
    await told(second.http);
    expect(await standingOf(second.client, accountId)).toEqual([9_999_833, 300_000, 9_699_833, 1]);
  });
});

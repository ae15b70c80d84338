/** Calls that end, or go on, while the store is away: each is acknowledged, and later charged exactly once. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { accountWith, movementsOf, outbound, shortForm, standingOf } from '../requirements/support/traffic.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { startProgram } from './support/program.ts';
import { metric, temporaryDirectory, until } from './support/watching.ts';

const SETTLED = 'RESERVATION_STATUS_SETTLED';

/** What an account was charged for each call, movement by movement. */
async function chargesOf(client: TollgateClient, accountId: string): Promise<Readonly<Record<string, number[]>>> {
  const charges: Record<string, number[]> = {};
  for (const { kind, holdId, amountMilliCents } of await movementsOf(client, accountId)) {
    if (['credit', 'adjustment'].includes(shortForm(kind))) continue;
    (charges[holdId] ??= []).push(Number(amountMilliCents));
  }
  return charges;
}

/** Two seconds at 5,000 milli-cents a minute, rounded up. */
const eachOnce = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, [-167]]));

async function replayed({ http }: { readonly http: string }): Promise<void> {
  await until('the store was told', async () => (await metric(http, 'tollgate_spool_records')) === 0, 15_000);
}

async function spoolDetail({ http }: { readonly http: string }): Promise<string> {
  const { components } = (await (await fetch(`${http}/readyz`)).json()) as {
    components: { spool: { detail: string } };
  };
  return components.spool.detail;
}

describe.runIf(hasNativeServer)('while Redis is dead', () => {
  let server: OwnServer;
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeEach(async () => {
    server = await startRedisServer();
    tollgate = await startTollgate({ env: { REDIS_URL: server.url } });
    client = tollgate.client;
  });
  afterEach(async () => {
    await tollgate.stop();
    await server.stop();
  });

  it('hangups are acknowledged as queued, and later charged exactly once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    const accountId = await accountWith(client, 10_000_000);
    for (const holdId of ids) await client.authorize(outbound(accountId, holdId));
    for (const holdId of ids) await client.answer({ accountId, holdId });
    await server.kill();
    const ends = await Promise.all(ids.map((holdId) => client.settle({ accountId, holdId, connectedSeconds: 2 })));
    for (const end of ends) {
      expect(end).toMatchObject({ queued: true, reservationStatus: SETTLED, billingAmountMilliCents: '0' });
    }
    // A repeat waits behind the first one, and charges nothing more.
    const [first = ''] = ids;
    expect(await client.settle({ accountId, holdId: first, connectedSeconds: 2 })).toMatchObject({ queued: true });
    // Nobody waits for a store that is known to be away.
    const askedAt = performance.now();
    await client.release({ accountId, holdId: 'nobody-knows' });
    expect(performance.now() - askedAt).toBeLessThan(250);

    const { store } = await client.getStore({});
    expect(store?.outage).toMatchObject({ storeAsked: false, queued: '22', spoolTrouble: '' });
    await until('readiness tells', async () => (await spoolDetail(tollgate)).includes('22 completions wait'));

    await server.revive();
    await replayed(tollgate);
    expect(await chargesOf(client, accountId)).toEqual(eachOnce(ids));
    expect(await standingOf(client, accountId)).toEqual([10_000_000 - 20 * 167, 0, 10_000_000 - 20 * 167, 0]);
    expect(await client.settle({ accountId, holdId: first, connectedSeconds: 2 })).toMatchObject({
      queued: false,
      replayed: true,
      billingAmountMilliCents: '167',
    });
    expect(await metric(tollgate.http, 'tollgate_outage_queued_total{verb="settle"}')).toBe(21);
  });

  it('answers and reports are kept too, and say what was granted', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    await server.kill();
    expect(await client.answer({ accountId, holdId: 'call' })).toMatchObject({ queued: true, grantedSeconds: '3600' });
    expect(await client.extend({ accountId, holdId: 'call', connectedSeconds: 1, sequence: 1 })).toMatchObject({
      decision: 'DECISION_ALLOW',
      queued: true,
      grantedSeconds: '3600',
      final: false,
    });
    // Nothing is known of a call of another sidecar, and nothing is taken back from it.
    expect(await client.answer({ accountId, holdId: 'other' })).toMatchObject({ queued: true, grantedSeconds: '0' });
    await server.revive();
    await replayed(tollgate);
    const { holds } = await client.listHolds({ accountId, holdId: 'call' });
    expect(holds).toMatchObject([{ state: 'HOLD_STATE_ANSWERED' }]);
    // What was reported is proven: an end that says nothing costs it.
    expect(await client.release({ accountId, holdId: 'call' })).toMatchObject({ billedDurationSeconds: '1' });
  });

  it('what is told of a call comes after what was kept of it, though the store is back', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    await server.kill();
    // Much that has to be told first.
    const others = Array.from({ length: 400 }, (_, index) => `other-${index}`);
    await Promise.all(others.map((holdId) => client.release({ accountId, holdId })));
    await client.extend({ accountId, holdId: 'call', connectedSeconds: 2, sequence: 1 });
    await server.revive();
    await until('the store is asked', async () => (await client.getStore({})).store?.outage?.storeAsked === true);
    // At once it would cost nothing, because the store has not heard of the two seconds.
    expect(await client.release({ accountId, holdId: 'call' })).toMatchObject({ queued: true });
    await replayed(tollgate);
    expect(await chargesOf(client, accountId)).toEqual(eachOnce(['call']));
  });

  it('a call is not billed for the time that its end has waited', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    await server.kill();
    // A report that contradicts itself is worth no more than the time that has passed until the end of the call.
    const report = { connectedSeconds: 60, durationSeconds: 10 };
    await client.settle({ accountId, holdId: 'call', ...report });
    await delay(4_000);
    await server.revive();
    await replayed(tollgate);
    const [amount = 0] = (await chargesOf(client, accountId))['call'] ?? [];
    // 5,000 a minute: up to 7 seconds, five of them for clocks that differ; with the outage it would be 9 or more.
    expect(-amount).toBeGreaterThan(0);
    expect(-amount).toBeLessThanOrEqual(584);
  });

  it('what nobody can charge waits for an operator, and the others do not wait for it', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    const { settleToken } = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
    await server.kill();
    const end = { accountId, connectedSeconds: 2 };
    expect(await client.settle({ ...end, holdId: 'never-seen' })).toMatchObject({ queued: true });
    // The emergency call owes nothing, whoever is away.
    expect(await client.settle({ ...end, holdId: 'sos', settleToken })).toMatchObject({ queued: false });
    expect(await client.settle({ ...end, holdId: 'call' })).toMatchObject({ queued: true });
    await server.revive();
    await replayed(tollgate);
    expect(await chargesOf(client, accountId)).toEqual(eachOnce(['call']));
    const told = (outcome: string) =>
      metric(tollgate.http, `tollgate_outage_replayed_total{kind="settle",outcome="${outcome}"}`);
    expect(await Promise.all(['done', 'dropped', 'quarantined'].map(told))).toEqual([1, 1, 1]);
    expect(await metric(tollgate.http, 'tollgate_orphan_settles_total{outcome="refused"}')).toBe(1);
  });
});

describe.runIf(hasNativeServer)('while Redis can be read and not written', () => {
  it('what was kept stays kept, however often it is told, and is charged once', async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const admin = await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics);
    onTestFinished(() => admin.close());
    const tollgate = await startTollgate({ env: { REDIS_URL: server.url } });
    onTestFinished(() => tollgate.stop());
    const { client } = tollgate;
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    await admin.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    expect(await client.settle({ accountId, holdId: 'call', connectedSeconds: 2 })).toMatchObject({ queued: true });
    // By then it was told, in vain.
    await delay(2_000);
    expect(await metric(tollgate.http, 'tollgate_spool_records')).toBe(1);
    await admin.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await replayed(tollgate);
    expect(await chargesOf(client, accountId)).toEqual(eachOnce(['call']));
  });
});

describe.runIf(hasNativeServer)('a sidecar that is given another store', () => {
  it('tells it nothing of what it has kept for the one before', async () => {
    const [before, after] = [await startRedisServer(), await startRedisServer()];
    onTestFinished(async () => void (await Promise.all([before.stop(), after.stop()])));
    const TOLLGATE_DATA_DIR = temporaryDirectory();
    const first = await startTollgate({ env: { REDIS_URL: before.url, TOLLGATE_DATA_DIR } });
    const accountId = await accountWith(first.client, 10_000_000);
    await first.client.authorize(outbound(accountId, 'call'));
    await before.kill();
    expect(await first.client.settle({ accountId, holdId: 'call', connectedSeconds: 2 })).toMatchObject({
      queued: true,
    });
    await first.stop();

    const second = await startTollgate({ env: { REDIS_URL: after.url, TOLLGATE_DATA_DIR } });
    onTestFinished(() => second.stop());
    await second.client.createAccount({ accountId });
    await second.client.addCredit({ accountId, amountMilliCents: 10_000_000, idempotencyKey: 'first' });
    await second.client.authorize(outbound(accountId, 'call'));
    await until('an operator has it', async () => (await metric(second.http, 'tollgate_spool_quarantined')) === 1);
    expect((await second.client.listHolds({ accountId })).holds).toMatchObject([{ holdId: 'call' }]);
    expect(await chargesOf(second.client, accountId)).toEqual({});
  });
});

describe.runIf(hasNativeServer)('a sidecar that is killed in the middle of an outage', () => {
  it('tells at its next start what it has kept', { timeout: 60_000 }, async () => {
    const server = await startRedisServer();
    onTestFinished(() => server.stop());
    const env = { REDIS_URL: server.url, TOLLGATE_DATA_DIR: temporaryDirectory() };
    const start = async (): Promise<TollgateClient> => {
      program = await startProgram(env);
      const client = createClient({ address: program.grpcAddress });
      onTestFinished(() => client.close());
      await until('it is up', () => client.health(), 20_000);
      return client;
    };
    let program!: Awaited<ReturnType<typeof startProgram>>;
    const first = await start();
    await until('it is ready', async () => (await first.health()) === 'SERVING', 20_000);
    const accountId = await accountWith(first, 10_000_000);
    const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    for (const holdId of ids) await first.authorize(outbound(accountId, holdId));
    await server.kill();
    const ends = await Promise.all(ids.map((holdId) => first.settle({ accountId, holdId, connectedSeconds: 2 })));
    expect(ends.filter(({ queued }) => queued)).toHaveLength(20);
    program.child.kill('SIGKILL');

    // It takes ends of calls also before it has ever reached the store.
    const second = await start();
    expect(await second.settle({ accountId, holdId: ids[0] ?? '', connectedSeconds: 2 })).toMatchObject({
      queued: true,
    });
    await server.revive();
    await until('all calls have ended', async () => (await standingOf(second, accountId))[3] === 0, 20_000);
    expect(await chargesOf(second, accountId)).toEqual(eachOnce(ids));
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, outbound, standingOf } from '../requirements/support/traffic.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate, type TestTollgateOptions } from '../support/tollgate.ts';
import { ADMISSIONS, COMPLETIONS, metric, outcome, readyz, temporaryDirectory, until } from './support/watching.ts';

describe.runIf(hasNativeServer)('a store that lost its data', () => {
  let server: TestServer;
  let store: RedisStore;
  const running: TestTollgate[] = [];
  beforeEach(async () => {
    server = await startRedisServer();
    store = await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics);
  });
  afterEach(async () => {
    for (const tollgate of running.splice(0)) await tollgate.stop();
    await store.close();
    await server.stop();
  });

  /** A sidecar of the store, with the keys of tokens that all sidecars share. */
  async function sidecar(dataDir: string, options: TestTollgateOptions = {}): Promise<TestTollgate> {
    const env = {
      REDIS_URL: server.url,
      TOLLGATE_REDIS_PREFIX: 'tollgate',
      TOLLGATE_DATA_DIR: dataDir,
      TOLLGATE_AUTH_TOKEN_KEYS: 'a key that all sidecars of the store share',
    };
    const tollgate = await startTollgate({ ...options, env });
    running.push(tollgate);
    return tollgate;
  }

  const lost = async ({ http }: TestTollgate): Promise<boolean> =>
    (await readyz(http)).redis.detail.includes('has lost its data');

  function allowing(): string {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('holds.yaml', 'when_store_is_down: deny', 'when_store_is_down: allow');
    return catalog.directory;
  }

  it('FLUSHALL: no verb but emergency admits, ends are kept, and it shows until an operator accepts it', async () => {
    const tollgate = await sidecar(temporaryDirectory(), { catalog: allowing() });
    const { client, http, logs } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'open'));
    await store.command('FLUSHALL');
    await until('the loss is noticed', () => lost(tollgate), 3_000);
    for (const admit of Object.values(ADMISSIONS)) {
      expect(await outcome(admit(client, accountId))).toBe('unavailable STORE_LOST');
    }
    for (const complete of Object.values(COMPLETIONS)) {
      expect(await outcome(complete(client, accountId, 'open'))).toBe('queued');
    }
    expect(await outcome(client.createAccount({ accountId: 'another' }))).toBe('unavailable STORE_LOST');
    expect(await outcome(client.authorize(outbound(accountId, 'sos', { to: '911' })))).toBe('EMERGENCY');
    expect(await readyz(http)).toMatchObject({ status: 503, redis: { ok: false }, catalog: { ok: true } });
    expect(await client.health()).toBe('NOT_SERVING');
    expect(await metric(http, 'tollgate_redis_up')).toBe(0);
    expect(await metric(http, 'tollgate_store_state{state="lost"}')).toBe(1);
    expect(await metric(http, 'tollgate_store_state{state="up"}')).toBe(0);
    const lines = logs.filter(({ level, msg }) => level === 'error' && String(msg).includes('has lost its data'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.['msg']).toContain('tollgate store accept');
    expect(tollgate.app.store.view()).toMatchObject({ state: 'lost', generation: 1 });
    // Sweeper and gauges pause: each would complain at its next turn.
    await delay(1_200);
    expect(logs.filter(({ msg }) => /sweep|totals/.test(String(msg)))).toEqual([]);

    expect(await tollgate.app.store.accept('')).toMatchObject({ state: 'up', generation: 2 });
    expect(await readyz(http)).toMatchObject({ status: 200 });
    expect(await metric(http, 'tollgate_redis_up')).toBe(1);
    expect(await store.command('HGET', 'tollgate:{t63}:meta', 'generation')).toBe('2');
  });

  it('is noticed where scripts are content, because a stranger has begun a new ledger in it', async () => {
    const tollgate = await sidecar(temporaryDirectory());
    const accountId = await accountWith(tollgate.client, 500_000);
    await store.command('FLUSHALL');
    const stranger = await sidecar(temporaryDirectory());
    await stranger.client.createAccount({ accountId });
    await until('the loss is noticed', () => lost(tollgate), 3_000);
    expect(await outcome(ADMISSIONS.authorize(tollgate.client, accountId))).toBe('unavailable STORE_LOST');
    const named = /it is store [0-9a-f-]{36}, but was [0-9a-f-]{36} before/;
    await until('the stranger is named', async () => named.test((await readyz(tollgate.http)).redis.detail), 3_000);
    // Which of them is meant is said; the stranger is told through the store.
    const { instanceId } = stranger.app.store.view();
    await expect(tollgate.app.store.accept('some-other-store')).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await tollgate.app.store.accept(instanceId)).toMatchObject({ state: 'up', instanceId, generation: 2 });
    await until('the stranger has taken it over', () => stranger.app.store.view().generation === 2, 3_000);
  });

  it('stays lost across a restart, and forgets nothing in the old form of what it knew', async () => {
    const dataDir = temporaryDirectory();
    const first = await sidecar(dataDir);
    const { instanceId } = first.app.store.view();
    await accountWith(first.client, 500_000);
    await first.stop();
    await store.command('FLUSHALL');
    const known = join(dataDir, 'known-stores.json');
    writeFileSync(known, JSON.stringify({ [`${server.url} tollgate`]: instanceId }));
    for (const round of [1, 2]) {
      const again = await sidecar(dataDir, { unready: true });
      await until(`the loss is noticed at start ${round}`, () => lost(again));
      await until('the catalog is there', async () => (await readyz(again.http)).catalog.ok);
      expect((await readyz(again.http)).redis.detail).toContain(`it is empty, but was store ${instanceId} before`);
      expect(await outcome(again.client.createAccount({ accountId: 'a' }))).toBe('unavailable STORE_LOST');
      await again.stop();
    }
    const last = await sidecar(dataDir, { unready: true });
    await until('the loss is noticed', () => lost(last));
    await last.app.store.accept(instanceId);
    expect(await last.app.ready).toMatchObject({ firstRun: false });
    await last.stop();
    const served = await sidecar(dataDir);
    expect(served.app.store.view()).toMatchObject({ state: 'up', generation: 2 });
  });

  it('accepted by one of two sidecars is served by both, and tokens from before stay good', async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('plans.yaml', '  default:', "  barred: { signup_credit: '1.00' }\n  default:");
    catalog.edit('blocking.yaml', 'rules:', 'rules:\n  - { name: barred, match: { plan: barred } }');
    const options = { catalog: catalog.directory };
    const [one, two] = [await sidecar(temporaryDirectory(), options), await sidecar(temporaryDirectory(), options)];
    const accountId = await accountWith(one.client, 1_000_000);
    const { settleToken } = await two.client.authorize(outbound(accountId, 'call'));
    await one.client.authorize(outbound(accountId, 'other'));
    expect(await one.app.store.accept('')).toMatchObject({ state: 'up', generation: 1 });
    await store.command('FLUSHALL');
    await until('both have noticed', async () => (await lost(one)) && (await lost(two)), 3_000);
    const acceptedAt = performance.now();
    await Promise.all([one.app.store.accept(''), one.app.store.accept('')]);
    await until('the other has taken it over', async () => (await readyz(two.http)).status === 200, 3_000);
    console.log(`an acceptance reached the other sidecar after ${Math.round(performance.now() - acceptedAt)} ms`);
    expect(two.logs.some(({ msg }) => String(msg).includes('accepted as it is elsewhere'))).toBe(true);
    expect(two.app.store.view()).toMatchObject({ generation: 2, instanceId: one.app.store.view().instanceId });
    // The account begins anew with revision 1, as before: nothing of the old one may be remembered.
    await one.client.createAccount({ accountId, plan: 'barred' });
    for (const { client } of [one, two]) {
      expect(await outcome(ADMISSIONS.authorize(client, accountId))).toBe('DESTINATION_BLOCKED');
    }
    await one.client.adjustBalance({ accountId, amountMilliCents: 1, idempotencyKey: 'k' });
    const before = Number((await one.client.getAccount({ accountId })).account?.balanceMilliCents);
    await two.client.settle({ accountId, holdId: 'call', connectedSeconds: 65, settleToken });
    expect(await standingOf(two.client, accountId)).toEqual([before - 5_417, 0, before - 5_417, 0]);
  });
});

/** Each shipped alert is fired once, by a real Prometheus that scrapes a real Tollgate, through the fault it is for. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { call as callOf, createAccount, credited } from '../ledger/support/test-ledger.ts';
import { startProgram } from '../outages/support/program.ts';
import type { CatalogCopy } from '../requirements/support/catalogs.ts';
import { accountWith, newId, outbound } from '../requirements/support/traffic.ts';
import type { TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type AlertStage, PLANS, PREFIX, startAlertStage, TOKEN } from './support/alert-stage.ts';
import { hasPrometheus, type Prometheus, shippedRules } from './support/prometheus.ts';

/**
 * Wait for minutes and hours, for a disk that fails, or for what this stage has not (an archive, receivers of alerts, a
 * provider of payments, a replica that takes over): their unit tests have to do.
 */
const UNFIRED = new RegExp(
  '^Tollgate(Drift|NotVerified|JournalNotTrimmed|HoldsTooLarge|LostWrites|StoreRolledBack|' +
    '(Spool|Archive|Alerts|Recharges|Payments?)[A-Z]\\w+)$',
);
const HOUR_MS = 3_600_000;
const UNSWEPT = { timing: { ...callOf('', '').timing, ringSeconds: 3_600 } };

describe.runIf(hasNativeServer && hasPrometheus)('the shipped alerts', () => {
  let stage: AlertStage;
  let server: TestServer;
  let catalog: CatalogCopy;
  let tollgate: TestTollgate;
  let client: TollgateClient;
  let store: RedisStore;
  let prometheus: Prometheus;
  const fired = new Set<string>();
  beforeAll(async () => {
    stage = await startAlertStage(afterAll);
    ({ server, catalog, tollgate, store, prometheus } = stage);
    ({ client } = tollgate);
  });
  afterAll(() => stage?.stop());

  /** As an operator would, so that it reaches a server on which a script hangs, and a replica. */
  const redis = (...words: readonly string[]): string =>
    spawnSync('redis-cli', ['-p', String(server.port), ...words], { encoding: 'utf8' }).stdout.trim();
  const isUp = async (): Promise<boolean> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return /^tollgate_store_state.state="up". 1$/m.test(
      await (await fetch(`${tollgate.http}/metrics`, { headers })).text(),
    );
  };
  const ignored = (): void => undefined;

  async function isFiring(alert: string, timeout = 15_000): Promise<void> {
    await expect.poll(async () => [...(await prometheus.firing())], { timeout }).toContain(alert);
    fired.add(alert);
  }

  /** The alert fires, some seconds after its fault; then the fault is mended. */
  async function fires(alert: string, mend: () => Promise<unknown> = async () => undefined): Promise<void> {
    try {
      await isFiring(alert);
    } finally {
      await mend();
    }
    await expect.poll(isUp, { timeout: 15_000 }).toBe(true);
  }

  /** Acts again and again until the alerts have fired. */
  async function meanwhile(
    act: () => Promise<unknown>,
    alerts: readonly string[],
    mend: () => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    const over = new AbortController();
    const going = (async () => {
      while (!over.signal.aborted) await act().catch(() => sleep(20));
    })();
    try {
      for (const alert of alerts) await isFiring(alert);
    } finally {
      over.abort();
      await mend();
      await going;
    }
    await expect.poll(isUp, { timeout: 15_000 }).toBe(true);
  }

  /** The same ledger beside the sidecar. */
  const ledger = (now?: () => number) =>
    createRedisLedger(store, {
      ...(now !== undefined && { now }),
      keys: new Keys(PREFIX, 1),
      tombstoneMs: HOUR_MS,
      earlyReleaseMs: 60_000,
      onceMs: HOUR_MS,
      journalRetentionMs: 1_000 * HOUR_MS,
      journalMaxBytes: 1_000_000_000,
    });

  const call = (accountId: string, to = '+14155550123') => client.authorize(outbound(accountId, newId('hold'), { to }));

  it('no alert but those of the broken sidecars fires while nothing happens', async () => {
    await sleep(3_000);
    const quiet = new Set(['TollgateDown', 'TollgateNotDurable', 'TollgateNoCatalog', 'TollgateCatalogRefused']);
    expect([...(await prometheus.firing())].filter((alert) => !quiet.has(alert))).toEqual([]);
  });

  it('TollgateDown, TollgateNotDurable, TollgateNoCatalog', async () => {
    for (const alert of ['TollgateDown', 'TollgateNotDurable', 'TollgateNoCatalog']) await fires(alert);
  });

  it('TollgateJournalReaderStuck', async () => {
    // The oldest entry of the journal, as it would be after seven hours.
    redis('XADD', new Keys(PREFIX, 1).of('any').journal, `${Date.now() - 7 * HOUR_MS}-0`, 'note', 'seven hours ago');
    await ledger().acknowledgeJournal('archive', 0, '');
    await fires('TollgateJournalReaderStuck');
  });

  it('TollgateCatalogRefused', async () => {
    catalog.write('plans.yaml', `${PLANS}  other: { signup_credit: free }\n`);
    await client.reloadCatalog({});
    await fires('TollgateCatalogRefused', async () => {
      catalog.write('plans.yaml', PLANS);
      await client.reloadCatalog({});
    });
  });

  it('TollgateLimitDenials, TollgateShadowDenials, TollgatePlansExhausted, TollgateDenials', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await call(accountId, '+493012345678');
    await fires('TollgateShadowDenials');
    for (let n = 0; n < 70; n++) await call(accountId, '+33142685300');
    await fires('TollgateLimitDenials');
    await fires('TollgateDenials');
    const poor = await client.createAccount({ accountId: newId('poor'), plan: 'small' });
    for (let n = 0; n < 20; n++) await call(poor.account?.accountId ?? '');
    await fires('TollgatePlansExhausted');
  });

  it('TollgateOrphanSettles, TollgateBadTokens, TollgateWriteOffs, TollgateLostHangups', async () => {
    const accountId = await accountWith(client, 200_000);
    await client.settle({ accountId, holdId: 'never-was', connectedSeconds: 9 }).catch(ignored);
    await fires('TollgateOrphanSettles');
    const message = { service: 'sms', direction: 1, from: '+12025550100', to: '+14155550123', units: '1' } as const;
    await client.authorize({ ...message, accountId, holdId: 'dear' });
    await client.settle({ accountId, holdId: 'dear', units: '20', settleToken: 'h.bm90aGluZw.x' });
    await fires('TollgateBadTokens');
    await fires('TollgateWriteOffs');
    const caller = await accountWith(client, 10_000_000);
    const lost = { accountId: caller, holdId: newId('lost') };
    await client.authorize(outbound(caller, lost.holdId, { to: '+442079460958' }));
    await client.answer(lost);
    await fires('TollgateLostHangups');
  });

  it('TollgateHoldsSetAside', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await call(accountId, '+442079460958');
    // Hands in Redis: less is held on the account than its hold has reserved.
    const key = new Keys(PREFIX, 1).of(accountId).account(accountId);
    const held = redis('HGET', key, 'held');
    redis('HSET', key, 'held', '0');
    // The sums are sampled every 15 s.
    await isFiring('TollgateHoldsSetAside', 30_000);
    redis('HSET', key, 'held', held);
    await ledger().retryAside(undefined);
  });

  it('TollgateListsRefused', async () => {
    const accountId = newId('listed');
    const facts = { ...callOf(accountId, '').facts, gatewayId: 'gw-1' };
    // Two minutes ago, so that a list of a minute ago is younger.
    const before = ledger(() => Date.now() - 120_000);
    await createAccount(before, accountId, 1_000_000);
    for (const holdId of ['up', 'gone']) await before.authorize(callOf(accountId, holdId, { facts, ...UNSWEPT }));
    const list = { gatewayId: 'gw-1', page: 1, last: true, activeLegs: [{ accountId, holdId: 'up' }] };
    await client.reconcile({ ...list, listId: 'first', takenSecondsAgo: '60' });
    await client.reconcile({ ...list, listId: 'second' });
    await fires('TollgateListsRefused');
  });

  it('TollgateJournalOverrun', async () => {
    const books = ledger();
    await createAccount(books, 'many', 1_000);
    for (let n = 0; n < 20_000; n += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, m) => books.post(credited('many', `k${n + m}`, 1))));
    }
    await fires('TollgateJournalOverrun');
  });

  it('TollgateSlow', async () => {
    const accountId = await accountWith(client, 100_000_000);
    await meanwhile(async () => {
      redis('CLIENT', 'PAUSE', '100', 'ALL');
      await call(accountId);
    }, ['TollgateSlow']);
  });

  it('TollgateBugs', async () => {
    const accountId = await accountWith(client, 10_000_000, 'spoilt');
    // Hands in Redis: the account is something else now.
    const key = new Keys(PREFIX, 1).of(accountId).owner(accountId)[0] ?? '';
    expect(redis('DEL', key)).toBe('1');
    redis('SET', key, 'something else');
    await call(accountId).catch(ignored);
    redis('DEL', key);
    await fires('TollgateBugs');
  });

  it('TollgateRedisAway, TollgateStoreDownAllows', async () => {
    const accountId = await accountWith(client, 10_000_000);
    await call(accountId);
    process.kill(server.pid ?? 0, 'SIGSTOP');
    await call(accountId).catch(ignored);
    await fires('TollgateRedisAway', async () => void process.kill(server.pid ?? 0, 'SIGCONT'));
    await fires('TollgateStoreDownAllows');
  });

  it('TollgateStoreSlow, TollgateRedisErrors, TollgateInFlightHigh, TollgateShedding, TollgateSweeperFails', async () => {
    const accountId = await accountWith(client, 10_000_000);
    spawn('redis-cli', ['-p', String(server.port), 'EVAL', 'while true do end', '0'], { stdio: 'ignore' });
    const settle = () => client.settle({ accountId, holdId: newId('none'), connectedSeconds: 1 });
    await meanwhile(
      () => Promise.allSettled(Array.from({ length: 20 }, settle)),
      ['TollgateStoreSlow', 'TollgateRedisErrors', 'TollgateInFlightHigh', 'TollgateShedding', 'TollgateSweeperFails'],
      async () => redis('SCRIPT', 'KILL'),
    );
  });

  it('TollgateStoreFull', async () => {
    const accountId = await accountWith(client, 10_000_000);
    redis('CONFIG', 'SET', 'maxmemory', '1');
    await meanwhile(
      () => call(accountId),
      ['TollgateStoreFull'],
      async () => redis('CONFIG', 'SET', 'maxmemory', '0'),
    );
  });

  it('TollgateStoreReplica', async () => {
    const accountId = await accountWith(client, 10_000_000);
    redis('REPLICAOF', '127.0.0.1', '1');
    await meanwhile(
      () => call(accountId),
      ['TollgateStoreReplica'],
      async () => redis('REPLICAOF', 'NO', 'ONE'),
    );
  });

  it('TollgateSidecarsDisagree', async () => {
    const env = { REDIS_URL: server.url, TOLLGATE_REDIS_PREFIX: PREFIX, TOLLGATE_REDIS_PARTITIONS: '1' };
    const TOLLGATE_TOKEN_KEYS = 'another key of thirty-two characters';
    const other = await startTollgate({ env: { ...env, TOLLGATE_TOKEN_KEYS } });
    await fires('TollgateSidecarsDisagree', () => other.stop());
  });

  it('TollgateRestarts', async () => {
    const env = {
      REDIS_URL: stage.unsafe.url,
      TOLLGATE_REDIS_PREFIX: 'restarts',
      TOLLGATE_HTTP_ADDRESS: stage.restarting,
    };
    for (let start = 0; start < 4; start++) {
      const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-restarts-'));
      const program = await startProgram({ ...env, TOLLGATE_DATA_DIR: dataDir });
      await expect
        .poll(
          () =>
            fetch(`http://${stage.restarting}/livez`).then(
              ({ ok }) => ok,
              () => false,
            ),
          { timeout: 40_000 },
        )
        .toBe(true);
      await sleep(1_500);
      await program.stop();
    }
    await fires('TollgateRestarts');
  });

  it('TollgateStoreLost', async () => {
    const accountId = await accountWith(client, 10_000_000);
    redis('FLUSHALL');
    await call(accountId).catch(ignored);
    await fires('TollgateStoreLost', () => tollgate.app.store.accept(''));
  });

  it('are all fired', () => {
    const names = shippedRules().map(({ alert }) => alert);
    expect(names.filter((alert) => !fired.has(alert) && !UNFIRED.test(alert))).toEqual([]);
  });
});

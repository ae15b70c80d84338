/** A cluster of which one master is away: the sweeper ends the due holds of all others. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import type { Ledger } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { call, createAccount, DAY_MS } from '../ledger/support/test-ledger.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { until } from './support/watching.ts';

const ACCOUNTS = 60;

describe.runIf(hasNativeServer)('a master of the cluster that is away', () => {
  let cluster: TestCluster;
  let store: RedisStore;
  let ledger: Ledger;
  let tollgate: TestTollgate;
  beforeAll(async () => {
    cluster = await startCluster(3);
    // As clusters are set up whose parts are to work without each other.
    for (const { port } of cluster.servers) {
      const admin = new Redis(port);
      await admin.config('SET', 'cluster-require-full-coverage', 'no');
      admin.disconnect();
    }
    const prefix = 'sweeps';
    tollgate = await startTollgate({
      env: {
        REDIS_URL: '',
        TOLLGATE_REDIS_MODE: 'cluster',
        TOLLGATE_REDIS_CLUSTER_NODES: cluster.nodes.join(','),
        TOLLGATE_REDIS_PREFIX: prefix,
      },
    });
    store = await connectStore(
      storeOptions({ mode: 'cluster', clusterNodes: cluster.nodes }),
      silentLogger,
      silentMetrics,
    );
    const ages = { tombstoneMs: 7 * DAY_MS, earlyReleaseMs: 60_000, onceMs: 400 * DAY_MS, journalRetentionMs: DAY_MS };
    ledger = createRedisLedger(store, { keys: new Keys(prefix, 64), ...ages, journalMaxBytes: 2 ** 30 });
  });
  afterAll(async () => {
    await tollgate?.stop();
    await store?.close();
    await cluster?.stop();
  });

  it('keeps nobody else: the holds on the others are ended, and its own once it is back', async () => {
    const names = Array.from({ length: ACCOUNTS }, (_, index) => `acct-${index}`);
    for (const name of names) await createAccount(ledger, name, 100_000);
    const ringing = { timing: { ...call('', '').timing, ringSeconds: 5 } };
    for (const name of names) await ledger.authorize(call(name, 'h', ringing));
    const away = cluster.servers[1]!;
    process.kill(away.pid!, 'SIGSTOP');
    try {
      const ended = () => tollgate.logs.filter(({ msg }) => msg === 'swept a hold that nobody settled').length;
      const said = () => tollgate.logs.filter(({ msg }) => String(msg).startsWith('the sweeper cannot work'));
      // The first pass may have been beyond some of them when the master went away.
      const named = () => [said().at(-1)?.['partitions']].join('').split(' ');
      await until('it is said which partitions fail', () => named().length > 15, 20_000);
      const failing = new Set(named().map(Number));
      expect(failing.size).toBeLessThan(35);
      const keys = new Keys('sweeps', 64);
      const elsewhere = names.filter((name) => !failing.has(keys.partitions.indexOf(keys.of(name))));
      await until('the others have ended', () => ended() >= elsewhere.length, 20_000);
      expect(said().length).toBeLessThan(5);
    } finally {
      process.kill(away.pid!, 'SIGCONT');
    }
    await until('its own have ended', async () => (await ledger.totals()).openHolds === 0, 60_000);
    await until('it is said', () =>
      tollgate.logs.some(({ msg }) => msg === 'the sweeper reaches all partitions again'),
    );
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { until } from '../outages/support/watching.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { longestPause } from '../support/longest-pause.ts';
import { scriptOf } from '../support/script.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';

const debit = scriptOf('debit', `#!lua\nreturn redis.call('INCRBY', KEYS[1], ARGV[1])`);

describe.runIf(hasNativeServer)('a cluster of three masters', () => {
  let cluster: TestCluster;
  let store: RedisStore;
  const logger = recordingLogger();
  beforeAll(async () => {
    cluster = await startCluster(3);
    const options = storeOptions({ mode: 'cluster', clusterNodes: cluster.nodes.slice(0, 1) });
    store = await connectStore(options, logger, silentMetrics);
  });
  afterAll(async () => {
    await store?.close();
    await cluster?.stop();
  });

  it('is found from one of its nodes', async () => {
    expect(store.info).toMatchObject({ topology: 'cluster', mode: 'url', durable: true });
    expect(store.healthy).toBe(true);
    expect(await store.commandOnMasters('PING')).toEqual(['PONG', 'PONG', 'PONG']);
  });

  it('is connected at once, every time', async () => {
    const start = performance.now();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const options = storeOptions({ mode: 'cluster', clusterNodes: cluster.nodes.slice(0, 1) });
      const another = await connectStore(options, logger, silentMetrics);
      await another.close();
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('runs each script once, on the master of its hash tag', async () => {
    const tags = Array.from({ length: 64 }, (_, n) => `{t${n}}:a`);
    await Promise.all(tags.flatMap((key) => [1, 2, 3].map((amount) => store.run(debit, [key], [amount]))));
    const balances = await Promise.all(tags.map((key) => store.command('GET', key)));
    expect(new Set(balances)).toEqual(new Set(['6']));
    const sizes = await store.commandOnMasters('DBSIZE');
    expect(sizes.map(Number).every((size) => size > 5)).toBe(true);
    expect(sizes.map(Number).reduce((sum, size) => sum + size)).toBe(64);
  });

  it('fails fast for the slots of a master that is gone, and only for those', async () => {
    await cluster.servers[2]!.stop();
    const deadline = Date.now() + 8000;
    while (store.healthy && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(store.healthy).toBe(false);
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, async (_, n) => {
        const start = performance.now();
        const outcome = await store.run(debit, [`{t${n}}:b`], [1]).then(
          () => 'ok',
          (fault: { kind: string; outcomeUnknown: boolean }) => `${fault.kind} ${fault.outcomeUnknown}`,
        );
        return { outcome, ms: performance.now() - start };
      }),
    );
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(700);
    expect(outcomes.filter(({ outcome }) => outcome !== 'ok').length).toBeGreaterThan(5);
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain('unavailable true');
  });
});

describe.runIf(hasNativeServer)('a master of a cluster with a replica', () => {
  const note = scriptOf('note', `#!lua\nreturn redis.call('SADD', KEYS[1], ARGV[1])`);

  it('is followed through a planned failover within 2 s and through its death, and nothing is lost', async () => {
    const cluster = await startCluster(3, { replica: true });
    onTestFinished(() => cluster.stop());
    const options = storeOptions({ mode: 'cluster', clusterNodes: cluster.nodes });
    const store = await connectStore(options, recordingLogger(), silentMetrics);
    onTestFinished(() => store.close());
    // Each tag is in the slots of the first master.
    const keys = [];
    for (let n = 0; keys.length < 4; n += 1) {
      const slot = Number(await store.command('CLUSTER', 'KEYSLOT', `{t${n}}:n`));
      if (slot < 5_000) keys.push(`{t${n}}:n`);
    }
    const done: { readonly key: string; readonly word: string; readonly atMs: number }[] = [];
    const stopping = new AbortController();
    const workers = Promise.all(
      keys.map(async (key) => {
        for (let count = 0; !stopping.signal.aborted; count += 1) {
          const word = String(count);
          await store.run(note, [key], [word]).then(
            () => done.push({ key, word, atMs: performance.now() }),
            () => delay(20),
          );
          await delay(2);
        }
      }),
    );
    const pauseSince = (sinceMs: number): number =>
      longestPause([sinceMs, ...done.map(({ atMs }) => atMs).filter((atMs) => atMs > sinceMs), performance.now()]).ms;
    await delay(500);
    const plannedMs = performance.now();
    const operator = new Redis(cluster.replica!.port);
    await operator.call('cluster', 'failover');
    await delay(3_000);
    const planned = pauseSince(plannedMs);
    expect(String(await operator.call('role'))).toContain('master');
    operator.disconnect();
    await until('the old master follows', async () => (await ownLink(cluster.servers[0]!.port)) === 'up');
    const killedMs = performance.now();
    process.kill(cluster.replica!.pid!, 'SIGKILL');
    await delay(8_000);
    stopping.abort();
    await workers;
    // The nodes take 2 s to notice, and then elect.
    expect([planned < 2_000, pauseSince(killedMs) < 6_000]).toEqual([true, true]);
    for (const key of keys) {
      const there = new Set((await store.command('SMEMBERS', key)) as string[]);
      const gone = done.filter((each) => each.key === key && !there.has(each.word));
      expect(gone).toEqual([]);
    }
  });

  async function ownLink(port: number): Promise<string> {
    const client = new Redis(port);
    const info = await client.info('replication').finally(() => client.disconnect());
    return /master_link_status:(\w+)/.exec(info)?.[1] ?? '';
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
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

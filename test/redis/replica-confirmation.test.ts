/** `durability: replica` with a real primary and a real replica, which is made to stand still. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore, Script, StoreOptions } from '../../src/redis/store.ts';
import { accountWith, movementsOf, outbound } from '../requirements/support/traffic.ts';
import { until } from '../outages/support/watching.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';

const SOURCE = "#!lua\nreturn redis.call('INCR', KEYS[1])";
const COUNT: Script = { name: 'count', source: SOURCE, sha1: createHash('sha1').update(SOURCE).digest('hex') };

describe.runIf(hasNativeServer)('durability: replica', () => {
  let primary: OwnServer;
  let replica: OwnServer;
  beforeAll(async () => {
    primary = await startRedisServer();
    replica = await startRedisServer({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
    const store = await connect('local');
    await until('the replica follows', async () =>
      String(await store.command('INFO', 'replication')).includes('state=online'),
    );
    await store.close();
  });
  afterAll(async () => {
    await replica.stop();
    await primary.stop();
  });

  const connect = (durability: StoreOptions['durability']): Promise<RedisStore> =>
    connectStore(storeOptions({ url: primary.url, durability, allowUnsafe: true }), silentLogger, silentMetrics);

  const standStill = (): void => {
    process.kill(replica.pid ?? 0, 'SIGSTOP');
    onTestFinished(() => void process.kill(replica.pid ?? 0, 'SIGCONT'));
  };

  async function waits(store: RedisStore): Promise<number> {
    return Number(/cmdstat_wait:calls=(\d+)/.exec(String(await store.command('INFO', 'commandstats')))?.[1] ?? 0);
  }

  it('waits once for all scripts that leave together', async () => {
    const store = await connect('replica');
    onTestFinished(() => store.close());
    // The first one makes the script known.
    await store.run(COUNT, ['together'], []);
    const before = await waits(store);
    const counts = await Promise.all(Array.from({ length: 50 }, () => store.run(COUNT, ['together'], [])));
    expect(counts).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    expect((await waits(store)) - before).toBe(1);
  });

  // An idle Redis ends a WAIT only when its timer comes round, later than a command may take; a busy one says 0.
  it.each(['idle', 'busy'])('says that a script may be lost which no replica has (the primary is %s)', async (how) => {
    const [sure, quick] = [await connect('replica'), await connect('local')];
    onTestFinished(async () => void (await Promise.all([sure.close(), quick.close()])));
    standStill();
    const others = setInterval(() => void quick.ping(), how === 'busy' ? 5 : 10_000);
    onTestFinished(() => clearInterval(others));
    const run = sure.run(COUNT, [how], []);
    await expect(run).rejects.toMatchObject({ kind: 'unconfirmed', retryable: true, outcomeUnknown: true });
    expect(await quick.command('GET', how)).toBe('1');
    expect(await quick.run(COUNT, [how], [])).toBe(2);
  });

  it('keeps a hangup until a replica has it, and charges it once', async () => {
    const tollgate = await startTollgate({
      env: { REDIS_URL: primary.url, TOLLGATE_REDIS_DURABILITY: 'replica', TOLLGATE_ALLOW_UNSAFE_REDIS: 'true' },
    });
    onTestFinished(() => tollgate.stop());
    const { client } = tollgate;
    const accountId = await accountWith(client, 10_000_000);
    await client.authorize(outbound(accountId, 'call'));
    standStill();
    expect(await client.settle({ accountId, holdId: 'call', connectedSeconds: 2 })).toMatchObject({ queued: true });
    await expect(client.authorize(outbound(accountId, 'another'))).rejects.toMatchObject({ retryable: true });
    process.kill(replica.pid ?? 0, 'SIGCONT');
    await until('the store was told', async () => (await client.getStore({})).store?.outage?.queued === '0');
    const charges = (await movementsOf(client, accountId)).filter(({ holdId }) => holdId === 'call');
    expect(charges).toMatchObject([{ amountMilliCents: '-167' }]);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import { until } from '../outages/support/watching.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { scriptOf } from '../support/script.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';

const note = scriptOf('note', `#!lua\nreturn redis.call('INCR', KEYS[1])`);
/** A replica runs it, on whatever it has. */
const look = scriptOf('look', `#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])`);

/** A Redis, who may give it orders past Tollgate, and Tollgate's store on it. */
async function started() {
  const server = await startRedisServer();
  onTestFinished(() => server.stop());
  const operator = new Redis(server.port);
  onTestFinished(() => operator.disconnect());
  const store = await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics);
  onTestFinished(() => store.close());
  return { operator, store };
}

describe.runIf(hasNativeServer)('a single Redis that becomes a replica', () => {
  it('is sent nothing, though nobody has tried to write, and is used again within 2 s of its promotion', async () => {
    const { operator, store } = await started();
    expect(await store.run(note, ['{a}'], [])).toBe(1);

    await operator.replicaof('127.0.0.1', 1);
    await until('it is left', () => !store.healthy, 2_000);
    await delay(500);
    for (const script of [note, look]) {
      await expect(store.run(script, ['{a}'], [])).rejects.toMatchObject({ kind: 'readonly', outcomeUnknown: false });
    }

    await operator.replicaof('NO', 'ONE');
    await until('it is used again', () => store.run(note, ['{a}'], []), 2_000);
    expect(await operator.get('{a}')).toBe('2');
  });

  it('stays a replica for as long as it says so: nobody will name another one', async () => {
    const { operator, store } = await started();
    await operator.replicaof('127.0.0.1', 1);
    await expect(store.run(note, ['{a}'], [])).rejects.toMatchObject({ kind: 'readonly' });
    await delay(3_000);
    await expect(store.run(note, ['{a}'], [])).rejects.toMatchObject({ kind: 'readonly' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { scriptOf } from '../support/script.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { connectTestStore, silentMetrics, storeOptions, testRedis } from '../support/test-redis.ts';

describe('a script on the store', () => {
  let store: RedisStore;
  const { prefix, engine } = testRedis();
  beforeAll(async () => {
    store = await connectTestStore();
  });
  afterAll(() => store.close());

  it('runs although Redis has never seen it, and returns raw replies', async () => {
    const script = scriptOf('echo', `#!lua\n-- ${prefix}\nreturn {KEYS[1], ARGV[1], 7, false}`);
    const reply = await store.run(script, [`${prefix}:{t0}:a`], ['9007199254740991']);
    expect(reply).toEqual([`${prefix}:{t0}:a`, '9007199254740991', 7, null]);
  });

  it('is no error while Redis does not know it yet', async () => {
    const outcomes: string[] = [];
    const metrics = { ...silentMetrics, observeCommand: (_: string, __: number, how: string) => outcomes.push(how) };
    const measured = await connectStore(
      storeOptions({ url: testRedis().url, allowUnsafe: engine !== 'native' }),
      silentLogger,
      metrics,
    );
    outcomes.length = 0;
    await measured.run(scriptOf('fresh', `#!lua\n-- ${prefix}\nreturn 1`), [`${prefix}:{t0}:a`], []);
    await measured.close();
    expect(new Set(outcomes)).toEqual(new Set(['ok']));
  });

  it('runs once per call, many calls in one turn', async () => {
    const script = scriptOf('count', `#!lua\nreturn redis.call('INCR', KEYS[1])`);
    const replies = await Promise.all(Array.from({ length: 500 }, () => store.run(script, [`${prefix}:{t0}:n`], [])));
    expect(new Set(replies).size).toBe(500);
    expect(await store.command('GET', `${prefix}:{t0}:n`)).toBe('500');
  });

  it('says where the data lives', () => {
    expect(store.info).toMatchObject({ mode: 'url', topology: 'single', durable: engine === 'native' });
    expect(store.healthy).toBe(true);
  });

  it('reports an error of a script as one that must not be retried', async () => {
    const script = scriptOf('broken', `#!lua\nredis.call('SET', KEYS[1], '1')\nerror('boom')`);
    await expect(store.run(script, [`${prefix}:{t0}:b`], [])).rejects.toMatchObject({
      name: 'StoreFault',
      kind: 'script',
      retryable: false,
      outcomeUnknown: true,
    });
  });
});

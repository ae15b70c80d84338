/** Pauses of this process are not held against Redis. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { RedisStore } from '../../src/redis/store.ts';
import { scriptOf } from '../support/script.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';

const add = scriptOf('add', `#!lua\nreturn redis.call('INCRBY', KEYS[1], ARGV[1])`);

let store: RedisStore | undefined;
afterEach(() => store?.close());

function pause(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('a pause of the event loop', () => {
  test.each([
    ['while answers are on their way', 1, 400],
    ['before the commands have left', 0, 400],
    ['longer than a silent connection may be', 1, 1_400],
  ])('%s makes no command time out', async (_name, turns, pauseMs) => {
    const { prefix } = testRedis();
    const own = await connectTestStore();
    store = own;
    const key = `{${prefix}}:patience`;
    await own.run(add, [key], [0]);
    const lost: string[] = [];
    own.onHealthChange((healthy, why) => {
      if (!healthy) lost.push(why);
    });
    const runs = Array.from({ length: 20 }, () => own.run(add, [key], [1]));
    for (let i = 0; i < turns; i += 1) await turn();
    pause(pauseMs);
    expect(await Promise.all(runs)).toHaveLength(20);
    expect(lost).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { discoverRedis } from '../../src/redis/discover.ts';
import { storeOptions } from '../support/test-redis.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
it.each([
  ['redis://user:hunter2@127.0.0.1:6379/0', 'redis://127.0.0.1:6379/0'],
  ['redis://:hun@ter2@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis://:hun/ter2@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis://127.0.0.1:6379/0?password=hunter2', 'redis://127.0.0.1:6379/0'],
])('shows %s without its password', async (url, shown) => {
  expect((await discoverRedis(storeOptions({ url }), logger)).address).toBe(shown);
});

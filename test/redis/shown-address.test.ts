import { expect, it } from 'vitest';
import { discoverRedis } from '../../src/redis/discover.ts';
import type { StoreOptions } from '../../src/redis/store.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const options: StoreOptions = {
  mode: 'single',
  clusterNodes: [],
  sentinels: [],
  sentinelName: 'tollgate',
  commandTimeoutMs: 150,
  connectTimeoutMs: 500,
  allowUnsafe: false,
  allowEmbedded: false,
  dataDir: '/nonexistent',
};

it.each([
  ['redis://user:hunter2@127.0.0.1:6379/0', 'redis://127.0.0.1:6379/0'],
  ['redis://:hun@ter2@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis://:hun/ter2@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ['redis://127.0.0.1:6379/0?password=hunter2', 'redis://127.0.0.1:6379/0'],
])('shows %s without its password', async (url, shown) => {
  expect((await discoverRedis({ ...options, url }, logger)).address).toBe(shown);
});

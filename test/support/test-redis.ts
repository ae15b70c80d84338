import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore, StoreLogger, StoreMetrics, StoreOptions } from '../../src/redis/store.ts';
import type { TestServer } from './redis-server.ts';
import { silentLogger } from './silent-logger.ts';

/** False where only the embedded engine is there: tests of processes, files and faults need a native server. */
export const hasNativeServer = inject('hasNativeServer');

/**
 * The shared Redis and a key prefix that nobody else uses. Never flush it: other test files are using it now.
 */
export function testRedis(): { readonly url: string; readonly engine: TestServer['engine']; readonly prefix: string } {
  return {
    url: inject('redisUrl'),
    engine: inject('redisEngine'),
    prefix: `test-${randomBytes(6).toString('hex')}`,
  };
}

/** Options of a store for tests, with the default times. */
export function storeOptions(overrides: Partial<StoreOptions> = {}): StoreOptions {
  return {
    mode: 'single',
    clusterNodes: [],
    sentinels: [],
    sentinelName: 'tollgate',
    sentinelTls: false,
    addressMap: [],
    commandTimeoutMs: 150,
    connectTimeoutMs: 500,
    durability: 'local',
    allowUnsafe: false,
    allowEmbedded: true,
    dataDir: '/nonexistent',
    ...overrides,
  };
}

export const silentMetrics: StoreMetrics = {
  observeCommand: () => undefined,
  setInfo: () => undefined,
};

/** A store on the shared Redis. One that is not of our making may be unsafe for money, which tests do not mind. */
export async function connectTestStore(
  overrides: Partial<StoreOptions> = {},
  logger: StoreLogger = silentLogger,
  metrics: StoreMetrics = silentMetrics,
): Promise<RedisStore> {
  const { url, engine } = testRedis();
  return connectStore(storeOptions({ url, allowUnsafe: engine !== 'native', ...overrides }), logger, metrics);
}

/** The store of a bench, beside the servers that are measured. */
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Patient, and content with a Redis that does not sync: what a bench opens is gone at its end. */
export function connectBenchStore(url: string): Promise<RedisStore> {
  const none = { observeCommand: () => undefined, setInfo: () => undefined };
  const options = {
    url,
    mode: 'single',
    clusterNodes: [],
    sentinels: [],
    sentinelName: '',
    sentinelTls: false,
    addressMap: [],
    commandTimeoutMs: 5_000,
    connectTimeoutMs: 5_000,
    allowUnsafe: true,
    allowEmbedded: false,
    dataDir: '/nonexistent',
  } as const;
  return connectStore(options, silentLogger, none);
}

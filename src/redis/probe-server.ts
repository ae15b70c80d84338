import { Redis } from 'ioredis';
import type { Endpoint } from './connection.ts';
import { parseInfo } from './startup-checks.ts';

/** Asks a local server for its INFO over a connection of its own; undefined if it does not answer. */
export async function probeServer(
  endpoint: Exclude<Endpoint, { url: string }>,
): Promise<Record<string, string> | undefined> {
  const common = {
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
    connectTimeout: 500,
    commandTimeout: 1000,
    protocol: 2 as const,
    disableClientInfo: true,
  };
  const client =
    'socketPath' in endpoint
      ? new Redis({ ...common, path: endpoint.socketPath })
      : new Redis({ ...common, host: '127.0.0.1', port: endpoint.port, password: endpoint.password });
  // The failed attempt is told by connect(); without a listener the client would also print it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return parseInfo(await client.info());
  } catch {
    return undefined;
  } finally {
    client.disconnect();
  }
}

import type { ClusterOptions, RedisOptions } from 'ioredis';
import type { StoreOptions } from './store.ts';

/** No byte from Redis for this long while commands wait means that the connection is dead. */
const socketTimeoutMs = 1000;

/** Waits between attempts to connect: 100 ms doubling to 1 s, with jitter so that many sidecars do not return at once. */
export function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), 1000) + Math.floor(Math.random() * 100);
}

/**
 * Options under which a command runs at most once.
 *
 * With ioredis' defaults a broken connection executes a money script twice: commands in flight are sent again after
 * the reconnect, and queued ones run after their caller has given up. Here nothing is queued and nothing is sent
 * again; a rejection means "may have run", and the idempotency key of each script makes a repeat by its caller safe.
 */
export function clientOptions(options: StoreOptions) {
  return {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    commandTimeout: options.commandTimeoutMs,
    connectTimeout: options.connectTimeoutMs,
    socketTimeout: socketTimeoutMs,
    // Detecting failovers through extra connections has been seen to end the client for good.
    failoverDetector: false,
    retryStrategy: retryDelayMs,
    // A demoted master: connect anew (1), but never send the command again (2).
    reconnectOnError: (error: Error): 1 | false => (error.message.startsWith('READONLY') ? 1 : false),
    protocol: 2 as const,
    disableClientInfo: true,
    connectionName: 'tollgate',
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
  } satisfies RedisOptions;
}

/** The same for a cluster, whose client would otherwise repeat commands after a closed connection by itself. */
export function clusterOptions(options: StoreOptions) {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    // The client asks one node at random for its state, most often one whose connection is still being made, takes
    // the failure for a cluster that is down and starts anew, with longer and longer waits. `complete()` decides here.
    enableReadyCheck: false,
    clusterRetryStrategy: retryDelayMs,
    clusterNodeRetryStrategy: retryDelayMs,
    maxRedirections: 4,
    retryDelayOnTryAgain: 20,
    // Zero turns the client's own repeats off.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: 1000,
    slotsRefreshInterval: 5000,
    redisOptions: clientOptions(options),
  } satisfies ClusterOptions;
}

/** How the client of one Redis server, or of one sentinel, is made. */
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import type { StoreOptions } from './store.ts';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where to connect when it is not a cluster and not behind sentinels. */
export type Endpoint =
  { readonly url: string } | { readonly socketPath: string } | { readonly port: number; readonly password: string };

/** Splits `host:port` or `[ipv6]:port`. */
export function parseHostPort(text: string): Address {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d+)$/.exec(text);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (host === undefined) {
    throw new Error(`"${text}" is not host:port`);
  }
  return { host, port: Number(match?.groups?.['port']) };
}

/** As people write it. */
export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where each announced `host:port` is reached from here; what is not in it is reached where it says. */
export function reachableFrom({ addressMap }: StoreOptions): Readonly<Record<string, Address>> {
  return Object.fromEntries(
    addressMap.map((line) => {
      const [announced = '', reachable = ''] = line.split('=');
      return [announced, parseHostPort(reachable)];
    }),
  );
}

/** The client of a server at a known place. */
export function clientAt(options: StoreOptions, endpoint: Endpoint): Redis {
  const common = clientOptions(options);
  if ('socketPath' in endpoint) {
    return new Redis({ ...common, path: endpoint.socketPath });
  }
  if ('port' in endpoint) {
    return new Redis({ ...common, host: '127.0.0.1', port: endpoint.port, password: endpoint.password });
  }
  const socketPath = /^unix:\/\/(\/.*)$/.exec(endpoint.url)?.[1];
  if (socketPath !== undefined) {
    return new Redis({ ...common, path: socketPath });
  }
  return new Redis(endpoint.url, endpoint.url.startsWith('rediss:') ? { ...common, tls: tlsOptions(options) } : common);
}

/**
 * Waits between attempts to connect: 100 ms doubling to 1 s, with jitter so that sidecars do not return all at once.
 */
export function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), 1000) + Math.floor(Math.random() * 100);
}

/**
 * Options under which a command runs at most once.
 *
 * With ioredis' defaults a broken connection executes a money script twice: commands in flight are sent again after
 * the reconnect, and queued ones run after their caller has given up. Here nothing is queued and nothing is sent
 * again; a rejection means "may have run", and the idempotency key of each script makes a repeat by its caller safe.
 *
 * A client serves one connection. Whoever made it makes the next one, because the next may lead elsewhere.
 */
function clientOptions(options: StoreOptions) {
  return {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    commandTimeout: options.commandTimeoutMs,
    connectTimeout: options.connectTimeoutMs,
    retryStrategy: null,
    protocol: 2 as const,
    disableClientInfo: true,
    connectionName: 'tollgate',
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
  } satisfies RedisOptions;
}

/** The same for nodes that are known by host and port alone: of a cluster, or named by sentinels. */
export function nodeOptions(options: StoreOptions) {
  const common = clientOptions(options);
  return options.tls === undefined ? common : { ...common, tls: tlsOptions(options) };
}

/** What TLS needs beside the system's own authorities. The files are read anew for each connection. */
export function tlsOptions({ tls }: StoreOptions): ConnectionOptions {
  return {
    ...(tls?.ca === undefined ? {} : { ca: readFileSync(tls.ca) }),
    ...(tls?.cert === undefined ? {} : { cert: readFileSync(tls.cert) }),
    ...(tls?.key === undefined ? {} : { key: readFileSync(tls.key) }),
  };
}

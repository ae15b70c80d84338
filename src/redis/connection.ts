import { Cluster, type ClusterOptions, type Command, Redis, type RedisOptions } from 'ioredis';
import type { StoreOptions } from './store.ts';

/** Where to connect when it is not a cluster and not behind sentinels. */
export type Endpoint =
  { readonly url: string } | { readonly socketPath: string } | { readonly port: number; readonly password: string };

/** One client, whatever the topology: finds the node for a command and tells when it comes and goes. */
export interface Connection {
  /** Resolves when commands can be sent. */
  connect(): Promise<void>;
  /** The connected node that must serve this command, or undefined if there is none right now. */
  nodeFor(command: Command): Redis | undefined;
  /** Hands over a command for which `nodeFor` has just returned a node. */
  send(command: Command): void;
  /** The primary, or every master of a cluster; only those that are connected. */
  masters(): Redis[];
  /** True if every part of the key space has a connected master. */
  complete(): boolean;
  /** `ready` and `lost` on each change; `error` with what the client complains about. */
  on(listener: (event: 'ready' | 'lost' | 'error', error?: Error) => void): void;
  disconnect(): void;
}

/** Opens a client for the topology of the options. `endpoint` is used by the single topology. */
export function createConnection(options: StoreOptions, endpoint: Endpoint | undefined): Connection {
  if (options.mode === 'cluster') {
    return new ClusterConnection(options);
  }
  return new SingleConnection(() => createClient(options, endpoint));
}

function createClient(options: StoreOptions, endpoint: Endpoint | undefined): Redis {
  const common = clientOptions(options);
  if (options.mode === 'sentinel') {
    return new Redis({
      ...common,
      sentinels: options.sentinels.map(parseHostPort),
      name: options.sentinelName,
      sentinelRetryStrategy: retryDelayMs,
    });
  }
  if (endpoint === undefined) {
    throw new Error('a single Redis needs an endpoint');
  }
  if ('socketPath' in endpoint) {
    return new Redis({ ...common, path: endpoint.socketPath });
  }
  if ('port' in endpoint) {
    return new Redis({ ...common, host: '127.0.0.1', port: endpoint.port, password: endpoint.password });
  }
  const socketPath = /^unix:\/\/(\/.*)$/.exec(endpoint.url)?.[1];
  return socketPath === undefined ? new Redis(endpoint.url, common) : new Redis({ ...common, path: socketPath });
}

/** Splits `host:port` or `[ipv6]:port`; the port defaults to 6379. */
function parseHostPort(text: string): { host: string; port: number } {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+))(?::(?<port>\d+))?$/.exec(text);
  const host = match?.groups?.['v6'] ?? match?.groups?.['host'];
  if (host === undefined) {
    throw new Error(`"${text}" is not host:port`);
  }
  return { host, port: Number(match?.groups?.['port'] ?? 6379) };
}

type Listener = Parameters<Connection['on']>[0];

class SingleConnection implements Connection {
  private readonly create: () => Redis;
  private readonly listeners: Listener[] = [];
  private client: Redis;
  private closing = false;

  constructor(create: () => Redis) {
    this.create = create;
    this.client = this.watch(create());
  }

  private watch(client: Redis): Redis {
    client.on('ready', () => this.emit('ready'));
    client.on('close', () => this.emit('lost'));
    client.on('error', (error: Error) => this.emit('error', error));
    // The client has been seen to give up for good; a sidecar must not.
    client.on('end', () => {
      if (!this.closing) {
        setTimeout(() => this.recreate(), retryDelayMs(1));
      }
    });
    return client;
  }

  private recreate(): void {
    if (this.closing) {
      return;
    }
    this.client.removeAllListeners();
    this.client = this.watch(this.create());
    this.client.connect().catch((error: Error) => this.emit('error', error));
  }

  private emit(event: 'ready' | 'lost' | 'error', error?: Error): void {
    for (const listener of this.listeners) {
      listener(event, error);
    }
  }

  on(listener: Listener): void {
    this.listeners.push(listener);
  }

  async connect(): Promise<void> {
    await this.client.connect();
  }

  nodeFor(): Redis | undefined {
    return this.client.status === 'ready' ? this.client : undefined;
  }

  send(command: Command): void {
    this.client.sendCommand(command);
  }

  masters(): Redis[] {
    return this.client.status === 'ready' ? [this.client] : [];
  }

  complete(): boolean {
    return this.client.status === 'ready';
  }

  disconnect(): void {
    this.closing = true;
    this.client.disconnect();
  }
}

class ClusterConnection implements Connection {
  private readonly cluster: Cluster;
  private readonly nodes = new Map<string, Redis>();

  constructor(options: StoreOptions) {
    this.cluster = new Cluster(options.clusterNodes.map(parseHostPort), clusterOptions(options));
    this.cluster.on('+node', (node: Redis) => this.adopt(node));
  }

  /** Connects at once: the client would do so at the node's first command, and queue that command meanwhile. */
  private adopt(node: Redis): void {
    const key = `${node.options.host ?? '127.0.0.1'}:${node.options.port ?? 6379}`;
    this.nodes.set(key, node);
    node.once('end', () => {
      if (this.nodes.get(key) === node) {
        this.nodes.delete(key);
      }
    });
    if (node.status === 'wait') {
      // A failure to connect arrives as a `node error` too.
      node.connect().catch(() => undefined);
    }
  }

  on(listener: Listener): void {
    const watch = (node: Redis): void => {
      node.on('ready', () => listener('ready'));
      node.on('close', () => listener('lost'));
    };
    for (const node of this.nodes.values()) {
      watch(node);
    }
    this.cluster.on('+node', watch);
    this.cluster.on('ready', () => listener('ready'));
    this.cluster.on('close', () => listener('lost'));
    this.cluster.on('error', (error: Error) => listener('error', error));
    this.cluster.on('node error', (error: Error) => listener('error', error));
  }

  async connect(): Promise<void> {
    await this.cluster.connect();
    const deadline = Date.now() + 2000;
    while (!this.complete() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  nodeFor(command: Command): Redis | undefined {
    const slot = command.getSlot();
    const node = slot === null ? this.masters()[0] : this.ownerOf(slot);
    if (node?.status === 'ready' && this.cluster.status === 'ready') {
      return node;
    }
    // Nothing is sent, so no MOVED can come: the table of slots must be asked for.
    this.cluster.refreshSlotsCache();
    return undefined;
  }

  private ownerOf(slot: number): Redis | undefined {
    const key = this.cluster.slots[slot]?.[0];
    return key === undefined ? undefined : this.nodes.get(key);
  }

  send(command: Command): void {
    this.cluster.sendCommand(command);
  }

  masters(): Redis[] {
    return this.cluster.nodes('master').filter((node) => node.status === 'ready');
  }

  complete(): boolean {
    const owners = new Set(this.cluster.slots.map((keys) => keys?.[0]));
    return (
      this.cluster.status === 'ready' &&
      this.cluster.slots.length === 16384 &&
      [...owners].every((key) => key !== undefined && this.nodes.get(key)?.status === 'ready')
    );
  }

  disconnect(): void {
    this.cluster.disconnect();
  }
}

/** No byte from Redis for this long while commands wait means that the connection is dead. */
const socketTimeoutMs = 1000;

/**
 * Waits between attempts to connect: 100 ms doubling to 1 s, with jitter so that sidecars do not return all at once.
 */
function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), 1000) + Math.floor(Math.random() * 100);
}

/**
 * Options under which a command runs at most once.
 *
 * With ioredis' defaults a broken connection executes a money script twice: commands in flight are sent again after
 * the reconnect, and queued ones run after their caller has given up. Here nothing is queued and nothing is sent
 * again; a rejection means "may have run", and the idempotency key of each script makes a repeat by its caller safe.
 */
function clientOptions(options: StoreOptions) {
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
function clusterOptions(options: StoreOptions) {
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

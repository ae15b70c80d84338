/** One client for all masters of a cluster. */
import { Cluster, type ClusterOptions, type Command, type Redis } from 'ioredis';
import { nodeOptions, parseHostPort, reachableFrom, retryDelayMs } from './client.ts';
import type { Absence, Connection, ConnectionListener } from './connection.ts';
import type { StoreOptions } from './store.ts';

export class ClusterConnection implements Connection {
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

  on(listener: ConnectionListener): void {
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

  absence(): Absence {
    return { kind: 'unavailable', why: 'the master of this part of the cluster is not connected' };
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
    natMap: reachableFrom(options),
    redisOptions: nodeOptions(options),
  } satisfies ClusterOptions;
}

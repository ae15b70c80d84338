/** One connection to the store, whatever the topology. */
import type { Command, Redis } from 'ioredis';
import { clientAt, type Endpoint } from './client.ts';
import { ClusterConnection } from './cluster-connection.ts';
import { PrimaryConnection } from './primary-connection.ts';
import { Sentinels } from './sentinels.ts';
import type { StoreFaultKind, StoreLogger, StoreOptions } from './store.ts';

/** Why there is no node that a command may be sent to. */
export interface Absence {
  readonly kind: Extract<StoreFaultKind, 'unavailable' | 'readonly' | 'failover'>;
  /** For a person. */
  readonly why: string;
}

export type ConnectionListener = (event: 'ready' | 'lost' | 'error', error?: Error) => void;

/** One client, whatever the topology: finds the node for a command and tells when it comes and goes. */
export interface Connection {
  /** Resolves when commands can be sent. */
  connect(): Promise<void>;
  /** The connected node that must serve this command, or undefined if there is none right now. */
  nodeFor(command: Command): Redis | undefined;
  /** Hands over a command for which `nodeFor` has just returned a node. */
  send(command: Command): void;
  /** Why `nodeFor` returned none. */
  absence(): Absence;
  /** The primary, or every master of a cluster; only those that are connected. */
  masters(): Redis[];
  /** True if every part of the key space has a connected master. */
  complete(): boolean;
  /** `ready` and `lost` on each change; `error` with what the client complains about. */
  on(listener: ConnectionListener): void;
  disconnect(): void;
}

/** Opens a client for the topology of the options. `endpoint` is used by the single topology. */
export function createConnection(
  options: StoreOptions,
  endpoint: Endpoint | undefined,
  logger: StoreLogger,
): Connection {
  if (options.mode === 'cluster') {
    return new ClusterConnection(options);
  }
  if (options.mode === 'sentinel') {
    return new PrimaryConnection(new Sentinels(options, logger));
  }
  if (endpoint === undefined) {
    throw new Error('a single Redis needs an endpoint');
  }
  return new PrimaryConnection({
    target: () => ({ name: 'Redis', create: () => clientAt(options, endpoint) }),
    promoting: false,
    elects: false,
    start: () => undefined,
    ask: () => undefined,
    stop: () => undefined,
  });
}

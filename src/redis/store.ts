/**
 * What the rest of Tollgate knows of Redis: scripts go in, raw replies come out, and a failure says
 * whether the script may have run.
 */

/** A Lua script with the hash by which Redis caches it. */
export interface Script {
  /** Short name for metrics and messages, such as `authorize`. */
  readonly name: string;
  readonly source: string;
  /** SHA-1 of `source`, 40 lower-case hexadecimal digits. */
  readonly sha1: string;
}

/** Runs scripts; the part of Redis that the ledger uses. */
export interface ScriptStore {
  /**
   * Runs a script once: one EVALSHA, and an EVAL only where Redis answered NOSCRIPT (then nothing had run).
   * All keys must share a hash tag. Replies are raw: strings, integers, null and arrays of these.
   *
   * @throws {StoreFault} whenever there is no reply; `outcomeUnknown` says whether the script may have run.
   */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/**
 * - `unavailable`: no usable connection, it broke before the reply came, or Redis does not let this client in
 * - `timeout`: no reply in time
 * - `oom`: Redis is at maxmemory and refuses writes
 * - `misconf`: Redis refuses writes because it cannot persist
 * - `replicas`: the primary has too few replicas to write to (`min-replicas-to-write`)
 * - `unconfirmed`: it is written, but no replica has confirmed it (`durability: replica`)
 * - `readonly`: this node is a replica, or is about to be one
 * - `failover`: the sentinels have named no primary that takes writes for longer than a planned failover lasts
 * - `busy`: a script is hanging
 * - `loading`: Redis is reading its data file
 * - `cluster`: slots are moving or the cluster is down
 * - `script`: the script itself failed, which is a bug
 */
export type StoreFaultKind =
  | 'unavailable'
  | 'timeout'
  | 'oom'
  | 'misconf'
  | 'replicas'
  | 'unconfirmed'
  | 'readonly'
  | 'failover'
  | 'busy'
  | 'loading'
  | 'cluster'
  | 'script';

/** A command got no reply. Never a denial: the caller decides what a missing answer means. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly kind: StoreFaultKind;
  /** True if the same command with the same idempotency key may succeed when it is sent again. */
  readonly retryable: boolean;
  /** True if the command may have been executed, now or later: only its idempotency key makes a repeat safe. */
  readonly outcomeUnknown: boolean;

  constructor(kind: StoreFaultKind, message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryable = kind !== 'script';
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** Where the store's data lives and how safe it is there. */
export interface StoreInfo {
  /** `url`: a Redis that someone else runs; `private`: one that Tollgate runs; `embedded`: in memory. */
  readonly mode: 'url' | 'private' | 'embedded';
  /** For people: host and port, or the socket's path; never a password. */
  readonly address: string;
  readonly topology: 'single' | 'cluster' | 'sentinel';
  readonly engine: 'redis' | 'valkey';
  /** Version of the engine, such as `7.0.15`. */
  readonly version: string;
  /** True if every acknowledged write has been fsynced to an append-only file. */
  readonly durable: boolean;
}

/** A connected Redis. */
export interface RedisStore extends ScriptStore {
  readonly info: StoreInfo;
  /** False while there is no connection, or Redis does not answer a PING. */
  readonly healthy: boolean;
  /** Calls the listener whenever `healthy` changes; the returned function stops that. */
  onHealthChange(listener: (healthy: boolean, why: string) => void): () => void;
  /**
   * Asks every master.
   * @returns the slowest answer in milliseconds
   * @throws {StoreFault}
   */
  ping(): Promise<number>;
  /**
   * One plain command for administration, such as `INFO` or `TIME`. In a cluster it goes to the owner of its key, or
   * to any master if it has none.
   *
   * @throws {StoreFault}
   */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Sends the same keyless command to every master and returns their replies. @throws {StoreFault} */
  commandOnMasters(name: string, ...args: readonly (string | number)[]): Promise<unknown[]>;
  /** Closes the connections and, last, stops the server if Tollgate runs it. Safe to call twice. */
  close(): Promise<void>;
}

/** What this room writes to the log. */
export interface StoreLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What this room measures. */
export interface StoreMetrics {
  /** One command ended; `name` is a script's name or a Redis command in lower case. */
  observeCommand(name: string, seconds: number, outcome: 'ok' | StoreFaultKind): void;
  /** Called at each connection that passed the checks. */
  setInfo(info: StoreInfo): void;
}

/** PEM files. */
export interface RedisTls {
  /** The authority of the servers' certificates, where it is none that the system knows. */
  readonly ca?: string | undefined;
  /** The certificate that Tollgate shows, and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What is needed to reach Redis; the `redis` section of the settings. */
export interface StoreOptions {
  /** `redis://`, `rediss://` or `unix://`; without it (and without nodes or sentinels) Tollgate runs its own. */
  readonly url?: string | undefined;
  readonly mode: 'single' | 'cluster' | 'sentinel';
  /** `host:port` of some nodes of the cluster. */
  readonly clusterNodes: readonly string[];
  /** `host:port` of the sentinels. */
  readonly sentinels: readonly string[];
  /** The name under which the sentinels know the primary. */
  readonly sentinelName: string;
  /** How the sentinels themselves know Tollgate. */
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** Whether the sentinels are spoken to in TLS. */
  readonly sentinelTls: boolean;
  /** TLS to the nodes of a cluster or to the primary that the sentinels name, and what `rediss://` needs besides. */
  readonly tls?: RedisTls | undefined;
  /** `announced=reachable`, both `host:port`, where nodes and sentinels are reached elsewhere than they say. */
  readonly addressMap: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** How long one command may take, in milliseconds; includes the handshake of a new connection. */
  readonly commandTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long Redis may take to come up when Tollgate starts, say because both are started together. Default 10 s. */
  readonly startTimeoutMs?: number | undefined;
  /** What an acknowledgement means: the primary has it, or a replica too. */
  readonly durability: 'local' | 'replica';
  /** Start although a start-up check failed. */
  readonly allowUnsafe: boolean;
  /** Whether the in-memory engine may be the last resort. */
  readonly allowEmbedded: boolean;
  /** Directory for a private Redis. */
  readonly dataDir: string;
}

/**
 * First words of Redis errors that refuse a command before it does anything; a word that is not here is a defect
 * (`script`). What the ledger makes of a kind stands in `ledger/redis/store-trouble.ts`; docs/operations.md has one
 * table of both.
 */
const refusals: Readonly<Record<string, StoreFaultKind>> = {
  OOM: 'oom',
  MISCONF: 'misconf',
  NOREPLICAS: 'replicas',
  READONLY: 'readonly',
  MASTERDOWN: 'readonly',
  BUSY: 'busy',
  UNKILLABLE: 'busy',
  LOADING: 'loading',
  CLUSTERDOWN: 'cluster',
  TRYAGAIN: 'cluster',
  MOVED: 'cluster',
  ASK: 'cluster',
  NOAUTH: 'unavailable',
  NOPERM: 'unavailable',
  WRONGPASS: 'unavailable',
  DENIED: 'unavailable',
  CROSSSLOT: 'script',
  EXECABORT: 'script',
};

/** It has only the general word. */
const TOO_MANY_CLIENTS = 'ERR max number of clients reached';

/** True if Redis does not know the script's hash: nothing ran, and EVAL with the source is safe. */
export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/**
 * Turns whatever the client threw for a command that had been handed to it into a fault.
 *
 * The client cannot tell whether a command left before its connection broke, so everything that is not a reply from
 * Redis counts as "may have run".
 */
export function toStoreFault(error: unknown, commandName: string): StoreFault {
  if (error instanceof StoreFault) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'ReplyError') {
    return replyFault(error, commandName);
  }
  if (message === 'Command timed out') {
    return new StoreFault('timeout', `Redis did not answer ${commandName} in time`, {
      outcomeUnknown: true,
      cause: error,
    });
  }
  if (message.startsWith('Too many Cluster redirections') || message.startsWith("Cluster isn't ready")) {
    return new StoreFault('cluster', `Redis Cluster could not serve ${commandName}: ${message}`, {
      outcomeUnknown: false,
      cause: error,
    });
  }
  return new StoreFault('unavailable', `the connection to Redis broke during ${commandName}: ${message}`, {
    outcomeUnknown: !message.startsWith("Stream isn't writeable"),
    cause: error,
  });
}

function replyFault(error: Error, commandName: string): StoreFault {
  // Redis names the script and line when an error comes out of a running script; its earlier writes stay applied.
  const insideScript = error.message.includes('@user_script');
  const code = error.message.split(' ', 1)[0] ?? '';
  const refusal = error.message.startsWith(TOO_MANY_CLIENTS) ? 'unavailable' : refusals[code];
  const kind = insideScript ? 'script' : (refusal ?? 'script');
  return new StoreFault(kind, `Redis refused ${commandName}: ${error.message}`, {
    outcomeUnknown: insideScript,
    cause: error,
  });
}

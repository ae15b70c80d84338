import { Redis } from 'ioredis';
import type { Endpoint } from './client.ts';
import { commandOn } from './redis-store.ts';
import { StoreFault } from './store.ts';

/** One reason why this Redis must not hold money, and its cure. */
export interface UnsafeFinding {
  /** What is wrong, with the value found. */
  readonly what: string;
  /** The node, as `host:port` or path. */
  readonly where: string;
  readonly fix: string;
}

export interface CheckResult {
  readonly engine: 'redis' | 'valkey';
  readonly version: string;
  /** True if each acknowledged write is on disk. */
  readonly durable: boolean;
  /** Reasons to refuse. */
  readonly unsafe: readonly UnsafeFinding[];
  /** Worth a warning, no reason to refuse. */
  readonly doubtful: readonly UnsafeFinding[];
}

/** Tollgate refuses to start on this Redis. The message lists every finding and how to override. */
export class UnsafeRedisError extends Error {
  override readonly name = 'UnsafeRedisError';
  readonly findings: readonly UnsafeFinding[];

  constructor(findings: readonly UnsafeFinding[]) {
    const lines = findings.map((finding) => `  - ${finding.where}: ${finding.what}. ${finding.fix}`);
    super(
      `This Redis is not safe for balances:\n${lines.join('\n')}\n` +
        'To start all the same, set TOLLGATE_ALLOW_UNSAFE_REDIS=true.',
    );
    this.findings = findings;
  }
}

/** What is written to anything else than a primary is lost. */
export function notPrimary(role: string, where: string): UnsafeFinding {
  return { what: `it is a ${role}`, where, fix: 'Point Tollgate at the primary.' };
}

const oldestVersion = [7, 0] as const;

/**
 * Looks at every given master. What Redis does not let a client read (`CONFIG` is often forbidden) is taken from
 * `INFO`; the one thing that INFO does not tell, `appendfsync`, becomes a doubt.
 *
 * @param volatile true for the in-memory engine, whose missing persistence is announced elsewhere
 * @throws {StoreFault} if a node does not answer
 */
export async function checkRedis(
  masters: readonly Redis[],
  options: { cluster: boolean; volatile: boolean },
): Promise<CheckResult> {
  const first = masters[0];
  if (first === undefined) {
    throw new StoreFault('unavailable', 'no master of Redis is connected', { outcomeUnknown: false });
  }
  const results = await Promise.all(masters.map((node) => checkNode(node, options)));
  return {
    engine: results[0]?.engine ?? 'redis',
    version: results[0]?.version ?? 'unknown',
    durable: results.every((result) => result.durable),
    unsafe: results.flatMap((result) => result.unsafe),
    doubtful: results.flatMap((result) => result.doubtful),
  };
}

async function checkNode(node: Redis, options: { cluster: boolean; volatile: boolean }): Promise<CheckResult> {
  const where = addressOf(node);
  const info = parseInfo(await commandOn(node, 'info'));
  const unsafe: UnsafeFinding[] = [];
  const doubtful: UnsafeFinding[] = [];
  const refuse = (what: string, fix: string): void => void unsafe.push({ what, where, fix });

  const version = info['valkey_version'] ?? info['redis_version'] ?? '0';
  if (!isAtLeast(info['redis_version'] ?? '0', oldestVersion)) {
    refuse(
      `version ${version} is older than ${oldestVersion.join('.')}`,
      'Upgrade to Redis 7.0 or Valkey 7.2 or newer.',
    );
  }
  if (info['role'] !== 'master') {
    unsafe.push(notPrimary(info['role'] ?? 'node of unknown role', where));
  }
  if (options.cluster) {
    const cluster = parseInfo(await commandOn(node, 'cluster', 'info'));
    if (cluster['cluster_state'] !== 'ok') {
      refuse(
        `cluster_state is ${cluster['cluster_state'] ?? 'unknown'}`,
        'Repair the cluster: every slot needs a master.',
      );
    }
  }
  if (info['maxmemory_policy'] !== 'noeviction') {
    refuse(
      `maxmemory-policy is ${info['maxmemory_policy'] ?? 'unknown'}, so balances can be evicted`,
      'Run CONFIG SET maxmemory-policy noeviction and put it into redis.conf.',
    );
  }
  let durable = false;
  if (!options.volatile) {
    durable = await checkPersistence(node, info, { refuse, doubtful, where });
  }
  if (Number(info['connected_slaves'] ?? 0) > 0 && (await readConfig(node, 'min-replicas-to-write')) === '0') {
    doubtful.push({
      what: 'min-replicas-to-write is 0, so a primary cut off from its replicas accepts writes that are lost later',
      where,
      fix: 'Set min-replicas-to-write 1 and min-replicas-max-lag 2.',
    });
  }
  return { engine: info['valkey_version'] === undefined ? 'redis' : 'valkey', version, durable, unsafe, doubtful };
}

async function checkPersistence(
  node: Redis,
  info: Readonly<Record<string, string>>,
  report: { refuse: (what: string, fix: string) => void; doubtful: UnsafeFinding[]; where: string },
): Promise<boolean> {
  const { where } = report;
  if (info['aof_enabled'] !== '1') {
    report.refuse(
      'the append-only file is off, so a restart loses balances',
      'Run CONFIG SET appendonly yes and put it into redis.conf.',
    );
    return false;
  }
  for (const field of ['aof_last_write_status', 'aof_last_bgrewrite_status']) {
    if ((info[field] ?? 'ok') !== 'ok') {
      report.refuse(`${field} is ${info[field]}`, 'Look at the Redis log and the free space of its disk.');
    }
  }
  const fsync = await readConfig(node, 'appendfsync');
  if (fsync === 'always') {
    return true;
  }
  if (fsync === 'no') {
    report.refuse('appendfsync is no, so the operating system decides when charges reach the disk', setFsync);
  } else if (fsync === 'everysec') {
    report.doubtful.push({
      what: 'appendfsync is everysec: a power cut loses up to a second of charges',
      where,
      fix: setFsync,
    });
  } else {
    report.doubtful.push({
      what: 'appendfsync cannot be read (CONFIG is forbidden)',
      where,
      fix: 'Make sure that it is always.',
    });
  }
  return false;
}

const setFsync = 'Run CONFIG SET appendfsync always and put it into redis.conf.';

/** The value of one configuration parameter, or undefined where Redis does not tell. */
async function readConfig(node: Redis, name: string): Promise<string | undefined> {
  try {
    const reply = await commandOn(node, 'config', 'get', name);
    return Array.isArray(reply) ? String(reply[1]) : undefined;
  } catch (error) {
    // Renamed or forbidden commands are answers; a broken connection is not.
    if (error instanceof StoreFault && error.outcomeUnknown) {
      throw error;
    }
    return undefined;
  }
}

/** Parses the `name:value` lines of INFO and CLUSTER INFO. */
function parseInfo(reply: unknown): Record<string, string> {
  const lines = String(reply)
    .split('\r\n')
    .map((line) => /^([^#:][^:]*):(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1], match[2]]])));
}

/** Compares the first two parts of a version such as `7.0.15`. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [actualMajor = 0, actualMinor = 0] = version.split('.').map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

function addressOf(node: Redis): string {
  return node.options.path ?? `${node.options.host ?? '127.0.0.1'}:${node.options.port ?? 6379}`;
}

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

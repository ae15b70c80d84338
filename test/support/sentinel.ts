/** A primary, its replicas and the sentinels that watch them, all on loopback and of the test's own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findServerBinary } from '../../src/redis/discover.ts';
import { freePort } from '../../src/redis/embedded-server.ts';
import { type Proxy, startProxy } from '../outages/support/proxy.ts';
import { ended, endWithUs, startRedisServer, type TestServer } from './redis-server.ts';

export interface SentinelSetOptions {
  /** Replicas of the primary. Default 2. */
  readonly replicas?: number;
  /** How long the primary must be silent before the sentinels replace it, in milliseconds. Default 1,000. */
  readonly downAfterMs?: number;
  /** Default 3, of which two must agree. */
  readonly sentinels?: number;
  /** Puts the primary where `cut` can take it from the sentinels and the replicas, and leave it to Tollgate. */
  readonly cuttable?: boolean;
  /** What the nodes and the sentinels ask for. */
  readonly password?: string;
  readonly sentinelPassword?: string;
  /** Lines of redis.conf for the nodes. */
  readonly config?: Readonly<Record<string, string>>;
  /** Lines of sentinel.conf. */
  readonly sentinelConfig?: readonly string[];
}

export interface TestSentinel {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface SentinelSet {
  /** The first is the primary to begin with. */
  readonly servers: readonly TestServer[];
  readonly sentinels: readonly TestSentinel[];
  /** `host:port` of every sentinel. */
  readonly addresses: readonly string[];
  /** For a cuttable set: how Tollgate reaches the primary whatever is cut. */
  readonly addressMap: readonly string[];
  /** Takes the connections between the primary and all the others away, or gives them back. */
  cut(is: boolean): void;
  /** One command to one node or sentinel, past Tollgate. */
  ask(port: number, name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** The port of the primary that most sentinels name. */
  primaryPort(): Promise<number>;
  stop(): Promise<void>;
}

export const SENTINEL_NAME = 'money';

/** Starts them, and waits until every sentinel sees every replica and every other sentinel. */
export async function startSentinelSet(options: SentinelSetOptions = {}): Promise<SentinelSet> {
  const started: { stop(): Promise<void> }[] = [];
  const clients = new Map<number, Redis>();
  const stop = async (): Promise<void> => {
    for (const client of clients.values()) client.disconnect();
    await Promise.all(started.map((each) => each.stop()));
  };
  const keep = <Each extends { stop(): Promise<void> }>(each: Each): Each => {
    started.push(each);
    return each;
  };
  const servers: TestServer[] = [];
  const sentinels: TestSentinel[] = [];
  const ask: SentinelSet['ask'] = async (port, name, ...args) => {
    let client = clients.get(port);
    if (client === undefined || client.status === 'end') {
      const isSentinel = sentinels.some((each) => each.port === port);
      const password = isSentinel ? options.sentinelPassword : options.password;
      client = new Redis({
        ...(password && { password }),
        port,
        host: '127.0.0.1',
        retryStrategy: null,
        commandTimeout: 3_000,
        protocol: 2,
      });
      client.on('error', () => undefined);
      clients.set(port, client);
    }
    return client.call(name, ...args);
  };
  try {
    let announced = 0;
    let proxy: Proxy | undefined;
    for (let index = 0; index <= (options.replicas ?? 2); index += 1) {
      const replicaof = servers[0] === undefined ? {} : { replicaof: `127.0.0.1 ${announced}` };
      const timing = { 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' };
      servers.push(keep(await startRedisServer({ config: { ...timing, ...replicaof, ...options.config } })));
      if (index > 0) continue;
      announced = servers[0]!.port;
      if (options.cuttable !== true) continue;
      proxy = keep(await startProxy(announced));
      announced = Number(new URL(proxy.url).port);
    }
    for (let index = 0; index < (options.sentinels ?? 3); index += 1)
      sentinels.push(keep(await startSentinel(announced, options)));
    const set: SentinelSet = {
      servers,
      sentinels,
      addresses: sentinels.map(({ address }) => address),
      addressMap: proxy === undefined ? [] : [`127.0.0.1:${announced}=127.0.0.1:${servers[0]!.port}`],
      cut: (is) => proxy?.behave({ closed: is }),
      ask,
      primaryPort: async () => {
        const replies = await Promise.allSettled(
          sentinels.map(({ port }) => ask(port, 'sentinel', 'get-master-addr-by-name', SENTINEL_NAME)),
        );
        const ports = replies.flatMap((reply) =>
          reply.status === 'fulfilled' ? [Number((reply.value as readonly string[])[1])] : [],
        );
        return ports.toSorted((a, b) => ports.filter((p) => p === b).length - ports.filter((p) => p === a).length)[0]!;
      },
      stop,
    };
    await untilComplete(set);
    return set;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSentinel(primaryPort: number, options: SentinelSetOptions): Promise<TestSentinel> {
  const binary = await findServerBinary();
  if ('reason' in binary) throw new Error(`this test needs a native Redis: ${binary.reason}`);
  const dir = await mkdtemp(join(tmpdir(), 'tollgate-sentinel-'));
  const port = await freePort();
  const path = join(dir, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `logfile ${join(dir, 'sentinel.log')}`,
    `sentinel monitor ${SENTINEL_NAME} 127.0.0.1 ${primaryPort} ${options.sentinels === 1 ? 1 : 2}`,
    `sentinel down-after-milliseconds ${SENTINEL_NAME} ${options.downAfterMs ?? 1_000}`,
    `sentinel failover-timeout ${SENTINEL_NAME} 5000`,
    ...(options.sentinelConfig ?? []),
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  const child = spawn(binary.path, [path, '--sentinel'], { stdio: 'ignore' });
  endWithUs(child);
  return {
    address: `127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      await ended(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function untilComplete(set: SentinelSet): Promise<void> {
  const { sentinels, servers } = set;
  const deadline = Date.now() + 20_000;
  const sees = async ({ port }: TestSentinel): Promise<boolean> => {
    const reply = (await set.ask(port, 'sentinel', 'master', SENTINEL_NAME)) as string[];
    const field = (name: string): string => reply[reply.indexOf(name) + 1] ?? '';
    return (
      field('flags') === 'master' &&
      field('num-other-sentinels') === String(sentinels.length - 1) &&
      field('num-slaves') === String(servers.length - 1)
    );
  };
  const inSync = async ({ port }: TestServer): Promise<boolean> =>
    String(await set.ask(port, 'info', 'replication')).includes('master_link_status:up');
  while (Date.now() < deadline) {
    const checks = [...sentinels.map(sees), ...servers.slice(1).map(inSync)];
    const good = await Promise.all(checks.map((check) => check.catch(() => false)));
    if (good.every(Boolean)) return;
    await sleep(50);
  }
  throw new Error('the sentinels did not find each other and the replicas within 20 s');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findServerBinary } from '../../src/redis/discover.ts';
import { freePort, startEmbeddedServer } from '../../src/redis/embedded-server.ts';
import { probeServer } from '../../src/redis/startup-checks.ts';
import { silentLogger } from './silent-logger.ts';

/** A Redis for tests. */
export interface TestServer {
  /** `external`: given by REDIS_URL, and nothing is known of its settings. */
  readonly engine: 'native' | 'embedded' | 'external';
  readonly port: number;
  readonly url: string;
  /** Process of a native server, to be stopped or frozen by tests of faults. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** A native server of the test's own. */
export interface OwnServer extends TestServer {
  /** As by kill -9. What it has written stays. */
  kill(): Promise<void>;
  /** Starts it again, where it was and with what it had. */
  revive(): Promise<void>;
}

export interface ServerOptions {
  /** Lines of redis.conf that override those of the tests. */
  readonly config?: Readonly<Record<string, string>>;
  /** Native servers only: a node of a cluster. */
  readonly cluster?: boolean;
  readonly port?: number;
}

/** A native server of the test's own: append-only with fsync on every write, in a temporary directory. */
export async function startRedisServer(options: ServerOptions = {}): Promise<OwnServer> {
  const binary = await findServerBinary();
  if ('reason' in binary) {
    throw new Error(`this test needs a native Redis: ${binary.reason}`);
  }
  const dir = await mkdtemp(join(tmpdir(), 'tollgate-redis-'));
  const port = options.port ?? (await freePort());
  const config: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    save: '""',
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    logfile: join(dir, 'redis.log'),
    ...(options.cluster === true ? { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' } : {}),
    ...options.config,
  };
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(binary.path, ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    endWithUs(child);
    child.stdin?.end(
      Object.entries(config)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(''),
    );
    await untilUp(child, port, options.config?.['requirepass'] ?? '');
    return child;
  };
  let child = await start();
  return {
    engine: 'native',
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid;
    },
    kill: () => ended(child),
    revive: async () => {
      child = await start();
    },
    stop: async () => {
      await ended(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function untilUp(child: ChildProcess, port: number, password: string): Promise<void> {
  for (let attempt = 0; attempt < 1_500; attempt += 1) {
    if (child.exitCode !== null) {
      throw new Error(`redis-server on port ${port} ended with code ${child.exitCode}`);
    }
    const info = await probeServer({ port, password });
    if (info !== undefined && info['loading'] !== '1') {
      return;
    }
    await sleep(20);
  }
  throw new Error(`redis-server on port ${port} did not come up`);
}

const running = new Set<ChildProcess>();

/** Leaves nothing behind when this process ends before it has stopped its servers. */
export function endWithUs(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Ends a server at once, also one that was made to stand still. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await exit;
}

/**
 * The Redis that all test files share: `REDIS_URL` if set, else a native server, else the embedded engine.
 * `TEST_REDIS=native` or `TEST_REDIS=embedded` insists on one.
 */
export async function startSharedServer(env: NodeJS.ProcessEnv = process.env): Promise<TestServer> {
  const wanted = env['TEST_REDIS'];
  if (wanted !== undefined && wanted !== 'native' && wanted !== 'embedded') {
    throw new Error(`TEST_REDIS is "${wanted}"; it may be native or embedded`);
  }
  if (wanted === undefined && env['REDIS_URL'] !== undefined) {
    const url = env['REDIS_URL'];
    const stop = async (): Promise<void> => undefined;
    return { engine: 'external', url, port: Number(new URL(url).port || 6379), pid: undefined, stop };
  }
  if (wanted === 'embedded' || (wanted === undefined && 'reason' in (await findServerBinary()))) {
    const server = await startEmbeddedServer(silentLogger);
    const url = `redis://${server.address}`;
    return { engine: 'embedded', url, port: Number(new URL(url).port), pid: undefined, stop: () => server.stop() };
  }
  return startRedisServer();
}

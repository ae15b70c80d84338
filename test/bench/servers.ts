/** The servers that are measured, each in a process of its own, and what they have used of the processor. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { freePort } from '../../src/redis/embedded-server.ts';
import { ended, endWithUs } from '../support/redis-server.ts';

/** Under a load on the machine of its own, and at the lowest priority. */
const UP_WITHIN_MS = 60_000;
/** As `npm start` and the image run it; the echo gets the same. */
const HEAP_FLAGS = ['--max-semi-space-size=64'];

/** What it tells whoever starts it, and which would stand between the figures here. */
const GREETING = /^(tollgate serve: (listens|is ready|waits|SIGTERM)|Try it|  npx tollgate|$)/;

/** A server in a process of its own, and what it has used of the processor so far, in microseconds. */
export interface Measured {
  readonly address: string;
  /** Of its process. */
  readonly pid: number | undefined;
  cpuMicros(): Promise<number>;
  stop(): Promise<void>;
}

export async function startEcho(): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('echo.mjs', import.meta.url)), { execArgv: [...HEAP_FLAGS] });
  const [address] = (await once(child, 'message')) as [string];
  return {
    address,
    pid: child.pid,
    cpuMicros: async () => {
      child.send('cpu');
      const [usage] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return usage.user + usage.system;
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** A Tollgate, and its page of metrics. */
export interface MeasuredTollgate extends Measured {
  readonly httpAddress: string;
  /** As by kill -9. */
  kill(): Promise<void>;
}

/**
 * The product as its users start it, logging every decision; its CPU is what its own metrics say.
 *
 * @param until - `is ready`, or only `listens`: while its store is away it is not ready
 * @param onLog - gets each line of its log
 */
export async function startTollgate(
  redisUrl: string,
  settings: Readonly<Record<string, string>> = {},
  until: 'is ready' | 'listens' = 'is ready',
  onLog?: (line: string) => void,
): Promise<MeasuredTollgate> {
  const grpcAddress = settings['TOLLGATE_GRPC_ADDRESS'] ?? `127.0.0.1:${await freePort()}`;
  const httpAddress = settings['TOLLGATE_HTTP_ADDRESS'] ?? `127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [...HEAP_FLAGS, 'dist/main.js', 'serve'], {
    env: {
      ...process.env,
      REDIS_URL: redisUrl,
      TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '5000',
      TOLLGATE_DATA_DIR: mkdtempSync(join(tmpdir(), 'tollgate-bench-')),
      TOLLGATE_GRPC_ADDRESS: grpcAddress,
      TOLLGATE_HTTP_ADDRESS: httpAddress,
      ...settings,
    },
    stdio: ['ignore', onLog === undefined ? 'ignore' : 'pipe', 'pipe'],
  });
  endWithUs(child);
  const onEachLine = (input: Readable | null, on: (line: string) => void): void => {
    if (input !== null) createInterface({ input }).on('line', on);
  };
  onEachLine(child.stdout, (line) => onLog?.(line));
  onEachLine(child.stderr, (line) => {
    if (!GREETING.test(line)) console.error(line);
  });
  const metrics = `http://${httpAddress}/metrics`;
  const deadline = Date.now() + UP_WITHIN_MS;
  while (
    !(await fetch(`http://${httpAddress}/${until === 'listens' ? 'livez' : 'readyz'}`).then(
      (response) => response.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`Tollgate ended with code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`Tollgate did not come up within ${UP_WITHIN_MS / 1000} s`);
    await delay(50);
  }
  return {
    address: grpcAddress,
    httpAddress,
    pid: child.pid,
    kill: () => ended(child),
    cpuMicros: async () => {
      const page = await (await fetch(metrics)).text();
      return Number(/^process_cpu_seconds_total (\S+)$/m.exec(page)?.[1]) * 1e6;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** User and system time of Redis so far, in microseconds. */
export async function redisCpu(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const field = (name: string): number => Number(new RegExp(`^${name}:([0-9.]+)`, 'm').exec(info)?.[1] ?? 0);
  return (field('used_cpu_user') + field('used_cpu_sys')) * 1e6;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { accessSync, constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Debian keeps daemons where the PATH of ordinary users does not look. */
const EXTRA_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin'];

/** The full path of a program, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined;
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...EXTRA_DIRECTORIES];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function isInstalled(program: string): boolean {
  return findProgram(program) !== undefined;
}

/**
 * Why a suite cannot run here; undefined when it can. CI installs everything, so there a missing tool fails the suite.
 * `tools` says of each whether it is there.
 */
export function missingTools(suite: string, tools: Readonly<Record<string, boolean>>): string | undefined {
  const missing = Object.keys(tools).filter((name) => tools[name] === false);
  if (missing.length === 0) return undefined;
  const message = `not installed: ${missing.join(', ')}`;
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(`the ${suite} suite is skipped; ${message}`);
  return message;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A process of a test, with everything it says. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
}

/** @param options `group`: in a process group of its own, so that it can be ended with all its children. */
export function run(
  program: string,
  args: readonly string[],
  { env = process.env, group = false }: { env?: NodeJS.ProcessEnv; group?: boolean } = {},
): Running {
  const child = spawn(findProgram(program) ?? program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    detached: group,
  });
  // A suite that breaks off must leave no gateway behind.
  const end = (): void => void child.kill('SIGTERM');
  process.once('exit', end);
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve({ code, output });
    });
  });
  return { child, ended, output: () => output };
}

/** A loopback UDP port that nobody was using a moment ago. */
export function freeUdpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createSocket('udp4');
    probe.once('error', reject);
    probe.bind(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** With everything in it. A server that is still ending may write while it is emptied. */
export function removeDirectory(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Repeats `look` until it finds something, for at most `ms`. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
  ms = 8000,
): Promise<Found> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await sleep(25);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from './client.ts';
import { isAlive, markOf, parseMark, type ProcessMark } from '../files/directory-lock.ts';
import { freePort } from './embedded-server.ts';
import { probeServer } from './startup-checks.ts';
import type { StoreLogger } from './store.ts';

/** A server that lives and dies with Tollgate. */
export interface OwnedServer {
  readonly endpoint: Endpoint;
  /** For people. */
  readonly address: string;
  stop(): Promise<void>;
}

/** One with a process and data of its own. */
export interface PrivateServer extends OwnedServer {
  readonly endpoint: LocalEndpoint;
  /** True if an earlier Tollgate had left it running. */
  readonly adopted: boolean;
  /** False once its process has ended. */
  isAlive(): boolean;
}

type LocalEndpoint = Exclude<Endpoint, { url: string }>;

/** Written beside the data so that the next Tollgate finds a server that outlived this one. */
interface InstanceRecord extends ProcessMark {
  readonly endpoint: LocalEndpoint;
  /** `run_id` of the server; empty until it has answered for the first time. */
  readonly runId: string;
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with a final zero. */
const socketPathBytesMax = 100;
/** How long it may be silent while it starts. One that says that it loads its data may take as long as it likes. */
const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/** The server runs, as far as can be seen, but has not answered yet: a slow machine, no broken one. */
export class SlowServerError extends Error {
  override readonly name = 'SlowServerError';
}

/** True if a ledger was kept under this directory before. */
export function holdsData(dataDir: string): boolean {
  const aof = join(dataDir, 'redis', 'appendonlydir');
  return existsSync(aof) && readdirSync(aof).length > 0;
}

/**
 * Runs a Redis of our own under `dataDir/redis`: append-only, fsync on every write, reachable by this user only.
 * The caller holds the lock of the data directory.
 *
 * It runs detached, in a session of its own: a Ctrl-C in the terminal reaches Tollgate alone, which drains and then
 * stops the server. If Tollgate is killed, the server stays, and the next Tollgate adopts it.
 *
 * @param before the endpoint of a server that ended, to be used again
 * @throws Error with the end of the server's log if it does not come up
 */
export async function startPrivateServer(
  binaryPath: string,
  dataDir: string,
  before?: LocalEndpoint,
): Promise<PrivateServer> {
  const dir = resolve(dataDir, 'redis');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const recordPath = join(dir, 'instance.json');
  const left = readRecord(recordPath);
  if (left !== undefined && (await isStillServing(left))) {
    return owned(left, recordPath, true);
  }
  const endpoint = before ?? (await chooseEndpoint(dir));
  const child = spawn(binaryPath, ['-'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: dir });
  const failure = watchForFailure(child);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(configuration(dir, endpoint));
  child.unref();
  const mark = markOf(child.pid ?? -1);
  writeRecord(recordPath, { ...mark, endpoint, runId: '' });
  try {
    const runId = await Promise.race([failure, untilServing(endpoint)]);
    const record = { ...mark, endpoint, runId };
    writeRecord(recordPath, record);
    return owned(record, recordPath, false);
  } catch (error) {
    child.kill('SIGKILL');
    rmSync(recordPath, { force: true });
    const message = `${binaryPath} did not start: ${(error as Error).message}${logTail(dir)}`;
    if (error instanceof SlowServerError) throw new SlowServerError(message, { cause: error });
    throw new Error(message, { cause: error });
  }
}

function owned(record: InstanceRecord, recordPath: string, adopted: boolean): PrivateServer {
  const { endpoint } = record;
  return {
    endpoint,
    address: 'socketPath' in endpoint ? endpoint.socketPath : `127.0.0.1:${endpoint.port}`,
    adopted,
    isAlive: () => isAlive(record),
    stop: async () => {
      await stopServer(record);
      rmSync(recordPath, { force: true });
    },
  };
}

/** SIGTERM makes Redis write and fsync its file before it goes. */
async function stopServer(record: InstanceRecord): Promise<void> {
  if (!isAlive(record)) {
    return;
  }
  process.kill(record.pid, 'SIGTERM');
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(record)) {
    if (Date.now() > deadline) {
      throw new Error(`the private Redis (process ${record.pid}) did not stop within ${stopTimeoutMs / 1000} s`);
    }
    await sleep(20);
  }
}

async function isStillServing(record: InstanceRecord): Promise<boolean> {
  if (!isAlive(record)) {
    return false;
  }
  const info = await firstAnswer(record.endpoint, () => isAlive(record));
  if (info !== undefined) {
    return record.runId === '' ? Number(info['process_id']) === record.pid : info['run_id'] === record.runId;
  }
  if (isAlive(record)) {
    throw new SlowServerError(`process ${record.pid} still uses the data directory but does not answer; stop it`);
  }
  return false;
}

async function chooseEndpoint(dir: string): Promise<LocalEndpoint> {
  const socketPath = join(dir, 'redis.sock');
  if (Buffer.byteLength(socketPath) <= socketPathBytesMax) {
    return { socketPath };
  }
  // Every user of the machine can reach a port, so it asks for a password.
  return { port: await freePort(), password: randomBytes(24).toString('base64url') };
}

/** The configuration goes through stdin: a password on the command line could be read by everyone. */
function configuration(dir: string, endpoint: LocalEndpoint): string {
  const listen =
    'socketPath' in endpoint
      ? ['port 0', `unixsocket ${quote(endpoint.socketPath)}`, 'unixsocketperm 600']
      : ['bind 127.0.0.1', `port ${endpoint.port}`, `requirepass ${quote(endpoint.password)}`];
  return [
    ...listen,
    `dir ${quote(dir)}`,
    `logfile ${quote(join(dir, 'redis.log'))}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync always',
    'no-appendfsync-on-rewrite no',
    'aof-use-rdb-preamble yes',
    'aof-load-truncated yes',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function watchForFailure(child: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? `code ${code}`}`)));
  });
}

async function untilServing(endpoint: LocalEndpoint): Promise<string> {
  const info = await firstAnswer(endpoint, () => true);
  if (info === undefined) throw new SlowServerError(`it did not answer within ${startTimeoutMs / 1000} s`);
  return info['run_id'] ?? '';
}

/** What a server says once it has loaded its data; undefined when it is silent for too long, or may answer no more. */
async function firstAnswer(
  endpoint: LocalEndpoint,
  mayAnswer: () => boolean,
): Promise<Record<string, string> | undefined> {
  let deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline && mayAnswer()) {
    const info = await probeServer(endpoint);
    if (info?.['loading'] === '1') deadline = Date.now() + startTimeoutMs;
    else if (info !== undefined) return info;
    await sleep(20);
  }
  return undefined;
}

function logTail(dir: string): string {
  const path = join(dir, 'redis.log');
  if (!existsSync(path)) {
    return '';
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-3);
  return `; the end of ${path}: ${lines.join(' | ')}`;
}

function readRecord(path: string): InstanceRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<InstanceRecord>;
    const mark = parseMark(value);
    return mark === undefined || value.endpoint === undefined
      ? undefined
      : { ...mark, endpoint: value.endpoint, runId: value.runId ?? '' };
  } catch {
    // No record, or one cut short by a crash: then there is no server to find through it.
    return undefined;
  }
}

function writeRecord(path: string, record: InstanceRecord): void {
  writeFileSync(path, JSON.stringify(record), { mode: 0o600 });
}

/** How often a look is taken whether the server still runs. */
const lookEveryMs = 1000;

/**
 * Keeps a private server up until it is stopped: nobody else would. A server whose process has ended is started again
 * on the same endpoint, so that the client finds it by itself. Its append-only file brings every acknowledged change
 * back.
 */
export class PrivateSupervisor {
  private server: PrivateServer;
  private readonly restart: () => Promise<PrivateServer>;
  private readonly logger: StoreLogger;
  private readonly timer: NodeJS.Timeout;
  /** The restart that is under way; one at a time. */
  private restarting: Promise<void> | undefined;

  constructor(first: PrivateServer, restart: () => Promise<PrivateServer>, logger: StoreLogger) {
    this.server = first;
    this.restart = restart;
    this.logger = logger;
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  /** Ends the watch, then the server. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.restarting;
    await this.server.stop();
  }

  private look(): void {
    if (this.restarting === undefined && !this.server.isAlive()) {
      this.restarting = this.startAgain().finally(() => {
        this.restarting = undefined;
      });
    }
  }

  private async startAgain(): Promise<void> {
    const { address } = this.server;
    this.logger.error({ address }, 'the private Redis has ended; starting it again');
    try {
      this.server = await this.restart();
      this.logger.warn({ address }, 'the private Redis runs again, with everything that was acknowledged');
    } catch (error) {
      this.logger.error({ address, err: error }, 'the private Redis could not be started again; trying on');
    }
  }
}

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Endpoint } from './client.ts';
import { whyUnwritable } from './data-directory.ts';
import { lockDirectory } from '../files/directory-lock.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import { holdsData, PrivateSupervisor, SlowServerError, startPrivateServer } from './private-server.ts';
import { isAtLeast } from './startup-checks.ts';
import type { StoreInfo, StoreLogger, StoreOptions } from './store.ts';

/** A Redis to connect to, and how to stop it if it is ours. */
export interface Found {
  readonly mode: StoreInfo['mode'];
  /** Undefined for a cluster or sentinels: their addresses are in the options. */
  readonly endpoint: Endpoint | undefined;
  readonly address: string;
  stop(): Promise<void>;
}

/** There is no Redis that Tollgate may use; the message says what to do. */
class NoRedisError extends Error {
  override readonly name = 'NoRedisError';
}

/**
 * Finds the Redis to use: the configured one, else a private server, else the embedded engine. Each step down is
 * logged with its reason.
 *
 * @throws {NoRedisError} if the last resort is not allowed, or would hide an existing ledger
 * @throws {DirectoryBusyError} if another Tollgate runs a private server in the same directory
 */
export async function discoverRedis(options: StoreOptions, logger: StoreLogger): Promise<Found> {
  const configured = configuredRedis(options);
  if (configured !== undefined) {
    return configured;
  }
  const reason = 'REDIS_URL is not set';
  const unlock = lockDirectory(options.dataDir);
  try {
    const server = await privateServer(options, logger, reason);
    if (typeof server !== 'string') {
      const stop = async (): Promise<void> => server.stop().finally(unlock);
      return { mode: 'private', endpoint: server.endpoint, address: server.address, stop };
    }
    unlock();
    return await embeddedServer(options, logger, `${reason}, and ${server}`);
  } catch (error) {
    unlock();
    throw error;
  }
}

function configuredRedis(options: StoreOptions): Found | undefined {
  const stop = async (): Promise<void> => undefined;
  if (options.mode === 'cluster') {
    return { mode: 'url', endpoint: undefined, address: options.clusterNodes.join(','), stop };
  }
  if (options.mode === 'sentinel') {
    const address = `${options.sentinelName} at sentinels ${options.sentinels.join(',')}`;
    return { mode: 'url', endpoint: undefined, address, stop };
  }
  if (options.url === undefined) {
    return undefined;
  }
  return { mode: 'url', endpoint: { url: options.url }, address: withoutPassword(options.url), stop };
}

/** A private server, or the reason why there is none. */
async function privateServer(options: StoreOptions, logger: StoreLogger, reason: string) {
  const binary = await findServerBinary();
  if ('reason' in binary) {
    refuseToHideData(options.dataDir, binary.reason);
    return binary.reason;
  }
  try {
    const server = await startPrivateServer(binary.path, options.dataDir);
    logger.info(
      { address: server.address, binary: binary.path, version: binary.version, data_dir: options.dataDir },
      server.adopted
        ? `${reason}: adopted the private Redis that an earlier Tollgate left running`
        : `${reason}: started a private Redis, append-only with fsync on every write`,
    );
    const restart = () => startPrivateServer(binary.path, options.dataDir, server.endpoint);
    const supervisor = new PrivateSupervisor(server, restart, logger);
    return { endpoint: server.endpoint, address: server.address, stop: () => supervisor.stop() };
  } catch (error) {
    const why = (error as Error).message;
    // A slow machine is no reason to keep nothing: the start is tried again.
    if (error instanceof SlowServerError) throw new NoRedisError(why);
    refuseToHideData(options.dataDir, why);
    refuseForDisk(options.dataDir, why);
    return why;
  }
}

/** An operator with a full disk asked for a store that lasts, and must not find one that keeps nothing. */
function refuseForDisk(dataDir: string, why: string): void {
  const trouble = /No space left|Disk quota|Read-only file system/i.exec(why)?.[0] ?? whyUnwritable(dataDir)?.message;
  if (trouble === undefined) return;
  throw new NoRedisError(
    `${dataDir} cannot keep a ledger (${trouble}): ${why}. Free some space there, or set REDIS_URL`,
  );
}

/** An empty in-memory store in place of an existing ledger would look like a loss of every balance. */
function refuseToHideData(dataDir: string, why: string): void {
  if (existsSync(dataDir) && holdsData(dataDir)) {
    throw new NoRedisError(
      `${dataDir}/redis holds a ledger, but no Redis can serve it: ${why}. ` +
        'Install or repair redis-server 7.0 or newer, set REDIS_URL, or move that directory away to start empty.',
    );
  }
}

async function embeddedServer(options: StoreOptions, logger: StoreLogger, reason: string): Promise<Found> {
  if (!options.allowEmbedded) {
    throw new NoRedisError(
      `${reason}; the embedded engine keeps nothing and is not allowed here. ` +
        'Set REDIS_URL, install redis-server 7.0 or newer, or set TOLLGATE_REDIS_ALLOW_EMBEDDED=true.',
    );
  }
  const server = await startEmbeddedServer(logger);
  logger.warn(
    { address: server.address },
    `${reason}: EMBEDDED, NOT DURABLE. Balances and holds live in memory and are lost when Tollgate ends. ` +
      'Set REDIS_URL or install redis-server before real money depends on it.',
  );
  return { mode: 'embedded', endpoint: server.endpoint, address: server.address, stop: () => server.stop() };
}

/** A URL as it may be shown. Its password may hold an @, and may also stand in the query. */
function withoutPassword(text: string): string {
  return text.replace(/\?.*$/s, '').replace(/(\/\/).*@/s, '$1');
}

const run = promisify(execFile);

/** A Redis or Valkey server on this machine, or why there is none that can be used. */
export type BinarySearch = { readonly path: string; readonly version: string } | { readonly reason: string };

/** How long a server may take to say its version: a machine that has just booted reads it from a cold disk. */
const VERSION_TIMEOUT_MS = 30_000;

/**
 * Looks in PATH for `redis-server`, then `valkey-server`, of version 7.0 or newer.
 *
 * @throws {SlowServerError} if one does not say its version in time
 */
export async function findServerBinary(env: NodeJS.ProcessEnv = process.env): Promise<BinarySearch> {
  const rejected: string[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    for (const path of candidates(name, env)) {
      const version = await versionOf(path);
      if (version !== undefined && isAtLeast(version, [7, 0])) {
        return { path, version };
      }
      rejected.push(version === undefined ? `${path} does not run` : `${path} is ${version}, older than 7.0`);
    }
  }
  return { reason: rejected.length === 0 ? 'no redis-server or valkey-server in PATH' : rejected.join('; ') };
}

function candidates(name: string, env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    return /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch (error) {
    if ((error as { killed?: boolean }).killed !== true) return undefined;
    throw new SlowServerError(`${path} --version did not answer within ${VERSION_TIMEOUT_MS / 1000} s`);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type Connection } from './connection.ts';
import { discoverRedis, type Found } from './discover.ts';
import { ReplicaError } from './primary-connection.ts';
import { ConnectedStore } from './redis-store.ts';
import { checkRedis, notPrimary, UnsafeRedisError, type CheckResult } from './startup-checks.ts';
import {
  StoreFault,
  type RedisStore,
  type StoreInfo,
  type StoreLogger,
  type StoreMetrics,
  type StoreOptions,
} from './store.ts';

const defaultStartTimeoutMs = 10_000;
const recheckIntervalMs = 60_000;

const checkAgainMs = 100;

/** How whoever waits for the connection takes part. */
export interface ConnectProgress {
  /** Gives the attempt up. */
  readonly signal?: AbortSignal;
  /** Called with each complaint of the client while it tries, for a person. */
  readonly onTrouble?: (why: string) => void;
}

/**
 * Finds or starts Redis, waits until it is ready, and refuses one that would lose money. A slow reply to a check is
 * asked for again until the time to start is over.
 *
 * @throws {NoRedisError} or {@link DirectoryBusyError} if there is no Redis to use
 * @throws {UnsafeRedisError} if the Redis is unsafe and `allowUnsafe` is false
 * @throws {StoreFault} of kind `unavailable` if it does not come up in time, or the attempt was given up
 */
export async function connectStore(
  options: StoreOptions,
  logger: StoreLogger,
  metrics: StoreMetrics,
  progress: ConnectProgress = {},
): Promise<RedisStore> {
  const found = await discoverRedis(options, logger);
  const connection = createConnection(options, found.endpoint, logger);
  try {
    const deadlineMs = performance.now() + (options.startTimeoutMs ?? defaultStartTimeoutMs);
    logErrors(connection, logger);
    await connectWithin(connection, found, options.startTimeoutMs ?? defaultStartTimeoutMs, progress);
    const checks = { cluster: options.mode === 'cluster', volatile: found.mode === 'embedded' };
    const result = await checkUntil(deadlineMs, connection, checks, progress.signal);
    judge(result, options, logger);
    const info = describe(found, options, result);
    metrics.setInfo(info);
    const stopChecks = recheckForEver(connection, checks, logger);
    const stopServer = async (): Promise<void> => {
      stopChecks();
      await found.stop();
    };
    return new ConnectedStore({ info, connection, metrics, stopServer, durability: options.durability });
  } catch (error) {
    connection.disconnect();
    await found.stop();
    throw error;
  }
}

/** The client retries for ever and complains each time: the same complaint is logged once until it changes. */
function logErrors(connection: Connection, logger: StoreLogger): void {
  let last = '';
  connection.on((event, error) => {
    if (event === 'ready') {
      last = '';
    } else if (event === 'error' && error !== undefined && error.message !== last) {
      last = error.message;
      logger.warn({ err: error }, 'Redis connection failed; trying again');
    }
  });
}

/** A Redis that answers the checks too late is busy, and no reason to begin from the start. */
async function checkUntil(
  deadlineMs: number,
  connection: Connection,
  checks: Parameters<typeof checkRedis>[1],
  signal: AbortSignal | undefined,
): Promise<CheckResult> {
  for (;;) {
    try {
      return await checkRedis(connection.masters(), checks);
    } catch (error) {
      const over = signal?.aborted === true || performance.now() + checkAgainMs > deadlineMs;
      if (!(error instanceof StoreFault) || !error.retryable || over) throw error;
      await delay(checkAgainMs);
    }
  }
}

async function connectWithin(
  connection: Connection,
  found: Found,
  startTimeoutMs: number,
  { signal, onTrouble }: ConnectProgress,
): Promise<void> {
  let over = false;
  let lastError: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  const fault = (what: string): StoreFault => {
    const why = lastError === undefined ? 'no answer' : lastError.message;
    return new StoreFault('unavailable', `Redis at ${found.address} ${what}: ${why}`, { outcomeUnknown: false });
  };
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(fault(`did not come up within ${startTimeoutMs / 1000} s`)), startTimeoutMs);
    signal?.addEventListener('abort', () => reject(fault('is not waited for any more')));
    if (signal?.aborted === true) reject(fault('is not waited for any more'));
  });
  const ready = new Promise<void>((resolve, reject) => {
    connection.on((event, error) => {
      if (over) return;
      lastError = error ?? lastError;
      // Nobody will name another one.
      if (error instanceof ReplicaError && found.endpoint !== undefined) {
        reject(new UnsafeRedisError([notPrimary('slave', found.address)]));
      }
      if (error !== undefined) onTrouble?.(fault('does not answer').message);
      if (event === 'ready' && connection.complete()) {
        resolve();
      }
    });
    // A cluster's own promise fails with the first attempt, while the client goes on trying.
    connection.connect().then(resolve, (error: Error) => (lastError ??= error));
  });
  try {
    await Promise.race([ready, timeout]);
  } finally {
    over = true;
    clearTimeout(timer);
  }
}

function judge(result: CheckResult, options: StoreOptions, logger: StoreLogger): void {
  const error = result.unsafe.length === 0 ? undefined : new UnsafeRedisError(result.unsafe);
  if (error !== undefined && !options.allowUnsafe) {
    throw error;
  }
  for (const finding of result.doubtful) {
    logger.warn({ ...finding }, `Redis: ${finding.what}`);
  }
  if (error === undefined) {
    return;
  }
  logger.warn({ findings: result.unsafe }, `starting on an unsafe Redis because that is allowed: ${error.message}`);
}

function describe(found: Found, options: StoreOptions, result: CheckResult): StoreInfo {
  return {
    mode: found.mode,
    address: found.address,
    topology: options.mode,
    engine: result.engine,
    version: result.version,
    durable: result.durable,
  };
}

/** Settings change and primaries fail over while Tollgate runs: what was safe at the start is looked at again. */
function recheckForEver(
  connection: Connection,
  checks: { cluster: boolean; volatile: boolean },
  logger: StoreLogger,
): () => void {
  let known = '';
  const recheck = async (): Promise<void> => {
    const { unsafe } = await checkRedis(connection.masters(), checks);
    const now = JSON.stringify(unsafe);
    if (now !== known && unsafe.length > 0) {
      logger.error(
        { findings: unsafe },
        `Redis has become unsafe: ${unsafe.map((finding) => finding.what).join('; ')}`,
      );
    }
    known = now;
  };
  const start = (): void => {
    // A node that does not answer is the business of the health probe.
    recheck().catch(() => undefined);
  };
  connection.on((event) => {
    if (event === 'ready') {
      start();
    }
  });
  const timer = setInterval(start, recheckIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

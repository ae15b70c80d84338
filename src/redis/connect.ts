import { createConnection, type Connection } from './connection.ts';
import { discoverRedis, type Found } from './discover.ts';
import { ConnectedStore } from './redis-store.ts';
import { checkRedis, UnsafeRedisError, type CheckResult } from './startup-checks.ts';
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

/**
 * Finds or starts Redis, waits until it is ready, and refuses one that would lose money.
 *
 * @throws {NoRedisError} or {@link DataDirectoryBusyError} if there is no Redis to use
 * @throws {UnsafeRedisError} if the Redis is unsafe and `allowUnsafe` is false
 * @throws {StoreFault} of kind `unavailable` if it does not come up in time
 */
export async function connectStore(
  options: StoreOptions,
  logger: StoreLogger,
  metrics: StoreMetrics,
): Promise<RedisStore> {
  const found = await discoverRedis(options, logger);
  const connection = createConnection(options, found.endpoint);
  try {
    logErrors(connection, logger);
    await connectWithin(connection, found, options.startTimeoutMs ?? defaultStartTimeoutMs);
    const checks = { cluster: options.mode === 'cluster', volatile: found.mode === 'embedded' };
    const result = await checkRedis(connection.masters(), checks);
    judge(result, options, logger);
    const info = describe(found, options, result);
    metrics.setInfo(info);
    const stopChecks = recheckForEver(connection, checks, logger);
    const stopServer = async (): Promise<void> => {
      stopChecks();
      await found.stop();
    };
    return new ConnectedStore({ info, connection, metrics, stopServer });
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

async function connectWithin(connection: Connection, found: Found, startTimeoutMs: number): Promise<void> {
  let lastError: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const why = lastError === undefined ? 'no answer' : lastError.message;
      reject(
        new StoreFault(
          'unavailable',
          `Redis at ${found.address} did not come up within ${startTimeoutMs / 1000} s: ${why}`,
          {
            outcomeUnknown: false,
          },
        ),
      );
    }, startTimeoutMs);
  });
  const ready = new Promise<void>((resolve) => {
    connection.on((event, error) => {
      lastError = error ?? lastError;
      if (event === 'ready' && connection.complete()) {
        resolve();
      }
    });
    // Its own promise fails with the first attempt, while the client goes on trying.
    connection.connect().then(resolve, (error: Error) => (lastError ??= error));
  });
  try {
    await Promise.race([ready, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function judge(result: CheckResult, options: StoreOptions, logger: StoreLogger): void {
  for (const finding of result.doubtful) {
    logger.warn({ ...finding }, `Redis: ${finding.what}`);
  }
  if (result.unsafe.length === 0) {
    return;
  }
  const error = new UnsafeRedisError(result.unsafe);
  if (!options.allowUnsafe) {
    throw error;
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

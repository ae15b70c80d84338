import { afterEach, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import { type RedisStore, StoreFault, type StoreOptions, toStoreFault } from '../../src/redis/store.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { scriptOf } from '../support/script.ts';
import { recordingLogger, silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';

const debit = scriptOf('debit', `#!lua\nreturn redis.call('INCRBY', KEYS[1], ARGV[1])`);

async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 8000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`not within 8 s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function faultOf(promise: Promise<unknown>): Promise<StoreFault> {
  const outcome = await promise.then(
    (value) => new Error(`answered ${JSON.stringify(value)}`),
    (error: Error) => error,
  );
  expect(outcome).toBeInstanceOf(StoreFault);
  return outcome as StoreFault;
}

describe.runIf(hasNativeServer)('when Redis misbehaves', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  });

  async function storeOn(
    config: Record<string, string> = {},
    overrides: Partial<StoreOptions> = {},
  ): Promise<{ server: TestServer; store: RedisStore }> {
    const server = await startRedisServer({ config });
    cleanups.push(() => server.stop());
    const store = await connectStore(
      storeOptions({ url: server.url, commandTimeoutMs: 150, ...overrides }),
      silentLogger,
      silentMetrics,
    );
    cleanups.push(() => store.close());
    return { server, store };
  }

  it('runs each script that timed out exactly once', async () => {
    const { server, store } = await storeOn();
    await store.run(debit, ['{t0}:a'], [0]);
    process.kill(server.pid!, 'SIGSTOP');
    const faults = await Promise.all(Array.from({ length: 20 }, () => faultOf(store.run(debit, ['{t0}:a'], [1]))));
    for (const fault of faults) {
      expect(fault).toMatchObject({ kind: 'timeout', retryable: true, outcomeUnknown: true });
    }
    process.kill(server.pid!, 'SIGCONT');
    await eventually(() => store.healthy, 'healthy again');
    expect(await store.command('GET', '{t0}:a')).toBe('20');
  });

  it('says that the outcome is unknown when the connection breaks, and never sends a script again', async () => {
    const { server, store } = await storeOn({}, { commandTimeoutMs: 5000 });
    await store.run(debit, ['{t0}:a'], [0]);
    process.kill(server.pid!, 'SIGSTOP');
    const waiting = Array.from({ length: 20 }, () => faultOf(store.run(debit, ['{t0}:a'], [1])));
    // The commands lie in the socket of the frozen server when the client gives the silent connection up.
    for (const fault of await Promise.all(waiting)) {
      expect(fault).toMatchObject({ kind: 'unavailable', retryable: true, outcomeUnknown: true });
    }
    expect(store.healthy).toBe(false);
    process.kill(server.pid!, 'SIGCONT');
    await eventually(() => store.healthy, 'healthy again');
    expect(Number(await store.command('GET', '{t0}:a'))).toBeLessThanOrEqual(20);
  });

  it('refuses at once while there is no connection, knowing that nothing ran, and recovers', async () => {
    const { server, store } = await storeOn();
    const changes: boolean[] = [];
    store.onHealthChange((healthy) => changes.push(healthy));
    const { port } = server;
    await server.stop();
    await eventually(() => !store.healthy, 'loss noticed');
    const start = performance.now();
    const fault = await faultOf(store.run(debit, ['{t0}:a'], [1]));
    expect(fault).toMatchObject({ kind: 'unavailable', retryable: true, outcomeUnknown: false });
    expect(performance.now() - start).toBeLessThan(50);
    const again = await startRedisServer({ port });
    cleanups.push(() => again.stop());
    await eventually(() => store.healthy, 'connected again');
    // The new server has never seen the script.
    expect(await store.run(debit, ['{t0}:a'], [3])).toBe(3);
    expect(changes).toEqual([false, true]);
  });

  it('names a full memory, a replica and a missing disk for what they are', async () => {
    const { server, store } = await storeOn();
    await store.command('CONFIG', 'SET', 'maxmemory', '1');
    expect(await faultOf(store.run(debit, ['{t0}:a'], [1]))).toMatchObject({ kind: 'oom', outcomeUnknown: false });
    await store.command('CONFIG', 'SET', 'maxmemory', '0');
    const primary = await startRedisServer();
    cleanups.push(() => primary.stop());
    await store.command('REPLICAOF', '127.0.0.1', String(primary.port));
    expect(await faultOf(store.run(debit, ['{t0}:a'], [1]))).toMatchObject({ kind: 'readonly', outcomeUnknown: false });
    expect(server.pid).toBeGreaterThan(0);
  });

  it('calls a hanging script busy', async () => {
    const { server, store } = await storeOn({ 'busy-reply-threshold': '50' });
    // It has to wait until the script is killed.
    const waiting = storeOptions({ url: server.url, commandTimeoutMs: 5000 });
    const other = await connectStore(waiting, silentLogger, silentMetrics);
    cleanups.push(() => other.close());
    const loop = scriptOf('loop', `#!lua\nwhile true do end`);
    const hanging = faultOf(other.run(loop, ['{t0}:a'], []));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await faultOf(store.run(debit, ['{t0}:a'], [1]))).kind).toBe('busy');
    await store.command('SCRIPT', 'KILL');
    expect((await hanging).kind).toBe('script');
  });
});

describe('start-up checks', () => {
  it.runIf(hasNativeServer)(
    'refuse a Redis that would lose balances, saying where, why and how to cure it',
    async () => {
      const server = await startRedisServer({ config: { appendonly: 'no', 'maxmemory-policy': 'allkeys-lru' } });
      try {
        const options = storeOptions({ url: server.url });
        const refusal = await connectStore(options, silentLogger, silentMetrics).catch((error: Error) => error);
        expect(refusal).toMatchObject({ name: 'UnsafeRedisError' });
        const text = (refusal as Error).message;
        expect(text).toContain(`127.0.0.1:${server.port}: maxmemory-policy is allkeys-lru`);
        expect(text).toContain('CONFIG SET maxmemory-policy noeviction');
        expect(text).toContain('the append-only file is off');
        expect(text).toContain('TOLLGATE_ALLOW_UNSAFE_REDIS=true');
        const logger = recordingLogger();
        const store = await connectStore({ ...options, allowUnsafe: true }, logger, silentMetrics);
        expect(store.info.durable).toBe(false);
        expect(logger.lines.join('\n')).toContain('maxmemory-policy is allkeys-lru');
        await store.close();
      } finally {
        await server.stop();
      }
    },
  );

  it.runIf(hasNativeServer)('refuse a replica and only warn of a second without fsync', async () => {
    const primary = await startRedisServer({ config: { appendfsync: 'everysec' } });
    const replica = await startRedisServer({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
    try {
      const logger = recordingLogger();
      const store = await connectStore(storeOptions({ url: primary.url }), logger, silentMetrics);
      expect(logger.lines.join('\n')).toContain('appendfsync is everysec');
      expect(store.info.durable).toBe(false);
      await store.close();
      await expect(connectStore(storeOptions({ url: replica.url }), logger, silentMetrics)).rejects.toThrow(
        /it is a slave.*Point Tollgate at the primary/s,
      );
    } finally {
      await replica.stop();
      await primary.stop();
    }
  });

  it.runIf(hasNativeServer)('make do with INFO where CONFIG is forbidden', async () => {
    const server = await startRedisServer({ config: { 'rename-command': 'CONFIG ""' } });
    try {
      const logger = recordingLogger();
      const store = await connectStore(storeOptions({ url: server.url }), logger, silentMetrics);
      expect(logger.lines.join('\n')).toContain('appendfsync cannot be read');
      await store.close();
    } finally {
      await server.stop();
    }
  });

  it('say which Redis did not come up', async () => {
    const options = storeOptions({ url: 'redis://user:secret@127.0.0.1:1', startTimeoutMs: 400 });
    const error = await connectStore(options, silentLogger, silentMetrics).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'StoreFault', kind: 'unavailable' });
    expect((error as Error).message).toMatch(/redis:\/\/127\.0\.0\.1:1 did not come up within 0\.4 s: .*ECONNREFUSED/);
    expect((error as Error).message).not.toContain('secret');
  });
});

describe('a reply of Redis', () => {
  const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });

  it.each([
    ['MISCONF Redis is configured to save RDB snapshots', 'misconf', true],
    ['LOADING Redis is loading the dataset in memory', 'loading', true],
    ['CLUSTERDOWN Hash slot not served', 'cluster', true],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'cluster', true],
    ['NOPERM this user has no permissions', 'unavailable', true],
    ['CROSSSLOT Keys in request do not hash to the same slot', 'script', false],
    ['WRONGTYPE Operation against a key', 'script', false],
  ])('%s is %s', (message, kind, retryable) => {
    expect(toStoreFault(reply(message), 'x')).toMatchObject({ kind, retryable, outcomeUnknown: false });
  });
});

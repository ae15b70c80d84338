import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import { isAlive, lockDirectory, markOf } from '../../src/files/directory-lock.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { recordingLogger, silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';

let dataDir: string;
let path: string | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tollgate-data-'));
  path = process.env['PATH'];
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(dataDir, { recursive: true, force: true });
});

const open = (logger = silentLogger, dir = dataDir): Promise<RedisStore> =>
  connectStore(storeOptions({ dataDir: dir }), logger, silentMetrics);

/** A Tollgate that has a private Redis with a balance in it, and waits to be killed. */
async function otherTollgate(): Promise<ChildProcess> {
  const program = `
    const { connectStore } = await import('./src/redis/connect.ts');
    const quiet = () => undefined;
    const store = await connectStore(
      ${JSON.stringify(storeOptions({ dataDir }))},
      { info: quiet, warn: quiet, error: quiet },
      { observeCommand: quiet, setInfo: quiet },
    );
    await store.command('SET', 'balance', '500000');
    process.stdout.write('ready');
    setInterval(quiet, 1000);
  `;
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

describe.runIf(hasNativeServer)('the private Redis', () => {
  it('is durable, keeps its data over a restart, and ends with Tollgate', async () => {
    const first = await open();
    expect(first.info).toMatchObject({ mode: 'private', durable: true, topology: 'single' });
    expect(first.info.address).toBe(join(dataDir, 'redis/redis.sock'));
    const pid = Number(/process_id:(\d+)/.exec(String(await first.command('INFO', 'server')))?.[1]);
    // A group of its own, so that Ctrl-C in the terminal does not reach it before Tollgate has drained.
    expect(Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }))).toBe(pid);
    await first.command('SET', 'balance', '7');
    await first.close();
    expect(isAlive(markOf(pid))).toBe(false);
    const second = await open();
    expect(await second.command('GET', 'balance')).toBe('7');
    await second.close();
  });

  it('is started again when it is killed, with all that was acknowledged', async () => {
    const logger = recordingLogger();
    const store = await open(logger);
    await store.command('SET', 'balance', '7');
    const pid = Number(/process_id:(\d+)/.exec(String(await store.command('INFO', 'server')))?.[1]);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isAlive(markOf(pid)), { timeout: 5_000 }).toBe(false);
    await expect
      .poll(() => store.command('GET', 'balance').catch((error: Error) => error.message), { timeout: 10_000 })
      .toBe('7');
    expect(JSON.stringify(logger)).toContain('starting it again');
    await store.close();
  });

  it('survives a killed Tollgate and is adopted by the next', async () => {
    const killed = await otherTollgate();
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'redis/instance.json'), 'utf8')) as { pid: number };
    await kill(killed);
    const server = markOf(pid);
    expect(isAlive(server)).toBe(true);
    const logger = recordingLogger();
    const store = await open(logger);
    expect(logger.lines.join('\n')).toContain('adopted the private Redis');
    expect(await store.command('GET', 'balance')).toBe('500000');
    expect(String(await store.command('INFO', 'server'))).toContain(`process_id:${pid}`);
    await store.close();
    expect(isAlive(server)).toBe(false);
  });

  it('belongs to one living Tollgate at a time', async () => {
    const other = await otherTollgate();
    try {
      await expect(open()).rejects.toThrow(
        new RegExp(`Another Tollgate \\(process ${other.pid}\\) is using .*TOLLGATE_DATA_DIR`),
      );
    } finally {
      await kill(other);
      await (await open()).close();
    }
  });

  it('listens on a port with a password where the path of a socket would be too long', async () => {
    const deep = join(dataDir, 'd'.repeat(60), 'e'.repeat(60));
    const store = await open(silentLogger, deep);
    expect(store.info.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const stranger = storeOptions({ url: `redis://${store.info.address}`, startTimeoutMs: 300 });
    await expect(connectStore(stranger, silentLogger, silentMetrics)).rejects.toThrow(/NOAUTH/);
    await store.close();
  });

  it('is never replaced by an empty engine when there is a ledger but no server', async () => {
    await (await open()).close();
    process.env['PATH'] = '/nonexistent';
    await expect(open()).rejects.toThrow(/holds a ledger, but no Redis can serve it: no redis-server/);
  });
});

describe('without a server in PATH', () => {
  beforeEach(() => {
    process.env['PATH'] = '/nonexistent';
  });

  it('the embedded engine serves, saying loudly that it keeps nothing', async () => {
    const logger = recordingLogger();
    const store = await open(logger);
    expect(store.info).toMatchObject({ mode: 'embedded', durable: false, engine: 'valkey' });
    expect(logger.lines.join('\n')).toMatch(/^warn .*no redis-server or valkey-server in PATH.*EMBEDDED, NOT DURABLE/m);
    const start = performance.now();
    for (let n = 0; n < 100; n += 1) {
      await store.command('INCR', 'n');
    }
    // As packaged, the engine needs 100 ms for each.
    expect(performance.now() - start).toBeLessThan(2000);
    await store.close();
  });

  it('the embedded engine is refused where it is not allowed', async () => {
    const options = storeOptions({ dataDir, allowEmbedded: false });
    await expect(connectStore(options, silentLogger, silentMetrics)).rejects.toThrow(
      /keeps nothing and is not allowed here.*REDIS_URL/,
    );
  });

  it('a server that is too old or broken is named as the reason', async () => {
    const bin = join(dataDir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'redis-server'), '#!/bin/sh\necho "Redis server v=6.2.14 sha=0"\n', { mode: 0o755 });
    writeFileSync(
      join(bin, 'valkey-server'),
      '#!/bin/sh\n[ "$1" = --version ] && echo "Valkey server v=8.1.1" && exit\nexit 3\n',
      {
        mode: 0o755,
      },
    );
    process.env['PATH'] = `${bin}:/nonexistent`;
    const logger = recordingLogger();
    const store = await open(logger);
    expect(logger.lines.join('\n')).toMatch(/valkey-server did not start: it ended with code 3/);
    await store.close();
  });
});

describe('the lock of the data directory', () => {
  it('is taken over from a process that is gone, even if its id was given to another', () => {
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: 1, startedAt: 'long ago' }));
    const unlock = lockDirectory(dataDir);
    expect(readFileSync(join(dataDir, 'lock'), 'utf8')).toBe(JSON.stringify(markOf(process.pid)));
    unlock();
    expect(() => readFileSync(join(dataDir, 'lock'))).toThrow('ENOENT');
  });

  it('is taken over when it was cut short by a crash', () => {
    writeFileSync(join(dataDir, 'lock'), '{"pid":');
    lockDirectory(dataDir)();
  });
});

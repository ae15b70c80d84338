import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findServerBinary } from '../../src/redis/discover.ts';
import { prepareDataDirectory } from '../../src/redis/data-directory.ts';
import { hasNativeServer } from '../support/test-redis.ts';

const inTemp = (): string => mkdtempSync(join(tmpdir(), 'tollgate-dir-'));

/** Full file systems need a mount, which needs its own name space. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('the data directory', () => {
  it('is made with those above it, for its owner alone, and nothing is left in it', () => {
    const directory = join(inTemp(), 'a', 'b');
    prepareDataDirectory(directory);
    expect(readdirSync(directory)).toEqual([]);
    expect(execFileSync('stat', ['-c', '%a', directory], { encoding: 'utf8' }).trim()).toBe('700');
  });

  it.each(['/proc/x', '/dev/null/x', '/proc/self/x/y'])(
    'that cannot be made is named with its cure: %s',
    (directory) => {
      expect(() => prepareDataDirectory(directory)).toThrow(
        new RegExp(
          `^the data directory ${directory} cannot be used: E[A-Z]+: .*, or name another with TOLLGATE_DATA_DIR$`,
        ),
      );
    },
  );

  it('is no file', () => {
    const file = join(inTemp(), 'file');
    writeFileSync(file, '');
    expect(() => prepareDataDirectory(file)).toThrow(/cannot be used: ENOTDIR/);
  });

  it('may be a link', () => {
    const [target, link] = [inTemp(), join(inTemp(), 'link')];
    symlinkSync(target, link);
    prepareDataDirectory(link);
    expect(existsSync(join(target, 'known-stores.json'))).toBe(false);
  });

  it.runIf(canMount && hasNativeServer)('on a full disk refuses a first start, instead of keeping nothing', () => {
    const mount = inTemp();
    chmodSync(mount, 0o755);
    const serve = [
      `mount -t tmpfs -o size=40k tmpfs ${mount}`,
      `TOLLGATE_DATA_DIR=${mount}/data timeout 20 ${process.execPath} --import tsx src/main.ts serve`,
    ].join(' && ');
    const env = { ...process.env, TOLLGATE_GRPC_ADDRESS: '127.0.0.1:0', TOLLGATE_HTTP_ADDRESS: '127.0.0.1:0' };
    const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', serve], { env, encoding: 'utf8' });
    expect(stderr).toMatch(/data directory .* cannot be used: ENOSPC.*Free some space there/);
    expect(stdout).not.toContain('NOT DURABLE');
    expect(status).toBe(1);
  });
});

describe.runIf(hasNativeServer)('a redis-server on a slow machine', () => {
  it('is waited for, and not passed over', async () => {
    const bin = inTemp();
    mkdirSync(bin, { recursive: true });
    // Longer than anybody waits for a program that works, as after a boot from a cold disk.
    writeFileSync(join(bin, 'redis-server'), '#!/bin/sh\nsleep 6\necho "Redis server v=7.2.0 sha=0"\n', {
      mode: 0o755,
    });
    expect(await findServerBinary({ PATH: `${bin}:${process.env['PATH'] ?? ''}` })).toMatchObject({ version: '7.2.0' });
  });
});

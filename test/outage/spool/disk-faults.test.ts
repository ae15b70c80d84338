import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holdKeyOf } from '../../../src/outage/spool/spool.ts';
import { newDirectory, openLoudly, openSpool, pendingHolds, settleOf } from './support/spools.ts';

type Sync = 'sync' | 'datasync';

/** The methods of every file that is open, so that a disk can be slow, or fail, or lose its power. */
let files: Pick<FileHandle, Sync>;
let real: Record<Sync, (this: FileHandle) => Promise<void>>;

beforeAll(async () => {
  const handle = await open('/dev/null');
  files = Object.getPrototypeOf(handle) as Pick<FileHandle, Sync>;
  real = { sync: files.sync, datasync: files.datasync };
  await handle.close();
});

afterEach(() => void Object.assign(files, real));

/** Has this happen instead of each sync; `go` does what the disk does. */
function onSync(happens: (go: () => Promise<void>, handle: FileHandle) => Promise<void>): void {
  for (const kind of ['sync', 'datasync'] as const) {
    files[kind] = function (this: FileHandle) {
      return happens(() => real[kind].call(this), this);
    };
  }
}

const failing = (): Promise<void> =>
  Promise.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));

describe('an append', () => {
  it('is acknowledged only when the disk has said that it has it', async () => {
    const spool = await openSpool(newDirectory());
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    onSync(async (go) => {
      await held;
      await go();
    });
    let acknowledged = false;
    const append = spool.append(settleOf(1)).then(() => (acknowledged = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(acknowledged).toBe(false);
    release();
    await append;
  });

  it('is not acknowledged where the disk fails, and nothing is promised until the disk is well again', async () => {
    const directory = newDirectory();
    const { spool, lines } = await openLoudly(directory);
    await spool.append(settleOf(1));
    onSync(failing);
    await expect(spool.append(settleOf(2))).rejects.toMatchObject({ code: 'unavailable', reason: 'SPOOL_UNAVAILABLE' });
    await expect(spool.append(settleOf(3))).rejects.toMatchObject({ reason: 'SPOOL_UNAVAILABLE' });
    expect(spool.status().broken).toContain('EIO');
    expect(spool.reserve(holdKeyOf('acme', 'call-4'))).toBe(false);
    expect(spool.hasPending('acme', 'call-2')).toBe(false);
    expect(await pendingHolds(spool)).toEqual(['call-1']);
    expect(lines.filter((line) => line.startsWith('error'))).toEqual([
      'error the spool cannot be written: nothing is let through',
    ]);
    Object.assign(files, real);
    await expect.poll(() => spool.status().broken, { timeout: 10_000 }).toBe('');
    await spool.append(settleOf(5));
    await spool.close();
    const after = await openSpool(directory);
    expect(await pendingHolds(after)).toEqual(['call-1', 'call-5']);
    expect(after.status().quarantined).toBe(0);
  });

  it('that fails with others takes those with it, and no earlier ones', async () => {
    const spool = await openSpool(newDirectory());
    await spool.append(settleOf(1));
    onSync(failing);
    const results = await Promise.allSettled([2, 3, 4].map((call) => spool.append(settleOf(call))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(spool.status().records).toBe(1);
  });
});

describe('a mark that the disk does not take', () => {
  it('has the record replayed again after a restart, not before', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await spool.append(settleOf(1));
    onSync(failing);
    await spool.done(1);
    expect(await pendingHolds(spool)).toEqual([]);
    expect(spool.status().broken).toContain('EIO');
    Object.assign(files, real);
    await spool.close();
    // The mark was written, though the disk did not say so: either is right, but nothing else.
    expect([[], ['call-1']]).toContainEqual(await pendingHolds(await openSpool(directory)));
  });
});

describe('a power cut', () => {
  it('at any moment loses nothing that was acknowledged', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    // What of each file the disk is sure to have, by inode: a file may be renamed.
    const synced = new Map<number, number>();
    onSync(async (go, handle) => {
      const { size, ino } = statSync(readlinkSync(`/proc/self/fd/${handle.fd}`));
      await go();
      synced.set(ino, size);
    });
    const acknowledged = new Set<string>();
    const done = new Set<string>();
    const ended = new AbortController();
    const work = async (worker: number): Promise<void> => {
      for (let call = worker; !ended.signal.aborted; call += 8) {
        await new Promise((resolve) => setTimeout(resolve, 4));
        const { sequence } = await spool.append(settleOf(call, { fill: 'x'.repeat(call % 40 === 0 ? 90_000 : 200) }));
        acknowledged.add(`call-${call}`);
        if (call % 3 > 0) continue;
        done.add(`call-${call}`);
        await spool.done(sequence);
      }
    };
    const workers = Array.from({ length: 8 }, (_, worker) => work(worker));
    for (let cut = 0; cut < 12; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      const [before, marked] = [[...acknowledged], new Set(done)];
      const copy = newDirectory();
      cpSync(directory, copy, { recursive: true });
      rmSync(join(copy, 'lock'));
      for (const file of readdirSync(copy)) {
        const { ino } = statSync(join(directory, file));
        const { size } = statSync(join(copy, file));
        truncateSync(join(copy, file), Math.min(size, synced.get(ino) ?? size));
      }
      const after = await openSpool(copy);
      const found = new Set(await pendingHolds(after));
      expect(before.filter((hold) => !found.has(hold) && !marked.has(hold))).toEqual([]);
      expect(after.status().quarantined).toBe(0);
      await after.close();
      rmSync(copy, { recursive: true });
    }
    ended.abort();
    await Promise.all(workers);
    expect(acknowledged.size).toBeGreaterThan(100);
  });
});

const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe.runIf(canMount)('a disk that others have filled', () => {
  it('has room for all that was promised, and for nothing more until it has room again', async () => {
    const mount = newDirectory();
    mkdirSync(mount, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', mount]);
    try {
      const { spool, lines } = await openLoudly(join(mount, 'spool'));
      const calls = Array.from({ length: 300 }, (_, call) => call + 1);
      for (const call of calls) expect(spool.reserve(holdKeyOf('acme', `call-${call}`))).toBe(true);
      const other = join(mount, 'other');
      fillUp(other);
      const body = { fill: 'x'.repeat(7_000) };
      await Promise.all(calls.map((call) => spool.append(settleOf(call, body))));
      expect(await pendingHolds(spool)).toEqual(calls.map((call) => `call-${call}`));
      expect(lines).toContain('warn the disk is full: the spool lives on its ballast');
      fillUp(join(mount, 'another'));
      const filled: number[] = [];
      const appendAll = async (): Promise<void> => {
        for (;;) filled.push((await spool.append(settleOf(1000 + filled.length, body))).sequence);
      };
      await expect(appendAll()).rejects.toMatchObject({ reason: 'SPOOL_UNAVAILABLE' });
      expect(spool.status().broken).toContain('ENOSPC');
      expect(spool.reserve('one more')).toBe(false);
      // What is there can be told to the store all the same.
      for (const call of calls) await spool.done(call);
      expect(spool.status().records).toBe(filled.length);
      rmSync(other);
      await expect.poll(() => spool.reserve('one more'), { timeout: 15_000 }).toBe(true);
      await spool.append(settleOf(2000));
      await spool.close();
      const after = await openSpool(join(mount, 'spool'));
      const holds = await pendingHolds(after);
      expect(holds.slice(-filled.length - 1)).toEqual([
        ...filled.map((_, index) => `call-${1000 + index}`),
        'call-2000',
      ]);
      await after.close();
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });
});

/** Writes until the disk is full. */
function fillUp(path: string): void {
  const file = openSync(path, 'a');
  const chunk = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DiskSpool } from '../../../src/outage/spool/disk-spool.ts';
import { holdKeyOf } from '../../../src/outage/spool/spool.ts';
import { recordingLogger } from '../../support/silent-logger.ts';
import { MIB, newDirectory, openSpool, pendingHolds, pendingOf, settleOf, STORE } from './support/spools.ts';

const fill = 'x'.repeat(100_000);

function segmentsOf(directory: string, suffix = ''): readonly string[] {
  return readdirSync(directory).filter((file) => /^\d{10}-/.test(file) && file.endsWith(suffix));
}

async function appendCalls(spool: DiskSpool, count: number, more: object = {}): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, call) => spool.append(settleOf(call + 1, more))));
}

describe('a spool', () => {
  it('hands back what was appended, oldest first, with what it was appended with', async () => {
    const spool = await openSpool(newDirectory());
    const first = await spool.append(settleOf(1));
    await spool.append({ ...settleOf(2), kind: 'grant', body: { text: 'Grüße\n\u2028', list: [1, null] } });
    expect(first).toEqual({ ...settleOf(1), sequence: 1, store: STORE });
    expect(await pendingOf(spool)).toEqual([
      first,
      { ...settleOf(2), kind: 'grant', body: { text: 'Grüße\n\u2028', list: [1, null] }, sequence: 2, store: STORE },
    ]);
  });

  it('has it again after a restart, less what was done', async () => {
    const directory = newDirectory();
    const before = await openSpool(directory);
    await appendCalls(before, 4);
    await before.done(1);
    await before.done(3);
    await before.close();
    const after = await openSpool(directory);
    expect(await pendingHolds(after)).toEqual(['call-2', 'call-4']);
    expect((await after.append(settleOf(5))).sequence).toBe(5);
    expect(after.status()).toMatchObject({ records: 3, oldestAtMs: settleOf(2).recordedAtMs, broken: '' });
  });

  it('never uses a sequence twice, though all its files were done and deleted', async () => {
    const directory = newDirectory();
    for (let start = 0; start < 3; start += 1) {
      const spool = await openSpool(directory);
      const { sequence } = await spool.append(settleOf(start));
      expect(sequence).toBe(start + 1);
      await spool.done(sequence);
      await spool.close();
    }
    expect(segmentsOf(directory)).toHaveLength(2);
  });

  it('knows of which holds something is pending', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    const writing = spool.append(settleOf(1));
    expect(spool.hasPending('acme', 'call-1')).toBe(true);
    await writing;
    await spool.append({ ...settleOf(1), kind: 'release' });
    await spool.done(1);
    expect(spool.hasPending('acme', 'call-1')).toBe(true);
    await spool.done(2);
    expect(spool.hasPending('acme', 'call-1')).toBe(false);
    expect(spool.hasPending('acme', 'call-2')).toBe(false);
  });

  it('yields to a reader what comes while it reads, and nothing that is done meanwhile', async () => {
    const spool = await openSpool(newDirectory());
    await appendCalls(spool, 3);
    const seen: number[] = [];
    for await (const { sequence } of spool.pending()) {
      seen.push(sequence);
      if (sequence === 1) {
        await spool.done(2);
        await spool.append(settleOf(4));
      }
    }
    expect(seen).toEqual([1, 3, 4]);
  });

  it('seals a segment that is long enough, and deletes it when all of it is done', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    for (let call = 1; call <= 45; call += 1) await spool.append(settleOf(call, { fill }));
    expect(segmentsOf(directory, '.sealed')).toHaveLength(2);
    const bytes = spool.status().bytes;
    expect(bytes).toBeGreaterThan(4.5e6);
    for (const { sequence } of await pendingOf(spool)) await spool.done(sequence);
    expect(segmentsOf(directory, '.sealed')).toEqual([]);
    expect(segmentsOf(directory, '.open')).toHaveLength(1);
    expect(segmentsOf(directory, '.done')).toHaveLength(1);
    expect(spool.status().records).toBe(0);
    expect(spool.status().bytes).toBeLessThan(bytes / 2);
  });

  it('begins another segment when another store, or a later generation of it, is served', async () => {
    const directory = newDirectory();
    let store = { instanceId: '', generation: 0 };
    const spool = await openSpool(directory, { store: () => store });
    await spool.append(settleOf(1));
    store = { instanceId: 'store-1', generation: 2 };
    await spool.append(settleOf(2));
    expect((await pendingOf(spool)).map((record) => record.store)).toEqual([
      { instanceId: '', generation: 0 },
      { instanceId: 'store-1', generation: 2 },
    ]);
  });

  it('puts a record aside for an operator, for good', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await appendCalls(spool, 2);
    await spool.quarantine(1, 'older than the tombstones');
    expect(await pendingHolds(spool)).toEqual(['call-2']);
    expect(spool.status().quarantined).toBe(1);
    await spool.close();
    const after = await openSpool(directory);
    expect(await pendingHolds(after)).toEqual(['call-2']);
    expect(after.status().quarantined).toBe(1);
  });

  it('belongs to one process: another says so, and takes over when the first has ended', async () => {
    const directory = newDirectory();
    const first = await openSpool(directory);
    await first.append(settleOf(1));
    const second = await openSpool(directory);
    expect(second.status().broken).toContain('is using');
    await expect(second.append(settleOf(2))).rejects.toMatchObject({ reason: 'SPOOL_UNAVAILABLE' });
    expect(second.reserve('any')).toBe(false);
    await first.close();
    await expect.poll(() => second.status().broken, { timeout: 10_000 }).toBe('');
    expect(await pendingHolds(second)).toEqual(['call-1']);
  });

  it('takes nothing that it could not read again', async () => {
    const spool = await openSpool(newDirectory());
    for (const wrong of [{ recordedAtMs: 0.5 }, { recordedAtMs: -1 }, { body: 'x'.repeat(300_000) }]) {
      await expect(spool.append({ ...settleOf(1), ...wrong })).rejects.toMatchObject({ reason: 'INTERNAL' });
    }
    expect(spool.status()).toMatchObject({ records: 0, broken: '' });
  });

  it('can be read by its owner only', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await spool.append(settleOf(1));
    await spool.done(1);
    for (const file of ['.', ...segmentsOf(directory)]) {
      expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
    }
  });

  it('writes many that come together with one fdatasync, in their order', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await appendCalls(spool, 500);
    const content = readFileSync(join(directory, segmentsOf(directory)[0] ?? ''), 'utf8');
    expect(content.split('\n').filter((line) => line.includes('"sequence"'))).toHaveLength(500);
    expect((await pendingOf(spool)).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
  });
});

describe('the space of a spool', () => {
  it('is promised to calls, and refused before it is full', async () => {
    const spool = await openSpool(newDirectory(), { maxBytes: 1 * MIB });
    let admitted = 0;
    while (spool.reserve(holdKeyOf('acme', `call-${admitted + 1}`))) admitted += 1;
    expect(admitted).toBeGreaterThan(100);
    expect(spool.status()).toMatchObject({ full: true, alarm: true });
    // What nobody was promised has no room; what was promised has.
    await expect(spool.append(settleOf(admitted + 1, { fill }))).rejects.toMatchObject({ reason: 'SPOOL_FULL' });
    await Promise.all(Array.from({ length: admitted }, (_, call) => spool.append(settleOf(call + 1))));
    expect(spool.status().records).toBe(admitted);
    spool.free(holdKeyOf('acme', 'call-1'));
    expect(spool.reserve(holdKeyOf('acme', 'call-1000'))).toBe(true);
  });

  it('is promised once to a hold, however often', async () => {
    const spool = await openSpool(newDirectory());
    spool.reserve('a');
    const { reservedBytes } = spool.status();
    spool.reserve('a');
    expect(spool.status().reservedBytes).toBe(reservedBytes);
    spool.free('a');
    spool.free('a');
    expect(spool.status().reservedBytes).toBe(0);
  });

  it('is bounded, warns at 80 %, and is there again when the store has heard of all', async () => {
    const logger = recordingLogger();
    const small = await openSpool(newDirectory(), { maxBytes: 4 * MIB, logger });
    const appended: number[] = [];
    const appendAll = async (): Promise<void> => {
      for (;;) {
        const { sequence } = await small.append(settleOf(appended.length, { fill }));
        appended.push(sequence);
        expect(small.status().alarm).toBe(small.status().bytes >= 0.8 * 4 * MIB);
      }
    };
    await expect(appendAll()).rejects.toMatchObject({ reason: 'SPOOL_FULL' });
    expect(small.status().bytes).toBeLessThanOrEqual(4 * MIB);
    expect(small.status().bytes).toBeGreaterThan(3.8 * MIB);
    for (const sequence of appended) await small.done(sequence);
    await small.append(settleOf(1, { fill }));
    expect(small.status()).toMatchObject({ full: false, alarm: false });
    expect(logger.lines).toEqual([
      'info the spool takes records',
      'error the spool is nearly full: soon nothing can be let through without the store',
      'info the spool has room again',
    ]);
  });
});

import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExported } from '../../../src/outage/spool/exported.ts';
import { exportSpool } from '../../../src/outage/spool/handover.ts';
import { newDirectory, openSpool, pendingHolds, pendingOf, settleOf } from './support/spools.ts';

/** The spool of a sidecar that is stopped, with the settles of calls 1 to 4, of which 2 is done. */
async function stoppedSpool(): Promise<string> {
  const directory = newDirectory();
  const owner = { sidecarId: 'old', host: hostname(), directory };
  const spool = await openSpool(directory, { owner });
  for (const call of [1, 2, 3, 4]) await spool.append(settleOf(call));
  await spool.done(2);
  await spool.close();
  // Whoever exports has it to himself; that seals it.
  await (await openSpool(directory, { owner })).close();
  return directory;
}

async function exported(directory: string): Promise<{ to: string; path: string; content: Buffer }> {
  const to = newDirectory();
  const [first] = await exportSpool(directory, to, 1_900_000_000_000);
  const path = first?.path ?? '';
  return { to, path, content: readFileSync(path) };
}

const conflict = { code: 'already_exists', reason: 'CONFLICT' };

describe('a spool that is handed over', () => {
  it('gives what was pending to another one, and keeps nothing of it', async () => {
    const directory = await stoppedSpool();
    const { to, content } = await exported(directory);
    expect(readdirSync(to)).toHaveLength(1);
    const other = await openSpool(newDirectory(), { owner: { sidecarId: 'new', host: 'gw2', directory: '/x' } });
    await other.append(settleOf(9));
    expect(await other.importSegment(content)).toBe(3);
    expect(await pendingHolds(other)).toEqual(['call-9', 'call-1', 'call-3', 'call-4']);
    expect((await pendingOf(other)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(other.hasPending('acme', 'call-3')).toBe(true);
    const old = await openSpool(directory);
    expect(old.status()).toMatchObject({ records: 0, quarantined: 0 });
    expect((await old.append(settleOf(5))).sequence).toBe(5);
  });

  it('is taken once: not again by the same, now or when all of it is done and deleted', async () => {
    const { content } = await exported(await stoppedSpool());
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await spool.importSegment(content);
    await expect(spool.importSegment(content)).rejects.toMatchObject(conflict);
    for (const { sequence } of await pendingOf(spool)) await spool.done(sequence);
    await spool.close();
    const after = await openSpool(directory);
    expect(after.status().records).toBe(0);
    await expect(after.importSegment(content)).rejects.toMatchObject(conflict);
    expect((await after.append(settleOf(5))).sequence).toBe(4);
  });

  it('is taken once of two that come at the same time', async () => {
    const { content } = await exported(await stoppedSpool());
    const spool = await openSpool(newDirectory());
    const taken = await Promise.allSettled([spool.importSegment(content), spool.importSegment(content)]);
    expect(taken).toMatchObject([
      { status: 'fulfilled', value: 3 },
      { status: 'rejected', reason: conflict },
    ]);
    expect(spool.status().records).toBe(3);
  });

  it('is known to be taken although the note of that was lost', async () => {
    const { content } = await exported(await stoppedSpool());
    const directory = newDirectory();
    const spool = await openSpool(directory);
    await spool.importSegment(content);
    await spool.close();
    writeFileSync(join(directory, 'imports.log'), '');
    const after = await openSpool(directory);
    expect(after.status().records).toBe(3);
    await expect(after.importSegment(content)).rejects.toMatchObject(conflict);
  });

  it('goes on where an export was cut off, and is nobody’s meanwhile', async () => {
    const directory = await stoppedSpool();
    const { path, content } = await exported(directory);
    // As after a crash between moving the segment away and deleting it.
    const cut = await stoppedSpool();
    const leaving = join(cut, 'leaving');
    mkdirSync(leaving);
    for (const file of readdirSync(cut).filter((each) => each.startsWith('0000000001'))) {
      renameSync(join(cut, file), join(leaving, file));
    }
    const meanwhile = await openSpool(cut);
    expect(meanwhile.status().records).toBe(0);
    await meanwhile.close();
    const to = newDirectory();
    const [again] = await exportSpool(cut, to, 1_900_000_000_000);
    expect(again?.records).toBe(3);
    expect(readdirSync(leaving)).toEqual([]);
    expect(readFileSync(again?.path ?? '').length).toBe(content.length);
    expect(path).not.toBe('');
    expect(await exportSpool(cut, to, 1_900_000_000_000)).toEqual([]);
  });

  it('is refused while its owner has it still', async () => {
    const directory = await stoppedSpool();
    const { content } = await exported(directory);
    const before = await stoppedSpool();
    const copy = newDirectory();
    cpSync(before, copy, { recursive: true });
    const { content: early } = await exported(copy);
    // The header names the directory that it was copied from, which holds the segment.
    const spool = await openSpool(newDirectory());
    await expect(spool.importSegment(early)).rejects.toThrow(/its owner still has it at .*export/);
    expect(await spool.importSegment(content)).toBe(3);
  });

  it('is refused for another store, and taken for its own', async () => {
    const { content } = await exported(await stoppedSpool());
    const store = { instanceId: 'store-2', generation: 1 };
    const other = await openSpool(newDirectory(), { store: () => store });
    await expect(other.importSegment(content)).rejects.toThrow(
      'is for the store store-1, and this sidecar serves store-2',
    );
    const unknown = await openSpool(newDirectory(), { store: () => ({ instanceId: '', generation: 0 }) });
    expect(await unknown.importSegment(content)).toBe(3);
    expect((await pendingOf(unknown)).map(({ store: { instanceId } }) => instanceId)).toEqual(Array(3).fill('store-1'));
  });

  it('with any one byte changed is refused, or read as it was', async () => {
    const { content } = await exported(await stoppedSpool());
    const whole = readExported(content);
    for (let at = 0; at < content.length; at += 1) {
      const flipped = Buffer.from(content);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      try {
        expect(readExported(flipped)).toEqual(whole);
        // A line feed is not what the checksums are about.
        expect([at, content[at]]).toEqual([at, 0x0a]);
      } catch (error) {
        expect(error).toMatchObject({ reason: 'INVALID_FIELD' });
      }
    }
  });

  it('is refused where it is no export, with what to do', async () => {
    const directory = await stoppedSpool();
    const segment =
      readdirSync(directory).find((file) => file.startsWith('0000000001') && file.endsWith('.sealed')) ?? '';
    const spool = await openSpool(newDirectory());
    await expect(spool.importSegment(readFileSync(join(directory, segment)))).rejects.toThrow(
      'use `tollgate spool export`',
    );
    await expect(spool.importSegment(Buffer.from('hello'))).rejects.toThrow('it is no segment of a spool');
    await expect(spool.importSegment(Buffer.alloc(0))).rejects.toThrow('it is no segment of a spool');
    const { content } = await exported(directory);
    for (const length of [content.length - 1, 700, 1200]) {
      await expect(spool.importSegment(content.subarray(0, length))).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    }
    expect(spool.status().records).toBe(0);
  });

  it('is refused by a spool that has no room for it, and taken when it has', async () => {
    const directory = newDirectory();
    const owner = { sidecarId: 'old', host: hostname(), directory };
    const before = await openSpool(directory, { owner });
    for (let call = 0; call < 12; call += 1) await before.append(settleOf(call, { fill: 'x'.repeat(100_000) }));
    await before.close();
    await (await openSpool(directory, { owner })).close();
    const { content } = await exported(directory);
    const small = newDirectory();
    const spool = await openSpool(small, { maxBytes: 1024 * 1024 });
    await expect(spool.importSegment(content)).rejects.toMatchObject({ reason: 'SPOOL_FULL' });
    await spool.close();
    expect(await (await openSpool(small)).importSegment(content)).toBe(12);
  });
});

describe('the quarantine', () => {
  it('is looked through by an operator, who makes records pending again or gives them up', async () => {
    const directory = newDirectory();
    const spool = await openSpool(directory);
    for (const call of [1, 2, 3]) await spool.append(settleOf(call));
    await spool.quarantine(1, 'too old');
    await spool.quarantine(2, 'for another store');
    expect(spool.quarantined().map(({ id, why, record }) => [id, why, record?.holdId])).toEqual([
      [1, 'too old', 'call-1'],
      [2, 'for another store', 'call-2'],
    ]);
    expect((await spool.release(1))?.sequence).toBe(4);
    await spool.drop(2);
    expect(await spool.release(2)).toBeUndefined();
    expect(await pendingHolds(spool)).toEqual(['call-3', 'call-1']);
    await spool.close();
    const after = await openSpool(directory);
    expect(after.quarantined()).toEqual([]);
    expect(await pendingHolds(after)).toEqual(['call-3', 'call-1']);
    await after.quarantine(3, 'again');
    expect(after.quarantined().map(({ id }) => id)).toEqual([3]);
  });
});

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewSpoolRecord } from '../../../src/outage/spool/spool.ts';
import { newDirectory, openLoudly, openSpool, pendingHolds, pendingOf, settleOf } from './support/spools.ts';

const CALLS = [1, 2, 3];
const DROPPED = 'warn a record at the end of the spool was cut short before it was acknowledged; it is dropped';
const ASIDE = 'error a part of the spool cannot be read, and was put into the quarantine';

/** A spool with three settles, as a process leaves it that was killed; with the seal of a later one where asked for. */
async function leftBehind(sealed: boolean): Promise<{ directory: string; file: string; content: Buffer }> {
  const directory = newDirectory();
  const spool = await openSpool(directory);
  for (const call of CALLS) await spool.append(settleOf(call));
  await spool.close();
  if (sealed) await (await openSpool(directory)).close();
  const file = readdirSync(directory).find((name) => name.startsWith('0000000001-')) ?? '';
  return { directory, file, content: readFileSync(join(directory, file)) };
}

/** The same directory with another content of that file. */
function damagedCopy(directory: string, file: string, content: Buffer): string {
  const copy = newDirectory();
  cpSync(directory, copy, { recursive: true });
  writeFileSync(join(copy, file), content);
  return copy;
}

/** Some places of each run; `SPOOL_EVERY_BYTE=1` tries all. */
const STRIDE = process.env['SPOOL_EVERY_BYTE'] === undefined ? 7 : 1;

/** At places all over it, many at a time: most of it is waiting for the disk. */
async function atEach(from: number, end: number, tryAt: (at: number) => Promise<void>): Promise<void> {
  const first = from + Math.floor(Math.random() * STRIDE);
  const places = Array.from({ length: Math.ceil((end - first) / STRIDE) }, (_, index) => first + index * STRIDE);
  while (places.length > 0) await Promise.all(places.splice(0, 32).map(tryAt));
}

const original = (holdId: string): NewSpoolRecord => settleOf(Number(holdId.replace('call-', '')));

describe('a spool whose last write was cut short', () => {
  it('at any byte keeps every record before that, drops what was begun, and says so', async () => {
    const { directory, file, content } = await leftBehind(false);
    const ends = [...content.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
    const headers = ends[1] ?? 0;
    await atEach(headers, content.length + 1, async (length) => {
      const copy = damagedCopy(directory, file, content.subarray(0, length));
      const { spool, lines } = await openLoudly(copy);
      const whole = ends.filter((end) => end <= length).length - 2;
      expect(await pendingHolds(spool)).toEqual(CALLS.slice(0, whole).map((call) => `call-${call}`));
      expect(spool.status()).toMatchObject({ quarantined: 0, broken: '' });
      expect(lines.includes(DROPPED)).toBe(!ends.includes(length));
      await spool.append(settleOf(9));
      await spool.close();
      const again = await openLoudly(copy);
      expect(await pendingHolds(again.spool)).toHaveLength(whole + 1);
      expect(again.lines).toEqual(['info the spool takes records']);
      await again.spool.close();
      rmSync(copy, { recursive: true });
    });
  }, 60_000);
});

describe.each([
  ['open', false],
  ['sealed', true],
])('a segment that was %s', (_state, sealed) => {
  it('with any one byte changed yields no wrong record, and loses none without a word', async () => {
    const { directory, file, content } = await leftBehind(sealed);
    await atEach(0, content.length, async (at) => {
      const damaged = Buffer.from(content);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      const copy = damagedCopy(directory, file, damaged);
      const { spool, lines } = await openLoudly(copy);
      const records = await pendingOf(spool);
      for (const record of records) expect(record).toMatchObject(original(record.holdId));
      expect(records.length).toBeGreaterThanOrEqual(CALLS.length - 1);
      const { quarantined } = spool.status();
      expect([at, lines.includes(ASIDE)]).toEqual([at, quarantined > 0]);
      if (records.length < CALLS.length) expect([at, quarantined]).toEqual([at, 1]);
      await spool.close();
      const again = await openSpool(copy);
      expect([at, again.status().quarantined]).toEqual([at, quarantined]);
      expect(await pendingOf(again)).toEqual(records);
      await again.close();
      rmSync(copy, { recursive: true });
    });
  }, 60_000);
});

describe('damage', () => {
  it('is kept beside the spool until an operator has looked at it, though all the rest is done', async () => {
    const { directory, file, content } = await leftBehind(false);
    const second = content.indexOf('call-2');
    content.write('CALL', second);
    writeFileSync(join(directory, file), content);
    const spool = await openSpool(directory);
    expect(await pendingHolds(spool)).toEqual(['call-1', 'call-3']);
    for (const { sequence } of await pendingOf(spool)) await spool.done(sequence);
    const [kept = ''] = readdirSync(join(directory, 'damaged'));
    expect(readFileSync(join(directory, 'damaged', kept), 'utf8')).toContain('CALL-2');
    expect(spool.status()).toMatchObject({ records: 0, quarantined: 1 });
    const { bytes } = spool.status();
    expect(await spool.drop(1)).toBe(true);
    expect(await spool.drop(1)).toBe(false);
    expect(readdirSync(join(directory, 'damaged'))).toEqual([]);
    expect(spool.status().bytes).toBeLessThan(bytes - 500);
  });

  it('while the spool is open is found when the record is read', async () => {
    const directory = newDirectory();
    const { spool, lines } = await openLoudly(directory);
    for (const call of CALLS) await spool.append(settleOf(call));
    const file = join(directory, readdirSync(directory).find((name) => name.endsWith('.open')) ?? '');
    const content = readFileSync(file);
    content.write('CALL', content.indexOf('call-2'));
    writeFileSync(file, content);
    expect(await pendingHolds(spool)).toEqual(['call-1', 'call-3']);
    expect(spool.status()).toMatchObject({ records: 2, quarantined: 1 });
    expect(lines).toContain(ASIDE);
  });

  it('of the marks has records replayed once more, and no other effect', async () => {
    const directory = newDirectory();
    const before = await openSpool(directory);
    for (const call of CALLS) await before.append(settleOf(call));
    await before.done(1);
    await before.done(2);
    await before.close();
    const file = join(directory, readdirSync(directory).find((name) => name.endsWith('.done')) ?? '');
    const marks = readFileSync(file);
    for (let length = 0; length <= marks.length; length += 1) {
      const copy = newDirectory();
      cpSync(directory, copy, { recursive: true });
      writeFileSync(join(copy, file.slice(directory.length)), marks.subarray(0, length));
      const spool = await openSpool(copy);
      expect((await pendingHolds(spool)).at(-1)).toBe('call-3');
      for (const { sequence } of await pendingOf(spool)) if (sequence < 3) await spool.done(sequence);
      await spool.close();
      const again = await openSpool(copy);
      expect(await pendingHolds(again)).toEqual(['call-3']);
      await again.close();
    }
  });

  it('of the log of the quarantine loses nothing of the rest of it', async () => {
    const directory = newDirectory();
    const before = await openSpool(directory);
    for (const call of CALLS) await before.append(settleOf(call));
    for (const sequence of [1, 2]) await before.quarantine(sequence, 'a reason');
    await before.close();
    const file = join(directory, 'quarantine.log');
    const content = readFileSync(file);
    content.write('CALL', content.indexOf('call-1'));
    writeFileSync(file, content);
    const after = await openSpool(directory);
    // The record and the damage; the other record is done, as its mark says.
    expect(after.status()).toMatchObject({ records: 1, quarantined: 2 });
    const [kept = ''] = readdirSync(join(directory, 'damaged'));
    expect(readFileSync(join(directory, 'damaged', kept), 'utf8')).toContain('CALL-1');
  });
});

describe('a spool of any content', () => {
  it('opens, says what it cannot read, and takes records', async () => {
    const directory = newDirectory();
    const { content, file } = await leftBehind(true);
    const mutated = fc
      .array(fc.record({ at: fc.nat(content.length - 1), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) }), {
        minLength: 1,
        maxLength: 6,
      })
      .map((edits) =>
        edits.reduce<Buffer>(
          (bytes, { at, cut, put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]),
          content,
        ),
      );
    const anything = fc.oneof(
      mutated,
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, async (segment, marks, log) => {
        rmSync(directory, { recursive: true, force: true });
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, file), segment);
        writeFileSync(join(directory, file.replace('.sealed', '.done')), marks);
        writeFileSync(join(directory, 'quarantine.log'), log);
        const spool = await openSpool(directory);
        expect(spool.status().broken).toBe('');
        const records = await pendingOf(spool);
        for (const record of records) expect(record).toMatchObject(original(record.holdId));
        if (records.length < CALLS.length) expect(spool.status().quarantined).toBeGreaterThan(0);
        await spool.append(settleOf(9));
        await spool.close();
        const again = await openSpool(directory);
        expect(await pendingHolds(again)).toHaveLength(records.length + 1);
        await again.close();
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

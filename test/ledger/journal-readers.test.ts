/** Registered readers hold trimming back, until the ceiling beats them; then everybody hears of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalTrimmer } from '../../src/ledger/journal/trimmer.ts';
import type { JournalTrim, Ledger } from '../../src/ledger/port.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { idAt, outdate, readAll, writeEntries } from './support/journal.ts';
import { createAccount, DAY_MS, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

/** Redis drops whole nodes of a stream: so many entries may stay although they may go. */
const NODE = 100;

let bench: RedisTestLedger;
let ledger: Ledger;
beforeEach(() => open());
afterEach(() => bench.close());

/** Four hundred and one entries in one partition, by the true time. */
async function open(options: Parameters<typeof openRedisLedger>[0] = {}): Promise<void> {
  await bench?.close();
  bench = await openRedisLedger({ journalRetentionMs: 2 * DAY_MS, startMs: Date.now(), ...options });
  ledger = bench.ledger;
  await createAccount(ledger, 'a', 0);
  await writeEntries(ledger, 'a', 'c', 400);
}

const outdateAll = (): void => outdate(bench, Date.now() + 1_000);
const readFrom = async (id: string): Promise<number[]> =>
  (await readAll(ledger, id)).map(({ entry }) => entry.sequence);

describe('a registered reader', () => {
  it('keeps what it has not acknowledged, however old it is', async () => {
    await ledger.acknowledgeJournal('archive', 0, '');
    const read = await idAt(ledger, 249);
    await ledger.acknowledgeJournal('archive', 0, read);
    const unread = await readFrom(read);
    outdateAll();
    const pass = await ledger.trimJournal();
    expect(pass.trimmed).toBeGreaterThanOrEqual(250 - NODE);
    expect(pass.trimmed).toBeLessThanOrEqual(250);
    const ageMs = bench.clock.ms - Number(read.split('-')[0]);
    expect(pass).toMatchObject({ overrun: 0, readers: [{ reader: 'archive', holdsBack: true, missed: false }] });
    expect(Math.abs((pass.readers[0]?.lagMs ?? 0) - ageMs)).toBeLessThan(1_000);
    expect(await readFrom(read)).toEqual(unread);
    expect(await ledger.tail(0, read, 1)).toMatchObject({ missed: false });
  });

  it('keeps everything that was there when it registered', async () => {
    const { lastId } = await ledger.acknowledgeJournal('archive', 0, '');
    outdateAll();
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0, entries: 401 });
    expect(await readFrom(lastId)).toHaveLength(401);
  });

  it('holds nothing back once it has acknowledged everything, and misses nothing that comes', async () => {
    const last = await idAt(ledger, -1);
    await ledger.acknowledgeJournal('archive', 0, last);
    outdateAll();
    const standing = { reader: 'archive', lagMs: 0, holdsBack: false, missed: false };
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 401, entries: 0, overrun: 0, readers: [standing] });
    expect(await ledger.tail(0, last, 10)).toEqual({ entries: [], missed: false });
    bench.clock.ms = Date.now();
    await writeEntries(ledger, 'a', 'new', 3);
    expect(await ledger.tail(0, last, 10)).toMatchObject({ missed: false, entries: { length: 3 } });
    expect(await ledger.acknowledgeJournal('archive', 0, '')).toEqual({ lastId: last, missed: false });
    expect(await ledger.trimJournal()).toMatchObject({ readers: [{ holdsBack: false, missed: false }] });
  });

  it('misses nothing where the last entry that it acknowledged is the last one that went', async () => {
    const { journal } = bench.keys.of('a');
    // As large as a node of the stream, so that the next entry stands in another one.
    const large = `credit b 1 5 1 1 0 - - - 0 - ${'x'.repeat(5_000)}`;
    const last = String(await bench.command('XADD', journal, '*', 'entry', large));
    await ledger.acknowledgeJournal('archive', 0, last);
    await sleep(5);
    const midMs = Date.now();
    await writeEntries(ledger, 'a', 'new', 3);
    outdate(bench, midMs);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 402, readers: [{ missed: false, holdsBack: false }] });
    expect(await ledger.tail(0, last, 10)).toMatchObject({ missed: false, entries: { length: 3 } });
  });

  it.each([0, 1])('stands where it is the furthest behind (partition %i)', async (behind) => {
    await open({ partitions: 2, journalMaxBytes: 16 * 1024 });
    for (const id of ['b', 'c', 'd', 'e']) {
      await createAccount(ledger, id, 0);
      await writeEntries(ledger, id, 'c', 200);
    }
    await ledger.acknowledgeJournal('archive', 1 - behind, await idAt(ledger, -1, 1 - behind));
    await ledger.acknowledgeJournal('archive', behind, '');
    const pass = await ledger.trimJournal();
    expect(pass.overrun).toBeGreaterThan(0);
    expect(pass.readers).toMatchObject([{ reader: 'archive', missed: true }]);
    expect(pass.readers[0]?.lagMs).toBeGreaterThanOrEqual(0);
    outdateAll();
    const later = await ledger.trimJournal();
    expect(later.readers).toMatchObject([{ holdsBack: true, missed: true }]);
    expect(later.readers[0]?.lagMs).toBeGreaterThan(DAY_MS);
  });

  it('does not make younger entries go by reading them', async () => {
    await ledger.acknowledgeJournal('archive', 0, await idAt(ledger, -1));
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0, entries: 401 });
  });

  it('waits with the slowest, until that one is forgotten', async () => {
    await ledger.acknowledgeJournal('archive', 0, await idAt(ledger, -1));
    await ledger.acknowledgeJournal('feed', 0, '');
    outdateAll();
    expect(await ledger.trimJournal()).toMatchObject({
      trimmed: 0,
      readers: [
        { reader: 'archive', holdsBack: false },
        { reader: 'feed', holdsBack: true },
      ],
    });
    await ledger.forgetJournalReader('feed');
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 401, readers: [{ reader: 'archive' }] });
  });

  it('hears of what a sidecar of an older version trimmed as it wrote', async () => {
    const read = await idAt(ledger, 99);
    await ledger.acknowledgeJournal('archive', 0, read);
    await bench.command('XTRIM', bench.keys.of('a').journal, 'MAXLEN', 50);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0, overrun: 0, readers: [{ missed: true }] });
    expect(await ledger.tail(0, read, 1)).toMatchObject({ missed: true, entries: [{ entry: { sequence: 352 } }] });
  });
});

describe('the ceiling', () => {
  const passes: JournalTrim[] = [];
  let logger: ReturnType<typeof recordingLogger>;
  let trimmer: JournalTrimmer;
  beforeEach(async () => {
    // Room for about 150 of the 401 entries.
    await open({ journalMaxBytes: 12 * 1024 });
    passes.length = 0;
    logger = recordingLogger();
    const metrics = { trimmedJournal: (pass: JournalTrim) => void passes.push(pass) };
    trimmer = new JournalTrimmer({ ledger, intervalMs: 3_600_000, metrics, logger });
  });
  const LOST = 'error the journal reached its ceiling before a reader had kept it: entries are lost to this reader';
  const CAUGHT_UP = 'info a reader of the journal goes on beyond what it has lost';

  it('beats a reader, which is an alarm until the reader goes on beyond what it has lost', async () => {
    const read = await idAt(ledger, 119);
    await ledger.acknowledgeJournal('archive', 0, read);
    await ledger.acknowledgeJournal('feed', 0, await idAt(ledger, -1));
    await trimmer.pass();
    await trimmer.pass();
    expect(logger.lines).toEqual([LOST]);
    const [first, second] = passes;
    expect(first?.overrun).toBeGreaterThan(0);
    // The node in which the last acknowledged entry stands counts whole.
    const acknowledged = (first?.trimmed ?? 0) - (first?.overrun ?? 0);
    expect(acknowledged).toBeLessThanOrEqual(120);
    expect(acknowledged).toBeGreaterThanOrEqual(120 - NODE);
    expect(second).toMatchObject({ overrun: 0 });
    expect(first?.readers).toMatchObject([
      { reader: 'archive', missed: true },
      { reader: 'feed', missed: false, lagMs: 0 },
    ]);
    const page = await ledger.tail(0, read, 1_000);
    expect(page.missed).toBe(true);
    expect(page.entries.map(({ entry }) => entry.sequence)).toContain(401);
    expect(await ledger.acknowledgeJournal('archive', 0, '')).toEqual({ lastId: read, missed: true });
    const seen = page.entries[3]?.id ?? '';
    expect(await ledger.acknowledgeJournal('archive', 0, seen)).toEqual({ lastId: seen, missed: false });
    await trimmer.pass();
    expect(logger.lines).toEqual([LOST, CAUGHT_UP]);
    await writeEntries(ledger, 'a', 'more', 400);
    await ledger.acknowledgeJournal('feed', 0, await idAt(ledger, -1));
    await trimmer.pass();
    expect(logger.lines).toEqual([LOST, CAUGHT_UP, LOST]);
  });

  it('takes what has been read first, and is no alarm while that is enough', async () => {
    const read = await idAt(ledger, -60);
    await ledger.acknowledgeJournal('archive', 0, read);
    await trimmer.pass();
    expect(passes[0]).toMatchObject({ overrun: 0, readers: [{ missed: false }] });
    expect(passes[0]?.trimmed).toBeGreaterThan(100);
    expect(await readFrom(read)).toHaveLength(59);
    expect(logger.lines).toEqual([]);
  });

  it('beats nobody who has read everything', async () => {
    await ledger.acknowledgeJournal('archive', 0, await idAt(ledger, -1));
    await trimmer.pass();
    expect(passes[0]).toMatchObject({ overrun: 0, readers: [{ missed: false, lagMs: 0 }] });
    // What there is room for stays, for the movements.
    expect(passes[0]?.bytes).toBeGreaterThan(6 * 1024);
    expect(logger.lines).toEqual([]);
  });

  it('is forgotten with the reader that it beat', async () => {
    await ledger.acknowledgeJournal('archive', 0, '');
    await trimmer.pass();
    await ledger.forgetJournalReader('archive');
    await trimmer.pass();
    expect(logger.lines).toEqual([LOST]);
    expect(passes[1]?.readers).toEqual([]);
  });
});

describe('the loop', () => {
  it('does not take a partition that it could not reach for one in which nothing is lost', async () => {
    const logger = recordingLogger();
    const standing = { reader: 'archive', lagMs: 1, seenAtMs: 1, holdsBack: false };
    const all = { trimmed: 0, overrun: 0, entries: 1, bytes: 1 };
    const results: JournalTrim[] = [
      { ...all, failedPartitions: 0, readers: [{ ...standing, missed: true }] },
      { ...all, failedPartitions: 1, readers: [{ ...standing, missed: false }] },
      { ...all, failedPartitions: 1, readers: [] },
      { ...all, failedPartitions: 0, readers: [{ ...standing, missed: true }] },
      { ...all, failedPartitions: 0, readers: [{ ...standing, missed: false }] },
    ];
    const trimJournal = async (): Promise<JournalTrim> => results.shift() ?? Promise.reject(new Error('no more'));
    const metrics = { trimmedJournal: () => undefined };
    const trimmer = new JournalTrimmer({ ledger: { trimJournal }, intervalMs: 3_600_000, metrics, logger });
    for (let n = 0; n < 4; n++) await trimmer.pass();
    expect(logger.lines).toHaveLength(1);
    await trimmer.pass();
    expect(logger.lines).toHaveLength(2);
  });

  it('trims at its interval, says once that it cannot and that it can again, and stops after its pass', async () => {
    const logger = recordingLogger();
    let [passes, failing] = [0, false];
    const trimJournal = async (): Promise<JournalTrim> => {
      passes++;
      await sleep(1);
      if (failing) throw new Error('no store');
      return ledger.trimJournal();
    };
    const found: JournalTrim[] = [];
    const metrics = { trimmedJournal: (pass: JournalTrim) => void found.push(pass) };
    outdateAll();
    const trimmer = new JournalTrimmer({ ledger: { trimJournal }, intervalMs: 1, metrics, logger });
    trimmer.start();
    await expect.poll(() => found.length).toBeGreaterThan(2);
    expect(found[0]).toMatchObject({ trimmed: 401 });
    failing = true;
    const before = passes;
    await expect.poll(() => passes).toBeGreaterThan(before + 3);
    failing = false;
    await expect.poll(() => logger.lines).toHaveLength(2);
    expect(logger.lines).toEqual([
      'error could not trim the journal; it goes on trying',
      'info the journal is trimmed again',
    ]);
    await trimmer.stop();
    const atEnd = passes;
    await sleep(30);
    expect(passes).toBe(atEnd);
  });
});

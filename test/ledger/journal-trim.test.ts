/** What trimming takes off the journal, what holds it back, and what is still right afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { usageOf } from '../../src/accounts/history.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { type ScriptStore, StoreFault } from '../../src/redis/store.ts';
import { idAt, movementsOf, outdate, range, readAll, sequencesByAccount, writeEntries } from './support/journal.ts';
import { createAccount, DAY_MS, event, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

/** Redis drops whole nodes of a stream: so many entries may stay although they may go. */
const NODE = 100;
const KIB = 1024;

let bench: RedisTestLedger;
afterEach(() => bench.close());

/** Stream ids are Redis's own time, so the clock of these tests begins with it. */
async function open(options: Parameters<typeof openRedisLedger>[0] = {}): Promise<Ledger> {
  bench = await openRedisLedger({ journalRetentionMs: 2 * DAY_MS, startMs: Date.now(), ...options });
  return bench.ledger;
}

const startOf = (ledger: Ledger): Promise<number> => ledger.journalStart({ rootAccountId: 'a' });
const sequencesOf = async (ledger: Ledger): Promise<number[]> =>
  (await movementsOf(ledger, 'a')).map(({ sequence }) => sequence);

describe('trimming by age', () => {
  it('takes what is past the retention, and says since when everything is covered', async () => {
    const ledger = await open();
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'old', 350);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0, entries: 351 });
    const before = await startOf(ledger);
    await sleep(5);
    const midMs = Date.now();
    bench.clock.ms = midMs;
    await writeEntries(ledger, 'a', 'new', 20);
    outdate(bench, midMs);
    const pass = await ledger.trimJournal();
    expect(pass).toMatchObject({ overrun: 0, entries: 371 - pass.trimmed, failedPartitions: 0, readers: [] });
    expect(pass.trimmed).toBeGreaterThanOrEqual(351 - NODE);
    expect(pass.trimmed).toBeLessThanOrEqual(351);
    expect(await sequencesOf(ledger)).toEqual(range(pass.trimmed + 1, 371));
    const coveredFromMs = await startOf(ledger);
    expect(coveredFromMs).toBeGreaterThan(before);
    // The oldest that is left may share its millisecond with one that is gone.
    const [first] = await readAll(ledger);
    expect(coveredFromMs - Number(first?.id.split('-')[0])).toBeOneOf([0, 1]);
    expect(await ledger.account('a')).toMatchObject({ balanceMilliCents: 370 });
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0 });
  });

  it('may leave nothing, and the numbers go on', async () => {
    const ledger = await open();
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'old', 5);
    const last = await idAt(ledger, -1);
    outdate(bench, Date.now() + 1_000);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 6, entries: 0, readers: [] });
    expect(await movementsOf(ledger, 'a')).toEqual([]);
    expect(await startOf(ledger)).toBe(Number(last.split('-')[0]) + 1);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 0, entries: 0 });
    bench.clock.ms = Date.now();
    await writeEntries(ledger, 'a', 'new', 1);
    expect(await sequencesOf(ledger)).toEqual([7]);
  });

  it('does nothing where nothing was ever written', async () => {
    const ledger = await open({ partitions: 20 });
    const createdMs = await startOf(ledger);
    expect(await ledger.trimJournal()).toEqual({
      trimmed: 0,
      overrun: 0,
      entries: 0,
      bytes: 0,
      failedPartitions: 0,
      readers: [],
    });
    expect(await startOf(ledger)).toBe(createdMs);
  });

  it('looks at all partitions, and leaves each account the newest of its entries', async () => {
    const ledger = await open({ partitions: 3 });
    const accounts = range(1, 30).map((n) => `account-${n}`);
    await Promise.all(accounts.map((id) => createAccount(ledger, id, 0)));
    for (const id of accounts) await writeEntries(ledger, id, 'c', 40);
    await sleep(5);
    const midMs = Date.now();
    for (const id of accounts) await writeEntries(ledger, id, 'd', 5);
    outdate(bench, midMs);
    const pass = await ledger.trimJournal();
    expect(pass.trimmed).toBeGreaterThanOrEqual(30 * 41 - 3 * NODE);
    expect(pass.entries).toBe(30 * 46 - pass.trimmed);
    const parts = await Promise.all(range(0, 2).map((partition) => readAll(ledger, '', 1_000, partition)));
    const left = new Map(parts.flatMap((part) => [...sequencesByAccount(part)]));
    expect([...left.keys()].sort()).toEqual([...accounts].sort());
    for (const sequences of left.values()) {
      expect(sequences).toEqual(range(47 - sequences.length, 46));
      expect(sequences.length).toBeGreaterThanOrEqual(5);
    }
  });

  it('leaves usage what it can still count, with the time from which it counts', async () => {
    const ledger = await open();
    await createAccount(ledger, 'a', 1_000_000);
    const charge = (n: number) => ledger.charge(event('a', `k${n}`));
    for (const n of range(1, 300)) await charge(n);
    const account = await ledger.account('a');
    if (account === undefined) throw new Error('the account is gone');
    const usage = () => usageOf(ledger, account.profile, [], { fromMs: 0, toMs: 0 });
    expect(await usage()).toMatchObject({ rows: [{ count: 300, billedMilliCents: 300_000 }] });
    await sleep(5);
    const midMs = Date.now();
    for (const n of range(301, 310)) await charge(n);
    outdate(bench, midMs);
    const { entries } = await ledger.trimJournal();
    const { rows, coveredFromMs } = await usage();
    expect(rows).toMatchObject([{ count: entries, billedMilliCents: entries * 1_000 }]);
    expect(entries).toBeLessThan(10 + NODE);
    expect(coveredFromMs).toBe(await startOf(ledger));
    expect(coveredFromMs).toBeLessThanOrEqual(midMs);
  });
});

describe('a pass over a long journal', () => {
  const FILL = `for i = 1, 1000 do
    redis.call('XADD', KEYS[1], '*', 'entry', 'credit a ' .. i .. ' 1 1 1 0 - - - 0 k') end`;

  it('goes in steps, so that Redis is never held up for long', async () => {
    const steps: number[] = [];
    const wrap = (store: ScriptStore): ScriptStore => ({
      run: async (script, keys, args) => {
        const reply = await store.run(script, keys, args);
        if (script.name === 'trim_journal') steps.push(Number((reply as string[])[2]));
        return reply;
      },
    });
    const ledger = await open({ wrap });
    for (let filled = 0; filled < 25_000; filled += 1_000)
      await bench.command('EVAL', FILL, 1, bench.keys.of('a').journal);
    outdate(bench, Date.now() + 1_000);
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 25_000, entries: 0 });
    expect(Math.max(...steps)).toBeLessThanOrEqual(10_000);
    expect(steps.at(-1)).toBe(0);
  });
});

describe('a store of which a part is away', () => {
  it('is trimmed where it can be reached', async () => {
    const away = new Set(['{t0}']);
    const wrap = (store: ScriptStore): ScriptStore => ({
      run: async (script, keys, args) => {
        if (script.name !== 'trim_journal' || !away.has(/\{t\d\}/.exec(keys[0] ?? '')?.[0] ?? '')) {
          return store.run(script, keys, args);
        }
        throw new StoreFault('unavailable', 'that node is away', { outcomeUnknown: false });
      },
    });
    const ledger = await open({ partitions: 2, wrap });
    for (const id of ['a', 'b', 'c', 'd']) await createAccount(ledger, id, 0);
    outdate(bench, Date.now() + 1_000);
    const pass = await ledger.trimJournal();
    expect(pass).toMatchObject({ failedPartitions: 1, entries: 0 });
    expect(pass.trimmed).toBeGreaterThan(0);
    expect(await readAll(ledger)).toHaveLength(4 - pass.trimmed);
    away.add('{t1}');
    await expect(ledger.trimJournal()).rejects.toMatchObject({ reason: 'STORE_AWAY' });
  });
});

describe('trimming by bytes', () => {
  it('keeps the newest that have room', async () => {
    const ledger = await open({ journalMaxBytes: 64 * KIB });
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'c', 1_500);
    const pass = await ledger.trimJournal();
    expect(pass).toMatchObject({ overrun: 0, entries: 1_501 - pass.trimmed });
    expect(pass.bytes).toBeLessThan(72 * KIB);
    expect(pass.bytes).toBeGreaterThan(48 * KIB);
    expect(await sequencesOf(ledger)).toEqual(range(pass.trimmed + 1, 1_501));
    expect((await ledger.trimJournal()).trimmed).toBeLessThan(NODE);
  });

  it('gives one partition all the room that the others do not need', async () => {
    const ledger = await open({ journalMaxBytes: 96 * KIB, partitions: 64 });
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'c', 1_500);
    const { bytes } = await ledger.trimJournal();
    expect(bytes).toBeLessThan(104 * KIB);
    expect(bytes).toBeGreaterThan(80 * KIB);
  });

  it('takes the same share of each partition when all together are above the ceiling', async () => {
    const ledger = await open({ journalMaxBytes: 64 * KIB, partitions: 2 });
    const other = 'bcdefgh'.split('').find((id) => bench.keys.of(id).journal !== bench.keys.of('a').journal) ?? '';
    const entriesOf = { a: 1_500, [other]: 750 };
    for (const [id, count] of Object.entries(entriesOf)) {
      await createAccount(ledger, id, 0);
      await writeEntries(ledger, id, 'c', count);
    }
    const { bytes, trimmed } = await ledger.trimJournal();
    expect(bytes).toBeLessThan(80 * KIB);
    expect(bytes).toBeGreaterThan(40 * KIB);
    expect(trimmed).toBeGreaterThan(0);
    const left = await Promise.all(Object.keys(entriesOf).map(async (id) => (await movementsOf(ledger, id)).length));
    expect(left[0]).toBeGreaterThan(left[1] ?? 0);
  });

  it('never takes the last entries, however little room there is', async () => {
    const ledger = await open({ journalMaxBytes: 1 });
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'c', 500);
    const { entries } = await ledger.trimJournal();
    expect(entries).toBeGreaterThan(0);
    expect(entries).toBeLessThanOrEqual(NODE);
    expect((await sequencesOf(ledger)).at(-1)).toBe(501);
  });
});

describe('what is covered', () => {
  it('does not begin with the first entry that is left where another one of its millisecond is gone', async () => {
    const ledger = await open({ journalMaxBytes: 8 * KIB, journalRetentionMs: 100_000 * DAY_MS });
    const { journal } = bench.keys.of('a');
    // Each as large as a node of the stream, so that each can go alone.
    for (const id of ['5-0', '5-1', '5-2']) {
      await bench.command('XADD', journal, id, 'entry', `credit a 1 5 1 1 0 - - - 0 - ${'x'.repeat(5_000)}`);
    }
    expect(await ledger.trimJournal()).toMatchObject({ trimmed: 2, entries: 1 });
    expect(await startOf(ledger)).toBe(6);
    const { lastId } = await ledger.acknowledgeJournal('archive', 0, '');
    expect(await ledger.tail(0, lastId, 10)).toMatchObject({ missed: false, entries: [{ id: '5-2' }] });
    expect(await ledger.tail(0, '5-0', 10)).toMatchObject({ missed: true });
  });
});

describe('trimming while entries are written', () => {
  it('by two sidecars at once loses nothing that is new', async () => {
    const ledger = await open({ journalMaxBytes: 32 * KIB });
    const other = createRedisLedger(bench.store, bench.options);
    await createAccount(ledger, 'a', 0);
    const writing = new AbortController();
    const trimmed = [0, 0];
    const trim = async (which: number, by: Ledger): Promise<void> => {
      while (!writing.signal.aborted) trimmed[which] = (trimmed[which] ?? 0) + (await by.trimJournal()).trimmed;
    };
    const trims = [trim(0, ledger), trim(1, other)];
    const seen: number[] = [];
    for (let round = 0, after = ''; round < 15; round++) {
      await writeEntries(ledger, 'a', `r${round}-`, 100);
      // Nothing that was just written is above the ceiling, so that a reader who keeps up sees everything.
      const page = await readAll(ledger, after);
      seen.push(...page.map(({ entry }) => entry.sequence));
      after = page.at(-1)?.id ?? after;
    }
    writing.abort();
    await Promise.all(trims);
    expect(seen).toEqual(range(1, 1_501));
    const left = await sequencesOf(ledger);
    expect(left).toEqual(range(1_502 - left.length, 1_501));
    expect((trimmed[0] ?? 0) + (trimmed[1] ?? 0) + left.length).toBe(1_501);
    expect(left.length).toBeLessThan(600);
    expect(await ledger.account('a')).toMatchObject({ balanceMilliCents: 1_500 });
  });
});

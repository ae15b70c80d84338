/** The journal read as a stream, and what readers say of themselves. */
import { afterEach, describe, expect, it } from 'vitest';
import { idAt, range, readAll, sequencesByAccount, writeEntries } from './support/journal.ts';
import {
  BOTH,
  createAccount,
  event,
  openRedisLedger,
  type RedisTestLedger,
  type TestLedger,
} from './support/test-ledger.ts';

describe.each(BOTH)('the tail of the journal (%s)', (_, open) => {
  let bench: TestLedger;
  afterEach(() => bench.close());

  it('has the entries of all accounts, oldest first, and goes on after any of them', async () => {
    bench = await open();
    const { ledger } = bench;
    for (const id of ['a', 'b', 'c']) await createAccount(ledger, id, 100_000);
    for (const n of range(1, 5)) {
      for (const id of ['a', 'b', 'c']) await ledger.charge(event(id, `k${n}`, { note: `number ${n}` }));
    }
    const { entries, missed } = await ledger.tail(0, '', 1_000);
    expect(missed).toBe(false);
    expect(entries.map(({ entry }) => `${entry.accountId} ${entry.sequence} ${entry.kind}`)).toEqual([
      ...['a', 'b', 'c'].flatMap((id) => [`${id} 1 account`, `${id} 2 credit`]),
      ...range(3, 7).flatMap((n) => ['a', 'b', 'c'].map((id) => `${id} ${n} charge`)),
    ]);
    expect(entries.at(-1)?.entry).toMatchObject({ amountMilliCents: -1_000, reference: 'k5' });
    expect(entries.at(-1)?.entry.note.split('\t').at(-1)).toBe('number 5');
    expect(await readAll(ledger, '', 2)).toEqual(entries);
    expect((await ledger.tail(0, entries[6]?.id ?? '', 3)).entries).toEqual(entries.slice(7, 10));
    expect((await ledger.tail(0, entries.at(-1)?.id ?? '', 3)).entries).toEqual([]);
  });

  it('remembers how far a reader has come, and never goes back', async () => {
    bench = await open();
    const { ledger } = bench;
    await createAccount(ledger, 'a', 100_000);
    for (const n of range(1, 5)) await ledger.charge(event('a', `k${n}`));
    const registered = await ledger.acknowledgeJournal('archive', 0, '');
    expect(await readAll(ledger, registered.lastId)).toHaveLength(7);
    const [third, fifth] = [await idAt(ledger, 2), await idAt(ledger, 4)];
    expect(await ledger.acknowledgeJournal('archive', 0, fifth)).toEqual({ lastId: fifth, missed: false });
    expect(await ledger.acknowledgeJournal('archive', 0, third)).toEqual({ lastId: fifth, missed: false });
    expect(await ledger.acknowledgeJournal('archive', 0, '')).toEqual({ lastId: fifth, missed: false });
    expect((await ledger.trimJournal()).readers).toMatchObject([{ reader: 'archive', missed: false }]);
    await ledger.forgetJournalReader('archive');
    expect((await ledger.trimJournal()).readers).toEqual([]);
  });

  it('does not take the word of a reader for what was never written', async () => {
    bench = await open();
    const { ledger } = bench;
    await createAccount(ledger, 'a', 100_000);
    const last = await idAt(ledger, -1);
    expect(await ledger.acknowledgeJournal('archive', 0, '9999999999999-99')).toEqual({ lastId: last, missed: false });
  });
});

describe('the tail of a partition in Redis', () => {
  let bench: RedisTestLedger;
  afterEach(() => bench.close());

  it('is the journal of that partition alone, and all of them together are everything', async () => {
    bench = await openRedisLedger({ partitions: 3 });
    const { ledger } = bench;
    expect(ledger.partitions).toBe(3);
    const accounts = range(1, 12).map((n) => `account-${n}`);
    for (const id of accounts) {
      await createAccount(ledger, id, 0);
      await writeEntries(ledger, id, 'c', 4);
    }
    const parts = await Promise.all(range(0, 2).map((partition) => readAll(ledger, '', 7, partition)));
    for (const part of parts) expect(part.length).toBeGreaterThan(0);
    const all = parts.map(sequencesByAccount).flatMap((found) => [...found]);
    expect(new Map(all)).toEqual(new Map(accounts.map((id) => [id, range(1, 5)])));
    expect(all).toHaveLength(12);
  });

  it('is handed over in pages of a thousand at most', async () => {
    bench = await openRedisLedger();
    await createAccount(bench.ledger, 'a', 0);
    await writeEntries(bench.ledger, 'a', 'c', 1_100);
    expect((await bench.ledger.tail(0, '', 100_000)).entries).toHaveLength(1_000);
    expect(await readAll(bench.ledger)).toHaveLength(1_101);
  });

  it('is empty where nothing was written, and a reader can wait there', async () => {
    bench = await openRedisLedger();
    const { ledger } = bench;
    expect(await ledger.tail(0, '', 10)).toEqual({ entries: [], missed: false });
    const { lastId } = await ledger.acknowledgeJournal('archive', 0, '');
    await createAccount(ledger, 'a', 0);
    expect((await ledger.tail(0, lastId, 10)).entries).toHaveLength(1);
  });

  it('refuses what cannot be', async () => {
    bench = await openRedisLedger();
    const { ledger } = bench;
    await expect(ledger.tail(1, '', 10)).rejects.toThrow('no partition 1');
    await expect(ledger.tail(0, '(1-1', 10)).rejects.toThrow('not the id');
    await expect(ledger.acknowledgeJournal('archive', 0, '-')).rejects.toThrow('not the id');
    await expect(ledger.acknowledgeJournal('two words', 0, '')).rejects.toThrow('no name');
    await bench.command('DEL', bench.keys.of('a').meta);
    const lost = { reason: 'STORE_LOST' };
    await expect(ledger.tail(0, '', 10)).rejects.toMatchObject(lost);
    await expect(ledger.acknowledgeJournal('archive', 0, '')).rejects.toMatchObject(lost);
    await expect(ledger.trimJournal()).rejects.toMatchObject(lost);
    expect(await bench.command('EXISTS', bench.keys.of('a').meta, bench.keys.of('a').readers)).toBe(0);
  });
});

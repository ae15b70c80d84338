/** The versions side by side: the marks of the store, what a data directory knows of it, and the journal. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TailEntry } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { Marks } from '../../src/ledger/redis/marks.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { StoreGuard } from '../../src/ledger/redis/store-guard.ts';
import type { RedisStore, ScriptStore } from '../../src/redis/store.ts';
import { KnownStores } from '../../src/settings/data-files.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';
import { movementsOf, outdate, readAll, writeEntries } from './support/journal.ts';
import { call, createAccount, credited } from './support/test-ledger.ts';
import { type Both, openBoth } from './upgrade/both.ts';
import { createStoreAsOld, oldMark } from './upgrade/old-ledger.ts';

describe('the marks of a store', () => {
  let store: RedisStore;
  beforeAll(async () => {
    store = await connectTestStore();
  });
  afterAll(() => store.close());

  it('which the old version created are of the first generation', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    await createStoreAsOld(store, keys, 'made-by-old');
    const known = { instanceId: 'made-by-old', generation: 1 };
    expect(await openStore(store, keys, known)).toEqual({ ...known, created: false });
  });

  it('are finished by the new version where the old one was stopped in between', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    await oldMark(store, keys, 0, 'claim', 'half-by-old');
    expect(await openStore(store, keys)).toMatchObject({ instanceId: 'half-by-old', generation: 1 });
    expect(await oldMark(store, keys, 3, 'look', '')).toMatchObject({ instanceId: 'half-by-old', creating: '' });
  });

  it('which the new version created are read by the old one', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const { instanceId } = await openStore(store, keys);
    const seen = { instanceId, generation: '1', partitions: '4', creating: '' };
    for (const index of [0, 3]) expect(await oldMark(store, keys, index, 'look', 'x')).toMatchObject(seen);
    await createStoreAsOld(store, keys, 'another');
    expect(await openStore(store, keys)).toMatchObject({ instanceId, generation: 1 });
  });

  it('keep their name for the old version when an operator accepts what was lost', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const { instanceId } = await openStore(store, keys);
    await store.command('DEL', keys.partitions[2]?.meta ?? '');
    expect(await oldMark(store, keys, 2, 'look', '')).toBeUndefined();
    await new Marks(store, keys).accept({ instanceId, generation: 2 }, [instanceId]);
    for (const index of [0, 2]) {
      expect(await oldMark(store, keys, index, 'look', '')).toMatchObject({ instanceId, generation: '2' });
    }
  });

  it('say whose holds were looked through already, so that only the first start does it', async () => {
    const asked = async (keys: Keys): Promise<number> => {
      const names: string[] = [];
      const run: ScriptStore['run'] = (script, ...call) => {
        names.push(script.name);
        return store.run(script, ...call);
      };
      await openStore({ run }, keys);
      return names.filter((name) => name === 'older_holds').length;
    };
    const ofOld = new Keys(testRedis().prefix, 4);
    await createStoreAsOld(store, ofOld, 'made-by-old');
    expect(await asked(ofOld)).toBeGreaterThanOrEqual(4);
    expect(await asked(ofOld)).toBe(0);
    const ofNew = new Keys(testRedis().prefix, 4);
    expect([await asked(ofNew), await asked(ofNew)]).toEqual([0, 0]);
  });

  it('of an older copy that an operator accepts are followed by its holds', async () => {
    const bench = await openBoth();
    const { keys, ledger, old } = bench;
    await createAccount(ledger, 'acme', 100_000);
    await old.authorize(call('acme', 'before'));
    for (const { meta } of keys.partitions) await bench.command('HDEL', meta, 'layout');
    const [first] = keys.partitions;
    const instanceId = String(await bench.command('HGET', first?.meta ?? '', 'instance_id'));
    const memory = { recall: () => ({ instanceId, generation: 7 }), keep: () => {} };
    const guard = new StoreGuard({ keys, memory, logger: recordingLogger() });
    await guard.openWith(bench.store);
    expect(guard.view().state).toBe('lost');
    expect(await guard.accept('')).toMatchObject({ state: 'up', generation: 8 });
    const account = { rootAccountId: 'acme', accountId: 'acme' };
    expect(await ledger.openHolds(account, { after: '', limit: 10 })).toMatchObject({ items: [{ holdId: 'before' }] });
    expect(await ledger.account('acme')).toMatchObject({ openHolds: 1 });
    await guard.stop();
    await bench.close();
  });
});

describe('known-stores.json', () => {
  it('of the old version is read, and written with a generation that the old version does not know', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-upgrade-'));
    const stores = new KnownStores(directory);
    writeFileSync(stores.path, JSON.stringify({ a: 'one', b: 'two' }));
    expect(stores.expected('b')).toEqual({ instanceId: 'two', generation: 1 });
    stores.remember('b', { instanceId: 'two', generation: 2 });
    const written = readFileSync(stores.path, 'utf8');
    expect(JSON.parse(written)).toEqual({ a: 'one', b: { instance_id: 'two', generation: 2 } });
    rmSync(directory, { recursive: true });
  });
});

describe('the journal, which the old version trims as it writes', () => {
  let both: Both;
  beforeAll(async () => {
    both = await openBoth();
    await createAccount(both.ledger, 'acme', 0);
    await createAccount(both.ledger, 'other', 0);
  });
  afterAll(() => both.close());
  afterEach(() => both.ledger.forgetJournalReader('keeper'));

  function idMs(entry: TailEntry | undefined): number {
    return Number(entry?.id.split('-')[0]);
  }

  /** The old version writes an entry when everything before the last one is past its retention: whole nodes go. */
  async function trimAsOld(key: string): Promise<void> {
    const startMs = both.clock.ms;
    outdate(both, idMs((await readAll(both.ledger)).at(-1)));
    await both.old.post(credited('acme', key, 1));
    both.clock.ms = startMs;
  }

  it('stays whole while both write into it', async () => {
    for (let round = 0; round < 5; round++) {
      await writeEntries(both.ledger, 'acme', `new${round}-`, 20);
      await writeEntries(both.old, 'acme', `old${round}-`, 20);
    }
    const movements = await movementsOf(both.ledger, 'acme');
    expect(movements.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 200 }, (_, n) => n + 2));
    expect(movements.at(-1)).toMatchObject({ idempotencyKey: 'old4-19', balanceMilliCents: 200 });
    const { lines } = await both.old.journal({ rootAccountId: 'acme', accountId: 'acme' });
    expect(lines).toHaveLength(201);
  });

  it('says since when it covers everything, after the old version took entries off', async () => {
    const place = { rootAccountId: 'acme', accountId: 'acme' };
    const before = await both.ledger.journalStart(place);
    await both.ledger.acknowledgeJournal('keeper', 0, '');
    await trimAsOld('trims');
    const entries = await readAll(both.ledger);
    expect(entries.length).toBeLessThan(150);
    const since = await both.ledger.journalStart(place);
    expect(since).toBeGreaterThan(before);
    expect(idMs(entries[0])).toBeGreaterThanOrEqual(since - 1);
    const movements = await movementsOf(both.ledger, 'acme');
    expect(movements.at(-1)).toMatchObject({ idempotencyKey: 'trims', balanceMilliCents: 201 });
    // Who registers now begins with what there is, and has missed nothing.
    await both.ledger.trimJournal();
    expect(await both.ledger.acknowledgeJournal('newcomer', 0, '')).toMatchObject({ missed: false });
    await both.ledger.forgetJournalReader('newcomer');
    const left = movements.map(({ sequence }) => sequence);
    expect(left).toEqual(left.map((_, index) => (left[0] ?? 0) + index));
  });

  it('tells a reader that it has missed entries, once a trim of the new version has looked', async () => {
    await both.ledger.acknowledgeJournal('keeper', 0, '');
    await writeEntries(both.ledger, 'other', 'fresh', 250);
    await trimAsOld('trims again');
    const { readers } = await both.ledger.trimJournal();
    expect(readers).toMatchObject([{ reader: 'keeper', missed: true }]);
    expect(await both.ledger.acknowledgeJournal('keeper', 0, '')).toMatchObject({ missed: true });
    await writeEntries(both.old, 'other', 'later', 5);
    const entries = await readAll(both.ledger);
    expect(entries.at(-1)?.entry).toMatchObject({ accountId: 'other', reference: 'later4' });
  });
});

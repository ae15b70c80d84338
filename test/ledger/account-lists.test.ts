/** Accounts and open holds of all partitions as one list each: in order, in pages, also those of an older version. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger, PageOf } from '../../src/ledger/port.ts';
import { listOlderAccounts } from '../../src/ledger/redis/account-lists.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { verifyAll, verifyingOf } from './support/verifying.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  openRedisLedger,
  type RedisTestLedger,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

/** Every page of a list, of so many each. */
async function pages<Item>(limit: number, read: (after: string) => Promise<PageOf<Item>>): Promise<Item[][]> {
  const found: Item[][] = [];
  let after = '';
  do {
    const { items, next } = await read(after);
    expect(items.length).toBeLessThanOrEqual(limit);
    found.push([...items]);
    after = next;
  } while (after !== '');
  return found;
}

function idsOf(ledger: Ledger, limit: number, prefix = ''): Promise<string[][]> {
  return pages(limit, (after) => ledger.accountIds({ prefix }, { after, limit }));
}

const all = () => true;

/** Names that sort by byte, not as a person would. */
const NAMES = ['acme', 'acme-1', 'acme2', 'acmeX', 'B', 'Zoe', 'a', 'b', 'zoe', '+1', '9', '@x', '_y', '.z'];

describe.each([...BOTH, ['redis, 5 partitions', () => openRedisLedger({ partitions: 5 })] as const])(
  '%s',
  (_, open) => {
    let bench: TestLedger;
    beforeEach(async () => {
      bench = await open();
      for (const name of NAMES) await createAccount(bench.ledger, name, 1_000_000);
    });
    afterEach(() => bench.close());

    it.each([1, 3, 14, 100])('lists accounts in the order of their bytes, %i on a page', async (limit) => {
      expect((await idsOf(bench.ledger, limit)).flat()).toEqual([...NAMES].sort());
    });

    it('lists those that begin with something, and goes on in the middle of them', async () => {
      expect((await idsOf(bench.ledger, 2, 'acme')).flat()).toEqual(['acme', 'acme-1', 'acme2', 'acmeX']);
      expect((await idsOf(bench.ledger, 2, 'nobody')).flat()).toEqual([]);
      const { ledger } = bench;
      const after = async (name: string) =>
        (await ledger.accountIds({ prefix: 'acme' }, { after: name, limit: 1 })).items;
      expect(await after('acme-1')).toEqual(['acme2']);
      expect(await after('B')).toEqual(['acme']);
      expect(await after('b')).toEqual([]);
    });

    it('lists an account below another once', async () => {
      const child = { rootAccountId: 'acme', parentAccountId: 'acme' };
      await createAccount(bench.ledger, 'office', 0, 0, child);
      await createAccount(bench.ledger, 'office', 0, 0, child);
      expect((await idsOf(bench.ledger, 100)).flat().filter((id) => id === 'office')).toEqual(['office']);
    });

    it('lists open holds by deadline, however many have the same one', async () => {
      const { ledger, clock } = bench;
      for (const name of ['zoe', 'a', 'acme2'])
        for (const n of [1, 2, 3]) await ledger.authorize(call(name, `same-${n}`));
      clock.ms -= 10_000;
      await ledger.authorize(call('b', 'early'));
      clock.ms += 20_000;
      await ledger.authorize(call('acme', 'late'));
      await ledger.authorize(call('acme', 'over'));
      await ledger.settle(settled('acme', 'over', 0));
      const whole = ['a', 'acme2', 'zoe'].flatMap((name) => [1, 2, 3].map((n) => `${name}:same-${n}`));
      for (const limit of [1, 2, 4, 100]) {
        const read = (after: string) => ledger.holdsByDeadline({ after, limit }, all);
        const found = (await pages(limit, read)).flat().map(({ hold }) => `${hold.accountId}:${hold.holdId}`);
        expect(found, `${limit} on a page`).toEqual(['b:early', ...whole, 'acme:late']);
      }
      const { items } = await ledger.holdsByDeadline({ after: '', limit: 100 }, (id) => id === 'zoe');
      expect(items.map(({ hold }) => hold.holdId)).toEqual(['same-1', 'same-2', 'same-3']);
    });

    it('goes on after a hold that has ended or moved since', async () => {
      const { ledger } = bench;
      for (const n of [1, 2, 3]) await ledger.authorize(call('a', `h-${n}`));
      const first = await ledger.holdsByDeadline({ after: '', limit: 2 }, all);
      expect(first.items.map(({ hold }) => hold.holdId)).toEqual(['h-1', 'h-2']);
      await ledger.settle(settled('a', 'h-2', 0));
      const rest = await ledger.holdsByDeadline({ after: first.next, limit: 2 }, all);
      expect(rest).toMatchObject({ items: [{ hold: { holdId: 'h-3' } }], next: '' });
      await ledger.answer(answered('a', 'h-1'));
      expect(
        (await ledger.holdsByDeadline({ after: first.next, limit: 5 }, all)).items.map(({ hold }) => hold.holdId),
      ).toEqual(['h-3', 'h-1']);
    });
  },
);

describe('a store of an older version', () => {
  let bench: RedisTestLedger;
  beforeEach(async () => {
    bench = await openRedisLedger({ partitions: 4, startMs: Date.now() });
    for (let n = 0; n < 30; n++) await createAccount(bench.ledger, `acc-${n}`, 0);
    await createAccount(bench.ledger, 'office', 0, 0, { rootAccountId: 'acc-1', parentAccountId: 'acc-1' });
    for (const { meta, accounts } of bench.keys.partitions) {
      await bench.command('DEL', accounts);
      await bench.command('HDEL', meta, 'accounts_listed');
    }
  });
  afterEach(() => bench.close());

  const runnerOf = () => new ScriptRunner(bench.store, loadScripts(), bench.options);
  const count = async () => (await idsOf(bench.ledger, 100)).flat().length;

  it('says so until its accounts are listed, and then has all of them', async () => {
    await expect(count()).rejects.toMatchObject({ reason: 'ACCOUNTS_NOT_LISTED', retryable: true });
    await createAccount(bench.ledger, 'new', 0);
    await expect(count()).rejects.toMatchObject({ reason: 'ACCOUNTS_NOT_LISTED' });
    expect(await listOlderAccounts(runnerOf(), () => true)).toBe(4);
    expect(await count()).toBe(32);
    expect((await verifyAll(verifyingOf(bench))).findings).toEqual([]);
  });

  it('is looked through once', async () => {
    await listOlderAccounts(runnerOf(), () => true);
    expect(await listOlderAccounts(runnerOf(), () => true)).toBe(0);
  });

  it('is begun anew where it was interrupted', async () => {
    expect(await listOlderAccounts(runnerOf(), () => false)).toBe(0);
    await expect(count()).rejects.toMatchObject({ reason: 'ACCOUNTS_NOT_LISTED' });
  });
});

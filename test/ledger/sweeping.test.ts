import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AsideHold, DueHold } from '../../src/ledger/port.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  extended,
  openRedisLedger,
  type RedisTestLedger,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

const HOUR_MS = 3_600_000;
const ALL = { after: '', limit: 100 };

const names = (holds: readonly Pick<AsideHold, 'holdId'>[]): string[] => holds.map(({ holdId }) => holdId);

describe.each(BOTH)('a hold that is set aside (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'acme', 1_000_000);
  });
  afterAll(() => bench.close());

  const due = async (): Promise<string[]> => names(await bench.ledger.dueHolds(0, 100));
  const aside = async (): Promise<readonly AsideHold[]> => (await bench.ledger.asideHolds(ALL)).items;

  /** Opens holds whose ring time is over. */
  async function overdue(...holdIds: readonly string[]): Promise<readonly DueHold[]> {
    for (const holdId of holdIds) {
      await bench.ledger.authorize(call('acme', holdId));
      bench.clock.ms += 1_000;
    }
    bench.clock.ms += 30_000;
    return bench.ledger.dueHolds(0, 100);
  }

  it('makes way for those after it, is listed with its reason, stays open, and comes again after an hour', async () => {
    const { ledger, clock } = bench;
    const [stuck] = await overdue('stuck', 'other');
    const triedAtMs = clock.ms;
    expect(await ledger.setAside(stuck!, 'the books do not agree')).toBe(1);
    expect(await due()).toEqual(['other']);
    const listed = { accountId: 'acme', holdId: 'stuck', why: 'the books do not agree', sinceMs: triedAtMs };
    expect(await aside()).toMatchObject([{ ...listed, triedAtMs, tries: 1 }]);
    expect(await ledger.totals()).toMatchObject({ openHolds: 2, asideHolds: 1 });
    expect(await standing(ledger, 'acme')).toMatchObject({ held: 10_000, open: 2 });
    const page = await ledger.openHolds({ rootAccountId: 'acme', accountId: 'acme' }, ALL);
    expect(names(page.items).sort()).toEqual(['other', 'stuck']);

    clock.ms = triedAtMs + HOUR_MS - 1;
    expect(await due()).toEqual(['other']);
    clock.ms = triedAtMs + HOUR_MS;
    expect(await due()).toEqual(['other', 'stuck']);
    expect(await ledger.setAside(stuck!, 'they still do not')).toBe(2);
    expect(await aside()).toMatchObject([{ ...listed, why: 'they still do not', triedAtMs: clock.ms, tries: 2 }]);
    expect(await due()).toEqual(['other']);
  });

  it('is due at once when somebody asks for it, alone or with all others', async () => {
    const { ledger } = bench;
    for (const hold of await overdue('one', 'two')) await ledger.setAside(hold, 'broken');
    expect(await ledger.retryAside({ accountId: 'acme', holdId: 'one' })).toBe(1);
    expect(await due()).toEqual(['one']);
    expect(await ledger.retryAside({ accountId: 'acme', holdId: 'one' })).toBe(0);
    expect(await ledger.retryAside({ accountId: 'acme', holdId: 'nobody' })).toBe(0);
    expect(await ledger.retryAside(undefined)).toBe(3);
    expect(await aside()).toEqual([]);
    expect((await due()).sort()).toEqual(['one', 'other', 'stuck', 'two']);
    expect(await aside()).toEqual([]);
  });

  it('is so no longer once it is settled, or goes on', async () => {
    const { ledger } = bench;
    const tries: [string, number][] = [];
    for (const hold of await ledger.dueHolds(0, 100)) {
      tries.push([hold.holdId, await ledger.setAside(hold, 'broken')]);
    }
    expect(tries.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['one', 2],
      ['other', 2],
      ['stuck', 3],
      ['two', 2],
    ]);
    await ledger.settle(settled('acme', 'one', 1));
    await ledger.answer(answered('acme', 'two'));
    await ledger.extend(extended('acme', 'two', 1, 2));
    expect(names(await aside()).sort()).toEqual(['other', 'stuck']);
    expect(await ledger.totals()).toMatchObject({ openHolds: 3, asideHolds: 2 });
    expect(await ledger.setAside({ ...call('acme', 'one'), partition: 0 }, 'too late')).toBe(0);
    expect(await ledger.totals()).toMatchObject({ asideHolds: 2 });
  });
});

describe('the holds that are set aside, in Redis', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger({ partitions: 3 });
  });
  afterAll(() => bench.close());

  it('come page by page over all partitions, and their reasons go with them', async () => {
    const { ledger, keys, clock } = bench;
    const accounts = Array.from({ length: 12 }, (_, index) => `a${index}`);
    for (const account of accounts) {
      await createAccount(ledger, account, 100_000);
      await ledger.authorize(call(account, 'x:y'));
    }
    clock.ms += 30_000;
    for (const partition of keys.partitions.keys()) {
      for (const hold of await ledger.dueHolds(partition, 100)) await ledger.setAside(hold, `why of ${hold.accountId}`);
    }
    const seen: AsideHold[] = [];
    for (let after = '', first = true; first || after !== ''; first = false) {
      const { items, next } = await ledger.asideHolds({ after, limit: 5 });
      expect(items.length).toBeLessThanOrEqual(5);
      seen.push(...items);
      after = next;
    }
    expect(seen.map(({ accountId }) => accountId).sort()).toEqual(accounts.toSorted());
    for (const { accountId, holdId, why } of seen) expect([holdId, why]).toEqual(['x:y', `why of ${accountId}`]);

    // What has ended leaves nothing behind once somebody looks.
    for (const account of accounts) await ledger.settle(settled(account, 'x:y', 1));
    expect((await ledger.asideHolds(ALL)).items).toEqual([]);
    for (const { aside } of keys.partitions) expect(await bench.hash(aside)).toEqual({});
  });

  it('wait behind a lease of their partition for nobody: it only keeps sweepers apart', async () => {
    const { ledger, keys } = bench;
    expect(await ledger.leasePartition('sweep', 0, 'first', 60_000)).toBe(true);
    expect(await ledger.leasePartition('sweep', 0, 'first', 60_000)).toBe(true);
    expect(await ledger.leasePartition('sweep', 0, 'second', 60_000)).toBe(false);
    expect(await ledger.leasePartition('sweep', 1, 'second', 60_000)).toBe(true);
    expect(await ledger.leasePartition('verify', 0, 'second', 60_000)).toBe(true);
    expect(Number(await bench.command('PTTL', keys.at(0).lease('sweep')))).toBeGreaterThan(50_000);
    // Nobody gives back what is another's.
    expect(await ledger.leasePartition('sweep', 0, 'second', 0)).toBe(false);
    expect(await ledger.leasePartition('sweep', 0, 'first', 0)).toBe(true);
    expect(await ledger.leasePartition('sweep', 0, 'second', 60_000)).toBe(true);
  });
});

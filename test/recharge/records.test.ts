/** One record for each account, which only who has seen the last one may replace. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { newRecord, type RechargeRecord } from '../../src/recharge/record.ts';
import { createRecords, type RechargeRecords } from '../../src/recharge/records.ts';
import { purchase } from '../../src/recharge/rules.ts';
import { useHistory } from '../../src/recharge/use-history.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { AccountState } from '../../src/ledger/port.ts';
import { createAccount, openRedisLedger, type RedisTestLedger } from '../ledger/support/test-ledger.ts';

let bench: RedisTestLedger;
let records: RechargeRecords;
beforeAll(async () => {
  bench = await openRedisLedger();
  records = createRecords(new ScriptRunner(bench.store, loadScripts(), bench.options));
});
afterAll(() => bench.close());

async function placeOf(accountId: string) {
  await createAccount(bench.ledger, accountId, 100);
  return { accountId, rootAccountId: accountId };
}

const watched: RechargeRecord = {
  ...newRecord('seed'),
  plan: { ...newRecord('seed').plan, enabled: true, thresholdMilliCents: 500 },
};

describe('a record', () => {
  it('is claimed by one of two who have read the same, and its payment ids never come twice', async () => {
    const place = await placeOf('claimed');
    await records.swap(place, await records.read(place), { record: watched });
    const stored = await records.read(place);
    const claims = ['a', 'b'].map((by) => purchase(stored.record ?? watched, 5, 'key', stored.nowMs, by));
    expect(await Promise.all(claims.map((claim) => records.swap(place, stored, claim)))).toEqual([true, false]);
    const { record } = await records.read(place);
    expect(record?.current).toMatchObject({ id: 'rc_seed_1', claimedBy: 'a', amountMilliCents: 5 });
    const next = purchase({ ...(record ?? watched), current: undefined }, 5, 'other', stored.nowMs, 'b');
    expect(next.record.current?.id).toBe('rc_seed_2');
  });

  it('is due when its payment may have been left, and hidden from the others while somebody looks', async () => {
    const place = await placeOf('due');
    const partition = bench.ledger.partitionOf('due');
    const nobody = await records.read(place);
    await records.swap(place, nobody, purchase(watched, 5, 'key', nobody.nowMs, 'a'));
    expect(await records.due(partition, 10)).not.toContain('due');
    bench.clock.ms += 15_000;
    expect(await records.due(partition, 10)).toContain('due');
    expect(await records.due(partition, 10)).not.toContain('due');
    bench.clock.ms += 15_000;
    expect(await records.due(partition, 10)).toContain('due');
  });

  it('names its account where the balance is below the threshold, and not at it', async () => {
    const place = await placeOf('low');
    await records.swap(place, await records.read(place), { record: watched });
    const low = (balance: number) =>
      records.low(
        bench.ledger.partitionOf('low'),
        new Map([
          ['low', balance],
          ['nobody', 0],
        ]),
      );
    expect([await low(499), await low(500)]).toEqual([['low'], []]);
  });
});

describe('what an account has used', () => {
  const account = { profile: { accountId: 'a', timeZone: 'UTC' } } as AccountState;
  const row = { keys: { day: '2026-11-02' }, costMilliCents: 70 };
  const archive = { usage: () => Promise.resolve({ items: [row], next: '' }) } as never;
  const away = { usage: () => Promise.reject(new Fault('ARCHIVE_AWAY', 'it is off')) } as never;
  const day = (text: string) => Date.parse(`${text}T00:00Z`);
  const journalSince = (since: string) => ({
    journalStart: () => Promise.resolve(day(since)),
    async *movements() {
      yield await Promise.resolve({ kind: 'charge', amountMilliCents: -30 } as never);
      yield { kind: 'credit', amountMilliCents: 1_000 } as never;
    },
  });

  it.each([
    ['the journal, where it reaches back far enough', '2026-11-01', archive, 'journal', 30],
    ['the archive, where the journal does not', '2026-11-26', archive, 'archive', 70],
    ['the journal, where there is no archive', '2026-11-26', away, 'journal', 30],
  ])('is known from %s', async (_, since, from, source, milliCents) => {
    const use = await useHistory(journalSince(since), from)(account, day('2026-11-01'), day('2026-11-28'));
    expect(use).toMatchObject({ source, milliCents });
  });
});

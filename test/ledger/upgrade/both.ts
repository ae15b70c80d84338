/** One store on which a sidecar of the old version stops, and one of the new one starts. */
import { expect } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import type { Ledger } from '../../../src/ledger/port.ts';
import { adoptOpenHolds } from '../../../src/ledger/redis/adopt.ts';
import { expectBalancedBooks } from '../support/funding.ts';
import { openRedisLedger, type RedisTestLedger, type TestLedgerOptions } from '../support/test-ledger.ts';
import { OldLedger } from './old-ledger.ts';

export interface Both extends RedisTestLedger {
  readonly old: OldLedger;
  /** As in the names of tests: which version does the first part, and which the other. */
  readonly by: Readonly<Record<Version, Ledger>>;
  /** What the new version does when it starts. */
  adopt(): Promise<void>;
}

export type Version = 'old' | 'new';

export async function openBoth(options: TestLedgerOptions = {}): Promise<Both> {
  const bench = await openRedisLedger(options);
  const old = new OldLedger(bench.store, bench.options);
  return {
    ...bench,
    old,
    by: { old: old.asLedger(), new: bench.ledger },
    adopt: async () => {
      for (const { meta } of bench.keys.partitions) await bench.command('HDEL', meta, 'layout');
      await adoptOpenHolds(bench.store, bench.keys);
    },
  };
}

/** The reason of the fault that it ends with. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof Fault ? error.reason : `no fault: ${String(error)}`;
}

/** Nothing is held; movements add up and their numbers are dense. */
export async function expectAgreedBooks(both: Both, accountId: string, rootAccountId = accountId): Promise<void> {
  await expectBalancedBooks(both.ledger, accountId, rootAccountId);
  const { lines } = await both.old.journal({ rootAccountId, accountId });
  const sequences = lines.map((line) => Number(line.split(' ')[2]));
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  const state = await both.ledger.account(accountId);
  const last = lines.at(-1)?.split(' ') ?? [];
  expect([Number(last[5]), Number(last[6])]).toEqual([state?.balanceMilliCents, state?.heldMilliCents]);
}

/** What is held anywhere of the account: the balance, lots, allowances, periods. All 0 once nothing is open. */
export async function heldBy(both: Both, accountId: string): Promise<number> {
  const state = await both.ledger.account(accountId);
  if (state === undefined) throw new Error(`there is no account ${accountId}`);
  const lots = state.lots.reduce((sum, lot) => sum + lot.heldMilliCents, 0);
  const counters = [...state.counters].map(([field, value]) => {
    if (field.startsWith('units/')) return Number(value.split(' ')[1]);
    return /^spend\/.*\/held$|^open\//.test(field) ? Number(value) : 0;
  });
  return counters.reduce((sum, each) => sum + each, state.heldMilliCents + lots + state.openHolds);
}

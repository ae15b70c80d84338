/** One store on which a sidecar of the old version stops, and one of the new one starts. */
import { expect } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import type { Ledger } from '../../../src/ledger/port.ts';
import { adoptOpenHolds } from '../../../src/ledger/redis/adopt.ts';
import type { Keys } from '../../../src/ledger/redis/keys.ts';
import type { RedisStore } from '../../../src/redis/store.ts';
import { expectBalancedBooks } from '../support/funding.ts';
import { openRedisLedger, type RedisTestLedger, type TestLedgerOptions } from '../support/test-ledger.ts';
import { OldLedger, type OldReads } from './old-ledger.ts';

/** `ledger` is the new version's. */
export interface Both extends RedisTestLedger {
  readonly old: Ledger & OldReads;
  /** What the new version does when it starts. */
  adopt(): Promise<void>;
}

export async function openBoth(options: TestLedgerOptions = {}): Promise<Both> {
  const bench = await openRedisLedger(options);
  return {
    ...bench,
    old: new OldLedger(bench.store, bench.options).asLedger(),
    adopt: () => adoptAgain(bench.store, bench.keys),
  };
}

/** What the new version does when it starts, also where it has done so already. */
export async function adoptAgain(store: RedisStore, keys: Keys): Promise<void> {
  for (const { meta } of keys.partitions) await store.command('HDEL', meta, 'layout');
  await adoptOpenHolds(store, keys);
}

/** The reason of the fault that it ends with. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof Fault ? error.reason : `no fault: ${String(error)}`;
}

/** Movements add up, their numbers are dense, and the last of them ends in what there is. */
export async function expectAgreedBooks(both: Both, accountId: string, rootAccountId = accountId): Promise<void> {
  await expectBalancedBooks(both.ledger, accountId, rootAccountId);
  const { lines } = await both.old.journal({ rootAccountId, accountId });
  const sequences = lines.map((line) => Number(line.split(' ')[2]));
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  const state = await both.ledger.account(accountId);
  const last = lines.at(-1)?.split(' ') ?? [];
  expect([Number(last[5]), Number(last[6])]).toEqual([state?.balanceMilliCents, state?.heldMilliCents]);
}

/**
 * What is held anywhere of an account that is its own root: of the balance, lots, and allowances as either version
 * counts them. All 0 once nothing is open.
 */
export async function heldBy(both: Both, accountId: string): Promise<number> {
  const state = await both.ledger.account(accountId);
  if (state === undefined) throw new Error(`there is no account ${accountId}`);
  const lots = state.lots.map((lot) => lot.heldMilliCents);
  const counters = Object.entries(await both.hash(both.keys.of(accountId).counters(accountId)));
  const units = counters.filter(([field]) => field.startsWith('units/')).flatMap(([, text]) => unitsHeldIn(text));
  return [...lots, ...units].reduce((sum, each) => sum + each, state.heldMilliCents + state.openHolds);
}

/** Of the old version's `used held`, or of the records `start-end@last=used+held` of the new one. */
function unitsHeldIn(text: string): number[] {
  return [...text.matchAll(/(?:^\d+ |\+)(\d+)/g)].map(([, held]) => Number(held));
}

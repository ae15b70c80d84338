import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BOTH,
  call,
  createAccount,
  credited,
  PER_SECOND,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

/** The greatest balance that there may be. */
const MOST = 10_000_000_000_000;

/** Accounts that pay from their balance alone take the shortest way through the scripts. */
describe.each(BOTH)('an account with nothing but a balance (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('gives no call what another one has reserved, and all of it when that is over', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'reserved', 7_000);
    expect(await ledger.authorize(call('reserved', 'first'))).toMatchObject({ kind: 'allowed', holdMilliCents: 5_000 });
    expect(await ledger.authorize(call('reserved', 'second'))).toMatchObject({
      kind: 'denied',
      reason: 'INSUFFICIENT_CREDIT',
      availableMilliCents: 2_000,
    });
    await ledger.settle(settled('reserved', 'first', 1));
    expect(await ledger.authorize(call('reserved', 'second'))).toMatchObject({ kind: 'allowed' });
    expect(await standing(ledger, 'reserved')).toEqual({ balance: 6_916, held: 5_000, open: 1 });
  });

  it('is blocked at zero also for what costs nothing, where the catalog says so', async () => {
    const { ledger } = bench;
    const terms = { ...PER_SECOND, rateMilliCents: 0 };
    await createAccount(ledger, 'zero', 0);
    expect(await ledger.authorize(call('zero', 'blocked', { terms }))).toMatchObject({ reason: 'ZERO_BALANCE' });
    expect(await ledger.authorize(call('zero', 'free', { terms, blockedAtZero: false }))).toMatchObject({
      kind: 'allowed',
    });
  });

  it('has used no key, and has the same money, after a credit that was refused', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'full', 1);
    await expect(ledger.post(credited('full', 'k', MOST))).rejects.toMatchObject({ reason: 'BALANCE_LIMIT' });
    expect(await ledger.post(credited('full', 'k', 5))).toMatchObject({ replayed: false });
    expect(await standing(ledger, 'full')).toMatchObject({ balance: 6 });
  });
});

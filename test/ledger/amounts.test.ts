import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answered,
  BOTH,
  call,
  createAccount,
  credited,
  event,
  openRedisLedger,
  PER_SECOND,
  refOf,
  settled,
  standing,
  type RedisTestLedger,
  type TestLedger,
} from './support/test-ledger.ts';

const TRILLION = 1_000_000_000_000;
/** The largest balance: 10^13. */
const MOST = 10 * TRILLION;

describe.each(BOTH)('large amounts (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** Adds to or takes from the balance. */
  async function post(accountId: string, amountMilliCents: number, idempotencyKey: string): Promise<void> {
    const kind = amountMilliCents > 0 ? 'credit' : 'adjustment';
    await bench.ledger.post(credited(accountId, idempotencyKey, amountMilliCents, { kind }));
  }

  it('are exact to the milli-cent up to the largest balance', async () => {
    await createAccount(bench.ledger, 'rich', 0);
    for (let i = 1; i <= 10; i += 1) await post('rich', TRILLION, `t${i}`);
    expect(await standing(bench.ledger, 'rich')).toMatchObject({ balance: MOST });
    await expect(post('rich', 1, 'over')).rejects.toMatchObject({ reason: 'BALANCE_LIMIT' });
    expect(
      await bench.ledger.charge(event('rich', 'one', { terms: { ...PER_SECOND, rateMilliCents: 1, rateUnits: 1 } })),
    ).toMatchObject({
      chargedMilliCents: 1,
      balanceMilliCents: 9_999_999_999_999,
    });
    await post('rich', 1, 'again');
    expect(await standing(bench.ledger, 'rich')).toMatchObject({ balance: MOST });
  });

  it('are held and charged exactly when one call costs 10^12 and a milli-cent', async () => {
    await createAccount(bench.ledger, 'dear', 0);
    await post('dear', TRILLION, 'a');
    await post('dear', 2, 'b');
    // 10^6 units at 1,000,000.000001 each: 10^12 + 1.
    const terms = { ...PER_SECOND, rateMilliCents: TRILLION + 1, rateUnits: 1_000_000 };
    const operation = call('dear', 'h', { terms, units: 1_000_000, maxUnits: 1_000_000 });
    expect(await bench.ledger.authorize({ ...operation, units: 1_000 })).toMatchObject({
      // 10^9 + 0.001, rounded up.
      holdMilliCents: 1_000_000_001,
      availableMilliCents: 999_000_000_001,
    });
    bench.clock.ms += 1_000_000;
    expect(await bench.ledger.settle(settled('dear', 'h', 999))).toMatchObject({
      // 999,000,000 + 0.000999, rounded up.
      chargedMilliCents: 999_000_001,
      balanceMilliCents: 999_001_000_001,
    });
  });

  it('can be taken below zero by hand, down to the same bound, and admissions stop', async () => {
    await createAccount(bench.ledger, 'debt', 0);
    for (let i = 1; i <= 10; i += 1) await post('debt', -TRILLION, `t${i}`);
    await expect(post('debt', -1, 'over')).rejects.toMatchObject({ reason: 'BALANCE_LIMIT' });
    expect(await standing(bench.ledger, 'debt')).toMatchObject({ balance: -MOST });
    expect(await bench.ledger.authorize(call('debt', 'h', { blockedAtZero: false }))).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
      availableMilliCents: -MOST,
    });
  });
});

describe('nothing', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  it('is stored as 0 and never as -0', async () => {
    const { ledger, clock, keys } = bench;
    const terms = { ...PER_SECOND, rateMilliCents: 0 };
    await createAccount(ledger, 'free', 0);
    await ledger.authorize(call('free', 'h', { terms, blockedAtZero: false }));
    await ledger.answer(answered('free', 'h'));
    clock.ms += 20_000;
    expect(await ledger.settle(settled('free', 'h', 20))).toMatchObject({
      state: 'settled',
      billedUnits: 20,
      chargedMilliCents: 0,
      balanceMilliCents: 0,
    });
    await ledger.charge(event('free', 'k', { terms, blockedAtZero: false }));
    await ledger.authorize(call('free', 'swept', { terms, blockedAtZero: false }));
    clock.ms += 30_000;
    await ledger.sweep(refOf('free', 'swept'));
    await ledger.settle(settled('free', 'swept', 20));
    const { journal, meta } = keys.of('free');
    const stored = JSON.stringify([
      await bench.command('XRANGE', journal, '-', '+'),
      await bench.hash(meta),
      await bench.hash(keys.of('free').account('free')),
      await bench.command('GET', keys.of('free').hold('free', 'h')),
      await bench.command('GET', keys.of('free').hold('free', 'swept')),
      await bench.command('GET', keys.of('free').once('free', 'k')[0]),
    ]);
    expect(stored).toContain('charge free');
    expect(stored).not.toMatch(/(?<![\w.])-0(?![\w.])/);
    expect(await standing(ledger, 'free')).toEqual({ balance: 0, held: 0, open: 0 });
  });
});

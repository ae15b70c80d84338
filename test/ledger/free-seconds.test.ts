/** Calls that were connected for no longer than the free seconds of their price cost nothing at all. */
import { counterOf } from './support/funding.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Terms } from '../../src/domain/terms.ts';
import { claimOf } from './support/claims.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  extended,
  PER_SECOND,
  refOf,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

/** $0.05 a started minute, $0.10 to connect, at least $0.20; nothing up to 6 s. */
const TERMS: Terms = {
  ...PER_SECOND,
  connectFeeMilliCents: 10_000,
  firstIncrement: 60,
  nextIncrement: 60,
  minimumChargeMilliCents: 20_000,
  freeSeconds: 6,
};
const START = 1_000_000;
let count = 0;

describe.each(BOTH)('free seconds in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function opened(changes: Parameters<typeof call>[2] = {}): Promise<string> {
    const id = `free-${(count += 1)}`;
    await createAccount(bench.ledger, id, START);
    await bench.ledger.authorize(call(id, 'h', { terms: TERMS, units: 600, maxUnits: 600, ...changes }));
    return id;
  }

  it('leave the hold as it is', async () => {
    const held = { held: 60_000, balance: START };
    expect(await standing(bench.ledger, await opened())).toMatchObject(held);
    expect(await standing(bench.ledger, await opened({ terms: { ...TERMS, freeSeconds: 86_400 } }))).toMatchObject(
      held,
    );
  });

  it.each([
    // connected, billed, cost
    [1, 0, 0],
    [6, 0, 0],
    [6.4, 60, 20_000], // 6.4 s are 7 s
    [7, 60, 20_000], // 10,000 and 5,000 are below the minimum
    [125, 180, 25_000],
  ])('%d connected seconds are billed as %i and cost %i', async (connected, billed, cost) => {
    const id = await opened();
    bench.clock.ms += 200_000;
    const settle = settled(id, 'h', connected);
    expect(await bench.ledger.settle(settle)).toMatchObject({
      state: 'settled',
      billedUnits: billed,
      chargedMilliCents: cost,
      releasedMilliCents: 60_000 - cost,
    });
    expect(await bench.ledger.settle(settle)).toMatchObject({ chargedMilliCents: cost, replayed: true });
    expect(await standing(bench.ledger, id)).toEqual({ balance: START - cost, held: 0, open: 0 });
  });

  it('take no units of an allowance, and give them back that were held', async () => {
    const allowances = [{ counter: counterOf('minutes'), totalUnits: 600 }];
    const id = await opened({ allowances });
    bench.clock.ms += 10_000;
    expect(await bench.ledger.settle(settled(id, 'h', 5))).toMatchObject({ billedUnits: 0, parts: [] });
    await bench.ledger.authorize(call(id, 'next', { terms: TERMS, units: 600, maxUnits: 600, allowances }));
    bench.clock.ms += 10_000;
    expect(await bench.ledger.settle(settled(id, 'next', 7))).toMatchObject({
      billedUnits: 60,
      chargedMilliCents: 0,
      parts: [{ source: 'allowance', units: 60 }],
    });
  });

  it('count for a hold that is extended step by step, also where its end is only estimated', async () => {
    const id = await opened({ units: 60, maxUnits: 600, extendUnits: 60 });
    bench.clock.ms += 5_000;
    // Two minutes and the fee: a step costs what it did without free seconds.
    expect(await bench.ledger.extend(extended(id, 'h', 1, 5))).toMatchObject({
      holdMilliCents: 20_000,
      grantedUnits: 120,
    });
    bench.clock.ms += 200_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'expired',
      settle: { billedUnits: 0, chargedMilliCents: 0, estimated: true },
    });
    // It had been used already: the correction is no further call.
    const corrected = await bench.ledger.settle(settled(id, 'h', 61));
    expect(corrected).toMatchObject({ corrected: true, billedUnits: 120, chargedMilliCents: 20_000 });
  });

  it('cost nothing in a correction, and nothing where the hold is charged from its claim', async () => {
    const id = await opened();
    bench.clock.ms += 10_000;
    await bench.ledger.answer(answered(id, 'h'));
    await bench.ledger.release({ ...refOf(id, 'h'), q850Cause: 16 });
    expect(await bench.ledger.settle(settled(id, 'h', 6))).toMatchObject({ corrected: true, chargedMilliCents: 0 });
    const claim = claimOf(id, bench.clock.ms - 10_000, { terms: TERMS, grantedUnits: 600 });
    const free = await bench.ledger.settle(settled(id, 'lost', 6, { claim }));
    expect(free).toMatchObject({ orphan: true, billedUnits: 0, chargedMilliCents: 0 });
    const paid = await bench.ledger.settle(settled(id, 'lost-2', 7, { claim }));
    expect(paid).toMatchObject({ orphan: true, billedUnits: 60, chargedMilliCents: 20_000 });
  });
});

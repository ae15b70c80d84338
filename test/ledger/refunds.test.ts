import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  lotsOf,
  movementsOf,
  onBehalfOf,
  planCredits,
  roundCall,
  seconds,
  shares,
  spentIn,
  unitsOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  DAY_MS,
  event,
  PER_SECOND,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

const MINUTES = counterOf('minutes');

// Every second costs 100 milli-cents. A call of 120 s, of which 60 are included, costs 6,000: 2,000 of plan credits,
// 500 and 1,000 of two lots, and 2,500 of the balance.
describe.each(BOTH)('a correction of what several sources paid (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  beforeEach(async () => {
    id = `refund-${(count += 1)}`;
    await createFunded(bench, id, 10_000, [
      [1_000, 2 * DAY_MS],
      [500, DAY_MS],
    ]);
  });

  const everything = () => ({
    ...seconds(120),
    allowances: [{ counter: MINUTES, totalUnits: 60 }],
    grants: [planCredits(2_000, bench.clock.ms)],
  });

  /** The sweeper charges all that was granted. */
  async function sweptWhole(changes: Parameters<typeof roundCall>[2] = {}): Promise<void> {
    await bench.ledger.authorize(roundCall(id, 'h', { ...everything(), ...changes }));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 130_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ settle: { chargedMilliCents: 6_000 } });
  }

  const amounts = (parts: Parameters<typeof shares>[0]): number[] => shares(parts).map(([, amount]) => amount);
  const since = async (from: number) => (await movementsOf(bench.ledger, id)).slice(from);

  it.each([
    // used, charged, parts, what is then free: plan, lot that ends first, lot that ends later, balance
    [110, 5_000, [60, 2_000, 500, 1_000, 1_500], [0, 0, 0, 8_500]],
    [90, 3_000, [60, 2_000, 500, 500], [0, 0, 500, 10_000]],
    [70, 1_000, [60, 1_000], [1_000, 500, 1_000, 10_000]],
    [25, 0, [25], [2_000, 500, 1_000, 10_000]],
    [0, 0, [], [2_000, 500, 1_000, 10_000]],
  ])('down to %i s refunds the last source first', async (used, charged, parts, [plan, soon, late, balance]) => {
    await sweptWhole();
    const reply = await bench.ledger.settle(settled(id, 'h', used));
    expect(reply).toMatchObject({ chargedMilliCents: charged, changeMilliCents: charged - 6_000, corrected: true });
    expect(amounts(reply.parts)).toEqual(parts);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [plan, 0], 'lot-4': [soon, 0], 'lot-3': [late, 0] });
    expect(await standing(bench.ledger, id)).toEqual({ balance, held: 0, open: 0 });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe(`${Math.min(60, used)} 0`);
    expect((await since(4)).map(([kind, amount]) => [kind, amount])).toEqual([
      ['charge', -6_000],
      ['correction', 6_000 - charged],
    ]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('down returns nothing to a source that paid nothing, though it has money again that would come first', async () => {
    const { grants } = everything();
    // The other call has reserved the 3,500 of plan and lots, so that the balance pays all of this one.
    await bench.ledger.authorize(roundCall(id, 'other', { ...seconds(35), grants }));
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(50), grants }));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 60_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    await bench.ledger.release(released(id, 'other'));
    const reply = await bench.ledger.settle(settled(id, 'h', 10));
    expect(shares(reply.parts)).toEqual([['balance', 1_000]]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [2_000, 0], 'lot-4': [500, 0], 'lot-3': [1_000, 0] });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 9_000, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('down to a lot that has ended lapses, whether or not it is still remembered', async () => {
    const { grants } = everything();
    await sweptWhole({ grants });
    // Both lots end, and the first charge that comes by forgets them: they are empty.
    bench.clock.ms += 3 * DAY_MS;
    await bench.ledger.charge(event(id, 'k', { grants }));
    expect(Object.keys(await lotsOf(bench.ledger, id))).toEqual(['plan@1']);
    const from = (await since(0)).length;
    // 15 of 60 paid seconds: 1,500 of plan credits stay charged, 500 of them come back, and so do 500 + 1,000 of the
    // lots and 2,500 of the balance.
    const reply = await bench.ledger.settle(settled(id, 'h', 75));
    expect(reply).toMatchObject({ chargedMilliCents: 1_500, changeMilliCents: -4_500 });
    const [correction, ...lapsed] = await since(from);
    expect(correction).toEqual(['correction', 4_500, '']);
    expect(Object.fromEntries(lapsed.map(([kind, amount, lot]) => [lot, [kind, amount]]))).toEqual({
      'lot-4': ['expiry', -500],
      'lot-3': ['expiry', -1_000],
    });
    expect(Object.keys(await lotsOf(bench.ledger, id))).toEqual(['plan@1']);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('down to plan credits of a period that is over lapses too, and never becomes balance', async () => {
    await sweptWhole({ grants: [planCredits(2_000, bench.clock.ms, { expiresAtMs: bench.clock.ms + 4 * DAY_MS })] });
    bench.clock.ms += 5 * DAY_MS;
    const before = await standing(bench.ledger, id);
    await bench.ledger.settle(settled(id, 'h', 70));
    // Of the 5,000 that come back only 2,500 were the balance's.
    expect(await standing(bench.ledger, id)).toEqual({ ...before, balance: before.balance + 2_500 });
    const lapsed = (await since(0)).filter(([kind]) => kind === 'expiry').map(([, amount, lot]) => [lot, amount]);
    expect(Object.fromEntries(lapsed)).toEqual({ 'plan@1': -1_000, 'lot-4': -500, 'lot-3': -1_000 });
    expect(await lotsOf(bench.ledger, id)).toEqual({});
    await expectBalancedBooks(bench.ledger, id);
  });

  it('up of a call that was released draws on everything, in order', async () => {
    await bench.ledger.authorize(roundCall(id, 'h', everything()));
    await bench.ledger.release(released(id, 'h'));
    bench.clock.ms += 120_000;
    const reply = await bench.ledger.settle(settled(id, 'h', 100));
    expect(reply).toMatchObject({ chargedMilliCents: 4_000, corrected: true });
    expect(amounts(reply.parts)).toEqual([60, 2_000, 500, 1_000, 500]);
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('60 0');
    expect(await standing(bench.ledger, id)).toEqual({ balance: 9_500, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('moves what a cap counts, the plan credits of it apart', async () => {
    const caps = [limitOf('spend', 1_000_000), limitOf('plan_spend', 1_000_000)];
    await sweptWhole({ ...limited(id, bench.clock.ms, caps), ...onBehalfOf('agent-7') });
    const used = () =>
      Promise.all([spentIn(bench.ledger, id, '', 'm'), spentIn(bench.ledger, id, 'subject/agent-7', 'M')]);
    expect(await used()).toEqual([6_000, 2_000]);
    await bench.ledger.settle(settled(id, 'h', 70));
    expect(await used()).toEqual([1_000, 1_000]);
  });

  it('in a claim for a hold that the store does not know draws on what the claim pins', async () => {
    // The grant of this period was given by another movement.
    const { allowances, grants } = everything();
    await bench.ledger.charge(event(id, 'k', { grants, terms: { ...PER_SECOND, rateMilliCents: 0 } }));
    const reply = await bench.ledger.settle(
      settled(id, 'lost', 100, {
        claim: {
          ownerIds: [id],
          funding: { payer: 0, stop: '', allowances },
          terms: roundCall(id, 'lost').terms,
          grantedUnits: 120,
          facts: roundCall(id, 'lost').facts,
          authorizedAtMs: bench.clock.ms,
        },
      }),
    );
    expect(amounts(reply.parts)).toEqual([60, 2_000, 500, 1_000, 500]);
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('60 0');
    await expectBalancedBooks(bench.ledger, id);
  });
});

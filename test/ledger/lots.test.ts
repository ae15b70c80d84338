import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createFunded,
  expectBalancedBooks,
  lotsOf,
  movementsOf,
  planCredits,
  roundCall,
  seconds,
  sharesOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  credited,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

// Every second costs 100 milli-cents, and an event 1,000.
describe.each(BOTH)('credit that ends (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** An account with $0.10 on its balance. */
  async function funded(lots: Parameters<typeof createFunded>[3] = []): Promise<void> {
    id = `lots-${(count += 1)}`;
    await createFunded(bench, id, 10_000, lots);
  }

  const since = async (from: number) => (await movementsOf(bench.ledger, id)).slice(from);

  it('ends on its millisecond', async () => {
    await funded([[1_000, 60_000]]);
    bench.clock.ms += 59_999;
    expect(await bench.ledger.charge(event(id, 'in time', { units: 1 }))).toMatchObject({ balanceMilliCents: 10_000 });
    await funded([[1_000, 60_000]]);
    bench.clock.ms += 60_000;
    expect(await bench.ledger.charge(event(id, 'late', { units: 1 }))).toMatchObject({
      balanceMilliCents: 9_000,
      availableMilliCents: 9_000,
    });
    expect(await since(2)).toEqual([
      ['expiry', -1_000, 'lot-3'],
      ['charge', -1_000, ''],
    ]);
    expect(await lotsOf(bench.ledger, id)).toEqual({});
    await expectBalancedBooks(bench.ledger, id);
  });

  it('that is reserved when it ends stays reserved, and what the hold does not use lapses', async () => {
    await funded([[5_000, 30_000]]);
    // 30 s cost 3,000, all of the lot, of which 2,000 are free.
    await bench.ledger.authorize(roundCall(id, 'h', seconds(30)));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 30_000;
    // Anything that comes by journals what has lapsed: the free rest, but not what is reserved.
    await bench.ledger.charge(event(id, 'k'));
    expect(await since(2)).toEqual([
      ['expiry', -2_000, 'lot-3'],
      ['charge', -1_000, ''],
    ]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'lot-3': [3_000, 3_000] });
    await expectBalancedBooks(bench.ledger, id);
    // 20 of 30 s were used: 1,000 of the reservation come back to a lot that is over.
    const reply = await bench.ledger.settle(settled(id, 'h', 20));
    expect(reply).toMatchObject({ chargedMilliCents: 2_000, releasedMilliCents: 1_000, availableMilliCents: 9_000 });
    expect(reply.parts).toMatchObject([{ source: 'lot', name: 'lot-3', amountMilliCents: 2_000 }]);
    expect(await since(4)).toEqual([
      ['charge', -2_000, ''],
      ['expiry', -1_000, 'lot-3'],
    ]);
    expect(await lotsOf(bench.ledger, id)).toEqual({});
    expect(await standing(bench.ledger, id)).toEqual({ balance: 9_000, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('that ended under an open hold pays no further step of it', async () => {
    await funded([[20_000, 30_000]]);
    await bench.ledger.authorize(roundCall(id, 'h', { units: 30, maxUnits: 60, extendUnits: 30 }));
    bench.clock.ms += 31_000;
    await bench.ledger.extend(extended(id, 'h', 1, 30));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['lot lot-3', 3_000],
      ['balance', 3_000],
    ]);
    expect(await since(2)).toEqual([['expiry', -17_000, 'lot-3']]);
    await bench.ledger.release(released(id, 'h'));
    await expectBalancedBooks(bench.ledger, id);
    // The Extend proved 30 s: 3,000, which the lot had reserved.
    expect(await standing(bench.ledger, id)).toEqual({ balance: 10_000, held: 0, open: 0 });
  });

  it('of a plan is journaled as credit before the first movement of its period, and what is left as expiry after it', async () => {
    await funded();
    const first = planCredits(3_000, bench.clock.ms, { id: 'plan@1' });
    await bench.ledger.charge(event(id, 'k1', { grants: [first] }));
    bench.clock.ms += 30 * DAY_MS;
    const second = planCredits(3_000, bench.clock.ms, { id: 'plan@2' });
    expect(await bench.ledger.charge(event(id, 'k2', { grants: [second] }))).toMatchObject({
      chargedMilliCents: 1_000,
      availableMilliCents: 12_000,
    });
    // The same period gives the same grant once, whoever comes by.
    await bench.ledger.post(credited(id, 'paid', 500, { grants: [second] }));
    expect(await since(1)).toEqual([
      ['credit', 3_000, 'plan@1'],
      ['charge', -1_000, ''],
      ['expiry', -2_000, 'plan@1'],
      ['credit', 3_000, 'plan@2'],
      ['charge', -1_000, ''],
      ['credit', 500, ''],
    ]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@2': [2_000, 0] });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('of the cycle in which a hold was opened pays for it in the next cycle too, and the new credit does not', async () => {
    await funded();
    const first = planCredits(3_000, bench.clock.ms, { id: 'plan@1' });
    bench.clock.ms = first.expiresAtMs - 10_000;
    await bench.ledger.authorize(roundCall(id, 'short', { ...seconds(20), grants: [first] }));
    await bench.ledger.authorize(roundCall(id, 'long', { ...seconds(10), grants: [first] }));
    bench.clock.ms += 20_000;
    const second = planCredits(3_000, first.expiresAtMs, { id: 'plan@2' });
    await bench.ledger.charge(event(id, 'k', { grants: [second] }));
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [3_000, 3_000], 'plan@2': [2_000, 0] });
    // 5 of 20 s were used: 1,500 lapse with the old cycle.
    const short = await bench.ledger.settle(settled(id, 'short', 5));
    expect(short.parts).toMatchObject([{ source: 'plan_credits', name: 'plan@1', amountMilliCents: 500 }]);
    // 20 instead of 10 s: the further 1,000 come from the balance, because this cycle's credit was not there yet.
    await bench.ledger.settle(settled(id, 'long', 20));
    expect(await sharesOf(bench.ledger, refOf(id, 'long'))).toEqual([
      ['plan_credits plan@1', 1_000],
      ['balance', 1_000],
    ]);
    expect(await since(1)).toEqual([
      ['credit', 3_000, 'plan@1'],
      ['credit', 3_000, 'plan@2'],
      ['charge', -1_000, ''],
      ['charge', -500, ''],
      ['expiry', -1_500, 'plan@1'],
      ['charge', -2_000, ''],
    ]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@2': [2_000, 0] });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 9_000, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('of fewer seats is the new total without what is used and held, and open holds keep theirs', async () => {
    await funded();
    const startsAtMs = bench.clock.ms;
    const seats = (number: number) => ({ grants: [planCredits(2_000 * number, startsAtMs)] });
    const free = async (number: number): Promise<number> => {
      const reply = await bench.ledger.post(credited(id, `look${(count += 1)}`, 1, seats(number)));
      return reply.availableMilliCents - reply.balanceMilliCents;
    };
    // Three seats: 6,000, of which 1,000 are used and 2,000 held.
    await bench.ledger.charge(event(id, 'k', seats(3)));
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(20), ...seats(3) }));
    expect(await free(3)).toBe(3_000);
    expect(await free(2)).toBe(1_000);
    // 2,000 for one seat are less than the 3,000 that are gone already; no less than nothing is left.
    expect(await free(1)).toBe(0);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [2_000, 2_000] });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([['plan_credits plan@1', 2_000]]);
    // The hold gives 1,500 back: 500 more are used, and 2,000 - 1,500 are free for one seat.
    await bench.ledger.settle(settled(id, 'h', 5));
    expect(await free(1)).toBe(500);
    expect(await free(4)).toBe(6_500);
    expect((await since(1)).filter(([, , lot]) => lot !== '')).toEqual([
      ['credit', 6_000, 'plan@1'],
      ['expiry', -2_000, 'plan@1'],
      ['expiry', -1_000, 'plan@1'],
      ['expiry', -1_000, 'plan@1'],
      ['credit', 6_000, 'plan@1'],
    ]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('of a plan that is no longer given is gone but for what is held', async () => {
    await funded();
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(20), grants: [planCredits(5_000, bench.clock.ms)] }));
    await bench.ledger.charge(event(id, 'k', { grants: [] }));
    expect(await since(1)).toEqual([
      ['credit', 5_000, 'plan@1'],
      ['expiry', -3_000, 'plan@1'],
      ['charge', -1_000, ''],
    ]);
    await bench.ledger.settle(settled(id, 'h', 20));
    expect(await standing(bench.ledger, id)).toEqual({ balance: 9_000, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('for some services pays for no other, and opens no door for them', async () => {
    id = `lots-${(count += 1)}`;
    await createFunded(bench, id, 0, [[5_000, DAY_MS, ['sms', 'event']]]);
    expect(await bench.ledger.authorize(roundCall(id, 'h'))).toMatchObject({
      reason: 'ZERO_BALANCE',
      availableMilliCents: 0,
      postedMilliCents: 0,
    });
    await bench.ledger.post(credited(id, 'paid', 7_000));
    expect(await bench.ledger.authorize(roundCall(id, 'h'))).toMatchObject({
      availableMilliCents: 1_000,
      postedMilliCents: 7_000,
    });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([['balance', 6_000]]);
    expect(await bench.ledger.charge(event(id, 'k', { units: 4 }))).toMatchObject({
      balanceMilliCents: 7_000,
      availableMilliCents: 2_000,
      parts: [{ source: 'lot', name: 'lot-2', amountMilliCents: 4_000 }],
    });
    // A call that overruns its hold takes nothing of it either: 7,000 are all that there is.
    bench.clock.ms += 100_000;
    expect(await bench.ledger.settle(settled(id, 'h', 90))).toMatchObject({
      chargedMilliCents: 7_000,
      writeOffMilliCents: 2_000,
    });
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'lot-2': [1_000, 0] });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('cannot be bought when it is over already, and a lot without an end may be for some services', async () => {
    await funded();
    const over = credited(id, 'over', 1_000, { expiresAtMs: bench.clock.ms });
    await expect(bench.ledger.post(over)).rejects.toMatchObject({ reason: 'ALREADY_EXPIRED' });
    await bench.ledger.post(credited(id, 'for ever', 1_000, { services: ['event'] }));
    bench.clock.ms += 4_000 * DAY_MS;
    expect(await bench.ledger.charge(event(id, 'k'))).toMatchObject({ balanceMilliCents: 10_000 });
    await expectBalancedBooks(bench.ledger, id);
  });
});

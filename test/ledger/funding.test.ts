import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  lotsOf,
  movementsOf,
  planCredits,
  ROUND,
  roundCall,
  seconds,
  shares,
  sharesOf,
  unitsOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

const MINUTES = counterOf('minutes');

// Every second costs 100 milli-cents, and an event 1,000.
describe.each(BOTH)('where the money comes from (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** $0.10 of balance, a lot of 1,000 that ends in ten days, and one of 500 that ends in five. */
  async function funded(): Promise<void> {
    id = `fund-${(count += 1)}`;
    await createFunded(bench, id, 10_000, [
      [1_000, 10 * DAY_MS],
      [500, 5 * DAY_MS],
    ]);
  }

  /** 60 s of every cycle and 2,000 milli-cents of plan credits pay before anything else. */
  const everything = () => ({
    allowances: [{ counter: MINUTES, totalUnits: 60 }],
    grants: [planCredits(2_000, bench.clock.ms)],
  });

  it('a hold draws on included units, plan credits, lots by their end, and the balance, in this order', async () => {
    await funded();
    // 60 of 120 s are included; the others cost 6,000: 2,000 + 500 + 1,000, and 2,500 are left for the balance.
    expect(await bench.ledger.authorize(roundCall(id, 'h', { ...everything(), ...seconds(120) }))).toMatchObject({
      kind: 'allowed',
      grantedUnits: 120,
      holdMilliCents: 6_000,
      balanceMilliCents: 10_000,
      availableMilliCents: 7_500,
      postedMilliCents: 13_500,
    });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      [`allowance ${MINUTES}`, 60],
      ['plan_credits plan@1', 2_000],
      ['lot lot-4', 500],
      ['lot lot-3', 1_000],
      ['balance', 2_500],
    ]);
    expect(await standing(bench.ledger, id)).toEqual({ balance: 10_000, held: 2_500, open: 1 });
    expect(await lotsOf(bench.ledger, id)).toEqual({
      'plan@1': [2_000, 2_000],
      'lot-4': [500, 500],
      'lot-3': [1_000, 1_000],
    });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 60');
    await expectBalancedBooks(bench.ledger, id);
  });

  it.each([
    // 40 s are paid for: 4,000. The balance gets 2,000 of its 2,500 back, and nobody else anything.
    [100, 4_000, 2_000, [60, 2_000, 500, 1_000, 500], { balance: 9_500, plan: 0, soon: 0, late: 0 }],
    // 27 s are paid for: 2,700. Balance and the later lot are back but for 200.
    [87, 2_700, 3_300, [60, 2_000, 500, 200], { balance: 10_000, plan: 0, soon: 0, late: 800 }],
    // 15 s are paid for: 1,500, by the plan alone.
    [75, 1_500, 4_500, [60, 1_500], { balance: 10_000, plan: 500, soon: 500, late: 1_000 }],
    // 20 s are all included: they cost nothing, and 40 s are there for the next call.
    [20, 0, 6_000, [20], { balance: 10_000, plan: 2_000, soon: 500, late: 1_000 }],
  ])('a settle of %i s costs %i and gives %i back in reverse order', async (used, cost, back, parts, left) => {
    await funded();
    const grants = everything();
    await bench.ledger.authorize(roundCall(id, 'h', { ...grants, ...seconds(120) }));
    bench.clock.ms += 120_000;
    const reply = await bench.ledger.settle(settled(id, 'h', used));
    expect(reply).toMatchObject({
      billedUnits: used,
      chargedMilliCents: cost,
      releasedMilliCents: back,
      writeOffMilliCents: 0,
      balanceMilliCents: left.balance,
      availableMilliCents: left.balance + left.plan + left.soon + left.late,
    });
    expect(shares(reply.parts).map(([, amount]) => amount)).toEqual(parts);
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual(shares(reply.parts));
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe(`${parts[0]} 0`);
    expect(await lotsOf(bench.ledger, id)).toMatchObject({
      'plan@1': [left.plan, 0],
      'lot-4': [left.soon, 0],
      'lot-3': [left.late, 0],
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: left.balance, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('a release gives everything back', async () => {
    await funded();
    await bench.ledger.authorize(roundCall(id, 'h', { ...everything(), ...seconds(120) }));
    expect(await bench.ledger.release(released(id, 'h'))).toMatchObject({ releasedMilliCents: 6_000, parts: [] });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 0');
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [2_000, 0], 'lot-4': [500, 0], 'lot-3': [1_000, 0] });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 10_000, held: 0, open: 0 });
  });

  it('an Extend draws on what comes next, and the parts of the whole grant stay in order', async () => {
    await funded();
    const stepwise = { ...everything(), units: 30, maxUnits: 120, extendUnits: 45 };
    expect(await bench.ledger.authorize(roundCall(id, 'h', stepwise))).toMatchObject({ holdMilliCents: 0 });
    bench.clock.ms += 20_000;
    // 75 s: 60 are included, 15 cost 1,500.
    expect(await bench.ledger.extend(extended(id, 'h', 1, 20))).toMatchObject({
      kind: 'allowed',
      grantedUnits: 75,
      holdMilliCents: 1_500,
    });
    bench.clock.ms += 40_000;
    // 120 s: 60 cost 6,000.
    expect(await bench.ledger.extend(extended(id, 'h', 2, 60))).toMatchObject({
      grantedUnits: 120,
      holdMilliCents: 6_000,
      availableMilliCents: 7_500,
    });
    const parts = await sharesOf(bench.ledger, refOf(id, 'h'));
    expect(parts.map(([, amount]) => amount)).toEqual([60, 2_000, 500, 1_000, 2_500]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('a late answer takes from the same sources again', async () => {
    await funded();
    await bench.ledger.authorize(roundCall(id, 'h', { ...everything(), ...seconds(120) }));
    bench.clock.ms += 30_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 0');
    expect(await bench.ledger.answer(answered(id, 'h'))).toMatchObject({ holdMilliCents: 6_000 });
    const parts = await sharesOf(bench.ledger, refOf(id, 'h'));
    expect(parts.map(([, amount]) => amount)).toEqual([60, 2_000, 500, 1_000, 2_500]);
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 60');
    expect(await standing(bench.ledger, id)).toEqual({ balance: 10_000, held: 2_500, open: 1 });
  });

  it('a charge takes it all at once, and one movement says from where', async () => {
    await funded();
    // 4 of 7 are included, the other three cost 3,000: 2,000 + 500 + 500.
    const own = { allowances: [{ counter: counterOf('events'), totalUnits: 4 }], grants: everything().grants };
    const reply = await bench.ledger.charge(event(id, 'k', { ...own, units: 7 }));
    expect(reply).toMatchObject({
      kind: 'charged',
      billedUnits: 7,
      chargedMilliCents: 3_000,
      balanceMilliCents: 10_000,
    });
    const parts = [
      [`allowance ${counterOf('events')}`, 4],
      ['plan_credits plan@1', 2_000],
      ['lot lot-4', 500],
      ['lot lot-3', 500],
    ];
    expect(shares(reply.kind === 'charged' ? reply.parts : [])).toEqual(parts);
    const again = await bench.ledger.charge(event(id, 'k', { ...own, units: 7 }));
    expect(again).toMatchObject({ ...reply, replayed: true });
    expect((await movementsOf(bench.ledger, id)).slice(3)).toEqual([
      ['credit', 2_000, 'plan@1'],
      ['charge', -3_000, ''],
    ]);
    expect(await unitsOf(bench.ledger, id, counterOf('events'))).toBe('4 0');
    await expectBalancedBooks(bench.ledger, id);
  });

  it.each([
    [60, 1],
    [90, 2],
    [600, 10],
  ])('thirty calls at once share an allowance of %i s among %i of them', async (totalUnits, lucky) => {
    id = `fund-${(count += 1)}`;
    await createFunded(bench, id, 1_000_000);
    const allowances = [{ counter: MINUTES, totalUnits }];
    const names = Array.from({ length: 30 }, (_, n) => `h${n}`);
    const replies = await Promise.all(names.map((name) => bench.ledger.authorize(roundCall(id, name, { allowances }))));
    const holds = await Promise.all(names.map((name) => bench.ledger.hold(refOf(id, name))));
    const included = holds.map((hold) => hold?.parts.find(({ source }) => source === 'allowance')?.units ?? 0);
    expect(included.filter((units) => units > 0)).toHaveLength(lucky);
    expect(included.reduce((sum, units) => sum + units, 0)).toBe(totalUnits);
    // What is not included is paid for: 30 calls of 6,000 without 100 for each included second.
    expect(replies.reduce((sum, reply) => sum + (reply.kind === 'allowed' ? reply.holdMilliCents : 0), 0)).toBe(
      180_000 - 100 * totalUnits,
    );
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe(`0 ${totalUnits}`);
  });

  it('an allowance covers whole increments: one below the first of them covers nothing, and is left for later', async () => {
    id = `fund-${(count += 1)}`;
    await createFunded(bench, id, 100_000);
    const started = { ...ROUND, firstIncrement: 60, nextIncrement: 60 };
    const of = (totalUnits: number) => ({ allowances: [{ counter: MINUTES, totalUnits }], terms: started });
    // 90 s are billed as 120, which cost 12,000.
    expect(await bench.ledger.authorize(roundCall(id, 'few', { ...of(59), ...seconds(90) }))).toMatchObject({
      holdMilliCents: 12_000,
    });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBeUndefined();
    expect(await bench.ledger.authorize(roundCall(id, 'one', { ...of(119), ...seconds(90) }))).toMatchObject({
      holdMilliCents: 6_000,
    });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 60');
  });

  it('two allowances are drawn on in their order, and what neither covers is shortened to the money', async () => {
    id = `fund-${(count += 1)}`;
    await createFunded(bench, id, 1_000);
    const allowances = [
      { counter: counterOf('own', 'agent-7'), totalUnits: 20 },
      { counter: MINUTES, totalUnits: 15 },
    ];
    // 60 s are wanted: 20 + 15 are included, and 1,000 buy 10 more.
    const reply = await bench.ledger.authorize(roundCall(id, 'h', { allowances, belowHold: 'shorten', minUnits: 30 }));
    expect(reply).toMatchObject({ grantedUnits: 45, holdMilliCents: 1_000, availableMilliCents: 0 });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      [`allowance ${counterOf('own', 'agent-7')}`, 20],
      [`allowance ${MINUTES}`, 15],
      ['balance', 1_000],
    ]);
    bench.clock.ms += 45_000;
    // 25 s: the first allowance is used up, of the second 5 units are.
    expect(await bench.ledger.settle(settled(id, 'h', 25))).toMatchObject({ chargedMilliCents: 0 });
    expect(await unitsOf(bench.ledger, id, counterOf('own', 'agent-7'))).toBe('20 0');
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('5 0');
  });
});

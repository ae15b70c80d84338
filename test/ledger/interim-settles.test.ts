import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InterimOperation } from '../../src/ledger/port.ts';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  lotsOf,
  movementsOf,
  planCredits,
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
  extended,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

const MINUTES = counterOf('minutes');
const ALL = { after: '', limit: 99 };

// Every second costs 100 milli-cents. A call of 120 s, of which 60 are included, costs 6,000: 2,000 of plan credits,
// 500 and 1,000 of two lots, and 2,500 of the balance.
describe.each(BOTH)('interim settles (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  const fund = () =>
    createFunded(bench, id, 10_000, [
      [1_000, 2 * DAY_MS],
      [500, DAY_MS],
    ]);
  beforeEach(async () => {
    id = `interim-${(count += 1)}`;
    await fund();
  });

  const everything = () => ({
    ...seconds(120),
    allowances: [{ counter: MINUTES, totalUnits: 60 }],
    grants: [planCredits(2_000, bench.clock.ms)],
  });
  const authorize = (changes: Parameters<typeof roundCall>[2] = {}) =>
    bench.ledger.authorize(roundCall(id, 'h', { ...everything(), ...changes }));

  /** So many seconds after the authorize. */
  function interim(connectedSeconds: number, sequence: number, changes: Partial<InterimOperation> = {}) {
    const used = { connectedSeconds, units: undefined, sequence, durationSeconds: 0 };
    return bench.ledger.settleInterim({ ...refOf(id, 'h'), ...used, ...changes });
  }
  const pass = (passing: number): void => void (bench.clock.ms += passing * 1000);
  const amounts = (parts: Parameters<typeof shares>[0]): number[] => shares(parts).map(([, amount]) => amount);

  it('charge the price of all that was used less what was charged, and keep the rest', async () => {
    await authorize();
    pass(50);
    expect(await interim(50, 1)).toMatchObject({
      state: 'answered',
      billedUnits: 50,
      chargedMilliCents: 0,
      stillHeldMilliCents: 6_000,
      parts: [{ source: 'allowance', units: 50 }],
      replayed: false,
    });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('50 10');
    pass(40);
    const second = await interim(90, 2);
    expect(second).toMatchObject({ billedUnits: 90, chargedMilliCents: 3_000, changeMilliCents: 3_000 });
    expect(amounts(second.parts)).toEqual([60, 2_000, 500, 500]);
    expect(second).toMatchObject({ stillHeldMilliCents: 3_000, heldMilliCents: 6_000, balanceMilliCents: 10_000 });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['lot lot-3', 500],
      ['balance', 2_500],
    ]);
    expect(await standing(bench.ledger, id)).toEqual({ balance: 10_000, held: 2_500, open: 1 });
    expect(await bench.ledger.hold(refOf(id, 'h'))).toMatchObject({ holdMilliCents: 3_000, chargedMilliCents: 3_000 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it.each([
    [[50, 90], 110],
    [[1, 2, 3, 59, 60, 61], 120],
    [[0, 30], 30],
    [[119], 10],
    [[], 77],
  ])('after %j and a last settle of %i s the books are those of one settle', async (reports, last) => {
    const run = async (withInterims: boolean) => {
      await authorize();
      let passed = 0;
      for (const [index, at] of reports.entries()) {
        pass(at - passed);
        passed = at;
        if (withInterims) await interim(at, index + 1);
        else await bench.ledger.extend(extended(id, 'h', index + 1, at));
      }
      pass(Math.max(0, last - passed));
      const {
        changeMilliCents: _,
        earlierParts: __,
        nowMs: ___,
        ...record
      } = await bench.ledger.settle(settled(id, 'h', last));
      const lots = await lotsOf(bench.ledger, id);
      return { record, lots, units: await unitsOf(bench.ledger, id, MINUTES), at: await standing(bench.ledger, id) };
    };
    const many = await run(true);
    await expectBalancedBooks(bench.ledger, id);
    id = `${id}-one`;
    await fund();
    expect(await run(false)).toEqual(many);
  });

  // 100 milli-cents for 7 seconds: rounded up three times it would be 15 + 15 + 14.
  it('round once', async () => {
    const terms = { ...roundCall(id, 'h').terms, rateMilliCents: 100, rateUnits: 7 };
    await authorize({ terms, allowances: [], grants: [] });
    pass(1);
    expect(await interim(1, 1)).toMatchObject({ chargedMilliCents: 15 });
    pass(1);
    // What is held is the price of the grant, 1,715, less what was charged.
    expect(await interim(2, 2)).toMatchObject({ chargedMilliCents: 29, stillHeldMilliCents: 1_686 });
    pass(1);
    expect(await bench.ledger.settle(settled(id, 'h', 3))).toMatchObject({
      chargedMilliCents: 43,
      changeMilliCents: 14,
    });
  });

  it('charge connect fee and minimum once, and nothing within the free seconds', async () => {
    const terms = {
      ...roundCall(id, 'h').terms,
      connectFeeMilliCents: 50,
      minimumChargeMilliCents: 1_000,
      freeSeconds: 5,
    };
    await authorize({ terms, allowances: [] });
    pass(5);
    expect(await interim(5, 1)).toMatchObject({ state: 'answered', chargedMilliCents: 0, billedUnits: 0 });
    pass(3);
    expect(await interim(8, 2)).toMatchObject({ chargedMilliCents: 1_000, billedUnits: 8 });
    pass(22);
    expect(await interim(30, 3)).toMatchObject({ chargedMilliCents: 3_050, changeMilliCents: 2_050 });
    expect((await movementsOf(bench.ledger, id)).slice(-3)).toEqual([
      ['charge', 0, ''],
      ['charge', -1_000, ''],
      ['charge', -2_050, ''],
    ]);
  });

  it('replay their number, refuse a lower one and another quantity', async () => {
    await authorize();
    pass(80);
    const first = await interim(80, 3, { nonce: 'n1' });
    expect(await interim(80, 3, { nonce: 'n1' })).toMatchObject({ changeMilliCents: 2_000, replayed: false });
    const again = { ...first, earlierParts: [], changeMilliCents: 0, replayed: true };
    expect(await interim(80, 3, { nonce: 'n2' })).toEqual(again);
    await expect(interim(70, 2)).rejects.toMatchObject({ reason: 'SEQUENCE_TOO_LOW', details: { field: 'sequence' } });
    await expect(interim(81, 3)).rejects.toMatchObject({ reason: 'CONFLICT', details: { field: 'sequence' } });
    // Extend counts for itself.
    expect(await bench.ledger.extend(extended(id, 'h', 1, 80))).toMatchObject({ kind: 'allowed', replayed: false });
    await expect(interim(80, 4, { connectedSeconds: undefined })).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    expect((await movementsOf(bench.ledger, id)).filter(([kind]) => kind === 'charge')).toHaveLength(1);
  });

  it('never go back, and a report that cannot be true charges no more than can', async () => {
    await authorize();
    pass(40);
    await interim(40, 1);
    expect(await interim(20, 2)).toMatchObject({ billedUnits: 40, changeMilliCents: 0 });
    const report = await interim(4_000, 3);
    // 40 s have passed, and 5 more may have by another clock.
    expect(report).toMatchObject({ clamped: true, billedUnits: 45 });
  });

  it('are a heartbeat: they imply the answer, prove, and move the deadline', async () => {
    await authorize();
    pass(20);
    await interim(15, 1);
    const hold = await bench.ledger.hold(refOf(id, 'h'));
    const answeredAtMs = bench.clock.ms - 15_000;
    expect(hold).toMatchObject({ state: 'answered', answeredAtMs, deadlineAtMs: answeredAtMs + 130_000 });
    pass(40);
    const settle = await bench.ledger.settle(settled(id, 'h', 5));
    expect(settle).toMatchObject({ state: 'settled', billedUnits: 15 });
  });

  it.each(['release', 'sweep', 'settle of nothing'] as const)('stay charged after a %s', async (how) => {
    await authorize();
    await bench.ledger.answer(answered(id, 'h'));
    // Above what can have passed, but believed within the grant: charged, and not proven.
    expect(await interim(100, 1)).toMatchObject({ billedUnits: 100, chargedMilliCents: 4_000 });
    pass(140);
    const end = {
      release: () => bench.ledger.release(released(id, 'h')),
      sweep: async () => (await bench.ledger.sweep(refOf(id, 'h'))).settle,
      'settle of nothing': () => bench.ledger.settle(settled(id, 'h', 0)),
    };
    expect(await end[how]()).toMatchObject({ chargedMilliCents: 4_000, changeMilliCents: 0, billedUnits: 100 });
    expect(await standing(bench.ledger, id)).toMatchObject({ balance: 9_500, held: 0, open: 0 });
    await expectBalancedBooks(bench.ledger, id);
    // The real one corrects it.
    expect(await bench.ledger.settle(settled(id, 'h', 90))).toMatchObject({
      corrected: true,
      chargedMilliCents: 3_000,
    });
  });

  it('are given back in reverse order by a last settle below them', async () => {
    await authorize();
    await bench.ledger.answer(answered(id, 'h'));
    await interim(115, 1);
    expect(await standing(bench.ledger, id)).toMatchObject({ balance: 8_000 });
    pass(70);
    const end = await bench.ledger.settle(settled(id, 'h', 70));
    expect(end).toMatchObject({ chargedMilliCents: 1_000, changeMilliCents: -4_500, corrected: false });
    expect((await movementsOf(bench.ledger, id)).at(-1)).toEqual(['correction', 4_500, '']);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [1_000, 0], 'lot-4': [500, 0], 'lot-3': [1_000, 0] });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('let an Extend go on from what they left', async () => {
    await authorize({ units: 30, maxUnits: 120, extendUnits: 30 });
    pass(25);
    await interim(25, 1);
    const step = await bench.ledger.extend(extended(id, 'h', 1, 25));
    expect(step).toMatchObject({ grantedUnits: 60, holdMilliCents: 0 });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('25 35');
    pass(30);
    await interim(55, 2);
    expect(await bench.ledger.extend(extended(id, 'h', 2, 55))).toMatchObject({
      grantedUnits: 90,
      holdMilliCents: 3_000,
    });
    pass(30);
    await interim(85, 3);
    expect(await bench.ledger.hold(refOf(id, 'h'))).toMatchObject({ holdMilliCents: 500, chargedMilliCents: 2_500 });
    expect(await bench.ledger.settle(settled(id, 'h', 88))).toMatchObject({ chargedMilliCents: 2_800 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('count as used under a cap what they counted as held', async () => {
    const caps = limited(id, bench.clock.ms, [limitOf('spend', 7_000, { span: 'day' })]);
    await authorize(caps);
    pass(100);
    await interim(100, 1);
    const next = () => bench.ledger.authorize(roundCall(id, 'next', { ...caps, ...seconds(30) }));
    expect(await next()).toMatchObject({ kind: 'denied', reason: 'SPEND_LIMIT', limitLeftMilliCents: 1_000 });
    await bench.ledger.settle(settled(id, 'h', 100));
    expect(await next()).toMatchObject({ kind: 'allowed' });
  });

  it('charge what credit there is beyond the grant, and leave the rest to the end', async () => {
    await authorize({ ...seconds(60), allowances: [], grants: [] });
    pass(150);
    // 150 s are 15,000; there are 11,500.
    expect(await interim(150, 1)).toMatchObject({ chargedMilliCents: 11_500, writeOffMilliCents: 0 });
    expect(await bench.ledger.settle(settled(id, 'h', 150))).toMatchObject({
      chargedMilliCents: 11_500,
      writeOffMilliCents: 3_500,
      changeMilliCents: 0,
    });
  });

  it('count the call once in usage', async () => {
    await authorize();
    for (const [sequence, at] of [30, 60, 90].entries()) {
      pass(30);
      await interim(at, sequence + 1);
    }
    pass(5);
    await bench.ledger.settle(settled(id, 'h', 95));
    const charges = [];
    const span = { fromMs: 0, toMs: 0 };
    for await (const { kind, billedUnits, firstCharge } of bench.ledger.movements(refOf(id, ''), span, ALL)) {
      if (kind === 'charge') charges.push([billedUnits, firstCharge]);
    }
    expect(charges).toEqual([
      [30, true],
      [30, false],
      [30, false],
      [5, false],
    ]);
  });
});

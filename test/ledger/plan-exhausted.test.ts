import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  lotsOf,
  onBehalfOf,
  planCredits,
  roundCall,
  seconds,
  sharesOf,
  spentIn,
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
  type TestLedger,
} from './support/test-ledger.ts';

// Every second costs 100 milli-cents, and an event 1,000.
describe.each(BOTH)('plan credits that run out (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** $1.00 of balance and a lot of 2,000. The plan gives 4,000 a period, and stops when they are gone. */
  async function funded(): Promise<void> {
    id = `plan-${(count += 1)}`;
    await createFunded(bench, id, 100_000, [[2_000, 40 * DAY_MS]]);
    periodMs = bench.clock.ms;
  }

  let periodMs = 0;
  const plan = (period = 1) => ({
    grants: [planCredits(4_000, periodMs + (period - 1) * 30 * DAY_MS, { id: `plan@${period}` })],
    stop: `plan@${period}`,
  });
  const refused = { kind: 'denied', reason: 'PLAN_EXHAUSTED' } as const;

  it('stop what they do not cover, however much there is besides', async () => {
    await funded();
    expect(await bench.ledger.authorize(roundCall(id, 'h', plan()))).toMatchObject({
      ...refused,
      neededMilliCents: 6_000,
      availableMilliCents: 4_000,
      balanceMilliCents: 100_000,
      postedMilliCents: 106_000,
    });
    expect(await bench.ledger.charge(event(id, 'k', { ...plan(), units: 5 }))).toMatchObject(refused);
    // 40 s cost just what there is, and then nothing is free.
    expect(await bench.ledger.authorize(roundCall(id, 'fits', { ...plan(), ...seconds(40) }))).toMatchObject({
      kind: 'allowed',
      availableMilliCents: 0,
    });
    expect(await sharesOf(bench.ledger, refOf(id, 'fits'))).toEqual([['plan_credits plan@1', 4_000]]);
    expect(await bench.ledger.charge(event(id, 'k', plan()))).toMatchObject({ ...refused, availableMilliCents: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('let pass what costs nothing', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'all', { ...plan(), units: 4 }));
    const allowances = [{ counter: counterOf('minutes'), totalUnits: 60 }];
    expect(await bench.ledger.authorize(roundCall(id, 'h', { ...plan(), allowances }))).toMatchObject({
      kind: 'allowed',
      holdMilliCents: 0,
    });
  });

  it('shorten a call to what they cover where the hold rule shortens', async () => {
    await funded();
    const shortened = roundCall(id, 'h', { ...plan(), belowHold: 'shorten', minUnits: 40 });
    expect(await bench.ledger.authorize(shortened)).toMatchObject({ grantedUnits: 40, holdMilliCents: 4_000 });
    await bench.ledger.release(released(id, 'h'));
    const tooShort = roundCall(id, 'h2', { ...plan(), belowHold: 'shorten', minUnits: 41 });
    expect(await bench.ledger.authorize(tooShort)).toMatchObject({ ...refused, neededMilliCents: 6_000 });
  });

  it('keep to their own when a call grows: no step of it comes from elsewhere, nor what it overruns', async () => {
    await funded();
    const stepwise = { ...plan(), units: 30, maxUnits: 60, extendUnits: 30 };
    await bench.ledger.authorize(roundCall(id, 'h', stepwise));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 20_000;
    expect(await bench.ledger.extend(extended(id, 'h', 1, 20))).toMatchObject({
      kind: 'denied',
      reason: 'PLAN_EXHAUSTED',
      grantedUnits: 30,
      neededMilliCents: 3_000,
      availableMilliCents: 1_000,
    });
    bench.clock.ms += 60_000;
    expect(await bench.ledger.settle(settled(id, 'h', 60))).toMatchObject({
      chargedMilliCents: 4_000,
      writeOffMilliCents: 2_000,
      balanceMilliCents: 100_000,
    });
    await expectBalancedBooks(bench.ledger, id);
  });

  it.each([
    ['the balance', {}],
    ['a lot', { expiresAtMs: 1_800_000_000_000 }],
  ])('no longer stop once credit is added to %s after they ran out, until the next period begins', async (__, lot) => {
    await funded();
    expect(await bench.ledger.authorize(roundCall(id, 'h1', plan()))).toMatchObject(refused);
    await bench.ledger.post(credited(id, 'paid', 1_000, { ...lot, grants: plan().grants, planPeriod: plan().stop }));
    expect(await bench.ledger.authorize(roundCall(id, 'h1', plan()))).toMatchObject({ kind: 'allowed' });
    expect((await sharesOf(bench.ledger, refOf(id, 'h1'))).slice(0, 2)).toEqual([
      ['plan_credits plan@1', 4_000],
      ['lot lot-3', 2_000],
    ]);
    bench.clock.ms += 30 * DAY_MS;
    expect(await bench.ledger.authorize(roundCall(id, 'h2', plan(2)))).toMatchObject(refused);
    // The first purchase sent again is no new credit.
    await bench.ledger.post(credited(id, 'paid', 1_000, { ...lot, grants: plan(2).grants, planPeriod: plan(2).stop }));
    expect(await bench.ledger.authorize(roundCall(id, 'h2', plan(2)))).toMatchObject(refused);
    await bench.ledger.post(credited(id, 'paid again', 1_000, { grants: plan(2).grants, planPeriod: plan(2).stop }));
    expect(await bench.ledger.authorize(roundCall(id, 'h2', plan(2)))).toMatchObject({ kind: 'allowed' });
    await expectBalancedBooks(bench.ledger, id);
  });

  it.each([
    ['credit that was there before', 'credit', true],
    ['a correction by hand', 'adjustment', false],
  ] as const)('still stop after %s', async (__, kind, before) => {
    await funded();
    const post = () =>
      bench.ledger.post(credited(id, 'paid', 50_000, { kind, grants: plan().grants, planPeriod: plan().stop }));
    if (before) await post();
    expect(await bench.ledger.charge(event(id, 'k', { ...plan(), units: 5 }))).toMatchObject(refused);
    if (!before) await post();
    expect(await bench.ledger.charge(event(id, 'k', { ...plan(), units: 5 }))).toMatchObject(refused);
  });

  it('stop nobody whose plan goes on with the balance', async () => {
    await funded();
    expect(await bench.ledger.authorize(roundCall(id, 'h', { ...plan(), stop: '' }))).toMatchObject({
      kind: 'allowed',
      availableMilliCents: 100_000,
    });
  });
});

describe.each(BOTH)('a cap on plan credits alone (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('takes no more of them, and the other sources pay the rest', async () => {
    id = `cap-${(count += 1)}`;
    await createFunded(bench, id, 100_000, [[2_000, 40 * DAY_MS]]);
    const own = {
      grants: [planCredits(10_000, bench.clock.ms)],
      ...limited(id, bench.clock.ms, [limitOf('plan_spend', 1_500)]),
      ...onBehalfOf('agent-7'),
    };
    const used = () => spentIn(bench.ledger, id, 'subject/agent-7', 'M');
    expect(await bench.ledger.authorize(roundCall(id, 'h', own))).toMatchObject({ holdMilliCents: 6_000 });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['plan_credits plan@1', 1_500],
      ['lot lot-3', 2_000],
      ['balance', 2_500],
    ]);
    expect(await used()).toBe(1_500);
    // All of the cap is held, so that the next pays without the plan.
    expect(await bench.ledger.charge(event(id, 'k1', own))).toMatchObject({
      parts: [{ source: 'balance', amountMilliCents: 1_000 }],
    });
    // 9 s cost 900, which the plan pays: 600 are left under the cap.
    bench.clock.ms += 60_000;
    await bench.ledger.settle(settled(id, 'h', 9));
    expect(await used()).toBe(900);
    expect(await bench.ledger.charge(event(id, 'k2', own))).toMatchObject({
      parts: [
        { source: 'plan_credits', amountMilliCents: 600 },
        { source: 'lot', amountMilliCents: 400 },
      ],
    });
    expect(await used()).toBe(1_500);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [8_500, 0], 'lot-3': [1_600, 0] });
    // Others are not capped by what this one used.
    expect(await bench.ledger.charge(event(id, 'k3', { grants: own.grants }))).toMatchObject({
      parts: [{ source: 'plan_credits', amountMilliCents: 1_000 }],
    });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('holds for a longer grant and for a call that overruns its hold', async () => {
    id = `cap-${(count += 1)}`;
    await createFunded(bench, id, 100_000);
    const own = {
      grants: [planCredits(10_000, bench.clock.ms)],
      ...limited(id, bench.clock.ms, [limitOf('plan_spend', 2_500)]),
      ...onBehalfOf('agent-7'),
    };
    await bench.ledger.authorize(roundCall(id, 'h', { ...own, units: 20, maxUnits: 40, extendUnits: 20 }));
    bench.clock.ms += 15_000;
    await bench.ledger.extend(extended(id, 'h', 1, 15));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['plan_credits plan@1', 2_500],
      ['balance', 1_500],
    ]);
    bench.clock.ms += 45_000;
    await bench.ledger.settle(settled(id, 'h', 60));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['plan_credits plan@1', 2_500],
      ['balance', 3_500],
    ]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReversalShare, ReverseOperation } from '../../src/ledger/port.ts';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  lotsOf,
  movementsOf,
  planCredits,
  reversal,
  roundCall,
  seconds,
  shares,
  unitsOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  createAccount,
  DAY_MS,
  event,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

const MINUTES = counterOf('minutes');
const money = (milliCents: number): ReversalShare => ({ kind: 'money', milliCents });
const units = (count: number): ReversalShare => ({ kind: 'units', units: count });

// Every second costs 100 milli-cents. A call of 120 s, of which 60 are included, costs 6,000: 2,000 of plan credits,
// 500 and 1,000 of two lots, and 2,500 of the balance.
describe.each(BOTH)('a reversal of what several sources paid (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  let key = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  beforeEach(async () => {
    id = `reversal-${(count += 1)}`;
    await createFunded(bench, id, 10_000, [
      [1_000, 2 * DAY_MS],
      [500, DAY_MS],
    ]);
  });

  async function ended(changes: Parameters<typeof roundCall>[2] = {}): Promise<void> {
    const everything = {
      ...seconds(120),
      allowances: [{ counter: MINUTES, totalUnits: 60 }],
      grants: [planCredits(2_000, bench.clock.ms)],
    };
    await bench.ledger.authorize(roundCall(id, 'h', { ...everything, ...changes }));
    bench.clock.ms += 120_000;
    await bench.ledger.settle(settled(id, 'h', 120));
  }

  const back = (share?: ReversalShare, changes: Partial<ReverseOperation> = {}) =>
    bench.ledger.reverse(reversal(id, 'h', { share, idempotencyKey: `r${(key += 1)}`, ...changes }));
  const amounts = (parts: Parameters<typeof shares>[0]): number[] => shares(parts).map(([, amount]) => amount);
  const left = async (): Promise<number[]> => {
    const { 'plan@1': plan, 'lot-4': soon, 'lot-3': late } = await lotsOf(bench.ledger, id);
    return [plan?.[0] ?? 0, soon?.[0] ?? 0, late?.[0] ?? 0, (await standing(bench.ledger, id)).balance];
  };

  it.each<[ReversalShare, number, number, number[], number[], string]>([
    // how much, money back, units off, by source, what is then free: plan, soon, late, balance, what the allowance used
    [undefined, 6_000, 120, [60, 2_000, 500, 1_000, 2_500], [2_000, 500, 1_000, 10_000], '0 0'],
    [money(1_000), 1_000, 0, [1_000], [0, 0, 0, 8_500], '60 0'],
    [money(3_700), 3_700, 0, [200, 1_000, 2_500], [0, 200, 1_000, 10_000], '60 0'],
    [money(6_000), 6_000, 0, [2_000, 500, 1_000, 2_500], [2_000, 500, 1_000, 10_000], '60 0'],
    // As if 90 s had been used: 60 of them included, 3,000 for the others.
    [units(30), 3_000, 30, [500, 2_500], [0, 0, 500, 10_000], '60 0'],
    // As if 25 s had been used, all of them included.
    [units(95), 6_000, 95, [35, 2_000, 500, 1_000, 2_500], [2_000, 500, 1_000, 10_000], '25 0'],
  ])('gives back in reverse order: %j', async (share, milliCents, off, parts, then, allowance) => {
    await ended();
    const reply = await back(share);
    const rest = { leftMilliCents: 6_000 - milliCents, leftUnits: 120 - off, lapsedMilliCents: 0, replayed: false };
    expect(reply).toMatchObject({ reversedMilliCents: milliCents, reversedUnits: off, unit: 'second', ...rest });
    expect(amounts(reply.parts)).toEqual(parts);
    expect(await left()).toEqual(then);
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe(allowance);
    expect((await movementsOf(bench.ledger, id)).at(-1)).toEqual(['reversal', milliCents, '']);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('never gives back more than was charged, however many there are', async () => {
    await ended();
    await back(money(2_500));
    await back(units(20));
    // 100 s, 60 of them included, are 4,000; 3,500 are left of the 6,000, which is less: nothing went back for them.
    const standing = {
      field: 'amount_milli_cents',
      metadata: { remaining_milli_cents: '3500', remaining_units: '100' },
    };
    await expect(back(money(3_501))).rejects.toMatchObject({ reason: 'BEYOND_CHARGE', details: standing });
    await expect(back(units(101))).rejects.toMatchObject({ reason: 'BEYOND_CHARGE', details: { field: 'units' } });
    expect(await back()).toMatchObject({
      reversedMilliCents: 3_500,
      reversedUnits: 100,
      leftMilliCents: 0,
      leftUnits: 0,
    });
    await expect(back()).rejects.toMatchObject({ reason: 'BEYOND_CHARGE', code: 'failed_precondition' });
    await expect(back(money(1))).rejects.toMatchObject({ reason: 'BEYOND_CHARGE' });
    expect(await left()).toEqual([2_000, 500, 1_000, 10_000]);
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 0');
    const hold = await bench.ledger.hold(refOf(id, 'h'));
    expect(hold).toMatchObject({ reversedMilliCents: 6_000, reversedUnits: 120, result: { chargedMilliCents: 6_000 } });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('counts once for each key, and tells a repeat', async () => {
    await ended();
    const asked = { idempotencyKey: 'once', nonce: 'n1' };
    const first = await back(money(400), asked);
    expect(await back(money(400), asked)).toEqual(first);
    expect(await back(money(400), { ...asked, nonce: 'n2' })).toEqual({ ...first, replayed: true });
    await expect(back(money(500), { ...asked, fingerprint: 'g' })).rejects.toMatchObject({ reason: 'CONFLICT' });
    bench.clock.ms += 20 * DAY_MS;
    // The hold is forgotten by now, the key is not.
    expect(await back(money(400), { ...asked, nonce: 'n3' })).toMatchObject({
      replayed: true,
      reversedMilliCents: 400,
    });
    await expect(back(money(400))).rejects.toMatchObject({ reason: 'HOLD_UNKNOWN', code: 'not_found' });
    expect((await standing(bench.ledger, id)).balance).toBe(7_900);
  });

  it('lets lapse what came from a lot or cycle that has ended', async () => {
    await ended();
    bench.clock.ms += 1.5 * DAY_MS;
    expect(await back()).toMatchObject({ reversedMilliCents: 6_000, lapsedMilliCents: 500 });
    expect((await movementsOf(bench.ledger, id)).slice(-2)).toEqual([
      ['reversal', 6_000, ''],
      ['expiry', -500, 'lot-4'],
    ]);
    expect(await left()).toEqual([2_000, 0, 1_000, 10_000]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('lets plan credits lapse whose cycle is over, and gives the units back to it', async () => {
    const grants = [planCredits(2_000, bench.clock.ms, { expiresAtMs: bench.clock.ms + DAY_MS })];
    await ended({ grants });
    bench.clock.ms += 3 * DAY_MS;
    await bench.ledger.charge(event(id, 'later', { grants: [planCredits(2_000, bench.clock.ms, { id: 'plan@2' })] }));
    expect(await back()).toMatchObject({ reversedMilliCents: 6_000, lapsedMilliCents: 3_500 });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 0');
    expect(await standing(bench.ledger, id)).toMatchObject({ balance: 10_000 });
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@2': [1_000, 0] });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('gives room back under the caps that the charge counted in', async () => {
    const caps = limited(id, bench.clock.ms, [limitOf('spend', 7_000, { span: 'day' })]);
    await ended(caps);
    const next = () => bench.ledger.authorize(roundCall(id, 'next', { ...caps, ...seconds(30) }));
    expect(await next()).toMatchObject({ kind: 'denied', reason: 'SPEND_LIMIT', limitLeftMilliCents: 1_000 });
    await back(money(2_000));
    expect(await next()).toMatchObject({ kind: 'allowed' });
  });

  it('gives room back under the cap of a charge, too', async () => {
    const caps = limited(id, bench.clock.ms, [limitOf('spend', 2_000, { span: 'day' })]);
    const charge = (name: string) => bench.ledger.charge(event(id, name, { ...caps, units: 2 }));
    await charge('first');
    expect(await charge('second')).toMatchObject({ kind: 'denied', reason: 'SPEND_LIMIT' });
    await back(undefined, { target: { kind: 'charge', chargeKey: 'first' } });
    expect(await charge('second')).toMatchObject({ kind: 'charged' });
  });

  it('finds a charge by its key, and answers that charge as before', async () => {
    const charge = () => bench.ledger.charge(event(id, 'fax', { units: 3, nonce: 'n' }));
    const first = await charge();
    const target = { kind: 'charge', chargeKey: 'fax' } as const;
    const reply = await back(units(2), { target, note: 'two pages were blank' });
    expect(reply).toMatchObject({ reversedMilliCents: 2_000, leftMilliCents: 1_000, leftUnits: 1, service: 'event' });
    expect(await charge()).toEqual(first);
    await expect(back(money(1_001), { target })).rejects.toMatchObject({ reason: 'BEYOND_CHARGE' });
    expect(await back(undefined, { target })).toMatchObject({ reversedMilliCents: 1_000, leftUnits: 0 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('takes what cost nothing off the usage, once', async () => {
    await bench.ledger.authorize(
      roundCall(id, 'h', { ...seconds(30), allowances: [{ counter: MINUTES, totalUnits: 60 }] }),
    );
    bench.clock.ms += 30_000;
    await bench.ledger.settle(settled(id, 'h', 30));
    await expect(back(money(1))).rejects.toMatchObject({ reason: 'BEYOND_CHARGE' });
    expect(await back()).toMatchObject({ reversedMilliCents: 0, reversedUnits: 30, parts: [{ units: 30 }] });
    const free = { ...event(id, 'free').terms, rateMilliCents: 0 };
    await bench.ledger.charge(event(id, 'free', { terms: free, units: 4 }));
    const target = { kind: 'charge', chargeKey: 'free' } as const;
    expect(await back(units(1), { target })).toMatchObject({ reversedMilliCents: 0, reversedUnits: 1, parts: [] });
    expect(await back(undefined, { target })).toMatchObject({ reversedUnits: 3, leftUnits: 0 });
    await expect(back(undefined, { target })).rejects.toMatchObject({ reason: 'BEYOND_CHARGE' });
    expect(await unitsOf(bench.ledger, id, MINUTES)).toBe('0 0');
  });

  it('knows no charge by the key of credit, by none, or after it was forgotten', async () => {
    const reverse = (chargeKey: string) => back(undefined, { target: { kind: 'charge', chargeKey } });
    await expect(reverse('lot0')).rejects.toMatchObject({ reason: 'CHARGE_UNKNOWN', code: 'not_found' });
    await expect(reverse('none')).rejects.toMatchObject({ reason: 'CHARGE_UNKNOWN' });
    await bench.ledger.charge(event(id, 'old'));
    bench.clock.ms += 8 * DAY_MS;
    await expect(reverse('old')).rejects.toMatchObject({ reason: 'CHARGE_UNKNOWN' });
  });

  it('refuses what is open, was released, or is less than an increment', async () => {
    const blocks = { ...roundCall(id, 'h').terms, rateMilliCents: 3_000, firstIncrement: 60, nextIncrement: 60 };
    await bench.ledger.authorize(roundCall(id, 'h', { terms: blocks, ...seconds(120) }));
    await expect(back()).rejects.toMatchObject({ reason: 'HOLD_OPEN', code: 'failed_precondition' });
    bench.clock.ms += 120_000;
    await bench.ledger.settle(settled(id, 'h', 119));
    await expect(back(units(59))).rejects.toMatchObject({ reason: 'INVALID_FIELD', details: { field: 'units' } });
    expect(await back(units(60))).toMatchObject({ reversedMilliCents: 3_000, reversedUnits: 60, leftUnits: 60 });
    await bench.ledger.authorize(roundCall(id, 'unanswered', seconds(20)));
    await bench.ledger.release(released(id, 'unanswered'));
    const target = { kind: 'hold', holdId: 'unanswered' } as const;
    await expect(back(undefined, { target })).rejects.toMatchObject({ reason: 'BEYOND_CHARGE' });
    await expect(back(undefined, { accountId: 'nobody', rootAccountId: 'nobody' })).rejects.toMatchObject({
      reason: 'ACCOUNT_UNKNOWN',
    });
  });

  // A settle with another quantity would charge again what somebody gave back.
  it('stands: the settle that it follows replays, another one charges nothing', async () => {
    await ended();
    const first = await bench.ledger.settle(settled(id, 'h', 120));
    await back(money(1_000));
    expect(await bench.ledger.settle(settled(id, 'h', 120))).toEqual({ ...first, nowMs: bench.clock.ms });
    await expect(bench.ledger.settle(settled(id, 'h', 110))).rejects.toMatchObject({
      reason: 'REVERSED',
      code: 'failed_precondition',
    });
    expect(await bench.ledger.release(released(id, 'h'))).toMatchObject({ state: 'settled', chargedMilliCents: 6_000 });
    expect((await standing(bench.ledger, id)).balance).toBe(8_500);
  });

  it('stands when the real settle of a swept call comes after it', async () => {
    await bench.ledger.authorize(roundCall(id, 'h', seconds(60)));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 80_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ settle: { chargedMilliCents: 6_000 } });
    await back();
    await expect(bench.ledger.settle(settled(id, 'h', 10))).rejects.toMatchObject({ reason: 'REVERSED' });
    expect(await bench.ledger.answer(answered(id, 'h'))).toMatchObject({ state: 'expired' });
    expect((await standing(bench.ledger, id)).balance).toBe(10_000);
  });

  it('gives back to the parent that paid', async () => {
    const child = `${id}-office`;
    const place = { rootAccountId: id, accountId: child };
    await createAccount(bench.ledger, child, 0, 0, { ...place, parentAccountId: id, fundedBy: 'parent' });
    const owners = [child, id].map((accountId) => ({ accountId, revision: 1 }));
    await bench.ledger.authorize({ ...roundCall(child, 'h', seconds(60)), rootAccountId: id, owners, payer: 1 });
    bench.clock.ms += 60_000;
    await bench.ledger.settle({ ...settled(child, 'h', 60), rootAccountId: id, ownerIds: [child, id] });
    // Nobody told where the account belongs: the ledger sends the question on.
    const reply = await bench.ledger.reverse(reversal(child, 'h', { note: 'a dispute' }));
    expect(reply).toMatchObject({ reversedMilliCents: 6_000, balanceMilliCents: 10_000 });
    const places = { fromMs: 0, toMs: 0 };
    const movements = [];
    for await (const each of bench.ledger.movements({ rootAccountId: id, accountId: id }, places, {
      after: '',
      limit: 99,
    }))
      movements.push(each);
    expect(movements.at(-1)).toMatchObject({
      kind: 'reversal',
      originAccountId: child,
      holdId: 'h',
      idempotencyKey: 'reverse-h',
      note: 'a dispute',
      billedUnits: -60,
    });
  });
});

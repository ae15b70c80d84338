import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../../src/ledger/port.ts';
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
  BOTH,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  refOf,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

const YEAR = 365 * DAY_MS;

// Every second costs 100 milli-cents, and an event 1,000.
describe.each(BOTH)('what a plan gives, when the plan changes (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  let startsAtMs = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function funded(): Promise<void> {
    id = `grants-${(count += 1)}`;
    startsAtMs = bench.clock.ms;
    await createFunded(bench, id, 10_000);
  }

  const month = (granted: number): Grant => planCredits(granted, startsAtMs, { id: 'plan@1' });
  const year = (granted: number): Grant =>
    planCredits(granted, startsAtMs - 100 * DAY_MS, { id: 'plan@0y', expiresAtMs: startsAtMs - 100 * DAY_MS + YEAR });
  const update = (grants: readonly Grant[]) =>
    bench.ledger.updateAccount({
      rootAccountId: id,
      accountId: id,
      revision: 0,
      changes: { plan: 'other' },
      grants,
      force: false,
    });
  const changed = () => [{ accountId: id, revision: 2 }];
  const since = async (from: number) => (await movementsOf(bench.ledger, id)).slice(from);

  it('goes on in the same lot for a longer period, with what is used and held', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'k', { units: 2, grants: [month(8_000)] }));
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(30), grants: [month(8_000)] }));
    await update([year(10_000)]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [8_000, 3_000] });
    // The call used 10 s of 30, in the month that is a year by now: 2,000 are free again, beside the 5,000.
    bench.clock.ms += 40 * DAY_MS;
    await bench.ledger.settle(settled(id, 'h', 10));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([['plan_credits plan@1', 1_000]]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [7_000, 0] });
    // A correction finds the lot that was charged.
    await bench.ledger.charge(event(id, 'k2', { units: 7, grants: [year(10_000)], owners: changed() }));
    expect(await since(1)).toEqual([
      ['credit', 8_000, 'plan@1'],
      ['charge', -2_000, ''],
      ['credit', 2_000, 'plan@1'],
      ['charge', -1_000, ''],
      ['charge', -7_000, ''],
    ]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('counts what was used in months that have ended when the year begins to run', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'k', { units: 3, grants: [month(8_000)] }));
    bench.clock.ms += 31 * DAY_MS;
    await bench.ledger.charge(event(id, 'k2', { units: 4, grants: [] }));
    expect(await lotsOf(bench.ledger, id)).toEqual({});
    await bench.ledger.charge(event(id, 'k3', { units: 1, grants: [year(10_000)] }));
    expect(await bench.ledger.account(id)).toMatchObject({
      balanceMilliCents: 6_000,
      lots: [{ id: 'plan@0y', grantedMilliCents: 7_000, carriedMilliCents: 3_000, usedMilliCents: 1_000 }],
      pastUse: [{ kind: 'plan_credits', id: 'plan@1', usedMilliCents: 3_000, services: [] }],
    });
    await expectBalancedBooks(bench.ledger, id);
  });

  const day = (): Grant => planCredits(3_000, bench.clock.ms, { id: 'plan@1', expiresAtMs: bench.clock.ms + DAY_MS });

  it('leaves its name to one that a call is still paid from', async () => {
    await funded();
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(30), grants: [day()] }));
    bench.clock.ms += 3 * DAY_MS;
    await bench.ledger.charge(event(id, 'k', { units: 1, grants: [day()] }));
    expect(await lotsOf(bench.ledger, id)).toMatchObject({ 'plan@1+': [2_000, 0] });
    await bench.ledger.settle(settled(id, 'h', 10));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([['plan_credits plan@1', 1_000]]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1+': [2_000, 0] });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('is given under the name of one that is over, and what is used of it counts', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'k', { units: 1, grants: [day()] }));
    bench.clock.ms += 2 * DAY_MS;
    const grants = [day()];
    await bench.ledger.charge(event(id, 'k2', { units: 2, grants }));
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [1_000, 0] });
    await bench.ledger.charge(event(id, 'k3', { units: 2, grants }));
    expect(await bench.ledger.account(id)).toMatchObject({ balanceMilliCents: 9_000 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('ends with the change itself, though the next request comes in another period', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'k', { units: 9, grants: [year(10_000)] }));
    await update([month(10_000)]);
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@0y': [1_000, 0] });
    bench.clock.ms += 31 * DAY_MS;
    const next = planCredits(10_000, startsAtMs + 30 * DAY_MS, { id: 'plan@2' });
    await bench.ledger.charge(event(id, 'k2', { grants: [next], owners: changed() }));
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@2': [9_000, 0] });
    expect(await since(1)).toEqual([
      ['credit', 10_000, 'plan@0y'],
      ['charge', -9_000, ''],
      ['expiry', -1_000, 'plan@0y'],
      ['credit', 10_000, 'plan@2'],
      ['charge', -1_000, ''],
    ]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('changes nothing where it was computed for another time', async () => {
    await funded();
    await bench.ledger.charge(event(id, 'k', { units: 3, grants: [month(8_000)] }));
    const tomorrow = planCredits(8_000, bench.clock.ms + DAY_MS, { id: 'plan@2' });
    await bench.ledger.post(credited(id, 'paid', 500, { grants: [tomorrow] }));
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [5_000, 0] });
  });
});

it('a lot that an older version stored goes on', async () => {
  const bench = await openRedisLedger();
  const id = 'older';
  const startsAtMs = bench.clock.ms;
  await createFunded(bench, id, 10_000);
  const month = planCredits(8_000, startsAtMs, { id: 'plan@20231114' });
  await bench.ledger.charge(event(id, 'k', { units: 3, grants: [month] }));
  const key = bench.keys.of(id).lots(id);
  expect(await bench.hash(key)).toEqual({
    'plan@20231114': `plan_credits 8000 3000 0 5000 ${startsAtMs} ${month.expiresAtMs} -`,
  });
  await bench.command('HSET', bench.keys.of(id).account(id), 'lots', 1);
  const year = { ...month, id: 'plan@20231114y', grantedMilliCents: 9_000, expiresAtMs: startsAtMs + YEAR };
  await bench.ledger.charge(event(id, 'k2', { grants: [year] }));
  expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@20231114': [5_000, 0] });
  await bench.close();
});

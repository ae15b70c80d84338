/** Packs of units among the other sources of an account. The catalog matches; here it is said which packs may pay. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackMatch } from '../../src/domain/traffic.ts';
import type { AuthorizeOperation, PostOperation } from '../../src/ledger/port.ts';
import {
  counterOf,
  expectBalancedBooks,
  movementsOf,
  planCredits,
  reversal,
  roundCall,
  seconds,
  sharesOf,
  unitsOf,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

const CALLS: PackMatch = { services: ['call'], directions: [], countries: ['MX'], numberClasses: [], prefixes: [] };
const TEXTS: PackMatch = { ...CALLS, services: ['sms'], countries: [] };
/** In whole minutes, at 6,000 milli-cents each. */
const BY_MINUTES = { ...roundCall('', '').terms, firstIncrement: 60, nextIncrement: 60 };

// Every second costs 100 milli-cents.
describe.each(BOTH)('packs of units (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function account(balanceMilliCents = 0): Promise<void> {
    id = `packs-${(count += 1)}`;
    await createAccount(bench.ledger, id, balanceMilliCents);
  }

  /** Returns the name of what it is for. */
  async function buy(units: number, changes: Partial<PostOperation> = {}, match = CALLS): Promise<string> {
    const key = `pack-${(count += 1)}`;
    await bench.ledger.post(credited(id, key, 0, { pack: { units, match }, ...changes }));
    const known = (await bench.ledger.account(id))?.profile.coverages ?? [];
    return known.find(({ services }) => services.join() === match.services.join())?.id ?? '';
  }

  async function ask(holdId: string, packs: readonly string[], changes: Partial<AuthorizeOperation> = {}) {
    const { revision = 1 } = (await bench.ledger.account(id))?.profile ?? {};
    const owners = [{ accountId: id, revision }];
    return bench.ledger.authorize(roundCall(id, holdId, { owners, packs, ...changes }));
  }

  /** Free units of each pack, in order. */
  async function left(): Promise<readonly number[]> {
    const { packs } = (await bench.ledger.account(id)) ?? { packs: [] };
    return packs.map(({ grantedUnits, usedUnits, heldUnits }) => grantedUnits - usedUnits - heldUnits);
  }

  const ends = (days: number): Partial<PostOperation> => ({ expiresAtMs: bench.clock.ms + days * DAY_MS });

  it('pay after allowances and before plan credits, each in whole increments, and several packs as one', async () => {
    await account(100_000);
    await buy(45, ends(2));
    const calls = await buy(45, ends(1));
    const included = { counter: counterOf('minutes'), totalUnits: 90 };
    const sources = { allowances: [included], grants: [planCredits(6_000, bench.clock.ms)], terms: BY_MINUTES };
    await ask('h', [calls], { ...seconds(240), ...sources });
    // A minute of the allowance, whose rest is less than one; a minute of both packs; the rest is money.
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['allowance ' + included.counter, 60],
      ['pack pack-4', 45],
      ['pack pack-3', 15],
      ['plan_credits plan@1', 6_000],
      ['balance', 6_000],
    ]);
    bench.clock.ms += 100_000;
    expect(await bench.ledger.settle(settled(id, 'h', 100))).toMatchObject({ chargedMilliCents: 0 });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['allowance ' + included.counter, 60],
      ['pack pack-4', 45],
      ['pack pack-3', 15],
    ]);
    expect(await unitsOf(bench.ledger, id, included.counter)).toBe('60 0');
    expect(await left()).toEqual([0, 30]);
  });

  it('pay for the steps of a call, and what is bought meanwhile for the same traffic too', async () => {
    await account(3_000);
    const calls = await buy(70, ends(1));
    await ask('h', [calls], { units: 60, maxUnits: 600, extendUnits: 60 });
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 30_000;
    // 120 s are 70 units and 5,000 milli-cents.
    expect(await bench.ledger.extend(extended(id, 'h', 1, 30))).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
    expect(await buy(100, ends(9))).toBe(calls);
    await buy(1_000, {}, TEXTS);
    expect(await bench.ledger.extend(extended(id, 'h', 2, 30))).toMatchObject({ grantedUnits: 120, holdMilliCents: 0 });
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['pack pack-3', 70],
      ['pack pack-7', 50],
    ]);
    bench.clock.ms += 120_000;
    // It is charged for more than it was granted.
    expect(await bench.ledger.settle(settled(id, 'h', 150))).toMatchObject({
      chargedMilliCents: 0,
      writeOffMilliCents: 0,
    });
    expect(await left()).toEqual([0, 20, 1_000]);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('are charged by the sweeper, given back by a release, and taken again by a late answer', async () => {
    await account();
    const calls = await buy(100);
    await ask('swept', [calls]);
    await bench.ledger.answer(answered(id, 'swept'));
    bench.clock.ms += 120_000;
    await bench.ledger.sweep({ rootAccountId: id, accountId: id, holdId: 'swept' });
    expect(await left()).toEqual([40]);
    await ask('freed', [calls], seconds(40));
    await bench.ledger.release(released(id, 'freed'));
    expect(await left()).toEqual([40]);
    await ask('late', [calls], seconds(40));
    bench.clock.ms += 60_000;
    await bench.ledger.sweep({ rootAccountId: id, accountId: id, holdId: 'late' });
    expect(await left()).toEqual([40]);
    expect(await bench.ledger.answer(answered(id, 'late'))).toMatchObject({ state: 'answered' });
    expect(await left()).toEqual([0]);
  });

  it('take back what a correction or a reversal returns, and lose it where they have ended', async () => {
    await account(100_000);
    const calls = await buy(50, ends(1));
    await buy(100, ends(3));
    await ask('h', [calls], seconds(120));
    bench.clock.ms += 200_000;
    await bench.ledger.settle(settled(id, 'h', 120));
    await ask('k', [calls], seconds(100));
    await bench.ledger.settle(settled(id, 'k', 100));
    expect(await sharesOf(bench.ledger, refOf(id, 'k'))).toEqual([
      ['pack pack-4', 30],
      ['balance', 7_000],
    ]);
    bench.clock.ms += 2 * DAY_MS;
    const back = await bench.ledger.reverse(reversal(id, 'h', { share: { kind: 'units', units: 90 } }));
    expect(back).toMatchObject({ reversedUnits: 90, reversedMilliCents: 0, leftUnits: 30, lapsedMilliCents: 0 });
    expect(await left()).toEqual([70]);
    await bench.ledger.reverse(reversal(id, 'h', { idempotencyKey: 'rest' }));
    await bench.ledger.reverse(reversal(id, 'k'));
    expect(await left()).toEqual([100]);
    // What was left of the first pack had been used; what came back to it after its end is lost.
    expect((await movementsOf(bench.ledger, id)).filter(([kind]) => kind === 'expiry')).toHaveLength(2);
    expect((await bench.ledger.account(id))?.balanceMilliCents).toBe(100_000);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('pay for a Charge, which is reversed by its key', async () => {
    await account(10_000);
    const texts = await buy(3, {}, TEXTS);
    const { revision = 1 } = (await bench.ledger.account(id))?.profile ?? {};
    const owners = [{ accountId: id, revision }];
    const charged = await bench.ledger.charge(event(id, 'k', { owners, units: 5, packs: [texts] }));
    expect(charged).toMatchObject({ kind: 'charged', billedUnits: 5, chargedMilliCents: 2_000 });
    expect(await left()).toEqual([0]);
    await bench.ledger.reverse(reversal(id, '', { target: { kind: 'charge', chargeKey: 'k' } }));
    expect(await left()).toEqual([3]);
  });

  it('are credit where traffic is blocked at zero, if they can pay for an increment of it', async () => {
    await account();
    const calls = await buy(59);
    const denied = await ask('a', [calls], { terms: BY_MINUTES });
    expect(denied).toMatchObject({ reason: 'ZERO_BALANCE', packUnits: 59 });
    await buy(1);
    expect(await ask('b', [calls], { terms: BY_MINUTES })).toMatchObject({ kind: 'allowed' });
    expect(await ask('c', [calls], { terms: BY_MINUTES })).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
      packUnits: 0,
    });
    expect(await ask('d', [], { terms: BY_MINUTES })).toMatchObject({ reason: 'ZERO_BALANCE' });
    // Traffic that costs nothing uses none up.
    const free = { ...BY_MINUTES, rateMilliCents: 0 };
    expect(await ask('e', [calls], { terms: free })).toMatchObject({ kind: 'allowed' });
    expect(await sharesOf(bench.ledger, refOf(id, 'e'))).toEqual([]);
  });

  it('pay under a stop of the plan, and to buy them does not lift it', async () => {
    await account(100_000);
    const grants = [planCredits(1_000, bench.clock.ms)];
    const calls = await buy(60, { grants, planPeriod: '20231101' });
    const plan = { grants, stop: '20231101' };
    expect(await ask('a', [calls], plan)).toMatchObject({ kind: 'allowed', holdMilliCents: 0 });
    expect(await ask('b', [calls], plan)).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    await buy(60, { grants, planPeriod: '20231101' }, TEXTS);
    expect(await ask('c', [calls], plan)).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    await buy(60, { grants, planPeriod: '20231101' });
    expect(await ask('d', [calls], plan)).toMatchObject({ kind: 'allowed' });
  });

  it('raise the revision of the account where they are for other traffic than any before, and only then', async () => {
    await account();
    const revision = async () => (await bench.ledger.account(id))?.profile.revision;
    await buy(1, ends(1));
    expect(await revision()).toBe(2);
    await buy(1, ends(1));
    expect(await revision()).toBe(2);
    bench.clock.ms += 2 * DAY_MS;
    // What nothing is left of is forgotten when another one comes.
    await buy(1, {}, TEXTS);
    expect((await bench.ledger.account(id))?.profile.coverages.map(({ services }) => services)).toEqual([['sms']]);
    expect(await revision()).toBe(3);
  });

  it('are counted with the lots: two hundred in all, drawn on from what ends soonest', async () => {
    await account(1_000);
    let calls = '';
    for (let day = 1; day <= 199; day += 1) calls = await buy(10, ends(day));
    await bench.ledger.post(credited(id, 'lot', 1_000, ends(1)));
    await expect(buy(10, ends(300))).rejects.toMatchObject({ reason: 'LOT_LIMIT' });
    await expect(bench.ledger.post(credited(id, 'lot2', 1, ends(1)))).rejects.toMatchObject({ reason: 'LOT_LIMIT' });
    await ask('most', [calls], seconds(1_985));
    expect(await left()).toEqual([...Array.from({ length: 198 }, () => 0), 5]);
    expect(await ask('rest', [calls], seconds(15))).toMatchObject({ holdMilliCents: 1_000 });
    bench.clock.ms += 30_000;
    await bench.ledger.settle(settled(id, 'most', 25));
    expect((await left()).slice(0, 4)).toEqual([0, 0, 5, 10]);
    bench.clock.ms += 150 * DAY_MS;
    // All but the last 49 have ended, the one that is held among them not.
    expect(await left()).toHaveLength(199);
    await ask('later', [calls], seconds(10));
    expect(await left()).toHaveLength(49);
  });

  it('of a parent pay for its children, and are corrected within what is free', async () => {
    await account();
    const calls = await buy(100);
    const child = `${id}-child`;
    await createAccount(bench.ledger, child, 0, 0, { rootAccountId: id, parentAccountId: id, fundedBy: 'parent' });
    const owners = [
      { accountId: child, revision: 1 },
      { accountId: id, revision: 2 },
    ];
    const ref = { rootAccountId: id, accountId: child };
    await bench.ledger.authorize({ ...roundCall(child, 'h', { owners, payer: 1, packs: [calls] }), ...ref });
    expect(await left()).toEqual([40]);
    const correct = (key: string, units: number) =>
      bench.ledger.post(credited(id, key, 0, { kind: 'adjustment', pack: { units, packId: 'pack-2' } }));
    await expect(correct('x', -41)).rejects.toMatchObject({
      reason: 'PACK_TOO_SMALL',
      details: { metadata: { remaining_units: '40' } },
    });
    await correct('y', -40);
    bench.clock.ms += 60_000;
    await bench.ledger.settle({ ...settled(child, 'h', 20), ...ref, ownerIds: [child, id] });
    expect(await left()).toEqual([40]);
    expect(await correct('z', 5)).toMatchObject({ packId: 'pack-2' });
    expect(await left()).toEqual([45]);
  });
});

describe('a pack in Redis', () => {
  it('is sold to an account whose lots an older version wrote, with a mere count of them', async () => {
    const bench = await openRedisLedger();
    await createAccount(bench.ledger, 'old', 0);
    await bench.ledger.post(credited('old', 'lot', 3_000, { services: ['call'] }));
    const { account, lots } = { account: bench.keys.of('old').account('old'), lots: bench.keys.of('old').lots('old') };
    await bench.command('HSET', account, 'lots', 1);
    await bench.command('HDEL', lots, 'order/call');
    await bench.ledger.post(credited('old', 'pack', 0, { pack: { units: 45, match: CALLS } }));
    const id = (await bench.ledger.account('old'))?.profile.coverages[0]?.id ?? '';
    const owners = [{ accountId: 'old', revision: 2 }];
    await bench.ledger.authorize(roundCall('old', 'h', { owners, packs: [id] }));
    expect(await sharesOf(bench.ledger, refOf('old', 'h'))).toEqual([
      ['pack pack-3', 45],
      ['lot lot-2', 1_500],
    ]);
    // Money alone is in the sums of the partition.
    expect((await bench.ledger.totals()).lotsMilliCents).toBe(3_000);
    await bench.close();
  });
});

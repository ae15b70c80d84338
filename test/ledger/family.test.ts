import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthorizeOperation } from '../../src/ledger/port.ts';
import {
  counterOf,
  expectBalancedBooks,
  limitOf,
  periodsAt,
  planCredits,
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
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

// Every second costs 100 milli-cents: a call of 60 s holds 6,000.
describe.each(BOTH)('a company, its branch and its office (%s)', (_, open) => {
  let bench: TestLedger;
  let names: readonly [office: string, branch: string, company: string];
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  beforeEach(async () => {
    count += 1;
    const [office, branch, company] = [`office-${count}`, `branch-${count}`, `company-${count}`] as const;
    names = [office, branch, company];
    await createAccount(bench.ledger, company, 50_000);
    const family = { rootAccountId: company, fundedBy: 'parent' } as const;
    await createAccount(bench.ledger, branch, 20_000, 0, { ...family, parentAccountId: company });
    await createAccount(bench.ledger, office, 7_000, 0, { ...family, parentAccountId: branch });
  });

  /** A call of the office; the company pays unless told otherwise. */
  function officeCall(holdId: string, changes: Partial<AuthorizeOperation> = {}): AuthorizeOperation {
    const owners = names.map((accountId) => ({ accountId, revision: 1 }));
    return roundCall(names[0], holdId, { rootAccountId: names[2], owners, payer: 2, ...changes });
  }

  const here = (holdId: string) => ({ ...refOf(names[0], holdId), rootAccountId: names[2] });
  const heldByAll = async () => {
    const each = await Promise.all(names.map((name) => standing(bench.ledger, name)));
    return each.map(({ held, open: holds }) => [held, holds]);
  };
  const suspend = (accountId: string) =>
    bench.ledger.updateAccount({
      rootAccountId: names[2],
      accountId,
      revision: 0,
      changes: { state: 'suspended' },
      force: false,
    });

  it.each([0, 1, 2])('counts a hold in all three, and holds money in the one that pays (%i)', async (payer) => {
    await bench.ledger.authorize(officeCall('h', { payer }));
    const held = [0, 1, 2].map((index) => [index === payer ? 6_000 : 0, 1]);
    expect(await heldByAll()).toEqual(held);
    for (const accountId of names) {
      const holds = await bench.ledger.openHolds({ rootAccountId: names[2], accountId }, { after: '', limit: 10 });
      expect(holds).toMatchObject({ items: [{ accountId: names[0], holdId: 'h' }] });
    }
    // The office's own traffic is all that the others are asked to know: no owner is named here.
    bench.clock.ms += 20_000;
    await bench.ledger.answer({ ...answered(names[0], 'h'), rootAccountId: names[2] });
    await bench.ledger.extend({ ...extended(names[0], 'h', 1, 20), rootAccountId: names[2] });
    const reply = await bench.ledger.settle({ ...settled(names[0], 'h', 20), rootAccountId: names[2] });
    expect(reply.balanceMilliCents).toBe([5_000, 18_000, 48_000][payer]);
    expect(await heldByAll()).toEqual([0, 1, 2].map(() => [0, 0]));
    for (const accountId of names) await expectBalancedBooks(bench.ledger, accountId, names[2]);
  });

  it('keeps a hold open in all three until a sweep, and opens it again in all three after a late answer', async () => {
    await bench.ledger.authorize(officeCall('h'));
    bench.clock.ms += 30_000;
    await bench.ledger.sweep(here('h'));
    expect(await heldByAll()).toEqual([0, 1, 2].map(() => [0, 0]));
    await bench.ledger.answer({ ...answered(names[0], 'h'), rootAccountId: names[2] });
    expect(await heldByAll()).toEqual([
      [0, 1],
      [0, 1],
      [6_000, 1],
    ]);
    await bench.ledger.release({ ...released(names[0], 'h'), rootAccountId: names[2] });
    expect(await heldByAll()).toEqual([0, 1, 2].map(() => [0, 0]));
  });

  it('stays released when an account above was suspended before a late answer', async () => {
    await bench.ledger.authorize(officeCall('h'));
    bench.clock.ms += 30_000;
    await bench.ledger.sweep(here('h'));
    const [, branch, company] = names;
    const suspended = {
      rootAccountId: company,
      accountId: branch,
      revision: 0,
      changes: { state: 'suspended' },
    } as const;
    await bench.ledger.updateAccount({ ...suspended, force: false });
    const late = bench.ledger.answer({ ...answered(names[0], 'h'), rootAccountId: company });
    await expect(late).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    expect(await heldByAll()).toEqual([0, 1, 2].map(() => [0, 0]));
  });

  it('draws on the lots, plan and allowances of the payer alone', async () => {
    const [office, branch, company] = names;
    const ends = { rootAccountId: company, expiresAtMs: bench.clock.ms + 1_000_000 };
    await bench.ledger.post(credited(office, 'own', 5_000, ends));
    await bench.ledger.post(credited(branch, 'lot', 1_500, ends));
    const funding = {
      allowances: [{ counter: counterOf('minutes'), totalUnits: 20 }],
      grants: [planCredits(1_000, bench.clock.ms)],
    };
    await bench.ledger.authorize(officeCall('h', { ...funding, payer: 1 }));
    expect(await sharesOf(bench.ledger, here('h'))).toEqual([
      [`allowance ${counterOf('minutes')}`, 20],
      ['plan_credits plan@1', 1_000],
      ['lot lot-3', 1_500],
      ['balance', 1_500],
    ]);
    expect(await unitsOf(bench.ledger, branch, counterOf('minutes'))).toBe('0 20');
    expect((await bench.ledger.account(company))?.lots).toEqual([]);
    expect((await bench.ledger.account(office))?.lots).toMatchObject([{ heldMilliCents: 0, valueMilliCents: 5_000 }]);
  });

  it.each([
    ['office', 0],
    ['branch', 1],
    ['company', 2],
  ] as const)('stops all traffic under a suspended %s', async (__, index) => {
    await bench.ledger.authorize(officeCall('open', { units: 30, maxUnits: 60, extendUnits: 30 }));
    await suspend(names[index]);
    const owners = names.map((accountId, at) => ({ accountId, revision: at === index ? 2 : 1 }));
    const refused = { kind: 'denied', reason: 'ACCOUNT_SUSPENDED' };
    expect(await bench.ledger.authorize(officeCall('h', { owners, payer: 0 }))).toMatchObject(refused);
    const charge = event(names[0], 'k', { rootAccountId: names[2], owners, payer: 0 });
    expect(await bench.ledger.charge(charge)).toMatchObject(refused);
    bench.clock.ms += 20_000;
    const longer = { ...extended(names[0], 'open', 1, 20), rootAccountId: names[2] };
    expect(await bench.ledger.extend(longer)).toMatchObject({ ...refused, grantedUnits: 30 });
    // What is up already is carried to its end all the same.
    const reply = await bench.ledger.settle({ ...settled(names[0], 'open', 20), rootAccountId: names[2] });
    expect(reply).toMatchObject({ chargedMilliCents: 2_000 });
  });

  it.each([0, 1, 2])('answers STALE with the profile of the one that changed (%i)', async (index) => {
    const [, , company] = names;
    const accountId = names[index] ?? '';
    await bench.ledger.updateAccount({
      rootAccountId: company,
      accountId,
      revision: 1,
      changes: { seats: 9 },
      force: false,
    });
    const fresh = { kind: 'stale', profile: { accountId, rootAccountId: company, revision: 2, seats: 9 } };
    expect(await bench.ledger.authorize(officeCall('h'))).toMatchObject(fresh);
  });

  it('counts limits where they stand: of the parent for all of its children, of the child for itself', async () => {
    const [, branch, company] = names;
    const limits = [limitOf('open_holds', 2, { owner: 1 }), limitOf('open_holds', 1, { counter: 'limit/agents' })];
    await bench.ledger.authorize(officeCall('h1', { limits }));
    expect(await bench.ledger.authorize(officeCall('h2', { limits }))).toMatchObject({ reason: 'CONCURRENCY_LIMIT' });
    // The branch's own call is the second that it is allowed.
    const owners = [branch, company].map((accountId) => ({ accountId, revision: 1 }));
    const own = { rootAccountId: company, owners, payer: 1 };
    expect(await bench.ledger.authorize(roundCall(branch, 'b1', own))).toMatchObject({ kind: 'allowed' });
    const full = limits.slice(0, 1);
    expect(await bench.ledger.authorize(officeCall('h3', { limits: full }))).toMatchObject({
      reason: 'CONCURRENCY_LIMIT',
    });
    const periods = periodsAt(bench.clock.ms);
    const counted = names.map((accountId) => ({ accountId, revision: 1, periods }));
    const capped = { limits: [limitOf('spend', 8_000, { owner: 2, counter: '*' })], owners: counted };
    await bench.ledger.authorize(officeCall('h4', capped));
    const again = officeCall('h5', { ...capped, ...seconds(30) });
    expect(await bench.ledger.authorize(again)).toMatchObject({ reason: 'SPEND_LIMIT' });
    const velocity = [limitOf('velocity', 1, { owner: 1 })];
    await bench.ledger.authorize(officeCall('h6', { limits: velocity }));
    expect(await bench.ledger.authorize(officeCall('h7', { limits: velocity }))).toMatchObject({
      reason: 'VELOCITY_LIMIT',
    });
  });

  it('refuses to close an account that has calls under it', async () => {
    const [, branch, company] = names;
    await bench.ledger.authorize(officeCall('h', { payer: 0 }));
    for (const accountId of [branch, company]) {
      const closing = { rootAccountId: company, accountId, revision: 0, changes: { state: 'closed' } } as const;
      await expect(bench.ledger.updateAccount({ ...closing, force: false })).rejects.toMatchObject({
        reason: 'OPEN_HOLDS',
      });
    }
  });

  it('admits nothing for an office whose parent is not there', async () => {
    const owners = [...names.slice(0, 2), 'nobody'].map((accountId) => ({ accountId, revision: 1 }));
    expect(await bench.ledger.authorize(officeCall('h', { owners, payer: 0 }))).toMatchObject({
      kind: 'denied',
      reason: 'ACCOUNT_UNKNOWN',
    });
    expect(await heldByAll()).toEqual([0, 1, 2].map(() => [0, 0]));
  });
});

describe('a child in another partition than its own', () => {
  it('is found by its id alone, and cannot be given another root', async () => {
    const bench = await openRedisLedger({ partitions: 16 });
    try {
      const { ledger, keys } = bench;
      await createAccount(ledger, 'company', 50_000);
      const away = Array.from({ length: 40 }, (_, n) => `child-${n}`).filter(
        (id) => keys.of(id) !== keys.of('company'),
      );
      const [child = '', other = ''] = away;
      const family = { rootAccountId: 'company', parentAccountId: 'company', fundedBy: 'parent' } as const;
      await createAccount(ledger, child, 300, 0, family);
      expect(await ledger.account(child)).toMatchObject({
        balanceMilliCents: 300,
        profile: { ...family, accountId: child, revision: 1 },
      });
      expect(await bench.command('EXISTS', keys.of('company').account(child))).toBe(1);
      expect(await bench.hash(keys.of(child).account(child))).toEqual({ root: 'company' });
      // The same request again is a replay, and another root is another account.
      await createAccount(ledger, child, 300, 0, family);
      await expect(createAccount(ledger, child, 300, 0, { ...family, rootAccountId: other })).rejects.toMatchObject({
        code: 'already_exists',
      });
      await expect(createAccount(ledger, child, 300)).rejects.toMatchObject({ code: 'already_exists' });
      expect(await ledger.account(other)).toBeUndefined();
      // A stub whose account was never created is no account.
      await bench.command('HSET', keys.of(other).account(other), 'root', 'company');
      expect(await ledger.account(other)).toBeUndefined();
      await createAccount(ledger, other, 0, 0, family);
      expect(await ledger.account(other)).toMatchObject({ profile: { rootAccountId: 'company' } });
    } finally {
      await bench.close();
    }
  });
});

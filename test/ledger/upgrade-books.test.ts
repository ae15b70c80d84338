/** What the version before counted and reserved is right in this one, from every source of money. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HoldRef } from '../../src/ledger/port.ts';
import {
  counterOf,
  limitOf,
  lotsOf,
  planCredits,
  roundCall,
  seconds,
  shares,
  sharesOf,
  unitsOf,
} from './support/funding.ts';
import {
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
} from './support/test-ledger.ts';
import { type Both, expectAgreedBooks, heldBy, openBoth } from './upgrade/both.ts';

let both: Both;
beforeAll(async () => {
  both = await openBoth();
});
afterAll(() => both.close());

describe('of what the old version counted, the new one', () => {
  it('counts open holds on, and lists them', async () => {
    const account = 'old-open';
    await createAccount(both.old, account, 100_000);
    for (const holdId of ['a', 'b']) await both.old.authorize(call(account, holdId));
    await both.adopt();
    const limits = [limitOf('open_holds', 2)];
    expect(await both.ledger.authorize(call(account, 'c', { limits }))).toMatchObject({ reason: 'CONCURRENCY_LIMIT' });
    const { items } = await both.ledger.openHolds(
      { rootAccountId: account, accountId: account },
      { after: '', limit: 9 },
    );
    expect(items.map(({ holdId }) => holdId)).toEqual(['a', 'b']);
    await both.ledger.settle(settled(account, 'a', 6));
    expect(await both.ledger.authorize(call(account, 'c', { limits }))).toMatchObject({ kind: 'allowed' });
    for (const holdId of ['b', 'c']) await both.ledger.settle(settled(account, holdId, 6));
    expect(await heldBy(both, account)).toBe(0);
    await expectAgreedBooks(both, account);
  });

  it('forgets what the old limits of a hold counted, and ends it all the same', async () => {
    const account = 'old-spend';
    await createAccount(both.old, account, 100_000);
    const limits = [
      limitOf('spend', 11_000, { counter: 'day', span: both.clock.ms }),
      limitOf('open_holds', 1, { counter: 'agent-7' }),
    ];
    await both.old.authorize(call(account, 'a', { limits }));
    expect(await both.ledger.settle(settled(account, 'a', 30))).toMatchObject({ chargedMilliCents: 2_500 });
    expect(await both.ledger.charge(event(account, 'd', { units: 8 }))).toMatchObject({ kind: 'charged' });
    await expectAgreedBooks(both, account);
  });

  it('draws on allowances, plan credits, lots and the balance, and gives back', async () => {
    const { old, ledger } = both;
    const account = 'old-sources';
    await createAccount(old, account, 10_000);
    const lot = { expiresAtMs: both.clock.ms + 20 * DAY_MS, grants: [planCredits(1_000, both.clock.ms)] };
    await old.post(credited(account, 'lot', 1_500, lot));
    const sources = {
      allowances: [{ counter: 'minutes/-/20231101', totalUnits: 10 }],
      grants: [planCredits(1_000, both.clock.ms)],
    };
    await old.authorize(roundCall(account, 'h', { ...sources, units: 30, maxUnits: 60, extendUnits: 30 }));
    expect(await sharesOf(both.ledger, refOf(account, 'h'))).toEqual([
      ['allowance minutes/-/20231101', 10],
      ['plan_credits plan@1', 1_000],
      ['lot lot-4', 1_000],
    ]);
    both.clock.ms += 20_000;
    expect(await ledger.extend(extended(account, 'h', 1, 15))).toMatchObject({ grantedUnits: 60 });
    both.clock.ms += 30_000;
    expect(await ledger.settle(settled(account, 'h', 40))).toMatchObject({ chargedMilliCents: 3_000 });
    const replay = await ledger.settle(settled(account, 'h', 40));
    expect(shares(replay.parts)).toEqual([
      ['allowance minutes/-/20231101', 10],
      ['plan_credits plan@1', 1_000],
      ['lot lot-4', 1_500],
      ['balance', 500],
    ]);
    // The new version goes on from there, under the name that it has for the period.
    const asked = { allowances: [{ counter: counterOf('minutes'), totalUnits: 15 }], ...seconds(10) };
    await ledger.authorize(roundCall(account, 'h2', asked));
    expect((await sharesOf(both.ledger, refOf(account, 'h2')))[0]).toEqual([`allowance ${counterOf('minutes')}`, 5]);
    expect(await unitsOf(both.ledger, account, counterOf('minutes'))).toBe('10 5');
    await ledger.release(released(account, 'h2'));
    expect(await lotsOf(both.ledger, account)).toMatchObject({ 'plan@1': [0, 0], 'lot-4': [0, 0] });
    expect(await heldBy(both, account)).toBe(0);
    await expectAgreedBooks(both, account);
  });

  it('lets lots end, and plan credits that ran out be bought again', async () => {
    const { old, ledger } = both;
    const account = 'old-stop';
    await createAccount(old, account, 50_000);
    await old.post(credited(account, 'short', 2_000, { expiresAtMs: both.clock.ms + 60_000 }));
    both.clock.ms += 61_000;
    await ledger.charge(event(account, 'after'));
    expect(await lotsOf(both.ledger, account)).toEqual({});
    const plan = { grants: [planCredits(500, both.clock.ms)], stop: '20231101' };
    expect(await old.authorize(call(account, 'h', plan))).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    const bought = { grants: plan.grants, planPeriod: plan.stop };
    await ledger.post(credited(account, 'top-up', 1_000, bought));
    expect(await ledger.authorize(call(account, 'h', plan))).toMatchObject({ kind: 'allowed' });
    await ledger.settle(settled(account, 'h', 30));
    await expectAgreedBooks(both, account);
  });

  it('knows the parents of, and lets the company pay', async () => {
    const { old, ledger } = both;
    const [root, child] = ['old-co', 'old-co-berlin'];
    await createAccount(old, root, 100_000);
    await createAccount(ledger, child, 0, 0, { rootAccountId: root, parentAccountId: root, fundedBy: 'parent' });
    const company = {
      rootAccountId: root,
      owners: [
        { accountId: child, revision: 1 },
        { accountId: root, revision: 1 },
      ],
      payer: 1,
    };
    await old.authorize(call(child, 'h', company));
    await both.adopt();
    const { items } = await both.ledger.openHolds({ rootAccountId: root, accountId: root }, { after: '', limit: 9 });
    expect(items).toMatchObject([{ accountId: child, payerAccountId: root }]);
    // Who does not know the parents is told of them.
    const unplaced: HoldRef = { rootAccountId: child, accountId: child, holdId: 'h' };
    both.clock.ms += 5_000;
    expect(await ledger.answer({ ...unplaced, notAfterMs: 0 })).toMatchObject({ state: 'answered' });
    expect(await ledger.settle(settled(child, 'h', 30))).toMatchObject({ chargedMilliCents: 2_500 });
    expect(await ledger.account(child)).toMatchObject({ openHolds: 0, balanceMilliCents: 0 });
    expect(await heldBy(both, root)).toBe(0);
    await expectAgreedBooks(both, root);
    await expectAgreedBooks(both, child, root);
  });

  it('sees that a profile or a subject has changed', async () => {
    const { old, ledger } = both;
    const account = 'old-stale';
    await createAccount(old, account, 50_000);
    const place = { rootAccountId: account, accountId: account };
    await old.updateAccount({ ...place, revision: 1, changes: { plan: 'gold', seats: 3 }, force: false });
    expect(await ledger.authorize(call(account, 'h'))).toMatchObject({
      kind: 'stale',
      profile: { revision: 2, plan: 'gold', seats: 3 },
    });
    await ledger.putSubject({
      ...place,
      subjectId: 'agent-7',
      profile: {
        subjectId: 'agent-7',
        ratePlan: 'support',
        country: undefined,
        maxOpenHolds: 2,
        spendingLimitMilliCents: undefined,
        onLimit: 'stop',
        onPlanExhausted: undefined,
      },
    });
    const owners = [{ accountId: account, revision: 2 }];
    expect(await ledger.charge(event(account, 'e', { owners }))).toMatchObject({
      kind: 'stale',
      profile: { revision: 3, subjects: 1 },
    });
    expect(await ledger.subject(place, 'agent-7')).toMatchObject({
      revision: 3,
      profile: { ratePlan: 'support', maxOpenHolds: 2 },
    });
    await expectAgreedBooks(both, account);
  });
});

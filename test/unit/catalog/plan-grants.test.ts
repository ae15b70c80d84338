import { describe, expect, it } from 'vitest';
import { allowanceAt, cycleAt, grantsAt, type Member } from '../../../src/catalog/plan-grants.ts';
import type { Allowance, Plan, PlanGrant } from '../../../src/catalog/snapshot.ts';

const AT = Date.UTC(2026, 5, 20, 12);

const MEMBER: Member = {
  timeZone: 'UTC',
  cycleAnchorDay: 31,
  seats: 3,
  cycleAnchorMonth: 2,
  allowanceUnits: new Map(),
};

function planWith(grants: readonly PlanGrant[], cycle: Plan['cycle'] = 'month'): Plan {
  const rest = { signupCreditMilliCents: 0, minimumTopUpMilliCents: 0, allowances: [] };
  return { name: 'team', cycle, onPlanExhausted: 'use_balance', grants, ...rest };
}

const CREDITS: PlanGrant = {
  kind: 'plan_credits',
  name: 'plan',
  amountMilliCents: 750_000,
  per: 'seat',
  every: 'month',
  services: [],
};

const TEXTS: PlanGrant = {
  kind: 'bundle',
  name: 'texts',
  amountMilliCents: 100_000,
  per: 'account',
  every: 'year',
  services: ['sms'],
};

describe('what a plan gives', () => {
  it('is its grants in their running periods, for each seat or once (rules MC-2, OC-9)', () => {
    expect(grantsAt(planWith([CREDITS, TEXTS]), MEMBER, AT)).toEqual([
      {
        kind: 'plan_credits',
        id: 'plan@20260531',
        grantedMilliCents: 2_250_000,
        startsAtMs: Date.UTC(2026, 4, 31),
        expiresAtMs: Date.UTC(2026, 5, 30),
        services: [],
      },
      {
        kind: 'bundle',
        id: 'texts@20260228y',
        grantedMilliCents: 100_000,
        startsAtMs: Date.UTC(2026, 1, 28),
        expiresAtMs: Date.UTC(2027, 1, 28),
        services: ['sms'],
      },
    ]);
  });

  it('has the same id until the period ends, also with more seats or in another time zone', () => {
    const idsAt = (member: Member, atMs: number) => grantsAt(planWith([CREDITS]), member, atMs).map(({ id }) => id);
    expect(idsAt(MEMBER, Date.UTC(2026, 5, 30) - 1)).toEqual(['plan@20260531']);
    expect(idsAt({ ...MEMBER, seats: 9, timeZone: 'Asia/Tokyo' }, AT)).toEqual(['plan@20260531']);
    expect(idsAt(MEMBER, Date.UTC(2026, 5, 30))).toEqual(['plan@20260630']);
  });

  it('is nothing for an account without seats to give to', () => {
    expect(grantsAt(planWith([CREDITS]), { ...MEMBER, seats: 0 }, AT)).toMatchObject([{ grantedMilliCents: 0 }]);
  });

  it('is nothing from a plan without grants or one that is gone, without a list made for it', () => {
    expect(grantsAt(planWith([]), MEMBER, AT)).toEqual([]);
    expect(grantsAt(undefined, MEMBER, AT)).toBe(grantsAt(planWith([]), MEMBER, AT));
  });
});

describe('the cycle of a plan', () => {
  it('is what the plan says, and a month when the plan is gone', () => {
    expect(cycleAt(planWith([], 'year'), MEMBER, AT).label).toBe('20260228');
    expect(cycleAt(planWith([]), MEMBER, AT).label).toBe('20260531');
    expect(cycleAt(undefined, MEMBER, AT).label).toBe('20260531');
  });
});

describe('an allowance in its running period', () => {
  const talk: Allowance = { name: 'talk', units: 600, per: 'account', every: 'month' };

  it('is counted for the account as a whole', () => {
    expect(allowanceAt(talk, MEMBER, 'agent-7', AT)).toEqual({
      counter: 'talk/-/mpt0jk00-mqzvr400',
      totalUnits: 600,
      period: { startsAtMs: Date.UTC(2026, 4, 31), endsAtMs: Date.UTC(2026, 5, 30), label: '20260531' },
    });
  });

  it('is larger for more seats, in one counter', () => {
    expect(allowanceAt({ ...talk, per: 'seat', every: 'year' }, MEMBER, '', AT)).toMatchObject({
      counter: 'talk/-/mm5k16o0-n0n3r400',
      totalUnits: 1_800,
    });
  });

  it('is counted for each subject, and for none where there is none (rule TC-8)', () => {
    const each: Allowance = { ...talk, per: 'subject' };
    expect(allowanceAt(each, MEMBER, 'agent-7', AT)).toMatchObject({
      counter: 'talk/agent-7/mpt0jk00-mqzvr400',
      totalUnits: 600,
    });
    expect(allowanceAt(each, MEMBER, '', AT)).toBeUndefined();
  });

  it("has the account's own total where it has one, for each seat too", () => {
    const own: Member = {
      ...MEMBER,
      allowanceUnits: new Map([
        ['talk', 100],
        ['texts', 7],
      ]),
    };
    expect(allowanceAt(talk, own, '', AT)?.totalUnits).toBe(100);
    expect(allowanceAt({ ...talk, per: 'seat' }, own, '', AT)?.totalUnits).toBe(300);
    expect(allowanceAt(talk, { ...own, allowanceUnits: new Map([['talk', 0]]) }, '', AT)?.totalUnits).toBe(0);
  });
});

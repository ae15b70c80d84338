import { describe, expect, it } from 'vitest';
import type { AccountView } from '../../src/accounts/requests.ts';
import type { AlertKind } from '../../src/domain/alert-kinds.ts';
import type { Asked } from '../../src/alerts/asked.ts';
import {
  type Crossing,
  crossingsOf,
  DAY_MS,
  holdStranded,
  limitReached,
  typicalDayMilliCents,
} from '../../src/alerts/lines.ts';

const NOW = Date.UTC(2026, 10, 28);

/** Only what lines look at. */
function viewOf(more: Partial<AccountView> = {}): AccountView {
  const view = {
    profile: { accountId: 'acme', state: 'active' },
    payerAccountId: 'acme',
    nowMs: NOW,
    availableMilliCents: 500_000,
    totalHeldMilliCents: 0,
    accountStatus: 'green',
    planExhausted: false,
    lots: [],
    spent: [],
    spentBelow: [],
    ...more,
  };
  return view as unknown as AccountView;
}

function askedFor(kinds: readonly AlertKind[], lowBalance: Partial<Asked['lowBalance']> = {}): Asked {
  const none = { amountMilliCents: undefined, percent: undefined, days: undefined };
  return { kinds, lowBalance: { ...none, ...lowBalance }, contacts: [] };
}

/** Looks at one state after the other, remembering what was told. @returns the kinds that were told at each */
function tell(asked: Asked, views: readonly Partial<AccountView>[]): readonly (readonly AlertKind[])[] {
  const told = new Map<string, string>();
  return views.map((view) => {
    const crossings = crossingsOf({ view: viewOf(view), asked, told });
    for (const { line, expected, next } of crossings.flatMap(({ changes }) => changes)) {
      expect(told.get(line) ?? '').toBe(expected);
      told.set(line, next);
    }
    return crossings.flatMap(({ kind }) => kind ?? []);
  });
}

const credit = (availableMilliCents: number, totalHeldMilliCents = 0) => ({ availableMilliCents, totalHeldMilliCents });

describe('a low balance', () => {
  const asked = askedFor(['low_balance'], { amountMilliCents: 100_000 });

  it('is told once below the line, and again only after a recovery of a tenth', () => {
    const steps = [100_000, 99_999, 50_000, 100_000, 109_999, 99_000, 110_000, 99_999].map((each) => credit(each));
    expect(tell(asked, steps)).toEqual([[], ['low_balance'], [], [], [], [], [], ['low_balance']]);
  });

  it('goes by what is not spent, so that a busy hour is not a low balance', () => {
    expect(tell(asked, [credit(20_000, 80_000), credit(99_000, 0)])).toEqual([[], ['low_balance']]);
  });

  it('counts a percentage of what the plan gives in the running period', () => {
    const lot = (usedMilliCents: number) => ({
      lots: [
        {
          kind: 'plan_credits',
          id: 'plan@1',
          grantedMilliCents: 200_000,
          usedMilliCents,
          heldMilliCents: 0,
          startsAtMs: NOW - DAY_MS,
          expiresAtMs: NOW + DAY_MS,
          services: [],
        },
      ] as unknown as AccountView['lots'],
    });
    const percent = askedFor(['low_balance'], { percent: 10 });
    const steps = [
      { ...lot(180_000), ...credit(20_000) },
      { ...lot(180_001), ...credit(19_999) },
    ];
    expect(tell(percent, steps)).toEqual([[], ['low_balance']]);
    // Without a plan there is nothing that it could be a part of.
    expect(tell(percent, [credit(0)])).toEqual([[]]);
  });

  it('counts days of typical use: the money of this month and the last, by the time that they cover', () => {
    const month = (startsAtMs: number, milliCents: number, sinceMs = startsAtMs) => ({
      kind: 'm' as const,
      startsAtMs,
      endsAtMs: startsAtMs + 30 * DAY_MS,
      sinceMs,
      milliCents,
    });
    const spent = [month(NOW - 10 * DAY_MS, 100_000), month(NOW - 40 * DAY_MS, 300_000)];
    expect(typicalDayMilliCents({ spent, spentBelow: [], nowMs: NOW })).toBe(10_000);
    expect(
      tell(askedFor(['low_balance'], { days: 7 }), [
        { ...credit(70_000), spent },
        { ...credit(69_999), spent },
      ]),
    ).toEqual([[], ['low_balance']]);
    const young = [month(NOW - 10 * DAY_MS, 100_000, NOW - DAY_MS + 1)];
    expect(typicalDayMilliCents({ spent: young, spentBelow: [], nowMs: NOW })).toBeUndefined();
  });

  it('is one alert for several lines that are crossed at once', () => {
    const both = askedFor(['low_balance'], { amountMilliCents: 100_000, percent: 50 });
    const crossings: readonly Crossing[] = crossingsOf({ view: viewOf(credit(-1)), asked: both, told: new Map() });
    expect(crossings).toHaveLength(1);
    expect(crossings[0]?.details.lowBalance?.map(({ basis }) => basis)).toEqual(['amount', 'percent']);
  });

  it('is nothing of an account whose parent pays, nor of one that is closed', () => {
    const profile = { accountId: 'acme', state: 'closed' } as unknown as AccountView['profile'];
    expect(
      tell(asked, [
        { ...credit(0), payerAccountId: 'parent' },
        { ...credit(0), profile },
      ]),
    ).toEqual([[], []]);
  });
});

describe('a colour', () => {
  const asked = askedFor(['status_amber', 'status_red', 'status_green']);
  const is = (accountStatus: AccountView['accountStatus'], money = 100_000, more: Partial<AccountView> = {}) => ({
    ...credit(money),
    accountStatus,
    ...more,
  });

  it('is told when it is worse; a call that ends is no recovery, and more credit is one', () => {
    const steps = [
      is('amber'),
      is('green'),
      is('amber', 90_000),
      is('red', 20_000),
      is('amber', 20_000),
      is('green', 21_999),
      is('green', 22_000),
      is('amber', 22_000),
    ];
    expect(tell(asked, steps)).toEqual([
      ['status_amber'],
      [],
      [],
      ['status_red'],
      [],
      [],
      ['status_green'],
      ['status_amber'],
    ]);
  });

  it('recovers when the account is active again, and after a day', () => {
    const suspended = { accountId: 'acme', state: 'suspended' } as unknown as AccountView['profile'];
    expect(tell(asked, [is('red', 1, { profile: suspended }), is('green', 1)])).toEqual([
      ['status_red'],
      ['status_green'],
    ]);
    const later = { nowMs: NOW + DAY_MS };
    expect(tell(asked, [is('amber'), is('green'), is('green', 100_000, later)])).toEqual([
      ['status_amber'],
      [],
      ['status_green'],
    ]);
  });

  it('that nobody asked for is passed in silence, and the next one is told', () => {
    expect(tell(askedFor(['status_red']), [is('amber'), is('red', 10), is('green', 99_000)])).toEqual([
      [],
      ['status_red'],
      [],
    ]);
  });
});

describe('plan credits', () => {
  const lots = (usedMilliCents: number): Partial<AccountView> => ({
    lots: [
      { kind: 'plan_credits', grantedMilliCents: 100_000, usedMilliCents, startsAtMs: 0, expiresAtMs: NOW + 1 },
    ] as unknown as AccountView['lots'],
  });

  it('are told to be used up once in a period; a small reversal does not give them back', () => {
    const steps = [lots(99_999), lots(100_000), lots(100_000), lots(95_000), lots(100_000), lots(0), lots(100_000)];
    expect(tell(askedFor(['plan_exhausted']), steps)).toEqual([
      [],
      ['plan_exhausted'],
      [],
      [],
      [],
      [],
      ['plan_exhausted'],
    ]);
  });
});

describe('what happens again and again', () => {
  it('is told once a day: each limit, and stranded holds of an account', () => {
    const asked = askedFor(['limit_reached', 'hold_stranded']);
    const told = new Map<string, string>();
    const look = (found: readonly Crossing[]): number => {
      for (const { line, next } of found.flatMap(({ changes }) => changes)) told.set(line, next);
      return found.length;
    };
    const seen = (nowMs: number) => ({ view: viewOf({ nowMs }), asked, told });
    const hold = { holdId: 'call-1', service: 'call', chargedMilliCents: 5 };
    expect(look(limitReached(seen(NOW), 'daily'))).toBe(1);
    expect(look(limitReached(seen(NOW + 1), 'daily'))).toBe(0);
    expect(look(limitReached(seen(NOW + 1), 'abroad'))).toBe(1);
    expect(look(limitReached(seen(NOW + DAY_MS), 'daily'))).toBe(1);
    expect(look(holdStranded(seen(NOW), hold))).toBe(1);
    expect(look(holdStranded(seen(NOW + DAY_MS - 1), hold))).toBe(0);
    expect(look(holdStranded(seen(NOW + DAY_MS), hold))).toBe(1);
  });
});

/** Random parts of operations. Small pools of ids and amounts, so that commands meet each other often. */
import fc from 'fast-check';
import type { HoldTiming } from '../../src/domain/hold.ts';
import type { Terms } from '../../src/domain/terms.ts';
import type { PackMatch } from '../../src/domain/traffic.ts';
import type { HoldFacts } from '../../src/ledger/port.ts';

/** `c` is a child of `a`. */
export const account = fc.constantFrom('a', 'a', 'a', 'c', 'c', 'b');
export const hold = fc.constantFrom('h1', 'h2', 'h:{3}');
export const small = fc.constantFrom(0, 1, 999, 5_000, 100_000, 300_000, 600_000);

export const terms: fc.Arbitrary<Terms> = fc.record({
  unit: fc.constantFrom('second', 'second', 'second', 'segment'),
  rateMilliCents: fc.constantFrom(0, 1, 5_000, 12_345, 100_001),
  rateUnits: fc.constantFrom(1, 60, 600, 7),
  connectFeeMilliCents: fc.constantFrom(0, 0, 10_000),
  firstIncrement: fc.constantFrom(1, 60, 30),
  nextIncrement: fc.constantFrom(1, 60, 6),
  minimumChargeMilliCents: fc.constantFrom(0, 0, 20_000),
  freeSeconds: fc.constantFrom(0, 0, 30, 600),
  fraction: fc.constantFrom('up', 'nearest', 'down'),
  rule: fc.constantFrom('plain', 'deck rule/Some Place'),
  catalogVersion: fc.constant('0123456789ab'),
});

export const timing: fc.Arbitrary<HoldTiming> = fc.record({
  ringSeconds: fc.constantFrom(30, 120),
  graceSeconds: fc.constantFrom(0, 30),
  cutToleranceSeconds: fc.constantFrom(0, 2),
  elapsedToleranceSeconds: fc.constantFrom(0, 60, 300, 86_400),
  unproven: fc.constantFrom('granted', 'release'),
  answerReports: fc.boolean(),
});

export const facts: fc.Arbitrary<HoldFacts> = fc.record({
  service: fc.constantFrom('call', 'sms'),
  direction: fc.constantFrom('outbound', 'inbound'),
  from: fc.constantFrom('', '+1******34'),
  to: fc.constant('+4******89'),
  numberClass: fc.constantFrom('standard', 'toll_free'),
  subjectId: fc.constantFrom('', 'agent-7'),
  parentHoldId: fc.constantFrom('', 'h1'),
  gatewayId: fc.constantFrom('', 'gw-1'),
  holdRule: fc.constantFrom('', 'calls abroad'),
});

/** Which asking it is: a command that is repeated brings the same one again, or another. */
export const nonce = fc.constantFrom('', '', 'n1', 'n2');

/** Whose traffic a limit counts, and of which owner; see `planFor`, which makes it fit the accounts of the request. */
export type LimitInput = typeof limit extends fc.Arbitrary<infer Input> ? Input : never;

const limit = fc.record({
  kind: fc.constantFrom('open_holds', 'call_cost', 'velocity', 'spend', 'spend', 'plan_spend'),
  of: fc.constantFrom('account', 'company', 'subject'),
  /** Empty: all of their traffic. */
  rule: fc.constantFrom('', 'abroad', 'r2'),
  max: fc.constantFrom(2, 5, 100, 50_000, 200_000, 500_000),
  mode: fc.constantFrom('enforce', 'enforce', 'shadow', 'count'),
  windowSeconds: fc.constantFrom(60, 60, 1_000),
  length: fc.constantFrom('day', 'month', 'year'),
});

const limits: fc.Arbitrary<LimitInput[]> = fc.array(limit, { maxLength: 3 });

/** What a plan gives and includes in the period that runs when the command does. */
export const plan = fc.record({
  credits: fc.option(fc.constantFrom(0, 3_000, 150_000), { nil: undefined, freq: 2 }),
  /** How its periods lie: they overlap those of another one in several ways. */
  periods: fc.constantFrom('short', 'short', 'short', 'shifted', 'long'),
  bundle: fc.option(fc.constantFrom(5_000, 80_000), { nil: undefined }),
  bundleName: fc.constantFrom('extra', 'extra', 'more'),
  bundleServices: fc.constantFrom<readonly string[]>([], ['call'], ['sms', 'fax']),
  allowances: fc.array(
    fc.record({
      name: fc.constantFrom('minutes', 'extra'),
      units: fc.constantFrom(0, 45, 60, 600, 7_000),
      every: fc.constantFrom('month', 'month', 'year'),
    }),
    {
      maxLength: 2,
    },
  ),
  stop: fc.constantFrom(false, false, false, true),
  /** What packs may pay, of `PACKS`. */
  packs: fc.subarray([0, 1, 2]),
});

/** What packs are for. The ledgers do not look into it. */
export const PACKS: readonly PackMatch[] = [
  { services: ['call'], directions: [], countries: ['DE', 'FR'], numberClasses: ['mobile'], prefixes: [] },
  { services: ['call'], directions: ['outbound'], countries: [], numberClasses: [], prefixes: ['+4917'] },
  { services: ['sms'], directions: [], countries: [], numberClasses: [], prefixes: [] },
];

export type PlanInput = typeof plan extends fc.Arbitrary<infer Input> ? Input : never;

/** Zero but for one time in twenty or so: what turns a command away must not hide everything behind it. */
function rarely(...values: number[]): fc.Arbitrary<number> {
  return fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(...values) });
}

export const admission = fc.record({
  verdict: fc.oneof(
    { weight: 15, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('CURRENCY_MISMATCH', 'DESTINATION_BLOCKED', 'NO_RATE') },
  ),
  blockedAtZero: fc.boolean(),
  terms,
  facts,
  limits,
  plan,
  paidByParent: fc.boolean(),
  /** By how many hours the clock of the accounts is ahead: it changes as time zones do. */
  zoneHours: fc.constantFrom(0, 0, 0, 5, 13),
  isFree: fc.constantFrom(false, false, false, true),
  revisionOff: rarely(1),
  lateBy: rarely(1, -5_000),
  outlivedBy: rarely(1, -5_000),
  aheadBy: rarely(1),
});

export type AdmissionInput = typeof admission extends fc.Arbitrary<infer Input> ? Input : never;

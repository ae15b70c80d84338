/** Random parts of operations. Small pools of ids and amounts, so that commands meet each other often. */
import fc from 'fast-check';
import type { HoldTiming } from '../../src/domain/hold.ts';
import type { Terms } from '../../src/domain/terms.ts';
import type { HoldFacts, Limit } from '../../src/ledger/port.ts';

export const account = fc.constantFrom('a', 'b');
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
  rule: fc.constantFrom('plain', 'deck rule/Some Place'),
  catalogVersion: fc.constant('0123456789ab'),
});

export const timing: fc.Arbitrary<HoldTiming> = fc.record({
  ringSeconds: fc.constantFrom(30, 120),
  graceSeconds: fc.constantFrom(0, 30),
  cutToleranceSeconds: fc.constantFrom(0, 2),
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
});

const limits: fc.Arbitrary<Limit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('open_holds', 'call_cost', 'velocity', 'spend'),
    owner: fc.constant(0),
    max: fc.constantFrom(1, 2, 50_000, 200_000),
    shadow: fc.boolean(),
    span: fc.constantFrom(60, 60, 1_000),
  }),
  { maxLength: 3 },
);

export const admission = fc.record({
  verdict: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, 'DESTINATION_BLOCKED', 'NO_RATE'),
  blockedAtZero: fc.boolean(),
  terms,
  facts,
  limits,
  revisionOff: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1),
  lateBy: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -5_000),
  outlivedBy: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -5_000),
});

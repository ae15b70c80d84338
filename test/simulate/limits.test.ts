/** What limits and allowances count, as a catalog's own cases see it. */
import { describe, expect, it } from 'vitest';
import { problemsOfSteps } from './support/problems.ts';

/** Two seconds before the next minute. */
const AT = '2026-01-15T12:00:58Z';

const US = "from: '+12025550100', to: '+14155550123'";
const DE = "from: '+12025550100', to: '+493012345678'";

const step = (verb: string, expected: string, before = ''): string => `{ ${before}${verb}, expect: { ${expected} } }`;
const call = (hold: string, expected: string, to = US, more = ''): string =>
  step(`authorize: { hold: ${hold}, ${to}${more} }`, expected);
const text = (key: string, expected: string, before = ''): string =>
  step(`authorize: { hold: ${key}, service: sms, ${US}, text: hi }`, expected, before);
const ALLOW = 'decision: allow';
const deny = (reason: string): string => `decision: deny, reason: ${reason}`;
const RICH = "{ balance: '50.00' }";

describe('a limit', () => {
  it('on inbound calls is not filled by outbound ones (K1)', async () => {
    const limits = 'rules:\n  - { id: in, name: in, match: { direction: inbound }, max_open_holds: 1 }\n';
    const inbound = ', direction: inbound';
    const steps = [
      call('o1', ALLOW),
      call('o2', ALLOW),
      call('i1', ALLOW, US, inbound),
      call('i2', deny('CONCURRENCY_LIMIT'), US, inbound),
      call('o3', ALLOW),
    ];
    expect(await problemsOfSteps({ at: AT, account: RICH }, steps, { 'limits.yaml': limits })).toEqual([]);
  });

  it('on new holds slides: five at :58 and one at :01 are six (K4)', async () => {
    const limits = 'rules:\n  - { id: v, name: v, max_new_holds: { count: 5, per_seconds: 60 } }\n';
    const steps = [
      ...['a1', 'a2', 'a3', 'a4', 'a5'].map((hold) => text(hold, ALLOW)),
      text('b0', deny('VELOCITY_LIMIT'), 'advance_seconds: 3, '),
      text('b0', deny('VELOCITY_LIMIT'), 'advance_seconds: 56, '),
      text('b0', ALLOW, 'advance_seconds: 1, '),
    ];
    expect(await problemsOfSteps({ at: AT, account: RICH }, steps, { 'limits.yaml': limits })).toEqual([]);
  });

  it.each(['day', 'cycle'])(
    'on the spending of a %s counts one country, and the rule behind it all calls',
    async (of) => {
      const limits = `rules:
  - { id: de, name: de, match: { country: DE }, max_spend_per_${of}: '3.00' }
  - { id: calls, name: calls, match: { service: call }, max_spend_per_${of}: '6.00' }
`;
      const steps = [
        call('h1', ALLOW),
        call('d1', ALLOW, DE),
        call('d2', deny('SPEND_LIMIT'), DE),
        // The call to Germany counts for both rules.
        call('h2', deny('SPEND_LIMIT')),
        text('m', ALLOW),
      ];
      expect(await problemsOfSteps({ at: AT, account: RICH }, steps, { 'limits.yaml': limits })).toEqual([]);
    },
  );
});

describe('an allowance', () => {
  it('goes on under its name when a month becomes a year, and back', async () => {
    const allowance = (minutes: number): string => `[{ name: talk, minutes: ${minutes}, match: { service: call } }]`;
    const plans = `plans:
  default: { signup_credit: '5.00' }
  m: { allowances: ${allowance(70)} }
  y: { cycle: year, allowances: ${allowance(100)} }
`;
    const steps = [
      call('a', 'from_allowances: 3600'),
      `{ update: { plan: y } }`,
      call('b', 'from_allowances: 2400'),
      `{ update: { plan: m } }`,
      call('c', 'from_allowances: 0'),
    ];
    expect(
      await problemsOfSteps({ at: AT, account: "{ plan: m, balance: '50.00' }" }, steps, { 'plans.yaml': plans }),
    ).toEqual([]);
  });
});

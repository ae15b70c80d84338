import { describe, expect, it } from 'vitest';
import { problemsOfSteps } from './support/problems.ts';

const RATES = `rules:
  - { name: calls, match: { service: call }, per_minute: '0.10' }
  - { name: texts, match: { service: sms }, per_unit: '1.00' }
`;

// Dollars, so that an hour of call is six of them.
const PLANS = `plans:
  default: {}
  m: { credits: { amount: '10.00' } }
  m4: { credits: { amount: '4.00' } }
  y: { cycle: year, credits: { amount: '10.00' } }
  seats: { credits: { amount: '5.00', per: seat } }
  texts: { bundles: [{ name: texts, amount: '8.00', services: sms }] }
  letters: { bundles: [{ name: letters, amount: '8.00', services: sms, every: year }] }
  two: { bundles: [{ name: texts, amount: '8.00', services: sms }, { name: talk, amount: '8.00', services: call }] }
  all: { bundles: [{ name: all, amount: '10.00' }] }
`;

/** What is wrong with the steps of an account on this plan. It is noon on 10 March, or what is said. */
function run(account: string, steps: readonly string[], at = '2026-03-10T12:00:00Z'): Promise<string[]> {
  const files = { 'rates.yaml': RATES, 'plans.yaml': PLANS };
  return problemsOfSteps({ at, account: `{ balance: '0', ${account} }` }, steps, files);
}

let count = 0;

/** A charge of so many texts, at a dollar each, and what is left afterwards. */
function texts(units: number, left: string): string {
  count += 1;
  return `{ charge: { idempotency_key: k${count}, service: sms, from: '+12025550100', to: '+14155550123', segments: ${units} }, expect: ${left} }`;
}

const update = (change: string, left: string): string => `{ update: { ${change} }, expect: ${left} }`;
const plan = (amount: string): string => `{ plan_credits: '${amount}' }`;
const free = (amount: string): string => `{ available: '${amount}' }`;
const wait = (days: number): string => `advance_seconds: ${days * 86_400}`;

describe('a change of plan, seats or time zone gives nothing twice (C4)', () => {
  it.each<[what: string, account: string, steps: string[], at?: string]>([
    [
      'from months to years',
      'plan: m',
      [texts(9, plan('1.00')), update('plan: y', plan('1.00')), texts(1, plan('0.00'))],
    ],
    ['from years to months', 'plan: y', [texts(9, plan('1.00')), update('plan: m', plan('1.00'))]],
    [
      'there and back, and the next month begins whole',
      'plan: y',
      [
        texts(7, plan('3.00')),
        update('plan: m', plan('3.00')),
        update('plan: y', plan('3.00')),
        update('plan: m', plan('3.00')),
        wait(22),
        texts(1, plan('9.00')),
      ],
    ],
    [
      'from months to years after some months, whose use counts in the year',
      'plan: m4',
      [texts(3, plan('1.00')), wait(31), texts(2, plan('2.00')), wait(30), update('plan: y', plan('5.00'))],
    ],
    [
      'in the month after the change, though nothing happened between',
      'plan: y',
      [texts(9, plan('1.00')), update('plan: m', plan('1.00')), wait(22), update('seats: 2', plan('10.00'))],
    ],
    ['to less than what is used', 'plan: m', [texts(9, plan('1.00')), update('plan: m4', plan('0.00'))]],
    [
      'to a plan without credits and back',
      'plan: m',
      [texts(9, plan('1.00')), update('plan: default', plan('0.00')), update('plan: m', plan('1.00'))],
    ],
    [
      'of seats',
      'plan: seats, seats: 2',
      [texts(6, plan('4.00')), update('seats: 1', plan('0.00')), update('seats: 3', plan('9.00'))],
    ],
    [
      'of plan and seats at once',
      'plan: m',
      [texts(6, plan('4.00')), update('plan: seats, seats: 4', plan('14.00')), update('plan: y', plan('4.00'))],
    ],
    [
      'of the time zone within a period',
      'plan: m',
      [texts(9, plan('1.00')), update('time_zone: Pacific/Kiritimati', plan('1.00'))],
    ],
    [
      'of the time zone into the next month, and back',
      'plan: m',
      [
        texts(9, plan('1.00')),
        update('time_zone: Pacific/Kiritimati', plan('10.00')),
        texts(2, plan('8.00')),
        update('time_zone: UTC', plan('1.00')),
        wait(1),
        texts(1, plan('7.00')),
      ],
      '2026-03-31T20:00:00Z',
    ],
    [
      'of the time zone back into a month that was over',
      'plan: m',
      [texts(9, plan('1.00')), wait(1), texts(2, plan('8.00')), update('time_zone: Pacific/Niue', plan('1.00'))],
      '2026-03-31T04:00:00Z',
    ],
    ['between bundles of other names', 'plan: texts', [texts(5, free('3.00')), update('plan: letters', free('3.00'))]],
    ['back from a bundle for longer', 'plan: letters', [texts(5, free('3.00')), update('plan: texts', free('3.00'))]],
    [
      'to one bundle instead of two',
      'plan: two',
      [
        texts(3, free('13.00')),
        `{ charge: { idempotency_key: talk, from: '+12025550100', to: '+14155550123', units: 60 } }`,
        update('plan: all', free('6.90')),
      ],
    ],
    [
      'to a bundle for something else',
      'plan: texts',
      [texts(5, free('3.00')), update('plan: two', free('11.00')), update('plan: texts', free('3.00'))],
    ],
  ])('%s', async (_, account, steps, at) => {
    expect(await run(account, steps, at)).toEqual([]);
  });

  it('while a call is open: what is held is not given again, and comes back to what it came from', async () => {
    const call = "from: '+12025550100', to: '+14155550123'";
    const problems = await run('plan: m', [
      `{ authorize: { hold: a, ${call}, requested_seconds: 3600 }, expect: { hold: '6.00', plan_credits: '4.00' } }`,
      update('plan: y', plan('4.00')),
      `{ answer: { hold: a } }`,
      `{ advance_seconds: 600, settle: { hold: a, connected_seconds: 600 }, expect: { from_plan: '1.00', plan_credits: '9.00' } }`,
    ]);
    expect(problems).toEqual([]);
  });
});

/** Packs of units in the cases of a catalog: what they are for, in the words of that catalog. */
import { describe, expect, it } from 'vitest';
import { problemsOfSteps } from './support/problems.ts';

const RATES = `rules:
  - { name: premium, match: { service: call, number_class: premium }, per_minute: '5.00' }
  - { name: calls, match: { service: call }, per_minute: '0.60', increments: 60/60, connect_fee: '0.10' }
  - { name: texts, match: { service: [sms, mms] }, per_unit: '0.10' }
`;
const SERVICES = `services:
  call: { unit: second, label: Calls, noun: call }
  sms: { unit: segment, label: Messages, noun: message }
  mms: { unit: message, label: Pictures, noun: picture }
`;
const CATALOG = `name: packs
home_country: US
country_groups: { eu: [DE, FR, ES] }
`;
const HOLDS = `rules:
  - { name: calls, match: { service: call }, max_seconds: 3600, reserve: all, below_hold: deny }
  - { name: rest, match: { service: [sms, mms] }, max_units: 20 }
`;
const PLANS = `plans:
  default: { allowances: [{ name: minutes, minutes: 1, match: { service: call, country: DE } }] }
`;

/** What is wrong with these steps of an account without any money, or with so much. */
function run(steps: readonly string[], balance = '0'): Promise<string[]> {
  const files = {
    'catalog.yaml': CATALOG,
    'services.yaml': SERVICES,
    'rates.yaml': RATES,
    'plans.yaml': PLANS,
    'holds.yaml': HOLDS,
  };
  const blocking = { 'blocking.yaml': 'blocked_at_zero: [{ direction: outbound }]\nrules: []\n' };
  return problemsOfSteps({ at: '2026-03-10T12:00:00Z', account: `{ balance: '${balance}' }` }, steps, {
    ...files,
    ...blocking,
  });
}

const credit = (what: string): string => `{ credit: { ${what} } }`;
const quote = (to: string, expected: string, more = ''): string =>
  `{ quote: { from: '+12025550100', to: '${to}', requested_seconds: 120 ${more} }, expect: { ${expected} } }`;
const PAID = 'decision: allow, hold: "0", from_packs: 120';
const ZERO = 'decision: deny, reason: ZERO_BALANCE';
const [MADRID, MUNICH, GERMAN_MOBILE, BERNE] = ['+34911234567', '+498912345678', '+4915112345678', '+41311234567'];

describe('a pack (M3)', () => {
  it.each<[what: string, steps: string[], balance?: string]>([
    [
      'is for a country group, and pays after what the plan includes',
      [
        credit('minutes: 10, services: [call], countries: [eu]'),
        quote(MADRID, PAID),
        quote(MUNICH, 'from_allowances: 60, from_packs: 60, hold: "0"'),
        quote(BERNE, ZERO),
      ],
    ],
    [
      'is for a class in a country, or for the beginning of a number',
      [
        credit('minutes: 2, services: [call], countries: [DE], number_classes: [mobile]'),
        quote(GERMAN_MOBILE, 'from_allowances: 60, from_packs: 60'),
        quote(MADRID, ZERO),
        credit('minutes: 2, services: [call], prefixes: ["+4131"]'),
        quote(BERNE, PAID),
        quote('+41443334455', ZERO),
      ],
    ],
    [
      'is for home or abroad, and for one direction',
      [
        credit('minutes: 2, services: [call], countries: [abroad], directions: [inbound]'),
        quote(BERNE, ZERO),
        `{ quote: { direction: inbound, from: '${BERNE}', to: '+12025550100', requested_seconds: 120 }, expect: { ${PAID} } }`,
        credit('minutes: 2, services: [call], countries: [home]'),
        quote('+14155550123', PAID),
        quote(BERNE, ZERO),
      ],
    ],
    [
      'is for several services that are counted alike',
      [
        credit('units: 3, services: [sms, mms]'),
        quote('+14155550123', 'from_packs: 2, hold: "0"', ', service: sms, segments: 2'),
        quote('+14155550123', 'from_packs: 1, hold: "0"', ', service: mms'),
      ],
    ],
    [
      'leaves premium numbers to money, unless it names them',
      [
        credit('minutes: 60, services: [call]'),
        quote('+19005550123', ZERO),
        credit('minutes: 60, services: [call], number_classes: [premium]'),
        quote('+19005550123', PAID),
      ],
    ],
    [
      'pays for a forwarded leg, which an allowance does not',
      [
        credit('minutes: 60, services: [call], countries: [DE]'),
        quote(MUNICH, 'from_allowances: 0, from_packs: 120', ', parent_hold: first'),
      ],
    ],
    [
      'covers whole increments, with the connect fee for the rest; two of them are one sum',
      [
        credit('units: 50, services: [call], countries: [ES]'),
        quote(MADRID, 'from_packs: 0, hold: "1.30"'),
        credit('units: 50, services: [call], countries: [ES], expires_in_seconds: 100'),
        quote(MADRID, 'from_packs: 60, hold: "0.70", from_balance: "0.70"'),
      ],
      '5.00',
    ],
    [
      'takes back what it gave, and not after its end',
      [
        credit('minutes: 2, services: [call], countries: [ES], expires_in_seconds: 1000'),
        `{ authorize: { from: '+12025550100', to: '${MADRID}', requested_seconds: 120 }, expect: { packs: 0 } }`,
        '{ settle: { connected_seconds: 61 }, expect: { billed: 120, from_packs: 120 } }',
        '{ reverse: { units: 60 }, expect: { from_packs: 60, packs: 60, reversed: "0" } }',
        '{ advance_seconds: 2000, reverse: {}, expect: { from_packs: 60, packs: 0 } }',
      ],
    ],
  ])('%s', async (_, steps, balance) => {
    expect(await run(steps, balance)).toEqual([]);
  });

  it.each([
    ['units: 3, services: [sms, call]', 'make it two packs'],
    ['minutes: 3, services: [sms]', 'counted in seconds'],
    ['units: 3', 'a pack is of units of some services'],
    ['units: 3, amount: "1.00", services: [sms]', 'give one of amount, units and minutes'],
    ['units: 3, services: [call], countries: [UE]', 'neither a country nor a country group'],
    ['units: 3, services: [call], countries: [FR], prefixes: ["+49"]', 'no number of FR begins with +49'],
  ])('of %s is refused in words', async (what, words) => {
    expect((await run([credit(what)])).join()).toContain(words);
  });
});

import { describe, expect, it } from 'vitest';
import { explainNumber } from '../../src/catalog/explain.ts';
import { checkCatalog } from '../../src/simulate/run-cases.ts';
import { BERLIN, callAt, catalogWith, snapshotWith, trafficOf } from './support/snapshot.ts';

const CATALOG = `name: holidays
home_country: US
holidays:
  de: ['01-01', '12-25..12-26', '2026-04-06']
  us: ['2026-11-26', '07-04']
`;

const RATES = `rules:
  - { name: christmas night, match: { service: call, dates: '12-25', time: [{ from: '22:00', to: '06:00' }] }, per_minute: '0.01' }
  - { name: holiday, match: { service: call, dates: [de, '12-31..01-02'] }, per_minute: '0.02' }
  - { name: day, match: { service: call }, per_minute: '0.05' }
  - { name: rest, match: { service: [sms, fax] }, per_unit: '0.01' }`;

const FILES = { 'catalog.yaml': CATALOG, 'rates.yaml': RATES };

describe('rules that look at the date', () => {
  it('go by the calendar of the account', async () => {
    const snapshot = await snapshotWith(FILES);
    const rule = (timeZone: string, at: string) => snapshot.rate(trafficOf(snapshot, callAt(timeZone, at)))?.terms.rule;
    expect(rule('UTC', '2026-12-24T23:59:59Z')).toBe('day');
    expect(rule('Europe/Berlin', '2026-12-24T23:59:59Z')).toBe('christmas night');
    expect(rule('Europe/Berlin', '2026-12-25T05:00:00Z')).toBe('holiday');
    // 6 in the morning of the 25th in Berlin is midnight in New York.
    expect(rule('America/New_York', '2026-12-25T04:59:59Z')).toBe('day');
    expect(rule('America/New_York', '2026-12-25T05:00:00Z')).toBe('christmas night');
    // The night that begins on the 25th ends with that day: the 26th is none of its dates.
    expect(rule('UTC', '2026-12-26T01:00:00Z')).toBe('holiday');
    expect(rule('UTC', '2026-12-27T01:00:00Z')).toBe('day');
    expect(rule('UTC', '2027-01-02T23:00:00Z')).toBe('holiday');
    expect(rule('UTC', '2027-01-03T00:00:00Z')).toBe('day');
    expect(rule('UTC', '2026-04-06T12:00:00Z')).toBe('holiday');
    expect(rule('UTC', '2027-04-06T12:00:00Z')).toBe('day');
    expect(rule('UTC', '2026-07-04T12:00:00Z')).toBe('day');
  });

  it('hold until the next midnight of the account, and no answer outlives it', async () => {
    const rates = `rules:
      - { name: holiday, match: { service: call, dates: '12-25' }, per_minute: '0.02' }
      - { name: rest, match: { service: call }, per_minute: '0.05' }
      - { name: messages, match: { service: [sms, fax] }, per_unit: '0.01' }`;
    const snapshot = await snapshotWith({ 'rates.yaml': rates });
    const until = (timeZone: string, at: string): string =>
      new Date(snapshot.validUntilMs(trafficOf(snapshot, callAt(timeZone, at)))).toISOString();
    expect(until('UTC', '2026-12-24T12:00:00Z')).toBe('2026-12-24T23:59:59.999Z');
    expect(until('Europe/Berlin', '2026-12-24T12:00:00Z')).toBe('2026-12-24T22:59:59.999Z');
    expect(until('Pacific/Auckland', '2026-12-24T12:00:00Z')).toBe('2026-12-25T10:59:59.999Z');
    const dateless = await snapshotWith({});
    expect(dateless.validUntilMs(trafficOf(dateless, callAt('UTC', '2026-12-24T12:00:00Z')))).toBe(0);
  });

  it('are explained with the date', async () => {
    const snapshot = await snapshotWith(FILES);
    const said = explainNumber(snapshot, {
      number: BERLIN,
      service: 'call',
      direction: 'outbound',
      otherNumber: '',
      plan: 'default',
      timeZone: 'Europe/Berlin',
      atMs: Date.parse('2026-12-25T22:30:00Z'),
    });
    expect(said.message).toContain('The clock shows fri 2026-12-25 23:30 in Europe/Berlin.');
    expect(said.message).toContain('by rate rule "christmas night", in its time 22:00 to 06:00, on its date 12-25.');
  });

  it('may be rules for holds, blocks, limits, zero credit, payers and allowances', async () => {
    const directory = catalogWith({
      'catalog.yaml': `${CATALOG}payers: [{ name: feast, match: { dates: us }, payer: root }]\n`,
      'holds.yaml': `rules:
        - { name: short, match: { service: call, dates: [us] }, max_seconds: 600 }
        - { name: calls, match: { service: call }, max_seconds: 3600 }
        - { name: others, match: { service: [sms, fax] }, max_units: 100 }`,
      'blocking.yaml': `blocked_at_zero: [{ service: call, dates: us }]
rules: [{ name: no faxes, match: { service: fax, dates: us } }]`,
      'limits.yaml': `rules: [{ name: few, match: { service: sms, dates: us }, max_open_holds: 1 }]`,
      'plans.yaml': `plans:
  default: { allowances: [{ name: feast, minutes: 10, match: { service: call, dates: us } }] }
  trial: {}
rate_plans: [sales]`,
      'cases.yaml': `cases:
  - { name: a plain day, at: '2026-07-03T23:59:59', account: { balance: '0' }, authorize: { to: '${BERLIN}' },
      expect: { decision: deny, reason: INSUFFICIENT_CREDIT, granted: 0 } }
  - { name: a feast, at: '2026-07-04T00:00:00', account: { balance: '9', time_zone: America/New_York },
      authorize: { to: '${BERLIN}' }, expect: { decision: allow, granted: 600, from_allowances: 600 } }
  - { name: a feast without money, at: '2027-07-04T12:00:00', account: { balance: '0' },
      authorize: { to: '${BERLIN}' }, expect: { decision: deny, reason: ZERO_BALANCE } }
  - { name: a fax on a feast, at: '2026-11-26T12:00:00', account: { balance: '9' },
      authorize: { service: fax, to: '${BERLIN}', units: 1 }, expect: { decision: deny, reason: DESTINATION_BLOCKED } }
  - { name: a fax a year later, at: '2027-11-26T12:00:00', account: { balance: '9' },
      authorize: { service: fax, to: '${BERLIN}', units: 1 }, expect: { decision: allow } }
  - name: a second message on a feast
    at: '2026-07-04T12:00:00'
    account: { balance: '9' }
    steps:
      - { authorize: { hold: a, service: sms, to: '${BERLIN}', segments: 1 }, expect: { decision: allow } }
      - { authorize: { hold: b, service: sms, to: '${BERLIN}', segments: 1 }, expect: { reason: CONCURRENCY_LIMIT } }
`,
      'rates.yaml': RATES,
    });
    expect(await checkCatalog(directory)).toMatchObject({ problems: [], cases: 6 });
  });

  it('may name one list without blocks', async () => {
    const snapshot = await snapshotWith({
      'catalog.yaml': `name: one\nhome_country: US\nholidays: ['05-01']\n`,
      'rates.yaml': RATES.replace('[de,', '[holidays,'),
    });
    expect(snapshot.rate(trafficOf(snapshot, callAt('UTC', '2030-05-01T12:00:00Z')))?.terms.rule).toBe('holiday');
  });
});

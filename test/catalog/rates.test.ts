import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/terms.ts';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const PARIS = '+33142685300';
const LONDON = '+442071838750';
const BERLIN = '+493023125000';

/** The rule that a request is priced by, for each of several requests. */
async function rulesOf(rates: string, ...requests: Described[]): Promise<(string | undefined)[]> {
  const snapshot = await snapshotWith({ 'rates.yaml': rates });
  return requests.map((request) => snapshot.rate(trafficOf(snapshot, request))?.terms.rule);
}

describe('rate rules', () => {
  it('are tried in order, and the first that matches decides', async () => {
    const rates = `rules:
      - { name: inbound toll-free, match: { service: call, direction: inbound, number_class: toll_free }, per_minute: '0.02' }
      - { name: inbound, match: { service: call, direction: inbound }, free: true }
      - { name: colleagues, match: { service: call, own_number: true }, free: true }
      - { name: home, match: { service: call, country: home }, per_minute: '0.05' }
      - { name: eu, match: { service: call, country: [eu, GB] }, per_minute: '0.07' }`;
    expect(
      await rulesOf(
        rates,
        { direction: 'inbound', from: PARIS, to: '+18005550199' },
        { direction: 'inbound', from: PARIS, to: US },
        { from: US, to: PARIS, ownNumber: true },
        { from: US, to: '+14155550123' },
        { from: US, to: BERLIN },
        { from: US, to: LONDON },
        { from: US, to: '+81312345678' },
      ),
    ).toEqual(['inbound toll-free', 'inbound', 'colleagues', 'home', 'eu', 'eu', undefined]);
  });

  it('may write prices with the sign of the catalog', async () => {
    const snapshot = await snapshotWith({
      'catalog.yaml': 'name: euros\ncurrency: EUR\nhome_country: FR\n',
      'rates.yaml': `rules:
        - { name: deck, match: { service: call, country: GB }, deck: carrier }
        - { name: calls, match: { service: call }, per_minute: 0.06 €, connect_fee: EUR 0.01 }
        - { name: rest, match: { service: [sms, fax] }, per_unit: €0.02 }`,
      'decks/carrier.csv': 'prefix,per_minute,first_increment,next_increment\n44,€0.12,60,60\n',
      'plans.yaml': `plans: { default: { signup_credit: 5€ }, trial: {} }\nrate_plans: [sales]`,
      'cases.yaml': `cases:
        - { name: a call, account: { balance: €10 }, quote: { to: '+33142685300' }, expect: { rate_per_minute: 0.06 € } }`,
    });
    const priceTo = (to: string): number | undefined => {
      const rated = snapshot.rate(trafficOf(snapshot, { from: PARIS, to }));
      return rated && price(rated.terms, 60);
    };
    expect([priceTo(LONDON), priceTo(BERLIN)]).toEqual([12_000, 7_000]);
  });

  it('know the country of each party', async () => {
    const rates = `rules:
      - { name: from France, match: { service: call, caller_country: FR, direction: outbound }, per_minute: '0.01' }
      - { name: own French number, match: { service: call, own_country: FR }, per_minute: '0.02' }
      - { name: caller abroad, match: { service: call, direction: inbound, country: abroad }, per_minute: '0.03' }
      - { name: caller unknown, match: { service: call, direction: inbound, country: unknown }, per_minute: '0.04' }
      - { name: other, match: { service: call }, per_minute: '0.05' }`;
    expect(
      await rulesOf(
        rates,
        { from: PARIS, to: US },
        { direction: 'inbound', from: US, to: PARIS },
        { direction: 'inbound', from: LONDON, to: US },
        { direction: 'inbound', from: 'anonymous', to: US },
        { direction: 'inbound', to: US },
        { direction: 'inbound', from: '+14155550123', to: US },
      ),
    ).toEqual(['from France', 'own French number', 'caller abroad', 'caller unknown', 'caller unknown', 'other']);
  });

  it('know leg, prefix, plan and rate plan', async () => {
    const rates = `rules:
      - { name: forwarded, match: { service: call, leg: forwarded }, per_minute: '0.01' }
      - { name: sales, match: { service: call, rate_plan: sales }, per_minute: '0.02' }
      - { name: trial, match: { service: call, plan: trial }, per_minute: '0.03' }
      - { name: Paris, match: { service: call, prefix: ['+331', '+332'] }, per_minute: '0.04' }
      - { name: other, match: { service: call }, per_minute: '0.05' }`;
    expect(
      await rulesOf(
        rates,
        { to: PARIS, leg: 'forwarded' },
        { to: PARIS, ratePlan: 'sales' },
        { to: PARIS, plan: 'trial' },
        { to: PARIS },
        { to: '+33612345678' },
      ),
    ).toEqual(['forwarded', 'sales', 'trial', 'Paris', 'other']);
  });

  it('price per started minute, per second, with fee and minimum', async () => {
    const snapshot = await snapshotWith({
      'rates.yaml': `rules:
        - { name: a, match: { service: call, country: FR }, per_minute: '0.05', increments: 60/60 }
        - { name: b, match: { service: call, country: GB }, per_second: '0.001', connect_fee: '0.02', minimum_charge: '0.05' }
        - { name: c, match: { service: call }, per_minute: '0.0123', increments: 30/6 }`,
    });
    const cost = (to: string, seconds: number): number => {
      const rated = snapshot.rate(trafficOf(snapshot, { to }));
      return rated === undefined ? -1 : price(rated.terms, seconds);
    };
    // $0.05 a started minute: 60 s one, 61 s and 65 s two.
    expect([cost(PARIS, 60), cost(PARIS, 61), cost(PARIS, 65)]).toEqual([5_000, 10_000, 10_000]);
    // $0.02 to connect and $0.001 a second, at least $0.05: 10 s would be $0.03, 60 s are $0.08.
    expect([cost(LONDON, 0), cost(LONDON, 10), cost(LONDON, 60)]).toEqual([0, 5_000, 8_000]);
    // 1,230 milli-cents a minute: 31 s bill as 36 s, 738 milli-cents; 30 s are 615.
    expect([cost(US, 1), cost(US, 30), cost(US, 31)]).toEqual([615, 615, 738]);
  });

  it('add a markup to the exact cost, and round a message up by itself (rule MC-3)', async () => {
    const snapshot = await snapshotWith({
      'rates.yaml': `rules:
        - { name: mark, match: { service: sms, country: FR }, per_unit: '0.05', markup_percent: 80 }
        - { name: fine, match: { service: sms }, per_unit: '0.000015' }
        - { name: call, match: { service: call }, per_minute: '0.0125', markup_percent: '12.5', connect_fee: '0.10' }`,
    });
    const message = snapshot.rate(trafficOf(snapshot, { service: 'sms', to: PARIS }))?.terms;
    expect(message).toMatchObject({ unit: 'segment', rateMilliCents: 9_000, rateUnits: 1 });
    // 1.5 milli-cents become 2 for each segment: ten cost 20, not 15.
    const fine = snapshot.rate(trafficOf(snapshot, { service: 'sms', to: US }))?.terms;
    expect(fine && price(fine, 10)).toBe(20);
    // 1,250 * 1.125 = 1,406.25 a minute; 60 s are 1,406.25, rounded up, and 11,250 to connect.
    const call = snapshot.rate(trafficOf(snapshot, { to: US }))?.terms;
    expect(call && price(call, 60)).toBe(1_407 + 11_250);
  });
});

describe('rate decks', () => {
  const decked = `rules:
    - { name: carrier, match: { service: call }, deck: carrier, markup_percent: 80 }
    - { name: rest, match: { service: call, country: home }, per_minute: '0.05' }
    - { name: texts, match: { service: sms }, deck: texts }`;
  const deck = `prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at
33,0.02,0.01,60,60,France,
336,0.10,0,1,1,France mobile,
336,0.20,0,1,1,France mobile,2026-06-01
44,0.0123,0,60,60,,`;

  it('price by the longest prefix, and pass what they do not know to the next rule', async () => {
    const snapshot = await snapshotWith({ 'rates.yaml': decked, 'decks/carrier.csv': deck });
    const rule = (to: string, service = 'call') => snapshot.rate(trafficOf(snapshot, { to, service }))?.terms.rule;
    expect(rule(PARIS)).toBe('carrier/France');
    expect(rule('+33612345678')).toBe('carrier/France mobile');
    expect(rule(LONDON)).toBe('carrier/44');
    expect(rule(US)).toBe('rest');
    expect(rule(BERLIN)).toBeUndefined();
    expect(rule(PARIS, 'sms')).toBe('texts/France');
  });

  it('say the prefix in words', async () => {
    const snapshot = await snapshotWith({ 'rates.yaml': decked, 'decks/carrier.csv': deck });
    const rated = snapshot.rate(trafficOf(snapshot, { to: PARIS }));
    expect(rated?.explanation).toBe('rate rule "carrier", deck carrier, prefix 33 (France)');
    // $0.02 + 80% a minute and $0.01 + 80% to connect.
    expect(rated && price(rated.terms, 60)).toBe(3_600 + 1_800);
  });

  it('change a price when its time has come', async () => {
    const snapshot = await snapshotWith({ 'rates.yaml': decked, 'decks/carrier.csv': deck });
    const minute = (atMs: number): number | undefined => {
      const terms = snapshot.rate(trafficOf(snapshot, { to: '+33612345678', atMs }))?.terms;
      return terms && price(terms, 60);
    };
    expect(minute(Date.UTC(2026, 4, 31))).toBe(18_000);
    expect(minute(Date.UTC(2026, 5, 1))).toBe(36_000);
    expect(minute(Date.UTC(2026, 4, 31))).toBe(18_000);
  });

  it('make no new terms for the next call to the same prefix', async () => {
    const snapshot = await snapshotWith({ 'rates.yaml': decked, 'decks/carrier.csv': deck });
    const terms = (to: string) => snapshot.rate(trafficOf(snapshot, { to }))?.terms;
    expect(terms(PARIS)).toBe(terms('+33142685301'));
    expect(terms(US)).toBe(terms('+14155550123'));
  });
});

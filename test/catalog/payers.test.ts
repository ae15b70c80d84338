import { describe, expect, it } from 'vitest';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const PARIS = '+33142685300';

const CATALOG =
  "name: x\nhome_country: US\ncountry_groups: { eu: [DE, FR] }\nstatus_reference: { to: '+12025550100' }\n";

describe('the payer of traffic (rule OC-7)', () => {
  it('is the account as it is set up, unless the catalog says otherwise', async () => {
    const snapshot = await snapshotWith({});
    expect(snapshot.payer(trafficOf(snapshot, { to: US }))).toBe('account');
  });

  it('is decided by the first rule that matches', async () => {
    const snapshot = await snapshotWith({
      'catalog.yaml': `${CATALOG}payers:
  - { name: their own, match: { service: fax, country: abroad }, payer: account }
  - { name: primary office, match: { service: [fax, sms] }, payer: root }
  - { name: sales, match: { rate_plan: sales }, payer: root }`,
    });
    const payer = (request: Described) => snapshot.payer(trafficOf(snapshot, request));
    expect(payer({ service: 'fax', to: US })).toBe('root');
    expect(payer({ service: 'sms', to: PARIS })).toBe('root');
    expect(payer({ service: 'fax', to: PARIS })).toBe('account');
    expect(payer({ to: US })).toBe('account');
    expect(payer({ to: US, ratePlan: 'sales' })).toBe('root');
  });
});

describe('the country of the caller (rule OC-4)', () => {
  it('is the place of the subject where it has one, for what it calls itself', async () => {
    const snapshot = await snapshotWith({
      'rates.yaml': `rules:
        - { name: french, match: { service: call, caller_country: FR }, per_minute: '0.01' }
        - { name: from abroad, match: { service: call, caller_country: [abroad] }, per_minute: '0.02' }
        - { name: unknown, match: { service: call, caller_country: unknown }, per_minute: '0.03' }
        - { name: own, match: { service: call, own_country: FR }, per_minute: '0.04' }
        - { name: rest, match: { service: call }, per_minute: '0.05' }`,
    });
    const rule = (request: Described) => snapshot.rate(trafficOf(snapshot, { to: US, ...request }))?.terms.rule;
    expect(rule({ from: US })).toBe('rest');
    expect(rule({ from: US, location: 'FR' })).toBe('french');
    expect(rule({ from: PARIS, location: 'US' })).toBe('own');
    expect(rule({ from: PARIS, location: 'DE' })).toBe('from abroad');
    expect(rule({})).toBe('unknown');
    expect(rule({ location: 'FR' })).toBe('french');
    expect(rule({ direction: 'inbound', from: US, location: 'FR' })).toBe('rest');
    expect(rule({ direction: 'inbound', from: PARIS, location: 'US' })).toBe('french');
  });
});

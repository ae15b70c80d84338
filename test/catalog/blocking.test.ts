import { describe, expect, it } from 'vitest';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';
const JAMAICA = '+18765551234';
const SATELLITE = '+881612345678';
const UK_PREMIUM = '+449098790000';

type Blocked = (request: Described) => string[];

async function blocker(files: Readonly<Record<string, string>>): Promise<Blocked> {
  const snapshot = await snapshotWith(files);
  return (request) => {
    const traffic = trafficOf(snapshot, request);
    return snapshot.blocks(traffic, snapshot.rate(traffic)).map(({ rule, mode }) => `${rule} ${mode}`);
  };
}

describe('destinations of toll fraud (rule G-5)', () => {
  it('are blocked without a word in the catalog', async () => {
    const blocked = await blocker({ 'blocking.yaml': '{}' });
    expect(blocked({ to: SATELLITE })).toEqual(['high_risk.satellite enforce']);
    expect(blocked({ to: UK_PREMIUM })).toEqual(['high_risk.international_premium enforce']);
    expect(blocked({ to: '+979123456789' })).toEqual(['high_risk.international_premium enforce']);
    expect(blocked({ to: JAMAICA })).toEqual(['high_risk.caribbean enforce']);
  });

  it('are not Canada, the home country and its territories, or premium numbers at home', async () => {
    const blocked = await blocker({ 'blocking.yaml': '{}' });
    for (const to of ['+14165550123', '+14155550123', '+17875550123', '+13405550123', '+19005550123']) {
      expect(blocked({ to })).toEqual([]);
    }
  });

  it('may be opened, counted only, or opened for some', async () => {
    const blocked = await blocker({
      'blocking.yaml': `high_risk:
        satellite: allow
        international_premium: shadow
        except: [{ country: JM }]`,
    });
    expect(blocked({ to: SATELLITE })).toEqual([]);
    expect(blocked({ to: UK_PREMIUM })).toEqual(['high_risk.international_premium shadow']);
    expect(blocked({ to: JAMAICA })).toEqual([]);
    expect(blocked({ to: '+12425551234' })).toEqual(['high_risk.caribbean enforce']);
  });

  it('do not include +1 neighbours where the home country is elsewhere', async () => {
    const catalog = "name: london\nhome_country: GB\nstatus_reference: { to: '+442071838750' }";
    const blocked = await blocker({
      'catalog.yaml': `${catalog}\ncountry_groups: { eu: [DE, FR, IE] }`,
      'blocking.yaml': '{}',
    });
    expect(blocked({ to: JAMAICA })).toEqual([]);
    expect(blocked({ to: UK_PREMIUM })).toEqual([]);
    expect(blocked({ to: '+19005550123' })).toEqual(['high_risk.international_premium enforce']);
  });

  it('may call in', async () => {
    const blocked = await blocker({ 'blocking.yaml': '{}' });
    expect(blocked({ direction: 'inbound', from: JAMAICA, to: US })).toEqual([]);
    expect(blocked({ direction: 'inbound', from: SATELLITE, to: US })).toEqual([]);
  });
});

describe('block rules', () => {
  const rules = `rules:
    - { name: shady, match: { country: [eu] }, mode: shadow }
    - { name: mobiles, match: { number_class: mobile }, except: [{ prefix: '+336' }] }
    - { name: dear, match: { service: call }, max_rate_per_minute: '1.00', message: Too dear. }
    - { name: callers from Ireland, match: { direction: inbound, country: IE } }`;
  const rates = `rules:
    - { name: gb, match: { service: call, country: GB }, per_minute: '1.00' }
    - { name: se, match: { service: call, country: SE }, per_minute: '1.00001' }
    - { name: other, match: { service: call }, free: true }`;

  it('are all looked at, enforced ones first', async () => {
    const blocked = await blocker({ 'blocking.yaml': rules });
    expect(blocked({ to: '+4915112345678' })).toEqual(['mobiles enforce', 'shady shadow']);
    expect(blocked({ to: '+33612345678' })).toEqual(['shady shadow']);
  });

  it('block what costs more per minute than is allowed, and not what costs exactly that', async () => {
    const blocked = await blocker({ 'blocking.yaml': rules, 'rates.yaml': rates });
    expect(blocked({ to: '+442071838750' })).toEqual([]);
    expect(blocked({ to: '+46812345678' })).toEqual(['dear enforce']);
  });

  it('are about what leaves the account unless they name inbound', async () => {
    const blocked = await blocker({ 'blocking.yaml': rules });
    expect(blocked({ direction: 'inbound', from: '+4915112345678', to: '+4915112345679' })).toEqual([]);
    expect(blocked({ direction: 'inbound', from: '+35312345678', to: US })).toEqual(['callers from Ireland enforce']);
    expect(blocked({ direction: 'inbound', leg: 'forwarded', from: US, to: '+4915112345678' })).toEqual([
      'mobiles enforce',
      'shady shadow',
    ]);
  });
});

describe('traffic that is blocked at zero', () => {
  const TOLL_FREE = '+18005550199';

  it('is outbound, and inbound toll-free, unless the catalog says otherwise (rules TC-11 to TC-13)', async () => {
    const snapshot = await snapshotWith({});
    const blocked = (request: Described): boolean => snapshot.blockedAtZero(trafficOf(snapshot, request));
    expect(blocked({ to: US })).toBe(true);
    expect(blocked({ service: 'sms', to: US })).toBe(true);
    expect(blocked({ direction: 'inbound', from: US, to: TOLL_FREE })).toBe(true);
    expect(blocked({ direction: 'inbound', from: TOLL_FREE, to: US })).toBe(false);
    expect(blocked({ direction: 'inbound', from: US, to: US })).toBe(false);
    expect(blocked({ direction: 'inbound', leg: 'forwarded', from: US, to: US })).toBe(true);
  });

  it('may be anything', async () => {
    const snapshot = await snapshotWith({
      'blocking.yaml': 'blocked_at_zero: [{ service: call, direction: inbound }]',
    });
    const blocked = (request: Described): boolean => snapshot.blockedAtZero(trafficOf(snapshot, request));
    expect(blocked({ to: US })).toBe(false);
    expect(blocked({ direction: 'inbound', from: US, to: US })).toBe(true);
  });
});

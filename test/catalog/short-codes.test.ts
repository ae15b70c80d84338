import { describe, expect, it } from 'vitest';
import { explainNumber } from '../../src/catalog/explain.ts';
import type { CatalogSnapshot } from '../../src/catalog/snapshot.ts';
import { type Described, snapshotWith, trafficOf } from './support/snapshot.ts';

const US = '+12025550100';

/** Deck rows that short codes of the United States begin with: Afghanistan, the United Kingdom, and everything. */
const DECKS = {
  'decks/calls.csv':
    'prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at\n' +
    '93,0.35,0,60,60,Afghanistan,\n44,0.02,0,60,60,United Kingdom,\n1,0.005,0,6,6,USA,\n4,0.9,0,1,1,Zone 4,\n',
  'decks/texts.csv': 'prefix,per_segment,name\n93,0.2,Afghanistan\n44,0.04,United Kingdom\n1,0.01,USA\n',
};

const BY_DECK = `rules:
  - { name: calls, match: { service: call }, deck: calls }
  - { name: texts, match: { service: sms }, deck: texts }
  - { name: faxes, match: { service: fax }, per_unit: '0.10' }`;

async function catalog(files: Readonly<Record<string, string>>): Promise<CatalogSnapshot> {
  return snapshotWith({ ...DECKS, 'rates.yaml': BY_DECK, ...files });
}

function ruleOf(snapshot: CatalogSnapshot, request: Described): string | undefined {
  return snapshot.rate(trafficOf(snapshot, { from: US, ...request }))?.terms.rule;
}

describe('a short code', () => {
  it.each([
    ['call', '933'],
    ['call', '44636'],
    ['call', '+1933'],
    ['call', '1933'],
    ['sms', '44636'],
    ['sms', '933'],
    ['sms', 'sip:44636@gw'],
    ['sms', 'tel:44636;phone-context=+1'],
  ])('has no price in a deck, whatever it begins with: %s to %s', async (service, to) => {
    expect(ruleOf(await catalog({}), { service, to })).toBeUndefined();
  });

  it('has none either when it is the sender', async () => {
    const snapshot = await catalog({});
    const inbound = { service: 'sms', direction: 'inbound', to: US } as const;
    expect(ruleOf(snapshot, { ...inbound, from: '44636' })).toBeUndefined();
    expect(ruleOf(snapshot, { ...inbound, from: '+447400123456' })).toBe('texts/United Kingdom');
    expect(ruleOf(snapshot, { service: 'call', direction: 'inbound', to: US, from: '911' })).toBeUndefined();
  });

  it('leaves E.164 numbers their prices', async () => {
    const snapshot = await catalog({});
    expect(ruleOf(snapshot, { to: '+93701234567' })).toBe('calls/Afghanistan');
    expect(ruleOf(snapshot, { service: 'sms', to: '+447400123456' })).toBe('texts/United Kingdom');
  });

  it('is priced by a rule that names it, its class or its country, or by any flat price', async () => {
    const rates = `rules:
      - { name: lifeline, match: { service: call, short_code: '988' }, free: true }
      - { name: fours, match: { service: sms, short_code: ['4*', '222'] }, per_unit: '0.03' }
      - { name: any code, match: { service: sms, short_code: '*' }, per_unit: '0.02' }
      - { name: special, match: { service: call, number_class: special }, per_minute: '0.25' }
      - { name: by deck, match: { service: [call] }, deck: calls }
      - { name: at home, match: { service: sms, country: home }, per_unit: '0.01' }
      - { name: abroad, match: { service: sms, country: abroad }, per_unit: '0.05' }
      - { name: faxes, match: { service: fax }, per_unit: '0.10' }`;
    const snapshot = await catalog({ 'rates.yaml': rates });
    expect(ruleOf(snapshot, { to: '988' })).toBe('lifeline');
    expect(ruleOf(snapshot, { to: '+1988' })).toBe('lifeline');
    expect(ruleOf(snapshot, { to: '411' })).toBe('special');
    expect(ruleOf(snapshot, { service: 'sms', to: '44636' })).toBe('fours');
    expect(ruleOf(snapshot, { service: 'sms', to: '22222' })).toBe('any code');
    expect(ruleOf(snapshot, { service: 'sms', to: '+447400123456' })).toBe('abroad');
    expect(ruleOf(snapshot, { service: 'sms', to: '+14155550123' })).toBe('at home');
    // The other party of what comes in is the sender.
    expect(ruleOf(snapshot, { service: 'sms', direction: 'inbound', from: '44636', to: US })).toBe('fours');
    expect(ruleOf(snapshot, { service: 'fax', to: '411' })).toBe('faxes');
  });

  it('is no number of a country in blocks, holds, limits and allowances', async () => {
    const snapshot = await catalog({
      'blocking.yaml': `
        rules:
          - { name: afghanistan, match: { prefix: '+93' } }
          - { name: uk, match: { country: GB } }
          - { name: codes, match: { service: sms, short_code: '446*' } }`,
      'holds.yaml': `
        rules:
          - { name: afghanistan, match: { service: call, prefix: '+93' }, max_seconds: 60 }
          - { name: code, match: { service: call, short_code: '933' }, max_seconds: 120 }
          - { name: calls, match: { service: call }, max_seconds: 3600 }
          - { name: others, match: { service: [sms, fax] }, max_units: 100 }`,
      'limits.yaml': `
        rules:
          - { name: afghanistan, match: { prefix: '+93' }, max_open_holds: 1 }
          - { name: all, max_open_holds: 100 }`,
      'plans.yaml': `
        plans:
          default:
            allowances:
              - { name: abroad, minutes: 100, match: { service: call, country: abroad } }
              - { name: codes, units: 10, match: { service: sms, short_code: '*' } }
          trial: {}`,
    });
    const traffic = (service: string, to: string) => trafficOf(snapshot, { service, from: US, to });
    const call = traffic('call', '933');
    expect(snapshot.blocks(call, undefined)).toEqual([]);
    expect(snapshot.holdRule(call)).toMatchObject({ name: 'code', maxUnits: 120 });
    expect(snapshot.limits(call)).toMatchObject([{ name: 'all' }]);
    expect(snapshot.allowances(call)).toEqual([]);
    const text = traffic('sms', '44636');
    expect(snapshot.blocks(text, undefined).map(({ rule }) => rule)).toEqual(['codes']);
    expect(snapshot.allowances(text).map(({ name }) => name)).toEqual(['codes']);
    const kabul = traffic('call', '+93701234567');
    expect(snapshot.blocks(kabul, undefined).map(({ rule }) => rule)).toEqual(['afghanistan']);
    expect(snapshot.holdRule(kabul).name).toBe('afghanistan');
  });

  it('is explained', async () => {
    const snapshot = await catalog({
      'catalog.yaml': `
        name: t
        home_country: US
        number_overrides: [{ short_code: '7042', class: shared_cost }]`,
    });
    const about = (number: string) =>
      explainNumber(snapshot, { number, service: 'call', direction: 'outbound', otherNumber: '', plan: 'default' });
    expect(about('+1411')).toMatchObject({ e164: '', numberClass: 'special', decision: 'deny', reason: 'NO_RATE' });
    expect(about('+1411').message).toContain(
      '411 has class special and country US. No rate rule covers it. No deck has a price for a short code: ' +
        'name it by short_code, or number_class: special.',
    );
    expect(about('7042').message).toContain('7042 has class shared_cost and country US, by the override 7042 of');
    expect(about('tel:7042;phone-context=example.com')).toMatchObject({ reason: 'NUMBER_INVALID' });
  });
});

describe('addresses of a service', () => {
  const services = (addresses: string): string => `services:
    call: { unit: second, label: Calls, noun: call }
    sms: { unit: segment, label: Messages, noun: message }
    fax: { unit: page, label: Faxes, noun: fax }
    chat: { unit: message, label: Chats, noun: chat${addresses} }`;
  const holds = `rules:
    - { name: calls, match: { service: call }, max_seconds: 3600 }
    - { name: others, match: { service: [sms, fax, chat] }, max_units: 100 }`;
  const rates = `rules:
    - { name: retired, match: { service: chat, country: MX }, per_unit: '0.03' }
    - { name: nowhere, match: { service: chat, country: unknown }, per_unit: '0.02' }
    - { name: rest, free: true }`;

  async function explained(addresses: string, number: string) {
    const files = { 'services.yaml': services(addresses), 'holds.yaml': holds, 'rates.yaml': rates };
    return explainNumber(await catalog(files), {
      number,
      service: 'chat',
      direction: 'outbound',
      otherNumber: number,
      plan: 'default',
    });
  }

  it.each([
    ['', '+5215512345678', 'allow', '+5215512345678'],
    ['', '+551187654321', 'allow', '+551187654321'],
    ['', '2025550123', 'allow', '+12025550123'],
    ['', '5215512345678', 'deny', '+15215512345678'],
    [', addresses: dialled', '40404', 'allow', ''],
    [', addresses: e164', '5215512345678', 'allow', '+5215512345678'],
    [', addresses: e164', '+22997123456', 'allow', '+22997123456'],
    [', addresses: e164', '40404', 'deny', ''],
    [', addresses: opaque', 'BSUID.13491208655302741918', 'allow', ''],
    [', addresses: opaque', '12', 'allow', ''],
  ])('with "%s": %s is %s', async (addresses, number, decision, e164) => {
    expect(await explained(addresses, number)).toMatchObject({ decision, e164 });
  });

  it('decide the country, and so the price', async () => {
    const old = await explained(', addresses: e164', '5215512345678');
    expect(old).toMatchObject({ country: 'MX', numberClass: 'mobile', terms: { rule: 'retired' } });
    const opaque = await explained(', addresses: opaque', '5215512345678');
    expect(opaque).toMatchObject({ country: 'unknown', numberClass: 'standard', terms: { rule: 'nowhere' } });
  });
});

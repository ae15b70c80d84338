import { describe, expect, it } from 'vitest';
import { explainNumber } from '../../src/catalog/explain.ts';
import type { ExplainRequest, Explanation } from '../../src/catalog/manager-port.ts';
import { snapshotWith } from './support/snapshot.ts';

async function explain(request: Partial<ExplainRequest> & { number: string }): Promise<Explanation> {
  const snapshot = await snapshotWith({});
  return explainNumber(snapshot, {
    service: 'call',
    direction: 'outbound',
    otherNumber: '',
    plan: 'default',
    ...request,
  });
}

describe('explaining a number', () => {
  it('names the limits that count it, by their ids', async () => {
    const limits = `rules:
      - { id: fr, name: to France, match: { country: FR }, per: subject, max_spend_per_day: '5.00', mode: shadow }
      - { name: all of it, max_open_holds: 3 }`;
    const counted = 'It counts for limit "to France" (id fr) of each subject, in shadow.';
    const snapshot = await snapshotWith({ 'limits.yaml': limits });
    const request = { service: 'call', direction: 'outbound', otherNumber: '', plan: 'default' } as const;
    expect(explainNumber(snapshot, { ...request, number: '+33142685300' }).message).toContain(counted);
    expect(explainNumber(snapshot, { ...request, number: '+12025550100' }).message).not.toContain('limit');
  });

  it('names rule, deck entry and hold', async () => {
    const explanation = await explain({ number: '+33142685300' });
    expect(explanation).toMatchObject({
      e164: '+33142685300',
      numberClass: 'standard',
      country: 'FR',
      decision: 'allow',
      reason: '',
      holdMilliCents: 216_000,
      grantedUnits: 3600,
      terms: { rule: 'abroad/France' },
    });
    expect(explanation.message).toBe(
      '+33142685300 has class standard and country FR. ' +
        'The price is 0.036 USD per minute in blocks of 60/60 s, by rate rule "abroad", deck carrier, prefix 33 (France). ' +
        '$2.16 is held for 3600 seconds, by hold rule "calls". It is blocked at zero credit.',
    );
  });

  it('tells of free seconds, which its hold has none of', async () => {
    const price = "per_minute: '0.05', increments: 60/60, connect_fee: '0.10', free_seconds: 6, fraction: nearest";
    const snapshot = await snapshotWith({
      'rates.yaml': `rules: [{ name: calls, match: { service: call }, ${price} }]`,
    });
    const call = { service: 'call', direction: 'outbound', otherNumber: '', plan: 'default' } as const;
    const { message, holdMilliCents, terms } = explainNumber(snapshot, { ...call, number: '+33142685300' });
    expect(message).toContain(
      'The price is $0.05 per minute in blocks of 60/60 s and $0.10 to connect, but nothing for a call of at most 6 s, ' +
        'by rate rule "calls".',
    );
    expect(holdMilliCents).toBe(310_000);
    expect(terms).toMatchObject({ freeSeconds: 6, fraction: 'nearest' });
  });

  it('names the override that decided about the class', async () => {
    const { message } = await explain({ number: '(202) 555-0143' });
    expect(message).toContain(
      '+12025550143 has class standard and country US, by the override +1202555 of catalog.yaml.',
    );
  });

  it('says what blocks it', async () => {
    const explanation = await explain({ number: '+18765551234' });
    expect(explanation).toMatchObject({ decision: 'deny', reason: 'DESTINATION_BLOCKED', grantedUnits: 0 });
    expect(explanation.message).toContain('It is blocked by "high_risk.caribbean".');
  });

  it('says why a number cannot be dialled', async () => {
    const explanation = await explain({ number: '1-800-FLOWERS' });
    expect(explanation).toMatchObject({ e164: '', numberClass: 'invalid', decision: 'deny', reason: 'NUMBER_INVALID' });
    expect(explanation.message).toMatch(/^"1-800-FLOWERS" has class invalid and country unknown: it \w+/);
  });

  it('says that there is no price', async () => {
    const explanation = await explain({ number: '+81312345678', service: 'sms' });
    expect(explanation).toMatchObject({ decision: 'allow', terms: { unit: 'segment' }, grantedUnits: 1 });
    const none = await snapshotWith({
      'rates.yaml': "rules: [{ name: home, match: { country: home, service: call }, per_minute: '0.05' }]",
    });
    const request = { number: '+81312345678', service: 'call', direction: 'outbound', otherNumber: '' } as const;
    expect(explainNumber(none, { ...request, plan: 'default' })).toMatchObject({
      decision: 'deny',
      reason: 'NO_RATE',
      terms: undefined,
    });
  });

  it('lets emergency calls through, those of the site included (rule G-3)', async () => {
    for (const number of ['911', '+1911', '9911']) {
      const explanation = await explain({ number });
      expect(explanation).toMatchObject({ decision: 'allow', reason: 'EMERGENCY', holdMilliCents: 0 });
    }
  });

  it('rates for the licence and the place of a subject', async () => {
    const snapshot = await snapshotWith({
      'rates.yaml': `rules:
  - { name: licence, match: { service: call, rate_plan: sales, caller_country: DE }, per_minute: '0.02' }
  - { name: messages, match: { service: [sms, fax] }, per_unit: '0.01' }
  - { name: others, match: { service: call }, per_minute: '0.05' }
`,
    });
    const rule = (subject: Partial<ExplainRequest>) => {
      const call = { number: '+33142685300', service: 'call', direction: 'outbound', otherNumber: '' } as const;
      return explainNumber(snapshot, { ...call, plan: 'default', ...subject }).terms?.rule;
    };
    expect(rule({})).toBe('others');
    expect(rule({ ratePlan: 'sales' })).toBe('others');
    expect(rule({ ratePlan: 'sales', country: 'DE' })).toBe('licence');
    for (const [field, subject] of [
      ['rate_plan', { ratePlan: 'buy' }],
      ['country', { country: 'XX' }],
    ] as const) {
      await expect(explain({ number: '911', ...subject })).rejects.toMatchObject({ details: { field } });
    }
  });

  it('refuses a service or plan that the catalog does not have', async () => {
    await expect(explain({ number: '911', service: 'telex' })).rejects.toMatchObject({ details: { field: 'service' } });
    await expect(explain({ number: '911', plan: 'gold' })).rejects.toMatchObject({ details: { field: 'plan' } });
  });
});

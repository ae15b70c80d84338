/** Emergency traffic by every verb and in every form, and what is counted of it (rule G-3). */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, newId, outbound, standingOf } from './support/traffic.ts';

const URGENT = { decision: 'DECISION_ALLOW', reason: 'EMERGENCY' };
const A_DAY = { ...URGENT, grantedSeconds: '86400', grantedUnits: '0', holdMilliCents: '0' };

/** How many emergencies were counted as decisions so far, by verb. */
async function counted(tollgate: TestTollgate, token = ''): Promise<Record<string, number>> {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const text = await (await fetch(`${tollgate.http}/metrics`, { headers })).text();
  const lines = text.matchAll(/^tollgate_decisions_total\{verb="(\w+)",.*reason="EMERGENCY".*\} (\d+)$/gm);
  const sums: Record<string, number> = {};
  for (const [, verb = '', count] of lines) if (count !== '0') sums[verb] = (sums[verb] ?? 0) + Number(count);
  return sums;
}

describe('emergency traffic', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    tollgate = await startTollgate({});
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  const sms = { service: 'sms', direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '911' } as const;

  it('G-3 is charged nothing, and not denied at zero (N2)', async () => {
    for (const balance of [0, -70_000, 500_000]) {
      const accountId = await accountWith(client, balance);
      for (const to of ['911', 'sip:911@gw', '+1911', '"SOS" <urn:service:sos>']) {
        const request = { ...sms, accountId, to, text: 'help', idempotencyKey: newId('key') };
        expect(await client.charge(request)).toMatchObject({
          ...URGENT,
          billedUnits: '0',
          billingAmountMilliCents: '0',
        });
      }
      expect(await standingOf(client, accountId)).toEqual([balance, 0, balance, 0]);
    }
  });

  it('G-3 is allowed by a charge whose other fields make no sense, and to a stranger to the store', async () => {
    const rubbish = { text: 'x', segments: 7, units: -3, subjectId: 'a b', note: 'n'.repeat(9_999) };
    expect(await client.charge({ ...sms, ...rubbish, accountId: 'not an id!' })).toMatchObject(URGENT);
    expect(await client.charge({ ...sms, accountId: newId('nobody') })).toMatchObject(URGENT);
    expect(await client.charge({ to: '911' })).toMatchObject(URGENT);
  });

  it('G-3 is quoted as what it is', async () => {
    const accountId = await accountWith(client, 0);
    const call = { accountId, direction: 'DIRECTION_OUTBOUND' } as const;
    for (const to of ['911', '*67911', 'urn:service:sos.fire']) {
      expect(await client.quote({ ...call, to })).toMatchObject({
        ...URGENT,
        grantedUnits: '86400',
        holdMilliCents: '0',
      });
    }
    expect(await client.quote({ ...sms, accountId, text: 'y'.repeat(161) })).toMatchObject({
      ...URGENT,
      grantedUnits: '2',
    });
    expect(await client.quote({ accountId: newId('nobody'), to: '112', direction: 77 as never })).toMatchObject(URGENT);
  });

  it('G-3 grants a message what was asked, and a call a day', async () => {
    const accountId = await accountWith(client, 0);
    const granted = async (fields: object) => {
      const answer = await client.authorize({ ...sms, accountId, holdId: newId('m'), ...fields });
      expect(answer).toMatchObject({ ...URGENT, grantedSeconds: '0', holdMilliCents: '0' });
      return [answer.grantedUnits, answer.segments];
    };
    expect(await granted({ text: 'help' })).toEqual(['1', '1']);
    expect(await granted({ text: 'ы'.repeat(71) })).toEqual(['2', '2']);
    expect(await granted({ segments: 3 })).toEqual(['3', '3']);
    expect(await granted({ units: 4 })).toEqual(['4', '4']);
    expect(await granted({})).toEqual(['1', '1']);
    expect(await client.authorize({ ...sms, service: 'call', accountId, holdId: newId('c') })).toMatchObject(A_DAY);
  });

  it.each([
    '"SOS" <urn:service:sos>',
    'Ambulance <urn:service:sos.ambulance>',
    'urn:service:sos?x=1',
    'sip:urn:service:sos.fire',
    'URN:SERVICE:SOS;x',
    '<tel:911>;tag=1',
    // An operator's own number is no second class.
    '988',
    '1988',
    '+1988',
    '0111988',
    '*67988',
    'sip:9-8-8@gw;user=phone',
  ])('G-3 is recognised as %s by every verb, over gRPC and HTTP', async (to) => {
    const accountId = await accountWith(client, 0);
    const request = outbound(accountId, newId('sos'), { to });
    expect(await client.authorize(request)).toMatchObject(A_DAY);
    expect(await client.quote(request)).toMatchObject(URGENT);
    expect(await client.charge({ ...request, service: 'call' })).toMatchObject(URGENT);
    const { results } = await client.authorizeBatch({ ...outbound(accountId, ''), recipients: [{ holdId: 'b', to }] });
    expect(results).toMatchObject([{ decision: A_DAY }]);
    const body = JSON.stringify({ account_id: accountId, hold_id: newId('h'), direction: 'outbound', to });
    const response = await fetch(`${tollgate.http}/v1/authorize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await response.json()).toMatchObject(URGENT);
  });

  it.each([
    '"urn:service:sos" <sip:+14155550123@gw>',
    '911 <sip:+14155550123@gw>',
    '9112025550123',
    '9881',
    'urn:service:sosx',
  ])('G-3 does not take %s for one', async (to) => {
    const accountId = await accountWith(client, 0);
    expect((await client.authorize(outbound(accountId, newId('c'), { to }))).decision).toBe('DECISION_DENY');
  });

  it('G-3 holds for a leg that was forwarded to it, whatever direction it is given', async () => {
    const accountId = await accountWith(client, 0);
    const leg = { direction: 'DIRECTION_INBOUND', from: '+14155550123', to: '911', parentHoldId: 'first' } as const;
    expect(await client.authorize({ ...leg, accountId, holdId: 'second' })).toMatchObject(A_DAY);
    const from = { ...leg, parentHoldId: '', from: '911', to: '+12025550100' };
    expect((await client.authorize({ ...from, accountId, holdId: 'third' })).reason).not.toBe('EMERGENCY');
  });

  it('G-3 is counted, logged and signed once for each answer, a quote not at all', async () => {
    const accountId = await accountWith(client, 0);
    await client.setSubject({ accountId, subjectId: 'london', country: 'GB' });
    const before = await counted(tollgate);
    const lines = tollgate.logs.length;
    const calls = [
      outbound(accountId, 'a1', { to: '911' }),
      outbound(accountId, 'a2', { to: '999', subjectId: 'london' }),
    ];
    for (const call of calls) expect((await client.authorize(call)).settleToken).toMatch(/^e\./);
    await client.charge({ ...sms, accountId, idempotencyKey: 'k1', gatewayId: 'gw7' });
    await client.quote({ ...sms, accountId });
    const recipients = ['911', '112', '+14155550123'].map((to, at) => ({ holdId: `b${at}`, to }));
    await client.authorizeBatch({ ...outbound(accountId, ''), recipients });
    const after = await counted(tollgate);
    expect(after['authorize']).toBe((before['authorize'] ?? 0) + 4);
    expect(after['charge']).toBe((before['charge'] ?? 0) + 1);
    expect(after['quote']).toBeUndefined();
    const urgent = tollgate.logs.slice(lines).filter(({ reason }) => reason === 'EMERGENCY');
    expect(urgent.map((line) => line['hold_id'])).toEqual(['a1', 'a2', 'k1', 'b0', 'b1']);
    expect(urgent[2]).toMatchObject({ verb: 'charge', service: 'sms', gateway_id: 'gw7', granted_units: 1 });
    expect(urgent.every((line) => line['request_id'] !== '')).toBe(true);
    expect(JSON.stringify(urgent)).not.toMatch(/911|999/);
  });

  it('G-3 leaves no room for ids without bounds', async () => {
    const long = 'x'.repeat(5_000);
    const answer = await client.authorize(outbound(long, long, { to: '911', subjectId: long, gatewayId: long }));
    expect(answer).toMatchObject(A_DAY);
    expect(answer.settleToken.length).toBeLessThan(200);
    expect(JSON.stringify(tollgate.logs)).not.toContain(long);
  });

  it('G-3 allows each of the emergencies among 1,000 recipients, whatever the rest is', async () => {
    const poor = await accountWith(client, 0);
    const urgent = (at: number) => at % 7 === 0;
    const recipients = Array.from({ length: 1_000 }, (_, at) => ({
      holdId: `r${at}`,
      to: urgent(at)
        ? (['911', 'sip:112@gw', 'urn:service:sos'][at % 3] ?? '')
        : `+1415555${String(at).padStart(4, '0')}`,
    }));
    const batch = { ...outbound(poor, ''), recipients };
    const { results, allowed } = await client.authorizeBatch(batch);
    // The others are denied, or not decided in time by a busy store: either says nothing about the emergencies.
    expect(allowed).toBe(143);
    for (const [at, { decision }] of results.entries()) {
      if (urgent(at)) expect(decision).toMatchObject(A_DAY);
      else expect(decision?.decision).not.toBe('DECISION_ALLOW');
    }
    // A field that spoils the request as a whole, one that spoils a recipient, and an account that there is not.
    const spoilt = [
      { ...batch, subjectId: 'a b' },
      { ...batch, recipients: recipients.map((each, at) => (at === 1 ? { ...each, holdId: '' } : each)) },
      { ...batch, accountId: newId('nobody') },
    ];
    for (const request of spoilt) {
      const answer = await client.authorizeBatch(request);
      expect(answer.results.filter(({ decision }) => decision?.reason === 'EMERGENCY')).toHaveLength(143);
    }
  });

  it('G-3 does not look into a list that is longer than any batch', async () => {
    const recipients = Array.from({ length: 20_000 }, (_, at) => ({ holdId: `r${at}`, to: '911' }));
    const before = await counted(tollgate);
    await expect(client.authorizeBatch({ ...outbound('acct', ''), recipients })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(await counted(tollgate)).toEqual(before);
  });
});

describe('emergency traffic of strangers', () => {
  it('G-3 is refused without a token, logged as an error, and not counted as allowed', async () => {
    const token = 'operator-token-operator-token';
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.write('tollgate.yaml', `auth: { tokens: [{ name: ops, role: admin, token: ${token} }] }`);
    const tollgate = await startTollgate({ env: { TOLLGATE_CONFIG: join(catalog.directory, 'tollgate.yaml') } });
    const stranger = createClient({ address: tollgate.app.grpcAddress });
    try {
      const call = outbound('acct', 'sos', { to: '911' });
      const batch = { ...outbound('acct', ''), recipients: [{ holdId: 'b', to: '911' }] };
      const asked = [
        stranger.authorize(call),
        stranger.charge({ ...call, service: 'sms' }),
        stranger.authorizeBatch(batch),
      ];
      for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: 'unauthenticated' });
      expect(await counted(tollgate, token)).toEqual({});
      expect(tollgate.logs.filter(({ reason }) => reason === 'EMERGENCY')).toEqual([]);
      const errors = tollgate.logs.filter(({ level, msg }) => level === 'error' && /EMERGENCY/.test(String(msg)));
      expect(errors).toHaveLength(3);
      expect(await tollgate.client.authorize(call)).toMatchObject(A_DAY);
      expect(await counted(tollgate, token)).toEqual({ authorize: 1 });
    } finally {
      stranger.close();
      await tollgate.stop();
    }
  });
});

/** Emergency numbers of other countries than the gateway's (rule G-3). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, newId, outbound, standingOf } from './support/traffic.ts';

const URGENT = { decision: 'DECISION_ALLOW', reason: 'EMERGENCY' };
const A_DAY = { ...URGENT, grantedSeconds: '86400', grantedUnits: '0', holdMilliCents: '0' };

describe('emergency traffic from the country that a subject is in (N14)', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  let accountId: string;
  beforeAll(async () => {
    tollgate = await startTollgate();
    client = tollgate.client;
    accountId = await accountWith(client, 0);
    for (const [subjectId, country] of [
      ['london', 'GB'],
      ['sydney', 'AU'],
      ['home', 'US'],
    ] as const) {
      await client.setSubject({ accountId, subjectId, country });
    }
  });

  afterAll(() => tollgate.stop());

  it.each([
    ['london', '999', true],
    ['london', 'tel:9-9-9', true],
    ['london', '+44999', true],
    ['london', '911', true],
    ['sydney', '000', true],
    ['sydney', '999', false],
    ['sydney', '0002025550123', false],
    ['home', '999', false],
    ['', '999', false],
    ['nobody', '999', false],
  ])('G-3 of %s, %s is an emergency: %s', async (subjectId, to, isOne) => {
    const request = outbound(accountId, newId('sos'), { to, subjectId });
    const decision = isOne ? 'DECISION_ALLOW' : 'DECISION_DENY';
    expect(await client.authorize(request)).toMatchObject({ decision });
    expect(await client.quote(request)).toMatchObject({ decision });
    expect(await client.charge({ ...request, service: 'sms', text: 'help' })).toMatchObject({ decision });
    const shared = { ...outbound(accountId, '', { subjectId }) };
    const recipients = [
      { holdId: newId('b'), to: '+14155550123' },
      { holdId: newId('b'), to },
    ];
    const { results } = await client.authorizeBatch({ ...shared, recipients });
    expect(results).toMatchObject([{ decision: { decision: 'DECISION_DENY' } }, { decision: { decision } }]);
    expect(await standingOf(client, accountId)).toEqual([0, 0, 0, 0]);
  });

  it('G-3 holds for a subject that a billing system moves', async () => {
    const call = () => client.authorize(outbound(accountId, newId('sos'), { to: '999', subjectId: 'mover' }));
    await client.setSubject({ accountId, subjectId: 'mover', country: 'US' });
    expect(await call()).toMatchObject({ decision: 'DECISION_DENY' });
    await client.setSubject({ accountId, subjectId: 'mover', country: 'IE' });
    expect(await call()).toMatchObject(A_DAY);
  });
});

describe('emergency traffic of several countries', () => {
  it('G-3 counts the numbers of emergency_countries, whoever calls', async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('catalog.yaml', 'home_country: US', 'home_country: US\nemergency_countries: [US, GB, JP]');
    const tollgate = await startTollgate({ catalog: catalog.directory });
    const { client } = tollgate;
    try {
      const accountId = await accountWith(client, 0);
      for (const to of ['911', '999', '119', '+44999', 'sip:110@gw', '"Police" <tel:999>']) {
        expect(await client.authorize(outbound(accountId, newId('sos'), { to }))).toMatchObject(A_DAY);
        expect(await client.explainNumber({ number: to })).toMatchObject(URGENT);
      }
      for (const to of ['000', '15', '9991', '44999', '1999']) {
        expect((await client.authorize(outbound(accountId, newId('c'), { to }))).reason).not.toBe('EMERGENCY');
      }
      expect(await client.explainNumber({ number: '000', country: 'AU' })).toMatchObject(URGENT);
    } finally {
      await tollgate.stop();
    }
  });
});

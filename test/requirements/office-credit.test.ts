import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeRequest } from '../../src/gen/tollgate/v1/AuthorizeRequest.ts';
import type { ChargeRequest } from '../../src/gen/tollgate/v1/ChargeRequest.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountOf, accountWith, newId, outbound } from './support/traffic.ts';

// $1 is 100,000 milli-cents. 65 connected seconds are two started minutes.
const CATALOG = fileURLToPath(new URL('../../examples/catalogs/office-credit', import.meta.url));

const WASHINGTON = '+12025550100';
const TORONTO = '+14165550123';
const LONDON = '+442079460958';
const BERLIN = '+493012345678';
const TOLL_FREE = '+18005550123';
const INBOUND = 'DIRECTION_INBOUND';

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: CATALOG });
});
afterAll(() => tollgate.stop());

/** Has a call of 65 seconds; tells the price rule and the cost in milli-cents. */
async function call(accountId: string, changes: AuthorizeRequest): Promise<readonly [string | undefined, number]> {
  const { client } = tollgate;
  const holdId = newId('call');
  const { terms } = await client.authorize(outbound(accountId, holdId, { from: WASHINGTON, ...changes }));
  await client.answer({ accountId, holdId });
  const { billingAmountMilliCents } = await client.settle({ accountId, holdId, connectedSeconds: 65 });
  return [terms?.rule, Number(billingAmountMilliCents)];
}

describe('what is free, and which price comes first', () => {
  it('OC-1 calls to own numbers are free', async () => {
    const { client } = tollgate;
    const accountId = newId('acct');
    await client.createAccount({ accountId, numbers: [WASHINGTON, '+442079460*'] });
    await client.addCredit({ accountId, amountMilliCents: 100_000, idempotencyKey: 'k' });
    expect(await call(accountId, { to: LONDON })).toEqual(['own number', 0]);
    expect(await call(accountId, { direction: INBOUND, from: LONDON, to: WASHINGTON })).toEqual(['own number', 0]);
    expect(await call(accountId, { to: '+442079461958' })).toEqual(['from North America/United Kingdom', 5_000]);
    expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: '95000' });
  });

  it('OC-1 licence rates come before toll-free inbound, that before own numbers, and those before the rest', async () => {
    const { client } = tollgate;
    const accountId = newId('acct');
    await client.createAccount({ accountId, numbers: [WASHINGTON, TOLL_FREE] });
    await client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: 'k' });
    await client.setSubject({ accountId, subjectId: 'amy', ratePlan: 'sell' });
    const toTollFree = { direction: INBOUND, from: WASHINGTON, to: TOLL_FREE } as const;
    expect(await call(accountId, { ...toTollFree, subjectId: 'amy' })).toEqual(['sell, toll-free inbound', 4_000]);
    expect(await call(accountId, toTollFree)).toEqual(['toll-free inbound', 4_000]);
    const toOwn = { from: '+12025550199', to: WASHINGTON };
    expect(await call(accountId, { ...toOwn, subjectId: 'amy' })).toEqual(['licence, outbound', 4_000]);
    expect(await call(accountId, toOwn)).toEqual(['own number', 0]);
    expect(await call(accountId, { to: '+12025550199' })).toEqual(['from North America/North America', 3_000]);
  });

  it('OC-1 numbers of the company are own numbers of its offices', async () => {
    const { client } = tollgate;
    const company = newId('hq');
    const office = newId('london');
    await client.createAccount({ accountId: company, numbers: [WASHINGTON, LONDON] });
    await client.createAccount({ accountId: office, parentAccountId: company });
    await client.addCredit({ accountId: office, amountMilliCents: 100_000, idempotencyKey: 'k' });
    expect(await call(office, { from: LONDON, to: WASHINGTON })).toEqual(['own number', 0]);
  });
});

describe('what is charged', () => {
  it.each([
    ['domestic calls out', { to: TORONTO }, 3_000],
    ['domestic calls in', { direction: INBOUND, from: TORONTO, to: WASHINGTON }, 1_000],
    ['international calls out', { to: BERLIN }, 6_000],
    ['international calls in', { direction: INBOUND, from: BERLIN, to: WASHINGTON }, 3_600],
    ['toll-free calls in', { direction: INBOUND, from: TORONTO, to: TOLL_FREE }, 4_000],
    ['conversations with the AI agent', { service: 'ai_agent', direction: INBOUND, from: '', to: '' }, 20_000],
  ] as const)('OC-2 %s, by the minute', async (_, changes, cost) => {
    const accountId = await accountWith(tollgate.client, 1_000_000);
    expect((await call(accountId, changes))[1]).toBe(cost);
    const { balanceMilliCents } = await accountOf(tollgate.client, accountId);
    expect(Number(balanceMilliCents)).toBe(1_000_000 - cost);
  });

  it.each([
    ['messages out, by the segment', { service: 'sms', to: TORONTO, text: 'x'.repeat(161) }, '2', '1600'],
    ['messages out abroad', { service: 'sms', to: '+447400123456', text: 'x'.repeat(161) }, '2', '10000'],
    ['messages in', { service: 'sms', direction: INBOUND, from: TORONTO, to: WASHINGTON, segments: 2 }, '2', '800'],
    ['picture messages out', { service: 'mms', to: TORONTO }, '1', '2000'],
    ['picture messages in', { service: 'mms', direction: INBOUND, from: TORONTO, to: WASHINGTON }, '1', '1000'],
    ['faxes out, by the page', { service: 'fax', to: TORONTO, units: 7 }, '7', '42000'],
    ['faxes in', { service: 'fax', direction: INBOUND, from: TORONTO, to: WASHINGTON, units: 7 }, '7', '21000'],
  ] as readonly (readonly [string, ChargeRequest, string, string])[])(
    'OC-2 %s',
    async (_, request, billedUnits, billingAmountMilliCents) => {
      const accountId = await accountWith(tollgate.client, 1_000_000);
      expect(await tollgate.client.charge({ accountId, ...request })).toMatchObject({
        decision: 'DECISION_ALLOW',
        billedUnits,
        billingAmountMilliCents,
      });
    },
  );

  it('OC-3 inbound to a toll-free number of the United States or Canada is $0.02 a minute, whoever calls', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    const toTollFree = { direction: INBOUND, to: '+18885550123' } as const;
    for (const from of [WASHINGTON, TORONTO, BERLIN, '']) {
      const answer = await client.authorize(outbound(accountId, newId('c'), { ...toTollFree, from }));
      expect(answer).toMatchObject({ numberClass: 'toll_free', terms: { perMinuteMilliCents: '2000' } });
    }
    const elsewhere = outbound(accountId, newId('c'), { direction: INBOUND, from: LONDON, to: '+448081570192' });
    expect((await client.authorize(elsewhere)).terms?.perMinuteMilliCents).toBe('7000');
  });

  it('OC-3 toll-free numbers are not reached without credit', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 0);
    const toTollFree = outbound(accountId, 'c', { direction: INBOUND, from: TORONTO, to: TOLL_FREE });
    expect(await client.authorize(toTollFree)).toMatchObject({ decision: 'DECISION_DENY', reason: 'ZERO_BALANCE' });
  });
});

describe('the country of the caller', () => {
  it.each([
    ['the United States', WASHINGTON, 'from North America/United Kingdom', 5_000],
    ['Canada', TORONTO, 'from North America/United Kingdom', 5_000],
    ['the United Kingdom', '+442079460999', 'from the United Kingdom/United Kingdom', 2_400],
    ['Germany', BERLIN, 'from anywhere/United Kingdom', 11_000],
  ])('OC-4 sets the price of a call to London: %s', async (_, from, rule, cost) => {
    const accountId = await accountWith(tollgate.client, 1_000_000);
    expect(await call(accountId, { from, to: LONDON })).toEqual([rule, cost]);
  });

  it.each([
    ['Canada', TORONTO, 1_000],
    ['the United Kingdom', LONDON, 1_800],
    ['Germany', BERLIN, 3_600],
    ['nowhere, because the number is withheld', '', 3_600],
  ])('OC-4 sets the price of a call that is received from %s', async (_, from, cost) => {
    const accountId = await accountWith(tollgate.client, 1_000_000);
    expect((await call(accountId, { direction: INBOUND, from, to: WASHINGTON }))[1]).toBe(cost);
  });

  it('OC-4 is that of the member, where one is set', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    const toLondon = { subjectId: 'ann', from: WASHINGTON, to: LONDON };
    expect(await call(accountId, toLondon)).toEqual(['from North America/United Kingdom', 5_000]);
    await client.setSubject({ accountId, subjectId: 'ann', country: 'GB' });
    expect(await call(accountId, toLondon)).toEqual(['from the United Kingdom/United Kingdom', 2_400]);
    await client.deleteSubject({ accountId, subjectId: 'ann' });
    expect(await call(accountId, toLondon)).toEqual(['from North America/United Kingdom', 5_000]);
  });
});

describe('licences', () => {
  it.each(['support', 'sell'])('OC-5 %s is charged $0.01 in and $0.02 out a minute in the US', async (ratePlan) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    await client.setSubject({ accountId, subjectId: 'amy', ratePlan });
    const amy = { subjectId: 'amy' };
    const fromHere = { ...amy, direction: INBOUND, from: '+14155550123', to: WASHINGTON } as const;
    expect(await call(accountId, fromHere)).toEqual(['licence, inbound', 2_000]);
    expect(await call(accountId, { ...amy, to: '+14155550123' })).toEqual(['licence, outbound', 4_000]);
    // Abroad the licence says nothing.
    expect(await call(accountId, { ...amy, to: BERLIN })).toEqual(['from North America/Germany', 6_000]);
    expect((await call(accountId, { ...fromHere, from: BERLIN }))[1]).toBe(3_600);
  });

  it('OC-5 sell is charged $0.02 a minute for toll-free inbound', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    await client.setSubject({ accountId, subjectId: 'amy', ratePlan: 'sell' });
    const toTollFree = { subjectId: 'amy', direction: INBOUND, from: TORONTO, to: TOLL_FREE } as const;
    expect(await call(accountId, toTollFree)).toEqual(['sell, toll-free inbound', 4_000]);
  });
});

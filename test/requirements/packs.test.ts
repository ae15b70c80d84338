/** Packs of units: minutes and messages that are bought for some destinations, with or without an end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddCreditRequest } from '../../src/gen/tollgate/v1/AddCreditRequest.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { letPass } from './support/passing-time.ts';
import { accountOf, accountWith, movementsOf, newId, outbound, shortForm, standingOf } from './support/traffic.ts';

// The default catalog: 5,000 milli-cents a minute by the second, at most an hour; 1,000 milli-cents a segment.
const MEXICO = '+525555123456';
const BERLIN = '+493023125000';
const GERMAN_MOBILE = '+4915112345678';
const DAY_MS = 86_400_000;

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
});
afterAll(() => tollgate.stop());

async function holderOf(balanceMilliCents: number, ...packs: AddCreditRequest[]): Promise<string> {
  const accountId = await accountWith(tollgate.client, balanceMilliCents);
  for (const pack of packs) await tollgate.client.addCredit({ idempotencyKey: newId('pack'), ...pack, accountId });
  return accountId;
}

/** What is left of each pack. */
async function leftIn(accountId: string): Promise<readonly number[]> {
  return (await accountOf(tollgate.client, accountId)).packs.map(({ remainingUnits }) => Number(remainingUnits));
}

async function talk(accountId: string, to: string, seconds: number) {
  const { client } = tollgate;
  const holdId = newId('call');
  const { decision, reason, holdMilliCents } = await client.authorize(outbound(accountId, holdId, { to }));
  expect({ decision, reason }).toEqual({ decision: 'DECISION_ALLOW', reason: '' });
  await letPass(tollgate, accountId, holdId, seconds);
  const settled = await client.settle({ accountId, holdId, connectedSeconds: seconds });
  return { holdId, holdMilliCents, settled };
}

const TO_MEXICO: AddCreditRequest = { services: ['call'], countries: ['MX'] };
const MINUTES_TO_MEXICO: AddCreditRequest = { ...TO_MEXICO, minutes: 100 };

describe('a pack of minutes to a country', () => {
  it('pays for calls there before any money, also where there is none, and for nothing else', async () => {
    const { client } = tollgate;
    const expiresAtMs = Date.now() + 30 * DAY_MS;
    const accountId = await holderOf(0, { ...MINUTES_TO_MEXICO, expiresAtMs });
    const [pack] = (await accountOf(client, accountId)).packs;
    expect(pack).toMatchObject({
      services: ['call'],
      countries: ['MX'],
      unit: 'second',
      grantedUnits: '6000',
      remainingUnits: '6000',
      expiresAtMs: String(expiresAtMs),
    });
    const { holdMilliCents, settled } = await talk(accountId, MEXICO, 95);
    expect(holdMilliCents).toBe('0');
    expect(settled).toMatchObject({
      billedDurationSeconds: '95',
      billingAmountMilliCents: '0',
      parts: [{ source: 'FUNDING_SOURCE_PACK', name: pack?.id, units: '95', amountMilliCents: '0' }],
    });
    expect(await leftIn(accountId)).toEqual([5_905]);
    // Blocked at zero: the pack is no credit for other traffic.
    const elsewhere = { accountId, direction: 'DIRECTION_OUTBOUND' as const, to: BERLIN };
    expect(await client.quote(elsewhere)).toMatchObject({ reason: 'ZERO_BALANCE' });
    expect(await client.quote({ ...elsewhere, service: 'sms', to: MEXICO, text: 'hi' })).toMatchObject({
      reason: 'ZERO_BALANCE',
    });
    expect((await client.getUsage({ accountId })).rows).toMatchObject([
      { service: 'call', count: '1', billedUnits: '95', billingAmountMilliCents: '0' },
    ]);
  });

  it('goes on with money where it ends, and says so in a denial and in a quote', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(290_000, { ...TO_MEXICO, units: 90 });
    const [pack] = (await accountOf(client, accountId)).packs;
    const to = { accountId, direction: 'DIRECTION_OUTBOUND' as const, to: MEXICO };
    const denied = await client.quote(to);
    // 3,600 s less 90 s of the pack are 292,500 milli-cents.
    expect(denied).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
      holdMilliCents: '292500',
      shortfallMilliCents: '2500',
    });
    expect(denied.message).toContain('requires a $2.93 hold');
    expect(denied.message).toContain('beside the 90 seconds that are left in packs');
    await client.addCredit({ accountId, amountMilliCents: 10_000, idempotencyKey: 'more' });
    expect(await client.quote(to)).toMatchObject({
      decision: 'DECISION_ALLOW',
      grantedUnits: '3600',
      holdMilliCents: '292500',
      parts: [
        { source: 'FUNDING_SOURCE_PACK', name: pack?.id, units: '90' },
        { source: 'FUNDING_SOURCE_BALANCE', amountMilliCents: '292500' },
      ],
    });
    const { settled } = await talk(accountId, MEXICO, 150);
    expect(settled).toMatchObject({ billedDurationSeconds: '150', billingAmountMilliCents: '5000' });
    expect(settled.parts.map(({ units, amountMilliCents }) => [units, amountMilliCents])).toEqual([
      ['90', '0'],
      ['0', '5000'],
    ]);
    expect(await leftIn(accountId)).toEqual([0]);
    expect((await standingOf(client, accountId))[0]).toBe(295_000);
  });

  it('never reserves more than it has: thirty calls at once on a pack for one', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(0, { ...MINUTES_TO_MEXICO, minutes: 60 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => client.authorize(outbound(accountId, newId('call'), { to: MEXICO }))),
    );
    expect(answers.filter(({ decision }) => decision === 'DECISION_ALLOW')).toHaveLength(1);
    expect(await leftIn(accountId)).toEqual([0]);
  });

  it('is drawn on as one with others for the same traffic, what ends soonest first', async () => {
    const now = Date.now();
    const accountId = await holderOf(
      0,
      { ...TO_MEXICO, units: 1_000, expiresAtMs: now + 9 * DAY_MS },
      { ...MINUTES_TO_MEXICO, minutes: 60 },
      { ...TO_MEXICO, units: 50, expiresAtMs: now + 2 * DAY_MS },
    );
    const { settled } = await talk(accountId, MEXICO, 70);
    expect(settled.parts.map(({ units }) => units)).toEqual(['50', '20']);
    expect(await leftIn(accountId)).toEqual([0, 980, 3_600]);
  });

  it('gives units back to itself, whole or in part', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(300_000, { ...TO_MEXICO, units: 60 });
    const { holdId } = await talk(accountId, MEXICO, 120);
    const part = await client.reverse({ accountId, holdId, units: 90, idempotencyKey: 'part' });
    expect(part).toMatchObject({ reversedMilliCents: '5000', reversedUnits: '90', remainingUnits: '30' });
    expect(await leftIn(accountId)).toEqual([30]);
    await client.reverse({ accountId, holdId, idempotencyKey: 'rest' });
    expect(await leftIn(accountId)).toEqual([60]);
    expect((await standingOf(client, accountId))[0]).toBe(300_000);
    expect((await client.getUsage({ accountId })).rows).toMatchObject([{ count: '1', billedUnits: '0' }]);
  });

  it('is charged by interim settles, and by the end, as if none had come', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(300_000, { ...TO_MEXICO, units: 100 });
    const holdId = newId('call');
    await client.authorize(outbound(accountId, holdId, { to: MEXICO }));
    await letPass(tollgate, accountId, holdId, 600);
    const so = (connectedSeconds: number, sequence: number) =>
      client.settle({ accountId, holdId, connectedSeconds, interim: true, sequence });
    expect(await so(40, 1)).toMatchObject({ billingAmountMilliCents: '0', parts: [{ units: '40' }] });
    expect(await so(160, 2)).toMatchObject({
      billingAmountMilliCents: '5000',
      parts: [{ units: '100' }, { units: '0' }],
    });
    expect(await client.settle({ accountId, holdId, connectedSeconds: 220 })).toMatchObject({
      billingAmountMilliCents: '10000',
      parts: [{ units: '100' }, { amountMilliCents: '10000' }],
    });
    expect(await leftIn(accountId)).toEqual([0]);
  });
});

describe('a pack', () => {
  it('of messages is counted in segments, and in mobile minutes pays for mobile numbers of these countries', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(
      300_000,
      { units: 1_000, services: ['sms'] },
      { minutes: 600, services: ['call'], countries: ['DE', 'FR'], numberClasses: ['mobile'] },
    );
    const long = {
      accountId,
      service: 'sms',
      direction: 'DIRECTION_OUTBOUND' as const,
      to: MEXICO,
      text: 'x'.repeat(161),
    };
    const charged = await client.charge({ ...long, idempotencyKey: 'message' });
    expect(charged).toMatchObject({ decision: 'DECISION_ALLOW', parts: [{ units: '2' }] });
    expect((await talk(accountId, GERMAN_MOBILE, 60)).settled).toMatchObject({ billingAmountMilliCents: '0' });
    expect((await talk(accountId, BERLIN, 60)).settled).toMatchObject({ billingAmountMilliCents: '5000' });
    expect(await leftIn(accountId)).toEqual([998, 35_940]);
  });

  it('lapses at its end by a movement, and what was held on it is the hold’s own', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(300_000, { ...MINUTES_TO_MEXICO, expiresAtMs: Date.now() + 1_500 });
    const holdId = newId('call');
    await client.authorize(outbound(accountId, holdId, { to: MEXICO }));
    await new Promise((over) => setTimeout(over, 1_600));
    expect(await client.quote({ accountId, direction: 'DIRECTION_OUTBOUND', to: MEXICO })).toMatchObject({
      holdMilliCents: '300000',
      parts: [{ source: 'FUNDING_SOURCE_BALANCE' }],
    });
    await letPass(tollgate, accountId, holdId, 100);
    expect(await client.settle({ accountId, holdId, connectedSeconds: 100 })).toMatchObject({
      billingAmountMilliCents: '0',
      parts: [{ source: 'FUNDING_SOURCE_PACK', units: '100' }],
    });
    expect((await accountOf(client, accountId)).packs).toEqual([]);
    const moves = (await movementsOf(client, accountId)).filter(({ packId }) => packId !== '');
    expect(
      moves.map(({ kind, packUnits, amountMilliCents }) => [shortForm(kind), packUnits, amountMilliCents]),
    ).toEqual([
      ['credit', '6000', '0'],
      ['expiry', '-2400', '0'],
      ['expiry', '-3500', '0'],
    ]);
  });

  it('pays for special numbers only where it names their class', async () => {
    const { client } = tollgate;
    const service = { service: 'sms', direction: 'DIRECTION_OUTBOUND' as const, to: '40404', text: 'STOP' };
    const any = await holderOf(5_000, { units: 10, services: ['sms'] });
    expect(await client.quote({ ...service, accountId: any })).toMatchObject({
      parts: [{ source: 'FUNDING_SOURCE_BALANCE' }],
    });
    const named = await holderOf(0, { units: 10, services: ['sms'], numberClasses: ['special'] });
    expect(await client.quote({ ...service, accountId: named })).toMatchObject({
      parts: [{ source: 'FUNDING_SOURCE_PACK' }],
    });
  });

  it('of toll-free minutes lets them in at zero, and only as long as it can pay', async () => {
    const { client } = tollgate;
    const call = { direction: 'DIRECTION_INBOUND' as const, from: '+14155550123', to: '+18005550100' };
    const accountId = await holderOf(0, { minutes: 90, services: ['call'], numberClasses: ['toll_free'] });
    expect(await client.authorize({ ...call, accountId, holdId: 'a' })).toMatchObject({ decision: 'DECISION_ALLOW' });
    // Held, but not used: it is not zero.
    expect(await client.authorize({ ...call, accountId, holdId: 'b' })).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
    });
    await letPass(tollgate, accountId, 'a', 5_400);
    await client.settle({ accountId, holdId: 'a', connectedSeconds: 5_400 });
    expect(await client.authorize({ ...call, accountId, holdId: 'c' })).toMatchObject({ reason: 'ZERO_BALANCE' });
  });

  it('counts in the status of its account, if the reference of the catalog may draw on it', async () => {
    const { client } = tollgate;
    const statusOf = async (accountId: string) => (await accountOf(client, accountId)).accountStatus;
    expect(await statusOf(await holderOf(0, MINUTES_TO_MEXICO))).toBe('ACCOUNT_STATUS_RED');
    const accountId = await holderOf(0, { minutes: 60, services: ['call'], countries: ['home'] });
    // An hour is the hold of the reference: one more fits, and no second one.
    expect(await statusOf(accountId)).toBe('ACCOUNT_STATUS_AMBER');
    await client.addCredit({ accountId, amountMilliCents: 300_000, idempotencyKey: 'enough' });
    expect(await statusOf(accountId)).toBe('ACCOUNT_STATUS_GREEN');
  });

  it('is bought once per key, is corrected by hand within what is free, and is refused where it can be for nothing', async () => {
    const { client } = tollgate;
    const accountId = await holderOf(0);
    const bought = { accountId, units: 500, services: ['sms'], idempotencyKey: 'once' };
    const { packId } = await client.addCredit(bought);
    expect(await client.addCredit(bought)).toMatchObject({ packId, replayed: true });
    await expect(client.addCredit({ ...bought, units: 501 })).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await client.adjustBalance({ accountId, packId, units: -120, idempotencyKey: 'less' })).toMatchObject({
      packId,
    });
    expect(await leftIn(accountId)).toEqual([380]);
    await expect(
      client.adjustBalance({ accountId, packId, units: -381, idempotencyKey: 'too much' }),
    ).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    await expect(
      client.adjustBalance({ accountId, packId, units: -381, idempotencyKey: 'too-much' }),
    ).rejects.toMatchObject({ reason: 'PACK_TOO_SMALL' });
    await expect(
      client.adjustBalance({ accountId, packId: 'pack-1', units: 1, idempotencyKey: 'none' }),
    ).rejects.toMatchObject({ reason: 'PACK_UNKNOWN' });
    const refused = async (request: AddCreditRequest): Promise<unknown> =>
      client.addCredit({ accountId, idempotencyKey: newId('refused'), ...request }).catch((error: unknown) => error);
    expect(await refused({ units: 5 })).toMatchObject({ details: { field: 'services' } });
    expect(await refused({ units: 5, services: ['sms', 'call'] })).toMatchObject({ details: { field: 'services' } });
    expect(await refused({ minutes: 5, services: ['sms'] })).toMatchObject({ details: { field: 'minutes' } });
    expect(await refused({ units: 5, services: ['fax'] })).toMatchObject({ details: { field: 'services[0]' } });
    expect(await refused({ units: 5, services: ['call'], countries: ['UK'] })).toMatchObject({
      details: { field: 'countries[0]' },
    });
    expect(await refused({ units: 5, services: ['call'], numberClasses: ['moblie'] })).toMatchObject({
      details: { field: 'number_classes[0]' },
    });
    expect(await refused({ units: 5, services: ['call'], prefixes: ['4917'] })).toMatchObject({
      details: { field: 'prefixes[0]' },
    });
    expect(await refused({ units: 5, services: ['call'], countries: ['FR'], prefixes: ['+49'] })).toMatchObject({
      details: { field: 'prefixes' },
    });
    expect(await refused({ units: 5, amountMilliCents: 5, services: ['sms'] })).toMatchObject({
      details: { field: 'amount_milli_cents' },
    });
    expect(await refused({ amountMilliCents: 5, countries: ['DE'] })).toMatchObject({
      details: { field: 'countries' },
    });
  });
});

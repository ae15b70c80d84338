import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import {
  BERLIN,
  callBy,
  GERMAN_MOBILE,
  HAMBURG,
  SAN_FRANCISCO,
  sourcesOf,
  teamWith,
  TOLL_FREE,
  WASHINGTON,
} from './support/team-credit.ts';
import { accountOf } from './support/traffic.ts';

// $1 is 100,000 milli-cents. A minute is 1,400 within the United States, 1,800 to Germany, 4,500 to a German mobile. A
// hold is ten minutes.
const TEAM_CREDIT = fileURLToPath(new URL('../../examples/catalogs/team-credit', import.meta.url));

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: TEAM_CREDIT });
});
afterAll(() => tollgate.stop());

async function settle(accountId: string, holdId: string, connectedSeconds: number) {
  return tollgate.client.settle({ accountId, holdId, connectedSeconds });
}

it.each([
  [65, '120', '2800'],
  [60, '60', '1400'],
  [61, '120', '2800'],
])('TC-1 %i connected seconds are billed as %s', async (connectedSeconds, billed, cost) => {
  const accountId = await teamWith(tollgate.client, 500_000);
  await tollgate.client.authorize(callBy(accountId, 'bob', WASHINGTON, SAN_FRANCISCO));
  expect(await settle(accountId, 'c', connectedSeconds)).toMatchObject({
    billedDurationSeconds: billed,
    billingAmountMilliCents: cost,
    balanceMilliCents: String(500_000 - Number(cost)),
  });
});

describe('a package', () => {
  it('TC-2 of the EU covers a call to Germany', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    const answer = await client.authorize(callBy(accountId, 'ada', BERLIN, HAMBURG));
    expect(answer).toMatchObject({ decision: 'DECISION_ALLOW', holdMilliCents: '0', grantedSeconds: '600' });
    const settled = await settle(accountId, 'c', 65);
    expect(settled).toMatchObject({ billedDurationSeconds: '120', billingAmountMilliCents: '0' });
    expect(sourcesOf(settled.parts)).toEqual(['allowance eu_package 120']);
    expect(await accountOf(client, accountId)).toMatchObject({
      balanceMilliCents: '500000',
      allowances: [{ name: 'voice_agent' }, { name: 'conversation_intelligence' }],
    });
    const used = { totalUnits: '180000', usedUnits: '120', heldUnits: '0', remainingUnits: '179880' };
    expect((await client.getSubject({ accountId, subjectId: 'ada' })).subject).toMatchObject({
      allowances: [
        { name: 'eu_package', subjectId: 'ada', ...used },
        { name: 'na_package', subjectId: 'ada', usedUnits: '0' },
      ],
    });
  });

  it.each([
    ['TC-2 of the EU does not cover a call to the US', BERLIN, SAN_FRANCISCO, '14000'],
    ['TC-3 of the EU does not apply to a call to Germany from a US number', WASHINGTON, HAMBURG, '18000'],
  ])('%s: it is charged from credit', async (_, from, to, hold) => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    expect(await client.authorize(callBy(accountId, 'ada', from, to))).toMatchObject({ holdMilliCents: hold });
    // Two of the ten minutes.
    const charged = String(Number(hold) / 5);
    const settled = await settle(accountId, 'c', 65);
    expect(settled).toMatchObject({ billingAmountMilliCents: charged });
    expect(sourcesOf(settled.parts)).toEqual([`balance ${charged}`]);
  });

  it.each([
    ['a premium number abroad', 'eu_package', BERLIN, '+499001234567', 'premium', '3490000'],
    ['a premium number at home', 'na_package', WASHINGTON, '+19005550123', 'premium', '4990000'],
    ['a short code', 'na_package', WASHINGTON, '22456', 'special', '250000'],
    ['a shared-cost number', 'eu_package', BERLIN, '+491805123456', 'shared_cost', '220000'],
  ] as const)('TC-4 does not cover %s', async (_, ratePlan, from, to, numberClass, hold) => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 10_000_000, { ada: ratePlan });
    const call = callBy(accountId, 'ada', from, to);
    expect(await client.authorize(call)).toMatchObject({
      decision: 'DECISION_ALLOW',
      numberClass,
      holdMilliCents: hold,
    });
    expect(sourcesOf((await settle(accountId, 'c', 60)).parts)).toEqual([`balance ${Number(hold) / 10}`]);
  });

  it('TC-5 does not cover inbound calls to a toll-free number: $0.03 a minute from credit', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'na_package' });
    const direction = 'DIRECTION_INBOUND';
    const call = { accountId, holdId: 'c', direction, subjectId: 'ada', from: SAN_FRANCISCO, to: TOLL_FREE } as const;
    expect(await client.authorize(call)).toMatchObject({ numberClass: 'toll_free', holdMilliCents: '30000' });
    const settled = await settle(accountId, 'c', 65);
    expect(settled).toMatchObject({ billingAmountMilliCents: '6000', balanceMilliCents: '494000' });
    expect(sourcesOf(settled.parts)).toEqual(['balance 6000']);
  });

  it('TC-6 does not cover a leg that is forwarded to an external number, though it covers the original call', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    await client.authorize(callBy(accountId, 'ada', BERLIN, HAMBURG, { holdId: 'original' }));
    const leg = callBy(accountId, 'ada', BERLIN, GERMAN_MOBILE, { holdId: 'leg', parentHoldId: 'original' });
    expect(await client.authorize(leg)).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '45000',
      terms: { rule: 'forwarded calls/Germany mobile' },
    });
    // Both legs are open together, each with its own reservation.
    const { holds } = await client.listHolds({ accountId });
    const reserved = holds.map(({ holdId, parts }) => `${holdId}: ${sourcesOf(parts).join()}`);
    expect(reserved.toSorted()).toEqual(['leg: balance 45000', 'original: allowance eu_package 600']);
    expect(await settle(accountId, 'original', 65)).toMatchObject({ billingAmountMilliCents: '0' });
    expect(await settle(accountId, 'leg', 61)).toMatchObject({
      billingAmountMilliCents: '9000',
      balanceMilliCents: '491000',
    });
  });

  it('TC-6 does not cover a leg that an inbound call, which costs nothing, is redirected on', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 500_000, { ada: 'eu_package' });
    const direction = 'DIRECTION_INBOUND';
    const original = { accountId, holdId: 'original', direction, from: HAMBURG, to: BERLIN } as const;
    expect(await client.authorize(original)).toMatchObject({ holdMilliCents: '0' });
    const leg = callBy(accountId, 'ada', BERLIN, HAMBURG, { holdId: 'leg', parentHoldId: 'original' });
    expect(await client.authorize(leg)).toMatchObject({ holdMilliCents: '18000' });
  });
});

it.each([
  ['Canada', '+14165550123', 'calls/United States and Canada', '1400'],
  ['a fixed line in France', '+33142685300', 'calls/France', '1900'],
  ['a mobile in France', '+33612345678', 'calls/France mobile', '4800'],
  ['a fixed line in Germany', HAMBURG, 'calls/Germany', '1800'],
  ['a mobile in Germany', GERMAN_MOBILE, 'calls/Germany mobile', '4500'],
  ['India', '+911123456789', 'calls/India', '2750'],
])('TC-10 a minute to %s (%s) is rated by "%s": %s milli-cents', async (_, to, rule, perMinuteMilliCents) => {
  const { client } = tollgate;
  const accountId = await teamWith(client, 500_000);
  const quote = await client.quote({ accountId, direction: 'DIRECTION_OUTBOUND', from: WASHINGTON, to });
  expect(quote).toMatchObject({ decision: 'DECISION_ALLOW', terms: { rule, perMinuteMilliCents } });
});

it('TC-10 the kind of call matters as well as its destination', async () => {
  const { client } = tollgate;
  const accountId = await teamWith(client, 500_000);
  const ruleOf = async (request: Parameters<typeof client.quote>[0]) =>
    (await client.quote({ accountId, ...request })).terms?.rule;
  const outbound = { direction: 'DIRECTION_OUTBOUND', from: WASHINGTON } as const;
  expect(await ruleOf({ ...outbound, to: TOLL_FREE })).toBe('calls/United States and Canada');
  expect(await ruleOf({ ...outbound, to: SAN_FRANCISCO, parentHoldId: 'p' })).toBe(
    'forwarded calls/United States and Canada',
  );
  const inbound = { direction: 'DIRECTION_INBOUND', from: SAN_FRANCISCO } as const;
  expect(await ruleOf({ ...inbound, to: TOLL_FREE })).toBe('inbound toll-free');
  expect(await ruleOf({ ...inbound, to: WASHINGTON })).toBe('inbound');
});

describe('at zero credit', () => {
  it('TC-11 outbound stops at once for every user, whatever is left of their packages', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 3_600, { ada: 'eu_package', eve: 'eu_package' });
    const included = callBy(accountId, 'ada', BERLIN, HAMBURG, { holdId: 'included' });
    expect(await client.authorize(included)).toMatchObject({ decision: 'DECISION_ALLOW', holdMilliCents: '0' });
    await client.answer({ accountId, holdId: 'included' });
    // The credit pays for two minutes of a user without a package.
    const paid = callBy(accountId, 'bob', BERLIN, HAMBURG, { holdId: 'paid' });
    expect(await client.authorize(paid)).toMatchObject({ grantedSeconds: '120', availableMilliCents: '0' });
    expect(await settle(accountId, 'paid', 120)).toMatchObject({ balanceMilliCents: '0' });

    for (const user of ['ada', 'eve', 'bob']) {
      expect(await client.authorize(callBy(accountId, user, BERLIN, HAMBURG, { holdId: user }))).toMatchObject({
        decision: 'DECISION_DENY',
        reason: 'ZERO_BALANCE',
        sipStatus: 402,
      });
    }
    expect(await client.quote({ ...callBy(accountId, 'eve', BERLIN, HAMBURG) })).toMatchObject({
      message:
        'Calls paused. Your balance is $0.00 but each call requires credit. Add $0.01 or more in credits to keep calling.',
    });
    expect(await client.extend({ accountId, holdId: 'included', connectedSeconds: 301, sequence: 1 })).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'ZERO_BALANCE',
      grantedSeconds: '600',
    });
    const sms = { service: 'sms', to: GERMAN_MOBILE, from: BERLIN, subjectId: 'eve' } as const;
    expect(await client.charge({ accountId, ...sms })).toMatchObject({ reason: 'ZERO_BALANCE' });

    await client.addCredit({ accountId, amountMilliCents: 1_000, idempotencyKey: 'a-cent' });
    expect(await client.authorize(callBy(accountId, 'eve', BERLIN, HAMBURG, { holdId: 'eve' }))).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '0',
    });
  });

  const inbound = { direction: 'DIRECTION_INBOUND', holdId: 'c', from: SAN_FRANCISCO, subjectId: 'ada' } as const;

  it('TC-12 inbound to a toll-free number stops', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 0, { ada: 'na_package' });
    expect(await client.authorize({ ...inbound, accountId, to: TOLL_FREE })).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'ZERO_BALANCE',
      shortfallMilliCents: '30000',
      message:
        'Calls paused. Your balance is $0.00 but each call requires a $0.30 hold (we release it back if no one answers). Add $0.30 or more in credits to keep calling.',
    });
  });

  it('TC-13 inbound to a standard number goes on', async () => {
    const { client } = tollgate;
    const accountId = await teamWith(client, 0, { ada: 'na_package' });
    expect(await client.authorize({ ...inbound, accountId, to: WASHINGTON })).toMatchObject({
      decision: 'DECISION_ALLOW',
      reason: '',
      holdMilliCents: '0',
    });
    expect(await settle(accountId, 'c', 65)).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      billedDurationSeconds: '65',
      billingAmountMilliCents: '0',
    });
  });
});

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { sourcesOf } from './support/team-credit.ts';
import { accountOf, newId } from './support/traffic.ts';

// A credit is a cent: 1,000 milli-cents. A text message to India costs 9 credits a segment, one by WhatsApp 2.124.
const MESSAGING_CREDIT = fileURLToPath(new URL('../../examples/catalogs/messaging-credit', import.meta.url));
const FROM = '+12025550100';
const US = '+14155550123';
const CANADA = '+14165550123';
const INDIA = '+919876543210';

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: MESSAGING_CREDIT });
});
afterAll(() => tollgate.stop());

async function accountOn(plan: string, seats = 1): Promise<string> {
  const accountId = newId(plan);
  await tollgate.client.createAccount({ accountId, plan, seats, cycleAnchorDay: 1 });
  return accountId;
}

/** An account on the free plan, which has nothing but what it bought. */
async function accountWithCredits(credits: number): Promise<string> {
  const accountId = await accountOn('free');
  await tollgate.client.addCredit({ accountId, amountMilliCents: credits * 1_000, idempotencyKey: 'bought' });
  return accountId;
}

function message(accountId: string, service: 'sms' | 'whatsapp', to: string, text = 'Hello') {
  return { accountId, holdId: `${service} ${to}`.replace(' ', '-'), service, from: FROM, to, text, ...OUTBOUND };
}

const OUTBOUND = { direction: 'DIRECTION_OUTBOUND' } as const;

/** What an AI agent does: a unit is a credit. */
async function act(accountId: string, credits: number, idempotencyKey = '') {
  return tollgate.client.charge({ accountId, service: 'agent_action', units: credits, idempotencyKey });
}

it('MC-1 all services draw on one balance and are types of usage of their own', async () => {
  const { client } = tollgate;
  const accountId = await accountOn('team');
  for (const service of ['sms', 'whatsapp'] as const) {
    const { holdId } = message(accountId, service, INDIA);
    await client.authorize(message(accountId, service, INDIA));
    await client.settle({ accountId, holdId });
  }
  await client.authorize({ accountId, holdId: 'call', service: 'phone_agent', from: FROM, to: US, ...OUTBOUND });
  await client.settle({ accountId, holdId: 'call', connectedSeconds: 60 });
  await act(accountId, 5);
  // 750 - 9 - 2.124 - 29 - 5 = 704.876 credits.
  expect(await accountOf(client, accountId)).toMatchObject({
    balanceMilliCents: '0',
    planCreditsRemainingMilliCents: '704876',
    availableMilliCents: '704876',
  });
  const { rows } = await client.getUsage({ accountId });
  expect(rows).toMatchObject([
    { service: 'agent_action', count: '1', billedUnits: '5', billingAmountMilliCents: '5000' },
    { service: 'phone_agent', count: '1', billedUnits: '60', billingAmountMilliCents: '29000' },
    { service: 'sms', count: '1', billedUnits: '1', billingAmountMilliCents: '9000' },
    { service: 'whatsapp', count: '1', billedUnits: '1', billingAmountMilliCents: '2124' },
  ]);
});

describe('the credits of a plan', () => {
  it.each([
    ['a team of three', 'team', 3, '2250000'],
    ['an organization of two', 'organization', 2, '2000000'],
    ['the free plan', 'free', 3, '0'],
  ])('MC-2 of %s are right, until the end of the month', async (_, plan, seats, milliCents) => {
    const accountId = await accountOn(plan, seats);
    const account = await accountOf(tollgate.client, accountId);
    expect(account).toMatchObject({
      planCreditsRemainingMilliCents: milliCents,
      availableMilliCents: milliCents,
      balanceMilliCents: '0',
    });
    // Cycles begin on the first day of the month, in UTC: this one ends with the month in which the account was
    // created.
    const created = new Date(Number(account.createdAtMs));
    const endsAtMs = String(Date.UTC(created.getUTCFullYear(), created.getUTCMonth() + 1, 1));
    expect(account.cycleEndsAtMs).toBe(endsAtMs);
    for (const lot of account.lots) expect(lot).toMatchObject({ kind: 'LOT_KIND_PLAN_CREDITS', expiresAtMs: endsAtMs });
  });

  it('MC-2 are used before those that were bought, which every plan can', async () => {
    const { client } = tollgate;
    const accountId = await accountOn('team');
    await client.addCredit({ accountId, amountMilliCents: 500_000, idempotencyKey: 'more' });
    const charged = await act(accountId, 800);
    expect(sourcesOf(charged.parts)).toEqual(['plan_credits 750000', 'balance 50000']);
    expect(await accountOf(client, accountId)).toMatchObject({
      planCreditsRemainingMilliCents: '0',
      balanceMilliCents: '450000',
    });
    expect(await act(await accountWithCredits(500), 500)).toMatchObject({ decision: 'DECISION_ALLOW' });
  });

  it('MC-2 of an organization that is billed afterwards are followed by its credit limit', async () => {
    const { client } = tollgate;
    const accountId = await accountOn('organization');
    await client.updateAccount({ accountId, creditLimitMilliCents: 2_000_000 });
    expect(await act(accountId, 1_500)).toMatchObject({
      decision: 'DECISION_ALLOW',
      balanceMilliCents: '-500000',
      availableMilliCents: '1500000',
    });
    expect(await act(accountId, 1_501)).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
      message:
        'Agent actions paused. Your available credit is $15.00 but each agent action requires a $15.01 hold. Add $0.01 or more in credits to keep going.',
    });
  });
});

it.each([
  ['India', 'sms', INDIA, '0.05', '9000'],
  ['the US', 'sms', US, '0.0083', '1494'],
  ['Germany', 'sms', '+4915112345678', '0.0825', '14850'],
  ['India by WhatsApp', 'whatsapp', INDIA, '0.0118', '2124'],
] as const)('MC-3 a message to %s (%s to %s) costs $%s and 80 percent: %s', async (_, service, to, _cost, price) => {
  const accountId = await accountOn('organization');
  expect(await tollgate.client.authorize(message(accountId, service, to))).toMatchObject({ holdMilliCents: price });
});

describe('segments', () => {
  it.each([
    ['160 characters', 'a'.repeat(160), '1', '9000'],
    ['161 characters', 'a'.repeat(161), '2', '18000'],
    ['320 characters, which carriers would count as 3', 'a'.repeat(320), '2', '18000'],
    ['70 with an emoji', `😀${'a'.repeat(68)}`, '1', '9000'],
    ['71 with an emoji', `😀${'a'.repeat(69)}`, '2', '18000'],
    ['71 with a special character', `“${'a'.repeat(70)}`, '2', '18000'],
  ])('MC-4 of %s to India are counted', async (_, text, segments, price) => {
    const { client } = tollgate;
    const accountId = await accountOn('organization');
    const request = message(accountId, 'sms', INDIA, text);
    expect(await client.authorize(request)).toMatchObject({ segments, holdMilliCents: price });
    expect(await client.settle({ accountId, holdId: request.holdId })).toMatchObject({
      unit: 'segment',
      billedUnits: segments,
      billingAmountMilliCents: price,
    });
  });

  it('MC-10 and their price can be asked before sending', async () => {
    const { client } = tollgate;
    const accountId = await accountWithCredits(20);
    const { holdId: _, ...question } = message(accountId, 'sms', INDIA, 'a'.repeat(161));
    expect(await client.quote(question)).toMatchObject({
      decision: 'DECISION_ALLOW',
      segments: '2',
      encoding: 'gsm7',
      holdMilliCents: '18000',
      availableMilliCents: '20000',
    });
    expect(await client.quote({ ...question, text: '😀'.repeat(80) })).toMatchObject({
      decision: 'DECISION_DENY',
      segments: '3',
      encoding: 'ucs2',
      holdMilliCents: '27000',
      shortfallMilliCents: '7000',
      fallbackChannel: 'email',
    });
    expect(await accountOf(client, accountId)).toMatchObject({ heldMilliCents: '0', openHolds: '0' });
  });
});

it.each([
  ['a text message to the US', 'sms', US],
  ['a text message to Canada', 'sms', CANADA],
  ['WhatsApp to the US', 'whatsapp', US],
  ['WhatsApp to Canada', 'whatsapp', CANADA],
] as const)('MC-5 %s is free on the team plan, with credits and at zero', async (_, service, to) => {
  const { client } = tollgate;
  const accountId = await accountOn('team');
  const request = message(accountId, service, to);
  expect(await client.charge({ ...request, idempotencyKey: 'first' })).toMatchObject({ billingAmountMilliCents: '0' });
  expect(await accountOf(client, accountId)).toMatchObject({ planCreditsRemainingMilliCents: '750000' });
  await act(accountId, 750);
  expect(await client.authorize(request)).toMatchObject({
    decision: 'DECISION_ALLOW',
    holdMilliCents: '0',
    availableMilliCents: '0',
  });
  expect(await client.settle({ accountId, holdId: request.holdId })).toMatchObject({ billingAmountMilliCents: '0' });
  // Other plans pay for it.
  const free = await client.authorize(message(await accountOn('free'), service, to));
  expect(free).toMatchObject({ decision: 'DECISION_DENY', fallbackChannel: 'email' });
});

describe('used up credits', () => {
  it('MC-6 deny a message, which may go by email', async () => {
    const { client } = tollgate;
    const accountId = await accountWithCredits(8);
    expect(await client.authorize(message(accountId, 'sms', INDIA))).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'INSUFFICIENT_CREDIT',
      fallbackChannel: 'email',
      message:
        'Text messages paused. Your balance is $0.08 but each text message requires a $0.09 hold. Add $0.01 or more in credits to keep going.',
    });
    expect(await client.authorize(message(accountId, 'whatsapp', INDIA))).toMatchObject({
      decision: 'DECISION_ALLOW',
      fallbackChannel: '',
    });
  });

  it('MC-6 affect no other recipients of the same text', async () => {
    const { client } = tollgate;
    const accountId = await accountOn('team');
    // 18 credits are left: two messages to India.
    await act(accountId, 732);
    const { holdId: _hold, to: _to, ...shared } = message(accountId, 'sms', INDIA);
    const numbers = [INDIA, US, '+919876543211', '+919876543212', CANADA];
    const recipients = numbers.map((to, index) => ({ holdId: `m${index}`, to }));
    const { results, allowed, denied } = await client.authorizeBatch({ ...shared, recipients });
    expect({ allowed, denied }).toEqual({ allowed: 4, denied: 1 });
    const outcomes = results.map(({ decision }) => [decision?.reason, decision?.fallbackChannel]);
    expect(outcomes).toEqual([
      ['', ''],
      ['', ''],
      ['', ''],
      ['INSUFFICIENT_CREDIT', 'email'],
      ['', ''],
    ]);
  });
});

it.each([
  [1, '60', '29000'],
  [60, '60', '29000'],
  [65, '120', '58000'],
])('MC-8 a phone agent that talks for %i s is billed for %s s: %s', async (connectedSeconds, billed, cost) => {
  const { client } = tollgate;
  const accountId = await accountOn('team');
  const call = { accountId, holdId: 'call', service: 'phone_agent', from: FROM, to: INDIA, ...OUTBOUND };
  // Five minutes are reserved.
  expect(await client.authorize(call)).toMatchObject({ holdMilliCents: '145000', grantedSeconds: '300' });
  expect(await client.settle({ accountId, holdId: 'call', connectedSeconds })).toMatchObject({
    billedDurationSeconds: billed,
    billingAmountMilliCents: cost,
  });
});

describe('an AI agent', () => {
  it('MC-9 reads the credits that are available', async () => {
    const { client } = tollgate;
    const accountId = await accountOn('team');
    await client.addCredit({ accountId, amountMilliCents: 300_000, idempotencyKey: 'more' });
    expect(await accountOf(client, accountId)).toMatchObject({
      availableMilliCents: '1050000',
      planCreditsRemainingMilliCents: '750000',
    });
  });

  it('MC-9 charges credits once for each key, also when it asks many times at once', async () => {
    const accountId = await accountOn('team');
    const charges = await Promise.all(Array.from({ length: 10 }, () => act(accountId, 25, 'task-1')));
    expect(charges.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const charge of charges) {
      expect(charge).toMatchObject({ decision: 'DECISION_ALLOW', billingAmountMilliCents: '25000' });
    }
    expect(await act(accountId, 25, 'task-2')).toMatchObject({ replayed: false, availableMilliCents: '700000' });
    await expect(act(accountId, 26, 'task-1')).rejects.toMatchObject({ code: 'already_exists' });
  });

  it('MC-9 charges every time without a key, and nothing that the credits do not cover', async () => {
    const accountId = await accountWithCredits(60);
    for (const available of ['35000', '10000']) {
      expect(await act(accountId, 25)).toMatchObject({ replayed: false, availableMilliCents: available });
    }
    expect(await act(accountId, 25)).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'INSUFFICIENT_CREDIT',
      shortfallMilliCents: '15000',
      balanceMilliCents: '10000',
    });
  });
});

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateAccountRequest } from '../../src/gen/tollgate/v1/CreateAccountRequest.ts';
import type { FundingPart__Output } from '../../src/gen/tollgate/v1/FundingPart.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { letPass } from './support/passing-time.ts';
import { accountOf, inbound, movementsOf, newId, outbound, shortForm } from './support/traffic.ts';

// $1 is 100,000 milli-cents. A started minute costs $0.10, received $0.08, abroad $0.30; a message $0.02, received
// $0.01. The default plan has $10.00 a month and stops; a call reserves ten minutes at first.
const CATALOG = fileURLToPath(new URL('../../examples/catalogs/plan-then-wallet', import.meta.url));

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: CATALOG });
});
afterAll(() => tollgate.stop());

/** An account with its plan and this much in the wallet. A correction by hand is no top-up, so it may be small. */
async function open(walletMilliCents: number, changes: CreateAccountRequest = {}): Promise<string> {
  const accountId = newId('acct');
  await tollgate.client.createAccount({ accountId, ...changes });
  if (walletMilliCents > 0) {
    await tollgate.client.adjustBalance({ accountId, amountMilliCents: walletMilliCents, idempotencyKey: 'wallet' });
  }
  return accountId;
}

async function send(accountId: string, units: number) {
  return tollgate.client.charge({ accountId, service: 'sms', to: '+14155550123', units });
}

/** Plan credits and wallet, in milli-cents. */
async function leftOf(accountId: string): Promise<readonly number[]> {
  const account = await accountOf(tollgate.client, accountId);
  return [account.planCreditsRemainingMilliCents, account.balanceMilliCents].map(Number);
}

/** What came from where, in milli-cents. */
function sourcesOf(parts: readonly FundingPart__Output[]): (readonly [string, number])[] {
  return parts.map(({ source, amountMilliCents }) => [shortForm(source), Number(amountMilliCents)]);
}

async function reservedBy(accountId: string, holdId: string) {
  const { holds } = await tollgate.client.listHolds({ accountId, holdId });
  return sourcesOf(holds[0]?.parts ?? []);
}

describe('what is charged', () => {
  it.each([
    ['a call within the country', 'DIRECTION_OUTBOUND', '+14155550123', '20000'],
    ['a call abroad', 'DIRECTION_OUTBOUND', '+493012345678', '60000'],
    ['a call that is received', 'DIRECTION_INBOUND', '+12025550100', '16000'],
  ] as const)('PW-1 65 s of %s are two minutes of conversation', async (_, direction, to, cost) => {
    const { client } = tollgate;
    const accountId = await open(0);
    const from = direction === 'DIRECTION_INBOUND' ? '+14155550123' : '+12025550100';
    await client.authorize(outbound(accountId, 'c', { direction, from, to }));
    await client.answer({ accountId, holdId: 'c' });
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 65, durationSeconds: 95 });
    expect(settled).toMatchObject({ billedDurationSeconds: '120', billingAmountMilliCents: cost });
    expect(await leftOf(accountId)).toEqual([1_000_000 - Number(cost), 0]);
  });

  it('PW-1 ringing is no conversation', async () => {
    const { client } = tollgate;
    const accountId = await open(0);
    await client.authorize(outbound(accountId, 'c'));
    expect(await leftOf(accountId)).toEqual([900_000, 0]);
    await client.settle({ accountId, holdId: 'c', connectedSeconds: 0, durationSeconds: 30 });
    expect(await leftOf(accountId)).toEqual([1_000_000, 0]);
  });

  it('PW-1 each message that is sent or received consumes credit', async () => {
    const { client } = tollgate;
    const accountId = await open(0);
    expect(await send(accountId, 1)).toMatchObject({ billingAmountMilliCents: '2000' });
    const received = await client.charge({
      accountId,
      service: 'sms',
      direction: 'DIRECTION_INBOUND',
      from: '+14155550123',
      to: '+12025550100',
    });
    expect(received).toMatchObject({ billingAmountMilliCents: '1000' });
    expect(await leftOf(accountId)).toEqual([997_000, 0]);
  });
});

describe('the plan first, then the wallet', () => {
  it('PW-2 one call uses the end of the plan and the beginning of the wallet', async () => {
    const { client } = tollgate;
    const accountId = await open(2_000_000, { onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' });
    // 485 messages are $9.70.
    expect(sourcesOf((await send(accountId, 485)).parts)).toEqual([['plan_credits', 970_000]]);
    expect(await leftOf(accountId)).toEqual([30_000, 2_000_000]);
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '100000',
      grantedSeconds: '600',
    });
    expect(await reservedBy(accountId, 'c')).toEqual([
      ['plan_credits', 30_000],
      ['balance', 70_000],
    ]);
    await client.answer({ accountId, holdId: 'c' });
    // 305 s are six minutes, $0.60.
    await letPass(tollgate, accountId, 'c', 305);
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 305 });
    expect(settled).toMatchObject({ billingAmountMilliCents: '60000', balanceMilliCents: '1970000' });
    expect(sourcesOf(settled.parts)).toEqual([
      ['plan_credits', 30_000],
      ['balance', 30_000],
    ]);
    expect(await leftOf(accountId)).toEqual([0, 1_970_000]);
  });

  it('PW-2 a call that is extended grows from the plan into the wallet', async () => {
    const { client } = tollgate;
    const accountId = await open(2_000_000, { onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' });
    await send(accountId, 440); // $8.80
    await client.authorize(outbound(accountId, 'c'));
    expect(await reservedBy(accountId, 'c')).toEqual([['plan_credits', 100_000]]);
    const extended = await client.extend({ accountId, holdId: 'c', connectedSeconds: 1, sequence: 1 });
    expect(extended).toMatchObject({ grantedSeconds: '1500', holdMilliCents: '250000' });
    expect(await reservedBy(accountId, 'c')).toEqual([
      ['plan_credits', 120_000],
      ['balance', 130_000],
    ]);
    // What the call does not use comes back to the wallet first: one minute is the plan's.
    await client.settle({ accountId, holdId: 'c', connectedSeconds: 60 });
    expect(await leftOf(accountId)).toEqual([110_000, 2_000_000]);
  });

  it('PW-2 concurrent calls share the end of the plan without using any of it twice', async () => {
    const { client } = tollgate;
    const accountId = await open(500_000, { onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' });
    await send(accountId, 485);
    const calls = Array.from({ length: 30 }, (_, n) => `c${n}`);
    const answers = await Promise.all(calls.map((holdId) => client.authorize(outbound(accountId, holdId))));
    // $0.30 of the plan and $5.00 are five calls of $1.00 and one of three minutes.
    const granted = answers.map(({ grantedSeconds }) => Number(grantedSeconds)).toSorted((a, b) => b - a);
    expect(granted.slice(0, 7)).toEqual([600, 600, 600, 600, 600, 180, 0]);
    expect(await leftOf(accountId)).toEqual([0, 500_000]);
    expect(await accountOf(client, accountId)).toMatchObject({
      availableMilliCents: '0',
      heldMilliCents: '530000',
    });
  });
});

describe('renewal', () => {
  it('PW-3 plan credits renew when the next cycle begins, and the wallet stays', async () => {
    const { client } = tollgate;
    // Niue is 25 hours behind Kiritimati, so it is always a day or two earlier there. With today's day of Kiritimati as
    // its anchor, the account is in its last days of a cycle in Niue, and in the first of the next one as soon as it
    // moves to Kiritimati: the clock of Redis need not be changed.
    const today = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Kiritimati', day: 'numeric' }).format();
    const accountId = await open(500_000, { timeZone: 'Pacific/Niue', cycleAnchorDay: Number(today) });
    await send(accountId, 100);
    const before = await accountOf(client, accountId);
    expect(await leftOf(accountId)).toEqual([800_000, 500_000]);
    expect(Number(before.cycleEndsAtMs) - Date.now()).toBeLessThan(3 * 86_400_000);

    const { account: after } = await client.updateAccount({ accountId, timeZone: 'Pacific/Kiritimati' });
    expect(Number(after?.cycleEndsAtMs)).toBeGreaterThan(Number(before.cycleEndsAtMs) + 20 * 86_400_000);
    expect(await leftOf(accountId)).toEqual([1_000_000, 500_000]);
    expect(sourcesOf((await send(accountId, 1)).parts)).toEqual([['plan_credits', 2_000]]);
    expect(await leftOf(accountId)).toEqual([998_000, 500_000]);

    // What was left of the old cycle lapsed, and the new one began whole.
    const movements = await movementsOf(client, accountId);
    expect(movements.map(({ kind, amountMilliCents }) => [shortForm(kind), Number(amountMilliCents)])).toEqual([
      ['credit', 1_000_000],
      ['adjustment', 500_000],
      ['charge', -200_000],
      ['expiry', -800_000],
      ['credit', 1_000_000],
      ['charge', -2_000],
    ]);
  });

  it('PW-3 the credits of a team are those of its seats, also after one was added', async () => {
    const { client } = tollgate;
    const accountId = await open(0, { plan: 'team', seats: 3 });
    await send(accountId, 100);
    expect(await leftOf(accountId)).toEqual([2_200_000, 0]);
    await client.updateAccount({ accountId, seats: 4 });
    expect(await leftOf(accountId)).toEqual([3_000_000, 0]);
  });
});

it('PW-4 wallet, plan credits and the next renewal can be read at any time', async () => {
  const { client } = tollgate;
  const accountId = await open(1_250_000, { cycleAnchorDay: 10 });
  await client.authorize(inbound(accountId, 'c'));
  const account = await accountOf(client, accountId);
  // Ten minutes at $0.08 are held of the plan.
  expect(account).toMatchObject({
    balanceMilliCents: '1250000',
    planCreditsRemainingMilliCents: '920000',
    heldMilliCents: '80000',
    openHolds: '1',
  });
  const renewal = new Date(Number(account.cycleEndsAtMs));
  expect(renewal.getTime()).toBeGreaterThan(Date.now());
  expect(renewal.getTime()).toBeLessThanOrEqual(Date.now() + 31 * 86_400_000);
  expect(renewal.toISOString()).toMatch(/-10T00:00:00.000Z$/);
  expect(account.lots).toMatchObject([
    { kind: 'LOT_KIND_PLAN_CREDITS', grantedMilliCents: '1000000', expiresAtMs: account.cycleEndsAtMs },
  ]);
});

it.each([
  ['default', 1_000_000],
  ['team', 2_500_000],
] as const)('PW-5 plan %s takes no top-up below %i milli-cents', async (plan, least) => {
  const { client } = tollgate;
  const accountId = await open(0, { plan });
  const credit = { accountId, idempotencyKey: 'top-up' };
  await expect(client.addCredit({ ...credit, amountMilliCents: least - 1 })).rejects.toMatchObject({
    code: 'invalid_argument',
    reason: 'INVALID_FIELD',
    details: { field: 'amount_milli_cents' },
  });
  expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: '0' });
  expect(await client.addCredit({ ...credit, amountMilliCents: least })).toMatchObject({
    balanceMilliCents: String(least),
  });
});

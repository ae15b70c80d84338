import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChargeRequest } from '../../src/gen/tollgate/v1/ChargeRequest.ts';
import type { CreateAccountRequest } from '../../src/gen/tollgate/v1/CreateAccountRequest.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountOf, inbound, newId, outbound, shortForm } from './support/traffic.ts';

// $1 is 100,000 milli-cents. A message costs $0.02, a started minute $0.10; a call reserves $1.00 at first.
// The default plan has $10.00 a month and stops, the plan `team` has $8.00 for each seat and goes on from the wallet.
const CATALOG = fileURLToPath(new URL('../../examples/catalogs/plan-then-wallet', import.meta.url));

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: CATALOG });
});
afterAll(() => tollgate.stop());

const WALLET = 2_000_000;

/** An account with its plan and $20.00 in the wallet. */
async function open(changes: CreateAccountRequest = {}): Promise<string> {
  const accountId = newId('acct');
  await tollgate.client.createAccount({ accountId, ...changes });
  await tollgate.client.adjustBalance({ accountId, amountMilliCents: WALLET, idempotencyKey: 'wallet' });
  return accountId;
}

/** Sends messages; tells what came from where in milli-cents, or why it was denied. */
async function send(accountId: string, units: number, changes: ChargeRequest = {}) {
  const request = { accountId, service: 'sms', to: '+14155550123', units, ...changes };
  const { decision, reason, parts } = await tollgate.client.charge(request);
  if (decision !== 'DECISION_ALLOW') return reason;
  return Object.fromEntries(parts.map(({ source, amountMilliCents }) => [shortForm(source), Number(amountMilliCents)]));
}

/** Plan credits and wallet, in milli-cents. */
async function leftOf(accountId: string): Promise<readonly number[]> {
  const account = await accountOf(tollgate.client, accountId);
  return [account.planCreditsRemainingMilliCents, account.balanceMilliCents].map(Number);
}

describe('an exhausted plan that stops', () => {
  it('PW-7 denies everything that is charged, though the wallet has credit, until a top-up', async () => {
    const { client } = tollgate;
    const accountId = await open();
    expect(await send(accountId, 500)).toEqual({ plan_credits: 1_000_000 });
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'PLAN_EXHAUSTED',
      message:
        'Calls paused. Your remaining plan credit is $0.00 but each call requires a $1.00 hold (we release it back if no one answers). Add $10.00 or more in credits to keep calling.',
      shortfallMilliCents: '100000',
      sipStatus: 402,
    });
    expect(await client.authorize(inbound(accountId, 'in'))).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    expect(await send(accountId, 1)).toBe('PLAN_EXHAUSTED');
    expect(await leftOf(accountId)).toEqual([0, WALLET]);

    await client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: 'top-up' });
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ decision: 'DECISION_ALLOW' });
    expect(await send(accountId, 1)).toEqual({ balance: 2_000 });
    expect(await leftOf(accountId)).toEqual([0, WALLET + 1_000_000 - 2_000]);
  });

  it('PW-7 goes on after a top-up where plan and wallet were empty', async () => {
    const { client } = tollgate;
    const accountId = newId('empty');
    await client.createAccount({ accountId });
    await send(accountId, 500);
    expect(await send(accountId, 1)).toBe('ZERO_BALANCE');
    await client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: 'top-up' });
    expect(await send(accountId, 1)).toEqual({ balance: 2_000 });
  });

  it('PW-7 denies until the renewal, and a top-up lifts the stop of one cycle only', async () => {
    const { client } = tollgate;
    // Where it is today in Kiritimati, it is yesterday or earlier in Niue: the same account moves from the end of one
    // cycle into the next.
    const today = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Kiritimati', day: 'numeric' }).format();
    const cycle = { timeZone: 'Pacific/Niue', cycleAnchorDay: Number(today) };
    const [waiting, topped] = [await open(cycle), await open(cycle)];
    for (const accountId of [waiting, topped]) {
      await send(accountId, 500);
      expect(await send(accountId, 1)).toBe('PLAN_EXHAUSTED');
    }
    await client.addCredit({ accountId: topped, amountMilliCents: 1_000_000, idempotencyKey: 'top-up' });
    expect(await send(topped, 1)).toEqual({ balance: 2_000 });

    for (const accountId of [waiting, topped]) {
      await client.updateAccount({ accountId, timeZone: 'Pacific/Kiritimati' });
      expect(await send(accountId, 500)).toEqual({ plan_credits: 1_000_000 });
      expect(await send(accountId, 1)).toBe('PLAN_EXHAUSTED');
    }
    expect(await leftOf(topped)).toEqual([0, WALLET + 1_000_000 - 2_000]);
  });

  it('PW-7 lets a call use what is left of the plan, and no more', async () => {
    const { client } = tollgate;
    const accountId = await open();
    await send(accountId, 485); // $9.70
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      grantedSeconds: '180',
      holdMilliCents: '30000',
    });
    const more = { accountId, holdId: 'c', connectedSeconds: 150, sequence: 1 };
    expect(await client.extend(more)).toMatchObject({ reason: 'PLAN_EXHAUSTED', grantedSeconds: '180' });
    await client.settle({ accountId, holdId: 'c', connectedSeconds: 180 });
    expect(await leftOf(accountId)).toEqual([0, WALLET]);
  });
});

describe('an exhausted plan that uses the balance', () => {
  it.each([
    ['because the plan says so', { plan: 'team' }, 400],
    ['because the account says so', { onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' }, 500],
  ] as const)('PW-7 goes on from the wallet %s', async (_, changes, included) => {
    const accountId = await open(changes);
    expect(await send(accountId, included)).toEqual({ plan_credits: included * 2_000 });
    expect(await send(accountId, 1)).toEqual({ balance: 2_000 });
    expect(await leftOf(accountId)).toEqual([0, WALLET - 2_000]);
  });

  it('PW-7 may be one agent, while the others stop', async () => {
    const { client } = tollgate;
    const accountId = await open();
    await client.setSubject({ accountId, subjectId: 'amy', onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' });
    await send(accountId, 500);
    expect(await send(accountId, 1, { subjectId: 'ben' })).toBe('PLAN_EXHAUSTED');
    expect(await send(accountId, 1, { subjectId: 'amy' })).toEqual({ balance: 2_000 });
  });

  it('PW-7 is a choice that can be changed at any time', async () => {
    const { client } = tollgate;
    const accountId = await open();
    await send(accountId, 500);
    expect(await send(accountId, 1)).toBe('PLAN_EXHAUSTED');
    await client.updateAccount({ accountId, onPlanExhausted: 'LIMIT_POLICY_USE_BALANCE' });
    expect(await send(accountId, 1)).toEqual({ balance: 2_000 });
    await client.updateAccount({ accountId, onPlanExhausted: 'LIMIT_POLICY_STOP' });
    expect(await send(accountId, 1)).toBe('PLAN_EXHAUSTED');
  });
});

describe('a monthly limit for one agent', () => {
  const limit = { subjectId: 'amy', spendingLimitMilliCents: 300_000 };

  it('PW-8 stops that agent alone', async () => {
    const { client } = tollgate;
    const accountId = await open();
    await client.setSubject({ accountId, ...limit, onLimit: 'LIMIT_POLICY_STOP' });
    expect(await send(accountId, 150, { subjectId: 'amy' })).toEqual({ plan_credits: 300_000 });
    const denied = await client.authorize(outbound(accountId, 'c', { subjectId: 'amy' }));
    expect(denied).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'SPEND_LIMIT',
      message: expect.stringMatching(
        /^The call may cost up to \$\d\.\d\d, but of the spending limit of \$3\.00 \("spending_limit of amy"\) \$0\.00 is left\.$/,
      ) as string,
      shortfallMilliCents: '0',
      sipStatus: 402,
    });
    expect(await send(accountId, 1, { subjectId: 'amy' })).toBe('SPEND_LIMIT');
    expect(await send(accountId, 200, { subjectId: 'ben' })).toEqual({ plan_credits: 400_000 });
    // A limit that was raised counts from the next request on, with what was spent before.
    await client.setSubject({ accountId, ...limit, spendingLimitMilliCents: 304_000 });
    expect(await send(accountId, 3, { subjectId: 'amy' })).toBe('SPEND_LIMIT');
    expect(await send(accountId, 2, { subjectId: 'amy' })).toEqual({ plan_credits: 4_000 });
  });

  it('PW-8 is kept by calls at the same time', async () => {
    const { client } = tollgate;
    const accountId = await open();
    await client.setSubject({ accountId, ...limit });
    const calls = Array.from({ length: 20 }, (_, n) => outbound(accountId, `c${n}`, { subjectId: 'amy' }));
    const answers = await Promise.all(calls.map((call) => client.authorize(call)));
    const reasons = answers.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === '')).toHaveLength(3);
    expect(reasons.filter((reason) => reason === 'SPEND_LIMIT')).toHaveLength(17);
  });

  it('PW-8 begins anew with the cycle', async () => {
    const { client } = tollgate;
    const today = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Kiritimati', day: 'numeric' }).format();
    const accountId = await open({ timeZone: 'Pacific/Niue', cycleAnchorDay: Number(today) });
    await client.setSubject({ accountId, ...limit });
    await send(accountId, 150, { subjectId: 'amy' });
    expect(await send(accountId, 1, { subjectId: 'amy' })).toBe('SPEND_LIMIT');
    await client.updateAccount({ accountId, timeZone: 'Pacific/Kiritimati' });
    expect(await send(accountId, 150, { subjectId: 'amy' })).toEqual({ plan_credits: 300_000 });
    expect(await send(accountId, 1, { subjectId: 'amy' })).toBe('SPEND_LIMIT');
  });

  it('PW-8 lets that agent go on from the wallet, while the others still use the plan', async () => {
    const { client } = tollgate;
    const accountId = await open({ plan: 'team' });
    await client.setSubject({ accountId, ...limit, onLimit: 'LIMIT_POLICY_USE_BALANCE' });
    // 140 messages are $2.80: of the $1.00 that a call holds, $0.20 are below the limit.
    await send(accountId, 140, { subjectId: 'amy' });
    await client.authorize(outbound(accountId, 'c', { subjectId: 'amy' }));
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 300 });
    expect(settled.parts).toMatchObject([
      { source: 'FUNDING_SOURCE_PLAN_CREDITS', amountMilliCents: '20000' },
      { source: 'FUNDING_SOURCE_BALANCE', amountMilliCents: '30000' },
    ]);
    expect(await send(accountId, 10, { subjectId: 'amy' })).toEqual({ balance: 20_000 });
    expect(await send(accountId, 10, { subjectId: 'ben' })).toEqual({ plan_credits: 20_000 });
    expect(await leftOf(accountId)).toEqual([480_000, WALLET - 50_000]);
  });
});

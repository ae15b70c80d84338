/** Auto-recharge, end to end: gRPC and HTTP, real Redis, and a billing that charges over HTTP. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Recharge__Output } from '../../src/gen/tollgate/v1/Recharge.ts';
import type { SetRechargeRequest } from '../../src/gen/tollgate/v1/SetRechargeRequest.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { type Billing, startBilling } from '../recharge/support/billing.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountOf, accountWith, movementsOf, outbound } from './support/traffic.ts';

const USD = 100_000;

const TOKENS = {
  operator: { role: 'admin' },
  owner: { role: 'account_admin', account_prefix: 'acme' },
  other: { role: 'account_admin', account_prefix: 'acme2' },
  viewer: { role: 'viewer' },
  gateway: { role: 'gateway' },
  billing: { role: 'billing' },
} as const;
type Who = keyof typeof TOKENS;
const tokenOf = (who: Who) => `token-of-${who}-0123456789`;

let tollgate: TestTollgate;
let billing: Billing;
const overs: (() => Promise<void>)[] = [];
const clients = new Map<Who, TollgateClient>();

beforeAll(async () => {
  billing = await startBilling((stop) => overs.push(stop));
  const tokens = Object.entries(TOKENS).map(([name, rights]) => ({ name, token: tokenOf(name as Who), ...rights }));
  tollgate = await startTollgate({ env: { ...billing.env, TOLLGATE_AUTH_TOKENS: JSON.stringify(tokens) } });
  for (const who of Object.keys(TOKENS) as Who[]) {
    clients.set(who, createClient({ address: tollgate.app.grpcAddress, token: tokenOf(who) }));
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  await tollgate.stop();
  for (const over of overs) await over();
});

const as = (who: Who): TollgateClient => clients.get(who) ?? tollgate.client;

/** Looks until it is so; no card is charged at once. */
async function until(accountId: string, isSo: (recharge: Recharge__Output) => boolean): Promise<Recharge__Output> {
  for (let left = 200; ; left--) {
    const { recharge } = await tollgate.client.getRecharge({ accountId });
    if (recharge !== null && (isSo(recharge) || left === 0)) return recharge;
    await wait(50);
  }
}

const PLAN: SetRechargeRequest = { enabled: true, thresholdMilliCents: 5 * USD, amountMilliCents: 20 * USD };

async function withMethod(balanceMilliCents: number): Promise<string> {
  const accountId = await accountWith(tollgate.client, balanceMilliCents, 'recharged');
  await tollgate.client.setPaymentMethod({ accountId, methodId: 'card-1', customerId: 'c-1', verified: true });
  return accountId;
}

const balanceOf = async (accountId: string) => Number((await accountOf(tollgate.client, accountId)).balanceMilliCents);

describe('PW-6 auto-recharge', () => {
  it('PW-6 enable, threshold, amount: below the threshold the card is charged once, and the credit added', async () => {
    const accountId = await withMethod(4.99 * USD);
    await tollgate.client.setRecharge({ accountId, ...PLAN });
    const { history, current, failures } = await until(accountId, (each) => each.history.length > 0);
    expect(history).toMatchObject([
      { state: 'PAYMENT_STATE_CREDITED', purpose: 'PAYMENT_PURPOSE_RECHARGE', amountMilliCents: String(20 * USD) },
    ]);
    expect([current, failures]).toEqual([null, 0]);
    expect(await balanceOf(accountId)).toBe(24.99 * USD);
    const [id = ''] = history.map(({ rechargeId }) => rechargeId);
    expect(billing.charged.get(id)).toBe(20 * USD);
    expect((await movementsOf(tollgate.client, accountId)).at(-1)).toMatchObject({
      kind: 'MOVEMENT_KIND_CREDIT',
      amountMilliCents: String(20 * USD),
      idempotencyKey: `webhook:${id}`,
    });
  });

  it('PW-6 a call that takes the balance below the threshold is followed by a recharge', async () => {
    const accountId = await withMethod(5 * USD);
    await tollgate.client.setRecharge({ accountId, ...PLAN });
    await tollgate.client.authorize(outbound(accountId, 'call'));
    await tollgate.client.settle({ accountId, holdId: 'call', connectedSeconds: 65 });
    await until(accountId, (each) => each.history.length > 0);
    expect(await balanceOf(accountId)).toBe(25 * USD - 5_417);
  });

  it('PW-6 not at the threshold, nor where it is not enabled', async () => {
    const at = await withMethod(5 * USD);
    const off = await withMethod(1 * USD);
    await tollgate.client.setRecharge({ accountId: at, ...PLAN });
    await tollgate.client.setRecharge({ accountId: off, ...PLAN, enabled: false });
    await wait(500);
    expect([await balanceOf(at), await balanceOf(off)]).toEqual([5 * USD, 1 * USD]);
  });

  it('PW-6 without a saved payment method it fails, visibly, and the traffic rules go on', async () => {
    const accountId = await accountWith(tollgate.client, 4 * USD, 'recharged');
    await tollgate.client.setRecharge({ accountId, ...PLAN });
    const recharge = await until(accountId, (each) => each.failures > 0);
    expect(recharge).toMatchObject({
      methodState: 'PAYMENT_METHOD_STATE_UNSPECIFIED',
      history: [{ state: 'PAYMENT_STATE_FAILED', reason: 'no_payment_method' }],
    });
    expect(Number(recharge.nextTryAtMs)).toBeGreaterThan(Date.now() + 60_000);
    expect((await accountOf(tollgate.client, accountId)).recharge?.failures).toBe(1);
    expect(await (await fetch(`${tollgate.http}/metrics`, asAdmin())).text()).toMatch(
      /tollgate_recharges_total\{purpose="recharge",mode="card",result="failed"\} [1-9]/,
    );
    expect(tollgate.logs).toContainEqual(expect.objectContaining({ account: accountId, reason: 'no_payment_method' }));
    // The hold of a call is $3.00: there is credit for one, and none for two.
    const call = (holdId: string) => tollgate.client.authorize(outbound(accountId, holdId));
    expect([(await call('first')).decision, (await call('second')).reason]).toEqual([
      'DECISION_ALLOW',
      'INSUFFICIENT_CREDIT',
    ]);
    expect(await balanceOf(accountId)).toBe(4 * USD);
  });
});

function asAdmin(): RequestInit {
  return { headers: { authorization: `Bearer ${tokenOf('operator')}` } };
}

describe('OC-10 who is charged, and when', () => {
  it('OC-10 below $5 a card account is charged at once', async () => {
    const accountId = await withMethod(4.99 * USD);
    await tollgate.client.setRecharge({ accountId, ...PLAN, mode: 'RECHARGE_MODE_CARD' });
    await until(accountId, (each) => each.history.length > 0);
    expect(await balanceOf(accountId)).toBe(24.99 * USD);
  });

  it('OC-10 an invoiced account is credited when its next invoice is paid, once', async () => {
    billing.reactions.push('pending');
    const accountId = await accountWith(tollgate.client, 4.99 * USD, 'invoiced');
    await tollgate.client.setRecharge({ accountId, ...PLAN, mode: 'RECHARGE_MODE_INVOICE' });
    const { current } = await until(accountId, (each) => each.current?.state === 'PAYMENT_STATE_PENDING');
    expect(current).toMatchObject({ mode: 'RECHARGE_MODE_INVOICE', amountMilliCents: String(20 * USD) });
    expect(billing.asked.at(-1)).toMatchObject({ account_id: accountId, mode: 'invoice', amount: '20' });
    expect(await balanceOf(accountId)).toBe(4.99 * USD);
    for (let times = 0; times < 2; times++) {
      const { payment } = await tollgate.client.reportInvoicePaid({ accountId, invoiceId: 'inv-7' });
      expect(payment).toMatchObject({ state: 'PAYMENT_STATE_CREDITED', reference: 'inv-7' });
    }
    expect(await balanceOf(accountId)).toBe(24.99 * USD);
  });

  it('OC-10 an unverified card blocks adding credit until its small amount is confirmed', async () => {
    const accountId = 'acme';
    await tollgate.client.createAccount({ accountId });
    const owner = as('owner');
    await owner.setPaymentMethod({ accountId, methodId: 'card-9' });
    const buy = () => owner.purchaseCredit({ accountId, amountMilliCents: 20 * USD, idempotencyKey: 'order-1' });
    const add = (who: Who) => as(who).addCredit({ accountId, amountMilliCents: USD, idempotencyKey: `by-${who}` });
    await expect(buy()).rejects.toMatchObject({ reason: 'METHOD_UNVERIFIED' });
    await expect(add('owner')).rejects.toMatchObject({ reason: 'METHOD_UNVERIFIED' });
    await expect(owner.setPaymentMethod({ accountId, methodId: 'card-9', verified: true })).rejects.toMatchObject({
      reason: 'ROLE_NOT_ALLOWED',
    });
    // Billing has its money from elsewhere.
    await add('billing');

    const { recharge } = await owner.verifyPaymentMethod({ accountId });
    expect(recharge).toMatchObject({ methodState: 'PAYMENT_METHOD_STATE_CHARGED', failures: 0 });
    expect(JSON.stringify(recharge)).not.toContain('secret');
    const order = billing.asked.find((each) => each.account_id === accountId && each.purpose === 'verification');
    const small = order?.amount_milli_cents ?? 0;
    expect([small >= USD, small < 2 * USD, small % 1000]).toEqual([true, true, 0]);
    expect(recharge?.history[0]?.amountMilliCents).toBe('0');
    expect([...billing.refunded]).toContain(order?.id);
    await expect(buy()).rejects.toMatchObject({ reason: 'METHOD_UNVERIFIED' });
    const wrong = { accountId, amountMilliCents: small + 1000 };
    await expect(owner.confirmPaymentMethod(wrong)).rejects.toMatchObject({ reason: 'VERIFICATION_WRONG' });
    await owner.confirmPaymentMethod({ accountId, amountMilliCents: small });

    const before = await balanceOf(accountId);
    expect((await buy()).payment?.state).toBe('PAYMENT_STATE_CREDITED');
    expect((await buy()).payment?.state).toBe('PAYMENT_STATE_CREDITED');
    await add('owner');
    expect(await balanceOf(accountId)).toBe(before + 21 * USD);
  });

  it('OC-10 three wrong amounts lock the card; a new small amount must be charged', async () => {
    const accountId = await accountWith(tollgate.client, 0, 'locked');
    await tollgate.client.setPaymentMethod({ accountId, methodId: 'card-3' });
    const { client } = tollgate;
    await client.verifyPaymentMethod({ accountId });
    const guess = (amountMilliCents: number) => client.confirmPaymentMethod({ accountId, amountMilliCents });
    for (const amount of [1, 2, 3]) await expect(guess(amount)).rejects.toMatchObject({ reason: 'VERIFICATION_WRONG' });
    const small = billing.asked.find((each) => each.account_id === accountId)?.amount_milli_cents ?? 0;
    await expect(guess(small)).rejects.toMatchObject({ reason: 'VERIFICATION_NOT_OPEN' });
    expect((await until(accountId, () => true)).methodState).toBe('PAYMENT_METHOD_STATE_LOCKED');
  });
});

describe('OC-12 who may add credit', () => {
  it("OC-12 an account's own admins may, and say how it is recharged; others may not", async () => {
    const accountId = 'acme-london';
    await tollgate.client.createAccount({ accountId });
    const add = (who: Who) => as(who).addCredit({ accountId, amountMilliCents: USD, idempotencyKey: 'k' });
    const set = (who: Who) => as(who).setRecharge({ accountId, ...PLAN, enabled: false });
    await add('owner');
    await set('owner');
    for (const [who, reason] of [
      ['other', 'ACCOUNT_NOT_IN_SCOPE'],
      ['viewer', 'ROLE_NOT_ALLOWED'],
      ['gateway', 'ROLE_NOT_ALLOWED'],
    ] as const) {
      await expect(add(who)).rejects.toMatchObject({ reason });
      await expect(set(who)).rejects.toMatchObject({ reason });
    }
    const adjust = as('owner').adjustBalance({ accountId, amountMilliCents: 1, idempotencyKey: 'k' });
    await expect(adjust).rejects.toMatchObject({ reason: 'ROLE_NOT_ALLOWED' });
    expect((await as('owner').getAccount({ accountId })).account?.recharge).toMatchObject({ enabled: false });
  });
});

describe('TC-15 the recommended threshold', () => {
  it("TC-15 is two weeks of the account's own use, over gRPC and HTTP", async () => {
    const accountId = await accountWith(tollgate.client, 50 * USD, 'used');
    const { client } = tollgate;
    for (const holdId of ['a', 'b']) {
      await client.authorize(outbound(accountId, holdId));
      await client.settle({ accountId, holdId, connectedSeconds: 65 });
    }
    // Two calls of 5,417 in less than a day: 14 days are 151,676, so $2.00.
    const answer = await client.recommendRecharge({ accountId });
    expect(answer).toMatchObject({
      thresholdMilliCents: String(2 * USD),
      dailyMilliCents: '10834',
      usedMilliCents: '10834',
      source: 'journal',
    });
    const http = await fetch(`${tollgate.http}/v1/accounts/${accountId}/recharge/recommendation`, asAdmin());
    expect(await http.json()).toMatchObject({ threshold_milli_cents: 2 * USD, currency: 'USD' });
  });
});

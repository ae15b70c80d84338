/** Stripe as the provider, against a server that speaks its API as the published OpenAPI has it. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Recharge__Output } from '../../src/gen/tollgate/v1/Recharge.ts';
import { accountOf, accountWith, movementsOf, newId } from '../requirements/support/traffic.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Intent, refundOf, startStripe, type StripeServer } from './support/stripe-server.ts';

const USD = 100_000;

let stripe: StripeServer;
let tollgate: TestTollgate;
let over = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  stripe = await startStripe((stop) => (over = stop));
  tollgate = await startTollgate({ env: stripe.env });
});
afterAll(async () => {
  await tollgate.stop();
  await over();
});
afterEach(() => expect(stripe.problems).toEqual([]));

const plan = { enabled: true, thresholdMilliCents: 5 * USD, amountMilliCents: 20 * USD };

/** With $1.00 and this card; recharged below $5.00 by $20.00. */
async function poor(methodId = 'pm_card_visa'): Promise<string> {
  const accountId = await accountWith(tollgate.client, USD, 'striped');
  const customerId = `cus_${accountId.replace('-', '')}`;
  await tollgate.client.setPaymentMethod({ accountId, methodId, customerId, verified: true });
  await tollgate.client.setRecharge({ accountId, ...plan });
  return accountId;
}

async function until(accountId: string, isSo: (recharge: Recharge__Output) => boolean): Promise<Recharge__Output> {
  for (let left = 800; ; left--) {
    const { recharge } = await tollgate.client.getRecharge({ accountId });
    if (recharge !== null && (isSo(recharge) || left === 0)) return recharge;
    await wait(50);
  }
}

const ended = ({ history }: Recharge__Output) => history.length > 0;
const balanceOf = async (accountId: string) =>
  Number((await accountOf(tollgate.client, accountId)).balanceMilliCents) / USD;

function intentsOf(accountId: string): Intent[] {
  return [...stripe.intents.values()].filter(({ metadata }) => metadata['tollgate_account_id'] === accountId);
}

const send = (type: string, object: object, options = {}) => stripe.send(tollgate.http, type, object, options);

describe('a PaymentIntent', () => {
  it('is charged off session, and its id is the key of the credit', async () => {
    const accountId = await poor();
    const { history } = await until(accountId, ended);
    const [intent] = intentsOf(accountId);
    expect(intentsOf(accountId)).toHaveLength(1);
    expect(intent).toMatchObject({ amount: 2000, currency: 'usd', status: 'succeeded' });
    expect(history).toMatchObject([{ state: 'PAYMENT_STATE_CREDITED', reference: intent?.id }]);
    const { idempotencyKey } = (await movementsOf(tollgate.client, accountId)).at(-1) ?? {};
    expect(idempotencyKey).toBe(`stripe:${intent?.id}`);
    expect(await balanceOf(accountId)).toBe(21);
  });

  it.each(['hang_up', 'HTTP 500', 'HTTP 429'] as const)(
    'of which nothing was heard (%s) is looked up, and never made anew',
    async (mishap) => {
      const lookedUp = stripe.requests.filter((each) => each === 'GET /v1/payment_intents').length;
      stripe.mishaps.push(mishap);
      const accountId = await poor();
      await until(accountId, ended);
      expect(intentsOf(accountId)).toHaveLength(1);
      // The library sends again by itself, under the same key, what a connection has not carried.
      const looks = stripe.requests.filter((each) => each === 'GET /v1/payment_intents').length - lookedUp;
      if (mishap !== 'hang_up') expect(looks).toBeGreaterThan(0);
      expect(await balanceOf(accountId)).toBe(21);
    },
    60_000,
  );

  it('that is processed is credited when Stripe says so, once', async () => {
    const accountId = await poor('pm_processing');
    const { current } = await until(accountId, (each) => each.current?.state === 'PAYMENT_STATE_PENDING');
    expect(await balanceOf(accountId)).toBe(1);
    const intent = stripe.decide(current?.reference ?? '', 'succeeded');
    for (let times = 0; times < 2; times++) expect(await send('payment_intent.succeeded', intent)).toBe(200);
    await until(accountId, ended);
    expect(await balanceOf(accountId)).toBe(21);
  });

  it.each([
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_authenticationRequired', 'authentication_required'],
    ['pm_card_threeDSecureRequired', 'requires_action'],
  ])('by %s fails with %s, and is cancelled, so that nobody pays it later', async (card, reason) => {
    const accountId = await poor(card);
    const { history } = await until(accountId, ended);
    expect(history).toMatchObject([{ state: 'PAYMENT_STATE_FAILED', reason }]);
    expect(intentsOf(accountId).map(({ status }) => status)).toEqual(['canceled']);
    expect(await balanceOf(accountId)).toBe(1);
  });
});

describe('events', () => {
  it('of a payment and of its checkout credit once, in any order', async () => {
    const accountId = await accountWith(tollgate.client, 0, 'bought');
    const mine = { tollgate_account_id: accountId };
    const intent = stripe.paid(3500, 'usd', mine);
    const session = { object: 'checkout.session', id: 'cs_1', metadata: mine, payment_intent: intent.id };
    const paid = { ...session, payment_status: 'paid' };
    for (const [type, object] of [
      ['checkout.session.completed', paid],
      ['payment_intent.succeeded', intent],
      ['checkout.session.completed', paid],
    ] as const) {
      expect(await send(type, object)).toBe(200);
    }
    expect(await balanceOf(accountId)).toBe(35);
  });

  it('of refunds and disputes take the credit back, once, and nothing is charged by itself after that', async () => {
    const accountId = await poor();
    await until(accountId, ended);
    const [intent] = intentsOf(accountId);
    const refund = { ...refundOf(intent?.id ?? '', 1900, 'usd'), metadata: {} };
    for (const type of ['refund.created', 'refund.updated']) expect(await send(type, refund)).toBe(200);
    expect(await balanceOf(accountId)).toBe(2);
    await wait(300);
    expect(await until(accountId, () => true)).toMatchObject({ paused: 'refund', current: null });
    expect(intentsOf(accountId)).toHaveLength(1);
    const failed = { ...refund, status: 'failed' };
    expect(await send('refund.failed', failed)).toBe(200);
    expect(await balanceOf(accountId)).toBe(21);

    const dispute = { object: 'dispute', id: newId('dp'), amount: 2000, currency: 'usd', payment_intent: intent?.id };
    for (let times = 0; times < 2; times++) expect(await send('charge.dispute.funds_withdrawn', dispute)).toBe(200);
    expect([await balanceOf(accountId), (await until(accountId, () => true)).paused]).toEqual([1, 'dispute']);
    expect(await send('charge.dispute.funds_reinstated', dispute)).toBe(200);
    expect(await balanceOf(accountId)).toBe(21);
  });

  it('of a payment that only a checkout knows the account of are found by it', async () => {
    const accountId = await accountWith(tollgate.client, 10 * USD, 'bought');
    const intent = stripe.paid(500, 'usd', {});
    const required = { automatic_tax: {}, custom_fields: [], custom_text: {}, payment_method_types: ['card'] };
    const times = { created: 1, expires_at: 2, livemode: false, mode: 'payment', shipping_options: [] };
    const metadata = { tollgate_account_id: accountId };
    const session = { object: 'checkout.session', id: 'cs_2', payment_status: 'paid', ...required, ...times, metadata };
    stripe.sessions.push({ ...session, payment_intent: intent.id });
    expect(await send('refund.created', { ...refundOf(intent.id, 500, 'usd'), metadata: {} })).toBe(200);
    expect(await balanceOf(accountId)).toBe(5);
  });

  it('that are not signed, not of now, or of another currency are refused', async () => {
    const accountId = await accountWith(tollgate.client, 0, 'bought');
    const intent = stripe.paid(700, 'usd', { tollgate_account_id: accountId });
    const body = JSON.stringify({ type: 'payment_intent.succeeded', data: { object: intent } });
    const forged = await fetch(`${tollgate.http}/v1/stripe/events`, { method: 'POST', body });
    expect([forged.status, ((await forged.json()) as { error: { reason: string } }).error.reason]).toEqual([
      401,
      'SIGNATURE_INVALID',
    ]);
    expect(await send('payment_intent.succeeded', intent, { ageSeconds: 301 })).toBe(401);
    expect(await send('payment_intent.succeeded', { ...intent, currency: 'jpy' })).toBe(409);
    const unknown = { ...intent, metadata: { tollgate_account_id: 'nobody' } };
    expect(await send('payment_intent.succeeded', unknown)).toBe(404);
    expect(await balanceOf(accountId)).toBe(0);
    // What is not about Tollgate is nobody's trouble.
    expect(await send('customer.created', { object: 'customer', id: 'cus_1' })).toBe(200);
    expect(await send('payment_intent.succeeded', { ...intent, metadata: {} })).toBe(200);
  });

  it('of a paid invoice credit what waits for it', async () => {
    const accountId = await accountWith(tollgate.client, USD, 'invoiced');
    await tollgate.client.setRecharge({ accountId, ...plan, mode: 'RECHARGE_MODE_INVOICE' });
    await until(accountId, ({ current }) => current?.state === 'PAYMENT_STATE_PENDING');
    const invoice = { object: 'invoice', id: 'in_1', metadata: { tollgate_account_id: accountId } };
    for (let times = 0; times < 2; times++) expect(await send('invoice.paid', invoice)).toBe(200);
    expect(await balanceOf(accountId)).toBe(21);
    expect(intentsOf(accountId)).toEqual([]);
  });
});

it('a small payment verifies a card: it is refunded, and is no credit however it is heard of', async () => {
  const accountId = await accountWith(tollgate.client, 10 * USD, 'verified');
  const { client } = tollgate;
  await client.setPaymentMethod({ accountId, methodId: 'pm_card_visa', customerId: 'cus_verify' });
  await client.verifyPaymentMethod({ accountId });
  const [intent] = intentsOf(accountId);
  expect(stripe.refunds.map((each) => each.payment_intent)).toContain(intent?.id);
  expect(await send('payment_intent.succeeded', intent ?? {})).toBe(200);
  const refund = { ...refundOf(intent?.id ?? '', intent?.amount ?? 0, 'usd'), metadata: {} };
  expect(await send('refund.created', refund)).toBe(200);
  expect(await balanceOf(accountId)).toBe(10);
  await client.confirmPaymentMethod({ accountId, amountMilliCents: (intent?.amount ?? 0) * 1000 });
  const bought = await client.purchaseCredit({ accountId, amountMilliCents: 20 * USD, idempotencyKey: 'k' });
  expect(bought.payment?.state).toBe('PAYMENT_STATE_CREDITED');
  expect(await balanceOf(accountId)).toBe(30);
});

it('takes no amount that a card cannot be charged, and no names that are not of Stripe', async () => {
  const accountId = await accountWith(tollgate.client, 10 * USD, 'odd');
  const { client } = tollgate;
  const odd = { accountId, ...plan, amountMilliCents: 20 * USD + 1 };
  await expect(client.setRecharge(odd)).rejects.toMatchObject({ details: { field: 'minimum_milli_cents' } });
  const method = { accountId, methodId: 'pm_1', customerId: 'somebody' };
  await expect(client.setPaymentMethod(method)).rejects.toMatchObject({ details: { field: 'customer_id' } });
});

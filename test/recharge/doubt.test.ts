/** What a provider does not say plainly is found out, and charged and credited once. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Recharge__Output } from '../../src/gen/tollgate/v1/Recharge.ts';
import { accountOf, accountWith, movementsOf } from '../requirements/support/traffic.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Billing, type Reaction, startBilling } from './support/billing.ts';

const USD = 100_000;

let billing: Billing;
let tollgate: TestTollgate;
let other: TestTollgate;
let over = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  billing = await startBilling((stop) => (over = stop));
  // Two sidecars over one store; both look after whatever is due.
  tollgate = await startTollgate({ env: billing.env });
  other = await startTollgate({ env: billing.env });
});
afterAll(async () => {
  await Promise.all([tollgate.stop(), other.stop()]);
  await over();
});

async function poor(): Promise<string> {
  const accountId = await accountWith(tollgate.client, USD, 'doubtful');
  await tollgate.client.setPaymentMethod({ accountId, methodId: 'card', verified: true });
  return accountId;
}

async function recharged(accountId: string, isSo: (recharge: Recharge__Output) => boolean): Promise<Recharge__Output> {
  for (let left = 800; ; left--) {
    const { recharge } = await tollgate.client.getRecharge({ accountId });
    if (recharge !== null && (isSo(recharge) || left === 0)) return recharge;
    await wait(50);
  }
}

const plan = { enabled: true, thresholdMilliCents: 5 * USD, amountMilliCents: 20 * USD };

describe('a provider that', () => {
  it.each<readonly [string, Reaction]>([
    ['charges and hangs up', 'hang_up'],
    ['answers nonsense', 'broken'],
    ['is away', 'HTTP 503'],
  ])(
    '%s is asked again under the same id, and its payment credited once',
    async (_, reaction) => {
      const accountId = await poor();
      billing.reactions.push(reaction);
      await tollgate.client.setRecharge({ accountId, ...plan });
      const unknown = await recharged(accountId, ({ current }) => current?.state === 'PAYMENT_STATE_UNKNOWN');
      expect(unknown.current).toMatchObject({ amountMilliCents: String(20 * USD) });
      // Nothing else is charged meanwhile.
      const key = { accountId, amountMilliCents: USD, idempotencyKey: 'now' };
      await expect(tollgate.client.purchaseCredit(key)).rejects.toMatchObject({ reason: 'PAYMENT_IN_FLIGHT' });
      const { history } = await recharged(accountId, (each) => each.history.length > 0);
      expect(history).toMatchObject([{ state: 'PAYMENT_STATE_CREDITED' }]);
      const orders = billing.asked.filter((each) => each.account_id === accountId);
      expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
      expect(orders.length).toBeGreaterThan(1);
      expect(orders.at(-1)?.asked_before).toBe(orders.length - 1);
      const credits = (await movementsOf(tollgate.client, accountId)).filter(({ note }) => note.includes('recharge'));
      expect(credits.map(({ amountMilliCents }) => amountMilliCents)).toEqual([String(20 * USD)]);
    },
    60_000,
  );

  it('refuses has charged nothing: it is asked later, for another payment', async () => {
    const accountId = await poor();
    billing.reactions.push('failed');
    await tollgate.client.setRecharge({ accountId, ...plan });
    const { history, countToday, nextTryAtMs } = await recharged(accountId, (each) => each.failures > 0);
    expect(history).toMatchObject([{ state: 'PAYMENT_STATE_FAILED', reason: 'card_declined' }]);
    expect([countToday, Number(nextTryAtMs) > Date.now() + 4 * 60_000]).toEqual([0, true]);
    // Whoever sets it anew has perhaps mended it.
    await tollgate.client.setRecharge({ accountId, ...plan });
    const again = await recharged(accountId, (each) => each.history.length > 1);
    expect(again.history[0]).toMatchObject({ state: 'PAYMENT_STATE_CREDITED' });
    expect(again.history[0]?.rechargeId).not.toBe(history[0]?.rechargeId);
  });

  it('said failed and was wrong is reported as paid later, and the credit added once', async () => {
    const accountId = await poor();
    billing.reactions.push('failed');
    await tollgate.client.setRecharge({ accountId, ...plan });
    const { history } = await recharged(accountId, (each) => each.failures > 0);
    const [payment] = history;
    await tollgate.client.setRecharge({ accountId, ...plan, enabled: false });
    const report = { accountId, rechargeId: payment?.rechargeId ?? '', state: 'PAYMENT_STATE_PAID' } as const;
    for (let times = 0; times < 2; times++) {
      expect((await tollgate.client.reportRecharge(report)).payment?.state).toBe('PAYMENT_STATE_CREDITED');
    }
    expect(Number((await accountOf(tollgate.client, accountId)).balanceMilliCents)).toBe(21 * USD);
  });
});

describe('the caps of a day', () => {
  it('bound how often and how much, and the last recharge takes what is left', async () => {
    const accountId = await poor();
    const caps = { ...plan, amountMilliCents: USD, minimumMilliCents: USD / 2, dailyMilliCents: 2.5 * USD };
    await tollgate.client.setRecharge({ accountId, ...caps, dailyCount: 10 });
    // From $1.00 on: $2.00, $3.00, then $0.50; the threshold is $5.00.
    await recharged(accountId, (each) => each.history.length === 1);
    await tollgate.client.setRecharge({ accountId, ...caps, dailyCount: 10 });
    await recharged(accountId, (each) => each.history.length === 2);
    await tollgate.client.setRecharge({ accountId, ...caps, dailyCount: 10 });
    await recharged(accountId, (each) => each.history.length === 3);
    await tollgate.client.setRecharge({ accountId, ...caps, dailyCount: 10 });
    const { history, countToday, milliCentsToday } = await recharged(accountId, (each) => each.failures > 0);
    expect(history.map((each) => [each.amountMilliCents, each.state, each.reason])).toEqual([
      [String(USD), 'PAYMENT_STATE_FAILED', 'daily_cap'],
      [String(USD / 2), 'PAYMENT_STATE_CREDITED', ''],
      [String(USD), 'PAYMENT_STATE_CREDITED', ''],
      [String(USD), 'PAYMENT_STATE_CREDITED', ''],
    ]);
    expect([countToday, milliCentsToday]).toEqual([3, String(2.5 * USD)]);
  });
});

import { NO_PLAN } from '../../src/recharge/record.ts';
import type { PaymentView, Recharging, RechargeView } from '../../src/recharge/requests.ts';
import type { Asked } from './cardboard.ts';

const VIEW: RechargeView = {
  plan: NO_PLAN,
  method: undefined,
  provider: 'webhook',
  current: undefined,
  history: [],
  spentToday: { count: 0, milliCents: 0 },
  failures: 0,
  nextTryAtMs: 0,
  paused: '',
};

const PAYMENT: PaymentView = {
  id: 'rc_0_1',
  purpose: 'recharge',
  mode: 'card',
  amountMilliCents: 1,
  reason: '',
  reference: '',
  state: 'credited',
  atMs: 1,
};

/** Accounts that are not recharged, and payments that are all made. */
export function cardboardRecharging(asked: Asked[]): Recharging {
  const answering =
    <Answer>(verb: string, answer: Answer) =>
    (...request: unknown[]): Promise<Answer> => {
      asked.push({ verb, request });
      return Promise.resolve(answer);
    };
  return {
    // GetAccount shows it beside the account, which is what it asks for.
    get: () => Promise.resolve(VIEW),
    set: answering('setRecharge', VIEW),
    setMethod: answering('setMethod', VIEW),
    verify: answering('verify', VIEW),
    confirm: answering('confirm', VIEW),
    purchase: answering('purchase', PAYMENT),
    report: answering('report', PAYMENT),
    invoicePaid: answering('invoicePaid', PAYMENT),
    recommend: answering('recommend', {
      thresholdMilliCents: 0,
      dailyMilliCents: 0,
      usedMilliCents: 0,
      fromMs: 0,
      toMs: 0,
      source: 'journal' as const,
      currency: 'USD',
    }),
    methodBlocks: () => Promise.resolve(false),
  };
}

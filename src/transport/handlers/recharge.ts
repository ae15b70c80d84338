/** RechargeService: how accounts are recharged, credit bought by card, and what billing reports of payments. */
import { Fault, invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { GetRechargeResponse } from '../../gen/tollgate/v1/GetRechargeResponse.ts';
import type { Payment } from '../../gen/tollgate/v1/Payment.ts';
import type { PurchaseCreditResponse } from '../../gen/tollgate/v1/PurchaseCreditResponse.ts';
import type { Recharge } from '../../gen/tollgate/v1/Recharge.ts';
import type { RecommendRechargeResponse } from '../../gen/tollgate/v1/RecommendRechargeResponse.ts';
import type { ReportInvoicePaidResponse } from '../../gen/tollgate/v1/ReportInvoicePaidResponse.ts';
import type { PaymentView, PlanChanges, RechargeView, Report } from '../../recharge/requests.ts';
import { toWireName } from '../definitions.ts';
import {
  ADD_CREDIT,
  type CallContext,
  CHANGE_ACCOUNTS,
  defineMethod,
  type Message,
  READ_RECHARGE,
  type Rooms,
} from '../method.ts';
import * as read from './fields.ts';
import { orAbsent, PAYMENT_METHOD_STATE, PAYMENT_PURPOSE, PAYMENT_STATE, RECHARGE_MODE } from './messages.ts';
import { updateMask } from './pages.ts';

/** What providers call things. */
const LONGEST_NAME = 255;
const MOST_RECHARGES_A_DAY = 100;
const USUAL_RECHARGES_A_DAY = 3;

const READ = { kind: 'unary', lane: 'read', roles: READ_RECHARGE, reach: 'account' } as const;
const CHANGE = { kind: 'unary', lane: 'admission', roles: ADD_CREDIT, reach: 'account', audited: true } as const;
const REPORT = { ...CHANGE, roles: CHANGE_ACCOUNTS } as const;
const ACCOUNT = '/v1/accounts/{account_id}';

export const RECHARGE = [
  defineMethod({
    ...READ,
    name: 'GetRecharge',
    http: { routes: [`GET ${ACCOUNT}/recharge`], inner: 'recharge' },
    run: async ({ recharging }, message) => answer(await recharging.get(read.accountId(message))),
  }),
  defineMethod({
    ...CHANGE,
    name: 'SetRecharge',
    http: { routes: [`PUT ${ACCOUNT}/recharge`], inner: 'recharge' },
    bounds: { 'updateMask.paths': 32 },
    run: async ({ recharging }, message) => answer(await recharging.set(read.accountId(message), planChanges(message))),
  }),
  defineMethod({
    ...CHANGE,
    name: 'SetPaymentMethod',
    http: { routes: [`PUT ${ACCOUNT}/payment-method`], inner: 'recharge' },
    run: setPaymentMethod,
  }),
  defineMethod({
    ...CHANGE,
    name: 'VerifyPaymentMethod',
    http: { routes: [`POST ${ACCOUNT}/payment-method/verify`], inner: 'recharge' },
    run: async ({ recharging }, message) => answer(await recharging.verify(read.accountId(message))),
  }),
  defineMethod({
    ...CHANGE,
    name: 'ConfirmPaymentMethod',
    http: { routes: [`POST ${ACCOUNT}/payment-method/confirm`], inner: 'recharge' },
    run: async ({ recharging }, message) =>
      answer(await recharging.confirm(read.accountId(message), amountIn(message))),
  }),
  defineMethod({
    ...CHANGE,
    name: 'PurchaseCredit',
    http: { routes: [`POST ${ACCOUNT}/purchase`], inner: 'payment' },
    run: purchaseCredit,
  }),
  defineMethod({
    ...READ,
    name: 'RecommendRecharge',
    http: { routes: [`GET ${ACCOUNT}/recharge/recommendation`] },
    run: recommendRecharge,
  }),
  defineMethod({
    ...REPORT,
    name: 'ReportRecharge',
    http: { routes: [`POST ${ACCOUNT}/recharge/report`], inner: 'payment' },
    run: async ({ recharging }, message) => ({
      payment: paymentMessage(await recharging.report(read.accountId(message), reportIn(message))),
    }),
  }),
  defineMethod({
    ...REPORT,
    name: 'ReportInvoicePaid',
    http: { routes: [`POST ${ACCOUNT}/invoice-paid`], inner: 'payment' },
    run: reportInvoicePaid,
  }),
] as const;

function answer(view: RechargeView): GetRechargeResponse {
  return { recharge: rechargeMessage(view) };
}

/** All fields, or those that the mask names; what is absent has its default. */
function planChanges(message: Message): PlanChanges {
  const amountMilliCents = read.integer(message, 'amountMilliCents', 0, MAX_AMOUNT);
  const given = {
    enabled: read.flag(message, 'enabled'),
    mode: RECHARGE_MODE.read(message, 'mode') ?? ('card' as const),
    thresholdMilliCents: read.integer(message, 'thresholdMilliCents', 0, MAX_AMOUNT),
    amountMilliCents,
    minimumMilliCents: read.optionalInteger(message, 'minimumMilliCents', 1, MAX_AMOUNT) ?? amountMilliCents,
    dailyCount: read.optionalInteger(message, 'dailyCount', 1, MOST_RECHARGES_A_DAY) ?? USUAL_RECHARGES_A_DAY,
    dailyMilliCents: read.optionalInteger(message, 'dailyMilliCents', 1, MAX_AMOUNT),
  };
  const mask = updateMask(message, Object.keys(given));
  if (mask === undefined) return given;
  return Object.fromEntries(Object.entries(given).filter(([field]) => mask.has(field)));
}

function nameIn(message: Message, field: string): string {
  const name = read.line(message, field, LONGEST_NAME);
  if (/\s/.test(name)) throw invalidField(toWireName(field), 'must not contain spaces');
  return name;
}

function requiredName(message: Message, field: string): string {
  const name = nameIn(message, field);
  if (name === '') throw invalidField(toWireName(field), 'is required');
  return name;
}

function amountIn(message: Message): number {
  return read.requiredInteger(message, 'amountMilliCents', 1, MAX_AMOUNT);
}

async function setPaymentMethod({ recharging }: Rooms, message: Message, { caller }: CallContext) {
  const accountId = read.accountId(message);
  const verified = read.flag(message, 'verified');
  if (verified && caller.role === 'account_admin') {
    const problem = 'verified: needs role billing or admin; this caller verifies it by VerifyPaymentMethod';
    throw new Fault('ROLE_NOT_ALLOWED', problem, { field: 'verified' });
  }
  const method = { customerId: nameIn(message, 'customerId'), methodId: nameIn(message, 'methodId'), verified };
  return answer(await recharging.setMethod(accountId, method));
}

async function purchaseCredit({ recharging }: Rooms, message: Message): Promise<PurchaseCreditResponse> {
  const accountId = read.accountId(message);
  const payment = await recharging.purchase(accountId, amountIn(message), read.idempotencyKey(message));
  return { payment: paymentMessage(payment) };
}

async function recommendRecharge({ recharging }: Rooms, message: Message): Promise<RecommendRechargeResponse> {
  return recharging.recommend(read.accountId(message));
}

function reportIn(message: Message): Report {
  const status = PAYMENT_STATE.read(message, 'state');
  if (status !== 'paid' && status !== 'failed' && status !== 'pending') {
    throw invalidField('state', 'must be one of paid, failed, pending');
  }
  return {
    rechargeId: requiredName(message, 'rechargeId'),
    status,
    reference: nameIn(message, 'reference'),
    reason: read.word(message, 'reason', ''),
  };
}

async function reportInvoicePaid({ recharging }: Rooms, message: Message): Promise<ReportInvoicePaidResponse> {
  const payment = await recharging.invoicePaid(read.accountId(message), requiredName(message, 'invoiceId'));
  return { payment: payment === undefined ? null : paymentMessage(payment) };
}

/** In the shape of its proto message. */
export function rechargeMessage(view: RechargeView): Recharge {
  const { plan, method } = view;
  return {
    enabled: plan.enabled,
    mode: RECHARGE_MODE.name(plan.mode),
    thresholdMilliCents: plan.thresholdMilliCents,
    amountMilliCents: plan.amountMilliCents,
    minimumMilliCents: plan.minimumMilliCents,
    dailyCount: plan.dailyCount,
    dailyMilliCents: orAbsent(plan.dailyMilliCents),
    methodState: PAYMENT_METHOD_STATE.nameOr(method?.state),
    methodId: method?.methodId ?? '',
    customerId: method?.customerId ?? '',
    provider: view.provider ?? '',
    current: view.current === undefined ? null : paymentMessage(view.current),
    history: view.history.map(paymentMessage),
    countToday: view.spentToday.count,
    milliCentsToday: view.spentToday.milliCents,
    failures: view.failures,
    nextTryAtMs: orAbsent(view.nextTryAtMs || undefined),
    paused: view.paused,
  };
}

function paymentMessage(payment: PaymentView): Payment {
  return {
    rechargeId: payment.id,
    purpose: PAYMENT_PURPOSE.name(payment.purpose),
    mode: RECHARGE_MODE.name(payment.mode),
    amountMilliCents: payment.amountMilliCents,
    state: PAYMENT_STATE.name(payment.state),
    reason: payment.reason,
    reference: payment.reference,
    atMs: payment.atMs,
  };
}

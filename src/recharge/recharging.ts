/** The verbs of recharging: how an account is set up, payments that people ask for, and what billing reports. */
import { randomInt } from 'node:crypto';
import { Fault, invalidField } from '../domain/fault.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { AccountState, Ledger } from '../ledger/port.ts';
import { stepMilliCents } from './minor-units.ts';
import type { Payments } from './payments.ts';
import type { PaymentProvider } from './provider.ts';
import { type Attempt, newRecord, type Outcome, type RechargeRecord } from './record.ts';
import type { RechargeRecords } from './records.ts';
import { type UseHistory, recommendation } from './recommend.ts';
import type { PaymentView, PlanChanges, Recharging, RechargeView, SavedMethod } from './requests.ts';
import { confirmed, heard, purchase, type Standing, verification, VERIFICATIONS_PER_DAY } from './rules.ts';
import { standingOf } from './standing.ts';
import { newsOf } from './webhook.ts';

export interface RechargingOptions {
  readonly ledger: Pick<Ledger, 'account'>;
  readonly records: RechargeRecords;
  readonly payments: Payments;
  readonly provider: PaymentProvider | undefined;
  /** Why the plan takes no such purchase; undefined where it does. */
  readonly amountRefusal: (account: AccountState, amountMilliCents: number) => Fault | undefined;
  readonly history: UseHistory;
  /** The least that a payment which verifies a method is, in milli-cents. */
  readonly verificationMilliCents: number;
  /** This sidecar. */
  readonly owner: string;
  /** Looks whether an account is to be recharged now, without anybody waiting. */
  readonly look: (accountId: string) => void;
}

/** How many amounts a payment that verifies may be. */
const SMALL_AMOUNTS = 100;
/** How long a caller waits for a payment; it goes on without one. */
const WAITED_MS = 3_000;

export function createRecharging(options: RechargingOptions): Recharging {
  const { ledger, records, payments, provider, owner } = options;

  const accountOf = async (accountId: string): Promise<AccountState> => {
    const account = await ledger.account(accountId);
    if (account === undefined) throw accountUnknown();
    return account;
  };
  const placeOf = async (accountId: string) => standingOf(await accountOf(accountId));
  const shown = (record: RechargeRecord, standing: Standing) => viewOf(record, standing, provider?.name);

  const chargeable = (account: AccountState, amountMilliCents: number, field: string): void => {
    const { currency } = account.profile;
    const refusal = options.amountRefusal(account, amountMilliCents);
    if (refusal !== undefined) throw refusal;
    const problem = provider?.amountProblem(amountMilliCents, currency);
    if (problem !== undefined) throw invalidField(field, problem);
  };

  return {
    async get(accountId) {
      const standing = await placeOf(accountId);
      const { record } = await records.read(standing.place);
      return shown(record ?? newRecord(''), standing);
    },
    async set(accountId, changes) {
      if (provider === undefined) throw rechargeOff();
      const account = await accountOf(accountId);
      const standing = standingOf(account);
      const record = await payments.change(standing.place, (before) => {
        const plan = { ...before.plan, ...changes };
        checkPlan(account, plan, changes);
        if (plan.enabled) chargeable(account, plan.minimumMilliCents, 'minimum_milli_cents');
        if (plan.enabled) chargeable(account, plan.amountMilliCents, 'amount_milli_cents');
        return { record: { ...before, plan, failures: 0, nextTryAtMs: 0, paused: '' }, lookSoon: true };
      });
      options.look(accountId);
      return shown(record, standing);
    },
    async setMethod(accountId, saved) {
      if (provider === undefined) throw rechargeOff();
      const wrong = saved.methodId === '' ? undefined : provider.methodProblem(saved);
      if (wrong !== undefined) throw invalidField(wrong.field, wrong.problem);
      const standing = await placeOf(accountId);
      const record = await payments.change(standing.place, (before) => ({
        record: { ...before, method: methodAfter(before, saved), failures: 0, nextTryAtMs: 0, paused: '' },
        lookSoon: true,
      }));
      options.look(accountId);
      return shown(record, standing);
    },
    async verify(accountId) {
      if (provider === undefined) throw rechargeOff();
      const standing = await placeOf(accountId);
      const { currency } = standing;
      const step = stepMilliCents(currency);
      const least = Math.ceil(options.verificationMilliCents / step) * step;
      const amountMilliCents = least + randomInt(SMALL_AMOUNTS) * step;
      await payments.change(standing.place, (before) => {
        idle(before);
        if (before.method === undefined) throw noMethod();
        if (before.method.state === 'verified') throw new Fault('METHOD_VERIFIED', 'the payment method is verified');
        const { day, count } = before.verifications;
        if (day === standing.day && count >= VERIFICATIONS_PER_DAY) throw tooManyVerifications();
        return verification(before, amountMilliCents, standing, owner);
      });
      await waitBriefly(payments.advance(standing.place));
      const { record } = await records.read(standing.place);
      return shown(record ?? newRecord(''), standing);
    },
    async confirm(accountId, amountMilliCents) {
      const standing = await placeOf(accountId);
      const record = await payments.change(standing.place, (before) => {
        if (before.method?.state !== 'charged') {
          throw new Fault('VERIFICATION_NOT_OPEN', 'no amount waits to be confirmed: verify the payment method first');
        }
        return { ...confirmed(before, before.method, amountMilliCents), lookSoon: true };
      });
      if (record.method?.state !== 'verified') throw wrongAmount(record);
      options.look(accountId);
      return shown(record, standing);
    },
    async purchase(accountId, amountMilliCents, key) {
      if (provider === undefined) throw rechargeOff();
      const account = await accountOf(accountId);
      const { place } = standingOf(account);
      let begun = '';
      await payments.change(place, (before, nowMs) => {
        const known = byKey(before, key);
        begun = known?.id ?? '';
        if (known !== undefined && known.amountMilliCents !== amountMilliCents) {
          throw new Fault('CONFLICT', 'idempotency_key was used for another purchase', { field: 'idempotency_key' });
        }
        if (known !== undefined) return undefined;
        idle(before);
        if (account.profile.state === 'closed') throw new Fault('ACCOUNT_CLOSED', 'the account is closed');
        if (before.method === undefined) throw noMethod();
        if (before.method.state !== 'verified') throw methodUnverified();
        chargeable(account, amountMilliCents, 'amount_milli_cents');
        const change = purchase(before, amountMilliCents, key, nowMs, owner);
        begun = change.entry?.reference ?? '';
        return change;
      });
      await waitBriefly(payments.advance(place));
      return found((await records.read(place)).record, begun);
    },
    async report(accountId, report) {
      const { place } = await placeOf(accountId);
      const { record } = await records.read(place);
      const known = found(record, report.rechargeId);
      await payments.hear(place, known.id, newsOf(known, report));
      return found((await records.read(place)).record, known.id);
    },
    async invoicePaid(accountId, invoiceId) {
      const { place } = await placeOf(accountId);
      let id = '';
      await payments.change(place, (before, nowMs) => {
        const known = before.history.find(({ mode, reference }) => mode === 'invoice' && reference === invoiceId);
        id = known?.id ?? '';
        const { current } = before;
        if (before.invoices.includes(invoiceId) || current?.mode !== 'invoice') return undefined;
        id = current.id;
        if (current.state === 'paid') return undefined;
        const { amountMilliCents: paidMilliCents } = current;
        const news = { reference: invoiceId, creditKey: `invoice:${current.id}`, paidMilliCents };
        return heard(before, current, { kind: 'paid', ...news }, nowMs);
      });
      if (id === '') return undefined;
      await payments.advance(place);
      return found((await records.read(place)).record, id);
    },
    recommend: async (accountId) => recommendation(options.history, await accountOf(accountId)),
    async methodBlocks(accountId) {
      const { place } = await placeOf(accountId);
      const { method } = (await records.read(place)).record ?? {};
      return method !== undefined && method.state !== 'verified';
    },
  };
}

/** What somebody sets must make sense as a whole. */
function checkPlan({ profile }: AccountState, plan: RechargeRecord['plan'], changes: PlanChanges): void {
  const { enabled, amountMilliCents, minimumMilliCents, dailyMilliCents, thresholdMilliCents } = plan;
  if (!enabled) return;
  if (profile.fundedBy === 'parent') {
    throw invalidField('enabled', 'its parent pays for the traffic of this account: let the parent be recharged');
  }
  if (profile.state === 'closed') throw invalidField('enabled', 'the account is closed');
  if (amountMilliCents <= 0) throw invalidField('amount_milli_cents', 'is required, more than 0');
  if (thresholdMilliCents <= 0) throw invalidField('threshold_milli_cents', 'is required, more than 0');
  if (minimumMilliCents <= 0 || minimumMilliCents > amountMilliCents) {
    const field = changes.minimumMilliCents === undefined ? 'amount_milli_cents' : 'minimum_milli_cents';
    throw invalidField(field, 'the minimum must be more than 0 and at most the amount');
  }
  if (dailyMilliCents !== undefined && dailyMilliCents < minimumMilliCents) {
    throw invalidField('daily_milli_cents', 'must be at least the minimum, or nothing could ever be recharged');
  }
}

/** Another means of payment than before must be verified anew. */
function methodAfter({ method }: RechargeRecord, { customerId, methodId, verified }: SavedMethod) {
  if (methodId === '') return undefined;
  const same = method !== undefined && method.methodId === methodId && method.customerId === customerId;
  if (same && !verified) return method;
  const state = verified ? ('verified' as const) : ('unverified' as const);
  return { customerId, methodId, state, secretMilliCents: 0, wrongTries: 0 };
}

function idle({ current }: RechargeRecord): void {
  if (current === undefined) return;
  const problem = `payment ${current.id} is under way (${current.state}): there is one at a time`;
  throw new Fault('PAYMENT_IN_FLIGHT', problem, { metadata: { recharge_id: current.id } });
}

async function waitBriefly(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAITED_MS);
  });
  await Promise.race([work, enough]).finally(() => clearTimeout(timer));
}

/* What is shown. */

function viewOf(record: RechargeRecord, { day }: Standing, provider: string | undefined): RechargeView {
  const { plan, method, current, history, spent, failures, nextTryAtMs, paused } = record;
  const { count, milliCents } = spent.day === day ? spent : { count: 0, milliCents: 0 };
  return {
    plan,
    method: method && withoutSecret(method),
    provider,
    current: current && paymentOf(current),
    history: history.map(paymentOf),
    spentToday: { count, milliCents },
    failures,
    nextTryAtMs,
    paused,
  };
}

function withoutSecret({ customerId, methodId, state, wrongTries }: NonNullable<RechargeRecord['method']>) {
  return { customerId, methodId, state, wrongTries };
}

/** What a payment that verifies is must not be shown: who has the card finds it on its account. */
function paymentOf(payment: Attempt | Outcome): PaymentView {
  const { id, purpose, mode, state, reference } = payment;
  return {
    id,
    purpose,
    mode,
    amountMilliCents: purpose === 'verification' ? 0 : payment.amountMilliCents,
    state,
    reason: 'why' in payment ? payment.why : payment.reason,
    reference,
    atMs: 'claimedAtMs' in payment ? payment.claimedAtMs : payment.endedAtMs,
  };
}

function byKey({ current, history }: RechargeRecord, key: string): Attempt | Outcome | undefined {
  return [current, ...history].find((payment) => payment?.purpose === 'purchase' && payment.key === key);
}

function found(record: RechargeRecord | undefined, id: string): PaymentView {
  const { current, history = [] } = record ?? {};
  const payment = current?.id === id ? current : history.find((outcome) => outcome.id === id);
  if (payment === undefined) throw new Fault('RECHARGE_UNKNOWN', `the account has no payment "${id.slice(0, 64)}"`);
  return paymentOf(payment);
}

/* What is refused. */

function rechargeOff(): Fault {
  return new Fault('RECHARGE_OFF', 'no payment provider is configured: set recharge.provider to webhook or stripe');
}

function noMethod(): Fault {
  return new Fault('METHOD_MISSING', 'the account has no saved payment method');
}

function methodUnverified(): Fault {
  const how = 'begin with VerifyPaymentMethod, then confirm the amount of the small payment';
  return new Fault('METHOD_UNVERIFIED', `the payment method is not verified; ${how}`);
}

function tooManyVerifications(): Fault {
  return new Fault('VERIFICATION_LIMIT', `a payment method is verified at most ${VERIFICATIONS_PER_DAY} times a day`);
}

function wrongAmount({ method }: RechargeRecord): Fault {
  const left = method?.state === 'locked' ? 'it is locked: verify it anew' : 'try again';
  return new Fault('VERIFICATION_WRONG', `this is not the amount of the small payment; ${left}`, {
    field: 'amount_milli_cents',
  });
}

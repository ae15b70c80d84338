/**
 * The rules of recharging: when a payment is begun, and what becomes of it. Pure: a record and what is known give the
 * next record, and what the journal is told.
 */
import type { Attempt, Outcome, PaymentMethod, RechargeRecord } from './record.ts';

/** The next record, with what is written beside it. */
export interface Change {
  readonly record: RechargeRecord;
  /** For the journal; absent where nothing began or ended. */
  readonly entry?: { readonly reference: string; readonly note: string };
  /** Somebody is to look soon whether a recharge is due, if not at once. */
  readonly lookSoon?: boolean;
}

/** What the rules need to know of an account. Money in milli-cents. */
export interface Standing {
  readonly nowMs: number;
  /** The calendar day in the account's time zone. */
  readonly day: string;
  /** When it is over. */
  readonly dayEndsAtMs: number;
  /** Balance and bought credit for everything, whether or not it is on hold: a hold mostly comes back. */
  readonly creditMilliCents: number;
  /** Whether credit of its own is what it uses: an active account whose parent does not pay. */
  readonly usesOwnCredit: boolean;
}

/** How long to wait after the first failure, the second and so on; the last repeats. */
const PAUSES_MS = [5, 15, 60, 240, 1_440].map((minutes) => minutes * 60_000);
const REMEMBERED_OUTCOMES = 20;
const REMEMBERED_INVOICES = 24;
const WRONG_TRIES_MAX = 3;
export const VERIFICATIONS_PER_DAY = 3;

/** Whether the account is to be recharged by itself now. */
export function isDue(record: RechargeRecord, standing: Standing): boolean {
  const { plan, current, nextTryAtMs } = record;
  return (
    plan.enabled &&
    current === undefined &&
    standing.usesOwnCredit &&
    standing.creditMilliCents < plan.thresholdMilliCents &&
    standing.nowMs >= nextTryAtMs
  );
}

/** What is asked for, of whom, and why. */
interface Claim {
  readonly purpose: Attempt['purpose'];
  readonly mode: Attempt['mode'];
  readonly amountMilliCents: number;
  readonly method: Pick<PaymentMethod, 'customerId' | 'methodId'> | undefined;
  readonly key?: string;
  readonly day?: string;
}

function claimed(record: RechargeRecord, claim: Claim, nowMs: number, claimedBy: string): Change {
  const number = record.attempts + 1;
  const { purpose, mode, amountMilliCents, method, key = '', day = '' } = claim;
  const current: Attempt = {
    id: `rc_${record.seed}_${number}`,
    purpose,
    mode,
    amountMilliCents,
    customerId: method?.customerId ?? '',
    methodId: method?.methodId ?? '',
    state: 'in_flight',
    reference: '',
    creditKey: '',
    claimedAtMs: nowMs,
    claimedBy,
    asked: 0,
    why: '',
    key,
    day,
  };
  const note = `begun ${purpose} ${mode} ${amountMilliCents}`;
  return { record: { ...record, attempts: number, current }, entry: { reference: current.id, note } };
}

/** Begins the recharge that is due; where that cannot be, it has failed, visibly, and is tried again later. */
export function recharge(record: RechargeRecord, standing: Standing, claimedBy: string): Change {
  const { plan, method } = record;
  const { day, nowMs } = standing;
  const spent = record.spent.day === day ? record.spent : { day, count: 0, milliCents: 0 };
  const left = (plan.dailyMilliCents ?? Infinity) - spent.milliCents;
  const amountMilliCents = Math.min(plan.amountMilliCents, left);
  const refusal = refusalOf(record, spent.count, amountMilliCents);
  if (refusal !== undefined) {
    const number = record.attempts + 1;
    const outcome: Outcome = {
      id: `rc_${record.seed}_${number}`,
      purpose: 'recharge',
      mode: plan.mode,
      amountMilliCents: plan.amountMilliCents,
      state: 'failed',
      reason: refusal,
      reference: '',
      endedAtMs: nowMs,
      key: '',
    };
    const change = failed({ ...record, attempts: number }, outcome);
    // Tomorrow there is room again.
    const nextTryAtMs = refusal === 'daily_cap' ? standing.dayEndsAtMs : change.record.nextTryAtMs;
    return { ...change, record: { ...change.record, nextTryAtMs } };
  }
  const counted = { day, count: spent.count + 1, milliCents: spent.milliCents + amountMilliCents };
  const claim: Claim = { purpose: 'recharge', mode: plan.mode, amountMilliCents, method, day };
  return claimed({ ...record, spent: counted }, claim, nowMs, claimedBy);
}

/** Why nobody is asked for money; undefined where somebody is. */
function refusalOf({ plan, method, paused }: RechargeRecord, count: number, amount: number): string | undefined {
  if (paused !== '') return `paused_by_${paused}`;
  if (plan.mode === 'card' && method === undefined) return 'no_payment_method';
  if (plan.mode === 'card' && method?.state !== 'verified') return 'payment_method_unverified';
  return count >= plan.dailyCount || amount < plan.minimumMilliCents ? 'daily_cap' : undefined;
}

/** Begins a payment that somebody has asked for. The caller has seen to it that it may be. */
export function purchase(
  record: RechargeRecord,
  amountMilliCents: number,
  key: string,
  nowMs: number,
  claimedBy: string,
): Change {
  const { method } = record;
  return claimed(record, { purpose: 'purchase', mode: 'card', amountMilliCents, method, key }, nowMs, claimedBy);
}

/** Begins the small payment that verifies the method. */
export function verification(record: RechargeRecord, amountMilliCents: number, standing: Standing, by: string): Change {
  const { method, verifications } = record;
  const count = verifications.day === standing.day ? verifications.count + 1 : 1;
  const counted = { ...record, verifications: { day: standing.day, count } };
  return claimed(counted, { purpose: 'verification', mode: 'card', amountMilliCents, method }, standing.nowMs, by);
}

/** The provider has been asked, and this is what is known since. */
export type News =
  | { readonly kind: 'paid'; readonly reference: string; readonly creditKey: string; readonly paidMilliCents: number }
  | { readonly kind: 'pending'; readonly reference: string; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'failed'; readonly reference: string; readonly why: string };

/** What is known of the payment under way after the provider was asked, or has told by itself. */
export function heard(record: RechargeRecord, attempt: Attempt, news: News, nowMs: number): Change {
  const asked = attempt.asked + 1;
  if (news.kind === 'failed') return ended(record, attempt, { ...news, state: 'failed' }, nowMs);
  const { why, reference, creditKey, amountMilliCents } = { ...attempt, why: '', ...known(news) };
  const state = news.kind;
  return { record: { ...record, current: { ...attempt, state, asked, why, reference, creditKey, amountMilliCents } } };
}

function known(news: Exclude<News, { kind: 'failed' }>): Partial<Attempt> {
  if (news.kind === 'unknown') return { why: news.why };
  if (news.kind === 'pending') return { reference: news.reference, why: news.why };
  return { reference: news.reference, creditKey: news.creditKey, amountMilliCents: news.paidMilliCents };
}

/** It is paid, but the next step does not succeed: it is tried again. */
export function stuck(record: RechargeRecord, attempt: Attempt, why: string): Change {
  return { record: { ...record, current: { ...attempt, asked: attempt.asked + 1, why } } };
}

/** The credit is given, or a verification refunded. */
export function credited(record: RechargeRecord, attempt: Attempt, nowMs: number): Change {
  return ended(record, attempt, { state: 'credited', why: '', reference: attempt.reference }, nowMs);
}

function ended(
  record: RechargeRecord,
  attempt: Attempt,
  { state, why, reference }: { readonly state: Outcome['state']; readonly why: string; readonly reference: string },
  nowMs: number,
): Change {
  const { id, purpose, mode, amountMilliCents, key } = attempt;
  const outcome: Outcome = {
    id,
    purpose,
    mode,
    amountMilliCents,
    state,
    reason: why,
    reference: reference || attempt.reference,
    endedAtMs: nowMs,
    key,
  };
  const without = { ...record, current: undefined };
  if (state === 'failed') return failed({ ...without, spent: givenBack(record, attempt) }, outcome);
  const method =
    purpose === 'verification' && isOf(record.method, attempt)
      ? { ...record.method, state: 'charged' as const, secretMilliCents: amountMilliCents, wrongTries: 0 }
      : record.method;
  const history = [outcome, ...record.history].slice(0, REMEMBERED_OUTCOMES);
  const invoices =
    mode === 'invoice' ? [outcome.reference, ...record.invoices].slice(0, REMEMBERED_INVOICES) : record.invoices;
  return {
    record: { ...without, method, history, invoices, failures: 0, nextTryAtMs: 0 },
    entry: { reference: id, note: `credited ${purpose} ${mode} ${amountMilliCents}` },
  };
}

/** Whether the method is still the one that the payment was made by. */
function isOf(method: PaymentMethod | undefined, { customerId, methodId }: Attempt): method is PaymentMethod {
  return method?.customerId === customerId && method.methodId === methodId;
}

/** What has failed counts on no day. */
function givenBack({ spent }: RechargeRecord, attempt: Attempt): RechargeRecord['spent'] {
  if (attempt.day === '' || attempt.day !== spent.day) return spent;
  return { ...spent, count: spent.count - 1, milliCents: spent.milliCents - attempt.amountMilliCents };
}

function failed(record: RechargeRecord, outcome: Outcome): Change {
  const automatic = outcome.purpose === 'recharge';
  const failures = record.failures + (automatic ? 1 : 0);
  const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
  return {
    record: {
      ...record,
      history: [outcome, ...record.history].slice(0, REMEMBERED_OUTCOMES),
      failures,
      nextTryAtMs: automatic ? outcome.endedAtMs + pauseMs : record.nextTryAtMs,
    },
    entry: { reference: outcome.id, note: `failed ${outcome.purpose} ${outcome.mode} ${outcome.reason}` },
  };
}

/** A payment that had failed was paid after all, and is credited. */
export function paidAfterAll(record: RechargeRecord, id: string, reference: string): Change {
  const found = record.history.find((outcome) => outcome.id === id);
  if (found === undefined || found.state === 'credited') return { record };
  const outcome: Outcome = { ...found, state: 'credited', reason: '', reference };
  return {
    record: { ...record, history: record.history.map((each) => (each === found ? outcome : each)) },
    entry: { reference: id, note: `credited ${found.purpose} ${found.mode} ${found.amountMilliCents}` },
  };
}

/** Somebody says what the small payment was. */
export function confirmed(record: RechargeRecord, method: PaymentMethod, amountMilliCents: number): Change {
  if (amountMilliCents === method.secretMilliCents) {
    const verified: PaymentMethod = { ...method, state: 'verified', secretMilliCents: 0, wrongTries: 0 };
    return { record: { ...record, method: verified, failures: 0, nextTryAtMs: 0 } };
  }
  const wrongTries = method.wrongTries + 1;
  const locked = wrongTries >= WRONG_TRIES_MAX;
  const state = locked ? 'locked' : method.state;
  const secretMilliCents = locked ? 0 : method.secretMilliCents;
  return { record: { ...record, method: { ...method, state, secretMilliCents, wrongTries } } };
}

/** Where money was taken back, the same card is not charged again by itself. */
export function paused(record: RechargeRecord, why: RechargeRecord['paused']): Change {
  return { record: { ...record, paused: why } };
}

/** What is kept of an account's recharging: how it is set up, the payment under way, and what came of others. */

/** `card` is paid at once; `invoice` is put on the account's next invoice, and credited when that is paid. */
export type RechargeMode = 'card' | 'invoice';

/** What a person sets. Money in milli-cents. */
export interface RechargePlan {
  readonly enabled: boolean;
  readonly mode: RechargeMode;
  /** Recharged when the credit is below this. */
  readonly thresholdMilliCents: number;
  /** What a recharge adds. */
  readonly amountMilliCents: number;
  /** Where the daily cap leaves less than the amount, as little as this is taken; the amount itself for never. */
  readonly minimumMilliCents: number;
  /** How many automatic recharges there may be on one day of the account's time zone. */
  readonly dailyCount: number;
  /** How much they may come to; undefined has no cap of its own. */
  readonly dailyMilliCents: number | undefined;
}

/**
 * - `unverified`: it may not be charged yet, but for the small payment that verifies it
 * - `charged`: that payment is refunded, and waits for its amount to be confirmed
 * - `verified`: it may be charged
 * - `locked`: the amount was guessed wrong too often
 */
export type MethodState = 'unverified' | 'charged' | 'verified' | 'locked';

/** A saved means of payment, by the names that the provider has for it. */
export interface PaymentMethod {
  readonly customerId: string;
  readonly methodId: string;
  readonly state: MethodState;
  /** What the small payment was, while it waits to be confirmed; never shown. */
  readonly secretMilliCents: number;
  /** How often another amount was said. */
  readonly wrongTries: number;
}

/** Why money is asked for. `purchase`: somebody wants credit now. */
export type Purpose = 'recharge' | 'purchase' | 'verification';

/**
 * - `in_flight`: claimed; the provider may or may not have heard of it
 * - `pending`: the provider knows of it, and has not decided; an invoice is not paid yet
 * - `unknown`: the provider did not say what became of it: it is looked up until it does
 * - `paid`: paid, and not credited yet; a verification waits for its refund
 */
export type AttemptState = 'in_flight' | 'pending' | 'unknown' | 'paid';

/** The payment that is under way. There is one at a time. */
export interface Attempt {
  /** Unique for ever, and the same after a store was restored: providers know payments by it. */
  readonly id: string;
  readonly purpose: Purpose;
  readonly mode: RechargeMode;
  readonly amountMilliCents: number;
  readonly customerId: string;
  readonly methodId: string;
  readonly state: AttemptState;
  /** What the provider calls it; empty until it has said so. */
  readonly reference: string;
  /** The key under which the credit is given; empty until it is paid. */
  readonly creditKey: string;
  readonly claimedAtMs: number;
  /** Which sidecar claimed it. */
  readonly claimedBy: string;
  /** How often the provider was asked. */
  readonly asked: number;
  /** What keeps it from its end just now; empty for nothing. */
  readonly why: string;
  /** Of a purchase: the caller's own key. */
  readonly key: string;
  /** Of the day that it counts on; empty where it does not. */
  readonly day: string;
}

/** How a payment ended. */
export interface Outcome {
  readonly id: string;
  readonly purpose: Purpose;
  readonly mode: RechargeMode;
  readonly amountMilliCents: number;
  /** `credited` of a verification: paid and refunded. */
  readonly state: 'credited' | 'failed';
  /** Of a failure: a word such as `card_declined`, `no_payment_method` or `daily_cap`. */
  readonly reason: string;
  readonly reference: string;
  readonly endedAtMs: number;
  readonly key: string;
}

export interface RechargeRecord {
  readonly plan: RechargePlan;
  readonly method: PaymentMethod | undefined;
  /** What all ids of this account's payments begin with: random, made once. */
  readonly seed: string;
  /** How many payments were ever begun. */
  readonly attempts: number;
  readonly current: Attempt | undefined;
  /** The last ones, newest first. */
  readonly history: readonly Outcome[];
  /** What automatic recharges of one day come to, those under way included. */
  readonly spent: { readonly day: string; readonly count: number; readonly milliCents: number };
  /** Verifications begun on one day. */
  readonly verifications: { readonly day: string; readonly count: number };
  /** Failures since the last success. */
  readonly failures: number;
  /** Not tried again by itself before; 0 at once. */
  readonly nextTryAtMs: number;
  /** Money was taken back: nothing is charged by itself until the account is set up anew. */
  readonly paused: '' | 'refund' | 'dispute';
  /** Invoices that were credited, newest first: a repeated report credits nothing. */
  readonly invoices: readonly string[];
}

/** A record with its place in the order of changes; revision 0 where there is none yet. */
export interface StoredRecord {
  readonly revision: number;
  readonly record: RechargeRecord | undefined;
  /** The store's clock. */
  readonly nowMs: number;
}

/** Where nobody has said anything. */
export const NO_PLAN: RechargePlan = Object.freeze({
  enabled: false,
  mode: 'card',
  thresholdMilliCents: 0,
  amountMilliCents: 0,
  minimumMilliCents: 0,
  dailyCount: 3,
  dailyMilliCents: undefined,
});

export function newRecord(seed: string): RechargeRecord {
  return {
    plan: NO_PLAN,
    method: undefined,
    seed,
    attempts: 0,
    current: undefined,
    history: [],
    spent: { day: '', count: 0, milliCents: 0 },
    verifications: { day: '', count: 0 },
    failures: 0,
    nextTryAtMs: 0,
    paused: '',
    invoices: [],
  };
}

/** JSON, so that a person can read it in Redis; only this program writes it. */
export function recordText(record: RechargeRecord): string {
  return JSON.stringify(record);
}

export function readRecord(text: string): RechargeRecord | undefined {
  if (text === '') return undefined;
  const stored = JSON.parse(text) as RechargeRecord;
  // What an earlier version did not write has its default; JSON has no undefined.
  return { ...newRecord(stored.seed), ...stored, plan: { ...NO_PLAN, ...stored.plan } };
}

/** What the transports hand to recharging, already validated, and what it answers. Money in milli-cents. */
import type { Attempt, Outcome, PaymentMethod, RechargePlan } from './record.ts';

/** The fields of a plan that are set; the others stay as they are. */
export type PlanChanges = Partial<RechargePlan>;

/** A saved means of payment. */
export interface SavedMethod {
  readonly customerId: string;
  /** Empty removes it. */
  readonly methodId: string;
  /** The caller has verified it: no small payment is needed. */
  readonly verified: boolean;
}

/** What a payment came to, now or before. */
export interface PaymentView extends Pick<
  Outcome,
  'id' | 'purpose' | 'mode' | 'amountMilliCents' | 'reason' | 'reference'
> {
  readonly state: Attempt['state'] | Outcome['state'];
  /** When it was claimed; of one that has ended, when it ended. */
  readonly atMs: number;
}

export interface RechargeView {
  readonly plan: RechargePlan;
  /** Without its secret. */
  readonly method: Omit<PaymentMethod, 'secretMilliCents'> | undefined;
  /** Which provider charges; undefined where none is configured. */
  readonly provider: string | undefined;
  readonly current: PaymentView | undefined;
  /** Newest first. */
  readonly history: readonly PaymentView[];
  /** What automatic recharges of today come to. */
  readonly spentToday: { readonly count: number; readonly milliCents: number };
  readonly failures: number;
  /** 0 at once. */
  readonly nextTryAtMs: number;
  readonly paused: '' | 'refund' | 'dispute';
}

/** A threshold of at least two weeks of an account's own use (rule TC-15). */
export interface Recommendation {
  readonly thresholdMilliCents: number;
  /** Used on a day, on average, rounded up. */
  readonly dailyMilliCents: number;
  /** Used in the time that was looked at. */
  readonly usedMilliCents: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the use is known from. */
  readonly source: 'journal' | 'archive';
  /** ISO 4217. */
  readonly currency: string;
}

/** What billing says of a payment that it was asked for. */
export interface Report {
  readonly rechargeId: string;
  readonly status: 'paid' | 'failed' | 'pending';
  readonly reference: string;
  readonly reason: string;
}

/** The verbs of recharging. An unknown account is a `not_found` fault. */
export interface Recharging {
  get(accountId: string): Promise<RechargeView>;
  set(accountId: string, changes: PlanChanges): Promise<RechargeView>;
  setMethod(accountId: string, method: SavedMethod): Promise<RechargeView>;
  /** Begins the small payment whose amount is to be confirmed. */
  verify(accountId: string): Promise<RechargeView>;
  confirm(accountId: string, amountMilliCents: number): Promise<RechargeView>;
  /** Charges the saved method now, once for each key. */
  purchase(accountId: string, amountMilliCents: number, key: string): Promise<PaymentView>;
  report(accountId: string, report: Report): Promise<PaymentView>;
  /** The next invoice is paid: what waits for it is credited. */
  invoicePaid(accountId: string, invoiceId: string): Promise<PaymentView | undefined>;
  recommend(accountId: string): Promise<Recommendation>;
  /** Whether a saved method keeps an account's own admins from adding credit (rule OC-10). */
  methodBlocks(accountId: string): Promise<boolean>;
}

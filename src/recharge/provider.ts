/** Who charges: your own billing, or Stripe. */
import type { Attempt } from './record.ts';
import type { News } from './rules.ts';

/** What is asked of a provider. The same order may be asked for often: it must charge once. */
export interface Order extends Pick<
  Attempt,
  'id' | 'purpose' | 'mode' | 'amountMilliCents' | 'customerId' | 'methodId' | 'reference' | 'claimedAtMs' | 'asked'
> {
  readonly accountId: string;
  /** ISO 4217. */
  readonly currency: string;
}

export interface PaymentProvider {
  readonly name: 'webhook' | 'stripe';
  /**
   * Charges, or, where the provider may have heard of the order before, finds out what became of it. Where it cannot be
   * known the news is `unknown`, and the order comes again. Never rejects.
   */
  charge(order: Order): Promise<News>;
  /** Gives all of a payment back, once. @returns why it could not be done; undefined when it was. Never rejects. */
  refund(order: Order): Promise<string | undefined>;
  /** Why this amount cannot be charged; undefined where it can. */
  amountProblem(amountMilliCents: number, currency: string): string | undefined;
  /** Why a saved method cannot be one of this provider's; undefined where it can. */
  methodProblem(method: {
    readonly customerId: string;
    readonly methodId: string;
  }): { readonly field: string; readonly problem: string } | undefined;
}

/** A reason stands in the journal, one word among others. */
export function wordOf(reason: string): string {
  return reason
    .trim()
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 64);
}

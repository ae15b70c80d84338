/** Giving a charge back: the operation, and what it answers. Money in milli-cents. */
import type { Asking, FundingPart, Funds } from './port.ts';

/** What is given back: the charge of an ended hold, or one that Charge made under a key. */
export type ReversalTarget =
  { readonly kind: 'hold'; readonly holdId: string } | { readonly kind: 'charge'; readonly chargeKey: string };

/** How much of it: so much money, or the price of so many of its billed units. Undefined is all that is left. */
export type ReversalShare =
  | { readonly kind: 'money'; readonly milliCents: number }
  | { readonly kind: 'units'; readonly units: number }
  | undefined;

/** Give a charge, or a part of it, back to the sources that it was taken from, in reverse order. */
export interface ReverseOperation extends Asking {
  readonly rootAccountId: string;
  readonly accountId: string;
  /** The account and its parents, as far as they are known; the ledger corrects them. */
  readonly ownerIds?: readonly string[];
  readonly target: ReversalTarget;
  readonly share: ReversalShare;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly note: string;
}

export interface ReverseReply extends Funds {
  readonly reversedMilliCents: number;
  /** Taken off what was billed, in `unit`. */
  readonly reversedUnits: number;
  /** Of `reversedMilliCents`: what had come from a cycle or lot that has ended, and lapsed. */
  readonly lapsedMilliCents: number;
  /** Of the charge, after all reversals. */
  readonly leftMilliCents: number;
  readonly leftUnits: number;
  /** What went back, by source, in funding order. */
  readonly parts: readonly FundingPart[];
  readonly service: string;
  /** What the units count. */
  readonly unit: string;
  readonly replayed: boolean;
  readonly nowMs: number;
}

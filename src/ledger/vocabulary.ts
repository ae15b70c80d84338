/** The words that several of the ledger's operations share. Money in milli-cents. */
import type { Direction } from '../domain/traffic.ts';

/** Names a hold. The root decides the partition; an id that has no profile yet is its own root. */
export interface HoldRef {
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly holdId: string;
}

/** What a hold remembers for people: shown by ListHolds and copied into the journal. Numbers are masked already. */
export interface HoldFacts {
  readonly service: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly numberClass: string;
  readonly subjectId: string;
  readonly parentHoldId: string;
}

/** The money of the payer after an operation. */
export interface Funds {
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  /** plan credits + lots + balance + credit limit, before holds are taken off. */
  readonly postedMilliCents: number;
}

/** Where a charge came from. */
export interface FundingPart {
  readonly source: 'balance';
  readonly name: string;
  readonly amountMilliCents: number;
  readonly units: number;
}

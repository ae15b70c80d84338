/** The words that several of the ledger's operations share. Money in milli-cents. */
import type { Direction } from '../domain/traffic.ts';

/** Names a hold. The root decides the partition; an id that has no profile yet is its own root. */
export interface HoldRef {
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly holdId: string;
  /** The account and its parents, as far as they are known; the ledger corrects them. */
  readonly ownerIds?: readonly string[];
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

/** Where a hold or charge came from, in funding order. */
export interface FundingPart {
  readonly source: 'allowance' | 'plan_credits' | 'lot' | 'balance';
  /** Which allowance (its counter) or lot; empty for the balance. */
  readonly name: string;
  /** 0 for an allowance. */
  readonly amountMilliCents: number;
  /** 0 for money. */
  readonly units: number;
}

/** Included units of one cycle, for one account or subject. */
export interface AllowanceSource {
  /** `name/whose/yyyymmdd`: what is counted, for whom, and since which day. */
  readonly counter: string;
  readonly totalUnits: number;
}

/** What pays beside the balance and live lots. Pinned in a hold. */
export interface PinnedFunding {
  /** Index into the owners of the account that pays. */
  readonly payer: number;
  /** The period in which only plan credits may pay, unless credit was added since they ran out; empty where there is no such rule. */
  readonly stop: string;
  /** In the order in which they are drawn on. */
  readonly allowances: readonly AllowanceSource[];
}

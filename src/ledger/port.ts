/**
 * The ledger as the rest of Tollgate sees it. Two implementations obey it: scripts in Redis, for money, and the pure
 * reference ledger, which is the specification, the oracle of the model tests, and what runs a catalog's cases.
 *
 * Every operation is atomic and idempotent. Each script and its reference twin work in the same order: idempotency,
 * REKEY, STALE, checks, writes. Faults are thrown as `Fault`; denials are replies.
 */
import type { Direction } from '../domain/traffic.ts';
import type {
  AccountProfile,
  AccountRange,
  AccountState,
  CreateAccountOperation,
  CreateAccountReply,
  PostOperation,
  PostReply,
  PutSubjectOperation,
  SubjectReply,
  UpdateAccountOperation,
} from './account-operations.ts';
import type { AuthorizeOperation, AuthorizeReply, ChargeOperation, ChargeReply } from './admission-operations.ts';
import type {
  AnswerOperation,
  AnswerReply,
  ExtendOperation,
  ExtendReply,
  HoldRecord,
  InterimOperation,
  PlacedMovement,
  ReleaseOperation,
  SettleOperation,
  SettleReply,
  TimeSpan,
} from './completion-operations.ts';
import type { JournalStream } from './journal-operations.ts';
import type { Leasing } from './lease-operations.ts';
import type { Reconciling } from './reconcile-operations.ts';
import type { ReverseOperation, ReverseReply } from './reversal-operations.ts';
import type { Sweeping } from './sweep-operations.ts';
export type * from './account-operations.ts';
export type * from './admission-operations.ts';
export type * from './completion-operations.ts';
export type * from './journal-operations.ts';
export type * from './lease-operations.ts';
export type * from './reconcile-operations.ts';
export type * from './reversal-operations.ts';
export type * from './rules/grants.ts';
export type * from './rules/lots.ts';
export type * from './rules/packs.ts';
export type * from './sweep-operations.ts';

/** Sums over all accounts, for the gauges. */
export interface LedgerTotals {
  readonly openHolds: number;
  /** Of these, the ones that the sweeper has set aside. */
  readonly asideHolds: number;
  readonly heldMilliCents: number;
  /** Purchased credit that never ends. */
  readonly balanceMilliCents: number;
  /** What is left of credit that ends, holds not taken off. */
  readonly lotsMilliCents: number;
}

/** One more page of a list: what comes after the last one that was seen. */
export interface Page {
  /** As the last page gave it; empty for the first. */
  readonly after: string;
  readonly limit: number;
}

export interface PageOf<Item> {
  /** At most as many as were asked for; may be fewer although more follow. */
  readonly items: readonly Item[];
  /** What the next page is asked for with; empty at the end. */
  readonly next: string;
}

/** A hold of a list, and where a page goes on after it. */
export interface PlacedHold {
  readonly hold: HoldRecord;
  readonly place: string;
}

/** Where an account's keys are. */
export type AccountPlace = Pick<AccountProfile, 'rootAccountId' | 'accountId'>;

/** What every implementation offers. Reads are never on the call path once a profile is known. */
export interface Ledger extends JournalStream, Leasing, Reconciling, Sweeping {
  authorize(operation: AuthorizeOperation): Promise<AuthorizeReply>;
  answer(operation: AnswerOperation): Promise<AnswerReply>;
  extend(operation: ExtendOperation): Promise<ExtendReply>;
  settle(operation: SettleOperation): Promise<SettleReply>;
  settleInterim(operation: InterimOperation): Promise<SettleReply>;
  release(operation: ReleaseOperation): Promise<SettleReply>;
  charge(operation: ChargeOperation): Promise<ChargeReply>;
  reverse(operation: ReverseOperation): Promise<ReverseReply>;
  createAccount(operation: CreateAccountOperation): Promise<CreateAccountReply>;
  updateAccount(operation: UpdateAccountOperation): Promise<AccountState>;
  post(operation: PostOperation): Promise<PostReply>;
  /** Raises the revision of the account. */
  putSubject(operation: PutSubjectOperation): Promise<void>;

  /** What holds for a subject, and the revision of its account; undefined when there is no such account. */
  subject(account: AccountPlace, subjectId: string): Promise<SubjectReply | undefined>;
  /** The subjects that have particulars, by name. */
  subjectIds(account: AccountPlace, page: Page): Promise<PageOf<string>>;

  /**
   * Undefined when there is no such account.
   *
   * @param counters - which of its counters are wanted: it may have one for each of its subjects.
   */
  account(accountId: string, counters?: readonly string[]): Promise<AccountState | undefined>;
  /**
   * The ids of accounts, in their order, over the whole store.
   *
   * @throws Fault `ACCOUNTS_NOT_LISTED` while those are being listed that an older version has opened
   */
  accountIds(range: AccountRange, page: Page): Promise<PageOf<string>>;
  /**
   * The open holds of the account and of those under it, by name, its own first. A walk over the pages meets every hold
   * that is open all the while once.
   */
  openHolds(account: AccountPlace, page: Page): Promise<PageOf<HoldRecord>>;
  /**
   * A gateway says which of its epochs it is in; the number rises when it starts anew. Remembered for 30 days.
   *
   * @returns the one that was known before; 0 where none was
   * @throws Fault `EPOCH_PASSED` where the gateway has begun a higher one since
   */
  beginEpoch(gatewayId: string, epoch: number): Promise<number>;
  /** The open holds that this gateway asked for, of all accounts, in no order that means anything. */
  holdsOfGateway(gatewayId: string, page: Page): Promise<PageOf<HoldRecord>>;
  /**
   * The open holds of all accounts by deadline, those that are set aside last. A walk over the pages meets every hold
   * that is open all the while; one that gets a later deadline meanwhile may be met twice.
   *
   * @param mayShow - whether those of this account are wanted; others are left out unread
   */
  holdsByDeadline(page: Page, mayShow: (accountId: string) => boolean): Promise<PageOf<PlacedHold>>;
  /** One hold, open or ended; undefined when it is not (or no longer) known. */
  hold(ref: HoldRef): Promise<HoldRecord | undefined>;
  /** The open holds of the account that were forwarded from this one, by name, at most 500. */
  legsOf(ref: HoldRef): Promise<readonly HoldRecord[]>;
  /**
   * Movements of one account, oldest first, as far back as the journal reaches. A page begins after the movement whose
   * `place` is `page.after`.
   */
  movements(account: AccountPlace, span: TimeSpan, page: Page): AsyncIterable<PlacedMovement>;
  /** Since when the journal covers everything of this account's partition. */
  journalStart(account: Pick<AccountProfile, 'rootAccountId'>): Promise<number>;
  totals(): Promise<LedgerTotals>;
  /**
   * The currencies (ISO 4217) that accounts count in, closed ones too. An empty one is that of accounts which an
   * earlier version opened, without a mark.
   */
  currencies(): Promise<ReadonlySet<string>>;
  /** Redis time as far as the sidecar knows it. */
  nowMs(): number;
}

/** A completion that waits on this machine's disk until the store is back. */
export interface Queued {
  readonly kind: 'queued';
  /** What the hold had granted when this sidecar last heard of it; undefined where it has not. */
  readonly granted: GrantedUnits | undefined;
}

export interface GrantedUnits {
  readonly units: number;
  readonly unit: string;
}

type Completing = 'answer' | 'extend' | 'settle' | 'settleInterim' | 'release';

/** A ledger that takes completions while its store does not, and keeps them. Every ledger is one that never does. */
export interface QueueingLedger extends Omit<Ledger, Completing> {
  answer(operation: AnswerOperation): Promise<AnswerReply | Queued>;
  extend(operation: ExtendOperation): Promise<ExtendReply | Queued>;
  settle(operation: SettleOperation): Promise<SettleReply | Queued>;
  settleInterim(operation: InterimOperation): Promise<SettleReply | Queued>;
  release(operation: ReleaseOperation): Promise<SettleReply | Queued>;
}

/** What can be done for requests that the store does not answer. */
export interface OutageOperations {
  /**
   * Keeps a grant on disk, so that it becomes a hold when the store is back.
   *
   * @param atMs - when it begins, in store time
   * @param limitMilliCents - what the account that pays may owe for all such grants; undefined: no matter how much
   * @returns the units that are granted, at most those that are asked for; 0 when nothing may be let through
   */
  grant(operation: AuthorizeOperation, atMs: number, limitMilliCents: number | undefined): Promise<number>;
  /**
   * Frees later what this authorize may have reserved, though its caller was told that it failed; unless the caller
   * goes on with the hold meanwhile. Never rejects.
   */
  takeBack(operation: AuthorizeOperation): Promise<void>;
}

/* The words that several of the ledger's operations share. Money in milli-cents. */

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
  /** Which gateway asked; empty when it did not say. */
  readonly gatewayId: string;
  /** The hold rule that reserved it; empty where an older version opened it. */
  readonly holdRule: string;
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
  readonly source: 'allowance' | 'pack' | 'plan_credits' | 'lot' | 'balance';
  /** Which allowance (its counter), pack or lot; empty for the balance. */
  readonly name: string;
  /** 0 for units. */
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
  /**
   * The period in which only plan credits may pay, unless credit was added since they ran out; empty where there is no
   * such rule.
   */
  readonly stop: string;
  /** In the order in which they are drawn on. */
  readonly allowances: readonly AllowanceSource[];
  /** Coverages whose packs may pay; absent is none. */
  readonly packs?: readonly string[] | undefined;
}

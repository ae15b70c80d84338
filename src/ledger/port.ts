/**
 * The ledger as the rest of Tollgate sees it. Two implementations obey it: scripts in Redis, for money, and the pure reference ledger, which is the
 * specification, the oracle of the model tests, and what runs a catalog's cases.
 *
 * Every operation is atomic and idempotent. Each script and its reference twin work in the same order: idempotency, REKEY, STALE, checks, writes.
 * Faults are thrown as `Fault`; denials are replies.
 */
import type {
  AccountProfile,
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
import type { HoldRef } from './vocabulary.ts';
import type {
  AnswerOperation,
  AnswerReply,
  ExtendOperation,
  ExtendReply,
  HoldRecord,
  Movement,
  ReleaseOperation,
  SettleOperation,
  SettleReply,
  SweepOperation,
  SweepReply,
  TimeSpan,
} from './completion-operations.ts';

export type * from './account-operations.ts';
export type * from './admission-operations.ts';
export type * from './completion-operations.ts';
export type * from './lots.ts';
export type * from './vocabulary.ts';

/** A hold whose deadline has passed. */
export interface DueHold extends HoldRef {
  readonly deadlineAtMs: number;
}

/** Sums over all accounts, for the gauges. */
export interface LedgerTotals {
  readonly openHolds: number;
  readonly heldMilliCents: number;
  /** Purchased credit that never ends. */
  readonly balanceMilliCents: number;
  /** What is left of credit that ends, holds not taken off. */
  readonly lotsMilliCents: number;
}

/** What every implementation offers. Reads are never on the call path once a profile is known. */
export interface Ledger {
  authorize(operation: AuthorizeOperation): Promise<AuthorizeReply>;
  answer(operation: AnswerOperation): Promise<AnswerReply>;
  extend(operation: ExtendOperation): Promise<ExtendReply>;
  settle(operation: SettleOperation): Promise<SettleReply>;
  release(operation: ReleaseOperation): Promise<SettleReply>;
  charge(operation: ChargeOperation): Promise<ChargeReply>;
  sweep(operation: SweepOperation): Promise<SweepReply>;
  createAccount(operation: CreateAccountOperation): Promise<CreateAccountReply>;
  updateAccount(operation: UpdateAccountOperation): Promise<AccountState>;
  post(operation: PostOperation): Promise<PostReply>;
  /** Raises the revision of the account. */
  putSubject(operation: PutSubjectOperation): Promise<void>;

  /** What holds for a subject, and the revision of its account; undefined when there is no such account. */
  subject(
    account: Pick<AccountProfile, 'rootAccountId' | 'accountId'>,
    subjectId: string,
  ): Promise<SubjectReply | undefined>;
  /** The subjects that have particulars, by name. */
  subjectIds(account: Pick<AccountProfile, 'rootAccountId' | 'accountId'>, limit: number): Promise<readonly string[]>;

  /** Undefined when there is no such account. */
  account(accountId: string): Promise<AccountState | undefined>;
  /** The open holds of the account and of those under it, soonest deadline first. */
  openHolds(
    account: Pick<AccountProfile, 'rootAccountId' | 'accountId'>,
    limit: number,
  ): Promise<readonly HoldRecord[]>;
  /** One hold, open or ended; undefined when it is not (or no longer) known. */
  hold(ref: HoldRef): Promise<HoldRecord | undefined>;
  /** Holds of all accounts whose deadline has passed, oldest first, at most `limit` in all. */
  dueHolds(limit: number): Promise<readonly DueHold[]>;
  /** Movements of one account, oldest first, as far back as the journal reaches. */
  movements(
    account: Pick<AccountProfile, 'rootAccountId' | 'accountId'>,
    span: TimeSpan,
    limit: number,
  ): AsyncIterable<Movement>;
  /** Since when the journal covers everything of this account's partition. */
  journalStart(account: Pick<AccountProfile, 'rootAccountId'>): Promise<number>;
  totals(): Promise<LedgerTotals>;
  /** Redis time as far as the sidecar knows it. */
  nowMs(): number;
}

/**
 * The ledger as the rest of Tollgate sees it. Two implementations obey it: scripts in Redis, for money, and the pure reference ledger, which is the
 * specification, the oracle of the model tests, and what runs a catalog's cases.
 *
 * Every operation is atomic and idempotent. Each script and its reference twin work in the same order: idempotency, REKEY, STALE, checks, writes.
 * Faults are thrown as `Fault`; denials are replies.
 */
import type { DenialReason, CatalogDenialReason } from '../domain/decision.ts';
import type { HoldState, HoldTiming } from '../domain/hold.ts';
import type { Terms } from '../domain/terms.ts';
import type { Direction } from '../domain/traffic.ts';

export type AccountLifecycle = 'active' | 'suspended' | 'closed';

/** The slowly changing part of an account. The sidecar caches it; a script that finds another revision answers with the new one. */
export interface AccountProfile {
  readonly accountId: string;
  /** The account at the top of the parents; decides the partition. Itself for a root account. */
  readonly rootAccountId: string;
  readonly parentAccountId: string | undefined;
  /** Rises by one with every change of the profile. */
  readonly revision: number;
  readonly state: AccountLifecycle;
  readonly plan: string;
  readonly currency: string;
  /** IANA name. */
  readonly timeZone: string;
  /** 1 to 31. */
  readonly cycleAnchorDay: number;
  readonly seats: number;
  /** How far below zero the balance may be used. */
  readonly creditLimitMilliCents: number;
  /** E.164 numbers, or prefixes that end in `*`. */
  readonly numbers: readonly string[];
  /** This account's own cap on open holds; 0 means the catalog's. */
  readonly maxOpenHolds: number;
  readonly createdAtMs: number;
}

/** An account with its money, as one instant of Redis time saw it. */
export interface AccountState {
  readonly profile: AccountProfile;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  /** balance - held + credit limit. */
  readonly availableMilliCents: number;
  readonly openHolds: number;
  readonly nowMs: number;
}

/** Names a hold. The root decides the partition; an id that has no profile yet is its own root. */
export interface HoldRef {
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly holdId: string;
}

/** An account whose state, zero rule and limits a request is subject to. The first is the payer. */
export interface Owner {
  readonly accountId: string;
  /** The profile revision that the request was computed from. */
  readonly revision: number;
}

/** Where money comes from, in funding order. */
export interface Source {
  readonly kind: 'balance';
  /** Index into `owners`. */
  readonly owner: number;
}

/** A cap. `open_holds` counts the owner's open holds; `call_cost` caps the price of one hold and shortens its grant. */
export interface Limit {
  readonly kind: 'open_holds' | 'call_cost';
  /** Index into `owners`. */
  readonly owner: number;
  /** Holds or milli-cents. */
  readonly max: number;
  /** Only reported, not enforced. */
  readonly shadow: boolean;
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

/** What an admission needs beside its identity. */
export interface Admission {
  /** Payer first. */
  readonly owners: readonly Owner[];
  readonly sources: readonly Source[];
  readonly limits: readonly Limit[];
  /** What the catalog alone already decided; the ledger puts it into its place in the order of reasons. */
  readonly verdict: CatalogDenialReason | undefined;
  /** The traffic needs posted credit above zero, even if it costs nothing. */
  readonly blockedAtZero: boolean;
  readonly terms: Terms;
  readonly facts: HoldFacts;
  /** A script that starts later than this does nothing; 0 means no bound. */
  readonly notAfterMs: number;
  /** Until when the inputs that were derived from time hold; 0 means for ever. Later the script answers STALE. */
  readonly validUntilMs: number;
}

/** Reserve the worst case of one leg or message. */
export interface AuthorizeOperation extends HoldRef, Admission {
  /** Identity of the request: the same hold id with another fingerprint is a conflict. */
  readonly fingerprint: string;
  /** Units to reserve now: the maximum, or the first step. */
  readonly units: number;
  /** The most that Extend may bring the grant to. */
  readonly maxUnits: number;
  /** Units that one Extend adds; 0 where everything was reserved at once. */
  readonly extendUnits: number;
  /** `shorten` grants what the money covers, at least `minUnits`. */
  readonly belowHold: 'deny' | 'shorten';
  readonly minUnits: number;
  readonly timing: HoldTiming;
}

/** The money of the payer after an operation. */
export interface Funds {
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  /** plan credits + lots + balance + credit limit, before holds are taken off. */
  readonly postedMilliCents: number;
}

export interface Allowed extends Funds {
  readonly kind: 'allowed';
  readonly replayed: boolean;
  readonly holdMilliCents: number;
  readonly grantedUnits: number;
  readonly authorizedAtMs: number;
  /** What a limit in shadow would have denied for; undefined in a replay. */
  readonly shadowed: DenialReason | undefined;
  readonly nowMs: number;
}

export interface Denied extends Funds {
  readonly kind: 'denied';
  readonly reason: DenialReason;
  /** What would have had to be reserved. */
  readonly neededMilliCents: number;
  readonly nowMs: number;
}

/** The request was computed from a profile (or a span of time) that is no longer true; compute it again from this. */
export interface Stale {
  readonly kind: 'stale';
  readonly profile: AccountProfile;
  readonly nowMs: number;
}

export type AuthorizeReply = Allowed | Denied | Stale;

/** Start of billable time. */
export interface AnswerOperation extends HoldRef {
  readonly notAfterMs: number;
}

export interface AnswerReply {
  readonly state: HoldState;
  readonly grantedUnits: number;
  readonly holdMilliCents: number;
  readonly replayed: boolean;
  readonly nowMs: number;
}

/** Heartbeat, and more grant where the hold reserves in steps. */
export interface ExtendOperation extends HoldRef {
  readonly connectedSeconds: number;
  readonly sequence: number;
  /** Whether the payer's traffic of this kind needs posted credit above zero. Pinned in the hold; not an input. */
  readonly notAfterMs: number;
}

export interface ExtendReply extends Funds {
  readonly kind: 'allowed' | 'denied';
  readonly reason: DenialReason | undefined;
  readonly grantedUnits: number;
  readonly holdMilliCents: number;
  /** What the next step would have needed, on a denial. */
  readonly neededMilliCents: number;
  readonly replayed: boolean;
  readonly nowMs: number;
}

/** A hold that the store does not know, vouched for by a signed settle token. */
export interface OrphanClaim {
  readonly payerAccountId: string;
  readonly terms: Terms;
  readonly grantedUnits: number;
  readonly facts: HoldFacts;
  readonly authorizedAtMs: number;
}

/** Charge what was used and free the rest. */
export interface SettleOperation extends HoldRef {
  /** For holds counted in seconds; absent is not zero. */
  readonly connectedSeconds: number | undefined;
  /** For other holds; absent means the authorized quantity. */
  readonly units: number | undefined;
  /** For the record only. */
  readonly durationSeconds: number;
  /** For the record only. */
  readonly q850Cause: number;
  /** Set on the second try, when the first found no hold. */
  readonly orphan: OrphanClaim | undefined;
}

/** Free everything. */
export interface ReleaseOperation extends HoldRef {
  readonly q850Cause: number;
}

/** Where a charge came from. */
export interface FundingPart {
  readonly source: 'balance';
  readonly name: string;
  readonly amountMilliCents: number;
  readonly units: number;
}

/** How a hold ended: the call record. Stored with the hold, so that a replay is word for word. */
export interface SettleReply {
  readonly state: HoldState;
  readonly durationSeconds: number;
  readonly billedUnits: number;
  readonly chargedMilliCents: number;
  readonly releasedMilliCents: number;
  readonly writeOffMilliCents: number;
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  readonly estimated: boolean;
  readonly corrected: boolean;
  readonly clamped: boolean;
  readonly replayed: boolean;
  readonly parts: readonly FundingPart[];
  /** What the hold had reserved, for the held/charged ratio. */
  readonly heldMilliCents: number;
  readonly service: string;
  readonly nowMs: number;
}

/** The sweeper's ending of one hold; nothing happens when it is not due. */
export interface SweepOperation extends HoldRef {}

export interface SweepReply {
  /** What was done: nothing, the unanswered hold released, or the answered one charged by estimate. */
  readonly outcome: 'not_due' | 'released' | 'expired';
  readonly settle: SettleReply | undefined;
  readonly nowMs: number;
}

/** Authorize and settle in one step. */
export interface ChargeOperation extends Admission {
  readonly rootAccountId: string;
  readonly accountId: string;
  /** Empty: never replayed. */
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly units: number;
  readonly note: string;
}

export interface Charged extends Funds {
  readonly kind: 'charged';
  readonly replayed: boolean;
  readonly billedUnits: number;
  readonly chargedMilliCents: number;
  readonly parts: readonly FundingPart[];
  /** What a limit in shadow would have denied for; undefined in a replay. */
  readonly shadowed: DenialReason | undefined;
  readonly nowMs: number;
}

export type ChargeReply = Charged | Denied | Stale;

export interface CreateAccountOperation {
  readonly profile: Omit<AccountProfile, 'revision' | 'createdAtMs' | 'state' | 'maxOpenHolds'>;
  readonly signupCreditMilliCents: number;
  readonly fingerprint: string;
}

export interface CreateAccountReply {
  readonly account: AccountState;
  readonly replayed: boolean;
}

/** Absent fields stay as they are. */
export interface UpdateAccountOperation {
  readonly rootAccountId: string;
  readonly accountId: string;
  /** 0 changes whatever is there. */
  readonly revision: number;
  readonly changes: Partial<
    Pick<AccountProfile, 'state' | 'plan' | 'timeZone' | 'seats' | 'creditLimitMilliCents' | 'numbers' | 'maxOpenHolds'>
  >;
  /** Close although holds are open. */
  readonly force: boolean;
}

/** Purchased credit (`credit`, positive) or a correction by hand (`adjustment`, either sign). */
export interface PostOperation {
  readonly kind: 'credit' | 'adjustment';
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly note: string;
}

export interface PostReply extends Funds {
  readonly replayed: boolean;
  readonly nowMs: number;
}

/** One hold, open or ended, as it is stored. */
export interface HoldRecord {
  readonly accountId: string;
  readonly holdId: string;
  readonly state: HoldState;
  readonly holdMilliCents: number;
  readonly grantedUnits: number;
  readonly authorizedAtMs: number;
  readonly answeredAtMs: number;
  readonly deadlineAtMs: number;
  readonly terms: Terms;
  readonly facts: HoldFacts;
  readonly result: SettleReply | undefined;
}

export type MovementKind = 'credit' | 'charge' | 'correction' | 'adjustment' | 'expiry' | 'write_off';

/** One immutable ledger entry that changed money. */
export interface Movement {
  readonly sequence: number;
  readonly atMs: number;
  readonly kind: MovementKind;
  readonly amountMilliCents: number;
  readonly balanceMilliCents: number;
  readonly holdId: string;
  readonly idempotencyKey: string;
  readonly service: string;
  readonly subjectId: string;
  readonly billedUnits: number;
  readonly note: string;
  readonly estimated: boolean;
}

/** A span of Redis time; 0 leaves an end open. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A hold whose deadline has passed. */
export interface DueHold extends HoldRef {
  readonly deadlineAtMs: number;
}

/** Sums over all accounts, for the gauges. */
export interface LedgerTotals {
  readonly openHolds: number;
  readonly heldMilliCents: number;
  readonly balanceMilliCents: number;
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

  /** Undefined when there is no such account. */
  account(accountId: string): Promise<AccountState | undefined>;
  /** Open holds, soonest deadline first. */
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

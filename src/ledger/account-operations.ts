/** Accounts as the ledger knows them, and the operations that open, change and fund them. Money in milli-cents. */
import type { Fault } from '../domain/fault.ts';
import type { Asking, Funds } from './port.ts';
import type { Counters } from './rules/counters.ts';
import type { Grant, PastUse } from './rules/grants.ts';
import type { Counting } from './rules/limits.ts';
import type { Lot } from './rules/lots.ts';
import type { PackMatch } from '../domain/traffic.ts';
import type { Pack, PackCoverage } from './rules/packs.ts';

export type AccountLifecycle = 'active' | 'suspended' | 'closed';

/**
 * The slowly changing part of an account. The sidecar caches it; a script that finds another revision answers with the
 * new one.
 */
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
  /** 1 to 12: the month in which its years begin. */
  readonly cycleAnchorMonth: number;
  readonly seats: number;
  /** How far below zero the balance may be used. */
  readonly creditLimitMilliCents: number;
  /** E.164 numbers, or prefixes that end in `*`. */
  readonly numbers: readonly string[];
  /** This account's own cap on open holds; 0 means the catalog's. */
  readonly maxOpenHolds: number;
  readonly createdAtMs: number;
  /** Whose credit pays for its traffic: its own, or its parent's. */
  readonly fundedBy: 'self' | 'parent';
  /** What happens when the plan credits are used up; undefined is what the plan says. */
  readonly onPlanExhausted: PlanExhaustedPolicy | undefined;
  /** Totals of allowances that are its own instead of the plan's, by name, in units. */
  readonly allowanceUnits: ReadonlyMap<string, number>;
  /** How many of its subjects have particulars. */
  readonly subjects: number;
  /** What the account has or had packs of units for. */
  readonly coverages: readonly PackCoverage[];
}

/** Stop until credit is added or the cycle ends, or go on with the balance. */
export type PlanExhaustedPolicy = 'stop' | 'use_balance';

/** What holds for one user, agent or line of an account. Money in milli-cents. */
export interface SubjectProfile {
  readonly subjectId: string;
  /** A licence of the catalog; undefined has none. */
  readonly ratePlan: string | undefined;
  /** ISO 3166 alpha-2: where it is, instead of what its number says. */
  readonly country: string | undefined;
  /** 0 means no cap of its own. */
  readonly maxOpenHolds: number;
  /** What it may spend in a cycle; undefined has no cap. */
  readonly spendingLimitMilliCents: number | undefined;
  /** At the cap: stop, or go on without the plan credits. */
  readonly onLimit: PlanExhaustedPolicy;
  /** Undefined is what the account says. */
  readonly onPlanExhausted: PlanExhaustedPolicy | undefined;
  /** What reports say of it, such as its name and department; undefined where there is nothing. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Which accounts a list is about. */
export interface AccountRange {
  /** Their ids begin so; empty is all. */
  readonly prefix: string;
  /** Of the partition of this company alone, where those below it are among others; undefined is all. */
  readonly rootAccountId?: string | undefined;
}

/** Change what holds for a subject; undefined forgets it. */
export interface PutSubjectOperation {
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly subjectId: string;
  /** Undefined forgets it. */
  readonly profile: SubjectProfile | undefined;
  /** Of the account from which the profile was computed; absent for any. */
  readonly revision?: number;
}

/** A subject as read, with the revision of the account that it belongs to. */
export interface SubjectReply {
  readonly revision: number;
  readonly profile: SubjectProfile | undefined;
}

/** An account with its money, as one instant of Redis time saw it. */
export interface AccountState extends Counting {
  readonly profile: AccountProfile;
  readonly balanceMilliCents: number;
  /** On the balance alone; lots know what is held on them. */
  readonly heldMilliCents: number;
  /** Credit that ends, in funding order, as the ledger last left it. */
  readonly lots: readonly Lot[];
  /** What was used of lots of the plan that have ended. Empty in the reply to a change. */
  readonly pastUse: readonly PastUse[];
  /** Units that were bought, in funding order, as the ledger last left them. */
  readonly packs: readonly Pack[];
  /** Those that were asked for. */
  readonly counters: Counters;
  readonly nowMs: number;
}

export interface CreateAccountOperation extends Asking {
  readonly profile: Omit<
    AccountProfile,
    'revision' | 'createdAtMs' | 'state' | 'maxOpenHolds' | 'subjects' | 'coverages'
  >;
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
    Pick<
      AccountProfile,
      | 'state'
      | 'plan'
      | 'timeZone'
      | 'seats'
      | 'creditLimitMilliCents'
      | 'numbers'
      | 'maxOpenHolds'
      | 'fundedBy'
      | 'onPlanExhausted'
      | 'allowanceUnits'
    >
  >;
  /**
   * What the plan gives after a change of plan, seats or time zone, in the periods that run now. Where the account has
   * lots, they go on under it from now on; absent leaves them as they are.
   */
  readonly grants?: readonly Grant[] | undefined;
  /** Close although holds are open. */
  readonly force: boolean;
}

/** Purchased credit (`credit`, positive) or a correction by hand (`adjustment`, either sign). */
export interface PostOperation extends Asking {
  readonly kind: 'credit' | 'adjustment';
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly note: string;
  /** Units instead of money; undefined where it is money. */
  readonly pack?: PackPosting | undefined;
  /** A package, which the balance pays for in the same step; undefined where it was paid for elsewhere. */
  readonly purchase?: { readonly packageId: string; readonly priceMilliCents: number } | undefined;
  /** Makes it a lot; of units, when the pack ends. 0 never ends. */
  readonly expiresAtMs: number;
  /** Makes it a lot for these services only; empty is for all. */
  readonly services: readonly string[];
  /** What the plan gives in the periods that run now. */
  readonly grants: readonly Grant[];
  /** Why the catalog takes no such credit. What was posted under this key before is answered all the same. */
  readonly refusal: Fault | undefined;
  /** The name of the period of the plan credits, in which credit lifts a stop; empty where the plan has none. */
  readonly planPeriod: string;
}

/** Units that are bought (with `match`), or taken off a pack or added to it by hand (with `packId`). */
export type PackPosting =
  { readonly units: number; readonly match: PackMatch } | { readonly units: number; readonly packId: string };

export interface PostReply extends Funds {
  readonly replayed: boolean;
  /** The pack that the units are in; empty where it was money. */
  readonly packId: string;
  readonly nowMs: number;
}

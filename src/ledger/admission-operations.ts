/** The operations that take on credit risk, authorize and charge, and what they answer. Money in milli-cents. */
import type { CountedPeriod } from '../domain/cycle.ts';
import type { CatalogDenialReason, DenialReason } from '../domain/decision.ts';
import type { HoldTiming } from '../domain/hold.ts';
import type { Terms } from '../domain/terms.ts';
import type { AccountProfile } from './account-operations.ts';
import type { AllowanceSource, Asking, FundingPart, Funds, HoldFacts, HoldRef } from './port.ts';
import type { Grant } from './rules/grants.ts';

/** An account whose state and limits a request is subject to. */
export interface Owner {
  readonly accountId: string;
  /** The profile revision that the request was computed from. */
  readonly revision: number;
  /**
   * The periods in which what this request costs is counted as spent: those of its own account, and of the root above
   * it. None for traffic that cannot cost anything, and for accounts in between.
   */
  readonly periods?: readonly CountedPeriod[];
}

/**
 * A cap. `open_holds` counts open holds; `velocity` new holds and charges in a window that slides; `call_cost` caps the
 * price of one hold and shortens its grant; `spend` caps what one period (a local day, a cycle) holds and has charged;
 * `plan_spend` caps the part of it that plan credits pay, and leaves the rest to the other sources.
 */
export interface Limit {
  readonly kind: 'open_holds' | 'velocity' | 'call_cost' | 'spend' | 'plan_spend';
  /** Index into `owners`: where it is counted. */
  readonly owner: number;
  /**
   * What is counted there. Empty: all traffic of the owner; `*`: that and the traffic of the accounts below it;
   * `subject/<id>`: all of one subject; these are counted for every request. `limit/<rule>[/<subject>]` and
   * `company/<rule>`: what a rule of the catalog is about, counted because it stands among the limits.
   */
  readonly counter: string;
  /** Holds or milli-cents. */
  readonly max: number;
  /** `shadow` only reports what it would deny. `count` neither: another rule decides in its place. */
  readonly mode: 'enforce' | 'shadow' | 'count';
  /** `velocity`: the window in seconds. `spend`, `plan_spend`: which of the owner's periods. Otherwise 0. */
  readonly span: number | CountedPeriod['length'];
}

/** Where the traffic goes, or comes from. */
export interface Destination {
  /** ISO 3166 code of the other party, or `unknown`; empty where it has no number. */
  readonly country: string;
  /** Of the deck row that priced it, without plus; empty where no deck did. */
  readonly prefix: string;
  /** The number of the other party where the archive wants more of it than its mask. */
  readonly number?: ArchivedNumber | undefined;
}

/** A number as the settings say that the archive keeps it: whole, or as a keyed hash by which it is found again. */
export interface ArchivedNumber {
  readonly form: 'full' | 'hash';
  readonly text: string;
}

/** What an admission needs beside its identity. */
export interface Admission {
  /** The account of the request first, then its parents up to the root. */
  readonly owners: readonly Owner[];
  /** Index into `owners` of the account that pays. */
  readonly payer: number;
  /** Included units, in the order in which they are drawn on. None for traffic that costs nothing. */
  readonly allowances: readonly AllowanceSource[];
  /** Coverages of the payer that this traffic is in: packs of these pay. Absent is none. */
  readonly packs?: readonly string[] | undefined;
  /** What the payer's plan gives in the periods that run now. */
  readonly grants: readonly Grant[];
  /**
   * The name of the period in which only plan credits may pay, unless credit was added after they ran out; empty where
   * there is no such rule.
   */
  readonly stop: string;
  readonly limits: readonly Limit[];
  /** What the catalog alone already decided; the ledger puts it into its place in the order of reasons. */
  readonly verdict: CatalogDenialReason | undefined;
  /** The traffic needs posted credit above zero, even if it costs nothing. */
  readonly blockedAtZero: boolean;
  readonly terms: Terms;
  readonly facts: HoldFacts;
  /** For the history alone. Absent is unknown. */
  readonly destination?: Destination | undefined;
  /** A script that starts later than this does nothing; 0 means no bound. */
  readonly notAfterMs: number;
  /**
   * From when to when the inputs that were derived from time hold; 0 means always. At any other time the script answers
   * STALE.
   */
  readonly validFromMs: number;
  readonly validUntilMs: number;
}

/** Reserve the worst case of one leg or message. */
export interface AuthorizeOperation extends HoldRef, Admission, Asking {
  /** Identity of the request: the same hold id with another fingerprint is a conflict. */
  readonly fingerprint: string;
  /** Units to reserve now: the maximum, or the first step. */
  readonly units: number;
  /** The most that Extend may bring the grant to; of other units than seconds, the most that a settle may report. */
  readonly maxUnits: number;
  /** Units that one Extend adds; 0 where everything was reserved at once. */
  readonly extendUnits: number;
  /** `shorten` grants what the money covers, at least `minUnits`. */
  readonly belowHold: 'deny' | 'shorten';
  readonly minUnits: number;
  readonly timing: HoldTiming;
}

export interface Allowed extends Funds {
  readonly kind: 'allowed';
  readonly replayed: boolean;
  readonly holdMilliCents: number;
  readonly grantedUnits: number;
  readonly authorizedAtMs: number;
  /** What a limit in shadow would have denied for; undefined in a replay. */
  readonly shadowed: DenialReason | undefined;
  /** Index into the request's limits: the one in shadow. */
  readonly shadowedLimit: number | undefined;
  /**
   * The price that the hold was opened at, where it was open already: by now the catalog may name another. Undefined
   * the first time.
   */
  readonly pinnedTerms: Terms | undefined;
  /** No Extend will grant more: all is reserved at once, the most is reached, or the money cut the grant short. */
  readonly final: boolean;
  /** When the sweeper ends the hold, if nothing is heard of it. */
  readonly deadlineAtMs: number;
  readonly nowMs: number;
}

export interface Denied extends Funds {
  readonly kind: 'denied';
  readonly reason: DenialReason;
  /** What would have had to be reserved. */
  readonly neededMilliCents: number;
  /** Index into the request's limits: the one that denied; undefined where it was none of them. */
  readonly limit: number | undefined;
  /** Where that limit caps the spending of a period: what it leaves; negative after it was lowered. Otherwise 0. */
  readonly limitLeftMilliCents: number;
  /** Where it has not counted the whole period: since when. Otherwise 0. */
  readonly limitSinceMs: number;
  /** What is free of packs that pay for this traffic, units. */
  readonly packUnits: number;
  readonly nowMs: number;
}

/** The request was computed from a profile (or a span of time) that is no longer true; compute it again from this. */
export interface Stale {
  readonly kind: 'stale';
  readonly profile: AccountProfile;
  readonly nowMs: number;
}

export type AuthorizeReply = Allowed | Denied | Stale;

/** Authorize and settle in one step. */
export interface ChargeOperation extends Admission, Asking {
  readonly rootAccountId: string;
  readonly accountId: string;
  /** Empty: never replayed. */
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly units: number;
  /** Without tabs. */
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
  /** Index into the request's limits: the one in shadow. */
  readonly shadowedLimit: number | undefined;
  readonly nowMs: number;
}

export type ChargeReply = Charged | Denied | Stale;

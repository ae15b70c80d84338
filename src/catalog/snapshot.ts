/**
 * The catalog as the call path sees it: a frozen, compiled, versioned answer to every question that does not need the
 * ledger. It is replaced whole on reload; whoever serves a request takes one snapshot and keeps it to the end.
 */
import type { DenialReason } from '../domain/decision.ts';
import type { PeriodLength } from '../domain/cycle.ts';
import type { HoldTiming } from '../domain/hold.ts';
import type { Addresses, NumberFacts } from '../domain/phone/classify.ts';
import type { ListedNumbers } from '../domain/phone/emergency.ts';
import type { NumberOverride } from '../domain/phone/overrides.ts';
import type { SegmentCount } from '../domain/segments.ts';
import type { Terms } from '../domain/terms.ts';
import type { PackMatch, Traffic } from '../domain/traffic.ts';
export type { PeriodLength } from '../domain/cycle.ts';

/** Whether a rule denies, or only counts what it would deny. */
export type RuleMode = 'enforce' | 'shadow';

/** A kind of billable traffic. */
export interface Service {
  readonly name: string;
  /** `second`, `segment`, `message`, `page`, `interaction`. */
  readonly unit: string;
  /** The plural that denial messages begin with, for instance "Calls". */
  readonly label: string;
  /** What denial messages call one of it, for instance "call". */
  readonly noun: string;
  /** Whether requests must carry a dialled or receiving number. */
  readonly needsNumber: boolean;
  /** How its parties are addressed. */
  readonly addresses: Addresses;
  /** Counts the segments of a text; undefined for services that are not counted in segments. */
  readonly countSegments: ((text: string) => SegmentCount) | undefined;
  /** Where a denied message may go instead; empty when nowhere. */
  readonly fallbackChannel: string;
}

/** What the catalog does not know, or what cannot be together. */
export interface PackProblem {
  readonly field: 'services' | 'directions' | 'countries' | 'number_classes' | 'prefixes';
  /** Of its entry; undefined for the whole. */
  readonly index: number | undefined;
  readonly message: string;
}

/** What accounts may buy from their balance. */
export interface Package {
  readonly id: string;
  /** For people; empty where the catalog has none. */
  readonly title: string;
  readonly priceMilliCents: number;
  /** Units and what they are for; undefined where it is money. */
  readonly pack: { readonly units: number; readonly match: PackMatch } | undefined;
  /** 0 where it is units. */
  readonly amountMilliCents: number;
  /** What the money is for; empty is everything. */
  readonly services: readonly string[];
  /** From when it is bought; 0 never ends. */
  readonly lastsMs: number;
  /** Plans of the accounts that may buy it; undefined is all. */
  readonly plans: ReadonlySet<string> | undefined;
}

export interface Plan {
  readonly name: string;
  /** Given once, when a root account is created. */
  readonly signupCreditMilliCents: number;
  /** The least that AddCredit takes; 0 is any amount. */
  readonly minimumTopUpMilliCents: number;
  /** The billing cycle: when plan credits and, unless they say otherwise, allowances begin anew. */
  readonly cycle: PeriodLength;
  /** What happens when the plan credits are used up, unless account or subject say otherwise. */
  readonly onPlanExhausted: 'stop' | 'use_balance';
  /** Plan credits first, then bundles. */
  readonly grants: readonly PlanGrant[];
  /** What it includes, whatever the traffic: for views. */
  readonly allowances: readonly Allowance[];
}

/** Money that a plan gives in every period. */
export interface PlanGrant {
  readonly kind: 'plan_credits' | 'bundle';
  /** `plan` for plan credits, otherwise the bundle's name. */
  readonly name: string;
  /** Milli-cents. */
  readonly amountMilliCents: number;
  readonly per: 'account' | 'seat';
  readonly every: PeriodLength;
  /** Empty is for all services. */
  readonly services: readonly string[];
}

/** Units that a plan includes in every period. */
export interface Allowance {
  readonly name: string;
  /** In the unit of the services that it covers. */
  readonly units: number;
  readonly per: 'account' | 'seat' | 'subject';
  readonly every: PeriodLength;
}

/** A block that applies to the traffic. */
export interface Block {
  readonly mode: RuleMode;
  /** Name of the rule, for logs and ExplainNumber. */
  readonly rule: string;
  /** For a person, after "This destination is blocked.": why. May be empty. */
  readonly message: string;
}

/** A price for the traffic. */
export interface Rated {
  readonly terms: Terms;
  /** Of the deck row that priced it, without plus; empty where the rule has a price of its own. */
  readonly prefix: string;
  /** For a person: which rule and deck entry. */
  readonly explanation: string;
}

/** How much is reserved, for how long. */
export interface HoldRule {
  readonly name: string;
  /** The longest grant, in units. */
  readonly maxUnits: number;
  /** Reserved at authorize; equal to `maxUnits` where everything is reserved at once. */
  readonly initialUnits: number;
  /** Added by one Extend; 0 where everything was reserved at once. */
  readonly extendUnits: number;
  readonly belowHold: 'deny' | 'shorten';
  /** The least grant that is worth a call. */
  readonly minGrantUnits: number;
  readonly timing: HoldTiming;
}

/** A rule of limits.yaml. Undefined is no limit of this kind; money in milli-cents. */
export interface LimitRule {
  readonly name: string;
  readonly mode: RuleMode;
  /** For whom it is counted: the account, each of its subjects, or the root account and all under it. */
  readonly per: 'account' | 'subject' | 'company';
  /** Its id, as it stands in the names of counters; empty where it is about all traffic. */
  readonly counter: string;
  /** The same for what is never counted for all traffic: arrivals. */
  readonly ownCounter: string;
  /** The most that one hold may cost. */
  readonly maxCostPerCall: number | undefined;
  readonly maxOpenHolds: number | undefined;
  /** New holds and charges in a window that slides. */
  readonly maxNewHolds: { readonly count: number; readonly windowSeconds: number } | undefined;
  /** What a local day may hold and charge. */
  readonly maxSpendPerDay: number | undefined;
  /** What a billing cycle may hold and charge. */
  readonly maxSpendPerCycle: number | undefined;
}

/** How the time of day took part in a decision. */
export interface TimeOfDay {
  /** What the account's clock shows, for instance `sun 23:30 in Europe/Berlin`. */
  readonly clock: string;
  /** What held of the time and dates of the rate rule that decided; undefined when it has none, or there is no rule. */
  readonly rateTime: string | undefined;
  /** The same of the hold rule. */
  readonly holdTime: string | undefined;
}

/** What the rules that deny and reserve are called: metrics carry no other names than these. */
export interface RuleNames {
  /** Blocking rules and limits, each with every reason that it may deny for. */
  readonly denials: readonly { readonly reason: DenialReason; readonly rule: string }[];
  /** Hold rules, each with every service that it may reserve for. */
  readonly holds: readonly { readonly service: string; readonly rule: string }[];
}

/** What happens to traffic of this kind while the store is down. */
export type StoreDownPolicy = 'deny' | 'allow' | { readonly allowUpToMilliCents: number };

/** The hold that account status is judged by (rule PM-8). */
export interface StatusReference {
  /** Whose sources it may draw on. */
  readonly service: string;
  readonly holdMilliCents: number;
  /** Whether that traffic is blocked at zero posted credit. */
  readonly blockedAtZero: boolean;
  readonly traffic: Traffic;
  readonly terms: Terms;
  /** What such a hold is of. */
  readonly units: number;
}

export interface CatalogSnapshot {
  readonly name: string;
  /** Hash over all files, 12 hex digits. */
  readonly version: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166 alpha-2. */
  readonly homeCountry: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly plans: ReadonlyMap<string, Plan>;
  /** By id. */
  readonly packages: ReadonlyMap<string, Package>;
  /** Whether the cycle of some plan is a year, so that years are counted beside months. */
  readonly countsYears: boolean;
  readonly ruleNames: RuleNames;
  /** Number of cases that were proved at load. */
  readonly caseCount: number;

  /**
   * Whether it is an emergency number of the home country, of `emergency_countries`, or of the country of the caller,
   * or one of `emergency_numbers` (rule G-3). Never throws, whatever the string is.
   */
  isEmergency(dialled: string, country?: string): boolean;
  /** The emergency numbers in their short form; with those of a caller's country besides. For people. */
  emergencyNumbers(country?: string): ListedNumbers;
  /** Classifies a number as one of a service whose addresses are of this kind (default: dialled); cached. */
  classify(number: string, addresses?: Addresses): NumberFacts;
  /** The correction of the catalog that decided about a number, for explanations. */
  overrideFor(number: NumberFacts): NumberOverride | undefined;
  /** The first price rule that matches; undefined is NO_RATE, or a code that its deck has closed. */
  rate(traffic: Traffic): Rated | undefined;
  /**
   * Blocks that match: class, prefix, country, rate per minute, and a code that its deck has closed. `rated` is
   * undefined when there is no price. Enforced ones first.
   */
  blocks(traffic: Traffic, rated: Rated | undefined): readonly Block[];
  /** Whether this traffic needs posted credit above zero. */
  blockedAtZero(traffic: Traffic): boolean;
  /** How much to reserve. There is always a rule: the catalog is refused without a catch-all. */
  holdRule(traffic: Traffic): HoldRule;
  /** The rule of this name, as it reserves for a service; undefined where there is none now. */
  holdRuleNamed(name: string, service: string): HoldRule | undefined;
  /** The rules of limits that match, in the order of the file. Each counts; the first that limits something decides. */
  limits(traffic: Traffic): readonly LimitRule[];
  /** What the payer's plan includes of this traffic, in the order in which it is drawn on. */
  allowances(traffic: Traffic): readonly Allowance[];
  /** Whether a pack of units pays for this traffic, beside the units that are left of it. */
  isInPack(pack: PackMatch, traffic: Traffic): boolean;
  /** Why there can be no such pack; undefined where there can. */
  packProblem(pack: PackMatch): PackProblem | undefined;
  /** Who pays: the account as it is set up, or always the root of the company. */
  payer(traffic: Traffic): 'account' | 'root';
  /** The rate plans (licences) that subjects may have. */
  readonly ratePlans: ReadonlySet<string>;
  whenStoreIsDown(traffic: Traffic): StoreDownPolicy;
  /** The same for what a hold rule has reserved; `deny` where there is no such rule any more. */
  whenStoreIsDownBy(holdRule: string, service: string): StoreDownPolicy;
  /**
   * The last millisecond for which all of the above is sure to hold, in Redis time; 0 when no rule looks at the time of
   * day.
   */
  validUntilMs(traffic: Traffic): number;
  /** For explanations. Undefined when no rule of the catalog looks at the time of day. */
  timeOfDay(traffic: Traffic): TimeOfDay | undefined;
  /**
   * The hold that status is judged by, for a plan, on the clock of a time zone. Undefined when that traffic has no
   * price or costs nothing then.
   */
  statusReference(plan: string, timeZone: string, atMs: number): StatusReference | undefined;
}

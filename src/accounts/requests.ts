/** What the transports hand to the account verbs, already validated, and what they answer. Money in milli-cents. */
import type { RequestContext } from '../control/requests.ts';
import type { Package } from '../catalog/snapshot.ts';
import type { AccountStatus } from '../domain/decision.ts';
import type { PackMatch } from '../domain/traffic.ts';
import type {
  AccountLifecycle,
  AccountState,
  HoldRecord,
  Pack,
  PlacedMovement,
  Page,
  PageOf,
  PlanExhaustedPolicy,
  SubjectProfile,
  TimeSpan,
} from '../ledger/port.ts';

export interface CreateAccountRequest {
  readonly accountId: string;
  /** Empty is `default`. */
  readonly plan: string;
  /** Empty is the catalog's. */
  readonly currency: string;
  /** Empty is UTC. */
  readonly timeZone: string;
  /** 0 is the day of creation. */
  readonly cycleAnchorDay: number;
  readonly seats: number;
  readonly creditLimitMilliCents: number;
  readonly parentAccountId: string;
  readonly numbers: readonly string[];
  /** Whose credit pays for its traffic. */
  readonly fundedBy: 'self' | 'parent';
  /** Undefined is what the plan says. */
  readonly onPlanExhausted: PlanExhaustedPolicy | undefined;
  /** Totals of allowances that are its own instead of the plan's, by name, in units. */
  readonly allowanceUnits: ReadonlyMap<string, number>;
}

/** Absent fields stay as they are. */
export interface UpdateAccountRequest {
  readonly accountId: string;
  /** 0 changes whatever is there. */
  readonly revision: number;
  readonly state?: AccountLifecycle;
  readonly plan?: string;
  readonly timeZone?: string;
  readonly seats?: number;
  readonly creditLimitMilliCents?: number;
  readonly numbers?: readonly string[];
  readonly maxOpenHolds?: number;
  readonly fundedBy?: 'self' | 'parent';
  /** Undefined, when given, is what the plan says. */
  readonly onPlanExhausted?: PlanExhaustedPolicy | undefined;
  readonly allowanceUnits?: ReadonlyMap<string, number>;
  readonly force: boolean;
}

/** Purchased credit, or a correction by hand (signed). */
export interface PostRequest {
  readonly accountId: string;
  /** 0 for units. */
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly note: string;
}

/** A correction by hand. */
export interface AdjustRequest extends PostRequest {
  /** Of a pack; undefined where it is money. */
  readonly pack?: { readonly packId: string; readonly units: number } | undefined;
}

/** Units that are bought. */
export interface BoughtPack {
  readonly units: number;
  /** They were asked for as minutes, so they must be seconds. */
  readonly inMinutes: boolean;
  readonly match: PackMatch;
}

/** Purchased credit. */
export interface AddCreditRequest extends PostRequest {
  /** Units instead of money. */
  readonly pack?: BoughtPack | undefined;
  /** Makes it a lot that ends then; of a pack, when that ends. 0 never ends. */
  readonly expiresAtMs: number;
  /** Makes it a lot for these services only; empty is for all. */
  readonly services: readonly string[];
  /** Somebody has paid it already: the smallest top-up of the plan refuses it no more. */
  readonly isPaid?: boolean;
}

/** A package of the catalog, which the balance pays for. */
export interface BuyPackageRequest {
  readonly accountId: string;
  readonly packageId: string;
  readonly idempotencyKey: string;
  readonly note: string;
}

/** A package, and in what it is counted. */
export interface PackageView extends Package {
  /** Of its services; empty where it is money. */
  readonly unit: string;
}

/** What may be bought. */
export interface PackageList {
  readonly packages: readonly PackageView[];
  /** ISO 4217: of the prices. */
  readonly currency: string;
}

/** A pack, and what it is for. */
export interface PackView extends Pack {
  readonly match: PackMatch;
  /** Of its services; empty where the catalog has none of them. */
  readonly unit: string;
  /** Free. */
  readonly remainingUnits: number;
}

/** An account as it stands, with what the catalog says about it. */
export interface AccountView extends AccountState {
  /** On the balance and on lots. */
  readonly totalHeldMilliCents: number;
  readonly availableMilliCents: number;
  readonly planCreditsRemainingMilliCents: number;
  readonly cycleEndsAtMs: number;
  readonly accountStatus: AccountStatus | undefined;
  /** The account whose credit pays for its traffic, but for what the catalog sends to the root. */
  readonly payerAccountId: string;
  /**
   * The payer's plan says stop and its credits are used up: traffic is denied until credit is added or the cycle ends.
   */
  readonly planExhausted: boolean;
  readonly packs: readonly PackView[];
  /** What the plan includes for the account as a whole. */
  readonly allowances: readonly AllowanceView[];
  readonly replayed: boolean;
}

/** An allowance in the cycle that runs now. */
export interface AllowanceView {
  readonly name: string;
  /** Empty where it is for the account as a whole. */
  readonly subjectId: string;
  readonly totalUnits: number;
  readonly usedUnits: number;
  readonly heldUnits: number;
  /** total - used - held, at least 0. */
  readonly remainingUnits: number;
  readonly endsAtMs: number;
}

/** What holds for a subject, and what it has used in the cycle that runs now. Money in milli-cents. */
export interface SubjectView {
  readonly profile: SubjectProfile;
  /** Charged and held under its spending limit; 0 where it has none. */
  readonly spentMilliCents: number;
  readonly cycleEndsAtMs: number;
  /** What the plan of the account includes for each of its subjects. */
  readonly allowances: readonly AllowanceView[];
}

export interface CreditResult {
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  readonly accountStatus: AccountStatus | undefined;
  /** The pack that the units are in; empty where it was money. */
  readonly packId: string;
  readonly replayed: boolean;
}

/** Which accounts: those that every part admits. */
export interface AccountFilter {
  /** Their ids begin so; empty is all. */
  readonly prefix: string;
  readonly state: AccountLifecycle | undefined;
  /** How close they are to being denied. */
  readonly accountStatus: AccountStatus | undefined;
  /** Empty is any. */
  readonly plan: string;
  /** Those directly below this one; empty is any. */
  readonly parentAccountId: string;
  /** Stands somewhere in the id, the plan or a number of the account, in any case; empty is any. */
  readonly text: string;
}

/** Which open holds: those that every part admits. */
export interface HoldFilter {
  /** Authorized at least so long ago, in milliseconds; 0 is any. */
  readonly olderThanMs: number;
  /** Reserved by this hold rule; empty is any. */
  readonly holdRule: string;
  /** Empty is of any. */
  readonly gatewayId: string;
}

/** One page of holds. */
export interface HoldList {
  readonly holds: readonly HoldRecord[];
  /** How many are open in all; of a gateway, how many are on this page. */
  readonly openHolds: number;
  /** What the next page is asked for with; empty at the end. */
  readonly next: string;
}

/** What somebody who watches an account is told. */
export interface WatchedState {
  /** How the account stands now; undefined where nothing has changed since the last one. */
  readonly view: AccountView | undefined;
  /** Watching can go on after this. */
  readonly cursor: string;
}

/** One service on one day, in the account's time zone. */
export interface UsageRow {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly service: string;
  readonly count: number;
  readonly billedUnits: number;
  readonly billedMilliCents: number;
}

export interface UsageReport {
  readonly rows: readonly UsageRow[];
  /** Earlier usage is no longer in the journal. */
  readonly coveredFromMs: number;
}

/** The verbs of billing and operations. An unknown account is a `not_found` fault here. */
export interface Accounts {
  create(request: CreateAccountRequest, context: RequestContext): Promise<AccountView>;
  get(accountId: string): Promise<AccountView>;
  /**
   * How the account stands now, then after every change; and every 15 seconds that nothing has changed.
   *
   * @param cursor - of the last state that was received, which is then not repeated while it is true; else empty
   * @param over - ends it
   */
  watch(accountId: string, cursor: string, over: AbortSignal): AsyncIterable<WatchedState>;
  update(request: UpdateAccountRequest): Promise<AccountView>;
  addCredit(request: AddCreditRequest, context: RequestContext): Promise<CreditResult>;
  adjust(request: AdjustRequest, context: RequestContext): Promise<CreditResult>;
  /** @param accountId - only what this account may buy; empty is all that the catalog sells. */
  packages(accountId: string): Promise<PackageList>;
  buy(request: BuyPackageRequest, context: RequestContext): Promise<CreditResult>;
  /**
   * One hold by id, open or ended, with its open forwarded legs; or the open ones when the id is empty. On each page a
   * forwarded leg stands right after the hold that it was forwarded from.
   *
   * @param filter - which of the open ones; absent is all of them
   */
  holds(accountId: string, holdId: string, page: Page, filter?: Omit<HoldFilter, 'gatewayId'>): Promise<HoldList>;
  /**
   * The open holds of all accounts that may be shown: those of one gateway in no order that means anything, otherwise
   * the ones with the earliest deadline first. A page may be short, or empty, although more follow.
   */
  allHolds(filter: HoldFilter, mayShow: (accountId: string) => boolean, page: Page): Promise<HoldList>;
  /** By id, of the accounts that may be shown. A page may be short, or empty, although more follow. */
  list(filter: AccountFilter, mayShow: (accountId: string) => boolean, page: Page): Promise<PageOf<AccountView>>;
  /**
   * Says what holds for a subject.
   *
   * @param only the fields to take from the profile, while the others stay as they are; absent takes all
   */
  putSubject(
    accountId: string,
    profile: SubjectProfile,
    only?: ReadonlySet<keyof SubjectProfile>,
  ): Promise<SubjectView>;
  /** A subject without particulars has the defaults. */
  subject(accountId: string, subjectId: string): Promise<SubjectView>;
  /** Forgets what holds for a subject; its usage stays counted. */
  deleteSubject(accountId: string, subjectId: string): Promise<void>;
  /** Those that have particulars, by name. */
  subjects(accountId: string, page: Page): Promise<PageOf<SubjectView>>;
  movements(accountId: string, span: TimeSpan, page: Page): AsyncIterable<PlacedMovement>;
  usage(accountId: string, span: TimeSpan): Promise<UsageReport>;
}

/** What the transports hand to the account verbs, already validated, and what they answer. Money in milli-cents. */
import type { AccountStatus } from '../domain/account-status.ts';
import type { AccountLifecycle, AccountState, HoldRecord, Movement, TimeSpan } from '../ledger/port.ts';

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
  readonly force: boolean;
}

/** Purchased credit, or a correction by hand (signed). */
export interface PostRequest {
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly note: string;
}

/** An account as it stands, with what the catalog says about it. */
export interface AccountView extends AccountState {
  readonly planCreditsRemainingMilliCents: number;
  readonly cycleEndsAtMs: number;
  readonly accountStatus: AccountStatus | undefined;
  readonly replayed: boolean;
}

export interface CreditResult {
  readonly balanceMilliCents: number;
  readonly availableMilliCents: number;
  readonly accountStatus: AccountStatus | undefined;
  readonly replayed: boolean;
}

export interface HoldList {
  readonly holds: readonly HoldRecord[];
  readonly openHolds: number;
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
  create(request: CreateAccountRequest): Promise<AccountView>;
  get(accountId: string): Promise<AccountView>;
  update(request: UpdateAccountRequest): Promise<AccountView>;
  addCredit(request: PostRequest): Promise<CreditResult>;
  adjust(request: PostRequest): Promise<CreditResult>;
  /** One hold by id, open or ended, or all open ones when the id is empty. */
  holds(accountId: string, holdId: string, limit: number): Promise<HoldList>;
  movements(accountId: string, span: TimeSpan, limit: number): AsyncIterable<Movement>;
  usage(accountId: string, span: TimeSpan): Promise<UsageReport>;
}

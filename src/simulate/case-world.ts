/**
 * A small world for one case: a reference ledger, the real verbs, one account, and a clock that moves when the case
 * says so.
 */
import { saleOf } from '../catalog/packages.ts';
import { grantsAfter, grantsAt, planPeriodAt, topUpRefusal } from '../catalog/plan-grants.ts';
import type { CaseSource, StepSource } from '../catalog/schema/cases-file.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { createControl } from '../control/control.ts';
import {
  type ControlLogger,
  type ControlMetrics,
  createEnvironment,
  type Environment,
} from '../control/environment.ts';
import type { Control } from '../control/requests.ts';
import { SettleTokens } from '../control/settle-token.ts';
import { sweepPartition } from '../control/sweeper.ts';
import { anchorMonthAt } from '../domain/cycle.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { parseMoney } from '../domain/money.ts';
import type { PackMatch } from '../domain/traffic.ts';
import type { AccountProfile, Ledger, PostOperation, SubjectProfile } from '../ledger/port.ts';
import { createReferenceLedger } from '../ledger/reference/reference-ledger.ts';

/** Tokens of a case prove nothing outside of it. */
const TOKENS = new SettleTokens(['case'], Number.MAX_SAFE_INTEGER);

const SILENT_LOGGER: ControlLogger = {
  decision: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const NO_METRICS: ControlMetrics = {
  decision: () => undefined,
  replayed: () => undefined,
  settled: () => undefined,
  charged: () => undefined,
  reversed: () => undefined,
  swept: () => undefined,
  orphanSettle: () => undefined,
  settleFlag: () => undefined,
  listTaken: () => undefined,
  reconciled: () => undefined,
};

/** A day of grant, and a day that nobody cut it. */
const LONGEST_CALL_SECONDS = 172_800;

/** More holds than one case can open. */
const SWEEP_BATCH = 1_000;

export class CaseWorld {
  readonly snapshot: CatalogSnapshot;
  readonly control: Control;
  readonly ledger: Ledger;
  readonly accountId: string;
  readonly #environment: Environment;
  #nowMs: number;
  /** When the case began, or last told of time that passes. */
  #toldAtMs: number;
  #creditCount = 0;

  private constructor(snapshot: CatalogSnapshot, accountId: string, atMs: number) {
    this.snapshot = snapshot;
    this.accountId = accountId;
    this.#nowMs = atMs;
    this.#toldAtMs = atMs;
    this.ledger = createReferenceLedger({ now: () => this.#nowMs });
    this.#environment = createEnvironment({
      ledger: this.ledger,
      catalogs: { inForce: snapshot, current: () => snapshot },
      tokens: TOKENS,
      enforcement: 'enforce',
      metrics: NO_METRICS,
      logger: SILENT_LOGGER,
    });
    this.control = createControl(this.#environment);
  }

  /** A world in which the accounts of the case stand as the case says. `atMs` is the time at which it begins. */
  static async create(snapshot: CatalogSnapshot, source: CaseSource, atMs: number): Promise<CaseWorld> {
    const world = new CaseWorld(snapshot, source.account.id, atMs);
    const root = source.parents[0]?.id;
    for (const account of [...source.parents, source.account]) {
      const rootAccountId = account.parent === undefined || root === undefined ? account.id : root;
      await openAccount(world.ledger, snapshot, account, rootAccountId);
    }
    return world;
  }

  /** Lets time pass; what falls due meanwhile is swept, as it would be by any running Tollgate. */
  async advance(seconds: number): Promise<void> {
    this.#nowMs += seconds * 1000;
    this.#toldAtMs = this.#nowMs;
    await sweepPartition(this.#environment, 0, SWEEP_BATCH, async () => true);
  }

  /**
   * A report of connected time lets as much time pass since the authorize, where the case has not told of any: most
   * cases are about prices. Nothing falls due meanwhile, since the gateway would have been heard of in time.
   */
  async passCall(accountId: string, holdId: string, seconds: number): Promise<void> {
    const hold = await this.ledger.hold({ rootAccountId: accountId, accountId, holdId });
    if (hold === undefined || hold.authorizedAtMs < this.#toldAtMs) return;
    const passed = Math.min(Math.ceil(seconds), LONGEST_CALL_SECONDS);
    this.#nowMs = Math.max(this.#nowMs, hold.authorizedAtMs + passed * 1000);
  }

  async addCredit(accountId: string, credit: NonNullable<StepSource['credit']>): Promise<void> {
    const profile = await this.#profile(accountId);
    const { currency, plans } = this.snapshot;
    const pack = packIn(credit, this.snapshot);
    const amountMilliCents = pack === undefined ? parseMoney(credit.amount ?? '0', currency) : 0;
    const { expires_in_seconds: seconds, services } = credit;
    await this.#credit(profile, {
      amountMilliCents,
      expiresAtMs: seconds === undefined ? 0 : this.#nowMs + seconds * 1000,
      services: pack === undefined ? services : [],
      pack,
      purchase: undefined,
      refusal: pack === undefined ? topUpRefusal(plans.get(profile.plan), amountMilliCents, currency) : undefined,
    });
  }

  async buy(accountId: string, packageId: string): Promise<void> {
    const profile = await this.#profile(accountId);
    await this.#credit(profile, saleOf(this.snapshot, packageId, profile, this.#nowMs));
  }

  /** Each credit of a case is one of its own. */
  async #credit(
    profile: AccountProfile,
    bought: Pick<PostOperation, 'amountMilliCents' | 'expiresAtMs' | 'services' | 'pack' | 'purchase' | 'refusal'>,
  ): Promise<void> {
    const plan = this.snapshot.plans.get(profile.plan);
    this.#creditCount += 1;
    const key = `case-${this.#creditCount}`;
    await this.ledger.post({
      ...bought,
      kind: 'credit',
      rootAccountId: profile.rootAccountId,
      accountId: profile.accountId,
      idempotencyKey: key,
      fingerprint: key,
      note: '',
      grants: grantsAt(plan, profile, this.#nowMs),
      planPeriod: planPeriodAt(plan, profile, this.#nowMs),
    });
  }

  async update(accountId: string, change: NonNullable<StepSource['update']>): Promise<void> {
    const profile = await this.#profile(accountId);
    const { rootAccountId } = profile;
    const { state, plan, seats, time_zone: timeZone, on_plan_exhausted: onPlanExhausted, allowances } = change;
    const changes = {
      ...(state !== undefined && { state }),
      ...(plan !== undefined && { plan }),
      ...(seats !== undefined && { seats }),
      ...(timeZone !== undefined && { timeZone }),
      ...(onPlanExhausted !== undefined && { onPlanExhausted }),
      ...(allowances !== undefined && { allowanceUnits: new Map(Object.entries(allowances)) }),
    };
    const grants = grantsAfter(this.snapshot, profile, changes, this.#nowMs);
    await this.ledger.updateAccount({ rootAccountId, accountId, revision: 0, changes, grants, force: false });
  }

  async #profile(accountId: string): Promise<AccountProfile> {
    const account = await this.ledger.account(accountId);
    if (account === undefined) throw new Fault('ACCOUNT_UNKNOWN', `there is no account "${accountId}"`);
    return account.profile;
  }
}

/** Undefined where it is money. */
function packIn(
  source: NonNullable<StepSource['credit']>,
  snapshot: CatalogSnapshot,
): { readonly units: number; readonly match: PackMatch } | undefined {
  const { amount, units, minutes, services, directions, countries, number_classes: numberClasses, prefixes } = source;
  if ([amount, units, minutes].filter((each) => each !== undefined).length !== 1) {
    throw invalidField('credit', 'give one of amount, units and minutes');
  }
  const match = { services, directions, countries, numberClasses, prefixes };
  if (amount !== undefined) return undefined;
  if (services.length === 0) throw invalidField('services', 'is required: a pack is of units of some services');
  const problem = snapshot.packProblem(match);
  if (problem !== undefined) throw invalidField(problem.field, problem.message);
  if (minutes !== undefined && services.some((name) => snapshot.services.get(name)?.unit !== 'second')) {
    throw invalidField('minutes', 'is for services counted in seconds');
  }
  return { units: units ?? (minutes ?? 0) * 60, match };
}

/* Opens the accounts of a case as the case says. */

export type AccountSource = CaseSource['account'];

/** Parents come before their children. */
async function openAccount(
  ledger: Ledger,
  snapshot: CatalogSnapshot,
  source: AccountSource,
  rootAccountId: string,
): Promise<void> {
  if (source.state === 'absent') return;
  const place = { rootAccountId, accountId: source.id };
  const balance = source.balance === undefined ? undefined : parseMoney(source.balance, snapshot.currency);
  const signup = source.parent === undefined ? (snapshot.plans.get(source.plan)?.signupCreditMilliCents ?? 0) : 0;
  await ledger.createAccount({
    profile: {
      ...place,
      parentAccountId: source.parent,
      plan: source.plan,
      currency: snapshot.currency,
      timeZone: source.time_zone,
      cycleAnchorDay: source.cycle_anchor_day,
      cycleAnchorMonth: anchorMonthAt(
        { timeZone: source.time_zone, cycleAnchorDay: source.cycle_anchor_day },
        ledger.nowMs(),
      ),
      seats: source.seats,
      creditLimitMilliCents: parseMoney(source.credit_limit, snapshot.currency),
      numbers: source.numbers,
      fundedBy: source.funded_by,
      onPlanExhausted: source.on_plan_exhausted,
      allowanceUnits: new Map(Object.entries(source.allowances)),
    },
    signupCreditMilliCents: balance === undefined ? signup : 0,
    fingerprint: source.id,
  });
  if (balance !== undefined && balance !== 0) await adjust(ledger, place, balance);
  for (const [subjectId, subject] of Object.entries(source.subjects)) {
    await ledger.putSubject({ ...place, subjectId, profile: subjectProfile(subjectId, subject, snapshot.currency) });
  }
  if (source.state === 'active' && source.max_open_holds === 0) return;
  const changes = { state: source.state, maxOpenHolds: source.max_open_holds };
  await ledger.updateAccount({ ...place, revision: 0, changes, force: true });
}

/** The opening balance is set by hand: it may be negative, and it does not lift a stop as bought credit does. */
async function adjust(
  ledger: Ledger,
  place: { readonly rootAccountId: string; readonly accountId: string },
  amountMilliCents: number,
): Promise<void> {
  const key = 'opening balance';
  await ledger.post({
    ...place,
    kind: 'adjustment',
    amountMilliCents,
    idempotencyKey: key,
    fingerprint: key,
    note: '',
    expiresAtMs: 0,
    services: [],
    grants: [],
    planPeriod: '',
    refusal: undefined,
  });
}

function subjectProfile(
  subjectId: string,
  source: AccountSource['subjects'][string],
  currency: string,
): SubjectProfile {
  const { spending_limit: limit } = source;
  return {
    subjectId,
    ratePlan: source.rate_plan,
    country: source.country,
    maxOpenHolds: source.max_open_holds,
    spendingLimitMilliCents: limit === undefined ? undefined : parseMoney(limit, currency),
    onLimit: source.on_limit,
    onPlanExhausted: source.on_plan_exhausted,
  };
}

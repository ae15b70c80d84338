/** A small world for one case: a reference ledger, the real verbs, one account, and a clock that moves when the case says so. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { grantsAt, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CaseSource, StepSource } from '../catalog/schema/cases-file.ts';
import { topUpRefusal } from '../catalog/top-up.ts';
import { createControl, createEnvironment } from '../control/control.ts';
import type { Environment } from '../control/environment.ts';
import type { Control } from '../control/requests.ts';
import { SettleTokens } from '../control/settle-token.ts';
import { sweepOnce } from '../control/sweeper.ts';
import type { ControlLogger, ControlMetrics } from '../control/telemetry.ts';
import { Fault } from '../domain/fault.ts';
import { parseMoney } from '../domain/money.ts';
import type { AccountProfile, Ledger } from '../ledger/port.ts';
import { createReferenceLedger } from '../ledger/reference/reference-ledger.ts';
import { openAccount } from './case-accounts.ts';

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
  settled: () => undefined,
  charged: () => undefined,
  swept: () => undefined,
  orphanSettle: () => undefined,
};

/** More holds than one case can open. */
const SWEEP_BATCH = 1_000;

export class CaseWorld {
  readonly snapshot: CatalogSnapshot;
  readonly control: Control;
  readonly ledger: Ledger;
  readonly accountId: string;
  readonly #environment: Environment;
  #nowMs: number;
  #creditCount = 0;

  private constructor(snapshot: CatalogSnapshot, accountId: string, atMs: number) {
    this.snapshot = snapshot;
    this.accountId = accountId;
    this.#nowMs = atMs;
    this.ledger = createReferenceLedger({ now: () => this.#nowMs });
    this.#environment = createEnvironment({
      ledger: this.ledger,
      catalog: () => snapshot,
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
    await sweepOnce(this.#environment, SWEEP_BATCH);
  }

  /** Each credit of a case is one of its own. */
  async addCredit(accountId: string, credit: NonNullable<StepSource['credit']>): Promise<void> {
    const profile = await this.#profile(accountId);
    const plan = this.snapshot.plans.get(profile.plan);
    const amountMilliCents = parseMoney(credit.amount);
    this.#creditCount += 1;
    const key = `case-${this.#creditCount}`;
    await this.ledger.post({
      kind: 'credit',
      rootAccountId: profile.rootAccountId,
      accountId,
      amountMilliCents,
      idempotencyKey: key,
      fingerprint: key,
      note: '',
      expiresAtMs: credit.expires_in_seconds === undefined ? 0 : this.#nowMs + credit.expires_in_seconds * 1000,
      services: credit.services,
      grants: grantsAt(plan, profile, this.#nowMs),
      planPeriod: planPeriodAt(plan, profile, this.#nowMs),
      refusal: topUpRefusal(plan, amountMilliCents, this.snapshot.currency),
    });
  }

  async update(accountId: string, change: NonNullable<StepSource['update']>): Promise<void> {
    const { rootAccountId } = await this.#profile(accountId);
    const { state, plan, seats, on_plan_exhausted: onPlanExhausted, allowances } = change;
    const changes = {
      ...(state !== undefined && { state }),
      ...(plan !== undefined && { plan }),
      ...(seats !== undefined && { seats }),
      ...(onPlanExhausted !== undefined && { onPlanExhausted }),
      ...(allowances !== undefined && { allowanceUnits: new Map(Object.entries(allowances)) }),
    };
    await this.ledger.updateAccount({ rootAccountId, accountId, revision: 0, changes, force: false });
  }

  async #profile(accountId: string): Promise<AccountProfile> {
    const account = await this.ledger.account(accountId);
    if (account === undefined) throw new Fault('not_found', 'ACCOUNT_UNKNOWN', `there is no account "${accountId}"`);
    return account.profile;
  }
}

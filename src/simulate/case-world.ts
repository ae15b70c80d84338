/** A small world for one case: a reference ledger, the real verbs, one account, and a clock that moves when the case says so. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { CaseSource } from '../catalog/schema/cases-file.ts';
import { createControl, createEnvironment } from '../control/control.ts';
import type { Environment } from '../control/environment.ts';
import type { Control } from '../control/requests.ts';
import { SettleTokens } from '../control/settle-token.ts';
import { sweepOnce } from '../control/sweeper.ts';
import type { ControlLogger, ControlMetrics } from '../control/telemetry.ts';
import { parseMoney } from '../domain/money.ts';
import type { AccountState, Ledger } from '../ledger/port.ts';
import { createReferenceLedger } from '../ledger/reference/reference-ledger.ts';

type AccountSource = CaseSource['account'];

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

  /** A world in which the account of the case stands as the case says. `atMs` is the time at which it begins. */
  static async create(snapshot: CatalogSnapshot, source: CaseSource, atMs: number): Promise<CaseWorld> {
    const world = new CaseWorld(snapshot, source.account.id, atMs);
    if (source.account.state !== 'absent') await world.#openAccount(source.account, source.account.state);
    return world;
  }

  /** Lets time pass; what falls due meanwhile is swept, as it would be by any running Tollgate. */
  async advance(seconds: number): Promise<void> {
    this.#nowMs += seconds * 1000;
    await sweepOnce(this.#environment, SWEEP_BATCH);
  }

  async account(): Promise<AccountState | undefined> {
    return this.ledger.account(this.accountId);
  }

  /** Each credit of a case is one of its own. */
  async addCredit(amountMilliCents: number): Promise<void> {
    this.#creditCount += 1;
    const key = `case-${this.#creditCount}`;
    await this.ledger.post({
      kind: amountMilliCents < 0 ? 'adjustment' : 'credit',
      rootAccountId: this.accountId,
      accountId: this.accountId,
      amountMilliCents,
      idempotencyKey: key,
      fingerprint: key,
      note: '',
    });
  }

  async #openAccount(source: AccountSource, state: 'active' | 'suspended' | 'closed'): Promise<void> {
    const balance = source.balance === undefined ? undefined : parseMoney(source.balance);
    const plan = this.snapshot.plans.get(source.plan);
    await this.ledger.createAccount({
      profile: {
        accountId: source.id,
        rootAccountId: source.id,
        parentAccountId: undefined,
        plan: source.plan,
        currency: this.snapshot.currency,
        timeZone: source.time_zone,
        cycleAnchorDay: 1,
        seats: 1,
        creditLimitMilliCents: parseMoney(source.credit_limit),
        numbers: source.numbers,
      },
      signupCreditMilliCents: balance === undefined ? (plan?.signupCreditMilliCents ?? 0) : 0,
      fingerprint: source.id,
    });
    if (balance !== undefined && balance !== 0) await this.addCredit(balance);
    if (state === 'active' && source.max_open_holds === 0) return;
    await this.ledger.updateAccount({
      rootAccountId: source.id,
      accountId: source.id,
      revision: 0,
      changes: { state, maxOpenHolds: source.max_open_holds },
      force: true,
    });
  }
}

/**
 * The accounts of a replay. Their money moves by the reference ledger alone; what a replay does not need of its state
 * (ended holds, the journal) is let go after each step, so that a step costs the same whatever came before.
 */
import { planPeriodAt, grantsAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { Party } from '../control/party.ts';
import { anchorMonthAt } from '../domain/cycle.ts';
import { MAX_BALANCE } from '../domain/money.ts';
import type {
  AccountProfile,
  AuthorizeOperation,
  AuthorizeReply,
  ExtendReply,
  SettleReply,
  SubjectProfile,
} from '../ledger/port.ts';
import { createAccount, post, updateAccount } from '../ledger/reference/accounts.ts';
import { authorize } from '../ledger/reference/authorize.ts';
import { extend } from '../ledger/reference/extend.ts';
import { settle } from '../ledger/reference/settle.ts';
import {
  EMPTY_STATE,
  holdKey,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceOptions,
  type ReferenceState,
} from '../ledger/reference/state.ts';
import { decideAdmission } from '../ledger/rules/admission.ts';
import type { PastAccount, PastCall, PastCredit } from './past-call.ts';

/** What an account has that never runs out: more than any call can cost, and less than the ledger takes. */
const AMPLE_MILLI_CENTS = MAX_BALANCE / 10;

/** Nothing is asked for twice, so nothing needs to be remembered for long. */
const OPTIONS: ReferenceOptions = { tombstoneMs: 1, earlyReleaseMs: 1, onceMs: 1 };

/** Whose particulars are not in the file. */
export type AccountOf = (accountId: string) => PastAccount;

/** The accounts that share credit or limits. */
interface Company {
  accounts: ReferenceState['accounts'];
}

/** A hold that is open. */
export interface OpenHold {
  readonly company: Company;
  hold: ReferenceHold;
}

export class ReplayWorld {
  readonly #snapshot: CatalogSnapshot;
  readonly #accountOf: AccountOf;
  readonly #companies = new Map<string, Company>();

  constructor(snapshot: CatalogSnapshot, accountOf: AccountOf) {
    this.#snapshot = snapshot;
    this.#accountOf = accountOf;
  }

  /** Opens the account as it stood, when it is first met. */
  party(call: Pick<PastCall, 'accountId' | 'subjectId' | 'ratePlan'>, nowMs: number): Party {
    const { accounts } = this.#company(call.accountId, nowMs);
    const chain: AccountProfile[] = [];
    for (let id: string | undefined = call.accountId; id !== undefined; id = chain.at(-1)?.parentAccountId) {
      const profile = accounts.get(id)?.profile;
      if (profile === undefined) break;
      chain.push(profile);
    }
    const [own, ...above] = chain;
    if (own === undefined) throw new Error(`the account ${call.accountId} was not opened`);
    return { chain: [own, ...above], subject: subjectOf(call) };
  }

  authorize(
    operation: AuthorizeOperation,
    nowMs: number,
  ): { readonly reply: AuthorizeReply; readonly opened: OpenHold | undefined } {
    const company = this.#company(operation.accountId, nowMs);
    const [next, reply] = authorize({ ...EMPTY_STATE, accounts: company.accounts }, operation, nowMs);
    company.accounts = next.accounts;
    const hold = next.holds.get(holdKey(operation));
    return { reply, opened: hold === undefined ? undefined : { company, hold } };
  }

  /** Whether a hold of just so many units would have been admitted. Changes nothing. */
  admits(operation: AuthorizeOperation, units: number, nowMs: number): boolean {
    const { accounts } = this.#company(operation.accountId, nowMs);
    const owners = operation.owners.map(({ accountId }) => accounts.get(accountId));
    const smaller = { ...operation, units, maxUnits: units, minUnits: units, belowHold: 'deny' as const };
    return decideAdmission(smaller, owners, nowMs).kind === 'admitted';
  }

  extend(open: OpenHold, connectedSeconds: number, sequence: number, nowMs: number): ExtendReply {
    const reported = { connectedSeconds, units: undefined, sequence, notAfterMs: 0 };
    const [next, reply] = extend(stateOf(open), { ...refOf(open), ...reported }, nowMs);
    open.company.accounts = next.accounts;
    open.hold = next.holds.get(holdKey(open.hold)) ?? open.hold;
    return reply;
  }

  /** Ends the hold. */
  settle(open: OpenHold, used: number, nowMs: number): SettleReply {
    const [next, reply] = settled(open, used, nowMs);
    open.company.accounts = next.accounts;
    return reply;
  }

  /** What a settle would do; changes nothing. */
  wouldSettle(open: OpenHold, used: number, nowMs: number): SettleReply {
    return settled(open, used, nowMs)[1];
  }

  /** Money that came or went otherwise than by calls. It says nothing about an account that never runs out. */
  credit({ accountId, amountMilliCents, atMs }: PastCredit): void {
    if (this.#accountOf(accountId).balanceMilliCents === undefined) return;
    const company = this.#company(accountId, atMs);
    const kind = amountMilliCents > 0 ? 'credit' : 'adjustment';
    company.accounts = posted(this.#snapshot, company.accounts, accountId, kind, amountMilliCents, atMs);
  }

  /** All accounts of the company are opened at once: an account cannot be opened before its parent. */
  #company(accountId: string, nowMs: number): Company {
    const known = this.#companies.get(accountId);
    if (known !== undefined) return known;
    const chain = this.#chainOf(accountId);
    const root = chain.at(-1)?.accountId ?? accountId;
    const company = this.#companies.get(root) ?? { accounts: new Map() };
    for (const account of chain.reverse()) {
      if (this.#companies.has(account.accountId)) continue;
      company.accounts = opened(this.#snapshot, company.accounts, account, root, nowMs);
      this.#companies.set(account.accountId, company);
    }
    return company;
  }

  /** The account and those above it. A parent that stands below itself is none. */
  #chainOf(accountId: string): PastAccount[] {
    const chain: PastAccount[] = [];
    const seen = new Set<string>();
    for (let id: string | undefined = accountId; id !== undefined && !seen.has(id);) {
      seen.add(id);
      const account: PastAccount = this.#accountOf(id);
      const { parentAccountId } = account;
      const isTop = parentAccountId === undefined || seen.has(parentAccountId);
      chain.push(isTop ? { ...account, parentAccountId: undefined, fundedBy: 'self' } : account);
      id = parentAccountId;
    }
    return chain;
  }
}

/** The hold alone is all that its verbs look at beside the accounts. */
function stateOf({ company, hold }: OpenHold): ReferenceState {
  return { ...EMPTY_STATE, accounts: company.accounts, holds: new Map([[holdKey(hold), hold]]) };
}

function refOf({ hold: { accountId, holdId } }: OpenHold): {
  rootAccountId: string;
  accountId: string;
  holdId: string;
} {
  return { rootAccountId: accountId, accountId, holdId };
}

function settled(open: OpenHold, used: number, nowMs: number): readonly [ReferenceState, SettleReply] {
  const isTimed = open.hold.terms.unit === 'second';
  const report = { connectedSeconds: isTimed ? used : undefined, units: isTimed ? undefined : used };
  const operation = { ...refOf(open), ...report, durationSeconds: 0, q850Cause: 16, claim: undefined };
  return settle(stateOf(open), operation, OPTIONS, nowMs);
}

function subjectOf({ subjectId, ratePlan }: Pick<PastCall, 'subjectId' | 'ratePlan'>): SubjectProfile | undefined {
  if (subjectId === '' || ratePlan === undefined) return undefined;
  const nothing = { country: undefined, maxOpenHolds: 0, spendingLimitMilliCents: undefined };
  return { subjectId, ratePlan, ...nothing, onLimit: 'stop', onPlanExhausted: undefined };
}

/* Accounts are opened and credited by the verbs of the reference ledger, like those of a catalog's cases. */

type Accounts = ReadonlyMap<string, ReferenceAccount>;

function opened(
  snapshot: CatalogSnapshot,
  accounts: Accounts,
  source: PastAccount,
  rootAccountId: string,
  nowMs: number,
): Accounts {
  const { accountId, parentAccountId, plan, timeZone, cycleAnchorDay, seats, creditLimitMilliCents } = source;
  const { numbers, fundedBy, maxOpenHolds, balanceMilliCents } = source;
  const place = { rootAccountId, accountId };
  const profile = {
    ...place,
    parentAccountId,
    plan,
    currency: snapshot.currency,
    timeZone,
    cycleAnchorDay,
    cycleAnchorMonth: anchorMonthAt({ timeZone, cycleAnchorDay }, nowMs),
    seats,
    creditLimitMilliCents,
    numbers,
    fundedBy,
    onPlanExhausted: undefined,
    allowanceUnits: new Map<string, number>(),
  };
  const operation = { profile, signupCreditMilliCents: 0, fingerprint: accountId };
  let [state] = createAccount({ ...EMPTY_STATE, accounts }, operation, nowMs);
  if (maxOpenHolds > 0) {
    [state] = updateAccount(state, { ...place, revision: 0, changes: { maxOpenHolds }, force: true }, nowMs);
  }
  const balance = balanceMilliCents ?? AMPLE_MILLI_CENTS;
  // Only credit lifts the stop of a plan that is used up; what an account begins with was there before.
  return balance === 0 ? state.accounts : posted(snapshot, state.accounts, accountId, 'adjustment', balance, nowMs);
}

function posted(
  snapshot: CatalogSnapshot,
  accounts: Accounts,
  accountId: string,
  kind: 'credit' | 'adjustment',
  amountMilliCents: number,
  nowMs: number,
): Accounts {
  const account = accounts.get(accountId);
  if (account === undefined) throw new Error(`the account ${accountId} was not opened`);
  const { profile } = account;
  const plan = snapshot.plans.get(profile.plan);
  const key = `${accountId} ${nowMs}`;
  const operation = {
    rootAccountId: profile.rootAccountId,
    accountId,
    kind,
    amountMilliCents,
    idempotencyKey: key,
    fingerprint: key,
    note: '',
    expiresAtMs: 0,
    services: [],
    pack: undefined,
    grants: grantsAt(plan, profile, nowMs),
    planPeriod: planPeriodAt(plan, profile, nowMs),
    refusal: undefined,
  };
  return post({ ...EMPTY_STATE, accounts }, operation, OPTIONS, nowMs)[0].accounts;
}

/** What may pay for a request, and the limits that it is subject to: from the catalog, the accounts and the subject. */
import { allowanceAt, cycleAt, grantsAt, planOf, planPeriodAt, subjectUnder } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot, LimitValue, ScopeLimits } from '../catalog/snapshot.ts';
import { type Cycle, localDaySpan } from '../domain/cycle.ts';
import { isFree, type Terms } from '../domain/terms.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Admission, AllowanceSource, Limit, SubjectProfile } from '../ledger/port.ts';
import { fundingIndex, type Party } from './environment.ts';
import type { TrafficRequest } from './requests.ts';

export interface RequestLimits {
  readonly limits: readonly Limit[];
  /** What each is called, in the same order: the rule of the catalog, or whose own limit it is. */
  readonly names: readonly string[];
  /** When they hold: after midnight the limit of a day counts anew. */
  readonly valid: ValidSpan;
}

/** Where the limits of one scope are counted, and under which names. */
interface Scope {
  readonly owner: number;
  /** Of open and new holds; empty counts all of the owner's. */
  readonly holds: string;
  readonly day: string;
  readonly cycle: string;
}

/** The account's own limits and those of the subject replace the catalog's. */
export function limitsFor(snapshot: CatalogSnapshot, traffic: Traffic, party: Party, subjectId: string): RequestLimits {
  const { chain, subject } = party;
  const limits = new LimitList(chain, snapshot.plans, traffic.atMs);
  const { account, subject: each, company, maxCostPerCall } = snapshot.limits(traffic);
  chain.forEach(({ accountId, maxOpenHolds }, owner) => {
    if (maxOpenHolds > 0) limits.openHolds(owner, '', ownLimit(maxOpenHolds, `max_open_holds of ${accountId}`));
  });
  const own = chain[0].maxOpenHolds > 0 ? withoutOpenHolds(account) : account;
  limits.addScope({ owner: 0, holds: '', day: 'day', cycle: 'cycle' }, own);
  if (subjectId !== '') {
    const scope = { owner: 0, holds: subjectId, day: `day/${subjectId}`, cycle: `cycle/${subjectId}` };
    limits.addScope(scope, subject === undefined ? each : withSubject(each, subject));
    if (subject?.spendingLimitMilliCents !== undefined && subject.onLimit === 'use_balance') {
      limits.planSpend(
        `plan/${subjectId}`,
        ownLimit(subject.spendingLimitMilliCents, `spending_limit of ${subjectId}`),
      );
    }
  }
  const root = chain.length - 1;
  limits.addScope({ owner: root, holds: '', day: 'day-company', cycle: 'cycle-company' }, company, COMPANY_WINDOWS);
  if (maxCostPerCall !== undefined) limits.callCost(maxCostPerCall);
  return limits;
}

/** Tells the company's windows from those of a subject: no id of a subject holds a slash. */
const COMPANY_WINDOWS = '/company';

function ownLimit(max: number, rule: string): LimitValue {
  return { max, mode: 'enforce', rule };
}

function withoutOpenHolds(scope: ScopeLimits): ScopeLimits {
  return { ...scope, maxOpenHolds: undefined };
}

/** What the subject's own particulars say replaces what the catalog says for every subject. */
function withSubject(scope: ScopeLimits, subject: SubjectProfile): ScopeLimits {
  const { maxOpenHolds, spendingLimitMilliCents: limit, onLimit } = subject;
  return {
    ...scope,
    maxOpenHolds:
      maxOpenHolds > 0 ? ownLimit(maxOpenHolds, `max_open_holds of ${subject.subjectId}`) : scope.maxOpenHolds,
    maxSpendPerCycle:
      limit === undefined
        ? scope.maxSpendPerCycle
        : onLimit === 'stop'
          ? ownLimit(limit, `spending_limit of ${subject.subjectId}`)
          : undefined,
  };
}

/** Gathers limits, and the span of time for which their periods hold. */
class LimitList implements RequestLimits {
  readonly limits: Limit[] = [];
  readonly names: string[] = [];
  valid: ValidSpan = always;
  readonly #chain: Party['chain'];
  readonly #plans: CatalogSnapshot['plans'];
  readonly #atMs: number;

  constructor(chain: Party['chain'], plans: CatalogSnapshot['plans'], atMs: number) {
    this.#chain = chain;
    this.#plans = plans;
    this.#atMs = atMs;
  }

  /** @param windows - tells the windows of new holds apart from those of the owner's own traffic. */
  addScope({ owner, holds, day, cycle }: Scope, limits: ScopeLimits, windows = holds): void {
    const { maxOpenHolds, maxNewHolds, maxSpendPerDay, maxSpendPerCycle } = limits;
    if (maxOpenHolds !== undefined) this.openHolds(owner, holds, maxOpenHolds);
    if (maxNewHolds !== undefined) this.#add('velocity', owner, windows, maxNewHolds, maxNewHolds.windowSeconds);
    if (maxSpendPerDay !== undefined) {
      this.#period('spend', owner, day, maxSpendPerDay, localDaySpan(this.#profile(owner).timeZone, this.#atMs));
    }
    if (maxSpendPerCycle !== undefined) this.#period('spend', owner, cycle, maxSpendPerCycle, this.#cycle(owner));
  }

  openHolds(owner: number, counter: string, value: LimitValue): void {
    this.#add('open_holds', owner, counter, value, 0);
  }

  callCost(value: LimitValue): void {
    this.#add('call_cost', 0, '', value, 0);
  }

  /** Limits what plan credits pay, and leaves the rest to the other sources. */
  planSpend(counter: string, value: LimitValue): void {
    this.#period('plan_spend', 0, counter, value, this.#cycle(0));
  }

  /**
   * Periods are those of the account in whose counters they are counted, so that all offices of a company count in the
   * same one.
   */
  #cycle(owner: number): Cycle {
    const profile = this.#profile(owner);
    return cycleAt(this.#plans.get(profile.plan), profile, this.#atMs);
  }

  #profile(owner: number): AccountProfile {
    return this.#chain[owner] ?? this.#chain[0];
  }

  #period(kind: Limit['kind'], owner: number, counter: string, value: LimitValue, span: Cycle): void {
    this.#add(kind, owner, counter, value, span.startsAtMs);
    this.valid = within(this.valid, span);
  }

  #add(kind: Limit['kind'], owner: number, counter: string, value: LimitValue, span: number): void {
    this.names.push(value.rule);
    this.limits.push({ kind, owner, counter, max: value.max, shadow: value.mode === 'shadow', span });
  }
}

/* What may pay for a request: who, from which plan, and under which rule when the plan is used up. */

export interface Funding extends Pick<Admission, 'allowances' | 'grants' | 'stop'> {
  readonly valid: ValidSpan;
}

const NO_ALLOWANCES: readonly AllowanceSource[] = [];

/** The index in the chain of the account that pays for this traffic. */
export function payerIndex(snapshot: CatalogSnapshot, traffic: Traffic, chain: Party['chain']): number {
  if (chain.length === 1) return 0;
  return snapshot.payer(traffic) === 'root' ? chain.length - 1 : fundingIndex(chain);
}

/** Traffic that costs nothing draws on nothing. */
export function fundingFor(
  snapshot: CatalogSnapshot,
  traffic: Traffic,
  payer: AccountProfile,
  subject: SubjectProfile | undefined,
  { accountId, subjectId }: Pick<TrafficRequest, 'accountId' | 'subjectId'>,
  terms: Terms | undefined,
): Funding {
  const plan = planOf(snapshot, payer);
  const { atMs } = traffic;
  const grants = grantsAt(plan, payer, atMs);
  let valid = always;
  for (const { startsAtMs, expiresAtMs } of grants) valid = within(valid, { startsAtMs, endsAtMs: expiresAtMs });
  const policy = policyOf(subject) ?? payer.onPlanExhausted ?? plan?.onPlanExhausted;
  const stop = policy === 'stop' ? planPeriodAt(plan, payer, atMs) : '';
  const covering = terms === undefined || isFree(terms) ? [] : snapshot.allowances(traffic);
  if (covering.length === 0) return { allowances: NO_ALLOWANCES, grants, stop, valid };
  const allowances: AllowanceSource[] = [];
  const whose = subjectUnder(payer, accountId, subjectId);
  for (const allowance of covering) {
    const current = allowanceAt(allowance, payer, whose, atMs);
    if (current === undefined) continue;
    allowances.push({ counter: current.counter, totalUnits: current.totalUnits });
    valid = within(valid, current.period);
  }
  return { allowances, grants, stop, valid };
}

/**
 * What the subject says about used-up plan credits. With `on_limit: use_balance` and a spending limit it goes on with
 * the balance once its share of the plan credits is used up, so it must also go on when none are left (rule PW-8).
 */
function policyOf(subject: SubjectProfile | undefined): SubjectProfile['onPlanExhausted'] {
  if (subject === undefined) return undefined;
  const goesOn = subject.spendingLimitMilliCents !== undefined && subject.onLimit === 'use_balance';
  return subject.onPlanExhausted ?? (goesOn ? 'use_balance' : undefined);
}

/* For which stretch of Redis time something that was derived from the time is true. */

export interface ValidSpan {
  /** 0 is from ever. */
  readonly fromMs: number;
  /** The last millisecond; 0 is for ever. */
  readonly untilMs: number;
}

const always: ValidSpan = Object.freeze({ fromMs: 0, untilMs: 0 });

/** The part of it that lies within a period. */
function within({ fromMs, untilMs }: ValidSpan, { startsAtMs, endsAtMs }: Cycle): ValidSpan {
  return { fromMs: Math.max(fromMs, startsAtMs), untilMs: earlierOf(untilMs, endsAtMs - 1) };
}

/** Of two ends of validity; 0 has no end. */
export function earlierOf(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}

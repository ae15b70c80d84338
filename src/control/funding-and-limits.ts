/** What may pay for a request, and the limits that it is subject to: from the catalog, the accounts and the subject. */
import { allowanceAt, grantsAt, planOf, planPeriodAt, subjectUnder } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot, LimitRule } from '../catalog/snapshot.ts';
import { countedPeriodsAt, type Cycle, type PeriodLength } from '../domain/cycle.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Admission, AllowanceSource, Limit, Owner, SubjectProfile } from '../ledger/port.ts';
import { spendKindOf, subjectCounter } from '../ledger/rules/limits.ts';
import { fundingIndex, type Party } from './party.ts';
import type { TrafficRequest } from './requests.ts';

export interface RequestLimits {
  /** The accounts concerned, with the periods in which they count what is spent. */
  readonly owners: readonly Owner[];
  readonly limits: readonly Limit[];
  /** What each is called, in the same order: the rule of the catalog, or whose own limit it is. */
  readonly names: readonly string[];
  /** When they hold: after midnight the limit of a day counts anew. */
  readonly valid: ValidSpan;
}

/**
 * The account's own limits and those of the subject replace the catalog's: the rules that they stand for only count.
 *
 * @param isFree - it cannot cost anything, so that nothing is spent.
 */
export function limitsFor(
  snapshot: CatalogSnapshot,
  traffic: Traffic,
  party: Party,
  subjectId: string,
  isFree: boolean,
): RequestLimits {
  const { chain, subject } = party;
  const limits = new LimitList(snapshot, chain, traffic.atMs, isFree);
  const rules = snapshot.limits(traffic);
  const decided = { account: new Set<Capped>(), subject: new Set<Capped>(), company: new Set<Capped>() };
  chain.forEach(({ accountId, maxOpenHolds }, owner) => {
    if (maxOpenHolds > 0) limits.own('open_holds', owner, '', maxOpenHolds, `max_open_holds of ${accountId}`);
  });
  if (chain[0].maxOpenHolds > 0) decided.account.add('open_holds');
  if (subject !== undefined) addSubject(limits, subject, decided.subject);
  const root = chain.length - 1;
  limits.addRules(rules, 'account', { owner: 0, all: '', own: 'limit/', whose: '' }, decided.account);
  if (subjectId !== '') {
    const counters = { owner: 0, all: subjectCounter(subjectId), own: 'limit/', whose: `/${subjectId}` };
    limits.addRules(rules, 'subject', counters, decided.subject);
  }
  limits.addRules(rules, 'company', { owner: root, all: '*', own: 'company/', whose: '' }, decided.company);
  const cost = rules.find(({ maxCostPerCall }) => maxCostPerCall !== undefined);
  if (cost?.maxCostPerCall !== undefined) limits.callCost(cost.maxCostPerCall, cost);
  return limits;
}

/** What a rule may cap. */
type Capped = 'open_holds' | 'velocity' | 'day' | 'cycle';

/** Where the limits of one scope are counted. */
interface ScopeCounters {
  /** Index of the account. */
  readonly owner: number;
  /** Counts all traffic of the scope. */
  readonly all: string;
  /** What the counter of a rule is called: its id stands between these. */
  readonly own: string;
  readonly whose: string;
}

/** What the subject's own particulars say. */
function addSubject(limits: LimitList, subject: SubjectProfile, decided: Set<Capped>): void {
  const { subjectId, maxOpenHolds, spendingLimitMilliCents: limit, onLimit } = subject;
  const counter = subjectCounter(subjectId);
  if (maxOpenHolds > 0) {
    decided.add('open_holds');
    limits.own('open_holds', 0, counter, maxOpenHolds, `max_open_holds of ${subjectId}`);
  }
  if (limit === undefined) return;
  decided.add('cycle');
  limits.own(spendKindOf(onLimit), 0, counter, limit, `spending_limit of ${subjectId}`);
}

/** Gathers limits, and the span of time for which their periods hold. */
class LimitList implements RequestLimits {
  readonly owners: readonly Owner[];
  readonly limits: Limit[] = [];
  readonly names: string[] = [];
  valid: ValidSpan = always;
  readonly #chain: Party['chain'];
  readonly #plans: CatalogSnapshot['plans'];

  constructor({ plans, countsYears }: CatalogSnapshot, chain: Party['chain'], atMs: number, isFree: boolean) {
    this.#chain = chain;
    this.#plans = plans;
    const root = chain.length - 1;
    this.owners = chain.map((profile, owner) => {
      const { accountId, revision } = profile;
      if (isFree || (owner > 0 && owner < root)) return { accountId, revision };
      const periods = countedPeriodsAt(profile, countsYears, atMs);
      for (const period of periods) this.valid = within(this.valid, period);
      return { accountId, revision, periods };
    });
  }

  addRules(rules: readonly LimitRule[], per: LimitRule['per'], where: ScopeCounters, decided: Set<Capped>): void {
    for (const rule of rules) if (rule.per === per) this.#addRule(rule, where, decided);
  }

  #addRule(rule: LimitRule, { owner, all, own, whose }: ScopeCounters, decided: Set<Capped>): void {
    const counter = rule.counter === '' ? all : `${own}${rule.counter}${whose}`;
    const holds = counter === '*' ? '' : counter;
    const { maxOpenHolds, maxNewHolds, maxSpendPerDay, maxSpendPerCycle } = rule;
    const add = (what: Capped, kind: Limit['kind'], name: string, max: number, span: Limit['span']): void => {
      const mode = decided.has(what) ? 'count' : rule.mode;
      decided.add(what);
      // What is counted for every request needs no limit for it.
      if (mode === 'count' && rule.counter === '' && kind !== 'velocity') return;
      this.#add({ kind, owner, counter: name, max, mode, span }, rule.name);
    };
    if (maxOpenHolds !== undefined) add('open_holds', 'open_holds', holds, maxOpenHolds, 0);
    if (maxNewHolds !== undefined) {
      const { count, windowSeconds } = maxNewHolds;
      add('velocity', 'velocity', `${own}${rule.ownCounter}${whose}`, count, windowSeconds);
    }
    if (maxSpendPerDay !== undefined) add('day', 'spend', counter, maxSpendPerDay, 'day');
    if (maxSpendPerCycle !== undefined) add('cycle', 'spend', counter, maxSpendPerCycle, this.#cycleOf(owner));
  }

  /** A limit that an account or a subject has of its own. */
  own(kind: 'open_holds' | 'spend' | 'plan_spend', owner: number, counter: string, max: number, name: string): void {
    const span = kind === 'open_holds' ? 0 : this.#cycleOf(owner);
    this.#add({ kind, owner, counter, max, mode: 'enforce', span }, name);
  }

  callCost(max: number, { mode, name }: LimitRule): void {
    this.#add({ kind: 'call_cost', owner: 0, counter: '', max, mode, span: 0 }, name);
  }

  /**
   * Cycles are those of the account in whose counters they are counted, so that all offices of a company count in the
   * same one.
   */
  #cycleOf(owner: number): PeriodLength {
    return this.#plans.get((this.#chain[owner] ?? this.#chain[0]).plan)?.cycle ?? 'month';
  }

  #add(limit: Limit, name: string): void {
    this.names.push(name);
    this.limits.push(limit);
  }
}

/* What may pay for a request: who, from which plan, and under which rule when the plan is used up. */

export interface Funding extends Pick<Admission, 'allowances' | 'packs' | 'grants' | 'stop'> {
  readonly valid: ValidSpan;
}

const NO_ALLOWANCES: readonly AllowanceSource[] = [];
const NO_PACKS: readonly string[] = [];

/** The index in the chain of the account that pays for this traffic. */
export function payerIndex(snapshot: CatalogSnapshot, traffic: Traffic, chain: Party['chain']): number {
  if (chain.length === 1) return 0;
  return snapshot.payer(traffic) === 'root' ? chain.length - 1 : fundingIndex(chain);
}

/** Traffic that costs nothing draws on nothing; but packs for it say that its credit is not used up. */
export function fundingFor(
  snapshot: CatalogSnapshot,
  traffic: Traffic,
  payer: AccountProfile,
  subject: SubjectProfile | undefined,
  { accountId, subjectId }: Pick<TrafficRequest, 'accountId' | 'subjectId'>,
  isFree: boolean,
): Funding {
  const plan = planOf(snapshot, payer);
  const { atMs } = traffic;
  const grants = grantsAt(plan, payer, atMs);
  let valid = always;
  for (const { startsAtMs, expiresAtMs } of grants) valid = within(valid, { startsAtMs, endsAtMs: expiresAtMs });
  const policy = policyOf(subject) ?? payer.onPlanExhausted ?? plan?.onPlanExhausted;
  const stop = policy === 'stop' ? planPeriodAt(plan, payer, atMs) : '';
  const packs = packsFor(snapshot, traffic, payer);
  const covering = isFree ? [] : snapshot.allowances(traffic);
  if (covering.length === 0) return { allowances: NO_ALLOWANCES, packs, grants, stop, valid };
  const allowances: AllowanceSource[] = [];
  const whose = subjectUnder(payer, accountId, subjectId);
  for (const allowance of covering) {
    const current = allowanceAt(allowance, payer, whose, atMs);
    if (current === undefined) continue;
    allowances.push({ counter: current.counter, totalUnits: current.totalUnits });
    valid = within(valid, current.period);
  }
  return { allowances, packs, grants, stop, valid };
}

/** Those of what the payer has packs for that this traffic is in. */
function packsFor(snapshot: CatalogSnapshot, traffic: Traffic, { coverages }: AccountProfile): readonly string[] {
  if (coverages.length === 0) return NO_PACKS;
  return coverages.filter((each) => snapshot.isInPack(each, traffic)).map(({ id }) => id);
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

/** The caps that a request is subject to: from the catalog, from the accounts concerned, and from the subject. */
import { cycleAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot, LimitValue, ScopeLimits } from '../catalog/snapshot.ts';
import { localDaySpan, type Cycle } from '../domain/cycle.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Limit, SubjectProfile } from '../ledger/port.ts';
import type { Party } from './party.ts';
import { always, within, type ValidSpan } from './valid-span.ts';

export interface Caps {
  readonly limits: readonly Limit[];
  /** What each is called, in the same order: the rule of the catalog, or whose own cap it is. */
  readonly names: readonly string[];
  /** When they hold: a day's cap is another one after midnight. */
  readonly valid: ValidSpan;
}

/** Where the caps of one scope are counted, and under which names. */
interface Scope {
  readonly owner: number;
  /** Of open and new holds; empty counts all of the owner's. */
  readonly holds: string;
  readonly day: string;
  readonly cycle: string;
}

/** The account's own caps and those of the subject stand before the catalog's. */
export function capsFor(snapshot: CatalogSnapshot, traffic: Traffic, party: Party, subjectId: string): Caps {
  const { chain, subject } = party;
  const caps = new CapList(chain, snapshot.plans, traffic.atMs);
  const { account, subject: each, company, maxCostPerCall } = snapshot.limits(traffic);
  chain.forEach(({ accountId, maxOpenHolds }, owner) => {
    if (maxOpenHolds > 0) caps.openHolds(owner, '', ownCap(maxOpenHolds, `max_open_holds of ${accountId}`));
  });
  const own = chain[0].maxOpenHolds > 0 ? withoutOpenHolds(account) : account;
  caps.addScope({ owner: 0, holds: '', day: 'day', cycle: 'cycle' }, own);
  if (subjectId !== '') {
    const scope = { owner: 0, holds: subjectId, day: `day/${subjectId}`, cycle: `cycle/${subjectId}` };
    caps.addScope(scope, subject === undefined ? each : withSubject(each, subject));
    if (subject?.spendingLimitMilliCents !== undefined && subject.onLimit === 'use_balance') {
      caps.planSpend(`plan/${subjectId}`, ownCap(subject.spendingLimitMilliCents, `spending_limit of ${subjectId}`));
    }
  }
  const root = chain.length - 1;
  caps.addScope({ owner: root, holds: '', day: 'day-company', cycle: 'cycle-company' }, company, COMPANY_WINDOWS);
  if (maxCostPerCall !== undefined) caps.callCost(maxCostPerCall);
  return caps;
}

/** Tells the company's windows from those of a subject: no id of a subject holds a slash. */
const COMPANY_WINDOWS = '/company';

function ownCap(max: number, rule: string): LimitValue {
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
      maxOpenHolds > 0 ? ownCap(maxOpenHolds, `max_open_holds of ${subject.subjectId}`) : scope.maxOpenHolds,
    maxSpendPerCycle:
      limit === undefined
        ? scope.maxSpendPerCycle
        : onLimit === 'stop'
          ? ownCap(limit, `spending_limit of ${subject.subjectId}`)
          : undefined,
  };
}

/** Gathers caps, and the span of time for which their periods hold. */
class CapList implements Caps {
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
  addScope({ owner, holds, day, cycle }: Scope, caps: ScopeLimits, windows = holds): void {
    const { maxOpenHolds, maxNewHolds, maxSpendPerDay, maxSpendPerCycle } = caps;
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

  /** Caps what plan credits pay, and leaves the rest to the other sources. */
  planSpend(counter: string, value: LimitValue): void {
    this.#period('plan_spend', 0, counter, value, this.#cycle(0));
  }

  /** Periods are those of the account in whose counters they are counted, so that all offices of a company count in the same one. */
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

/** What limits look at in the accounts of a request, and what is counted there: twin of `lua/include/limits.lua`. */
import type { CountedPeriod } from '../../domain/cycle.ts';
import type { Admission, Limit, Owner, SubjectProfile } from '../port.ts';
import { allowanceFieldOf } from './allowance-use.ts';
import {
  arrived,
  arrivedIn,
  correspond,
  type Counter,
  type Counters,
  counterText,
  kindOf,
  type Money,
  moved,
  type PeriodSum,
  readCounter,
  spent,
  spentIn,
  sumAt,
  type SumKind,
} from './counters.ts';

/** The part of an account in which things are counted. */
export interface Counting {
  /** Of the account itself and of those under it. */
  readonly openHolds: number;
  /** The money of its own traffic. */
  readonly spent: readonly PeriodSum[];
  /** The money of the accounts below it, where it is the root of a company. */
  readonly spentBelow: readonly PeriodSum[];
  readonly counters: Counters;
}

/** All traffic of an account, and all of a company: counted for every request. */
const ALL_OF_ACCOUNT = '';
const ALL_OF_COMPANY = '*';

/** Counts all traffic of a subject. */
export function subjectCounter(subjectId: string): string {
  return `subject/${subjectId}`;
}

/** Whether it is counted only because a limit says so. */
function isOfRule(counter: string): boolean {
  return counter.startsWith('limit/') || counter.startsWith('company/');
}

function sumsOf(account: Counting | undefined, counter: string): readonly PeriodSum[] {
  if (account === undefined) return [];
  if (counter === ALL_OF_ACCOUNT) return account.spent;
  if (counter === ALL_OF_COMPANY) return [...account.spent, ...account.spentBelow];
  return readCounter(account.counters.get(counter)).sums;
}

/** With `use_balance` a limit is one of what plan credits pay, and leaves the rest to the other sources. */
export function spendKindOf(onLimit: SubjectProfile['onLimit']): 'spend' | 'plan_spend' {
  return onLimit === 'stop' ? 'spend' : 'plan_spend';
}

/** Of all money, or of what plan credits pay of it. */
export function sumKindOf({ kind, span }: Pick<Limit, 'kind' | 'span'>): SumKind {
  const all = kindOf(typeof span === 'string' ? span : 'month');
  if (kind === 'spend') return all;
  return all === 'y' ? 'Y' : 'M';
}

function periodOf(owner: Owner | undefined, { span }: Limit): CountedPeriod | undefined {
  return owner?.periods?.find(({ length }) => length === span);
}

export function openHoldsUnder(limit: Limit, accounts: readonly Counting[]): number {
  const account = accounts[limit.owner];
  if (limit.counter === ALL_OF_ACCOUNT) return account?.openHolds ?? 0;
  return readCounter(account?.counters.get(limit.counter)).openHolds;
}

/** Whether so many have come in the window that is running that one more is too many. */
export function isTooHasty(
  { owner, counter, span, max }: Limit,
  accounts: readonly Counting[],
  nowMs: number,
): boolean {
  return arrivedIn(readCounter(accounts[owner]?.counters.get(counter)), Number(span), nowMs) >= max;
}

/** What the running period leaves under a cap; may be negative after the cap was lowered. */
export function spendLeft(limit: Limit, owners: readonly Owner[], accounts: readonly Counting[]): number {
  const period = periodOf(owners[limit.owner], limit);
  if (period === undefined) return limit.max;
  return limit.max - spentIn(sumsOf(accounts[limit.owner], limit.counter), sumKindOf(limit), period);
}

/** Since when a cap counts, where that is not the whole of the running period; else 0. */
export function countedSince(limit: Limit, owners: readonly Owner[], accounts: readonly Counting[]): number {
  const period = periodOf(owners[limit.owner], limit);
  if (period === undefined || !isOfRule(limit.counter)) return 0;
  const kind = sumKindOf(limit);
  const all = sumsOf(accounts[limit.owner], limit.counter).filter((sum) => sum.kind === kind);
  const first = all.length === 1 ? all[0] : undefined;
  return first !== undefined && first.sinceMs > first.startsAtMs && correspond(first, period) ? first.sinceMs : 0;
}

export type CountedAdmission = Pick<Admission, 'owners' | 'limits' | 'facts' | 'allowances' | 'payer'>;

/** The counters of one owner that an admission looks at. */
export function countersFor({ limits, facts, allowances, payer }: CountedAdmission, owner: number): readonly string[] {
  return [
    ...(owner === 0 && facts.subjectId !== '' ? [subjectCounter(facts.subjectId)] : []),
    ...limits.filter((limit) => limit.owner === owner && isOfRule(limit.counter)).map(({ counter }) => counter),
    ...(owner === payer ? allowances.map(({ counter }) => allowanceFieldOf(counter)) : []),
  ];
}

/* What a request counts. */

type Counted = Pick<Admission, 'owners' | 'limits' | 'facts'>;

/**
 * One owner, after an admission was counted in it: one more new hold, and its money held or, for a charge, spent.
 *
 * @param index - of the owner: the account of the request is the first one, the root of its company the last.
 */
export function countedIn<Account extends Counting>(
  account: Account,
  index: number,
  { owners, limits, facts }: Counted,
  money: Money,
  as: 'held' | 'used',
  nowMs: number,
): Account {
  const periods = owners[index]?.periods ?? [];
  const open = as === 'held' ? 1 : 0;
  const counters = new Map(account.counters);
  if (index === 0 && facts.subjectId !== '') {
    change(counters, subjectCounter(facts.subjectId), (counter) => ({
      ...counter,
      openHolds: counter.openHolds + open,
      sums: spent(counter.sums, periods, money, nowMs),
    }));
  }
  for (const limit of limits) {
    if (limit.owner === index && isOfRule(limit.counter)) {
      change(counters, limit.counter, (counter) => countLimit(counter, limit, periods, money, open, nowMs));
    }
  }
  const all = { ...money, planMilliCents: 0 };
  return {
    ...account,
    openHolds: account.openHolds + open,
    spent: index === 0 ? spent(account.spent, periods, all, nowMs) : account.spent,
    spentBelow: index === 0 ? account.spentBelow : spent(account.spentBelow, periods, all, nowMs),
    counters,
  };
}

/** Cycles of every length, so that another plan finds its own. */
function countLimit(
  counter: Counter,
  { kind, span, max }: Limit,
  periods: readonly CountedPeriod[],
  money: Money,
  open: number,
  nowMs: number,
): Counter {
  if (kind === 'velocity') return arrived(counter, Number(span), max, nowMs);
  if (kind === 'open_holds') return { ...counter, openHolds: counter.openHolds + open };
  const capped = periods.filter(({ length }) => (length === 'day') === (span === 'day'));
  return { ...counter, sums: spent(counter.sums, capped, { ...money, planMilliCents: 0 }, nowMs) };
}

/** None leaves nothing behind. */
function change(counters: Map<string, string>, name: string, how: (counter: Counter) => Counter): void {
  const text = counterText(how(readCounter(counters.get(name))));
  if (text === '') counters.delete(name);
  else counters.set(name, text);
}

/* What a hold counts in, until its end and in corrections. */

/**
 * A counter that a hold is counted in, `open` or with its `money`, besides those that every hold is counted in; and an
 * enforced cap (`cap`, `plan_cap`) that it must keep when it is extended.
 */
export interface Tracked {
  readonly kind: 'open' | 'money' | 'cap' | 'plan_cap';
  /** Index into the owners. */
  readonly owner: number;
  readonly counter: string;
  /** Of caps. */
  readonly sum: SumKind | undefined;
  readonly max: number;
}

/** What a hold must remember of the limits that it was admitted under. */
export function trackedBy({ limits, facts }: Counted): readonly Tracked[] {
  const nothing = { sum: undefined, max: 0 };
  const subject: Tracked[] =
    facts.subjectId === '' ? [] : [{ kind: 'open', owner: 0, counter: subjectCounter(facts.subjectId), ...nothing }];
  return subject.concat(
    limits.flatMap((limit): Tracked[] => {
      const { kind, owner, counter, max, mode } = limit;
      const isCounted = isOfRule(counter);
      if (kind === 'open_holds') return isCounted ? [{ kind: 'open', owner, counter, ...nothing }] : [];
      if (kind !== 'spend' && kind !== 'plan_spend') return [];
      const money: Tracked[] = isCounted ? [{ kind: 'money', owner, counter, ...nothing }] : [];
      if (mode !== 'enforce') return money;
      return [...money, { kind: kind === 'spend' ? 'cap' : 'plan_cap', owner, counter, sum: sumKindOf(limit), max }];
    }),
  );
}

/** What identifies a hold to the counters. */
export interface CountedHold {
  readonly tracked: readonly Tracked[];
  readonly facts: { readonly subjectId: string };
  readonly authorizedAtMs: number;
}

/** The least that the enforced caps on a hold's periods leave for more of it; undefined where it has none. */
export function leftFor(
  { tracked, authorizedAtMs }: CountedHold,
  kind: 'cap' | 'plan_cap',
  accounts: readonly Counting[],
): number | undefined {
  const left = tracked.flatMap((cap) => {
    if (cap.kind !== kind || cap.sum === undefined) return [];
    const sums = sumsOf(accounts[cap.owner], cap.counter);
    const period = sumAt(sums, cap.sum, authorizedAtMs);
    return [period === undefined ? cap.max : cap.max - spentIn(sums, cap.sum, period)];
  });
  return left.length === 0 ? undefined : Math.min(...left);
}

/**
 * One owner of a hold, after its money changed, and it was opened (1) or closed (-1).
 *
 * @param money - the change of what is held and charged together.
 */
export function movedIn<Account extends Counting>(
  account: Account,
  index: number,
  { tracked, facts, authorizedAtMs }: CountedHold,
  money: Money,
  open: -1 | 0 | 1,
): Account {
  const counters = new Map(account.counters);
  const move = (name: string, change: Money): void => {
    if (!counters.has(name)) return;
    changeCounter(name, (counter) => ({ ...counter, sums: moved(counter.sums, authorizedAtMs, change) }));
  };
  const changeCounter = (name: string, how: (counter: Counter) => Counter): void => change(counters, name, how);
  const all = { ...money, planMilliCents: 0 };
  if (index === 0 && facts.subjectId !== '') move(subjectCounter(facts.subjectId), money);
  for (const { kind, owner, counter: name } of tracked) {
    if (owner !== index) continue;
    if (kind === 'money') move(name, all);
    if (kind === 'open' && open !== 0) {
      changeCounter(name, (counter) => ({ ...counter, openHolds: Math.max(0, counter.openHolds + open) }));
    }
  }
  return {
    ...account,
    openHolds: account.openHolds + open,
    spent: index === 0 ? moved(account.spent, authorizedAtMs, all) : account.spent,
    spentBelow: index === 0 ? account.spentBelow : moved(account.spentBelow, authorizedAtMs, all),
    counters,
  };
}

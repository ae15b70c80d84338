/** What a plan gives an account in the periods that run at a moment, and which traffic its allowances cover. */
import { type Period, periodAt, periodName } from '../domain/cycle.ts';
import { type Fault, invalidField } from '../domain/fault.ts';
import { formatMoney, MAX_BALANCE } from '../domain/money.ts';
import type { Traffic } from '../domain/traffic.ts';
import { type Matcher, RuleList } from './compile/matcher.ts';
import type { Allowance, CatalogSnapshot, Plan, PlanGrant } from './snapshot.ts';

/** What matters of an account. */
export interface Member {
  readonly timeZone: string;
  readonly cycleAnchorDay: number;
  readonly seats: number;
  /** 1 to 12: the month in which its years begin. */
  readonly cycleAnchorMonth: number;
  /** Totals of allowances that are its own instead of the plan's. */
  readonly allowanceUnits: ReadonlyMap<string, number>;
}

/** Money of one period, as the ledger keeps it. */
export interface PeriodGrant {
  readonly kind: PlanGrant['kind'];
  readonly id: string;
  readonly grantedMilliCents: number;
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
  readonly services: readonly string[];
}

/**
 * The plan of an account. None where the catalog no longer has it, nor where it counts in another currency than the
 * account: what it gives would be money of that one.
 */
export function planOf(
  { plans, currency }: Pick<CatalogSnapshot, 'plans' | 'currency'>,
  profile: { readonly plan: string; readonly currency: string },
): Plan | undefined {
  return profile.currency === currency ? plans.get(profile.plan) : undefined;
}

const NO_GRANTS: readonly PeriodGrant[] = [];

export function grantsAt(plan: Plan | undefined, member: Member, atMs: number): readonly PeriodGrant[] {
  if (plan === undefined || plan.grants.length === 0) return NO_GRANTS;
  return plan.grants.map(({ kind, name, amountMilliCents, per, every, services }) => {
    const period = periodAt(every, member, atMs);
    return {
      kind,
      // The length is part of the name: a month and a year may begin on the same day.
      id: `${name}@${period.label}${every === 'year' ? 'y' : ''}`,
      grantedMilliCents: Math.min(MAX_BALANCE, amountMilliCents * (per === 'seat' ? member.seats : 1)),
      startsAtMs: period.startsAtMs,
      expiresAtMs: period.endsAtMs,
      services,
    };
  });
}

/** What the plan gives once the account has changed; undefined where the change is about something else. */
export function grantsAfter<Profile extends Member & { readonly plan: string; readonly currency: string }>(
  snapshot: Pick<CatalogSnapshot, 'plans' | 'currency'>,
  profile: Profile,
  changes: Partial<Profile>,
  atMs: number,
): readonly PeriodGrant[] | undefined {
  const { plan, seats, timeZone } = changes;
  if (plan === undefined && seats === undefined && timeZone === undefined) return undefined;
  const after = { ...profile, ...changes };
  return grantsAt(planOf(snapshot, after), after, atMs);
}

/** The billing cycle of the plan; monthly for an account whose plan is gone. */
export function cycleAt(plan: Plan | undefined, member: Member, atMs: number): Period {
  return periodAt(plan?.cycle ?? 'month', member, atMs);
}

/** The name of the running period of the plan credits; empty where the plan has none. */
export function planPeriodAt(plan: Plan | undefined, member: Member, atMs: number): string {
  return plan?.grants.some(({ kind }) => kind === 'plan_credits') === true ? cycleAt(plan, member, atMs).label : '';
}

/** Far more than any year has seconds, and far below what a double counts exactly. */
const MOST_UNITS = 10 ** 12;

/** An allowance in its running period. */
export interface PeriodAllowance {
  /** `name/whose/period`; whose is `-` for the account as a whole. */
  readonly counter: string;
  readonly totalUnits: number;
  readonly period: Period;
}

/**
 * Undefined where the allowance is per subject and there is none.
 *
 * @param subjectId - as `subjectUnder` calls it: every office has an extension 101.
 */
export function allowanceAt(
  allowance: Allowance,
  member: Member,
  subjectId: string,
  atMs: number,
): PeriodAllowance | undefined {
  if (allowance.per === 'subject' && subjectId === '') return undefined;
  const period = periodAt(allowance.every, member, atMs);
  const whose = allowance.per === 'subject' ? subjectId : '-';
  const each = member.allowanceUnits.get(allowance.name) ?? allowance.units;
  const totalUnits = Math.min(MOST_UNITS, each * (allowance.per === 'seat' ? member.seats : 1));
  return { counter: `${allowance.name}/${whose}/${periodName(period)}`, totalUnits, period };
}

/**
 * How a subject is called in the counters of the account that pays: under its own account's name where that is another.
 */
export function subjectUnder(payer: { readonly accountId: string }, accountId: string, subjectId: string): string {
  return subjectId === '' || payer.accountId === accountId ? subjectId : `${accountId}:${subjectId}`;
}

/* Included units: which allowances of a plan cover which traffic. */

export interface CompiledAllowance {
  /** What the file leaves unsaid, the exceptions included. */
  readonly matcher: Matcher;
  readonly allowance: Allowance;
  /** The same as a list of one: the usual answer, made once. */
  readonly alone: readonly Allowance[];
}

const NONE: readonly Allowance[] = Object.freeze([]);

export class AllowanceTable {
  /** Plans without allowances are left out. */
  readonly #byPlan: ReadonlyMap<string, RuleList<CompiledAllowance>>;

  constructor(byPlan: ReadonlyMap<string, readonly CompiledAllowance[]>, services: Iterable<string>) {
    const names = [...services];
    const included = [...byPlan].filter(([, allowances]) => allowances.length > 0);
    this.#byPlan = new Map(included.map(([plan, allowances]) => [plan, new RuleList(allowances, names)]));
  }

  /** Those that cover the traffic, in the order of the file. Nothing is allocated for up to one. */
  covering(traffic: Traffic): readonly Allowance[] {
    const allowances = this.#byPlan.get(traffic.plan);
    if (allowances === undefined) return NONE;
    let covering = NONE;
    for (const { matcher, allowance, alone } of allowances.of(traffic.service)) {
      if (matcher.matches(traffic)) covering = covering === NONE ? alone : [...covering, allowance];
    }
    return covering;
  }
}

/* The least credit that may be bought at once (rule PW-5). */

/** Why the plan takes no so small an amount; undefined when it does. */
export function topUpRefusal(plan: Plan | undefined, amountMilliCents: number, currency: string): Fault | undefined {
  if (plan === undefined || amountMilliCents >= plan.minimumTopUpMilliCents) return undefined;
  const least = formatMoney(plan.minimumTopUpMilliCents, { round: 'up', currency });
  const exact = plan.minimumTopUpMilliCents;
  return invalidField('amount_milli_cents', `plan "${plan.name}" takes no less than ${least} (${exact}) at a time`);
}

/** What a plan gives an account in the periods that run at a moment. */
import { periodAt, type Period } from '../domain/cycle.ts';
import type { Allowance, Plan, PlanGrant } from './snapshot.ts';

/** What matters of an account. */
export interface Member {
  readonly timeZone: string;
  readonly cycleAnchorDay: number;
  readonly seats: number;
  readonly createdAtMs: number;
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

const NO_GRANTS: readonly PeriodGrant[] = [];

export function grantsAt(plan: Plan | undefined, member: Member, atMs: number): readonly PeriodGrant[] {
  if (plan === undefined || plan.grants.length === 0) return NO_GRANTS;
  return plan.grants.map(({ kind, name, amountMilliCents, per, every, services }) => {
    const period = periodAt(every, member, member.createdAtMs, atMs);
    return {
      kind,
      id: `${name}@${period.label}`,
      grantedMilliCents: amountMilliCents * (per === 'seat' ? member.seats : 1),
      startsAtMs: period.startsAtMs,
      expiresAtMs: period.endsAtMs,
      services,
    };
  });
}

/** The billing cycle of the plan; monthly for an account whose plan is gone. */
export function cycleAt(plan: Plan | undefined, member: Member, atMs: number): Period {
  return periodAt(plan?.cycle ?? 'month', member, member.createdAtMs, atMs);
}

/** The name of the running period of the plan credits; empty where the plan has none. */
export function planPeriodAt(plan: Plan | undefined, member: Member, atMs: number): string {
  return plan?.grants.some(({ kind }) => kind === 'plan_credits') === true ? cycleAt(plan, member, atMs).label : '';
}

/** An allowance in its running period. */
export interface PeriodAllowance {
  /** `name/whose/yyyymmdd`; whose is `-` for the account as a whole. */
  readonly counter: string;
  readonly totalUnits: number;
  readonly period: Period;
}

/** Undefined where the allowance is per subject and there is none. */
export function allowanceAt(
  allowance: Allowance,
  member: Member,
  subjectId: string,
  atMs: number,
): PeriodAllowance | undefined {
  if (allowance.per === 'subject' && subjectId === '') return undefined;
  const period = periodAt(allowance.every, member, member.createdAtMs, atMs);
  const whose = allowance.per === 'subject' ? subjectId : '-';
  const each = member.allowanceUnits.get(allowance.name) ?? allowance.units;
  const totalUnits = each * (allowance.per === 'seat' ? member.seats : 1);
  return { counter: `${allowance.name}/${whose}/${period.label}`, totalUnits, period };
}

/** What an account's particulars must look like, given the catalog in force. */
import type { CatalogSnapshot, Plan } from '../catalog/snapshot.ts';
import { anchorMonthAt, isTimeZone, localDayOfMonth, periodAt } from '../domain/cycle.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { MAX_BALANCE } from '../domain/money.ts';
import { fingerprint, ownNumberProblem } from '../domain/traffic.ts';
import type { AccountProfile, CreateAccountOperation } from '../ledger/port.ts';
import type { CreateAccountRequest, UpdateAccountRequest } from './requests.ts';
import type { Place } from './view.ts';

const DEFAULT_PLAN = 'default';
const DEFAULT_TIME_ZONE = 'UTC';

/**
 * A new account with its defaults filled in. Only a root account is given signup credit: otherwise every child would
 * bring some.
 */
export function newAccount(
  snapshot: CatalogSnapshot,
  request: CreateAccountRequest,
  place: Place,
  nowMs: number,
): CreateAccountOperation {
  requireParent(request.fundedBy, place.parentAccountId);
  const plan = requirePlan(snapshot, request.plan || DEFAULT_PLAN);
  const currency = request.currency || snapshot.currency;
  if (currency !== snapshot.currency) {
    throw invalidField('currency', `the catalog counts in ${snapshot.currency}, not in ${currency}`);
  }
  const timeZone = request.timeZone || DEFAULT_TIME_ZONE;
  requireTimeZone(timeZone);
  requireNumbers(request.numbers);
  requireAllowances(snapshot, request.allowanceUnits);
  requireCountable(plan, request.seats);
  const cycleAnchorDay = request.cycleAnchorDay || localDayOfMonth(timeZone, nowMs);
  return {
    profile: {
      accountId: request.accountId,
      ...place,
      plan: plan.name,
      currency,
      timeZone,
      cycleAnchorDay,
      cycleAnchorMonth: anchorMonthAt({ timeZone, cycleAnchorDay }, nowMs),
      seats: request.seats,
      creditLimitMilliCents: request.creditLimitMilliCents,
      numbers: request.numbers,
      fundedBy: request.fundedBy,
      onPlanExhausted: request.onPlanExhausted,
      allowanceUnits: request.allowanceUnits,
    },
    signupCreditMilliCents: place.parentAccountId === undefined ? plan.signupCreditMilliCents : 0,
    fingerprint: fingerprintOf(request),
  };
}

/**
 * Tells a repeated CreateAccount from another one of the same id. Fields that came with a later version are left out
 * where they have their default: an account that an earlier version created must still be recognised by a repeat.
 */
function fingerprintOf(request: CreateAccountRequest): string {
  const { fundedBy, onPlanExhausted, allowanceUnits, ...rest } = request;
  const later = {
    ...(fundedBy !== 'self' && { fundedBy }),
    ...(onPlanExhausted !== undefined && { onPlanExhausted }),
    ...(allowanceUnits.size > 0 && { allowanceUnits: [...allowanceUnits].sort(([a], [b]) => (a < b ? -1 : 1)) }),
  };
  return fingerprint(JSON.stringify({ ...rest, ...later }));
}

/** A change must leave the account as valid as a new one. */
export function checkChanges(
  snapshot: CatalogSnapshot,
  request: UpdateAccountRequest,
  profile: AccountProfile,
  nowMs: number,
): void {
  if (request.plan !== undefined) requirePlan(snapshot, request.plan);
  if (request.timeZone !== undefined) requireTimeZone(request.timeZone);
  if (request.timeZone !== undefined) requireForward(profile, request.timeZone, nowMs);
  if (request.allowanceUnits !== undefined) requireAllowances(snapshot, request.allowanceUnits);
  const plan = snapshot.plans.get(request.plan ?? profile.plan);
  if (plan !== undefined) requireCountable(plan, request.seats ?? profile.seats);
  if (request.numbers !== undefined) requireNumbers(request.numbers);
  requireParent(request.fundedBy, profile.parentAccountId);
}

function requireParent(fundedBy: AccountProfile['fundedBy'] | undefined, parentAccountId: string | undefined): void {
  if (fundedBy === 'parent' && parentAccountId === undefined) {
    throw invalidField('funded_by', 'this account has no parent that could pay for it');
  }
}

function requirePlan(snapshot: CatalogSnapshot, name: string): Plan {
  const plan = snapshot.plans.get(name);
  if (plan === undefined) {
    throw invalidField('plan', `the catalog has no plan "${name}"; it has ${[...snapshot.plans.keys()].join(', ')}`);
  }
  return plan;
}

function requireTimeZone(name: string): void {
  if (!isTimeZone(name)) throw invalidField('time_zone', `"${name}" is not an IANA time zone such as Europe/Berlin`);
}

/**
 * A zone further west may still be in the period before the running one, and would be given its credits and minutes
 * again.
 */
function requireForward(profile: AccountProfile, timeZone: string, nowMs: number): void {
  for (const length of ['month', 'year'] as const) {
    const running = periodAt(length, profile, nowMs);
    const other = periodAt(length, { ...profile, timeZone }, nowMs);
    if (other.label >= running.label) continue;
    const possibleAt = new Date(other.endsAtMs).toISOString();
    const began = `the billing ${length} that began on ${running.label} has not begun there`;
    throw new Fault('PERIOD_GOES_BACK', `time_zone: ${began}; possible from ${possibleAt}`, { field: 'time_zone' });
  }
}

/** A plan gives an account no more than a balance may hold. */
function requireCountable(plan: Plan, seats: number): void {
  for (const { name, per, amountMilliCents } of plan.grants) {
    if (per !== 'seat' || amountMilliCents * seats <= MAX_BALANCE) continue;
    const most = Math.floor(MAX_BALANCE / amountMilliCents);
    throw invalidField('seats', `plan "${plan.name}" would give too much ("${name}"); at most ${most} seats`);
  }
}

/** A name that no plan has would silently do nothing. */
function requireAllowances(snapshot: CatalogSnapshot, units: ReadonlyMap<string, number>): void {
  const known = new Set([...snapshot.plans.values()].flatMap(({ allowances }) => allowances.map(({ name }) => name)));
  for (const name of units.keys()) {
    if (known.has(name)) continue;
    const has = known.size === 0 ? 'there are none' : `there are ${[...known].join(', ')}`;
    throw invalidField(`allowance_units.${name}`, `no plan of the catalog has such an allowance; ${has}`);
  }
}

function requireNumbers(numbers: readonly string[]): void {
  for (const [index, number] of numbers.entries()) {
    const problem = ownNumberProblem(number);
    if (problem !== undefined) throw invalidField(`numbers[${index}]`, problem);
  }
}

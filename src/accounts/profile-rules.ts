/** What an account's particulars must look like, given the catalog in force. */
import { createHash } from 'node:crypto';
import type { CatalogSnapshot, Plan } from '../catalog/snapshot.ts';
import { isTimeZone, localDayOfMonth } from '../domain/cycle.ts';
import { invalidField } from '../domain/fault.ts';
import { ownNumberProblem } from '../domain/phone/numbers-match.ts';
import type { AccountProfile, CreateAccountOperation } from '../ledger/port.ts';
import type { Place } from './family.ts';
import type { CreateAccountRequest, UpdateAccountRequest } from './requests.ts';

const DEFAULT_PLAN = 'default';
const DEFAULT_TIME_ZONE = 'UTC';

/** A new account with its defaults filled in. Only a root account is given signup credit: otherwise every child would bring some. */
export function newAccount(
  snapshot: CatalogSnapshot,
  request: CreateAccountRequest,
  place: Place,
  nowMs: number,
): CreateAccountOperation {
  requireParent(request.fundedBy, place.parentAccountId);
  const plan = requirePlan(snapshot, request.plan || DEFAULT_PLAN);
  const currency = request.currency || snapshot.currency;
  if (currency !== snapshot.currency) throw invalidField('currency', `the catalog counts in ${snapshot.currency}`);
  const timeZone = request.timeZone || DEFAULT_TIME_ZONE;
  requireTimeZone(timeZone);
  requireNumbers(request.numbers);
  return {
    profile: {
      accountId: request.accountId,
      ...place,
      plan: plan.name,
      currency,
      timeZone,
      cycleAnchorDay: request.cycleAnchorDay || localDayOfMonth(timeZone, nowMs),
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
 * The same for the same particulars. Those that came with a later version count only where they are given: an account that an earlier version
 * opened must still be known again.
 */
function fingerprintOf(request: CreateAccountRequest): string {
  const { fundedBy, onPlanExhausted, allowanceUnits, ...rest } = request;
  const later = {
    ...(fundedBy !== 'self' && { fundedBy }),
    ...(onPlanExhausted !== undefined && { onPlanExhausted }),
    ...(allowanceUnits.size > 0 && { allowanceUnits: [...allowanceUnits].sort(([a], [b]) => (a < b ? -1 : 1)) }),
  };
  return hashOf(JSON.stringify({ ...rest, ...later }));
}

/** 128 bits and a little more: enough to tell requests apart. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** A change must leave the account as valid as a new one. */
export function checkChanges(snapshot: CatalogSnapshot, request: UpdateAccountRequest, profile: AccountProfile): void {
  if (request.plan !== undefined) requirePlan(snapshot, request.plan);
  if (request.timeZone !== undefined) requireTimeZone(request.timeZone);
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

function requireNumbers(numbers: readonly string[]): void {
  for (const [index, number] of numbers.entries()) {
    const problem = ownNumberProblem(number);
    if (problem !== undefined) throw invalidField(`numbers[${index}]`, problem);
  }
}

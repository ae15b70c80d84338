/** What an account's particulars must look like, given the catalog in force. */
import { createHash } from 'node:crypto';
import type { CatalogSnapshot, Plan } from '../catalog/snapshot.ts';
import { isTimeZone, localDayOfMonth } from '../domain/cycle.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { ownNumberProblem } from '../domain/phone/numbers-match.ts';
import type { CreateAccountOperation } from '../ledger/port.ts';
import type { CreateAccountRequest, UpdateAccountRequest } from './requests.ts';

const DEFAULT_PLAN = 'default';
const DEFAULT_TIME_ZONE = 'UTC';

/** A new account with its defaults filled in. */
export function newAccount(
  snapshot: CatalogSnapshot,
  request: CreateAccountRequest,
  nowMs: number,
): CreateAccountOperation {
  if (request.parentAccountId !== '') {
    throw new Fault('unimplemented', 'NOT_BUILT', 'parent_account_id: accounts under a parent are not built yet', {
      field: 'parent_account_id',
    });
  }
  const plan = requirePlan(snapshot, request.plan || DEFAULT_PLAN);
  const currency = request.currency || snapshot.currency;
  if (currency !== snapshot.currency) throw invalidField('currency', `the catalog counts in ${snapshot.currency}`);
  const timeZone = request.timeZone || DEFAULT_TIME_ZONE;
  requireTimeZone(timeZone);
  requireNumbers(request.numbers);
  return {
    profile: {
      accountId: request.accountId,
      rootAccountId: request.accountId,
      parentAccountId: undefined,
      plan: plan.name,
      currency,
      timeZone,
      cycleAnchorDay: request.cycleAnchorDay || localDayOfMonth(timeZone, nowMs),
      seats: request.seats,
      creditLimitMilliCents: request.creditLimitMilliCents,
      numbers: request.numbers,
    },
    signupCreditMilliCents: plan.signupCreditMilliCents,
    fingerprint: createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 22),
  };
}

/** A change must leave the account as valid as a new one. */
export function checkChanges(snapshot: CatalogSnapshot, request: UpdateAccountRequest): void {
  if (request.plan !== undefined) requirePlan(snapshot, request.plan);
  if (request.timeZone !== undefined) requireTimeZone(request.timeZone);
  if (request.numbers !== undefined) requireNumbers(request.numbers);
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

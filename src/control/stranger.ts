/** Requests for an account that does not exist: judged like any other, so that their fields are validated and their labels are right. */
import type { AccountProfile } from '../ledger/port.ts';
import { assess, type Assessment } from './assess.ts';
import type { Environment } from './environment.ts';
import type { Party } from './party.ts';
import { presentDenied } from './present.ts';
import type { DecisionResult, TrafficRequest } from './requests.ts';

/** ACCOUNT_UNKNOWN, in the words of the service that was asked for. */
export function denyStranger(
  environment: Environment,
  request: TrafficRequest,
): { readonly assessment: Assessment; readonly denied: DecisionResult } {
  const snapshot = environment.catalog();
  const stranger: AccountProfile = {
    accountId: request.accountId,
    rootAccountId: request.accountId,
    parentAccountId: undefined,
    revision: 0,
    state: 'active',
    plan: '',
    currency: snapshot.currency,
    timeZone: 'UTC',
    cycleAnchorDay: 1,
    cycleAnchorMonth: 1,
    seats: 0,
    creditLimitMilliCents: 0,
    numbers: [],
    maxOpenHolds: 0,
    createdAtMs: 0,
    fundedBy: 'self',
    onPlanExhausted: undefined,
    allowanceUnits: new Map(),
    subjects: 0,
  };
  const party: Party = { chain: [stranger], subject: undefined };
  const nowMs = environment.ledger.nowMs();
  const assessment = assess(snapshot, request, party, environment.ownNumbers, nowMs);
  const denied = presentDenied(assessment, party, {
    kind: 'denied',
    reason: 'ACCOUNT_UNKNOWN',
    neededMilliCents: 0,
    limit: undefined,
    balanceMilliCents: 0,
    availableMilliCents: 0,
    postedMilliCents: 0,
    nowMs,
  });
  return { assessment, denied: Object.assign(denied, { accountStatus: undefined }) };
}

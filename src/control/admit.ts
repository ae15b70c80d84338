/** What the verbs that admit have in common: strangers, stale profiles, shadow, and the report of a decision. */
import { Fault } from '../domain/fault.ts';
import type { AccountProfile, Stale } from '../ledger/port.ts';
import { assess, type Assessment } from './assess.ts';
import type { DecisionLine, Environment } from './environment.ts';
import type { Party } from './party.ts';
import { presentDenied } from './present.ts';
import type { DecisionResult, TrafficRequest } from './requests.ts';

/* Requests for an account that does not exist: judged like any other, so that their fields are validated and their labels are right. */

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

/* The profile or a boundary in time changed between the look at a request and its script: the request is computed again. */

/** How often a request is computed again because the profile changed under it; more than that is a storm, not a change. */
export const STALE_RETRIES_MAX = 3;

/** The time to compute the request for again: the script's own, which made it stale if a boundary in time did. */
export function afterStaleMs(environment: Environment, reply: { readonly nowMs: number }): number {
  return Math.max(reply.nowMs, environment.ledger.nowMs());
}

export function accountBusy(): Fault {
  return new Fault('ACCOUNT_BUSY', 'the account is being changed faster than it can be read', {
    retryAfterMs: 100,
  });
}

/** The accounts concerned, as they are after one of them turned out to have changed. */
export async function afterStale(
  environment: Environment,
  { accountId, subjectId }: Pick<TrafficRequest, 'accountId' | 'subjectId'>,
  reply: Stale,
): Promise<Party> {
  environment.profiles.learn(reply.profile);
  if (reply.profile.accountId !== accountId || reply.profile.parentAccountId !== undefined) {
    await environment.profiles.refresh(accountId);
  }
  const party = await environment.profiles.party(accountId, subjectId);
  if (party === undefined) throw accountBusy();
  return party;
}

/* Shadow enforcement: the gateway is told to go on, and why it would have been stopped. */

export function letThroughInShadow(denied: DecisionResult, grantedUnits: number): DecisionResult {
  return {
    ...denied,
    decision: 'allow',
    shadowed: true,
    grantedUnits,
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
  };
}

/* One count and one log line for every decision. */

export function reportDecision(environment: Environment, line: DecisionLine): void {
  environment.metrics.decision(line);
  environment.logger.decision(line);
}

/**
 * What the verbs that admit have in common: emergency traffic, accounts that do not exist, profiles that changed
 * meanwhile, shadow enforcement, and the report of a decision.
 */
import type { Service } from '../catalog/snapshot.ts';
import { EMERGENCY, EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import { Fault } from '../domain/fault.ts';
import type { Direction } from '../domain/traffic.ts';
import type { AccountProfile, Stale } from '../ledger/port.ts';
import { NO_LIMIT } from '../ledger/rules/admission.ts';
import { NO_FUNDS } from '../ledger/rules/funding.ts';
import { assess, type Assessment } from './assess.ts';
import type { DecisionLine, Environment } from './environment.ts';
import type { Party } from './party.ts';
import { presentDenied } from './present.ts';
import type { AuthorizeResult, DecisionResult, EmergencyRequest, RequestContext, TrafficRequest } from './requests.ts';

/*
 * Emergency traffic: always allowed, at once, with no account, no hold, no money and no store (rule G-3). Every verb
 * that admits asks here, so that it is decided, counted, logged and signed in one place.
 */

/** Whether the number is an emergency number, seen from the countries of the catalog. Counts nothing, never throws. */
export function isEmergency(environment: Environment, to: string, direction: Direction, country?: string): boolean {
  return direction === 'outbound' && environment.emergencyList().isEmergency(to, country);
}

/**
 * The answer to emergency traffic, or undefined for any other. It comes before every validation and never throws. A
 * quote is answered too, but is no decision: nothing is counted, logged or signed.
 *
 * @param country - where the subject is, once that is known (ISO 3166).
 */
export function emergency(
  environment: Environment,
  request: EmergencyRequest,
  context: RequestContext,
  country?: string,
): AuthorizeResult | undefined {
  if (!isEmergency(environment, request.to, request.direction, country)) return undefined;
  const { verb, holdId } = request;
  const granted = grantFor(environment, request);
  const result: AuthorizeResult = {
    decision: 'allow',
    reason: EMERGENCY,
    message: '',
    shadowed: false,
    grantedUnits: granted.units,
    unit: granted.unit,
    final: true,
    validitySeconds: 0,
    holdMilliCents: 0,
    availableMilliCents: 0,
    shortfallMilliCents: 0,
    terms: undefined,
    numberClass: 'emergency',
    limit: '',
    rule: '',
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
    accountStatus: undefined,
    segments: granted.segments,
    encoding: granted.encoding,
    holdId,
    settleToken: verb === 'authorize' ? environment.tokens.signExempt('emergency', request, Date.now(), granted) : '',
    replayed: false,
  };
  if (verb !== 'quote') {
    reportDecision(environment, { verb, requestId: context.requestId, holdId, traffic: request, result });
  }
  return result;
}

/**
 * The same for a request that was validated, with what is known of the party by now: its subject may be in a country
 * whose emergency numbers are no others' (999 in GB). A forwarded leg goes out, whatever direction the gateway gives
 * it.
 */
export function emergencyOf(
  environment: Environment,
  verb: EmergencyRequest['verb'],
  holdId: string,
  traffic: TrafficRequest,
  party: Party | undefined,
  context: RequestContext,
): AuthorizeResult | undefined {
  const country = party?.subject?.country;
  const direction = traffic.parentHoldId === '' ? traffic.direction : 'outbound';
  // Asked before the request is made, because nearly every call ends here.
  if (!isEmergency(environment, traffic.to, direction, country)) return undefined;
  return emergency(environment, { ...traffic, verb, holdId, direction }, context, country);
}

interface EmergencyGrant {
  readonly units: number;
  readonly unit: string;
  readonly segments: number;
  readonly encoding: string;
}

const A_DAY: EmergencyGrant = { units: EMERGENCY_GRANT_SECONDS, unit: 'second', segments: 0, encoding: '' };

/**
 * A day for a call; whatever was asked for in services that are not counted in seconds (text-to-911, 47 CFR 9.10(q)).
 */
function grantFor(environment: Environment, request: EmergencyRequest): EmergencyGrant {
  const service = serviceOf(environment, request.service);
  if (service === undefined || service.unit === 'second') return A_DAY;
  const { unit } = service;
  const given = request.units ?? (request.segments > 0 ? request.segments : undefined);
  if (service.countSegments === undefined) return { units: given ?? 1, unit, segments: 0, encoding: '' };
  if (given !== undefined) return { units: given, unit, segments: given, encoding: '' };
  const { segments, encoding } = service.countSegments(request.text);
  return { units: segments, unit, segments, encoding };
}

/** Undefined where the catalog has no such service, or there is no catalog. */
function serviceOf(environment: Environment, name: string): Service | undefined {
  try {
    return environment.catalog().services.get(name);
  } catch {
    return undefined;
  }
}

/* Requests for an account that does not exist. They are assessed like any other, so that their fields are validated,
   and the metrics and the log name service and number class. */

/** ACCOUNT_UNKNOWN, in the words of the service that was asked for. */
export function denyUnknown(
  environment: Environment,
  request: TrafficRequest,
): { readonly assessment: Assessment; readonly denied: DecisionResult } {
  const snapshot = environment.catalog();
  const nobody: AccountProfile = {
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
    coverages: [],
  };
  const party: Party = { chain: [nobody], subject: undefined };
  const nowMs = environment.ledger.nowMs();
  const assessment = assess(snapshot, request, party, environment.ownNumbers, nowMs);
  const denied = presentDenied(assessment, party, {
    kind: 'denied',
    reason: 'ACCOUNT_UNKNOWN',
    neededMilliCents: 0,
    ...NO_LIMIT,
    packUnits: 0,
    ...NO_FUNDS,
    nowMs,
  });
  return { assessment, denied: Object.assign(denied, { accountStatus: undefined }) };
}

/* The ledger answered STALE: between the assessment of the request and its script a profile changed, or a boundary in
   time passed. The request is assessed again. */

/** How often a request is computed again because a profile changed meanwhile, before it is refused as ACCOUNT_BUSY. */
export const STALE_RETRIES_MAX = 3;

/** The time to assess the request for: the script's own, because a boundary may have passed by that clock only. */
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
    // Nothing was reserved, so there is nothing that an Extend could add to.
    final: true,
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
  };
}

/* One count and one log line for every decision. */

export function reportDecision(environment: Environment, line: DecisionLine): void {
  environment.metrics.decision(line);
  environment.logger.decision(line);
  environment.news?.decided(line);
}

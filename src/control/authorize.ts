/** Authorize: reserve the worst case, or say why not. */
import { invalidField } from '../domain/fault.ts';
import type { Terms } from '../domain/terms.ts';
import type { AuthorizeOperation, AuthorizeReply } from '../ledger/port.ts';
import {
  accountBusy,
  afterStale,
  afterStaleMs,
  denyUnknown,
  emergencyOf,
  letThroughInShadow,
  reportDecision,
  STALE_RETRIES_MAX,
} from './admit.ts';
import { assess, type Assessment, destinationOf, fingerprintOf } from './assess.ts';
import type { Environment } from './environment.ts';
import type { Party } from './party.ts';
import { presentAllowed, presentDenied, validitySeconds } from './present.ts';
import type { AuthorizeRequest, AuthorizeResult, DecisionResult, RequestContext } from './requests.ts';
import { signHold, subjectOf } from './settle-token.ts';
import { answerBy, withoutStore } from './without-store.ts';

export async function authorize(
  environment: Environment,
  request: AuthorizeRequest,
  context: RequestContext,
): Promise<AuthorizeResult> {
  const { holdId, traffic } = request;
  const snapshot = environment.catalog();
  const party = await environment.profiles.party(traffic.accountId, traffic.subjectId);
  const emergency = emergencyOf(environment, 'authorize', holdId, traffic, party, context);
  if (emergency !== undefined) return emergency;
  const result =
    party === undefined
      ? unknownResult(environment, request)
      : await decideAssessed(
          environment,
          request,
          context,
          party,
          assess(snapshot, traffic, party, environment.ownNumbers, environment.ledger.nowMs()),
        );
  reportDecision(environment, { verb: 'authorize', requestId: context.requestId, holdId, traffic, result });
  return result;
}

/** Everything after the first look at the request. The command to the ledger has left when this returns its promise. */
export async function decideAssessed(
  environment: Environment,
  request: AuthorizeRequest,
  context: RequestContext,
  knownParty: Party,
  firstAssessment: Assessment,
): Promise<AuthorizeResult> {
  let party = knownParty;
  let assessment = firstAssessment;
  for (let attempt = 0; attempt < STALE_RETRIES_MAX; attempt++) {
    const notAfter = answerBy(environment, context, assessment);
    const destination = destinationOf(environment, assessment);
    const operation = operationFor(request, party, assessment, notAfter, context.requestId, destination);
    const reply = await environment.ledger
      .authorize(operation)
      .catch((error: unknown) => withoutStore(environment, request, party, assessment, operation, error));
    if (!('kind' in reply)) return reply;
    if (reply.kind !== 'stale') return present(environment, request, party, assessment, reply);
    party = await afterStale(environment, request.traffic, reply);
    const atMs = afterStaleMs(environment, reply);
    assessment = assess(assessment.snapshot, request.traffic, party, environment.ownNumbers, atMs);
  }
  throw accountBusy();
}

/** The units to reserve now, those that Extend may reach, and the least that is worth granting. */
export function reservationFor(
  assessment: Assessment,
  requestedSeconds: number,
): Pick<AuthorizeOperation, 'units' | 'maxUnits' | 'extendUnits' | 'minUnits' | 'belowHold'> {
  const { service, holdRule, quantity } = assessment;
  if (service.unit !== 'second') {
    if (quantity.units > holdRule.maxUnits) {
      const field = quantity.segments > 0 ? 'segments' : 'units';
      throw invalidField(field, `${quantity.units} is more than the ${holdRule.maxUnits} that one request may have`);
    }
    return {
      units: quantity.units,
      maxUnits: holdRule.maxUnits,
      extendUnits: 0,
      minUnits: quantity.units,
      belowHold: 'deny',
    };
  }
  const maxUnits = requestedSeconds > 0 ? Math.min(requestedSeconds, holdRule.maxUnits) : holdRule.maxUnits;
  return {
    units: Math.min(holdRule.initialUnits, maxUnits),
    maxUnits,
    extendUnits: holdRule.extendUnits,
    minUnits: Math.min(holdRule.minGrantUnits, maxUnits),
    belowHold: holdRule.belowHold,
  };
}

/** What the ledger is asked. A replay of the past asks the same, without a deadline. */
export function operationFor(
  request: AuthorizeRequest,
  { chain }: Party,
  assessment: Assessment,
  notAfter: number,
  nonce: string,
  destination = assessment.admission.destination,
): AuthorizeOperation {
  const { admission } = assessment;
  const reservation = reservationFor(assessment, request.traffic.requestedSeconds);
  // Written out, because this is the hottest object of all and spreading two into one is many times slower.
  return {
    rootAccountId: chain[0].rootAccountId,
    accountId: request.traffic.accountId,
    holdId: request.holdId,
    fingerprint: fingerprintOf(request.traffic, assessment),
    units: reservation.units,
    maxUnits: reservation.maxUnits,
    extendUnits: reservation.extendUnits,
    minUnits: reservation.minUnits,
    belowHold: reservation.belowHold,
    timing: assessment.holdRule.timing,
    owners: admission.owners,
    payer: admission.payer,
    allowances: admission.allowances,
    packs: admission.packs,
    grants: admission.grants,
    stop: admission.stop,
    limits: admission.limits,
    verdict: admission.verdict,
    blockedAtZero: admission.blockedAtZero,
    terms: admission.terms,
    facts: admission.facts,
    destination,
    notAfterMs: notAfter,
    nonce,
    validFromMs: admission.validFromMs,
    validUntilMs: admission.validUntilMs,
  };
}

function present(
  environment: Environment,
  request: AuthorizeRequest,
  party: Party,
  assessment: Assessment,
  reply: Exclude<AuthorizeReply, { kind: 'stale' }>,
): AuthorizeResult {
  if (reply.kind === 'allowed') {
    const priced = reply.pinnedTerms === undefined ? assessment : pricedAt(assessment, reply.pinnedTerms);
    const granted = {
      units: reply.grantedUnits,
      milliCents: reply.holdMilliCents,
      shadowed: reply.shadowed,
      shadowedLimit: reply.shadowedLimit,
      final: reply.final,
      validitySeconds: validitySeconds(reply),
    };
    const settleToken = signHold(environment, request, priced, reply);
    // Assigned, not spread: spreading a large object into another is sixty times as slow, and this is the call path.
    return Object.assign(presentAllowed(priced, party, reply, granted), {
      holdId: request.holdId,
      settleToken,
      replayed: reply.replayed,
    });
  }
  return deniedResult(environment, request, assessment, presentDenied(assessment, party, reply));
}

/** In shadow nothing is reserved, so the token says that nothing is owed. */
function deniedResult(
  environment: Environment,
  request: AuthorizeRequest,
  assessment: Assessment,
  denied: DecisionResult,
): AuthorizeResult {
  const { holdId } = request;
  if (environment.enforcement === 'enforce') return Object.assign(denied, { holdId, settleToken: '', replayed: false });
  const { maxUnits } = reservationFor(assessment, request.traffic.requestedSeconds);
  const allowed = letThroughInShadow(denied, maxUnits);
  const granted = { unit: allowed.unit, units: maxUnits };
  const settleToken = environment.tokens.signExempt('shadow', subjectOf(request), environment.ledger.nowMs(), granted);
  return Object.assign(allowed, { holdId, settleToken, replayed: false });
}

/** A replay tells, and signs, the price that the hold was opened at. */
function pricedAt(assessment: Assessment, terms: Terms): Assessment {
  return { ...assessment, terms, admission: { ...assessment.admission, terms } };
}

/** There is nothing to ask the ledger about an account that does not exist; in shadow even that is only counted. */
export function unknownResult(environment: Environment, request: AuthorizeRequest): AuthorizeResult {
  const { assessment, denied } = denyUnknown(environment, request.traffic);
  return deniedResult(environment, request, assessment, denied);
}

/** Authorize: reserve the worst case, or say why not. */
import { STORE_DOWN } from '../domain/decision.ts';
import { Fault, invalidField, isPassing } from '../domain/fault.ts';
import type { Terms } from '../domain/terms.ts';
import type { Allowed, AuthorizeOperation, AuthorizeReply } from '../ledger/port.ts';
import { NOT_SHADOWED } from '../ledger/rules/admission.ts';
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
import { assess, type Assessment, fingerprintOf } from './assess.ts';
import { type Environment, notAfterMs } from './environment.ts';
import { isActive, type Party } from './party.ts';
import { NO_HOLD, presentAllowed, presentDenied, validitySeconds } from './present.ts';
import type { AuthorizeRequest, AuthorizeResult, DecisionResult, RequestContext, TokenSubject } from './requests.ts';

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
    const operation = operationFor(request, party, assessment, notAfter, context.requestId);
    const reply = await reserve(environment, operation);
    if (reply instanceof Fault) return letThrough(environment, request, party, assessment, operation, reply);
    if (reply.kind !== 'stale') return present(environment, request, party, assessment, reply);
    party = await afterStale(environment, request.traffic, reply);
    const atMs = afterStaleMs(environment, reply);
    assessment = assess(assessment.snapshot, request.traffic, party, environment.ownNumbers, atMs);
  }
  throw accountBusy();
}

/** How long a call may wait for a store that is away before the catalog lets it through. */
const STORE_WAIT_MS = 300;

/**
 * The time after which the script must do nothing, in Redis time. Where the catalog lets calls through without the
 * store that time is short: the gateway must hear of it while it still listens, and a hold must not appear after the
 * call was let through without one.
 */
function answerBy(environment: Environment, context: RequestContext, assessment: Assessment): number {
  const deadline = notAfterMs(environment, context);
  if (assessment.snapshot.whenStoreIsDown(assessment.traffic) === 'deny') return deadline;
  const soon = Math.floor(environment.ledger.nowMs()) + STORE_WAIT_MS;
  return deadline === 0 ? soon : Math.min(deadline, soon);
}

/**
 * A store that is away, or so slow that the script came too late and did nothing, is an outcome here, because the
 * catalog may have an answer to it. Every other fault is thrown on: a store that is full, lost or a replica would let
 * calls through for as long as nobody mends it.
 */
async function reserve(environment: Environment, operation: AuthorizeOperation): Promise<AuthorizeReply | Fault> {
  try {
    return await environment.ledger.authorize(operation);
  } catch (error) {
    if (error instanceof Fault && mayBeLetThrough(error)) return error;
    throw error;
  }
}

function mayBeLetThrough({ storeState, reason }: Fault): boolean {
  return reason === 'TOO_LATE' || (storeState !== undefined && isPassing(storeState));
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

function operationFor(
  request: AuthorizeRequest,
  { chain }: Party,
  assessment: Assessment,
  notAfter: number,
  nonce: string,
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
    destination: admission.destination,
    notAfterMs: notAfter,
    nonce,
    validFromMs: admission.validFromMs,
    validUntilMs: admission.validUntilMs,
  };
}

/**
 * What the hold rule's `when_store_is_down` says: deny leaves the fault standing; allow and allow_up_to let the call
 * through, on its token and on a grant that is kept on disk, which becomes a hold once the store is back.
 */
async function letThrough(
  environment: Environment,
  request: AuthorizeRequest,
  party: Party,
  assessment: Assessment,
  operation: AuthorizeOperation,
  fault: Fault,
): Promise<AuthorizeResult> {
  const stopped = assessment.verdict !== undefined || !isActive(party);
  if (stopped) throw fault;
  const authorizedAtMs = Math.floor(environment.ledger.nowMs());
  const units = await grantWithoutStore(environment, assessment, operation, authorizedAtMs);
  if (units === 0) throw fault;
  const funds = { balanceMilliCents: 0, availableMilliCents: 0, postedMilliCents: 0 };
  const granted = { units, milliCents: 0, ...NOT_SHADOWED, ...NO_HOLD };
  environment.logger.warn(
    { account_id: request.traffic.accountId, hold_id: request.holdId, fault: fault.reason },
    'let a request through unreserved, because the store is away and the catalog says so',
  );
  const claim = { grantedUnits: units, authorizedAtMs };
  return {
    ...presentAllowed(assessment, party, funds, granted),
    reason: STORE_DOWN,
    // Nothing was counted, whatever a rule in shadow says: the reason tells of the store.
    shadowed: false,
    rule: '',
    accountStatus: undefined,
    holdId: request.holdId,
    settleToken: signHold(environment, request, assessment, claim),
    replayed: false,
  };
}

/** How many units; 0 where nothing may be let through. */
async function grantWithoutStore(
  { outageGrants }: Environment,
  { snapshot, traffic }: Assessment,
  operation: AuthorizeOperation,
  atMs: number,
): Promise<number> {
  const policy = snapshot.whenStoreIsDown(traffic);
  if (policy === 'deny') return 0;
  const limit = policy === 'allow' ? undefined : policy.allowUpToMilliCents;
  if (outageGrants !== undefined) return outageGrants.grant(operation, atMs, limit);
  // Where nothing can be kept nothing can be counted either.
  return limit === undefined ? operation.units : 0;
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

function subjectOf({ holdId, traffic }: AuthorizeRequest): TokenSubject {
  return { accountId: traffic.accountId, holdId };
}

function signHold(
  environment: Environment,
  request: AuthorizeRequest,
  assessment: Assessment,
  granted: Pick<Allowed, 'grantedUnits' | 'authorizedAtMs'>,
): string {
  const { owners, payer, allowances, packs } = assessment.admission;
  return environment.tokens.signHold(subjectOf(request), {
    ownerIds: owners.map(({ accountId }) => accountId),
    // No stop: `on_plan_exhausted: stop` keeps a call from beginning, but one that took place is paid from every
    // source.
    funding: { payer, stop: '', allowances, packs },
    terms: assessment.admission.terms,
    facts: assessment.admission.facts,
    grantedUnits: granted.grantedUnits,
    authorizedAtMs: granted.authorizedAtMs,
  });
}

/** There is nothing to ask the ledger about an account that does not exist; in shadow even that is only counted. */
export function unknownResult(environment: Environment, request: AuthorizeRequest): AuthorizeResult {
  const { assessment, denied } = denyUnknown(environment, request.traffic);
  return deniedResult(environment, request, assessment, denied);
}

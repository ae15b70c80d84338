/** What a gateway reports of a call that is up: Answer and Extend. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { planOf } from '../catalog/plan-grants.ts';
import { denialMessage, type DenialReason, shortfallMilliCents } from '../domain/decision.ts';
import { Fault } from '../domain/fault.ts';
import { reservationStatus } from '../domain/hold.ts';
import type { ExtendReply, GrantedUnits, HoldRecord, Lending, Queued, SettleClaim } from '../ledger/port.ts';
import { recreatedHold } from './active-legs.ts';
import { type Environment, notAfterMs } from './environment.ts';
import { hasOtherCredit, validitySeconds } from './present.ts';
import type { AnswerRequest, AnswerResult, ExtendRequest, ExtendResult, RequestContext } from './requests.ts';
import { type ExemptReading, orTokenFault, tokenOf, type TokenReading, unlessExempt } from './settle-token.ts';

/* Answer: billable time starts now. */

export async function answer(
  environment: Environment,
  request: AnswerRequest,
  context: RequestContext,
): Promise<AnswerResult> {
  const token = tokenOf(environment, request);
  const ask = async (): Promise<AnswerResult> => {
    const operation = {
      ...environment.profiles.refOf(request.accountId, request.holdId),
      notAfterMs: notAfterMs(environment, context),
      nonce: context.requestId,
      proof: token.kind,
    };
    const reply = await orTokenFault(token, environment.ledger.answer(operation));
    if ('kind' in reply) return queuedAnswer(grantOf(reply, token));
    if (reply.replayed) environment.metrics.replayed('answer');
    return {
      reservationStatus: reservationStatus(reply.state),
      grantedSeconds: reply.unit === 'second' ? reply.grantedUnits : 0,
      holdMilliCents: reply.holdMilliCents,
      replayed: reply.replayed,
      queued: false,
    };
  };
  const nothing = ({ unit, grantedUnits }: ExemptReading): AnswerResult => ({
    ...queuedAnswer({ unit, units: grantedUnits }),
    queued: false,
  });
  return unlessExempt(environment, token, request, ask, nothing, 'grant');
}

function queuedAnswer({ unit, units }: GrantedUnits): AnswerResult {
  const grantedSeconds = unit === 'second' ? units : 0;
  return { reservationStatus: 'reserved', grantedSeconds, holdMilliCents: 0, replayed: false, queued: true };
}

/** What the hold has granted, as far as it is known without the store; no units where it is not. */
function grantOf({ granted }: Queued, token: TokenReading): GrantedUnits {
  if (granted !== undefined || token.kind !== 'hold') return granted ?? { unit: 'second', units: 0 };
  return { unit: token.claim.terms.unit, units: token.claim.grantedUnits };
}

/* Extend: a heartbeat with the connected time so far and, where the hold reserves in steps, more time. */

export async function extend(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
): Promise<ExtendResult> {
  const token = tokenOf(environment, request);
  const ask = (): Promise<ExtendResult> => extendHold(environment, request, context, token);
  const nothing = ({ unit, grantedUnits }: ExemptReading): ExtendResult =>
    unchangedGrant({ unit, units: grantedUnits });
  return unlessExempt(environment, token, request, ask, nothing, 'grant');
}

async function extendHold(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
  token: TokenReading,
): Promise<ExtendResult> {
  const ref = environment.profiles.refOf(request.accountId, request.holdId);
  const operation = {
    ...ref,
    connectedSeconds: request.used.connectedSeconds,
    units: request.used.units,
    sequence: request.sequence,
    notAfterMs: notAfterMs(environment, context),
    nonce: context.requestId,
    proof: token.kind,
    lending: token.kind === 'hold' ? () => lendingFor(environment, token.claim) : undefined,
  };
  const reply = await orTokenFault(token, environment.ledger.extend(operation));
  if (reply.kind === 'queued') return { ...unchangedGrant(grantOf(reply, token)), final: false, queued: true };
  const granted = {
    grantedUnits: reply.grantedUnits,
    unit: reply.unit,
    final: reply.final,
    validitySeconds: validitySeconds(reply),
    clamped: reply.clamped,
    holdMilliCents: reply.holdMilliCents,
    availableMilliCents: reply.availableMilliCents,
    replayed: reply.replayed,
    queued: false,
  };
  if (reply.reason === undefined) {
    // A denial is a decision, which tells itself whether it is a repeat.
    if (reply.replayed) environment.metrics.replayed('extend');
    return { decision: 'allow', reason: '', message: '', shortfallMilliCents: 0, ...granted };
  }

  const money = {
    reason: reply.reason,
    availableMilliCents: reply.availableMilliCents,
    neededMilliCents: reply.neededMilliCents,
  };
  const hold = await environment.ledger.hold(ref);
  reportDenial(environment, hold, reply.reason, reply);
  const snapshot = environment.catalog();
  const service = hold === undefined ? undefined : snapshot.services.get(hold.facts.service);
  const profile = await environment.profiles.get(hold?.payerAccountId ?? request.accountId);
  const message = denialMessage({
    ...money,
    label: service?.label ?? 'Calls',
    noun: `further step of the ${service?.noun ?? 'call'}`,
    answered: false,
    hasOtherCredit: hasOtherCredit(profile, reply),
    minimumTopUpMilliCents: (profile && planOf(snapshot, profile)?.minimumTopUpMilliCents) ?? 0,
    isParent: profile?.state === 'active',
    // A hold goes on in its own currency, also when the catalog counts in another by now.
    currency: profile?.currency ?? snapshot.currency,
    detail: '',
    isPartlyHeld: reply.availableMilliCents < reply.balanceMilliCents,
    packsLeft: '',
    cap: undefined,
  });
  return {
    decision: 'deny',
    reason: reply.reason,
    message,
    shortfallMilliCents: shortfallMilliCents(money),
    ...granted,
  };
}

/** A report is kept without a catalog too. */
function catalogInForce({ catalog }: Environment): CatalogSnapshot | undefined {
  try {
    return catalog();
  } catch (error) {
    if (error instanceof Fault && error.reason === 'CATALOG_UNAVAILABLE') return undefined;
    throw error;
  }
}

/** What the rule that reserved the hold says of further steps without the store. */
function lendingFor(environment: Environment, claim: SettleClaim): Lending | undefined {
  const snapshot = catalogInForce(environment);
  if (snapshot === undefined) return undefined;
  const policy = snapshot.whenStoreIsDownBy(claim.facts.holdRule, claim.facts.service);
  if (policy === 'deny') return undefined;
  const limitMilliCents = policy === 'allow' ? undefined : policy.allowUpToMilliCents;
  return { claim: { ...claim, ...recreatedHold(snapshot, claim) }, limitMilliCents };
}

/** The call goes on for as long as it was granted: it owes nothing, or the store cannot be asked for more. */
function unchangedGrant({ unit, units: grantedUnits }: GrantedUnits): ExtendResult {
  return {
    decision: 'allow',
    reason: '',
    message: '',
    grantedUnits,
    unit,
    final: true,
    validitySeconds: 0,
    clamped: false,
    holdMilliCents: 0,
    availableMilliCents: 0,
    shortfallMilliCents: 0,
    replayed: false,
    queued: false,
  };
}

/** A denied extension is a call that will be cut: it counts like a denial. Allowed ones are heartbeats and do not. */
function reportDenial(
  environment: Environment,
  hold: HoldRecord | undefined,
  reason: DenialReason,
  { neededMilliCents, replayed }: Pick<ExtendReply, 'neededMilliCents' | 'replayed'>,
): void {
  environment.metrics.decision({
    verb: 'extend',
    traffic: hold?.facts ?? { service: 'call', direction: 'outbound' },
    result: {
      decision: 'deny',
      reason,
      shadowed: false,
      // A hold remembers its limits, but not what they are called.
      rule: '',
      replayed,
      numberClass: hold?.facts.numberClass ?? '',
      holdMilliCents: neededMilliCents,
      validitySeconds: 0,
    },
  });
}

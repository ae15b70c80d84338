/** Settle and Release: charge what was used, free the rest. */
import { type DenialReason, EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { reservationStatus } from '../domain/hold.ts';
import { denialMessage, shortfallMilliCents } from '../domain/message.ts';
import type { HoldRecord, SettleOperation, SettleReply } from '../ledger/port.ts';
import { type Environment, notAfterMs } from './environment.ts';
import { reportOutcome } from './outcomes.ts';
import { hasOtherCredit, presentSettled } from './present.ts';
import type {
  AnswerRequest,
  AnswerResult,
  ExtendRequest,
  ExtendResult,
  ReleaseRequest,
  RequestContext,
  SettleDone,
  SettleRequest,
  SettleResult,
  TokenSubject,
} from './requests.ts';
import { faultOf, orTokenFault, tokenOf, type TokenReading, unlessExempt } from './settle-token.ts';

export async function settle(
  environment: Environment,
  request: SettleRequest,
  context: RequestContext,
): Promise<SettleResult> {
  const token = tokenOf(environment, request);
  const ask = async (): Promise<SettleResult> => {
    try {
      const reply = await environment.ledger.settle(settleOperation(environment, request, context, token));
      return ended(environment, request, token, reply);
    } catch (error) {
      throw orphanFault(environment, request, token, error);
    }
  };
  return unlessExempt(environment, token, request, ask, () =>
    nothingOwed(request.connectedSeconds ?? 0, request.durationSeconds),
  );
}

/** A claim always comes with it: the ledger looks at it where it does not know the hold. */
function settleOperation(
  environment: Environment,
  request: SettleRequest,
  context: RequestContext,
  token: TokenReading,
): SettleOperation {
  const ref = environment.profiles.refOf(request.accountId, request.holdId);
  const claim = token.kind === 'hold' ? token.claim : undefined;
  return {
    ...ref,
    // The parents of an account never change, so a token knows its root where this sidecar has not met the account yet.
    rootAccountId: claim?.ownerIds.at(-1) ?? ref.rootAccountId,
    connectedSeconds: request.connectedSeconds,
    units: request.units,
    durationSeconds: request.durationSeconds,
    q850Cause: request.q850Cause,
    claim,
    endedSecondsAgo: request.endedSecondsAgo,
    nonce: context.requestId,
  };
}

/**
 * The call was real but nobody knows the hold: without a token that proves it nothing can be charged. A token that proves
 * nothing is what the caller has to hear of; an exempt one owes nothing, so that is no orphan at all.
 */
function orphanFault(environment: Environment, request: SettleRequest, token: TokenReading, error: unknown): unknown {
  if (!(error instanceof Fault) || error.reason !== 'HOLD_UNKNOWN' || token.kind === 'exempt') return error;
  const fault = faultOf(token) ?? error;
  reportOutcome(environment, { kind: 'refused', hold: request, fault });
  return fault;
}

export async function release(
  environment: Environment,
  request: ReleaseRequest,
  context: RequestContext,
): Promise<SettleResult> {
  const token = tokenOf(environment, request);
  const ref = environment.profiles.refOf(request.accountId, request.holdId);
  const ask = async (): Promise<SettleResult> => {
    const { q850Cause } = request;
    const reply = await environment.ledger.release({ ...ref, q850Cause, nonce: context.requestId });
    return ended(environment, request, token, reply);
  };
  return unlessExempt(environment, token, request, ask, () => nothingOwed(0, 0));
}

function ended(environment: Environment, hold: TokenSubject, token: TokenReading, reply: SettleReply): SettleDone {
  reportOutcome(environment, { kind: 'ended', hold, reply, token });
  return presentSettled(reply, reply.unit);
}

/** The end of an emergency call, or of one that was let through in shadow. */
function nothingOwed(connectedSeconds: number, durationSeconds: number): SettleDone {
  return {
    kind: 'done',
    unit: 'second',
    reservationStatus: connectedSeconds > 0 ? 'settled' : 'released',
    durationSeconds,
    billedUnits: 0,
    chargedMilliCents: 0,
    releasedMilliCents: 0,
    balanceMilliCents: 0,
    availableMilliCents: 0,
    writeOffMilliCents: 0,
    estimated: false,
    replayed: false,
    corrected: false,
    clamped: false,
    parts: [],
  };
}

/* Answer: billable time starts now. */

const EXEMPT_ANSWER: AnswerResult = {
  reservationStatus: 'reserved',
  grantedSeconds: EMERGENCY_GRANT_SECONDS,
  holdMilliCents: 0,
  replayed: false,
};

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
    };
    const reply = await orTokenFault(token, environment.ledger.answer(operation));
    return {
      reservationStatus: reservationStatus(reply.state),
      grantedSeconds: reply.grantedUnits,
      holdMilliCents: reply.holdMilliCents,
      replayed: reply.replayed,
    };
  };
  return unlessExempt(environment, token, request, ask, () => EXEMPT_ANSWER);
}

/* Extend: a heartbeat with the connected time so far and, where the hold reserves in steps, more time. */

export async function extend(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
): Promise<ExtendResult> {
  const token = tokenOf(environment, request);
  const ask = (): Promise<ExtendResult> => extendHold(environment, request, context, token);
  return unlessExempt(environment, token, request, ask, () => EXEMPT_EXTENSION);
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
    connectedSeconds: usedSoFar(request),
    sequence: request.sequence,
    notAfterMs: notAfterMs(environment, context),
    nonce: context.requestId,
  };
  const reply = await orTokenFault(token, environment.ledger.extend(operation));
  const granted = {
    grantedUnits: reply.grantedUnits,
    unit: 'second',
    final: false,
    validitySeconds: 0,
    holdMilliCents: reply.holdMilliCents,
    availableMilliCents: reply.availableMilliCents,
    replayed: reply.replayed,
  };
  if (reply.reason === undefined)
    return { decision: 'allow', reason: '', message: '', shortfallMilliCents: 0, ...granted };

  const money = {
    reason: reply.reason,
    availableMilliCents: reply.availableMilliCents,
    neededMilliCents: reply.neededMilliCents,
  };
  const hold = await environment.ledger.hold(ref);
  reportDenial(environment, hold, reply.reason, reply.neededMilliCents);
  const snapshot = environment.catalog();
  const service = hold === undefined ? undefined : snapshot.services.get(hold.facts.service);
  const profile = await environment.profiles.get(hold?.payerAccountId ?? request.accountId);
  const message = denialMessage({
    ...money,
    label: service?.label ?? 'Calls',
    noun: `further step of the ${service?.noun ?? 'call'}`,
    answered: false,
    hasOtherCredit: hasOtherCredit(profile, reply),
    minimumTopUpMilliCents: snapshot.plans.get(profile?.plan ?? '')?.minimumTopUpMilliCents ?? 0,
    isParent: profile?.state === 'active',
    currency: snapshot.currency,
    detail: '',
  });
  return {
    decision: 'deny',
    reason: reply.reason,
    message,
    shortfallMilliCents: shortfallMilliCents(money),
    ...granted,
  };
}

/** Seconds where a gateway tells both: only holds counted in seconds can be extended. */
function usedSoFar({ used }: ExtendRequest): number {
  const count = used.connectedSeconds ?? used.units;
  if (count === undefined) throw invalidField('connected_seconds', 'is required');
  return count;
}

const EXEMPT_EXTENSION: ExtendResult = {
  decision: 'allow',
  reason: '',
  message: '',
  grantedUnits: EMERGENCY_GRANT_SECONDS,
  unit: 'second',
  final: true,
  validitySeconds: 0,
  holdMilliCents: 0,
  availableMilliCents: 0,
  shortfallMilliCents: 0,
  replayed: false,
};

/** A denied extension is a call that will be cut: it counts like a denial. Allowed ones are heartbeats and do not. */
function reportDenial(
  environment: Environment,
  hold: HoldRecord | undefined,
  reason: DenialReason,
  neededMilliCents: number,
): void {
  environment.metrics.decision({
    verb: 'extend',
    traffic: hold?.facts ?? { service: 'call', direction: 'outbound' },
    result: {
      decision: 'deny',
      reason,
      shadowed: false,
      replayed: false,
      numberClass: hold?.facts.numberClass ?? '',
      holdMilliCents: neededMilliCents,
    },
  });
}

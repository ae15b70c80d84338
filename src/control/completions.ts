/** Settle and Release: charge what was used, free the rest. */
import { type DenialReason, EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { reservationStatus } from '../domain/hold.ts';
import { denialMessage, shortfallMilliCents } from '../domain/message.ts';
import type { HoldRecord, SettleOperation, SettleReply } from '../ledger/port.ts';
import { type Environment, notAfterMs } from './environment.ts';
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
} from './requests.ts';

export async function settle(
  environment: Environment,
  request: SettleRequest,
  _context: RequestContext,
): Promise<SettleResult> {
  if (environment.tokens.isExempt(request.settleToken, request))
    return nothingOwed(request.connectedSeconds ?? 0, request.durationSeconds);
  const operation: SettleOperation = {
    ...environment.profiles.refOf(request.accountId, request.holdId),
    connectedSeconds: request.connectedSeconds,
    units: request.units,
    durationSeconds: request.durationSeconds,
    q850Cause: request.q850Cause,
    claim: undefined,
    endedSecondsAgo: request.endedSecondsAgo,
  };
  try {
    return report(environment, await environment.ledger.settle(operation));
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.reason !== 'HOLD_UNKNOWN') throw fault;
    return settleOrphan(environment, request, operation, fault);
  }
}

/** The call was real but the store does not know it: charged from its token if it has one, and counted either way. */
async function settleOrphan(
  environment: Environment,
  request: SettleRequest,
  operation: SettleOperation,
  unknown: Fault,
): Promise<SettleResult> {
  const facts = { account_id: request.accountId, hold_id: request.holdId };
  if (request.settleToken === '') {
    environment.metrics.orphanSettle('refused');
    environment.logger.warn(
      facts,
      'a settle came for a hold that the store does not know, without a settle token: nothing was charged',
    );
    throw unknown;
  }
  const orphan = environment.tokens.readHold(request.settleToken, request, environment.ledger.nowMs());
  const reply = await environment.ledger.settle({ ...operation, claim: orphan });
  environment.metrics.orphanSettle('charged');
  environment.logger.warn(
    { ...facts, charged_milli_cents: reply.chargedMilliCents },
    'a settle was charged from its token, because the store does not know the hold',
  );
  return report(environment, reply);
}

export async function release(
  environment: Environment,
  request: ReleaseRequest,
  _context: RequestContext,
): Promise<SettleResult> {
  if (environment.tokens.isExempt(request.settleToken, request)) return nothingOwed(0, 0);
  const reply = await environment.ledger.release({
    ...environment.profiles.refOf(request.accountId, request.holdId),
    q850Cause: request.q850Cause,
  });
  return report(environment, reply);
}

function report(environment: Environment, reply: SettleReply): SettleResult {
  if (!reply.replayed && reply.service !== '') environment.metrics.settled(reply);
  return presentSettled(reply, environment.catalog().services.get(reply.service)?.unit ?? '');
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

export async function answer(
  environment: Environment,
  request: AnswerRequest,
  context: RequestContext,
): Promise<AnswerResult> {
  if (environment.tokens.isExempt(request.settleToken, request)) {
    return {
      reservationStatus: 'reserved',
      grantedSeconds: EMERGENCY_GRANT_SECONDS,
      holdMilliCents: 0,
      replayed: false,
    };
  }
  const reply = await environment.ledger.answer({
    ...environment.profiles.refOf(request.accountId, request.holdId),
    notAfterMs: notAfterMs(environment, context),
  });
  return {
    reservationStatus: reservationStatus(reply.state),
    grantedSeconds: reply.grantedUnits,
    holdMilliCents: reply.holdMilliCents,
    replayed: reply.replayed,
  };
}

/* Extend: a heartbeat with the connected time so far and, where the hold reserves in steps, more time. */

export async function extend(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
): Promise<ExtendResult> {
  if (environment.tokens.isExempt(request.settleToken, request)) return EXEMPT;
  const ref = environment.profiles.refOf(request.accountId, request.holdId);
  const reply = await environment.ledger.extend({
    ...ref,
    connectedSeconds: usedSoFar(request),
    sequence: request.sequence,
    notAfterMs: notAfterMs(environment, context),
  });
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

const EXEMPT: ExtendResult = {
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

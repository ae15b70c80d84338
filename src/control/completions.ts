/** Settle and Release: charge what was used, free the rest. */
import { planOf } from '../catalog/plan-grants.ts';
import { denialMessage, type DenialReason, shortfallMilliCents } from '../domain/decision.ts';
import { Fault } from '../domain/fault.ts';
import { reservationStatus } from '../domain/hold.ts';
import type { ExtendReply, HoldRecord, SettleOperation } from '../ledger/port.ts';
import { type Environment, notAfterMs } from './environment.ts';
import { type Outcome, reportOutcome } from './outcomes.ts';
import { hasOtherCredit, presentSettled, validitySeconds } from './present.ts';
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
import { type ExemptReading, faultOf, orTokenFault, tokenOf, type TokenReading, unlessExempt } from './settle-token.ts';

export async function settle(
  environment: Environment,
  request: SettleRequest,
  context: RequestContext,
): Promise<SettleResult> {
  const { interimSequence: sequence } = request;
  const token = tokenOf(environment, request);
  const operation = settleOperation(environment, request, context, token);
  const ask = async (): Promise<SettleResult> => {
    const { ledger } = environment;
    const reply =
      sequence === undefined
        ? await orOrphanFault(environment, request, token, ledger.settle(operation))
        : await orTokenFault(token, ledger.settleInterim({ ...operation, sequence }));
    const reported = request.connectedSeconds ?? request.units;
    return ended(environment, { kind: 'ended', verb: 'settle', hold: request, token, reply, reported });
  };
  const nothing = (exempt: ExemptReading): SettleDone => {
    const owed = nothingOwed(exempt, request, request.durationSeconds);
    return sequence === undefined ? owed : { ...owed, reservationStatus: 'reserved' };
  };
  return unlessExempt(environment, token, request, ask, nothing, sequence === undefined ? 'ending' : 'grant');
}

/** The claim of a good token always goes along; the ledger looks at it only where it does not know the hold. */
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
    inconsistent: request.inconsistent,
    nonce: context.requestId,
  };
}

/**
 * The fault of a settle whose hold the ledger does not know, and that brought no claim: what is wrong with its token if
 * it had one, else HOLD_UNKNOWN. It is reported as a refused orphan, but for an exempt token, under which nothing is
 * owed.
 */
async function orOrphanFault<Reply>(
  environment: Environment,
  request: SettleRequest,
  token: TokenReading,
  reply: Promise<Reply>,
): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof Fault) || error.reason !== 'HOLD_UNKNOWN' || token.kind === 'exempt') throw error;
    const fault = faultOf(token) ?? error;
    reportOutcome(environment, { kind: 'refused', hold: request, fault });
    throw fault;
  }
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
    return ended(environment, { kind: 'ended', verb: 'release', hold: request, token, reply, reported: undefined });
  };
  return unlessExempt(environment, token, request, ask, (exempt) => nothingOwed(exempt, NOTHING_USED, 0), 'ending');
}

function ended(environment: Environment, outcome: Extract<Outcome, { readonly kind: 'ended' }>): SettleDone {
  reportOutcome(environment, outcome);
  return presentSettled(outcome.reply);
}

interface Quantities {
  readonly connectedSeconds: number | undefined;
  readonly units: number | undefined;
}

const NOTHING_USED: Quantities = { connectedSeconds: 0, units: 0 };

/** The end of emergency traffic, or of what was let through in shadow. Absent units are the granted ones. */
function nothingOwed(
  { unit, grantedUnits }: ExemptReading,
  { connectedSeconds = 0, units = grantedUnits }: Quantities,
  durationSeconds: number,
): SettleDone {
  const used = unit === 'second' ? connectedSeconds : units;
  return {
    kind: 'done',
    unit,
    reservationStatus: used > 0 ? 'settled' : 'released',
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
    inconsistent: false,
    parts: [],
    stillHeldMilliCents: 0,
  };
}

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
    };
    const reply = await orTokenFault(token, environment.ledger.answer(operation));
    if (reply.replayed) environment.metrics.replayed('answer');
    return {
      reservationStatus: reservationStatus(reply.state),
      grantedSeconds: reply.unit === 'second' ? reply.grantedUnits : 0,
      holdMilliCents: reply.holdMilliCents,
      replayed: reply.replayed,
    };
  };
  const nothing = ({ unit, grantedUnits }: ExemptReading): AnswerResult => ({
    reservationStatus: 'reserved',
    grantedSeconds: unit === 'second' ? grantedUnits : 0,
    holdMilliCents: 0,
    replayed: false,
  });
  return unlessExempt(environment, token, request, ask, nothing, 'grant');
}

/* Extend: a heartbeat with the connected time so far and, where the hold reserves in steps, more time. */

export async function extend(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
): Promise<ExtendResult> {
  const token = tokenOf(environment, request);
  const ask = (): Promise<ExtendResult> => extendHold(environment, request, context, token);
  return unlessExempt(environment, token, request, ask, exemptExtension, 'grant');
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
  };
  const reply = await orTokenFault(token, environment.ledger.extend(operation));
  const granted = {
    grantedUnits: reply.grantedUnits,
    unit: reply.unit,
    final: reply.final,
    validitySeconds: validitySeconds(reply),
    clamped: reply.clamped,
    holdMilliCents: reply.holdMilliCents,
    availableMilliCents: reply.availableMilliCents,
    replayed: reply.replayed,
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

/** Traffic that owes nothing goes on for as long as it was granted. */
function exemptExtension({ unit, grantedUnits }: ExemptReading): ExtendResult {
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

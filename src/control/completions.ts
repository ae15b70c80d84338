/** Settle and Release: charge what was used, free the rest. */
import { Fault } from '../domain/fault.ts';
import type { SettleOperation } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import { type Outcome, reportOutcome } from './outcomes.ts';
import { presentSettled } from './present.ts';
import type {
  ReleaseRequest,
  RequestContext,
  SettleDone,
  SettleQueued,
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
    if (reply.kind === 'queued') return queuedEnd(request);
    const reported = request.connectedSeconds ?? request.units;
    return ended(environment, { kind: 'ended', verb: 'settle', hold: request, proof: token.kind, reply, reported });
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
    proof: token.kind,
  };
}

/** What is known of an end before the store has heard of it. */
function queuedEnd({ connectedSeconds, units, durationSeconds, interimSequence }: SettleRequest): SettleQueued {
  const isUsed = (connectedSeconds ?? units ?? 1) > 0;
  const reservationStatus = interimSequence !== undefined ? 'reserved' : isUsed ? 'settled' : 'released';
  return { kind: 'queued', reservationStatus, durationSeconds };
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
    const proof = token.kind;
    const reply = await environment.ledger.release({ ...ref, q850Cause, nonce: context.requestId, proof });
    if (reply.kind === 'queued') return { kind: 'queued', reservationStatus: 'released', durationSeconds: 0 };
    return ended(environment, { kind: 'ended', verb: 'release', hold: request, proof, reply, reported: undefined });
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

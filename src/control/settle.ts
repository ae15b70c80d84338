/** Settle and Release: charge what was used, free the rest. */
import { Fault } from '../domain/fault.ts';
import type { SettleOperation, SettleReply } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import { presentSettled } from './present.ts';
import type { ReleaseRequest, SettleRequest, SettleResult } from './requests.ts';

export async function settle(environment: Environment, request: SettleRequest): Promise<SettleResult> {
  if (environment.tokens.isExempt(request.settleToken, request))
    return nothingOwed(request.connectedSeconds ?? 0, request.durationSeconds);
  const operation: SettleOperation = {
    ...environment.profiles.refOf(request.accountId, request.holdId),
    connectedSeconds: request.connectedSeconds,
    units: request.units,
    durationSeconds: request.durationSeconds,
    q850Cause: request.q850Cause,
    orphan: undefined,
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
  const reply = await environment.ledger.settle({ ...operation, orphan });
  environment.metrics.orphanSettle('charged');
  environment.logger.warn(
    { ...facts, charged_milli_cents: reply.chargedMilliCents },
    'a settle was charged from its token, because the store does not know the hold',
  );
  return report(environment, reply);
}

export async function release(environment: Environment, request: ReleaseRequest): Promise<SettleResult> {
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
function nothingOwed(connectedSeconds: number, durationSeconds: number): SettleResult {
  return {
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

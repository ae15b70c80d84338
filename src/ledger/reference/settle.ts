import { Fault } from '../../domain/fault.ts';
import { type Terms, wholeSeconds } from '../../domain/terms.ts';
import { holdUnknown, reversed } from '../faults.ts';
import type { SettleClaim, SettleOperation, SettleReply } from '../port.ts';
import { type Ending, finish } from './finish.ts';
import { BLANK_HOLD } from './holds.ts';
import { releaseEarly, replayOf, replayReleased } from './release.ts';
import {
  findHold,
  isOpen,
  type ReferenceHold,
  type ReferenceOptions,
  type ReferenceState,
  requireAccount,
  type Step,
} from './state.ts';

/** Charge what was used and free the rest, or correct a hold that ended without this knowledge. */
export function settle(
  state: ReferenceState,
  operation: SettleOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<SettleReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold === undefined || hold.state === 'early') return settleUnknown(state, operation, hold, options, nowMs);
  const reportedUnits = reportedBy(operation, hold.terms, hold.grantedUnits);
  if (!isOpen(hold) && hold.result !== undefined) {
    if (hold.settledBy === reportedUnits) return [state, replayOf(hold, hold.result, operation, nowMs)];
    if (hold.reversed !== undefined) throw reversed();
    // One that says no more than that the call is over charges what was proven; the real settle may still come.
    if (hold.state === 'settled' && hold.settledBy !== 0) throw conflict();
    if (hold.state === 'released' && reportedUnits === 0) {
      return replayReleased(state, hold, hold.result, operation, nowMs);
    }
  }
  return finish(state, hold, ending(operation, reportedUnits), options.tombstoneMs, nowMs);
}

/** The reported quantity in the hold's unit, whole by the rule of the pinned terms. */
function reportedBy(operation: SettleOperation, terms: Terms, grantedUnits: number): number {
  if (terms.unit !== 'second') return operation.units ?? grantedUnits;
  if (operation.connectedSeconds !== undefined) return wholeSeconds(terms, operation.connectedSeconds);
  throw new Fault('INVALID_FIELD', 'connected_seconds: required for a hold counted in seconds; absent is not zero', {
    field: 'connected_seconds',
  });
}

function ending(operation: SettleOperation, reportedUnits: number): Ending {
  const { durationSeconds, q850Cause, endedSecondsAgo, inconsistent } = operation;
  return {
    reportedUnits,
    connectedSeconds: operation.connectedSeconds,
    stateIfUsed: 'settled',
    durationSeconds,
    endedSecondsAgo,
    inconsistent,
    q850Cause,
    settledBy: reportedUnits,
    swept: false,
    estimated: false,
    nonce: operation.nonce ?? '',
  };
}

function conflict(): Fault {
  return new Fault('CONFLICT', 'this hold was settled with a different quantity; the first result stands', {
    field: 'hold_id',
  });
}

/** No hold: vouched for by a token, a settle of nothing, or simply unknown. */
function settleUnknown(
  state: ReferenceState,
  operation: SettleOperation,
  early: ReferenceHold | undefined,
  options: ReferenceOptions,
  nowMs: number,
): Step<SettleReply> {
  const account = requireAccount(state, operation.accountId);
  if (operation.claim !== undefined) return settleOrphan(state, operation, operation.claim, options, nowMs);
  // Nothing was used only if nothing that is reported says otherwise: the unit of an unknown hold is unknown too.
  const reports = [operation.connectedSeconds, operation.units].filter((report) => report !== undefined);
  if (reports.length > 0 && reports.every((report) => report === 0)) {
    return releaseEarly(state, operation, account, early, operation.durationSeconds, options, nowMs);
  }
  throw holdUnknown();
}

/** Charged like a correction of a hold that never reserved anything, and never more than the grant's price. */
function settleOrphan(
  state: ReferenceState,
  operation: SettleOperation,
  claim: SettleClaim,
  options: ReferenceOptions,
  nowMs: number,
): Step<SettleReply> {
  const reportedUnits = reportedBy(operation, claim.terms, claim.grantedUnits);
  for (const id of claim.ownerIds) requireAccount(state, id);
  const orphan: ReferenceHold = {
    ...BLANK_HOLD,
    accountId: operation.accountId,
    holdId: operation.holdId,
    state: 'released',
    ownerIds: claim.ownerIds,
    funding: claim.funding,
    grantedUnits: claim.grantedUnits,
    maxUnits: claim.grantedUnits,
    terms: claim.terms,
    facts: claim.facts,
    authorizedAtMs: claim.authorizedAtMs,
  };
  return finish(state, orphan, ending(operation, reportedUnits), options.tombstoneMs, nowMs);
}

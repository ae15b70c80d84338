import type { DenialReason } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import { answeredLifeMs, unansweredLifeMs } from '../../domain/hold.ts';
import { affordableUnits, price } from '../../domain/terms.ts';
import { provableSeconds } from '../../domain/usage.ts';
import type { ExtendOperation, ExtendReply } from '../port.ts';
import { lifecycleReason } from './admission.ts';
import { refuseLate } from './authorize.ts';
import { leastLeft, moved } from './counters.ts';
import {
  availableOf,
  fundsOf,
  isOpen,
  journaled,
  postedOf,
  requireAccount,
  requireHold,
  withHold,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
  type Step,
} from './state.ts';

/** A heartbeat and, where the hold reserves in steps and the grant is running out, one more step. */
export function extend(state: ReferenceState, operation: ExtendOperation, nowMs: number): Step<ExtendReply> {
  const hold = requireHold(state, operation, nowMs);
  refuseEnded(hold);
  const payer = requireAccount(state, hold.payerAccountId);
  if (isReplay(hold, operation)) return [state, reply(hold, payer, true, undefined, 0, nowMs)];
  refuseLate(operation.notAfterMs, nowMs);

  const target = wantedUnits(hold, operation.connectedSeconds);
  const decision = decide(hold, payer, target);
  const amountMilliCents = Math.max(hold.amountMilliCents, price(hold.terms, decision.units));
  const taken = amountMilliCents - hold.amountMilliCents;
  const account = {
    ...payer,
    heldMilliCents: payer.heldMilliCents + taken,
    counters: moved(payer.counters, hold.periods, taken, 0),
  };
  const extended = recordTime(
    { ...hold, amountMilliCents, grantedUnits: decision.units },
    operation,
    decision.reason === undefined,
    nowMs,
  );
  const entry = {
    kind: 'extend',
    reference: hold.holdId,
    units: decision.units,
    flags: decision.reason === undefined ? '' : 'd',
    note: String(operation.connectedSeconds),
  };
  const next = journaled(withHold(state, extended), account, entry, nowMs);
  const missing = decision.reason === undefined ? 0 : Math.max(0, decision.neededMilliCents);
  return [next, reply(extended, account, false, decision.reason, missing, nowMs)];
}

function refuseEnded(hold: ReferenceHold): void {
  if (!isOpen(hold))
    throw new Fault('failed_precondition', 'HOLD_ENDED', `this hold has already ended (${hold.state})`, {
      field: 'hold_id',
    });
  if (hold.terms.unit !== 'second') {
    throw new Fault(
      'failed_precondition',
      'NOT_EXTENDABLE',
      `a hold counted in ${hold.terms.unit}s cannot be extended`,
      { field: 'hold_id' },
    );
  }
}

/** The same sequence with the same time replays; a lower one, or another time, is refused. */
function isReplay(hold: ReferenceHold, operation: ExtendOperation): boolean {
  const last = hold.extended;
  if (last === undefined || operation.sequence > last.sequence) return false;
  if (operation.sequence < last.sequence) {
    throw new Fault(
      'failed_precondition',
      'SEQUENCE_TOO_LOW',
      `sequence: ${last.sequence} was seen already; count upwards`,
      { field: 'sequence' },
    );
  }
  if (operation.connectedSeconds !== last.connectedSeconds) {
    throw new Fault('already_exists', 'CONFLICT', 'sequence: this number was used with another connected_seconds', {
      field: 'sequence',
    });
  }
  return true;
}

/** One step more when less than a step is left of the grant, so that heartbeats do not pile steps up. */
function wantedUnits(hold: ReferenceHold, connectedSeconds: number): number {
  if (hold.extendUnits === 0 || connectedSeconds + hold.extendUnits <= hold.grantedUnits) return hold.grantedUnits;
  return Math.min(hold.maxUnits, hold.grantedUnits + hold.extendUnits);
}

interface Decision {
  readonly units: number;
  readonly neededMilliCents: number;
  readonly reason: DenialReason | undefined;
}

/** State, zero, spending and funds are looked at again; concurrency and velocity are not. */
function decide(hold: ReferenceHold, payer: ReferenceAccount, target: number): Decision {
  const standing = lifecycleReason(payer) ?? (hold.blockedAtZero && postedOf(payer) <= 0 ? 'ZERO_BALANCE' : undefined);
  const wanted = {
    units: target,
    neededMilliCents: price(hold.terms, target) - hold.amountMilliCents,
    reason: standing,
  };
  const spendable = fit(hold, wanted, leastLeft(payer.counters, hold.periods), 'SPEND_LIMIT');
  const funded = fit(hold, spendable, availableOf(payer), 'INSUFFICIENT_CREDIT');
  return funded.reason === undefined ? funded : { ...funded, units: hold.grantedUnits };
}

/** Fits the step to the money where the hold rule says so, or says why there is no step. */
function fit(hold: ReferenceHold, decision: Decision, money: number, refusal: DenialReason): Decision {
  if (decision.reason !== undefined || decision.neededMilliCents <= 0 || money >= decision.neededMilliCents)
    return decision;
  const covered =
    hold.belowHold === 'shorten' ? affordableUnits(hold.terms, money + hold.amountMilliCents, decision.units) : 0;
  if (covered <= hold.grantedUnits) return { ...decision, reason: refusal };
  return { units: covered, neededMilliCents: price(hold.terms, covered) - hold.amountMilliCents, reason: undefined };
}

/** Connected time implies the answer, proves use, and moves the deadline. A denied Extend may be tried again under its number. */
function recordTime(hold: ReferenceHold, operation: ExtendOperation, allowed: boolean, nowMs: number): ReferenceHold {
  const { connectedSeconds, sequence } = operation;
  const implied = connectedSeconds > 0 ? Math.max(hold.authorizedAtMs, nowMs - connectedSeconds * 1000) : 0;
  const answeredAtMs = hold.answeredAtMs > 0 ? hold.answeredAtMs : implied;
  const answered = answeredAtMs > 0;
  const deadlineAtMs = answered
    ? answeredAtMs + answeredLifeMs(hold.timing, hold.grantedUnits)
    : hold.authorizedAtMs + unansweredLifeMs(hold.timing, hold.grantedUnits);
  return {
    ...hold,
    state: answered ? 'answered' : 'reserved',
    answeredAtMs,
    deadlineAtMs,
    provenUnits: Math.max(hold.provenUnits ?? 0, provableSeconds(connectedSeconds, nowMs - hold.authorizedAtMs)),
    extended: allowed ? { sequence, connectedSeconds } : hold.extended,
  };
}

function reply(
  hold: ReferenceHold,
  payer: ReferenceAccount,
  replayed: boolean,
  reason: DenialReason | undefined,
  neededMilliCents: number,
  nowMs: number,
): ExtendReply {
  return {
    kind: reason === undefined ? 'allowed' : 'denied',
    reason,
    grantedUnits: hold.grantedUnits,
    holdMilliCents: hold.amountMilliCents,
    neededMilliCents,
    replayed,
    nowMs,
    ...fundsOf(payer),
  };
}

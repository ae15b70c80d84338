import { Fault } from '../../domain/fault.ts';
import { answeredLifeMs } from '../../domain/hold.ts';
import { price } from '../../domain/terms.ts';
import type { AnswerOperation, AnswerReply } from '../port.ts';
import { refuseLate } from './authorize.ts';
import { moved } from './counters.ts';
import {
  availableOf,
  journaled,
  requireAccount,
  requireHold,
  withHold,
  type ReferenceHold,
  type ReferenceState,
  type Step,
} from './state.ts';

/** Billable time starts. After the end it is harmless; after a sweep that found the hold unanswered it takes the credit again. */
export function answer(state: ReferenceState, operation: AnswerOperation, nowMs: number): Step<AnswerReply> {
  const hold = requireHold(state, operation, nowMs);
  const revive = hold.state === 'released' && hold.swept;
  if (hold.state !== 'reserved' && !revive) return [state, reply(hold, true, nowMs)];
  refuseLate(operation.notAfterMs, nowMs);

  const payer = requireAccount(state, hold.payerAccountId);
  const taken = revive ? price(hold.terms, hold.grantedUnits) : 0;
  if (revive && (payer.profile.state !== 'active' || !(availableOf(payer) >= taken))) {
    throw new Fault(
      'failed_precondition',
      'HOLD_ENDED',
      'the hold was released unanswered and its credit is no longer there',
      { field: 'hold_id' },
    );
  }
  const account = {
    ...payer,
    heldMilliCents: payer.heldMilliCents + taken,
    openHolds: payer.openHolds + (revive ? 1 : 0),
    counters: moved(payer.counters, hold.periods, taken, 0),
  };
  const answered: ReferenceHold = {
    ...hold,
    state: 'answered',
    amountMilliCents: hold.amountMilliCents + taken,
    answeredAtMs: nowMs,
    deadlineAtMs: nowMs + answeredLifeMs(hold.timing, hold.grantedUnits),
    result: undefined,
    settledBy: undefined,
    swept: false,
    expiresAtMs: 0,
  };
  const entry = { kind: 'answer', reference: hold.holdId, flags: revive ? 'r' : '' };
  return [journaled(withHold(state, answered), account, entry, nowMs), reply(answered, false, nowMs)];
}

function reply(hold: ReferenceHold, replayed: boolean, nowMs: number): AnswerReply {
  // An early release never reaches this point: requireHold does not count it as a hold.
  const state = hold.state === 'early' ? 'released' : hold.state;
  return { state, grantedUnits: hold.grantedUnits, holdMilliCents: hold.amountMilliCents, replayed, nowMs };
}

import { Fault } from '../../domain/fault.ts';
import { answeredLifeMs } from '../../domain/hold.ts';
import type { AnswerOperation, AnswerReply } from '../port.ts';
import { openPurse, openWallet } from '../rules/funding.ts';
import { pursePrice } from '../rules/purse-price.ts';
import { refuseLate } from './authorize.ts';
import { movedInOwners, planLeftFor } from './holds.ts';
import {
  askedBy,
  isReplayTo,
  journaled,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  requireHold,
  type Step,
  withHold,
} from './state.ts';
import { committed, sourcesOf, take } from './take.ts';

/**
 * Billable time starts. After the end it is harmless; after a sweep that found the hold unanswered it takes the credit
 * again.
 */
export function answer(state: ReferenceState, operation: AnswerOperation, nowMs: number): Step<AnswerReply> {
  const hold = requireHold(state, operation, nowMs);
  const revive = hold.state === 'released' && hold.swept;
  if (hold.state !== 'reserved' && !revive) return [state, reply(hold, isReplayTo(hold, operation), nowMs)];
  refuseLate(operation.notAfterMs, nowMs);
  const answered: ReferenceHold = {
    ...hold,
    state: 'answered',
    asked: askedBy(operation),
    answeredAtMs: nowMs,
    deadlineAtMs: nowMs + answeredLifeMs(hold.timing, hold.grantedUnits),
  };
  const facts = { kind: 'answer', reference: hold.holdId, originAccountId: originOf(hold) };
  const payer = requireAccount(state, payerIdOf(hold));
  if (revive) return reviveHold(state, answered, facts, nowMs);
  return [journaled(withHold(state, answered), payer, facts, nowMs), reply(answered, false, nowMs)];
}

function reviveHold(
  state: ReferenceState,
  hold: ReferenceHold,
  facts: { readonly kind: string; readonly reference: string; readonly originAccountId: string },
  nowMs: number,
): Step<AnswerReply> {
  const payer = requireAccount(state, payerIdOf(hold));
  const opened = openWallet(payer, undefined, nowMs);
  const sources = { ...sourcesOf(hold, opened.wallet), own: [], planLeftMilliCents: planLeftFor(state, hold) };
  const purse = openPurse(opened.wallet, sources, nowMs);
  const active = hold.ownerIds.every((id) => requireAccount(state, id).profile.state === 'active');
  if (!active || !(purse.moneyMilliCents >= pursePrice(purse, hold.terms, hold.grantedUnits))) {
    throw new Fault('HOLD_ENDED', 'the hold was released unanswered and its credit is no longer there', {
      field: 'hold_id',
    });
  }
  const taken = take(purse, hold.terms, hold.grantedUnits, 'held', 'held', nowMs);
  const revived: ReferenceHold = {
    ...hold,
    amountMilliCents: taken.moneyMilliCents,
    parts: taken.parts,
    result: undefined,
    settledBy: undefined,
    swept: false,
    expiresAtMs: 0,
  };
  const entry = { ...facts, flags: 'r', parts: taken.parts };
  const next = committed(
    withHold(state, revived),
    { before: payer, opened, after: taken.wallet, facts: [entry] },
    nowMs,
  );
  return [movedInOwners(next, revived, taken, 1), reply(revived, false, nowMs)];
}

function reply(hold: ReferenceHold, replayed: boolean, nowMs: number): AnswerReply {
  // An early release never reaches this point: requireHold does not count it as a hold.
  const state = hold.state === 'early' ? 'released' : hold.state;
  const { grantedUnits, amountMilliCents: holdMilliCents } = hold;
  return { state, grantedUnits, unit: hold.terms.unit, holdMilliCents, replayed, nowMs };
}

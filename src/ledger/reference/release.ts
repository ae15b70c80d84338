import type { Asking, HoldRef, ReleaseOperation, SettleReply } from '../port.ts';
import { finish } from './finish.ts';
import { BLANK_HOLD } from './holds.ts';
import {
  askedBy,
  findHold,
  isOpen,
  isReplayTo,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceOptions,
  type ReferenceState,
  requireAccount,
  type Step,
  withHold,
} from './state.ts';
import { fundsOf, NOTHING_MOVED, openWallet } from '../rules/funding.ts';

/** Free everything, before, during or after authorize. What an Extend proved is charged all the same. */
export function release(
  state: ReferenceState,
  operation: ReleaseOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<SettleReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold === undefined || hold.state === 'early') {
    const account = requireAccount(state, operation.accountId);
    return releaseEarly(state, operation, account, hold, 0, options, nowMs);
  }
  if (!isOpen(hold) && hold.result !== undefined) return replayReleased(state, hold, hold.result, operation, nowMs);
  const ending = {
    reportedUnits: 0,
    stateIfUsed: 'settled',
    durationSeconds: 0,
    q850Cause: operation.q850Cause,
    settledBy: 0,
    swept: false,
    estimated: false,
    nonce: operation.nonce ?? '',
  } as const;
  return finish(state, hold, ending, options.tombstoneMs, nowMs);
}

/**
 * A release of what has ended already. The caller knows now that the call is over: a late answer must not revive what
 * the sweeper released.
 */
export function replayReleased(
  state: ReferenceState,
  hold: ReferenceHold,
  result: SettleReply,
  asking: Asking,
  nowMs: number,
): Step<SettleReply> {
  return [withHold(state, { ...hold, swept: false }), replayOf(hold, result, asking, nowMs)];
}

/** The same end again: with what it moved where the same asking is only repeated, else with nothing. */
export function replayOf(hold: ReferenceHold, result: SettleReply, asking: Asking, nowMs: number): SettleReply {
  const again = { ...result, earlierParts: [], nowMs };
  return isReplayTo(hold, asking) ? { ...again, ...NOTHING_MOVED, replayed: true } : { ...again, replayed: false };
}

/** Leaves a marker that turns a late authorize into a denial. */
export function releaseEarly(
  state: ReferenceState,
  ref: HoldRef & Asking,
  account: ReferenceAccount,
  early: ReferenceHold | undefined,
  durationSeconds: number,
  options: ReferenceOptions,
  nowMs: number,
): Step<SettleReply> {
  const reply: SettleReply = {
    kind: 'done',
    state: 'released',
    durationSeconds,
    billedUnits: 0,
    chargedMilliCents: 0,
    releasedMilliCents: 0,
    writeOffMilliCents: 0,
    balanceMilliCents: account.balanceMilliCents,
    availableMilliCents: fundsOf(openWallet(account, undefined, nowMs).wallet, nowMs).availableMilliCents,
    estimated: false,
    corrected: false,
    clamped: false,
    inconsistent: false,
    replayed: early !== undefined && isReplayTo(early, ref),
    parts: [],
    earlierParts: [],
    stillHeldMilliCents: 0,
    heldMilliCents: 0,
    grantedUnits: 0,
    holdRule: '',
    ...NOTHING_MOVED,
    service: '',
    unit: '',
    orphan: false,
    nowMs,
  };
  if (early !== undefined) return [state, reply];
  return [
    withHold(state, {
      ...BLANK_HOLD,
      accountId: ref.accountId,
      holdId: ref.holdId,
      asked: askedBy(ref),
      expiresAtMs: nowMs + options.earlyReleaseMs,
    }),
    reply,
  ];
}

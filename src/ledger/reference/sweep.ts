import type { SweepOperation, SweepReply } from '../port.ts';
import { finish } from './finish.ts';
import { findHold, isOpen, type ReferenceOptions, type ReferenceState, type Step } from './state.ts';

/**
 * End one hold whose deadline has passed and that nobody settled: an unanswered one is released, an answered one is
 * charged for the time that an Extend proved or, where none came, by the hold's own policy.
 */
export function sweep(
  state: ReferenceState,
  operation: SweepOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<SweepReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold === undefined || !isOpen(hold) || hold.deadlineAtMs > nowMs)
    return [state, { outcome: 'not_due', settle: undefined, nowMs }];
  const answered = hold.state === 'answered';
  const unproven = answered && hold.provenUnits === undefined && hold.timing.unproven === 'granted';
  const ending = {
    reportedUnits: unproven ? hold.grantedUnits : 0,
    stateIfUsed: answered ? 'expired' : 'settled',
    durationSeconds: 0,
    q850Cause: 0,
    settledBy: undefined,
    swept: true,
    estimated: answered,
  } as const;
  const [next, settled] = finish(state, hold, ending, options.tombstoneMs, nowMs);
  return [next, { outcome: settled.state === 'expired' ? 'expired' : 'released', settle: settled, nowMs }];
}

import type { SweepOperation, SweepReply } from '../port.ts';
import { finish } from './finish.ts';
import {
  findHold,
  isOpen,
  type ReferenceHold,
  type ReferenceOptions,
  type ReferenceState,
  type Step,
} from './state.ts';

/**
 * End one hold whose deadline has passed and that nobody settled: an unanswered one is released, an answered one is
 * charged for the time that an Extend proved or, where none came, by the hold's own policy. Or the same of a hold that
 * its gateway does not list any more, if nothing was heard of it since.
 */
export function sweep(
  state: ReferenceState,
  operation: SweepOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<SweepReply> {
  const hold = findHold(state, operation, nowMs);
  const { missingSinceMs } = operation;
  if (hold === undefined || !isOpen(hold) || !isDue(hold, missingSinceMs, nowMs))
    return [state, { outcome: 'not_due', settle: undefined, nowMs }];
  const answered = hold.state === 'answered';
  const unproven = answered && hold.provenUnits === undefined && hold.timing.unproven === 'granted';
  const ending = {
    reportedUnits: unproven ? grantedTill(hold, missingSinceMs) : 0,
    stateIfUsed: answered ? 'expired' : 'settled',
    durationSeconds: 0,
    q850Cause: 0,
    settledBy: undefined,
    swept: true,
    estimated: answered,
    flags: missingSinceMs === undefined ? 's' : 'g',
  } as const;
  const [next, settled] = finish(state, hold, ending, options.tombstoneMs, nowMs);
  return [next, { outcome: settled.state === 'expired' ? 'expired' : 'released', settle: settled, nowMs }];
}

function isDue(hold: ReferenceHold, missingSinceMs: number | undefined, nowMs: number): boolean {
  return missingSinceMs === undefined ? hold.deadlineAtMs <= nowMs : lastHeardOf(hold) < missingSinceMs;
}

/**
 * As far as the hold tells. A report of seconds came when so much time had passed since the answer; one of other units
 * set the deadline to its own time and a ring's.
 */
function lastHeardOf(hold: ReferenceHold): number {
  const { authorizedAtMs, answeredAtMs, deadlineAtMs, provenUnits } = hold;
  if (provenUnits === undefined) return Math.max(authorizedAtMs, answeredAtMs);
  if (hold.terms.unit !== 'second') return Math.max(answeredAtMs, deadlineAtMs - hold.timing.ringSeconds * 1000);
  return Math.max(authorizedAtMs, answeredAtMs + provenUnits * 1000);
}

/** The most that an answered hold can have used that nothing proves. */
function grantedTill({ terms, grantedUnits, answeredAtMs }: ReferenceHold, missingSinceMs: number | undefined): number {
  if (missingSinceMs === undefined || terms.unit !== 'second') return grantedUnits;
  return Math.min(grantedUnits, Math.ceil((missingSinceMs - answeredAtMs) / 1000));
}

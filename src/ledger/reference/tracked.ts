/** What the caps that a hold counts in leave for more of it. */
import { leftIn } from './counters.ts';
import type { ReferenceHold, ReferenceState } from './state.ts';

function leftUnder(state: ReferenceState, hold: ReferenceHold, kind: 'spend' | 'plan_spend'): readonly number[] {
  return hold.tracked
    .filter((tracked) => tracked.kind === kind && !(kind === 'spend' && tracked.shadow))
    .map(({ owner, counter, startMs, max }) => {
      const account = state.accounts.get(hold.ownerIds[owner] ?? '');
      return leftIn(account?.counters ?? new Map(), counter, startMs, max);
    });
}

/** The least that the enforced caps leave. */
export function leastLeft(state: ReferenceState, hold: ReferenceHold): number {
  return Math.min(Number.MAX_SAFE_INTEGER, ...leftUnder(state, hold, 'spend'));
}

/** What the caps on plan credits leave; undefined where there is none. */
export function planLeftFor(state: ReferenceState, hold: ReferenceHold): number | undefined {
  const left = leftUnder(state, hold, 'plan_spend');
  return left.length === 0 ? undefined : Math.min(...left);
}

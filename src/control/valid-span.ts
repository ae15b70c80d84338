/** For which stretch of Redis time something that was derived from the time is true. */
import type { Cycle } from '../domain/cycle.ts';

export interface ValidSpan {
  /** 0 is from ever. */
  readonly fromMs: number;
  /** The last millisecond; 0 is for ever. */
  readonly untilMs: number;
}

export const always: ValidSpan = Object.freeze({ fromMs: 0, untilMs: 0 });

/** The part of it that lies within a period. */
export function within({ fromMs, untilMs }: ValidSpan, { startsAtMs, endsAtMs }: Cycle): ValidSpan {
  return { fromMs: Math.max(fromMs, startsAtMs), untilMs: earlierOf(untilMs, endsAtMs - 1) };
}

/** Of two ends of validity; 0 has no end. */
export function earlierOf(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}

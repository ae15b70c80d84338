/** What an account's limits count, field by field as Redis holds it: twin of `lua/include/limits.lua`. */
import type { Limit } from '../port.ts';

/** Fields `new/<window_seconds>` (start and count) and `spend/<start_ms>/held|used`. */
export type Counters = ReadonlyMap<string, string>;

/** A period that a hold counts in, remembered so that its end finds it. */
export interface SpendPeriod {
  readonly startMs: number;
  readonly maxMilliCents: number;
  readonly shadow: boolean;
}

const KEEP_MS = 3 * 86_400_000;

function numberIn(counters: Counters, field: string): number {
  return Number(counters.get(field) ?? 0);
}

/** New holds in the window that is running, and when it began. */
export function windowOf(counters: Counters, limit: Limit, nowMs: number): { startMs: number; count: number } {
  const startMs = nowMs - (nowMs % (limit.span * 1000));
  const [at, count] = (counters.get(`new/${limit.span}`) ?? '').split(' ');
  return { startMs, count: at === String(startMs) ? Number(count) : 0 };
}

/** What a period has left under a cap; may be negative after the cap was lowered. */
export function leftIn(counters: Counters, startMs: number, maxMilliCents: number): number {
  return maxMilliCents - numberIn(counters, `spend/${startMs}/held`) - numberIn(counters, `spend/${startMs}/used`);
}

/** Counts an admission: one more new hold, and its money as held or, for a charge, as used. */
export function counted(
  counters: Counters,
  limits: readonly Limit[],
  amountMilliCents: number,
  as: 'held' | 'used',
  nowMs: number,
): { counters: Counters; periods: readonly SpendPeriod[] } {
  const periods: SpendPeriod[] = [];
  let next = counters;
  for (const limit of limits) {
    if (limit.kind === 'velocity') {
      const { startMs, count } = windowOf(next, limit, nowMs);
      next = new Map(next).set(`new/${limit.span}`, `${startMs} ${count + 1}`);
    } else if (limit.kind === 'spend') {
      const field = `spend/${limit.span}/${as}`;
      if (next.size > 0 && !next.has(field)) next = pruned(next, nowMs);
      next = new Map(next).set(field, String(numberIn(next, field) + amountMilliCents));
      periods.push({ startMs: limit.span, maxMilliCents: limit.max, shadow: limit.shadow });
    }
  }
  return { counters: next, periods };
}

/** Drops periods that ended long ago and that no open hold counts in. */
function pruned(counters: Counters, nowMs: number): Counters {
  const kept = [...counters].filter(([field]) => {
    const start = /^spend\/(\d+)\//.exec(field)?.[1];
    return start === undefined || Number(start) >= nowMs - KEEP_MS || numberIn(counters, `spend/${start}/held`) !== 0;
  });
  return new Map(kept);
}

/** Moves a hold's money in its periods. A period that is no longer counted is left alone. */
export function moved(
  counters: Counters,
  periods: readonly SpendPeriod[],
  heldChange: number,
  usedChange: number,
): Counters {
  const next = new Map(counters);
  const add = (field: string, amount: number): void => void next.set(field, String(numberIn(next, field) + amount));
  for (const { startMs } of periods) {
    const held = `spend/${startMs}/held`;
    if (heldChange !== 0) add(held, heldChange);
    if (usedChange !== 0 && next.has(held)) add(`spend/${startMs}/used`, usedChange);
  }
  return next;
}

/** The least that the enforced caps among the periods leave. */
export function leastLeft(counters: Counters, periods: readonly SpendPeriod[]): number {
  const enforced = periods.filter((period) => !period.shadow);
  return Math.min(
    Number.MAX_SAFE_INTEGER,
    ...enforced.map((period) => leftIn(counters, period.startMs, period.maxMilliCents)),
  );
}

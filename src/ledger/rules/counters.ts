/**
 * What an account has used, period by period, field by field as Redis holds it: twin of `lua/include/counters.lua` and
 * `limits.lua`.
 */
import type { Limit } from '../port.ts';

/**
 * Fields `new/<window_seconds>[/<counter>]` (start and count), `open/<counter>`,
 * `spend/<counter>/<start_ms>/held|used`, `units/<allowance>` (used and held), `pruned`, `stopped`, `lifted`.
 */
export type Counters = ReadonlyMap<string, string>;

/** A counter that a hold is tracked in, remembered so that its end finds it. */
export interface Tracked {
  readonly kind: 'spend' | 'plan_spend' | 'open_holds';
  /** Index into the owners. */
  readonly owner: number;
  readonly counter: string;
  readonly startMs: number;
  readonly max: number;
  readonly shadow: boolean;
}

const KEEP_DAYS_MS = 3 * 86_400_000;
/** Cycles may be as long as a year, and are kept for one more. */
const KEEP_MONTHS = 26;
const MONTH_MS = 2_629_800_000;

function numberIn(counters: Counters, field: string): number {
  return Number(counters.get(field) ?? 0);
}

function windowField(limit: Limit): string {
  return limit.counter === '' ? `new/${limit.span}` : `new/${limit.span}/${limit.counter}`;
}

/** New holds in the window that is running, and when it began. */
export function windowOf(counters: Counters, limit: Limit, nowMs: number): { startMs: number; count: number } {
  const startMs = nowMs - (nowMs % (limit.span * 1000));
  const [at, count] = (counters.get(windowField(limit)) ?? '').split(' ');
  return { startMs, count: at === String(startMs) ? Number(count) : 0 };
}

/** Open holds of one counter. */
export function openIn(counters: Counters, counter: string): number {
  return numberIn(counters, `open/${counter}`);
}

/** What a period has left under a cap; may be negative after the cap was lowered. */
export function leftIn(counters: Counters, counter: string, startMs: number, max: number): number {
  const field = `spend/${counter}/${startMs}`;
  return max - numberIn(counters, `${field}/held`) - numberIn(counters, `${field}/used`);
}

/** Money that an admission moves: all of it, and the part that plan credits pay. */
export interface Money {
  readonly moneyMilliCents: number;
  readonly planMilliCents: number;
}

/**
 * Counts an admission in the counters of one owner: one more new hold, and its money as held or, for a charge, as used.
 */
export function counted(counters: Counters, limit: Limit, money: Money, as: 'held' | 'used', nowMs: number): Counters {
  switch (limit.kind) {
    case 'velocity': {
      const { startMs, count } = windowOf(counters, limit, nowMs);
      const kept = count === 0 ? pruned(counters, nowMs) : counters;
      return new Map(kept).set(windowField(limit), `${startMs} ${count + 1}`);
    }
    case 'spend':
    case 'plan_spend': {
      const field = `spend/${limit.counter}/${limit.span}/${as}`;
      const amount = limit.kind === 'spend' ? money.moneyMilliCents : money.planMilliCents;
      const kept = counters.has(field) ? counters : pruned(counters, nowMs);
      return new Map(kept).set(field, String(numberIn(kept, field) + amount));
    }
    case 'open_holds':
      return limit.counter === '' || as === 'used' ? counters : movedOpen(counters, limit.counter, 1);
    default:
      return counters;
  }
}

/** What a hold must remember of the limits that it was admitted under. */
export function trackedBy(limits: readonly Limit[]): readonly Tracked[] {
  return limits.flatMap(({ kind, owner, counter, span, max, shadow }) =>
    kind === 'spend' || kind === 'plan_spend' || (kind === 'open_holds' && counter !== '')
      ? [{ kind, owner, counter, startMs: span, max, shadow }]
      : [],
  );
}

/** Moves a hold's money in one of its periods. A period that is no longer counted is left alone. */
export function moved(counters: Counters, tracked: Tracked, held: Money, used: Money): Counters {
  if (tracked.kind === 'open_holds') return counters;
  const pick = tracked.kind === 'spend' ? 'moneyMilliCents' : 'planMilliCents';
  const next = new Map(counters);
  const add = (field: string, amount: number): void => void next.set(field, String(numberIn(next, field) + amount));
  const field = `spend/${tracked.counter}/${tracked.startMs}`;
  if (held[pick] !== 0) add(`${field}/held`, held[pick]);
  const isCounted = next.has(`${field}/held`) || next.has(`${field}/used`);
  if (used[pick] !== 0 && isCounted) add(`${field}/used`, used[pick]);
  return next;
}

/** One open hold more or less. None leaves no field behind, or every subject that ever called would stay. */
export function movedOpen(counters: Counters, counter: string, change: number): Counters {
  const next = new Map(counters);
  const open = openIn(counters, counter) + change;
  if (open === 0) next.delete(`open/${counter}`);
  else next.set(`open/${counter}`, String(open));
  return next;
}

/** Whether only plan credits may pay in this period: credit that was added since they ran out lifts the rule. */
export function isStopped(counters: Counters, period: string): boolean {
  return period !== '' && counters.get('lifted') !== period;
}

/** Units of an allowance in one cycle. */
export interface AllowanceUse {
  readonly used: number;
  readonly held: number;
}

/** Undefined when nothing is counted in that cycle, or no longer. */
export function usageOf(counters: Counters, counter: string): AllowanceUse | undefined {
  const stored = counters.get(`units/${counter}`);
  if (stored === undefined) return undefined;
  const [used, held] = stored.split(' ');
  return { used: Number(used), held: Number(held) };
}

export function withAllowance(counters: Counters, counter: string, use: AllowanceUse, nowMs: number): Counters {
  const field = `units/${counter}`;
  const kept = counters.has(field) ? counters : pruned(counters, nowMs);
  return new Map(kept).set(field, `${use.used} ${use.held}`);
}

/** Drops periods that ended long ago and that no open hold counts in; once a day at most. */
function pruned(counters: Counters, nowMs: number): Counters {
  const today = String(Math.floor(nowMs / 86_400_000));
  if (counters.get('pruned') === today) return counters;
  return new Map([...counters].filter(([field, value]) => !isOld(counters, field, value, nowMs))).set('pruned', today);
}

function isOld(counters: Counters, field: string, value: string, nowMs: number): boolean {
  const [, counter = '', start] = /^spend\/(.+)\/(\d+)\/\w+$/.exec(field) ?? [];
  if (start !== undefined) {
    const keepMs = counter.startsWith('day') ? KEEP_DAYS_MS : KEEP_MONTHS * MONTH_MS;
    return Number(start) < nowMs - keepMs && numberIn(counters, `spend/${counter}/${start}/held`) === 0;
  }
  if (field.startsWith('new/')) return Number(value.split(' ')[0]) < nowMs - KEEP_DAYS_MS;
  const [, year, month] = /^units\/.+\/(\d{4})(\d\d)\d\d$/.exec(field) ?? [];
  if (year === undefined || !value.endsWith(' 0')) return false;
  return (Number(year) - 1970) * 12 + Number(month) < Math.floor(nowMs / MONTH_MS) - KEEP_MONTHS;
}

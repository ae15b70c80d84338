/**
 * What is used and held of included units: twin of the allowances in `lua/include/allowances.lua`. One text for each
 * allowance and whose it is, with a record for each period that is not long over.
 */
import { type Cycle, periodNamed } from '../../domain/cycle.ts';
import { type Counters, correspond, isOver } from './counters.ts';

export interface AllowanceUse {
  readonly used: number;
  readonly held: number;
}

interface UnitsRecord extends AllowanceUse, Cycle {
  /** When the latest request that drew on it was authorized. */
  readonly lastMs: number;
}

/** The field of the hash of counters in which all periods of an allowance stand, and the period of one counter. */
function placeOf(counter: string): { readonly field: string; readonly period: Cycle } {
  const slash = counter.lastIndexOf('/');
  return { field: `units/${counter.slice(0, slash)}`, period: periodNamed(counter.slice(slash + 1)) };
}

/** The name of that field; whose is `-` for the account as a whole. */
export function allowanceField(name: string, whose: string): string {
  return `units/${name}/${whose}`;
}

/** The name of the field of a counter. */
export function allowanceFieldOf(counter: string): string {
  return placeOf(counter).field;
}

function readRecords(text: string | undefined): readonly UnitsRecord[] {
  return [...(text ?? '').matchAll(/(\d+)-(\d+)@(\d+)=(\d+)\+(\d+)/g)].map(([, starts, ends, last, used, held]) => ({
    startsAtMs: Number(starts),
    endsAtMs: Number(ends),
    lastMs: Number(last),
    used: Number(used),
    held: Number(held),
  }));
}

function isSame(a: Cycle, b: Cycle): boolean {
  return a.startsAtMs === b.startsAtMs && a.endsAtMs === b.endsAtMs;
}

/** Whether a record can matter no more. Some time it is forgotten, so it counts as if it were not there at once. */
function isIdle(record: UnitsRecord, nowMs: number): boolean {
  return record.held === 0 && isOver(record, nowMs);
}

/** Nothing when nothing is counted in that period, or no longer. */
export function usageOf(counters: Counters, counter: string, nowMs: number): AllowanceUse {
  const { field, period } = placeOf(counter);
  const record = readRecords(counters.get(field)).find((each) => isSame(each, period));
  return record === undefined || isIdle(record, nowMs) ? { used: 0, held: 0 } : record;
}

/**
 * What is used and held of the same allowance in other periods that were in force while this one runs: the plan, its
 * cycle or the time zone changed since.
 */
export function carriedUse(counters: Counters, counter: string, nowMs: number): AllowanceUse {
  const { field, period } = placeOf(counter);
  return readRecords(counters.get(field))
    .filter(
      (each) =>
        !isIdle(each, nowMs) && !isSame(each, period) && each.lastMs >= period.startsAtMs && correspond(each, period),
    )
    .reduce((sum, { used, held }) => ({ used: sum.used + used, held: sum.held + held }), { used: 0, held: 0 });
}

/**
 * The record of one period, unless it can matter no more, beside those of the others that can.
 *
 * @param sinceMs - when what draws on it was authorized.
 */
export function withAllowance(
  counters: Counters,
  counter: string,
  { used, held }: AllowanceUse,
  sinceMs: number,
  nowMs: number,
): Counters {
  const { field, period } = placeOf(counter);
  const records = readRecords(counters.get(field));
  const known = records.find((each) => isSame(each, period));
  const lastMs = Math.max(known?.lastMs ?? 0, sinceMs);
  const text = [{ ...period, lastMs, used, held }, ...records.filter((each) => each !== known)]
    .filter((each) => !isIdle(each, nowMs))
    .map((each) => `${each.startsAtMs}-${each.endsAtMs}@${each.lastMs}=${each.used}+${each.held}`)
    .join(' ');
  return new Map(counters).set(field, text);
}

/** Whether nothing of the text can matter any more. */
export function isUnused(text: string, nowMs: number): boolean {
  return readRecords(text).every((each) => isIdle(each, nowMs));
}

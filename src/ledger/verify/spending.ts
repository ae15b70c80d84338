/** What the periods of an account must have cost, by its journal. Pure. Money in milli-cents. */
import type { PeriodSum } from '../rules/counters.ts';
import type { ExpectedSums, Spending } from './expected.ts';

/** One period as it is counted and as it must be. */
export interface PeriodCheck {
  readonly period: PeriodSum;
  readonly expectedMilliCents: number;
}

/**
 * Those that were counted at the last comparison go on from there; those that have begun since begin with the first
 * admission in them. What came before that, the end of an orphan, may be counted or not.
 *
 * @param counted - as the store has them, newest first
 */
export function checkPeriods({ compared, since }: ExpectedSums, counted: readonly PeriodSum[]): readonly PeriodCheck[] {
  return counted.map((period) => {
    const before = compared.find((other) => isSame(period, other));
    const mine = since.filter(({ authorizedAtMs }) => periodOf(authorizedAtMs, period.kind, counted) === period);
    const begins = before === undefined ? mine.findIndex(({ admits }) => admits) : 0;
    const certain = begins === -1 ? [] : mine.slice(begins);
    const expected = (before?.milliCents ?? 0) + sumOf(certain);
    const withAll = expected + sumOf(mine.slice(0, begins === -1 ? mine.length : begins));
    const isRight = period.milliCents === withAll || isDoubtful(period.kind, since, counted);
    return { period, expectedMilliCents: isRight ? period.milliCents : expected };
  });
}

/** Whether something was authorized in the very millisecond in which a running period was cut anew: then in which? */
function isDoubtful(kind: PeriodSum['kind'], since: readonly Spending[], counted: readonly PeriodSum[]): boolean {
  return since.some(({ authorizedAtMs: at }) => {
    const running = counted.filter((period) => period.kind === kind && period.sinceMs <= at && at < period.endsAtMs);
    return running.length > 1 && running[0]?.sinceMs === at;
  });
}

/** Traffic counts in the period of a kind that was the newest when it was authorized. */
function periodOf(atMs: number, kind: PeriodSum['kind'], counted: readonly PeriodSum[]): PeriodSum | undefined {
  const newest = counted.find((period) => period.kind === kind && period.sinceMs <= atMs);
  return newest !== undefined && atMs < newest.endsAtMs ? newest : undefined;
}

function isSame(one: PeriodSum, other: PeriodSum): boolean {
  const isSpan = one.startsAtMs === other.startsAtMs && one.endsAtMs === other.endsAtMs;
  return one.kind === other.kind && isSpan && one.sinceMs === other.sinceMs;
}

function sumOf(spending: readonly Spending[]): number {
  return spending.reduce((sum, { milliCents }) => sum + milliCents, 0);
}

/** Billing cycles and local days, in the account's own time zone. */
import { Temporal } from 'temporal-polyfill';

/** When cycles begin. */
export interface CycleAnchor {
  /** IANA name. */
  readonly timeZone: string;
  /** 1 to 31; a shorter month begins its cycle on its last day. */
  readonly cycleAnchorDay: number;
}

/** A span of Redis time, the end not included. */
export interface Cycle {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/**
 * The monthly cycle that a moment lies in. Each start is computed from the anchor day anew, never from the cycle before it: adding months one by
 * one would drift from the 31st to the 28th and stay there.
 */
export function monthlyCycle(anchor: CycleAnchor, atMs: number): Cycle {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(anchor.timeZone);
  const thisMonth = startIn(local.toPlainDate().toPlainYearMonth(), anchor);
  const startsThisMonth = atMs >= thisMonth;
  const month = local.toPlainDate().toPlainYearMonth();
  return startsThisMonth
    ? { startsAtMs: thisMonth, endsAtMs: startIn(month.add({ months: 1 }), anchor) }
    : { startsAtMs: startIn(month.subtract({ months: 1 }), anchor), endsAtMs: thisMonth };
}

function startIn(month: Temporal.PlainYearMonth, anchor: CycleAnchor): number {
  const date = month.toPlainDate({ day: Math.min(anchor.cycleAnchorDay, month.daysInMonth) });
  return date.toZonedDateTime(anchor.timeZone).epochMilliseconds;
}

const days = new Map<string, Cycle>();
const DAYS_MAX = 1_000;

/** The calendar day that a moment lies in. Remembered by zone, because every call of a day asks for the same one. */
export function localDaySpan(timeZone: string, atMs: number): Cycle {
  const known = days.get(timeZone);
  if (known !== undefined && known.startsAtMs <= atMs && atMs < known.endsAtMs) return known;
  const day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).startOfDay();
  const span = { startsAtMs: day.epochMilliseconds, endsAtMs: day.add({ days: 1 }).startOfDay().epochMilliseconds };
  if (days.size >= DAYS_MAX) days.clear();
  days.set(timeZone, span);
  return span;
}

/** The calendar day, YYYY-MM-DD. */
export function localDay(timeZone: string, atMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The day of the month, 1 to 31. */
export function localDayOfMonth(timeZone: string, atMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).day;
}

/** Whether the name is a time zone that boundaries can be computed in. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

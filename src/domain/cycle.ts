/** Billing cycles and local days, in the account's own time zone. */
import { Temporal } from 'temporal-polyfill';

/** When cycles begin. */
export interface CycleAnchor {
  /** IANA name. */
  readonly timeZone: string;
  /** 1 to 31; a shorter month begins its cycle on its last day. */
  readonly cycleAnchorDay: number;
  /**
   * 1 to 12: the month in which its years begin. Fixed when the account is created, so that another time zone does not
   * begin another year.
   */
  readonly cycleAnchorMonth: number;
}

/** A span of Redis time, the end not included. */
export interface Cycle {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** How times are written in the name of a period. */
const NAME_RADIX = 36;

/** The name of a period, by its start and its end and nothing else. */
export function periodName({ startsAtMs, endsAtMs }: Cycle): string {
  return `${startsAtMs.toString(NAME_RADIX)}-${endsAtMs.toString(NAME_RADIX)}`;
}

/** The period of that name. */
export function periodNamed(name: string): Cycle {
  const [startsAtMs = 0, endsAtMs = 0] = name.split('-').map((word) => Number.parseInt(word, NAME_RADIX));
  return { startsAtMs, endsAtMs };
}

/** How often something begins anew. */
export type PeriodLength = 'month' | 'year';

/** A period with a name that stays the same when the account's time zone changes. */
export interface Period extends Cycle {
  /** The local date on which it began, yyyymmdd. */
  readonly label: string;
}

const periods = new Map<string, Period>();
const PERIODS_MAX = 10_000;

/**
 * The period that a moment lies in. Each start is computed from the anchor day anew, never from the period before it:
 * adding months one by one would drift from the 31st to the 28th and stay there. Remembered, because every call of an
 * account asks for the same one.
 */
export function periodAt(length: PeriodLength, anchor: CycleAnchor, atMs: number): Period {
  const key = `${anchor.timeZone} ${anchor.cycleAnchorDay} ${length === 'year' ? anchor.cycleAnchorMonth : ''}`;
  const known = periods.get(key);
  if (known !== undefined && known.startsAtMs <= atMs && atMs < known.endsAtMs) return known;
  const period = length === 'month' ? monthlyPeriod(anchor, atMs) : yearlyPeriod(anchor, atMs);
  if (periods.size >= PERIODS_MAX) periods.clear();
  periods.set(key, period);
  return period;
}

/**
 * The month, 1 to 12, in which the years of an account begin that is created at this moment: that of its first monthly
 * cycle.
 */
export function anchorMonthAt(anchor: Omit<CycleAnchor, 'cycleAnchorMonth'>, atMs: number): number {
  return Number(periodAt('month', { ...anchor, cycleAnchorMonth: 1 }, atMs).label.slice(4, 6));
}

function monthlyPeriod(anchor: CycleAnchor, atMs: number): Period {
  const month = localMonth(anchor, atMs);
  const first = atMs >= startIn(month, anchor) ? month : month.subtract({ months: 1 });
  return periodFrom(first, first.add({ months: 1 }), anchor);
}

function yearlyPeriod(anchor: CycleAnchor, atMs: number): Period {
  const { year } = localMonth(anchor, atMs);
  const thisYear = Temporal.PlainYearMonth.from({ year, month: anchor.cycleAnchorMonth });
  const first = atMs >= startIn(thisYear, anchor) ? thisYear : thisYear.subtract({ years: 1 });
  return periodFrom(first, first.add({ years: 1 }), anchor);
}

function localMonth(anchor: CycleAnchor, atMs: number): Temporal.PlainYearMonth {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(anchor.timeZone)
    .toPlainDate()
    .toPlainYearMonth();
}

function periodFrom(first: Temporal.PlainYearMonth, next: Temporal.PlainYearMonth, anchor: CycleAnchor): Period {
  const label = dayIn(first, anchor).toString().replaceAll('-', '');
  return { startsAtMs: startIn(first, anchor), endsAtMs: startIn(next, anchor), label };
}

/** A shorter month begins its cycle on its last day. */
function dayIn(month: Temporal.PlainYearMonth, anchor: CycleAnchor): Temporal.PlainDate {
  return month.toPlainDate({ day: Math.min(anchor.cycleAnchorDay, month.daysInMonth) });
}

function startIn(month: Temporal.PlainYearMonth, anchor: CycleAnchor): number {
  return dayIn(month, anchor).toZonedDateTime(anchor.timeZone).epochMilliseconds;
}

/** The calendar day that a moment lies in. */
export function localDaySpan(timeZone: string, atMs: number): Cycle {
  const day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).startOfDay();
  return { startsAtMs: day.epochMilliseconds, endsAtMs: day.add({ days: 1 }).startOfDay().epochMilliseconds };
}

/** A period in which spending is counted. */
export interface CountedPeriod extends Cycle {
  readonly length: 'day' | PeriodLength;
}

const counted = new Map<string, readonly CountedPeriod[]>();

/**
 * The day, month and year that a moment lies in, by the clock and the anchor of an account. Remembered, because every
 * call of an account asks for the same ones.
 *
 * @param years - whether years are counted too: where some plan has a cycle of a year.
 */
export function countedPeriodsAt(anchor: CycleAnchor, years: boolean, atMs: number): readonly CountedPeriod[] {
  const year = years ? anchor.cycleAnchorMonth : 0;
  const key = `${anchor.timeZone} ${anchor.cycleAnchorDay} ${year}`;
  const known = counted.get(key);
  const [today] = known ?? [];
  if (known !== undefined && today !== undefined && today.startsAtMs <= atMs && atMs < today.endsAtMs) return known;
  const of = (length: CountedPeriod['length'], { startsAtMs, endsAtMs }: Cycle): CountedPeriod =>
    Object.freeze({ length, startsAtMs, endsAtMs });
  const periods = Object.freeze([
    of('day', localDaySpan(anchor.timeZone, atMs)),
    of('month', periodAt('month', anchor, atMs)),
    ...(years ? [of('year', periodAt('year', anchor, atMs))] : []),
  ]);
  if (counted.size >= PERIODS_MAX) counted.clear();
  counted.set(key, periods);
  return periods;
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

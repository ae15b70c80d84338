/** What the clock on the wall shows in a time zone, cheap enough for every call. */
import { Temporal } from 'temporal-polyfill';
import { BoundedCache } from './bounded-cache.ts';
import { type CalendarDate, calendarDateOf } from './calendar-dates.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** In the order of ISO 8601. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Index in `WEEKDAYS` of the day that a clock in UTC shows then. */
export function weekdayOf(time: Date): number {
  // A week of the calendar begins on Sunday, one of ISO 8601 on Monday.
  return (time.getUTCDay() + 6) % WEEKDAYS.length;
}

/** A stretch of one local day in which nobody changes the clocks. */
export interface LocalSpan {
  /** UTC, in milliseconds since 1970. */
  readonly startsAtMs: number;
  /** The end is not included. It is midnight, or the moment at which the clocks change. */
  readonly endsAtMs: number;
  /** When the clock of this span would show 00:00: `atMs - midnightMs` is what it shows. */
  readonly midnightMs: number;
  /** Index in `WEEKDAYS`. */
  readonly weekday: number;
  readonly date: CalendarDate;
}

/** More zones than there are names, so that only misspelt capitals could push one out. */
const ZONES_MAX = 2_000;

/**
 * Remembers the present span of each zone, so that the calendar is asked once per zone and day, and not by every call.
 */
export class LocalClock {
  readonly #spans = new BoundedCache<LocalSpan>(ZONES_MAX);

  /** @param timeZone - IANA name. @throws RangeError when there is no such zone. */
  spanAt(timeZone: string, atMs: number): LocalSpan {
    const known = this.#spans.get(timeZone);
    if (known !== undefined && atMs >= known.startsAtMs && atMs < known.endsAtMs) return known;
    const span = spanFrom(timeZone, Math.floor(atMs));
    this.#spans.set(timeZone, span);
    return span;
  }
}

/** Minutes since the midnight of the span's clock, 0 to 1439. */
export function minuteOfDay(span: LocalSpan, atMs: number): number {
  return Math.floor((atMs - span.midnightMs) / MINUTE_MS);
}

/** A span that begins at the given moment; what came before it is not looked for, since nobody asks about the past. */
function spanFrom(timeZone: string, atMs: number): LocalSpan {
  const offsetMs = offsetAt(timeZone, atMs);
  const day = Math.floor((atMs + offsetMs) / DAY_MS);
  const midnightMs = day * DAY_MS - offsetMs;
  const endsAtMs = endOfOffset(timeZone, offsetMs, atMs, midnightMs + DAY_MS);
  const shown = new Date(day * DAY_MS);
  return { startsAtMs: atMs, endsAtMs, midnightMs, weekday: weekdayOf(shown), date: calendarDateOf(shown) };
}

/** The first moment up to `untilMs` at which the offset from UTC is another one. No zone changes it twice in a day. */
function endOfOffset(timeZone: string, offsetMs: number, atMs: number, untilMs: number): number {
  if (offsetAt(timeZone, untilMs - 1) === offsetMs) return untilMs;
  let same = atMs;
  let changed = untilMs - 1;
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(timeZone, middle) === offsetMs) same = middle;
    else changed = middle;
  }
  return changed;
}

function offsetAt(timeZone: string, atMs: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
}

/**
 * The moment of a written date and time: in UTC when it ends in Z, else on the clock of the zone. Undefined when the
 * calendar has no such date, or when the zone's clock shows that time not at all or twice, because it is being changed.
 *
 * @param text - such as `2026-03-01T23:30:00` or `2026-03-01T23:30Z`.
 * @param whenTwice - `earlier` takes the first of two, and of a time that is not shown the one as much later.
 */
export function parseLocalTime(
  text: string,
  timeZone: string,
  whenTwice: 'reject' | 'earlier' = 'reject',
): number | undefined {
  const isUtc = text.endsWith('Z');
  try {
    const written = Temporal.PlainDateTime.from(isUtc ? text.slice(0, -1) : text, { overflow: 'reject' });
    return written.toZonedDateTime(isUtc ? 'UTC' : timeZone, { disambiguation: whenTwice }).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * When a day begins in a zone; where clocks are set forward at midnight that is one o'clock. Undefined when the
 * calendar has no such day.
 *
 * @param day - such as `2026-03-01`.
 */
export function startOfLocalDay(day: string, timeZone: string): number | undefined {
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A moment on the clock of the zone, such as `2026-03-01T00:00:00`. */
export function localTimeText(atMs: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toString({ smallestUnit: 'second' });
}

/* Times of the week, such as nights and weekends, as the clock on the wall shows them. */

const MINUTES_PER_DAY = 1_440;

/**
 * From a minute of some days to another; when `toMinute` is not after `fromMinute`, to that minute of the day after.
 */
export interface TimeWindow {
  /** The days on which it begins. */
  readonly days: readonly Weekday[];
  /** 0 to 1439. */
  readonly fromMinute: number;
  /** 0 to 1440, not included. */
  readonly toMinute: number;
}

/**
 * Several windows of which one must hold. What counts is what the clock shows: an hour that is skipped in spring is in
 * no window, and one that comes twice in autumn is in its window twice.
 */
export class TimeWindows {
  readonly #windows: readonly (TimeWindow & { readonly dayMask: number })[];
  /** Minutes of the day at which some window begins or ends. */
  readonly boundaries: readonly number[];

  constructor(windows: readonly TimeWindow[]) {
    this.#windows = windows.map((window) => ({ ...window, dayMask: maskOf(window.days) }));
    this.boundaries = windows.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]);
  }

  contains(span: LocalSpan, atMs: number): boolean {
    return this.windowAt(span, atMs) !== undefined;
  }

  /** The first window that holds. */
  windowAt(span: LocalSpan, atMs: number): TimeWindow | undefined {
    const minute = minuteOfDay(span, atMs);
    const today = 1 << span.weekday;
    const yesterday = 1 << ((span.weekday + 6) % 7);
    for (const window of this.#windows) {
      const { dayMask, fromMinute, toMinute } = window;
      const endsToday = toMinute > fromMinute;
      const begunToday = (dayMask & today) !== 0 && minute >= fromMinute && (!endsToday || minute < toMinute);
      if (begunToday || (!endsToday && (dayMask & yesterday) !== 0 && minute < toMinute)) return window;
    }
    return undefined;
  }
}

function maskOf(days: readonly Weekday[]): number {
  return days.reduce((mask, day) => mask | (1 << WEEKDAYS.indexOf(day)), 0);
}

/**
 * The moment up to which no window with these boundaries begins or ends: the next boundary of the day, or the end of
 * the span.
 *
 * @param boundaries - minutes of the day, ascending.
 */
export function nextBoundaryMs(boundaries: readonly number[], span: LocalSpan, atMs: number): number {
  const minute = minuteOfDay(span, atMs);
  const next = boundaries.find((boundary) => boundary > minute);
  return next === undefined ? span.endsAtMs : Math.min(span.midnightMs + next * MINUTE_MS, span.endsAtMs);
}

/** `22:00 to 06:00 of sat, sun`; nothing about days when it is all of them. */
export function windowText({ days, fromMinute, toMinute }: TimeWindow): string {
  const clock = `${clockText(fromMinute)} to ${clockText(toMinute)}`;
  return days.length === WEEKDAYS.length ? clock : `${clock} of ${days.join(', ')}`;
}

/** `2026-12-25`. */
export function dateText(date: CalendarDate): string {
  return String(date).replace(/(\d\d)(\d\d)$/, '-$1-$2');
}

/** `06:05`; the end of a day is `24:00`. */
export function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Minutes since midnight; undefined when the text is no time from 00:00 to 24:00. */
export function parseClock(text: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return minute <= MINUTES_PER_DAY ? minute : undefined;
}

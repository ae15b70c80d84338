/** Times of the week, such as nights and weekends, as the clock on the wall shows them. */
import { MINUTE_MS, minuteOfDay, WEEKDAYS, type LocalSpan, type Weekday } from './local-time.ts';

const MINUTES_PER_DAY = 1_440;

/** From a minute of some days to another; when `toMinute` is not after `fromMinute`, to that minute of the day after. */
export interface TimeWindow {
  /** The days on which it begins. */
  readonly days: readonly Weekday[];
  /** 0 to 1439. */
  readonly fromMinute: number;
  /** 0 to 1440, not included. */
  readonly toMinute: number;
}

/**
 * Several windows of which one must hold. What counts is what the clock shows: an hour that is skipped in spring is in no window, and one that comes
 * twice in autumn is in its window twice.
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
 * The moment up to which no window with these boundaries begins or ends: the next boundary of the day, or the end of the span.
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

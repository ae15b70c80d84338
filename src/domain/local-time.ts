/** What the clock on the wall shows in a time zone, cheap enough for every call. */
import { Temporal } from 'temporal-polyfill';
import { BoundedCache } from './bounded-cache.ts';

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** In the order of ISO 8601. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

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
}

/** More zones than there are names, so that only misspelt capitals could push one out. */
const ZONES_MAX = 2_000;

/** Remembers the present span of each zone, so that the calendar is asked once per zone and day, and not by every call. */
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

/** It begins at the moment that was asked for: what came before matters to nobody. */
function spanFrom(timeZone: string, atMs: number): LocalSpan {
  const offsetMs = offsetAt(timeZone, atMs);
  const day = Math.floor((atMs + offsetMs) / DAY_MS);
  const midnightMs = day * DAY_MS - offsetMs;
  const endsAtMs = endOfOffset(timeZone, offsetMs, atMs, midnightMs + DAY_MS);
  // 1 January 1970 was a Thursday, which has index 3.
  return { startsAtMs: atMs, endsAtMs, midnightMs, weekday: (((day + 3) % 7) + 7) % 7 };
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
 * The moment of a written date and time: in UTC when it ends in Z, else on the clock of the zone. Undefined when the calendar has no such date, or when
 * the zone's clock shows that time not at all or twice, because it is being changed.
 *
 * @param text - such as `2026-03-01T23:30:00` or `2026-03-01T23:30Z`.
 */
export function parseLocalTime(text: string, timeZone: string): number | undefined {
  const isUtc = text.endsWith('Z');
  try {
    const written = Temporal.PlainDateTime.from(isUtc ? text.slice(0, -1) : text, { overflow: 'reject' });
    return written.toZonedDateTime(isUtc ? 'UTC' : timeZone, { disambiguation: 'reject' }).epochMilliseconds;
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

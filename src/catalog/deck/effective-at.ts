/** When a row of a deck takes effect. */

/** Rows without a time have always been in effect. */
export const ALWAYS = Number.NEGATIVE_INFINITY;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an ISO 8601 day (midnight UTC) or an instant with its offset from UTC; an empty cell means always. A local time
 * without offset is refused, because nobody could say when it is.
 *
 * @returns milliseconds since 1970 UTC, `ALWAYS`, or undefined when the text is no such time.
 */
export function parseEffectiveAt(text: string): number | undefined {
  if (text === '') return ALWAYS;
  const [, year, month, day] = DAY.exec(text) ?? INSTANT.exec(text) ?? [];
  if (year === undefined || !isCalendarDay(Number(year), Number(month), Number(day))) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** `Date.parse` takes 30 February for 2 March. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Days of the calendar, such as holidays: single ones and stretches, of one year or of every year. */

/** A day as a number that reads as it is written: 20261225. */
export type CalendarDate = number;

/** The day that a clock in UTC shows then. */
export function calendarDateOf(time: Date): CalendarDate {
  return time.getUTCFullYear() * 10_000 + (time.getUTCMonth() + 1) * 100 + time.getUTCDate();
}

/** Some days, the last one included. */
export interface DateSpan {
  /** As written: `12-25`, `2026-12-24..2027-01-02`. */
  readonly text: string;
  /** Counts in every year: then `first` and `last` are month and day, 1225, and the last may be in the next year. */
  readonly yearly: boolean;
  readonly first: number;
  readonly last: number;
}

export function isWithin({ yearly, first, last }: DateSpan, date: CalendarDate): boolean {
  const day = yearly ? date % 10_000 : date;
  return first <= last ? day >= first && day <= last : day >= first || day <= last;
}

/** Whether the text has the form of a date or of two; whether they are in the calendar is not asked. */
export const DATE_FORM = /^((\d{4}-)?\d\d-\d\d)(?:\.\.((\d{4}-)?\d\d-\d\d))?$/;

/**
 * Reads `2026-12-25`, `12-25` (every year), or a stretch such as `12-24..01-02`. 29 February may be named; it comes in
 * leap years only.
 *
 * @returns what is wrong, as the end of a sentence, where it is none.
 */
export function parseDateSpan(text: string): DateSpan | { readonly problem: string } {
  const [, from, , to = from] = DATE_FORM.exec(text) ?? [];
  if (from === undefined || to === undefined) return { problem: 'is no date' };
  if (from.length !== to.length) return { problem: 'has one date with a year and one without' };
  const nowhere = [from, to].find((date) => !isInCalendar(date));
  if (nowhere !== undefined) return { problem: `is not in the calendar: there is no ${nowhere}` };
  const [first, last] = [numberOf(from), numberOf(to)];
  const yearly = from.length === YEARLESS.length;
  if (!yearly && last < first) return { problem: 'ends before it begins' };
  return { text, yearly, first, last };
}

/** The form of a date in every year. */
const YEARLESS = 'MM-DD';

function numberOf(date: string): number {
  return Number(date.replaceAll('-', ''));
}

/** A date without a year is in it when it is in some year. */
function isInCalendar(date: string): boolean {
  const whole = date.length === YEARLESS.length ? `2000-${date}` : date;
  const time = new Date(`${whole}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(whole);
}

/** Matches that no traffic can meet, because their keys contradict each other. */
import type { DateSpan } from '../../domain/calendar-dates.ts';
import { weekdayOf, WEEKDAYS } from '../../domain/local-time.ts';
import { callingCodeOf } from '../../domain/phone/metadata.ts';
import { listOf, type MatchSource, type TimeWindowSource } from '../schema/scalars.ts';
import { timeWindowOf } from './time-conditions.ts';
import { countriesNamed, type Vocabulary } from './vocabulary.ts';

/** Why the match never holds; undefined where it may. */
export function contradictionIn(source: MatchSource, words: Vocabulary): string | undefined {
  const { direction, leg, prefix, short_code: shortCode, country } = source;
  if (listOf(direction).join() === 'inbound' && listOf(leg).join() === 'forwarded')
    return 'a forwarded leg goes out, so its direction is never inbound';
  if (prefix !== undefined && shortCode !== undefined) return 'a short code has no prefix';
  if (prefix !== undefined && country !== undefined) return strangePrefix(listOf(prefix), listOf(country), words);
  return offDays(source, words);
}

/** Prefixes that no country of the match has; undefined where one may. */
function strangePrefix(
  prefixes: readonly string[],
  countries: readonly string[],
  words: Vocabulary,
): string | undefined {
  const callingCodes = countries.flatMap((word) => countriesNamed(word, words)).map(callingCodeOf);
  const isPossible = (prefix: string): boolean =>
    callingCodes.some((code) => code === undefined || `+${code}`.startsWith(prefix) || prefix.startsWith(`+${code}`));
  // An override may count numbers as those of any country.
  if (words.countryOverrides || prefixes.some(isPossible)) return undefined;
  return `no number of ${countries.join(', ')} begins with ${prefixes.join(' or ')}`;
}

/** Dates of one year each, on whose weekdays no window of the match is open. */
function offDays({ dates, time }: MatchSource, words: Vocabulary): string | undefined {
  if (dates === undefined || time === undefined) return undefined;
  const open = new Set(time.flatMap(weekdaysOf));
  const days = words.times.spansOf(dates).flatMap((span) => weekdaysIn(span));
  if (days.length === 0 || days.some((day) => open.has(day))) return undefined;
  const names = [...new Set(days)].map((day) => WEEKDAYS[day]).join(', ');
  return `its dates are ${names}, when none of its times is`;
}

/** The days on which the window is open at some minute. */
function weekdaysOf(window: TimeWindowSource): readonly number[] {
  const { days, fromMinute, toMinute } = timeWindowOf(window);
  const begins = days.map((day) => WEEKDAYS.indexOf(day));
  return toMinute <= fromMinute && toMinute > 0 ? begins.flatMap((day) => [day, (day + 1) % WEEKDAYS.length]) : begins;
}

/** All seven for what comes every year, and for a week or more. */
function weekdaysIn({ yearly, first, last }: DateSpan): readonly number[] {
  if (yearly) return WEEKDAYS.map((_, day) => day);
  const days: number[] = [];
  for (let at = timeOf(first); at <= timeOf(last) && days.length < WEEKDAYS.length; at += 86_400_000) {
    days.push(weekdayOf(new Date(at)));
  }
  return days;
}

function timeOf(date: number): number {
  return Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100);
}

/** Rules that look at the clock or the calendar, in the time zone of the account. */
import { type DateSpan, isWithin, parseDateSpan } from '../../domain/calendar-dates.ts';
import {
  clockText,
  dateText,
  LocalClock,
  type LocalSpan,
  minuteOfDay,
  nextBoundaryMs,
  parseClock,
  type TimeWindow,
  TimeWindows,
  WEEKDAYS,
  windowText,
} from '../../domain/local-time.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import { listOf, type MatchSource, type TimeWindowSource } from '../schema/scalars.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import type { Report, SourcePath } from '../source/problems.ts';

/** When and where something happens. */
type Moment = Pick<Traffic, 'timeZone' | 'atMs'>;

/** The `time` and the `dates` of a match. */
export interface TimeCondition {
  holds(moment: Moment): boolean;
  /** What of it holds, for explanations: `in its time 22:00 to 06:00, on its date 12-25`. */
  textAt(moment: Moment): string;
}

/**
 * All time conditions of a catalog. They share one clock, and together decide how long an answer of the catalog stays
 * true.
 */
export class TimeConditions {
  readonly #clock = new LocalClock();
  readonly #holidays: ReadonlyMap<string, readonly DateSpan[]>;
  /** Minutes of the day at which something begins or ends, ascending, none twice. A new day is one by itself. */
  #boundaries: readonly number[] = [];
  #isEmpty = true;
  #hasDates = false;

  constructor(holidays: ReadonlyMap<string, readonly DateSpan[]>) {
    this.#holidays = holidays;
  }

  /** Compiles `time` and `dates` of the match at the path; undefined when it has neither. */
  compile({ time, dates }: MatchSource, path: SourcePath, report: Report): TimeCondition | undefined {
    if (time === undefined && dates === undefined) return undefined;
    this.#isEmpty = false;
    const windows = time && this.#windows(time, [...path, 'time'], report);
    const spans = dates === undefined ? undefined : this.#dates(dates, [...path, 'dates'], report);
    return {
      holds: (moment) => {
        const span = this.#spanAt(moment);
        const { date } = span;
        return (windows?.contains(span, moment.atMs) ?? true) && (spans?.some((each) => isWithin(each, date)) ?? true);
      },
      textAt: (moment) => {
        const span = this.#spanAt(moment);
        const window = windows?.windowAt(span, moment.atMs);
        const day = spans?.find((each) => isWithin(each, span.date));
        const texts = [window && `in its time ${windowText(window)}`, day && `on its date ${day.text}`];
        return texts.filter((text) => text !== undefined).join(', ');
      },
    };
  }

  /**
   * The last millisecond for which everything that the catalog says at this moment is sure to hold; 0 when no rule
   * looks at the time. Boundaries of rules that the traffic never met count too, and so does every midnight: at worst a
   * request in that very millisecond is computed twice.
   */
  validUntilMs(moment: Moment): number {
    if (this.#isEmpty) return 0;
    return nextBoundaryMs(this.#boundaries, this.#spanAt(moment), moment.atMs) - 1;
  }

  /** `sun 23:30 in Europe/Berlin`, with the date where rules look at it; undefined when no rule looks at the time. */
  textAt(moment: Moment): string | undefined {
    if (this.#isEmpty) return undefined;
    const span = this.#spanAt(moment);
    const day = `${WEEKDAYS[span.weekday] ?? ''}${this.#hasDates ? ` ${dateText(span.date)}` : ''}`;
    return `${day} ${clockText(minuteOfDay(span, moment.atMs))} in ${moment.timeZone}`;
  }

  /** What the dates of a match stand for, as far as it is known. */
  spansOf(source: NonNullable<MatchSource['dates']>): readonly DateSpan[] {
    return this.#dates(source, [], NOBODY);
  }

  #windows(source: readonly TimeWindowSource[], path: SourcePath, report: Report): TimeWindows {
    const windows = new TimeWindows(source.map((window, index) => compileWindow(window, [...path, index], report)));
    this.#boundaries = [...new Set([...this.#boundaries, ...windows.boundaries])].toSorted((a, b) => a - b);
    return windows;
  }

  #dates(source: string | readonly string[], path: SourcePath, report: Report): readonly DateSpan[] {
    this.#hasDates = true;
    const texts = typeof source === 'string' ? [source] : source;
    return texts.flatMap((text, index) => {
      const at = typeof source === 'string' ? path : [...path, index];
      if (/^\d/.test(text)) return compileDates([text], () => at, report);
      const named = this.#holidays.get(text);
      if (named === undefined) {
        report(at, `there are no holidays "${text}" in catalog.yaml`, suggestion(text, this.#holidays.keys()));
      }
      return named ?? [];
    });
  }

  #spanAt({ timeZone, atMs }: Moment): LocalSpan {
    return this.#clock.spanAt(timeZone, atMs);
  }
}

/** Hears of mistakes that were reported already. */
const NOBODY: Report = Object.assign(() => undefined, { warn: () => undefined, placeOf: () => '' });

function compileWindow(source: TimeWindowSource, path: SourcePath, report: Report): TimeWindow {
  const window = timeWindowOf(source);
  if (window.fromMinute === window.toMinute) {
    const hint = 'for whole days write from: "00:00" and to: "24:00"';
    report([...path, 'to'], `the window is empty: it begins and ends at ${source.to}`, hint);
  }
  return window;
}

/** What a window says. The schema has checked its times; one that is none counts as midnight. */
export function timeWindowOf({ days, from, to }: TimeWindowSource): TimeWindow {
  const named = days === undefined ? WEEKDAYS : listOf(days);
  return {
    days: WEEKDAYS.filter((day) => named.includes(day)),
    fromMinute: parseClock(from) ?? 0,
    toMinute: parseClock(to) ?? 0,
  };
}

/* Dates, and the lists of them that have names. */

/** What a list without a name is called. */
const UNNAMED = 'holidays';

export function compileHolidays(
  source: CatalogFile['holidays'],
  report: Report,
): ReadonlyMap<string, readonly DateSpan[]> {
  const lists = Array.isArray(source) ? { [UNNAMED]: source } : source;
  return new Map(
    Object.entries(lists).map(([name, dates]) => {
      const path = Array.isArray(source) ? ['holidays'] : ['holidays', name];
      if (dates.length === 0) report(path, `the list "${name}" has no date`, 'add one, or remove the list');
      return [name, compileDates(dates, (index) => [...path, index], report)];
    }),
  );
}

function compileDates(
  texts: readonly string[],
  pathOf: (index: number) => SourcePath,
  report: Report,
): readonly DateSpan[] {
  return texts.flatMap((text, index) => {
    const span = parseDateSpan(text);
    if (!('problem' in span)) return [span];
    report(pathOf(index), `${text} ${span.problem}`, 'write 2026-12-25, 12-25 for every year, or from..to');
    return [];
  });
}

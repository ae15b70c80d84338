/** Rules that look at the time of day, in the time zone of the account. */
import { LocalClock, minuteOfDay, WEEKDAYS, type LocalSpan } from '../../domain/local-time.ts';
import { clockText, nextBoundaryMs, parseClock, TimeWindows, type TimeWindow } from '../../domain/time-windows.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { TimeWindowSource } from '../schema/time.ts';
import type { Report, SourcePath } from '../source/problems.ts';

/** When and where something happens. */
type Moment = Pick<Traffic, 'timeZone' | 'atMs'>;

/** One `time:` of a match. */
export interface TimeCondition {
  holds(moment: Moment): boolean;
  /** The window that holds, for explanations. */
  windowAt(moment: Moment): TimeWindow | undefined;
}

/** All time conditions of a catalog. They share one clock, and together decide how long an answer of the catalog stays true. */
export class TimeConditions {
  readonly #clock = new LocalClock();
  /** Ascending, none twice. */
  #boundaries: readonly number[] = [];

  /** Compiles the `time:` at the path. */
  compile(source: readonly TimeWindowSource[], path: SourcePath, report: Report): TimeCondition {
    const windows = new TimeWindows(source.map((window, index) => compileWindow(window, [...path, index], report)));
    this.#boundaries = [...new Set([...this.#boundaries, ...windows.boundaries])].toSorted((a, b) => a - b);
    return {
      holds: (moment) => windows.contains(this.#spanAt(moment), moment.atMs),
      windowAt: (moment) => windows.windowAt(this.#spanAt(moment), moment.atMs),
    };
  }

  /**
   * The last millisecond for which everything that the catalog says at this moment is sure to hold; 0 when no rule looks at the time. Boundaries of
   * rules that the traffic never met count too: at worst a request in that very millisecond is computed twice.
   */
  validUntilMs(moment: Moment): number {
    if (this.#boundaries.length === 0) return 0;
    return nextBoundaryMs(this.#boundaries, this.#spanAt(moment), moment.atMs) - 1;
  }

  /** `sun 23:30 in Europe/Berlin`; undefined when no rule looks at the time. */
  textAt(moment: Moment): string | undefined {
    if (this.#boundaries.length === 0) return undefined;
    const span = this.#spanAt(moment);
    return `${WEEKDAYS[span.weekday] ?? ''} ${clockText(minuteOfDay(span, moment.atMs))} in ${moment.timeZone}`;
  }

  #spanAt({ timeZone, atMs }: Moment): LocalSpan {
    return this.#clock.spanAt(timeZone, atMs);
  }
}

function compileWindow(source: TimeWindowSource, path: SourcePath, report: Report): TimeWindow {
  const fromMinute = parseClock(source.from) ?? 0;
  const toMinute = parseClock(source.to) ?? 0;
  if (fromMinute === toMinute) {
    const hint = 'for whole days write from: "00:00" and to: "24:00"';
    report([...path, 'to'], `the window is empty: it begins and ends at ${source.to}`, hint);
  }
  const days = typeof source.days === 'string' ? [source.days] : (source.days ?? WEEKDAYS);
  return { days: WEEKDAYS.filter((day) => days.includes(day)), fromMinute, toMinute };
}

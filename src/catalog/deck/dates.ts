/** When a row of a deck takes effect and when it ends: dates as carriers write them, on the clock of their zone. */
import { parseLocalTime, startOfLocalDay } from '../../domain/local-time.ts';

/** Rows without a time have always been in effect. */
export const ALWAYS = Number.NEGATIVE_INFINITY;

/** Rows without an end never end. */
export const NEVER = Number.POSITIVE_INFINITY;

/** `YYYY` or `YY`, `MM` or `Mon`, `DD`, each once, in any order. */
export const DATE_FORM = /^(?=.*YY)(?=.*M)(?=.*DD)(?:(?:YYYY|YY|MM|Mon|DD)[-/. ]?){3}$/;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time of day, perhaps with its offset from UTC. */
const CLOCK = new RegExp(
  String.raw`^(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?:\s*([AP])\.?M\.?)?` +
    String.raw`(?:\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$`,
  'i',
);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface Moment {
  readonly atMs: number;
  /** A whole day, or its last minute or second: what ends then ends with the day. */
  readonly isDayEnd: boolean;
  /** The beginning of the next day. */
  readonly nextDayMs: number;
}

/** Reads the dates of one deck. A file has few different ones, so each is read once. */
export class DateReader {
  readonly #pattern: RegExp;
  readonly #order: readonly string[];
  readonly #timeZone: string | undefined;
  readonly #known = new Map<string, Moment | undefined>();

  /**
   * @param form - such as `MM/DD/YYYY`.
   * @param timeZone - IANA name. Without one days begin in UTC, and a time of day needs an offset of its own, because
   * nobody could say when it is.
   */
  constructor(form: string, timeZone: string | undefined) {
    const tokens = form.match(/YYYY|YY|MM|Mon|DD|[-/. ]/g) ?? [];
    const parts: Readonly<Record<string, string>> = {
      YYYY: String.raw`(\d{4})`,
      YY: String.raw`(\d{2})`,
      MM: tokens.some((token) => /[-/. ]/.test(token)) ? String.raw`(\d{1,2})` : String.raw`(\d{2})`,
      DD: tokens.some((token) => /[-/. ]/.test(token)) ? String.raw`(\d{1,2})` : String.raw`(\d{2})`,
      Mon: String.raw`([A-Za-z]{3})[a-z]*`,
    };
    const source = tokens.map((token) => parts[token] ?? (token === '.' ? String.raw`\.` : token)).join('');
    this.#pattern = new RegExp(`^${source}(.*)$`);
    this.#order = tokens.filter((token) => token in parts);
    this.#timeZone = timeZone;
  }

  /** From when a row is in effect, in milliseconds since 1970 UTC; undefined for what is no date of this form. */
  beginning(text: string): number | undefined {
    return text === '' ? ALWAYS : this.#momentOf(text)?.atMs;
  }

  /** From when a row is no longer in effect: a day belongs to the row to its end. */
  end(text: string): number | undefined {
    if (text === '') return NEVER;
    const moment = this.#momentOf(text);
    return moment?.isDayEnd === true ? moment.nextDayMs : moment?.atMs;
  }

  #momentOf(text: string): Moment | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    const moment = this.#read(text);
    this.#known.set(text, moment);
    return moment;
  }

  #read(text: string): Moment | undefined {
    const match = this.#pattern.exec(text);
    if (match === null) return undefined;
    const part = (token: string): string => match[this.#order.indexOf(token) + 1] ?? '';
    const year = this.#order.includes('YYYY') ? part('YYYY') : `20${part('YY')}`;
    const month = this.#order.includes('Mon') ? MONTHS.indexOf(part('Mon').toLowerCase()) + 1 : Number(part('MM'));
    const day = `${year}-${two(month)}-${two(Number(part('DD')))}`;
    const clock = CLOCK.exec(match.at(-1) ?? '');
    const midnightMs = startOfLocalDay(day, this.#timeZone ?? 'UTC');
    if (clock === null || midnightMs === undefined) return undefined;
    const nextDay = new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    const nextDayMs = startOfLocalDay(nextDay, this.#timeZone ?? 'UTC') ?? midnightMs + DAY_MS;
    const time = timeOf(clock);
    if (time === undefined) return undefined;
    if (time === '') return { atMs: midnightMs, isDayEnd: true, nextDayMs };
    const offset = clock[5];
    const atMs = this.#at(`${day}T${time}`, offset);
    return atMs === undefined
      ? undefined
      : { atMs, isDayEnd: time.startsWith('23:59') && offset === undefined, nextDayMs };
  }

  #at(local: string, offset: string | undefined): number | undefined {
    if (offset === undefined) return this.#timeZone === undefined ? undefined : parseLocalTime(local, this.#timeZone);
    const utcMs = parseLocalTime(`${local}Z`, 'UTC');
    const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
    const shiftMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    return utcMs === undefined ? undefined : utcMs - (sign === '-' ? -shiftMs : shiftMs);
  }
}

/** `14:30:00`, empty for none, undefined for a clock that shows no such time. */
function timeOf([text, hours = '', minutes = '', seconds = '00', half]: RegExpExecArray): string | undefined {
  if (text === '') return '';
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  }
  return hour > 23 || Number(minutes) > 59 || Number(seconds) > 59 ? undefined : `${two(hour)}:${minutes}:${seconds}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

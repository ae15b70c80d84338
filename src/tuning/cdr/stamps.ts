/** Times as call records have them: with a zone, without one, or as a number since 1970. */
import { BoundedCache } from '../../domain/bounded-cache.ts';
import { parseLocalTime } from '../../domain/local-time.ts';

const TEXT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;

/** What databases and switches write where there was no such time. */
const NEVER = /^(?:0+|0000-00-00[ T]00:00:00(?:\.0+)?|null|none|-)?$/i;

/** Minutes remembered: two months of them. */
const MINUTES_MAX = 100_000;

/** Reads the stamps of one file. Asking a calendar costs, and many calls begin in the same minute: it is asked once. */
export class StampReader {
  readonly #timeZone: string;
  readonly #minutes = new BoundedCache<number>(MINUTES_MAX);

  /**
   * @param timeZone - IANA name: whose clock stamps without a zone show. Of an hour that it shows twice, when clocks
   * are set back, the first is meant.
   */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** Milliseconds since 1970; 0 where there was no such time, undefined for what is no time. */
  read(text: string): number | undefined {
    if (NEVER.test(text)) return 0;
    if (/^\d{9,}(?:\.\d+)?$/.test(text)) return fromNumber(text);
    const match = TEXT.exec(text);
    if (match === null) return undefined;
    const [, day = '', minute = '', seconds = '0', fraction = '', zone = ''] = match;
    const startsAtMs = this.#minute(`${day}T${minute}`, zone);
    if (startsAtMs === undefined || Number(seconds) > 60) return undefined;
    return startsAtMs + Number(seconds) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  }

  #minute(local: string, zone: string): number | undefined {
    const key = zone === '' ? local : `${local}${zone}`;
    const known = this.#minutes.get(key);
    if (known !== undefined) return known;
    const atMs = zone === '' ? parseLocalTime(`${local}:00`, this.#timeZone, 'earlier') : zoned(local, zone);
    if (atMs !== undefined) this.#minutes.set(key, atMs);
    return atMs;
  }
}

function zoned(local: string, zone: string): number | undefined {
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const utcMs = parseLocalTime(`${local}:00`, 'UTC');
  const shiftMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return utcMs === undefined ? undefined : utcMs - (sign === '-' ? -shiftMs : shiftMs);
}

/** Seconds, milliseconds or microseconds: which of them shows by the size, from 1973 to the year 5138. */
function fromNumber(text: string): number {
  const value = Number(text);
  if (value >= 1e14) return Math.floor(value / 1000);
  return value >= 1e11 ? Math.floor(value) : Math.floor(value * 1000);
}

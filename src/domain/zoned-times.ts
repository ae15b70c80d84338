/** Many moments on the clock of one zone, as RFC 3339 has them: `2026-11-28T13:00:05+01:00`. */
import { Temporal } from 'temporal-polyfill';

/** No zone changes its clocks but at a quarter of an hour. */
const QUARTER_MS = 900_000;
/** A week of quarters: reports are in the order of time. */
const KNOWN_MAX = 700;

export class ZonedTimes {
  readonly #timeZone: string;
  /** Offset from UTC in minutes, by quarter. */
  readonly #offsets = new Map<number, number>();

  /** @param timeZone - IANA name */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** To the second; empty where there is no such time, which 0 means too. */
  text(atMs: number): string {
    if (atMs === 0) return '';
    const minutes = this.#offsetAt(atMs);
    const local = new Date(atMs + minutes * 60_000).toISOString().slice(0, 19);
    if (minutes === 0) return `${local}Z`;
    const size = Math.abs(minutes);
    const [hours, rest] = [Math.floor(size / 60), size % 60].map((figure) => String(figure).padStart(2, '0'));
    return `${local}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
  }

  #offsetAt(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(this.#timeZone);
    // Zones of the nineteenth century had seconds too; nobody called then.
    const minutes = Math.round(zoned.offsetNanoseconds / 60e9);
    if (this.#offsets.size >= KNOWN_MAX) this.#offsets.clear();
    this.#offsets.set(quarter, minutes);
    return minutes;
  }
}

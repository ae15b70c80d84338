/**
 * A compiled rate deck. Immutable; the same question always has the same answer, whatever the time at which it is
 * asked.
 */
import type { ExactRate, MilliCents } from '../../domain/money.ts';
import { NONE, PrefixIndex, spanOf } from './prefix-index.ts';

/** What a row says about the numbers under its prefix. */
export interface DeckPrice extends ExactRate {
  /** For people, from the deck; empty when it has none. */
  readonly name: string;
  readonly connectFeeMilliCents: MilliCents;
  /** In units (seconds or segments), at least 1. */
  readonly firstIncrement: number;
  /** In units (seconds or segments), at least 1. */
  readonly nextIncrement: number;
}

/**
 * A price and the prefix under which it was found. The rate is per second in call decks, per segment in message decks.
 */
export interface DeckEntry extends DeckPrice {
  readonly prefix: string;
}

/** One row, read but not yet compiled. */
export interface DeckRow {
  /** Of the prefix, padded to 15 digits. */
  readonly firstNumber: number;
  readonly prefixLength: number;
  /** Milliseconds since 1970 UTC from which the row is in effect; minus infinity for always. */
  readonly effectiveAtMs: number;
  /** Shared by rows that say the same. */
  readonly price: DeckPrice;
}

export class Deck {
  /** How many prefixes have a price, now or later. */
  readonly size: number;
  /** No entry's rate or rate units are above these: what a markup or the longest call must be checked against. */
  readonly bound: ExactRate;
  readonly #index: PrefixIndex;
  /** Digits of each prefix. */
  readonly #prefixLengths: Uint8Array;
  /** Rows of a prefix lie together, in the order in which they take effect; this is where each prefix's rows begin. */
  readonly #firstRows: Uint32Array;
  /** The rows as columns: as objects, half a million of them take 50 MB more. */
  readonly #effectiveAtMs: Float64Array;
  readonly #prices: readonly DeckPrice[];

  /** @param rows - in the order of `byPrefixAndTime`, no two of them equal. */
  constructor(rows: readonly DeckRow[]) {
    const firstRows: number[] = [];
    rows.forEach((row, position) => {
      if (position === 0 || !isSamePrefix(row, rows[position - 1])) firstRows.push(position);
    });
    this.size = firstRows.length;
    this.#prefixLengths = Uint8Array.from(firstRows, (position) => rows[position]?.prefixLength ?? 0);
    this.#index = new PrefixIndex(
      Float64Array.from(firstRows, (position) => rows[position]?.firstNumber ?? 0),
      this.#prefixLengths,
    );
    firstRows.push(rows.length);
    this.#firstRows = Uint32Array.from(firstRows);
    this.#effectiveAtMs = Float64Array.from(rows, (row) => row.effectiveAtMs);
    this.#prices = rows.map((row) => row.price);
    this.bound = boundOf(rows);
  }

  /**
   * The price under the longest prefix of the number that has one in effect at that time.
   *
   * @param e164Digits - digits of the number without plus; anything else finds nothing.
   */
  lookup(e164Digits: string, atMs: number): DeckEntry | undefined {
    let prefix = this.#index.find(e164Digits);
    while (prefix !== NONE) {
      const price = this.#priceInEffect(prefix, atMs);
      if (price !== undefined) return entryOf(price, e164Digits.slice(0, this.#prefixLengths[prefix]));
      // All rows of this prefix are still to come, so the shorter one speaks for it.
      prefix = this.#index.parentOf(prefix);
    }
    return undefined;
  }

  #priceInEffect(prefix: number, atMs: number): DeckPrice | undefined {
    const first = this.#firstRows[prefix] ?? 0;
    for (let row = (this.#firstRows[prefix + 1] ?? 0) - 1; row >= first; row -= 1) {
      if ((this.#effectiveAtMs[row] ?? Infinity) <= atMs) return this.#prices[row];
    }
    return undefined;
  }
}

/**
 * The order in which a deck wants its rows: prefixes ascending, a prefix before the longer ones under it, earlier
 * before later.
 */
export function byPrefixAndTime(a: DeckRow, b: DeckRow): number {
  return a.firstNumber - b.firstNumber || a.prefixLength - b.prefixLength || laterOf(a.effectiveAtMs, b.effectiveAtMs);
}

export function isSamePrefix(a: DeckRow, b: DeckRow | undefined): boolean {
  return b !== undefined && a.firstNumber === b.firstNumber && a.prefixLength === b.prefixLength;
}

/** The prefix of a row as it was written. */
export function prefixOf(row: DeckRow): string {
  return String(row.firstNumber / spanOf(row.prefixLength));
}

/** Infinities have no difference, so this compares. */
function laterOf(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Written out, because a spread here costs more than the search. */
function entryOf(price: DeckPrice, prefix: string): DeckEntry {
  return {
    prefix,
    name: price.name,
    rate: price.rate,
    rateUnits: price.rateUnits,
    connectFeeMilliCents: price.connectFeeMilliCents,
    firstIncrement: price.firstIncrement,
    nextIncrement: price.nextIncrement,
  };
}

function boundOf(rows: readonly DeckRow[]): ExactRate {
  let rate = 0;
  let rateUnits = 1;
  for (const { price } of rows) {
    rate = Math.max(rate, price.rate);
    rateUnits = Math.max(rateUnits, price.rateUnits);
  }
  return { rate, rateUnits };
}

/* When a row of a deck takes effect. */

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

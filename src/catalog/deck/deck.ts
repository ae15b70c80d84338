/**
 * A compiled rate deck. Immutable; the same question always has the same answer, whatever the time at which it is
 * asked.
 */
import type { ExactRate, MilliCents } from '../../domain/money.ts';
import { indexPrefixes, NONE, PrefixIndex, type PrefixTables, spanOf } from './prefix-index.ts';

/** What a row says about the numbers under its prefix. */
export interface DeckPrice extends ExactRate {
  /** For people, from the deck; empty when it has none. */
  readonly name: string;
  readonly connectFeeMilliCents: MilliCents;
  /** In units (seconds or segments), at least 1. */
  readonly firstIncrement: number;
  /** In units (seconds or segments), at least 1. */
  readonly nextIncrement: number;
  /** The carrier has closed the code: there is no price, and no shorter prefix speaks for it. Absent is open. */
  readonly blocked?: true;
}

/**
 * A price and the prefix under which it was found. The rate is per second in call decks, per segment in message decks.
 */
export interface DeckEntry extends DeckPrice {
  readonly prefix: string;
}

/** What a row says besides its prefix; shared by rows that say the same. */
export interface DeckTail {
  /** Milliseconds since 1970 UTC from which the row is in effect; minus infinity for always. */
  readonly effectiveAtMs: number;
  /** From which it is no longer; infinity for never. */
  readonly endsAtMs: number;
  readonly price: DeckPrice;
}

/** One row, read but not yet compiled. */
export interface DeckRow {
  /** Of the prefix, padded to 15 digits. */
  readonly firstNumber: number;
  readonly prefixLength: number;
  /** In the file, from 1. */
  readonly lineNumber: number;
  readonly tail: DeckTail;
}

/**
 * A deck as columns, which cost 50 MB less than half a million objects and pass from one thread to another without
 * being copied.
 */
export interface DeckTables {
  readonly index: PrefixTables;
  /** Rows of a prefix lie together, in the order in which they take effect; where each prefix's rows begin. */
  readonly firstRows: Uint32Array<ArrayBuffer>;
  readonly effectiveAtMs: Float64Array<ArrayBuffer>;
  readonly endsAtMs: Float64Array<ArrayBuffer>;
  /** By row: which price. */
  readonly priceOfRow: Uint32Array<ArrayBuffer>;
  readonly prices: PriceTable;
  readonly bound: ExactRate;
}

interface PriceTable {
  readonly rates: Float64Array<ArrayBuffer>;
  readonly rateUnits: Float64Array<ArrayBuffer>;
  readonly connectFees: Float64Array<ArrayBuffer>;
  readonly firstIncrements: Uint32Array<ArrayBuffer>;
  readonly nextIncrements: Uint32Array<ArrayBuffer>;
  readonly blocked: Uint8Array<ArrayBuffer>;
  /** All names, one behind the other. */
  readonly names: string;
  readonly nameEnds: Uint32Array<ArrayBuffer>;
}

/** A prefix of a deck at some time. */
export interface DeckCode {
  readonly prefix: string;
  /** `to_come`: no row of it is in effect yet; `ended`: the last one is over. */
  readonly state: 'priced' | 'blocked' | 'to_come' | 'ended';
  /** For `Deck.entry`; NONE for one that is to come. */
  readonly row: number;
}

export class Deck {
  /** How many prefixes have a price, now or later. */
  readonly size: number;
  /** No entry's rate or rate units are above these: what a markup or the longest call must be checked against. */
  readonly bound: ExactRate;
  readonly #tables: DeckTables;
  readonly #index: PrefixIndex;

  constructor(tables: DeckTables) {
    this.size = tables.index.lengths.length;
    this.bound = tables.bound;
    this.#tables = tables;
    this.#index = new PrefixIndex(tables.index);
  }

  /** How many rows the deck has. */
  get rowCount(): number {
    return this.#tables.priceOfRow.length;
  }

  /**
   * The row under the longest prefix of the number that has one in effect at that time, or NONE. Where the last row of
   * that prefix has ended the code is discontinued: the shorter prefix does not speak for it.
   *
   * @param e164Digits - digits of the number without plus; anything else finds nothing.
   */
  find(e164Digits: string, atMs: number): number {
    let prefix = this.#index.find(e164Digits);
    while (prefix !== NONE) {
      const row = this.#lastBegun(prefix, atMs);
      if (row !== NONE) return (this.#tables.endsAtMs[row] ?? 0) > atMs ? row : NONE;
      // All rows of this prefix are still to come, so the shorter one speaks for it.
      prefix = this.#index.parentOf(prefix);
    }
    return NONE;
  }

  /** The entry of a row. `find` gives rows. */
  entry(row: number): DeckEntry {
    const prefix = this.#prefixOfRow(row);
    const price = this.#tables.priceOfRow[row] ?? 0;
    const { rates, rateUnits, connectFees, firstIncrements, nextIncrements, blocked, names, nameEnds } =
      this.#tables.prices;
    return {
      prefix: this.#index.prefixAt(prefix),
      name: names.slice(nameEnds[price - 1] ?? 0, nameEnds[price]),
      rate: rates[price] ?? 0,
      rateUnits: rateUnits[price] ?? 1,
      connectFeeMilliCents: connectFees[price] ?? 0,
      firstIncrement: firstIncrements[price] ?? 1,
      nextIncrement: nextIncrements[price] ?? 1,
      ...(blocked[price] === 1 ? { blocked: true } : {}),
    };
  }

  /** The entry that `find` finds. */
  lookup(e164Digits: string, atMs: number): DeckEntry | undefined {
    const row = this.find(e164Digits, atMs);
    return row === NONE ? undefined : this.entry(row);
  }

  /** Every prefix of the deck, ascending, a prefix before the longer ones under it; and what it says at a time. */
  *codesAt(atMs: number): Generator<DeckCode> {
    for (let position = 0; position < this.size; position += 1) {
      const row = this.#lastBegun(position, atMs);
      const prefix = this.#index.prefixAt(position);
      if (row === NONE) yield { prefix, state: 'to_come', row };
      else if ((this.#tables.endsAtMs[row] ?? 0) <= atMs) yield { prefix, state: 'ended', row };
      else yield { prefix, state: this.#isBlocked(row) ? 'blocked' : 'priced', row };
    }
  }

  /** The first and the last moment at which a row takes effect, of those that do not always have been; if any. */
  get effectiveSpan(): { readonly firstMs: number; readonly lastMs: number } | undefined {
    let [firstMs, lastMs] = [Infinity, -Infinity];
    for (const atMs of this.#tables.effectiveAtMs) {
      if (atMs > -Infinity && atMs < firstMs) firstMs = atMs;
      if (atMs > lastMs) lastMs = atMs;
    }
    return lastMs === -Infinity ? undefined : { firstMs, lastMs };
  }

  #isBlocked(row: number): boolean {
    return this.#tables.prices.blocked[this.#tables.priceOfRow[row] ?? 0] === 1;
  }

  #lastBegun(prefix: number, atMs: number): number {
    const { firstRows, effectiveAtMs } = this.#tables;
    const first = firstRows[prefix] ?? 0;
    for (let row = (firstRows[prefix + 1] ?? 0) - 1; row >= first; row -= 1) {
      if ((effectiveAtMs[row] ?? Infinity) <= atMs) return row;
    }
    return NONE;
  }

  /** The last prefix whose rows begin at or before this one. */
  #prefixOfRow(row: number): number {
    const { firstRows } = this.#tables;
    let [low, high] = [0, this.size - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((firstRows[middle] ?? Infinity) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Compiles rows. @param rows - in the order of `byPrefixAndTime`, no two of them of one prefix and time. */
export function compileDeck(rows: readonly DeckRow[]): DeckTables {
  const firstRows: number[] = [];
  const numbers = new Map<DeckPrice, number>();
  const prices: DeckPrice[] = [];
  const effectiveAtMs = new Float64Array(rows.length);
  const endsAtMs = new Float64Array(rows.length);
  const priceOfRow = new Uint32Array(rows.length);
  let position = 0;
  for (const row of rows) {
    if (position === 0 || !isSamePrefix(row, rows[position - 1])) firstRows.push(position);
    const { tail } = row;
    let number = numbers.get(tail.price);
    if (number === undefined) {
      number = prices.push(tail.price) - 1;
      numbers.set(tail.price, number);
    }
    priceOfRow[position] = number;
    effectiveAtMs[position] = tail.effectiveAtMs;
    endsAtMs[position] = tail.endsAtMs;
    position += 1;
  }
  const firsts = Float64Array.from(firstRows, (first) => rows[first]?.firstNumber ?? 0);
  const lengths = Uint8Array.from(firstRows, (first) => rows[first]?.prefixLength ?? 0);
  firstRows.push(rows.length);
  return {
    index: indexPrefixes(firsts, lengths),
    firstRows: Uint32Array.from(firstRows),
    effectiveAtMs,
    endsAtMs,
    priceOfRow,
    ...priceTable(prices),
  };
}

function priceTable(all: readonly DeckPrice[]): Pick<DeckTables, 'prices' | 'bound'> {
  const prices = {
    rates: new Float64Array(all.length),
    rateUnits: new Float64Array(all.length),
    connectFees: new Float64Array(all.length),
    firstIncrements: new Uint32Array(all.length),
    nextIncrements: new Uint32Array(all.length),
    blocked: new Uint8Array(all.length),
    names: all.map(({ name }) => name).join(''),
    nameEnds: new Uint32Array(all.length),
  };
  let end = 0;
  let bound: ExactRate = { rate: 0, rateUnits: 1 };
  for (const [number, price] of all.entries()) {
    const { rate, rateUnits } = price;
    prices.rates[number] = rate;
    prices.rateUnits[number] = rateUnits;
    prices.connectFees[number] = price.connectFeeMilliCents;
    prices.firstIncrements[number] = price.firstIncrement;
    prices.nextIncrements[number] = price.nextIncrement;
    prices.blocked[number] = price.blocked === true ? 1 : 0;
    prices.nameEnds[number] = end += price.name.length;
    if (rate > bound.rate || rateUnits > bound.rateUnits)
      bound = { rate: Math.max(rate, bound.rate), rateUnits: Math.max(rateUnits, bound.rateUnits) };
  }
  return { prices, bound };
}

/**
 * The order in which a deck wants its rows: prefixes ascending, a prefix before the longer ones under it, earlier
 * before later; rows that say the same about when in the order of the file.
 */
export function byPrefixAndTime(a: DeckRow, b: DeckRow): number {
  return (
    a.firstNumber - b.firstNumber ||
    a.prefixLength - b.prefixLength ||
    laterOf(a.tail.effectiveAtMs, b.tail.effectiveAtMs) ||
    a.lineNumber - b.lineNumber
  );
}

export function isSamePrefix(a: DeckRow, b: DeckRow | undefined): boolean {
  return b !== undefined && a.firstNumber === b.firstNumber && a.prefixLength === b.prefixLength;
}

/** The prefix of a row as digits. */
export function prefixOf(row: DeckRow): string {
  return String(row.firstNumber / spanOf(row.prefixLength));
}

/** Infinities have no difference, so this compares. */
function laterOf(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

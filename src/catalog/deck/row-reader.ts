/** One row of a deck: its cells, checked and priced. */
import { MoneyError, parseMoney, parseRate } from '../../domain/money.ts';
import { columnOfCell, splitCsvLine } from './csv-line.ts';
import type { DeckHeader, DeckLayout } from './columns.ts';
import type { DeckPrice, DeckRow } from './deck.ts';
import { parseEffectiveAt } from './effective-at.ts';
import { firstNumberUnder } from './prefix-index.ts';
import type { DeckProblems } from './problem.ts';

/** A day: longer increments are a mistake. */
const INCREMENT_MAX = 86_400;

/** What a row says besides its prefix. */
type Tail = Pick<DeckRow, 'effectiveAtMs' | 'price'>;

/** Reads rows of one deck. It remembers what stands behind the prefix, which repeats: half a million rows hold a few thousand prices. */
export class RowReader {
  readonly #layout: DeckLayout;
  /** Units behind a price: 60 seconds in a minute, one segment in a segment. */
  readonly #unitsPerRate: number;
  readonly #header: DeckHeader;
  readonly #problems: DeckProblems;
  readonly #prices = new Map<string, DeckPrice>();
  readonly #times = new Map<string, number>();

  constructor(layout: DeckLayout, unitsPerRate: number, header: DeckHeader, problems: DeckProblems) {
    this.#layout = layout;
    this.#unitsPerRate = unitsPerRate;
    this.#header = header;
    this.#problems = problems;
  }

  /** The row, or undefined after its problems have been added. */
  read(line: string, lineNumber: number): DeckRow | undefined {
    const split = splitCsvLine(line);
    if (!split.ok) {
      this.#problems.add(
        lineNumber,
        split.fault.column,
        split.fault.message,
        'write a quote inside a cell as two quotes',
      );
      return undefined;
    }
    const { cells } = split;
    const { cellCount } = this.#header;
    if (cells.length !== cellCount) {
      const column = columnOfCell(line, Math.min(cells.length, cellCount));
      const hint = 'quote a name that holds a comma; leave unused cells empty, but keep their commas';
      this.#problems.add(lineNumber, column, `the row has ${cells.length} cells, the header ${cellCount}`, hint);
      return undefined;
    }
    const before = this.#problems.count;
    const row = this.#rowOf(new Cells(this.#header, cells, line, lineNumber, this.#problems));
    return this.#problems.count === before ? row : undefined;
  }

  #rowOf(cells: Cells): DeckRow {
    const prefix = cells.text('prefix');
    if (!/^[1-9]\d{0,14}$/.test(prefix)) {
      const hint = 'write the country code and what follows, without +, 00 or spaces, for instance 4420';
      cells.problem('prefix', `${quoted(prefix)} is not a prefix of 1 to 15 digits`, hint);
    }
    return {
      firstNumber: firstNumberUnder(prefix),
      prefixLength: prefix.length,
      effectiveAtMs: this.#timeOf(cells),
      price: this.#priceOf(cells),
    };
  }

  #timeOf(cells: Cells): number {
    const text = cells.text('effective_at');
    const known = this.#times.get(text);
    if (known !== undefined) return known;
    const time = parseEffectiveAt(text);
    if (time === undefined) {
      const hint = 'write 2026-12-01 (midnight UTC) or 2026-12-01T00:00:00Z, or leave it empty';
      cells.problem('effective_at', `${quoted(text)} is not a time`, hint);
      return 0;
    }
    this.#times.set(text, time);
    return time;
  }

  #priceOf(cells: Cells): DeckPrice {
    const texts = [this.#layout.rateColumn, 'connect_fee', 'first_increment', 'next_increment', 'name'].map((column) =>
      cells.text(column),
    );
    // Cells come from single lines, so a line break cannot be part of one.
    const key = texts.join('\n');
    const known = this.#prices.get(key);
    if (known !== undefined) return known;
    const before = this.#problems.count;
    const { rate, rateUnits } = cells.parsed(this.#layout.rateColumn, parseRate, { rate: 0, rateUnits: 1 });
    const price: DeckPrice = {
      name: detached(cells.text('name')),
      rate,
      rateUnits: rateUnits * this.#unitsPerRate,
      connectFeeMilliCents: cells.text('connect_fee') === '' ? 0 : cells.parsed('connect_fee', parseFee, 0),
      firstIncrement: this.#incrementOf(cells, 'first_increment'),
      nextIncrement: this.#incrementOf(cells, 'next_increment'),
    };
    if (this.#problems.count === before) this.#prices.set(key, price);
    return price;
  }

  /** Message decks have no increments: a segment is a segment. */
  #incrementOf(cells: Cells, column: string): number {
    if (!this.#header.positions.has(column)) return 1;
    const text = cells.text(column);
    const increment = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (increment < 1 || increment > INCREMENT_MAX) {
      cells.problem(
        column,
        `${quoted(text)} is not an increment`,
        `write whole seconds from 1 to ${INCREMENT_MAX}, for instance 60`,
      );
    }
    return increment;
  }
}

/** The cells of one row by the names of their columns. */
class Cells {
  readonly #header: DeckHeader;
  readonly #cells: readonly string[];
  readonly #line: string;
  readonly #lineNumber: number;
  readonly #problems: DeckProblems;

  constructor(header: DeckHeader, cells: readonly string[], line: string, lineNumber: number, problems: DeckProblems) {
    this.#header = header;
    this.#cells = cells;
    this.#line = line;
    this.#lineNumber = lineNumber;
    this.#problems = problems;
  }

  /** Empty for a column that the deck leaves out. */
  text(column: string): string {
    const position = this.#header.positions.get(column);
    return position === undefined ? '' : (this.#cells[position] ?? '');
  }

  parsed<Value>(column: string, parse: (text: string) => Value, otherwise: Value): Value {
    try {
      return parse(this.text(column));
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      this.problem(column, error.message, 'write a plain decimal in currency units, for instance 0.05');
      return otherwise;
    }
  }

  problem(column: string, message: string, hint: string): void {
    const position = this.#header.positions.get(column) ?? 0;
    this.#problems.add(this.#lineNumber, columnOfCell(this.#line, position), `${column}: ${message}`, hint);
  }
}

function parseFee(text: string): number {
  const fee = parseMoney(text);
  if (fee < 0) throw new MoneyError('not_a_decimal', `${quoted(text)} is negative`);
  return fee;
}

/** A copy: a slice of the file would keep all of it in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** One row of a deck: its cells, checked and priced. */
import { MoneyError, parseMoney, parseRate } from '../../domain/money.ts';
import { FOREIGN_HINT } from '../source/problems.ts';
import { columnOfCell, type DeckHeader, type DeckLayout, type DeckProblems, splitCsvLine } from './columns.ts';
import { ALWAYS, type DeckPrice, type DeckRow, parseEffectiveAt } from './deck.ts';
import { firstNumberUnder } from './prefix-index.ts';

/** A day: longer increments are a mistake. */
const INCREMENT_MAX = 86_400;

const PREFIX = /^[1-9]\d{0,14}$/;

/** What the figures of a price mean. */
export interface Priced {
  /** Units behind a rate: 60 seconds in a minute, one segment in a segment. */
  readonly units: number;
  /** ISO 4217, whose sign a price may carry; undefined where it is not known. */
  readonly currency: string | undefined;
}

/** What a row says besides its prefix. */
type Tail = Pick<DeckRow, 'effectiveAtMs' | 'price'>;

/**
 * Reads the rows of one deck. What stands behind the prefix repeats (half a million rows hold a few thousand prices),
 * so where the prefix comes first each tail is read once.
 */
export class RowReader {
  readonly #layout: DeckLayout;
  readonly #priced: Priced;
  readonly #header: DeckHeader;
  readonly #problems: DeckProblems;
  readonly #prefixIsFirst: boolean;
  readonly #tails = new Map<string, Tail>();

  constructor(layout: DeckLayout, priced: Priced, header: DeckHeader, problems: DeckProblems) {
    this.#layout = layout;
    this.#priced = priced;
    this.#header = header;
    this.#problems = problems;
    this.#prefixIsFirst = header.positions.get('prefix') === 0;
  }

  /** The row, or undefined after its problems have been added. */
  read(line: string, lineNumber: number): DeckRow | undefined {
    const comma = line.indexOf(',');
    const prefix = line.slice(0, comma);
    const isPlain = this.#prefixIsFirst && PREFIX.test(prefix);
    const known = isPlain ? this.#tails.get(line.slice(comma)) : undefined;
    if (known !== undefined) return rowOf(prefix, known);
    const cells = this.#cellsOf(line, lineNumber);
    if (cells === undefined) return undefined;
    const before = this.#problems.count;
    const row = rowOf(prefixIn(cells), { effectiveAtMs: timeIn(cells), price: this.#priceOf(cells) });
    if (this.#problems.count > before) return undefined;
    if (isPlain) this.#tails.set(line.slice(comma), row);
    return row;
  }

  #cellsOf(line: string, lineNumber: number): Cells | undefined {
    const split = splitCsvLine(line);
    if (!split.ok) {
      const { column, message } = split.fault;
      this.#problems.add(lineNumber, column, message, 'write a quote inside a cell as two quotes');
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
    return new Cells(this.#header, cells, line, lineNumber, this.#problems);
  }

  #priceOf(cells: Cells): DeckPrice {
    const { units, currency } = this.#priced;
    const { rate, rateUnits } = cells.parsed(this.#layout.rateColumn, (text) => parseRate(text, currency), {
      rate: 0,
      rateUnits: 1,
    });
    return {
      name: detached(cells.text('name')),
      rate,
      rateUnits: rateUnits * units,
      connectFeeMilliCents:
        cells.text('connect_fee') === '' ? 0 : cells.parsed('connect_fee', (text) => parseFee(text, currency), 0),
      firstIncrement: this.#incrementOf(cells, 'first_increment'),
      nextIncrement: this.#incrementOf(cells, 'next_increment'),
    };
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
      const isForeign = error.reason === 'foreign_currency';
      const hint = isForeign ? FOREIGN_HINT : 'write a plain decimal in currency units, for instance 0.05';
      this.problem(column, error.message, hint);
      return otherwise;
    }
  }

  problem(column: string, message: string, hint: string): void {
    const position = this.#header.positions.get(column) ?? 0;
    this.#problems.add(this.#lineNumber, columnOfCell(this.#line, position), `${column}: ${message}`, hint);
  }
}

function rowOf(prefix: string, { effectiveAtMs, price }: Tail): DeckRow {
  return { firstNumber: firstNumberUnder(prefix), prefixLength: prefix.length, effectiveAtMs, price };
}

function prefixIn(cells: Cells): string {
  const prefix = cells.text('prefix');
  if (!PREFIX.test(prefix)) {
    const hint = 'write the country code and what follows, without +, 00 or spaces, for instance 4420';
    cells.problem('prefix', `${quoted(prefix)} is not a prefix of 1 to 15 digits`, hint);
  }
  return prefix;
}

function timeIn(cells: Cells): number {
  const text = cells.text('effective_at');
  const time = parseEffectiveAt(text);
  if (time !== undefined) return time;
  const hint = 'write 2026-12-01 (midnight UTC) or 2026-12-01T00:00:00Z, or leave it empty';
  cells.problem('effective_at', `${quoted(text)} is not a time`, hint);
  return ALWAYS;
}

function parseFee(text: string, currency: string | undefined): number {
  const fee = parseMoney(text, currency);
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

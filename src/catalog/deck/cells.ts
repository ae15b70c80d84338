/** The cells of one row of a deck, and where its problems stand. */
import { MoneyError } from '../../domain/money.ts';
import { columnOfCell } from './csv.ts';
import { DecimalSignError } from './figures.ts';
import type { DeckHeader } from './header.ts';
import type { DeckField } from './mapping.ts';
import { type DeckProblems, FOREIGN_HINT } from './problems.ts';

/** Where the problems of a row stand. */
export class Place {
  readonly lineNumber: number;
  readonly #line: string;
  readonly #header: DeckHeader;
  readonly #problems: DeckProblems;

  constructor(line: string, lineNumber: number, header: DeckHeader, problems: DeckProblems) {
    this.#line = line;
    this.lineNumber = lineNumber;
    this.#header = header;
    this.#problems = problems;
  }

  problem(field: DeckField, message: string, hint: string): void {
    const column = columnOfCell(this.#line, this.#header.positions.get(field) ?? 0, this.#header.separator);
    this.#problems.add(this.lineNumber, column, `${field}: ${message}`, hint);
  }
}

/** The cells of one row by the fields that they stand for. */
export class Cells extends Place {
  readonly #positions: DeckHeader['positions'];
  readonly #cells: readonly string[];

  constructor(line: string, lineNumber: number, header: DeckHeader, problems: DeckProblems, cells: readonly string[]) {
    super(line, lineNumber, header, problems);
    this.#positions = header.positions;
    this.#cells = cells;
  }

  has(field: DeckField): boolean {
    return this.#positions.has(field);
  }

  /** Empty for a field that the deck leaves out. */
  text(field: DeckField): string {
    const position = this.#positions.get(field);
    return position === undefined ? '' : (this.#cells[position] ?? '');
  }

  parsed<Value>(field: DeckField, parse: (text: string) => Value, otherwise: Value): Value {
    try {
      return parse(this.text(field));
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      this.problem(field, error.message, hintFor(error));
      return otherwise;
    }
  }
}

function hintFor(error: MoneyError): string {
  if (error.reason === 'foreign_currency') return FOREIGN_HINT;
  return error instanceof DecimalSignError
    ? 'write all figures alike, or say `decimal: ","` or `decimal: "."` of the deck in decks: of rates.yaml'
    : 'write a plain decimal in currency units, for instance 0.05';
}

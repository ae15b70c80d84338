/** The first line of a deck: which column says what. */

/** The columns of a kind of deck. */
export interface DeckLayout {
  /** Price of a unit: `per_minute`, `per_segment`. */
  readonly rateColumn: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What a row's cells are called and where they stand. */
export interface DeckHeader {
  readonly cellCount: number;
  /** Position of a column, undefined for an optional one that the deck leaves out. */
  readonly positions: ReadonlyMap<string, number>;
}

/**
 * Reads the header. Its columns may stand in any order; without a usable one the rows mean nothing and undefined is
 * returned.
 */
export function readHeader(
  line: string,
  lineNumber: number,
  layout: DeckLayout,
  problems: DeckProblems,
): DeckHeader | undefined {
  const known = [...layout.required, ...layout.optional];
  const hint = `the first line is: ${known.join(',')}`;
  const split = splitCsvLine(line);
  if (!split.ok) {
    problems.add(lineNumber, split.fault.column, split.fault.message, hint);
    return undefined;
  }
  if (!split.cells.some((cell) => known.includes(cell))) {
    problems.add(lineNumber, 1, 'the header is missing', hint);
    return undefined;
  }
  const before = problems.count;
  const positions = new Map<string, number>();
  for (const [position, cell] of split.cells.entries()) {
    const column = columnOfCell(line, position);
    if (!known.includes(cell)) problems.add(lineNumber, column, `the column ${JSON.stringify(cell)} is unknown`, hint);
    else if (positions.has(cell)) problems.add(lineNumber, column, `the column ${cell} stands twice`, hint);
    else positions.set(cell, position);
  }
  for (const column of layout.required) {
    if (!positions.has(column)) problems.add(lineNumber, line.length + 1, `the column ${column} is missing`, hint);
  }
  return problems.count === before ? { cellCount: split.cells.length, positions } : undefined;
}

/* One line of comma-separated values (RFC 4180, but a cell never holds a line break, so a lost quote spoils one line
   only). */

export interface CsvFault {
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  readonly message: string;
}

export type CsvLine =
  | { readonly ok: true; /** Without surrounding spaces and quotes. */ readonly cells: readonly string[] }
  | { readonly ok: false; readonly fault: CsvFault };

/** Splits a line into its cells. Half a million lines go through here, so a line without quotes takes the short way. */
export function splitCsvLine(line: string): CsvLine {
  if (!line.includes('"')) return { ok: true, cells: line.split(',').map((cell) => cell.trim()) };
  const cells: string[] = [];
  for (const { start, end } of cellBounds(line)) {
    const cell = line.slice(start, end).trim();
    if (!cell.includes('"')) {
      cells.push(cell);
      continue;
    }
    const inner = /^"((?:[^"]|"")*)"$/.exec(cell)?.[1];
    if (inner === undefined)
      return { ok: false, fault: { column: start + 1, message: 'a quote is not closed or stands inside a cell' } };
    cells.push(inner.replaceAll('""', '"'));
  }
  return { ok: true, cells };
}

/** Where a cell begins, counted from 1; the end of the line for a cell that is missing. */
export function columnOfCell(line: string, index: number): number {
  const bounds = cellBounds(line)[index];
  if (bounds === undefined) return line.length + 1;
  const cell = line.slice(bounds.start, bounds.end);
  return bounds.start + 1 + (cell.length - cell.trimStart().length);
}

/** Cuts at the commas that are outside of quotes. */
function cellBounds(line: string): { start: number; end: number }[] {
  const bounds: { start: number; end: number }[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (character === '"') quoted = !quoted;
    if (character !== ',' || quoted) continue;
    bounds.push({ start, end: index });
    start = index + 1;
  }
  bounds.push({ start, end: line.length });
  return bounds;
}

/** A mistake in a deck, at the place where its author can mend it. */
export interface DeckProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

/** More are not listed: a deck with the wrong column order has a mistake in each of its half million lines. */
const LISTED_MAX = 1000;

/** Collects the problems of one file, in the order of its lines. */
export class DeckProblems {
  readonly #file: string;
  readonly #listed: DeckProblem[] = [];
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Problems found, listed or not. */
  get count(): number {
    return this.#count;
  }

  add(line: number, column: number, message: string, hint: string): void {
    this.#count += 1;
    if (this.#count <= LISTED_MAX) this.#listed.push({ file: this.#file, line, column, message, hint });
  }

  /** By line and column; when there are too many, a last one says how many are missing. */
  list(): DeckProblem[] {
    const sorted = this.#listed.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const last = sorted.at(-1);
    if (last === undefined || this.#count <= LISTED_MAX) return sorted;
    const message = `${this.#count - LISTED_MAX} more problems are not listed`;
    return [...sorted, { ...last, column: 1, message, hint: 'mend the ones above first' }];
  }
}

/** The first line of a deck: which column says what. */
import { columnOfCell, splitCsvLine } from './csv-line.ts';
import type { DeckProblems } from './problem.ts';

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

/** Reads the header. Its columns may stand in any order; without a usable one the rows mean nothing and undefined is returned. */
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

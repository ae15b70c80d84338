/** CSV as RFC 4180 has it, but for the ends of its lines, and safe to open in a spreadsheet. */

export type CsvCell = string | number;

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** A figure, or a phone number in E.164: it calculates to itself. */
const FIGURE = /^[+-]?\d+(\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/** One line, with a line feed at its end. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/** A text that a spreadsheet would calculate gets an apostrophe in front, which makes it a text there. */
function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) && !FIGURE.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

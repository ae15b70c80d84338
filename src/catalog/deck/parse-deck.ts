/** Rate decks: comma-separated files as carriers publish them. */
import { type DeckLayout, type DeckProblem, DeckProblems, readHeader } from './columns.ts';
import { byPrefixAndTime, Deck, type DeckRow, isSamePrefix, prefixOf } from './deck.ts';
import { type Priced, RowReader } from './row-reader.ts';

export type ParsedDeck = { readonly deck: Deck } | { readonly problems: readonly DeckProblem[] };

const CALL_LAYOUT: DeckLayout = {
  rateColumn: 'per_minute',
  required: ['prefix', 'per_minute', 'first_increment', 'next_increment'],
  optional: ['connect_fee', 'name', 'effective_at'],
};

const MESSAGE_LAYOUT: DeckLayout = {
  rateColumn: 'per_segment',
  required: ['prefix', 'per_segment'],
  optional: ['name', 'effective_at'],
};

/**
 * Reads a deck for calls: `prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at`. Money is in
 * currency units, increments in seconds; connect_fee, name and effective_at may be empty or left out. Rates of the deck
 * are per second: `rate / rateUnits` milli-cents.
 *
 * @param fileName - what problems are reported under.
 * @param currency - ISO 4217, whose sign prices may carry; undefined where it is not known.
 * @returns the deck, or every problem in the file: one wrong row refuses all of it.
 */
export function parseDeck(csvText: string, fileName: string, currency: string | undefined): ParsedDeck {
  return parse(csvText, fileName, CALL_LAYOUT, { units: 60, currency });
}

/**
 * Reads a deck for messages: `prefix,per_segment,name,effective_at`. Rates of the deck are per segment; all else as for
 * calls.
 */
export function parseMessageDeck(csvText: string, fileName: string, currency: string | undefined): ParsedDeck {
  return parse(csvText, fileName, MESSAGE_LAYOUT, { units: 1, currency });
}

interface NumberedRow {
  readonly row: DeckRow;
  readonly lineNumber: number;
}

function parse(csvText: string, fileName: string, layout: DeckLayout, priced: Priced): ParsedDeck {
  const problems = new DeckProblems(fileName);
  const numbered = readRows(csvText, layout, priced, problems);
  numbered.sort((a, b) => byPrefixAndTime(a.row, b.row) || a.lineNumber - b.lineNumber);
  reportDuplicates(numbered, problems);
  return problems.count > 0 ? { problems: problems.list() } : { deck: new Deck(numbered.map(({ row }) => row)) };
}

function readRows(csvText: string, layout: DeckLayout, priced: Priced, problems: DeckProblems): NumberedRow[] {
  const rows: NumberedRow[] = [];
  let reader: RowReader | undefined;
  let lineCount = 0;
  for (const line of linesOf(csvText)) {
    lineCount += 1;
    if (line.trim() === '') continue;
    if (reader === undefined) {
      const header = readHeader(line, lineCount, layout, problems);
      if (header === undefined) return [];
      reader = new RowReader(layout, priced, header, problems);
      continue;
    }
    const row = reader.read(line, lineCount);
    if (row !== undefined) rows.push({ row, lineNumber: lineCount });
  }
  if (rows.length === 0 && problems.count === 0) {
    const columns = [...layout.required, ...layout.optional].join(',');
    problems.add(
      Math.max(1, lineCount),
      1,
      'the deck has no rows',
      `write the header ${columns} and a row for each prefix`,
    );
  }
  return rows;
}

/** Without the byte order mark that spreadsheets put in front, and with any kind of line end. */
function* linesOf(text: string): Generator<string> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = end < 0 ? text.slice(start) : text.slice(start, end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end < 0 ? text.length : end + 1;
  }
}

function reportDuplicates(sorted: readonly NumberedRow[], problems: DeckProblems): void {
  let first = sorted[0];
  for (const current of sorted.slice(1)) {
    if (
      first !== undefined &&
      isSamePrefix(current.row, first.row) &&
      current.row.effectiveAtMs === first.row.effectiveAtMs
    ) {
      const where = `stands in line ${first.lineNumber} already with the same effective_at`;
      const message = `prefix: ${prefixOf(current.row)} ${where}`;
      problems.add(current.lineNumber, 1, message, 'keep one of the two rows, or let one take effect later');
    } else {
      first = current;
    }
  }
}

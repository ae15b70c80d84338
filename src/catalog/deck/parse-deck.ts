/** Rate decks: files of separated values as carriers publish them. */
import { byPrefixAndTime, compileDeck, type DeckRow, type DeckTables, isSamePrefix, prefixOf } from './deck.ts';
import { HEADER_WITHIN_LINES, readHeader } from './header.ts';
import type { DeckKind, DeckSource } from './mapping.ts';
import { nanpWithoutCountryCode } from './nanp.ts';
import { type DeckProblem, DeckProblems } from './problems.ts';
import { RowReader } from './row-reader.ts';

/** A deck that is good, or every problem in its file: one wrong row refuses all of it. */
export type ParsedDeck =
  { readonly tables: DeckTables; readonly kind: DeckKind } | { readonly problems: readonly DeckProblem[] };

/** More than any carrier's deck has; ranges and lists could make more of a small file. */
const ROWS_MAX = 5_000_000;

/**
 * Reads a deck. Money is in currency units, increments in seconds. Rates of a call deck become rates per second, those
 * of a message deck are per segment: `rate / rateUnits` milli-cents.
 */
export function parseDeck(text: string, source: DeckSource): ParsedDeck {
  const { name, file, mapping } = source;
  const problems = new DeckProblems(file);
  const header = readHeader(headOf(text), mapping, name, problems);
  if (header === undefined) return { problems: problems.list() };
  const rows: DeckRow[] = [];
  const reader = new RowReader(source, header, problems);
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber += 1;
    if (lineNumber <= header.lineNumber || line.trim() === '') continue;
    reader.read(line, lineNumber, rows);
    if (rows.length <= ROWS_MAX) continue;
    problems.add(lineNumber, 1, `the deck has more than ${ROWS_MAX.toLocaleString('en-US')} codes`, 'split it');
    break;
  }
  if (rows.length === 0 && problems.count === 0) {
    problems.add(Math.max(1, lineNumber), 1, 'the deck has no rows', 'write a row for each prefix below the header');
  }
  rows.sort(byPrefixAndTime);
  const kept = withoutRepeats(rows, problems);
  if (mapping.codes === 'undeclared' && mapping.countryCode === '' && !header.positions.has('country_code')) {
    const found = nanpWithoutCountryCode(kept, name);
    if (found !== undefined) problems.add(found.lineNumber, 1, found.message, found.hint);
  }
  return problems.count > 0 ? { problems: problems.list() } : { tables: compileDeck(kept), kind: header.kind };
}

/** The first lines, among which the header is looked for. */
export function headOf(text: string): readonly string[] {
  return [...linesOf(text, HEADER_WITHIN_LINES)];
}

/** Without the byte order mark that spreadsheets put in front, and with any kind of line end. */
function* linesOf(text: string, most = Infinity): Generator<string> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  // Spreadsheets still offer the line end of old Macintoshes.
  const lineEnd = text.includes('\n') ? '\n' : '\r';
  for (let count = 0; start < text.length && count < most; count += 1) {
    const end = text.indexOf(lineEnd, start);
    const line = end < 0 ? text.slice(start) : text.slice(start, end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    start = end < 0 ? text.length : end + 1;
  }
}

/**
 * Of one prefix and one time there is one row. Published decks repeat codes; where all says the same that is no harm,
 * and where not nobody could say which is meant.
 */
function withoutRepeats(sorted: readonly DeckRow[], problems: DeckProblems): DeckRow[] {
  const kept: DeckRow[] = [];
  for (const row of sorted) {
    const first = kept.at(-1);
    const isRepeat =
      first !== undefined && isSamePrefix(row, first) && row.tail.effectiveAtMs === first.tail.effectiveAtMs;
    if (!isRepeat) kept.push(row);
    else if (!saysTheSame(row, first)) {
      const message = `prefix: ${prefixOf(row)} stands in line ${first.lineNumber} already with the same effective_at`;
      problems.add(row.lineNumber, 1, message, 'keep one of the two rows, or let one take effect later');
    }
  }
  return kept;
}

function saysTheSame({ tail: a }: DeckRow, { tail: b }: DeckRow): boolean {
  return (
    a.endsAtMs === b.endsAtMs &&
    a.price.rate === b.price.rate &&
    a.price.rateUnits === b.price.rateUnits &&
    a.price.connectFeeMilliCents === b.price.connectFeeMilliCents &&
    a.price.firstIncrement === b.price.firstIncrement &&
    a.price.nextIncrement === b.price.nextIncrement &&
    a.price.blocked === b.price.blocked
  );
}

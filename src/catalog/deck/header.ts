/** The line that says which column of a deck says what. */
import { columnOfCell, type Separator, SEPARATORS, splitCsvLine } from './csv.ts';
import {
  DECK_FIELDS,
  type DeckField,
  type DeckKind,
  type DeckMapping,
  foldHeader,
  headerOf,
  isMapped,
} from './mapping.ts';
import type { DeckProblems } from './problems.ts';
import { guessMapping, mappingHint } from './suggest.ts';

/** What a file's cells are called and where they stand. */
export interface DeckHeader {
  readonly kind: DeckKind;
  readonly separator: Separator;
  readonly cellCount: number;
  /** Position of a field, from 0; undefined for one that the deck leaves out. */
  readonly positions: ReadonlyMap<DeckField, number>;
  /** The line of the header, from 1; 0 in a file without one. Rows stand below it. */
  readonly lineNumber: number;
}

/** A title, an address and a date may stand above the header. */
export const HEADER_WITHIN_LINES = 50;

interface Candidate {
  readonly lineNumber: number;
  readonly line: string;
  readonly separator: Separator;
  readonly cells: readonly string[];
  /** Fields whose header stands in this line. */
  readonly found: number;
}

/**
 * Finds the header among the first lines. Its columns may stand in any order; without a usable one the rows mean
 * nothing and undefined is returned.
 *
 * @param head - the first lines of the file.
 */
export function readHeader(
  head: readonly string[],
  mapping: DeckMapping,
  deckName: string,
  problems: DeckProblems,
): DeckHeader | undefined {
  if (head.every((line) => line.trim() === '')) {
    problems.add(1, 1, 'the deck has no rows', 'write a header and a row for each prefix');
    return undefined;
  }
  const separators = separatorsOf(head, mapping);
  if (isNumbered(mapping)) return numberedHeader(head, mapping, separators, problems);
  const header = bestCandidate(head, mapping, separators);
  if (header === undefined) {
    reportNoHeader(head, mapping, deckName, problems);
    return undefined;
  }
  const { positions, unknown, twice } = positionsIn(header, mapping);
  const kind = positions.has('per_segment') && !positions.has('per_minute') ? 'messages' : 'calls';
  const missing = missingFields(positions, kind, mapping);
  if (unknown.length + twice.length + missing.length > 0) {
    reportHeader({ header, unknown, twice, missing }, head, mapping, deckName, problems);
    return undefined;
  }
  const { separator, lineNumber } = header;
  return { kind, separator, cellCount: header.cells.length, positions, lineNumber };
}

/** What a row cannot do without, and the file does not have. */
function missingFields(
  positions: ReadonlyMap<DeckField, number>,
  kind: DeckKind,
  mapping: DeckMapping,
): readonly DeckField[] {
  const missing: DeckField[] = [];
  const lacks = (field: DeckField): boolean => !positions.has(field);
  if (isMapped(mapping)) {
    missing.push(...DECK_FIELDS.filter((field) => mapping.columns[field] !== undefined && lacks(field)));
  }
  if (lacks('prefix') && lacks('country_code')) missing.push('prefix');
  if (kind === 'calls') {
    if (lacks('per_minute')) missing.push('per_minute');
    if (lacks('increments') && mapping.increments === undefined) {
      for (const field of ['first_increment', 'next_increment'] as const) if (lacks(field)) missing.push(field);
    }
  }
  return [...new Set(missing)];
}

/** Excel's own first line `sep=;`, the mapping, or whichever fits. */
function separatorsOf(head: readonly string[], mapping: DeckMapping): readonly Separator[] {
  if (mapping.separator !== undefined) return [mapping.separator];
  const told = SEPARATORS.find((separator) => head[0]?.trim().toLowerCase() === `sep=${separator}`);
  return told === undefined ? SEPARATORS : [told];
}

/** The line and the separator by which most of the wanted columns are found; the first of equals. */
function bestCandidate(
  head: readonly string[],
  mapping: DeckMapping,
  separators: readonly Separator[],
): Candidate | undefined {
  const wanted = new Set(DECK_FIELDS.flatMap((field) => folded(headerOf(mapping, field))));
  let best: Candidate | undefined;
  for (const [index, line] of head.entries()) {
    for (const separator of separators) {
      const split = splitCsvLine(line, separator);
      if (!split.ok) continue;
      const found = new Set(split.cells.map((cell) => foldHeader(cell)).filter((cell) => wanted.has(cell))).size;
      if (found > (best?.found ?? 0)) best = { lineNumber: index + 1, line, separator, cells: split.cells, found };
    }
  }
  return best;
}

interface FoundColumns {
  readonly positions: ReadonlyMap<DeckField, number>;
  /** Positions of columns that mean nothing. */
  readonly unknown: readonly number[];
  /** Positions of columns whose meaning another has already. */
  readonly twice: readonly number[];
}

function positionsIn(header: Candidate, mapping: DeckMapping): FoundColumns {
  const byHeader = new Map<string, DeckField[]>();
  for (const field of DECK_FIELDS) {
    for (const name of folded(headerOf(mapping, field))) byHeader.set(name, [...(byHeader.get(name) ?? []), field]);
  }
  const positions = new Map<DeckField, number>();
  const [unknown, twice]: [number[], number[]] = [[], []];
  for (const [position, cell] of header.cells.entries()) {
    const fields = byHeader.get(foldHeader(cell));
    if (fields === undefined) {
      // Other people's files have columns of which nothing is asked.
      if (!isMapped(mapping) && cell !== '') unknown.push(position);
    } else if (fields.some((field) => positions.has(field))) twice.push(position);
    else for (const field of fields) positions.set(field, position);
  }
  return { positions, unknown, twice };
}

function reportNoHeader(head: readonly string[], mapping: DeckMapping, deckName: string, problems: DeckProblems): void {
  const guessed = guessMapping(head)?.lineNumber;
  const line = guessed ?? head.findIndex((each) => each.trim() !== '') + 1;
  const wanted = Object.values(mapping.columns).map((column) => JSON.stringify(column));
  const ours = guessed === undefined ? 'the header is missing' : 'the columns of this header are not known';
  const message = isMapped(mapping) ? `none of the columns ${wanted.join(', ')} stands here` : ours;
  problems.add(line, 1, message, mappingHint(head, deckName, mapping));
}

/** A foreign header is one problem, with the mapping to paste; in one of ours each column is. */
function reportHeader(
  {
    header,
    unknown,
    twice,
    missing,
  }: Omit<FoundColumns, 'positions'> & {
    readonly header: Candidate;
    readonly missing: readonly DeckField[];
  },
  head: readonly string[],
  mapping: DeckMapping,
  deckName: string,
  problems: DeckProblems,
): void {
  const { line, lineNumber, cells, separator } = header;
  const cellAt = (position: number): string => JSON.stringify(cells[position]);
  const columnAt = (position: number): number => columnOfCell(line, position, separator);
  const hint = isMapped(mapping)
    ? `the file has ${cells.filter((cell) => cell !== '').join(', ')}`
    : mappingHint(head, deckName, mapping);
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined && missing.length > 0) {
    const message = `the column${unknown.length === 1 ? '' : 's'} ${unknown.map(cellAt).join(', ')}`;
    problems.add(lineNumber, columnAt(firstUnknown), `${message} ${unknown.length === 1 ? 'is' : 'are'} unknown`, hint);
    return;
  }
  for (const position of unknown) {
    problems.add(lineNumber, columnAt(position), `the column ${cellAt(position)} is unknown`, hint);
  }
  for (const position of twice) {
    const message = `the column ${cells[position] ?? ''} stands twice`;
    problems.add(lineNumber, columnAt(position), message, 'rename or remove one of the two');
  }
  for (const field of missing) {
    const wanted = headerOf(mapping, field);
    const shown = isMapped(mapping) && wanted !== undefined ? `${JSON.stringify(wanted)}, for ${field},` : field;
    problems.add(lineNumber, line.length + 1, `the column ${shown} is missing`, hint);
  }
}

/* Files without a header: columns are numbers. */

function isNumbered(mapping: DeckMapping): boolean {
  return Object.values(mapping.columns).some((column) => typeof column === 'number');
}

function numberedHeader(
  head: readonly string[],
  mapping: DeckMapping,
  separators: readonly Separator[],
  problems: DeckProblems,
): DeckHeader | undefined {
  const first = head.findIndex((line) => line.trim() !== '' && !/^sep=/i.test(line.trim()));
  const line = head[first] ?? '';
  const counts = separators.map((separator) => {
    const split = splitCsvLine(line, separator);
    return { separator, count: split.ok ? split.cells.length : 0 };
  });
  const best = counts.reduce((most, each) => (each.count > most.count ? each : most), {
    separator: separators[0] ?? ',',
    count: 0,
  });
  const positions = new Map<DeckField, number>();
  for (const field of DECK_FIELDS) {
    const column = mapping.columns[field];
    if (typeof column === 'number') positions.set(field, column - 1);
    if (typeof column === 'number' && column > best.count) {
      const message = `there is no column ${column}, for ${field}: this row has ${best.count}`;
      problems.add(first + 1, 1, message, 'count from 1, or name the separator');
      return undefined;
    }
  }
  const kind = positions.has('per_segment') ? 'messages' : 'calls';
  return { kind, separator: best.separator, cellCount: best.count, positions, lineNumber: first };
}

function folded(header: string | number | undefined): string[] {
  return typeof header === 'string' ? [foldHeader(header)] : [];
}

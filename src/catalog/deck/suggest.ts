/** For a file whose header is not known: which of its columns probably says what, as a mapping to paste. */
import { isNanpAreaCode } from '../../domain/phone/calling-codes.ts';
import { type Separator, SEPARATORS, splitCsvLine } from './csv.ts';
import { decimalIn } from './figures.ts';
import { DECK_FIELDS, type DeckField, type DeckMapping, foldHeader, OWN_MAPPING } from './mapping.ts';
import { SYNONYMS } from './synonyms.ts';

/** What can be guessed from the first lines of a file. */
export interface Guess {
  readonly mapping: DeckMapping;
  /** The header, from 1. */
  readonly lineNumber: number;
  /** What should be looked at, for a person. */
  readonly notes: Readonly<Partial<Record<'codes' | 'increments' | 'dates' | 'blocked', string>>>;
}

/** In a column such as `Forbidden`. */
const FLAG_WORDS: readonly string[] = ['y', 'yes', 'true', '1', 'x'];

interface Header {
  readonly lineNumber: number;
  readonly separator: Separator;
  readonly columns: ReadonlyMap<DeckField, { readonly header: string; readonly position: number }>;
}

/** Undefined where nothing looks like a header with a prefix and a rate. */
export function guessMapping(head: readonly string[]): Guess | undefined {
  const header = likeliestHeader(head);
  if (header === undefined) return undefined;
  const { columns, separator, lineNumber } = header;
  const rows = head.slice(lineNumber).flatMap((line) => {
    const split = splitCsvLine(line, separator);
    return split.ok && split.cells.some((cell) => cell !== '') ? [split.cells] : [];
  });
  const cellsOf = (field: DeckField): string[] => {
    const position = columns.get(field)?.position;
    return position === undefined ? [] : rows.map((cells) => cells[position] ?? '').filter((cell) => cell !== '');
  };
  const notes: Record<string, string> = {};
  const decimal = [...cellsOf('per_minute'), ...cellsOf('per_segment')]
    .map(decimalIn)
    .find((sign) => sign !== undefined);
  const dates = guessDates([...cellsOf('effective_at'), ...cellsOf('ends_at')]);
  if (dates.note !== undefined) notes['dates'] = dates.note;
  const isNational = areNational(cellsOf('prefix'));
  notes['codes'] = isNational
    ? 'guessed: the codes look like NPA-NXX without the 1'
    : 'guessed: codes begin with their country code';
  const hasIncrements = columns.has('increments') || (columns.has('first_increment') && columns.has('next_increment'));
  const isCalls = columns.has('per_minute');
  if (isCalls && !hasIncrements) notes['increments'] = 'the file does not say; your contract does';
  const isFlag =
    columns.has('status') &&
    /block|reject|forbid|barred|discontinued/.test(foldHeader(columns.get('status')?.header ?? ''));
  if (isFlag) notes['blocked'] = 'guessed: what closes a code';
  return {
    lineNumber,
    notes,
    mapping: {
      ...OWN_MAPPING,
      columns: Object.fromEntries(
        DECK_FIELDS.flatMap((field) => (columns.has(field) ? [[field, columns.get(field)?.header]] : [])),
      ),
      separator: separator === ',' ? undefined : separator,
      decimal: decimal === ',' ? ',' : undefined,
      dates: dates.form,
      codes: columns.has('country_code') || isNational ? 'undeclared' : 'e164',
      countryCode: isNational ? '1' : '',
      increments: isCalls && !hasIncrements ? '60/60' : undefined,
      blocked: isFlag ? FLAG_WORDS : undefined,
    },
  };
}

function likeliestHeader(head: readonly string[]): Header | undefined {
  let best: Header | undefined;
  for (const [index, line] of head.entries()) {
    for (const separator of SEPARATORS) {
      const split = splitCsvLine(line, separator);
      if (!split.ok || split.cells.length < 2) continue;
      const columns = columnsAmong(split.cells, (position) => holdsCodes(head.slice(index + 1), separator, position));
      const isUsable = columns.has('per_minute') !== columns.has('per_segment') && hasCodes(columns);
      if (isUsable && columns.size > (best?.columns.size ?? 0)) best = { lineNumber: index + 1, separator, columns };
    }
  }
  return best;
}

function hasCodes(columns: Header['columns']): boolean {
  return columns.has('prefix') || (columns.has('country_code') && columns.has('area_codes'));
}

function holdsCodes(lines: readonly string[], separator: Separator, position: number): boolean {
  const cells = lines.flatMap((line) => {
    const split = splitCsvLine(line, separator);
    return split.ok ? (split.cells[position] ?? '') : '';
  });
  const codes = cells.filter((cell) => cell !== '');
  return codes.length > 0 && codes.every((cell) => /^\+?\d{1,15}$/.test(cell));
}

/** Each field takes the likeliest header that no other field has more right to. */
function columnsAmong(cells: readonly string[], holdsCodesAt: (position: number) => boolean): Header['columns'] {
  const folded = cells.map(foldHeader);
  const claims = DECK_FIELDS.flatMap((field) =>
    folded.flatMap((cell, position) => {
      const rank = SYNONYMS[field].indexOf(cell);
      if (rank >= 0) return [{ field, position, rank }];
      // Some call the codes the destination.
      return field === 'prefix' && SYNONYMS.name.includes(cell) && holdsCodesAt(position)
        ? [{ field, position, rank: -1 }]
        : [];
    }),
  ).sort((a, b) => a.rank - b.rank);
  const columns = new Map<DeckField, { header: string; position: number }>();
  const taken = new Set<number>();
  for (const { field, position } of claims) {
    if (columns.has(field) || taken.has(position)) continue;
    columns.set(field, { header: cells[position] ?? '', position });
    taken.add(position);
  }
  // A code beside a country code and area codes says both at once; beside a country code alone it is complete.
  if (columns.has('prefix')) for (const field of ['country_code', 'area_codes'] as const) columns.delete(field);
  if (!columns.has('area_codes')) columns.delete('country_code');
  if (!columns.has('country_code') && columns.has('area_codes') && !columns.has('prefix')) {
    const codes = columns.get('area_codes');
    if (codes !== undefined) columns.set('prefix', codes);
    columns.delete('area_codes');
  }
  return withIncrements(columns);
}

/** One column of increments is the whole of them; `60/60` in it is understood, and a plain 60 is both. */
function withIncrements(columns: Map<DeckField, { header: string; position: number }>): Header['columns'] {
  const [first, next] = [columns.get('first_increment'), columns.get('next_increment')];
  if (first !== undefined && next !== undefined) columns.delete('increments');
  else {
    const only = columns.get('increments') ?? next ?? first;
    for (const field of ['first_increment', 'next_increment'] as const) columns.delete(field);
    if (only !== undefined) columns.set('increments', only);
  }
  return columns;
}

const DATE_GUESSES: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^\d{4}-\d{1,2}-\d{1,2}(?!\d)/, 'YYYY-MM-DD'],
  [/^\d{4}\/\d{1,2}\/\d{1,2}(?!\d)/, 'YYYY/MM/DD'],
  [/^\d{8}$/, 'YYYYMMDD'],
  [/^\d{1,2}\.\d{1,2}\.\d{4}/, 'DD.MM.YYYY'],
  [/^\d{1,2}-[a-z]{3}-\d{4}/i, 'DD-Mon-YYYY'],
  [/^\d{1,2} [a-z]{3,9} \d{4}/i, 'DD Mon YYYY'],
  [/^\d{1,2}-[a-z]{3}-\d{2}(?!\d)/i, 'DD-Mon-YY'],
];

/** Where day and month cannot be told apart a person has to look. */
function guessDates(cells: readonly string[]): { readonly form: string; readonly note?: string } {
  const [first] = cells;
  if (first === undefined) return { form: OWN_MAPPING.dates };
  const known = DATE_GUESSES.find(([pattern]) => pattern.test(first));
  if (known !== undefined) return { form: known[1] };
  const [, , separator = '/', , year = ''] = /^(\d{1,2})([/-])(\d{1,2})[/-](\d{4}|\d{2})/.exec(first) ?? [];
  const years = year.length === 2 ? 'YY' : 'YYYY';
  const parts = cells.map((cell) => cell.split(/[/\- ]/).map(Number));
  const months = `MM${separator}DD${separator}${years}`;
  const days = `DD${separator}MM${separator}${years}`;
  if (parts.some(([day = 0]) => day > 12)) return { form: days };
  if (parts.some(([, day = 0]) => day > 12)) return { form: months };
  return { form: months, note: `or ${days}: these cells fit both` };
}

function areNational(codes: readonly string[]): boolean {
  const looks = (code: string): boolean => /^[2-9]\d\d[2-9]\d\d\d?$/.test(code) && isNanpAreaCode(code.slice(0, 3));
  return codes.length > 0 && codes.every(looks);
}

/* The mapping as YAML. */

const NO_GUESS =
  'the header of a deck for calls is prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at ' +
  'and for messages prefix,per_segment,name,effective_at; for any other, name its columns in `decks:` of rates.yaml';

/** What to paste into rates.yaml; where nothing can be guessed, what a header looks like. */
export function mappingHint(head: readonly string[], deckName: string, mapping: DeckMapping): string {
  const guess = guessMapping(head);
  if (guess === undefined) return NO_GUESS;
  const [sections, found] = [yamlLines(deckName, guess), guess.mapping.columns];
  const known = Object.entries(mapping.columns).every(([field, header]) => found[field as DeckField] === header);
  const verb = known ? 'name its columns in rates.yaml' : 'the file has other columns; in rates.yaml';
  return [`${verb}, and look at each of these guesses:`, 'decks:', ...sections].join('\n');
}

/** The entry of a deck below `decks:`, with the doubts as comments. */
export function yamlLines(deckName: string, { mapping, notes }: Guess): readonly string[] {
  const note = (key: keyof Guess['notes']): string => (notes[key] === undefined ? '' : ` # ${notes[key]}`);
  const { separator, decimal, dates, codes, countryCode, increments, columns, blocked } = mapping;
  const hasDates = columns.effective_at !== undefined || columns.ends_at !== undefined;
  return [
    `  ${deckName}:`,
    '    columns:',
    ...Object.entries(columns).map(([field, header]) => `      ${field}: ${yamlText(header)}`),
    ...(separator === undefined ? [] : [`    separator: ${JSON.stringify(separator)}`]),
    ...(decimal === undefined ? [] : [`    decimal: ${JSON.stringify(decimal)}`]),
    ...(hasDates
      ? [`    dates: ${dates}${note('dates')}`, '    time_zone: UTC # where the days of the carrier begin']
      : []),
    ...(codes === 'e164' ? [`    codes: e164${note('codes')}`] : []),
    ...(countryCode === '' ? [] : [`    country_code: ${JSON.stringify(countryCode)}${note('codes')}`]),
    ...(increments === undefined ? [] : [`    increments: ${increments}${note('increments')}`]),
    ...(blocked === undefined ? [] : [`    blocked: ${JSON.stringify(blocked)}${note('blocked')}`]),
  ];
}

function yamlText(header: string | number): string {
  return typeof header === 'string' && !/^[A-Za-z][A-Za-z0-9 _./()-]*$/.test(header)
    ? JSON.stringify(header)
    : String(header);
}

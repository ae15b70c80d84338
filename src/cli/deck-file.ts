/** A deck named on the command line: how it is to be read, and what it says. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { deckFileName, type DeckSettings, deckSchema } from '../catalog/schema/decks.ts';
import { splitHint } from '../catalog/schema/scalars.ts';
import { Deck } from '../catalog/deck/deck.ts';
import { readHeader } from '../catalog/deck/header.ts';
import { DECK_FIELDS, type DeckKind, type DeckMapping, OWN_MAPPING } from '../catalog/deck/mapping.ts';
import { headOf, parseDeck } from '../catalog/deck/parse-deck.ts';
import { type DeckProblem, DeckProblems } from '../catalog/deck/problems.ts';
import { type Guess, guessMapping, yamlLines } from '../catalog/deck/suggest.ts';
import { readCatalogDirectory } from '../catalog/source/directory.ts';
import { decodeText } from '../catalog/source/encoding.ts';
import { pathText, ProblemList } from '../catalog/source/problems.ts';
import { deckMapping } from '../catalog/source/read-decks.ts';
import { readSourceFiles } from '../catalog/source/read-files.ts';
import { errorText } from '../domain/fault.ts';
import { type Arguments, option, UsageError } from './command.ts';

/** The words of `decks:` in rates.yaml. */
export const MAPPING_OPTIONS = {
  catalog: option(
    'DIR',
    'read the file as `decks:` of this catalog says',
    'the catalog in whose decks/ the file lies, if any',
  ),
  deck: option('NAME', 'the entry of `decks:` to read it by', 'the one that names the file'),
  columns: {
    ...option('FIELD=HEADER', `a column: ${DECK_FIELDS.join(', ')}, and its header in the file`, 'guessed'),
    multiple: true,
  },
  separator: option('SIGN', 'what stands between cells: , ; | or tab', 'found out'),
  decimal: option('SIGN', 'what stands before decimals: . or ,', 'found out'),
  dates: option('FORM', 'form of dates, such as MM/DD/YYYY', 'YYYY-MM-DD'),
  'time-zone': option('ZONE', 'IANA name: where the days of the file begin', 'UTC'),
  codes: option('e164', 'the codes begin with their country code'),
  'country-code': option('DIGITS', 'stands before every code, such as 1 before NPA-NXX'),
  increments: option('N/M', 'first and next billed block of rows that do not say it, such as 60/60'),
  blocked: { ...option('WORD', 'a word that closes a code, in the column status or for the rate'), multiple: true },
  currency: option('CODE', 'ISO 4217, whose sign prices may carry', "the catalog's, else that of any"),
} as const;

export type MappingOption = keyof typeof MAPPING_OPTIONS;

/** How a file is read, and by whose word. */
interface Reading {
  readonly mapping: DeckMapping;
  readonly currency: string | undefined;
  /** `decks.acme of config/catalog/rates.yaml`, `options`, `its own header`; a guess needs a person's eye. */
  readonly by: string;
  readonly guess?: Guess;
}

/** What a file says. */
export interface DeckFile {
  readonly file: string;
  readonly by: string;
  /** What to paste into rates.yaml, where the mapping was guessed. */
  readonly yaml: readonly string[];
  readonly problems: readonly DeckProblem[];
  /** Undefined when there are problems. */
  readonly deck: Deck | undefined;
  readonly kind: DeckKind | undefined;
}

/** @throws UsageError when the options cannot be understood or a file cannot be read. */
export async function readDeckFile(file: string, args: Arguments<MappingOption>): Promise<DeckFile> {
  const decoded = decodeText(bytesOf(file));
  if ('message' in decoded) {
    const { place, message, hint } = decoded;
    return { file, by: '', yaml: [], problems: [{ file, ...place, message, hint }], deck: undefined, kind: undefined };
  }
  const reading = await readingOf(file, headOf(decoded.text), args);
  const name = nameOf(file);
  const parsed = parseDeck(decoded.text, { name, file, mapping: reading.mapping, currency: reading.currency });
  const yaml = reading.guess === undefined ? [] : ['decks:', ...yamlLines(name, reading.guess)];
  if ('problems' in parsed)
    return { file, by: reading.by, yaml, problems: parsed.problems, deck: undefined, kind: undefined };
  return { file, by: reading.by, yaml, problems: [], deck: new Deck(parsed.tables), kind: parsed.kind };
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${errorText(error)}`);
  }
}

/** What the deck would be called in a catalog. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32);
  return name === '' ? 'carrier' : name;
}

/** Options first, then a catalog, then a header of ours, then a guess. */
async function readingOf(file: string, head: readonly string[], args: Arguments<MappingOption>): Promise<Reading> {
  const settings = settingsIn(args);
  const catalog = args.text('catalog') ?? catalogOf(file);
  const inCatalog = catalog === undefined ? undefined : await fromCatalog(catalog, file, args);
  const currency = args.text('currency') ?? inCatalog?.currency;
  const hasOptions = Object.keys(settings).length > 0;
  if (!hasOptions && inCatalog?.mapping !== undefined)
    return { mapping: inCatalog.mapping, currency, by: inCatalog.by };
  const guess = isOurs(head) ? undefined : guessMapping(head);
  const columns = settings['columns'] ?? guess?.mapping.columns;
  if (!hasOptions) {
    return guess === undefined
      ? { mapping: OWN_MAPPING, currency, by: 'the header of this project' }
      : { mapping: guess.mapping, currency, by: 'a guess', guess };
  }
  const mapping = mappingFrom({ ...(columns === undefined ? {} : { columns }), ...settings });
  const isGuessed = settings['columns'] === undefined && guess !== undefined;
  return isGuessed
    ? { mapping, currency, by: 'options, and a guess', guess: { ...guess, mapping } }
    : { mapping, currency, by: 'options' };
}

function isOurs(head: readonly string[]): boolean {
  return readHeader(head, OWN_MAPPING, 'deck', new DeckProblems('')) !== undefined;
}

/** The directory above `decks/`, if it is a catalog. */
function catalogOf(file: string): string | undefined {
  const decks = dirname(resolve(file));
  const catalog = dirname(decks);
  return basename(decks) === 'decks' && existsSync(join(catalog, 'rates.yaml')) ? catalog : undefined;
}

async function fromCatalog(
  directory: string,
  file: string,
  args: Arguments<MappingOption>,
): Promise<{ readonly mapping: DeckMapping | undefined; readonly currency: string | undefined; readonly by: string }> {
  const sources = readSourceFiles(await readCatalogDirectory(directory), new ProblemList());
  const { rates, catalog } = sources;
  if (rates.content === undefined)
    throw new UsageError(`${join(directory, 'rates.yaml')} has mistakes: see tollgate check`);
  const { decks } = rates.content;
  const wanted = args.text('deck');
  const name = wanted ?? Object.keys(decks).find((each) => deckFileName(each, decks[each]) === basename(file));
  const settings = name === undefined ? undefined : decks[name];
  if (wanted !== undefined && settings === undefined) {
    throw new UsageError(`there is no deck "${wanted}" in decks: of ${join(directory, 'rates.yaml')}`);
  }
  const by = `decks.${name} of ${join(directory, 'rates.yaml')}`;
  return { mapping: settings && checkedMapping(settings), currency: catalog.content?.currency, by };
}

/** Options by the words of rates.yaml; only those that are given. */
function settingsIn(args: Arguments<MappingOption>): Record<string, unknown> {
  const columns = args.list('columns').map((text) => {
    const [, field = '', header = ''] = /^([a-z_]+)=(.+)$/.exec(text) ?? [];
    if (field === '') throw new UsageError(`--columns must be FIELD=HEADER, such as prefix="Dest Code", not "${text}"`);
    return [field, /^\d{1,4}$/.test(header) ? Number(header) : header];
  });
  const separator = args.text('separator');
  const blocked = args.list('blocked');
  const settings = {
    columns: columns.length === 0 ? undefined : Object.fromEntries(columns),
    separator: separator === 'tab' || separator === String.raw`\t` ? '\t' : separator,
    decimal: args.text('decimal'),
    dates: args.text('dates'),
    time_zone: args.text('time-zone'),
    codes: args.text('codes'),
    country_code: args.text('country-code'),
    increments: args.text('increments'),
    blocked: blocked.length === 0 ? undefined : blocked,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function mappingFrom(settings: Readonly<Record<string, unknown>>): DeckMapping {
  const result = deckSchema.safeParse(settings);
  if (result.success) return checkedMapping(result.data);
  const [issue] = result.error.issues;
  const { message, hint } = splitHint(issue?.message ?? '');
  const path = issue?.path.map(String) ?? [];
  const option = `--${(path[0] ?? '').replaceAll('_', '-')}`;
  throw new UsageError(`${option}: ${[...path.slice(1), message].join(' ')}${hint === '' ? '' : `; ${hint}`}`);
}

function checkedMapping(settings: DeckSettings): DeckMapping {
  const faults: string[] = [];
  const mapping = deckMapping(settings, [], (path, message, hint) => {
    faults.push(`${path.length === 0 ? '' : `${pathText(path)}: `}${message}; ${hint}`);
  });
  if (mapping === undefined) throw new UsageError(faults[0] ?? 'the mapping is wrong');
  return mapping;
}

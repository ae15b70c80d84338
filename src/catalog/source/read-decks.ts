/**
 * Reads the rate decks, and keeps those whose bytes and mapping have not changed: half a million rows take a second.
 */
import { createHash } from 'node:crypto';
import { isTimeZone } from '../../domain/cycle.ts';
import type { LoadedDeck } from '../compile/rates.ts';
import type { Decks } from '../compile/rule-checks.ts';
import { Deck } from '../deck/deck.ts';
import { type DeckField, type DeckMapping, type DeckSource, OWN_MAPPING } from '../deck/mapping.ts';
import { deckFileName, type DeckSettings } from '../schema/decks.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import { addTo, type CatalogFiles, DECKS } from './directory.ts';
import { type DeckJob, runJobs } from './deck-thread.ts';
import { type ProblemList, type SourcePath, WHOLE_FILE } from './problems.ts';
import type { SourceFiles } from './read-files.ts';

const DECK_NAME = /^decks\/([a-z][a-z0-9_-]{0,31})\.csv$/;

/** Words of the header of this project that are nobody else's. */
const OWN_HEADER = /\bper_(?:minute|segment)\b/;

/** Decks of earlier loads by the hash of their bytes and of how they were read. */
export class DeckMemory {
  #known = new Map<string, LoadedDeck>();

  /**
   * Reads all decks; those that are no longer there are forgotten. While rates.yaml cannot be read nobody knows what
   * other people's headers mean, and only decks with our own are read. The bytes of decks are gone afterwards.
   */
  async read(
    files: CatalogFiles,
    { catalog, rates }: Pick<SourceFiles, 'catalog' | 'rates'>,
    problems: ProblemList,
  ): Promise<Decks> {
    const currency = catalog.content?.currency;
    const sources = sourcesOf(files, rates, problems).map((source) => ({ ...source, currency }));
    const hashes = new Map<string, string>();
    const jobs = new Map<string, { readonly bytes: Buffer; readonly sources: DeckSource[] }>();
    for (const source of sources) {
      const bytes = files.contents.get(source.file);
      if (bytes === undefined || (rates.content === undefined && !OWN_HEADER.test(beginningOf(bytes)))) continue;
      const how = JSON.stringify([source.mapping, currency]);
      const hash = (await addTo(createHash('sha256').update(how), bytes)).digest('hex');
      hashes.set(source.name, hash);
      if (this.#known.has(hash)) continue;
      const job = jobs.get(source.file) ?? { bytes, sources: [] };
      job.sources.push(source);
      jobs.set(source.file, job);
    }
    const parsed = await parse([...jobs.values()], problems);
    const loaded = new Map<string, LoadedDeck>();
    const kept = new Map<string, LoadedDeck>();
    for (const [name, hash] of hashes) {
      const deck = parsed.get(name) ?? this.#known.get(hash);
      if (deck === undefined) continue;
      loaded.set(name, deck);
      kept.set(hash, deck);
    }
    this.#known = rates.content === undefined ? new Map([...this.#known, ...kept]) : kept;
    const named = Object.keys(rates.content?.decks ?? {});
    return { loaded, names: new Set([...named, ...sources.map(({ name }) => name)]) };
  }
}

/** By the name of the deck; those that are wrong are missing, and their problems noted. */
async function parse(jobs: readonly DeckJob[], problems: ProblemList): Promise<ReadonlyMap<string, LoadedDeck>> {
  const outcomes = await runJobs(jobs);
  const decks = new Map<string, LoadedDeck>();
  for (const [at, { sources }] of jobs.entries()) {
    for (const [position, { name }] of sources.entries()) {
      const parsed = outcomes[at]?.[position];
      if (parsed === undefined) continue;
      if ('tables' in parsed) decks.set(name, { deck: new Deck(parsed.tables), kind: parsed.kind });
      else
        for (const { file, line, column, message, hint } of parsed.problems)
          problems.add(file, { line, column }, message, hint);
    }
  }
  return decks;
}

/** Every deck of the directory: those of `decks:`, and the files that nobody names there. */
function sourcesOf(
  files: CatalogFiles,
  { content, report }: SourceFiles['rates'],
  problems: ProblemList,
): readonly Omit<DeckSource, 'currency'>[] {
  const settings = content?.decks ?? {};
  const inDirectory = [...files.contents.keys()].filter((name) => name.startsWith(`${DECKS}/`));
  const sources: Omit<DeckSource, 'currency'>[] = [];
  const named = new Set<string>();
  for (const [name, deck] of Object.entries(settings)) {
    const fileName = deckFileName(name, deck);
    const file = `${DECKS}/${fileName}`;
    named.add(file);
    const mapping = deckMapping(deck, ['decks', name], report);
    if (inDirectory.includes(file)) {
      if (mapping !== undefined) sources.push({ name, file, mapping });
    } else {
      const known = inDirectory.map((each) => each.slice(DECKS.length + 1));
      const path = deck.file === undefined ? ['decks', name] : ['decks', name, 'file'];
      report(path, `there is no file ${file}`, suggestion(fileName, known));
    }
  }
  for (const file of inDirectory) {
    if (named.has(file)) continue;
    const name = DECK_NAME.exec(file)?.[1];
    if (name === undefined) {
      const hint =
        'call it decks/<name>.csv, with small letters, digits, _ and -, or give it a name in `decks:` of rates.yaml';
      problems.add(file, WHOLE_FILE, 'is not a deck name', hint);
    } else if (!Object.hasOwn(settings, name)) sources.push({ name, file, mapping: OWN_MAPPING });
  }
  return sources;
}

/** What an entry of `decks:` says; undefined where it is wrong, which is reported. @param path - where it stands. */
export function deckMapping(
  deck: DeckSettings,
  path: SourcePath,
  report: (path: SourcePath, message: string, hint: string) => void,
): DeckMapping | undefined {
  const faults = [...codeFaults(deck), ...columnFaults(deck)];
  const { columns, codes, country_code: countryCode, time_zone: timeZone, separator, decimal, increments } = deck;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    faults.push([['time_zone'], `"${timeZone}" is no time zone`, 'write an IANA name, such as Europe/Berlin']);
  }
  for (const [below, message, hint] of faults) report([...path, ...below], message, hint);
  if (faults.length > 0) return undefined;
  return {
    columns: Object.fromEntries(Object.entries(columns).filter(([, column]) => column !== undefined)),
    separator,
    decimal,
    dates: deck.dates,
    timeZone,
    codes: codes ?? 'undeclared',
    countryCode: countryCode ?? '',
    increments,
    blocked: deck.blocked?.map((word) => word.toLowerCase()),
  };
}

/** What is wrong at a place below the entry, and how to mend it. */
type Fault = readonly [path: SourcePath, message: string, hint: string];

function codeFaults({ columns, codes, country_code: countryCode }: DeckSettings): Fault[] {
  const said = [codes, countryCode, columns.country_code].filter((each) => each !== undefined).length;
  if (said === 1) return [];
  const found = said === 0 ? 'nothing says' : 'more than one key says';
  const hint =
    'write `codes: e164` if the codes begin with their country code, `country_code: "1"` to put it before each of ' +
    'them, or name the column of country codes';
  return [[[], `${found} which country the codes are of`, hint]];
}

/** Columns that do not go together, and what a deck cannot do without. */
function columnFaults({ columns, increments }: DeckSettings): Fault[] {
  const faults: Fault[] = [];
  const add = (message: string, hint: string): void => void faults.push([['columns'], message, hint]);
  const has = (field: DeckField): boolean => columns[field] !== undefined;
  const kinds = new Set(Object.values(columns).map((column) => typeof column));
  if (kinds.size > 1) add('has headers and numbers', 'name all columns by header, or all by number');
  if (has('country_code') !== has('area_codes'))
    add('country_code and area_codes go together', 'name both columns, or `prefix` alone');
  if (has('prefix') && has('area_codes')) add('prefix has no meaning beside area_codes', 'remove one of the two');
  if (has('per_minute') && has('per_segment'))
    add('a deck is for calls or for messages', 'make two decks of the one file');
  if (kinds.size === 0) return faults;
  if (!has('prefix') && !has('area_codes') && !has('country_code')) add('names no column of codes', 'add `prefix`');
  if (!has('per_minute') && !has('per_segment'))
    add('names no column of prices', 'add `per_minute` for calls, or `per_segment` for messages');
  const hasIncrements = has('increments') || (has('first_increment') && has('next_increment'));
  if (has('per_minute') && !hasIncrements && increments === undefined)
    add(
      'names no columns of increments',
      'add first_increment and next_increment, or one column `increments`, or `increments: 60/60` for all rows',
    );
  return faults;
}

function beginningOf(bytes: Buffer): string {
  return bytes.subarray(0, 1_000).toString('latin1');
}

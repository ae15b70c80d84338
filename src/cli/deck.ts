/** `deck check` and `deck diff`: rate decks before they are put into a catalog. */
import {
  CHANGE_KINDS,
  type CountryChanges,
  type DeckChange,
  type DeckDiff,
  diffDecks,
  risePercent,
} from '../catalog/deck/diff.ts';
import type { Deck, DeckEntry } from '../catalog/deck/deck.ts';
import type { DeckKind } from '../catalog/deck/mapping.ts';
import { exactDecimal, MILLI_CENT_DECIMALS } from '../domain/money.ts';
import { type Arguments, defineCommand, EXIT, flag, option, UsageError } from './command.ts';
import { type DeckFile, MAPPING_OPTIONS, type MappingOption, readDeckFile } from './deck-file.ts';
import { type Column, countText, fields, problemLines, table, timeText } from './text.ts';

const HOW =
  'How a file is read is said by the options, which are the words of `decks:` in rates.yaml; else by that entry of ' +
  'the catalog; else by the header of this project; else it is guessed, and the guess is printed to be looked at.';

export const checkDeck = defineCommand({
  path: 'deck check',
  summary: 'read a rate deck and say what is in it, or what is wrong',
  positionals: { FILE: { meaning: 'a file of separated values' } },
  options: {
    ...MAPPING_OPTIONS,
    at: option('TIME', 'ISO 8601: count what is in force then', 'now'),
    json: flag('print the result as JSON'),
  },
  examples: [
    'tollgate deck check config/catalog/decks/acme.csv',
    'tollgate deck check acme.csv --columns prefix="Dest Code" --columns per_minute=Rate --codes e164',
  ],
  notes: [HOW, 'Ends with 0 if the deck can be read, else with 1.'],
  async run(args, context) {
    const read = await readDeckFile(args.required('FILE'), args);
    const facts = read.deck === undefined ? undefined : factsOf(read.deck, args.timeMs('at') ?? Date.now());
    if (args.flag('json')) context.print(JSON.stringify(checkObject(read, facts), undefined, 2));
    else context.print(checkLines(read, facts).join('\n'));
    return read.problems.length === 0 ? EXIT.ok : EXIT.fault;
  },
});

interface Facts {
  readonly rows: number;
  readonly codes: number;
  readonly priced: number;
  readonly blocked: number;
  readonly toCome: number;
  readonly ended: number;
  readonly effective: Deck['effectiveSpan'];
  readonly dearest: DeckEntry | undefined;
}

function factsOf(deck: Deck, atMs: number): Facts {
  const counts = { priced: 0, blocked: 0, to_come: 0, ended: 0 };
  let dearest: DeckEntry | undefined;
  for (const { state, row } of deck.codesAt(atMs)) {
    counts[state] += 1;
    if (state !== 'priced') continue;
    const entry = deck.entry(row);
    if (dearest === undefined || entry.rate / entry.rateUnits > dearest.rate / dearest.rateUnits) dearest = entry;
  }
  const { priced, blocked, to_come: toCome, ended } = counts;
  const { rowCount: rows, size: codes, effectiveSpan: effective } = deck;
  return { rows, codes, priced, blocked, toCome, ended, dearest, effective };
}

function checkLines(read: DeckFile, facts: Facts | undefined): string[] {
  if (facts === undefined) {
    const { problems } = read;
    return [...problemLines(problems, ''), ...guessLines(read), countText(problems.length, 'problem')];
  }
  const { dearest } = facts;
  return [
    `OK: ${read.file}, for ${read.kind}, ${countText(facts.codes, 'code')} in ${countText(facts.rows, 'row')}`,
    ...fields([
      ['read by', read.by],
      ['priced', String(facts.priced)],
      ['blocked', some(facts.blocked)],
      ['to come', some(facts.toCome)],
      ['ended', some(facts.ended)],
      ['dearest', dearest && `${rateText(dearest, read.kind)} for ${codeText(dearest)}`],
      ['first effective', timeText(facts.effective?.firstMs)],
      ['last effective', timeText(facts.effective?.lastMs)],
    ]),
    ...guessLines(read),
  ];
}

function guessLines({ yaml }: DeckFile): string[] {
  return yaml.length === 0 ? [] : ['Guessed; look at each line before you put it into rates.yaml:', ...yaml];
}

function checkObject(read: DeckFile, facts: Facts | undefined): object {
  const { file, by, yaml, problems, kind } = read;
  const base = { file, ok: problems.length === 0, read_by: by, guessed: yaml.length > 0, mapping: yaml.join('\n') };
  if (facts === undefined) return { ...base, problems };
  const { toCome, effective, dearest, ...counts } = facts;
  return {
    ...base,
    kind,
    ...counts,
    to_come: toCome,
    first_effective_at_ms: effective?.firstMs ?? null,
    last_effective_at_ms: effective?.lastMs ?? null,
    dearest: dearest === undefined ? null : { prefix: dearest.prefix, rate: rateText(dearest, kind) },
    problems,
  };
}

function some(count: number): string | undefined {
  return count === 0 ? undefined : String(count);
}

export const diffDeck = defineCommand({
  path: 'deck diff',
  summary: 'compare two rate decks: what is added, gone, dearer, cheaper and blocked, by country',
  positionals: { OLD: { meaning: 'the deck in force' }, NEW: { meaning: 'the deck that is to replace it' } },
  options: {
    ...MAPPING_OPTIONS,
    at: option('TIME', 'ISO 8601: compare what is in force then', 'when the last row of NEW takes effect, or now'),
    country: option('CODE', 'ISO 3166, such as DE: only this country, and each of its codes'),
    all: flag('list each code that changes, of all countries'),
    json: flag('print the whole comparison as JSON'),
  },
  examples: [
    'tollgate deck diff acme-november.csv acme-december.csv',
    'tollgate deck diff old.csv new.csv --catalog config/catalog --deck acme --country GB',
  ],
  notes: [
    HOW,
    'A code that is to come or has ended counts as none. Dearer and cheaper are judged by the rate, else by the ' +
      'connect fee, else by the increments. Ends with 0 if nothing differs, with 3 if something does, and with 1 if ' +
      'a deck cannot be read.',
  ],
  async run(args, context) {
    const before = await readDeckFile(args.required('OLD'), args);
    const after = await readDeckFile(args.required('NEW'), args);
    if (before.deck === undefined || after.deck === undefined) {
      const problems = [...before.problems, ...after.problems];
      if (args.flag('json')) context.print(JSON.stringify({ ok: false, problems }, undefined, 2));
      else context.print([...problemLines(problems, ''), countText(problems.length, 'problem')].join('\n'));
      return EXIT.fault;
    }
    if (before.kind !== after.kind) throw new UsageError(`OLD is for ${before.kind}, NEW for ${after.kind}`);
    const atMs = args.timeMs('at') ?? Math.max(Date.now(), after.deck.effectiveSpan?.lastMs ?? 0);
    const diff = ofCountry(diffDecks(before.deck, after.deck, atMs), args);
    if (args.flag('json')) context.print(JSON.stringify(diffObject(before, after, diff, atMs), undefined, 2));
    else context.print(diffLines(before, after, diff, atMs, args).join('\n'));
    return diff.changes.length === 0 ? EXIT.ok : EXIT.denied;
  },
});

function ofCountry(diff: DeckDiff, args: Arguments<'country'>): DeckDiff {
  const country = args.text('country')?.toUpperCase();
  if (country === undefined) return diff;
  return {
    ...diff,
    changes: diff.changes.filter((change) => change.country === country),
    countries: diff.countries.filter((each) => each.country === country),
  };
}

function diffLines(
  before: DeckFile,
  after: DeckFile,
  { changes, countries, same }: DeckDiff,
  atMs: number,
  args: Arguments<MappingOption | 'country' | 'all'>,
): string[] {
  const guessed = [before, after].filter(({ yaml }) => yaml.length > 0).map(({ file }) => file);
  const listed = args.flag('all') || args.text('country') !== undefined ? changes : [];
  return [
    `${before.file} → ${after.file}, as of ${timeText(atMs)}: ${countText(changes.length, 'code')} changed, ` +
      `${same} the same`,
    ...(guessed.length === 0 ? [] : [`The columns of ${guessed.join(' and ')} were guessed: see tollgate deck check.`]),
    ...(countries.length === 0 ? [] : ['', ...table(countries, COUNTRY_COLUMNS)]),
    ...(listed.length === 0 ? [] : ['', ...table(listed, changeColumns(after.kind))]),
  ];
}

const COUNTRY_COLUMNS: readonly Column<CountryChanges>[] = [
  { title: 'COUNTRY', cell: ({ country }) => countryName(country) },
  ...[...CHANGE_KINDS, 'same' as const].map((kind): Column<CountryChanges> => ({
    title: kind.toUpperCase(),
    align: 'right',
    cell: ({ counts }) => (counts[kind] === 0 ? '' : String(counts[kind])),
  })),
  {
    title: 'LARGEST RISE',
    align: 'right',
    cell: ({ largestRisePercent }) => (largestRisePercent === 0 ? '' : percentText(largestRisePercent)),
  },
];

function changeColumns(kind: DeckKind | undefined): readonly Column<DeckChange>[] {
  return [
    { title: 'CODE', cell: ({ prefix }) => prefix },
    { title: 'COUNTRY', cell: ({ country }) => country },
    { title: 'NAME', cell: ({ before, after }) => (after?.name || before?.name) ?? '' },
    { title: 'CHANGE', cell: (change) => change.kind },
    { title: 'BEFORE', cell: ({ before, prefix }) => sideText(before, prefix, kind) },
    { title: 'AFTER', cell: ({ after, prefix }) => sideText(after, prefix, kind) },
    {
      title: 'RISE',
      align: 'right',
      cell: (change) => {
        const percent = risePercent(change);
        return percent === undefined || percent === 0 ? '' : percentText(percent);
      },
    },
  ];
}

/** What a code costs on one side; where a shorter one speaks for it, that is named. */
function sideText(entry: DeckEntry | undefined, prefix: string, kind: DeckKind | undefined): string {
  if (entry === undefined) return 'no price';
  const price = entry.blocked === true ? 'blocked' : rateText(entry, kind);
  return entry.prefix === prefix ? price : `${price} by ${entry.prefix}`;
}

function diffObject(before: DeckFile, after: DeckFile, { changes, countries, same }: DeckDiff, atMs: number): object {
  const sideObject = (entry: DeckEntry | undefined): object | null =>
    entry === undefined
      ? null
      : {
          prefix: entry.prefix,
          name: entry.name,
          blocked: entry.blocked === true,
          rate: exactRate(entry, after.kind),
          connect_fee_milli_cents: entry.connectFeeMilliCents,
          first_increment: entry.firstIncrement,
          next_increment: entry.nextIncrement,
        };
  return {
    ok: true,
    old: before.file,
    new: after.file,
    at_ms: atMs,
    kind: after.kind,
    same,
    countries: countries.map(({ country, counts, largestRisePercent }) => ({
      country,
      ...counts,
      largest_rise_percent: Number(largestRisePercent.toFixed(2)),
    })),
    changes: changes.map((change) => ({
      prefix: change.prefix,
      country: change.country,
      change: change.kind,
      before: sideObject(change.before),
      after: sideObject(change.after),
    })),
  };
}

const regions = new Intl.DisplayNames(['en'], { type: 'region' });

function countryName(country: string): string {
  return country === 'unknown' ? 'no country' : `${country} ${regions.of(country) ?? ''}`.trim();
}

function percentText(percent: number): string {
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}

function codeText({ prefix, name }: DeckEntry): string {
  return name === '' ? prefix : `${prefix} (${name})`;
}

/** `0.0123 per minute 60/60, 0.01 to connect`, in currency units. */
function rateText(entry: DeckEntry, kind: DeckKind | undefined): string {
  const fee = entry.connectFeeMilliCents;
  const connect = fee === 0 ? '' : `, ${exactDecimal(fee)} to connect`;
  const increments = kind === 'calls' ? ` ${entry.firstIncrement}/${entry.nextIncrement}` : '';
  return `${exactRate(entry, kind)} per ${kind === 'calls' ? 'minute' : 'segment'}${increments}${connect}`;
}

/** Exactly what the file says, per minute or segment, in currency units. */
function exactRate({ rate, rateUnits }: DeckEntry, kind: DeckKind | undefined): string {
  const decimals = String(kind === 'calls' ? rateUnits / 60 : rateUnits).length - 1;
  return exactDecimal(rate, MILLI_CENT_DECIMALS + decimals);
}

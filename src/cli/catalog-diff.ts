/** `catalog diff`: what changes for whom from one catalog directory to another, without a server. */
import { statSync } from 'node:fs';
import type { RefusedCatalog } from '../catalog/manager.ts';
import { CHANGE_KINDS } from '../catalog/deck/diff.ts';
import { NUMBER_CLASSES, supportedCountries } from '../domain/phone/metadata.ts';
import { ASPECTS } from '../tuning/diff/aspects.ts';
import {
  type CatalogDiff,
  diffCatalogs,
  type LoadedSide,
  loadSide,
  type TrafficChange,
} from '../tuning/diff/catalog-diff.ts';
import { type Arguments, defineCommand, EXIT, flag, option, UsageError } from './command.ts';
import type { Context } from './connection.ts';
import { countText, problemLines, table, timeText } from './text.ts';

export const diffCatalog = defineCommand({
  path: 'catalog diff',
  summary: 'compare two catalog directories: what changes for whom, by what they say and not by how they are written',
  positionals: {
    OLD: { meaning: 'a directory with catalog.yaml in it' },
    NEW: { meaning: 'the directory that is to replace it' },
  },
  options: {
    at: option('TIME', 'the moment to look at; where rules look at the time of day, the week that begins then', 'now'),
    json: flag('print the comparison as JSON'),
  },
  examples: ['tollgate catalog diff config/catalog new', 'tollgate catalog diff main/catalog catalog --json'],
  notes: [
    'Ends with 0 if nothing differs, with 1 if something does, and with 2 if a catalog is refused, like diff.',
    'Both are asked about every service, direction, plan, licence, country and class of numbers, and about the ' +
      'numbers that their rules name. Codes of decks are told one by one by `tollgate deck diff`.',
  ],
  async run(args, context) {
    const [before, after] = await Promise.all([side(args, 'OLD'), side(args, 'NEW')]);
    if ('problems' in before || 'problems' in after) {
      tellProblems(context, args, before, after);
      return EXIT.usage;
    }
    const atMs = args.timeMs('at') ?? Date.now();
    const diff = diffCatalogs(before, after, atMs);
    if (args.flag('json')) context.print(JSON.stringify(diffObject(diff, atMs), undefined, 2));
    else context.print(diffText(diff, args, atMs));
    return isSame(diff) ? EXIT.ok : EXIT.fault;
  },
});

type Names = Arguments<'OLD' | 'NEW' | 'json' | 'at'>;

function side(args: Names, name: 'OLD' | 'NEW'): Promise<LoadedSide | RefusedCatalog> {
  const directory = args.required(name);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return loadSide(directory);
  throw new UsageError(`${directory} is not a directory: name one with catalog.yaml in it`);
}

function tellProblems(context: Context, args: Names, ...sides: readonly (LoadedSide | RefusedCatalog)[]): void {
  for (const [index, each] of sides.entries()) {
    if (!('problems' in each)) continue;
    const directory = args.required(index === 0 ? 'OLD' : 'NEW');
    context.complain([...problemLines(each.problems, directory), `${directory} is refused`].join('\n'));
  }
}

function isSame({ traffic, named, decks }: CatalogDiff): boolean {
  return traffic.length + named.length + decks.length === 0;
}

function diffText(diff: CatalogDiff, args: Names, atMs: number): string {
  const head = `${args.required('OLD')} (${diff.before.version}) → ${args.required('NEW')} (${diff.after.version})`;
  if (isSame(diff)) return `${head}: no difference`;
  return [
    `${head}, as of ${timeText(atMs)}:`,
    ...namedLines(diff),
    ...ASPECTS.flatMap((aspect) => trafficLines(aspect, diff)),
    ...deckLines(diff),
  ].join('\n');
}

function namedLines({ named }: CatalogDiff): string[] {
  if (named.length === 0) return [];
  return [
    '',
    ...table(named, [
      { title: 'WHAT', cell: ({ kind, name }) => `${kind} ${name}`.trim() },
      { title: 'FIELD', cell: ({ field }) => field },
      { title: 'BEFORE', cell: ({ before }) => before || 'none' },
      { title: 'AFTER', cell: ({ after }) => after || 'none' },
    ]),
  ];
}

const TITLES: Readonly<Record<TrafficChange['aspect'], string>> = {
  price: 'PRICE',
  block: 'BLOCK',
  hold: 'HOLD RULE',
  limits: 'LIMITS',
  'included units': 'INCLUDED UNITS',
  'blocked at zero': 'BLOCKED AT ZERO',
  payer: 'WHO PAYS',
  'store down': 'WHILE THE STORE IS DOWN',
};

function trafficLines(aspect: TrafficChange['aspect'], { traffic }: CatalogDiff): string[] {
  const own = traffic.filter((change) => change.aspect === aspect);
  if (own.length === 0) return [];
  return [
    '',
    ...table(own, [
      { title: TITLES[aspect], cell: ({ before, after }) => differing(before, after) },
      { title: 'NOW', cell: ({ before, after }) => differing(after, before) },
      { title: 'SERVICE', cell: ({ services }) => services.join(', ') },
      { title: 'DIRECTION', cell: ({ directions }) => (directions.length === 3 ? 'any' : directions.join(', ')) },
      { title: 'PLAN', cell: ({ plans }) => plans.join(', ') },
      { title: 'LICENCE', cell: ({ ratePlans }) => ratePlans.filter((name) => name !== '').join(', ') },
      { title: 'CLASS', cell: ({ numberClasses }) => listText(numberClasses, CLASSES) },
      { title: 'WHERE', cell: whereText },
      { title: 'WHEN', cell: ({ times }) => times.filter((time) => time !== '').join(', ') },
    ]),
  ];
}

/** The parts of a text that the other one does not have; the first one names it. */
function differing(text: string, other: string): string {
  const [first = '', ...rest] = text.split(', ');
  const others = other.split(', ');
  return [first, ...rest.filter((part) => !others.includes(part))].join(', ');
}

/** Emergency numbers and numbers that are none are not asked about. */
const CLASSES = NUMBER_CLASSES.filter((name) => name !== 'emergency' && name !== 'invalid');

function whereText({ countries, prefixes }: TrafficChange): string {
  const named = prefixes.filter((prefix) => prefix !== '');
  if (named.length > 0) return named.join(', ');
  return listText(countries, [...supportedCountries(), 'unknown']);
}

const LISTED = 12;

/** `any`, `any but US`, or a list that is not too long. */
function listText(values: readonly string[], all: readonly string[]): string {
  const others = all.filter((value) => !values.includes(value));
  if (others.length === 0) return 'any';
  if (others.length <= 5 && values.length > others.length) return `any but ${others.join(', ')}`;
  const more = values.length - LISTED;
  return values.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function deckLines({ decks }: CatalogDiff): string[] {
  return decks.flatMap(({ deck, diff: { changes, countries } }) => {
    const counts = CHANGE_KINDS.map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const);
    const told = counts.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
    const where = countries.slice(0, LISTED).map(({ country }) => country);
    return ['', `deck ${deck}: ${countText(changes.length, 'code')} changed (${told.join(', ')}): ${where.join(', ')}`];
  });
}

function diffObject({ before, after, traffic, named, decks }: CatalogDiff, atMs: number): object {
  return {
    same: traffic.length + named.length + decks.length === 0,
    at_ms: atMs,
    old: before,
    new: after,
    named,
    traffic: traffic.map(({ ratePlans, numberClasses, ...rest }) => ({
      ...rest,
      rate_plans: ratePlans,
      number_classes: numberClasses,
    })),
    decks: decks.map(({ deck, diff: { changes, countries, same } }) => ({
      deck,
      changed: changes.length,
      same,
      countries: countries.map(({ country, counts, largestRisePercent }) => ({
        country,
        ...counts,
        largest_rise_percent: Number(largestRisePercent.toFixed(2)),
      })),
    })),
  };
}

/**
 * What changes for whom from one catalog to another: by what both say about the same traffic, and not by how their
 * files are written. A rule that is moved, renamed in a comment or split in two without effect is no change.
 */
import { loadCatalog, type RefusedCatalog } from '../../catalog/manager.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot.ts';
import { diffDecks, type DeckDiff } from '../../catalog/deck/diff.ts';
import type { Deck } from '../../catalog/deck/deck.ts';
import { readCatalogDirectory } from '../../catalog/source/directory.ts';
import { ProblemList } from '../../catalog/source/problems.ts';
import { DeckMemory } from '../../catalog/source/read-decks.ts';
import { readSourceFiles } from '../../catalog/source/read-files.ts';
import { WEEKDAYS, weekdayOf } from '../../domain/local-time.ts';
import { countryOfPrefix } from '../../domain/phone/calling-codes.ts';
import type { NumberFacts } from '../../domain/phone/classify.ts';
import { callingCodeOf } from '../../domain/phone/metadata.ts';
import { type Aspect, ASPECTS, saidOf } from './aspects.ts';
import { grouped, type Group } from './groups.ts';
import { type NamedChange, namedChanges } from './named.ts';
import { numbersNamedIn, type ProbeKind, probeKinds, type ProbePlace, probePlaces, trafficOf } from './probes.ts';

/** One change of what is said about traffic, and of which traffic it is true. */
export interface TrafficChange {
  readonly aspect: Aspect;
  readonly before: string;
  readonly after: string;
  readonly services: readonly string[];
  readonly directions: readonly string[];
  readonly plans: readonly string[];
  /** Empty is without a licence. */
  readonly ratePlans: readonly string[];
  readonly numberClasses: readonly string[];
  readonly countries: readonly string[];
  /** Beginnings of numbers that rules name; one that is empty stands for any number. */
  readonly prefixes: readonly string[];
  /** When, in UTC, where rules look at the time of day; one that is empty stands for any time. */
  readonly times: readonly string[];
}

/** One deck that both have and that differs. */
export interface DeckChange {
  readonly deck: string;
  readonly diff: DeckDiff;
}

export interface CatalogDiff {
  readonly before: Pick<CatalogSnapshot, 'name' | 'version'>;
  readonly after: Pick<CatalogSnapshot, 'name' | 'version'>;
  /** By aspect. */
  readonly traffic: readonly TrafficChange[];
  /** What has a name: services, plans, packages, emergency numbers, decks that are new or gone. */
  readonly named: readonly NamedChange[];
  readonly decks: readonly DeckChange[];
}

/** A catalog and what it was made from. */
export interface LoadedSide {
  readonly snapshot: CatalogSnapshot;
  readonly decks: ReadonlyMap<string, Deck>;
  /** Beginnings of numbers that its files name. */
  readonly numbers: readonly string[];
}

export async function loadSide(directory: string): Promise<LoadedSide | RefusedCatalog> {
  const loaded = await loadCatalog(directory);
  if (!('snapshot' in loaded)) return loaded;
  const files = await readCatalogDirectory(directory);
  const problems = new ProblemList();
  const sources = readSourceFiles(files, problems);
  const numbers = Object.entries(sources).flatMap(([kind, { content }]) =>
    kind === 'cases' ? [] : numbersNamedIn(content),
  );
  const decks = await new DeckMemory().read(files, sources, problems);
  return {
    snapshot: loaded.snapshot,
    decks: new Map([...decks.loaded].map(([name, { deck }]) => [name, deck])),
    numbers: [...new Set(numbers)],
  };
}

/** @param atMs - the moment to look at; and, where rules look at the time of day, the week that begins then */
export function diffCatalogs(before: LoadedSide, after: LoadedSide, atMs: number): CatalogDiff {
  const decks = deckChanges(before, after, atMs);
  const changedCodes = new Set(decks.flatMap(({ diff }) => diff.changes.map(({ prefix }) => prefix)));
  return {
    before: namesOf(before),
    after: namesOf(after),
    traffic: trafficChanges(before, after, changedCodes, atMs),
    named: namedChanges(before, after),
    decks,
  };
}

function namesOf({ snapshot: { name, version } }: LoadedSide): CatalogDiff['before'] {
  return { name, version };
}

function deckChanges(before: LoadedSide, after: LoadedSide, atMs: number): readonly DeckChange[] {
  return [...before.decks]
    .flatMap(([deck, old]) => {
      const young = after.decks.get(deck);
      return young === undefined ? [] : [{ deck, diff: diffDecks(old, young, atMs) }];
    })
    .filter(({ diff }) => diff.changes.length > 0);
}

/** The first code of each country, of any deck. */
function codesByCountry(sides: readonly LoadedSide[], atMs: number): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const deck of sides.flatMap(({ decks }) => [...decks.values()])) {
    for (const { prefix } of deck.codesAt(atMs)) {
      const country = countryOfPrefix(prefix);
      if (!codes.has(country)) codes.set(country, prefix);
    }
  }
  return codes;
}

type Point = readonly [
  service: string,
  direction: string,
  plan: string,
  ratePlan: string,
  numberClass: string,
  country: string,
  prefix: string,
  time: string,
];

/** Times first, then countries; services last. */
const JOINED = [7, 5, 6, 4, 3, 2, 1, 0];

function trafficChanges(
  before: LoadedSide,
  after: LoadedSide,
  changedCodes: ReadonlySet<string>,
  atMs: number,
): readonly TrafficChange[] {
  const kinds = probeKinds(before.snapshot, after.snapshot);
  const numbers = new Set([...before.numbers, ...after.numbers]);
  const places = probePlaces(after.snapshot, numbers, codesByCountry([before, after], atMs));
  const comparison = new TrafficComparison(before, after);
  const moments = momentsFrom([before.snapshot, after.snapshot], kinds[0], atMs);
  for (const moment of moments) {
    const look = { moment, time: moments.length === 1 ? '' : clockText(moment), changedCodes };
    for (const place of places) for (const kind of kinds) comparison.look(kind, place, look);
  }
  return [...comparison.found.values()]
    .flatMap((found) => grouped(found.points, JOINED).map((group) => changeOf(found, group, moments.length)))
    .sort((a, b) => ASPECTS.indexOf(a.aspect) - ASPECTS.indexOf(b.aspect));
}

interface Look {
  readonly moment: number;
  /** In words; empty where no rule looks at the time of day. */
  readonly time: string;
  readonly changedCodes: ReadonlySet<string>;
}

/** Where one thing is said instead of another. */
class Found {
  readonly aspect: Aspect;
  readonly before: string;
  readonly after: string;
  readonly points: Point[] = [];
  /** Traffic to any number of a country and class. */
  readonly #general = new Set<string>();

  constructor(aspect: Aspect, before: string, after: string) {
    this.aspect = aspect;
    this.before = before;
    this.after = after;
  }

  add({ service, direction, leg, plan, ratePlan }: ProbeKind, place: ProbePlace, time: string): void {
    const { numberClass, country, prefix } = place;
    const way = leg === 'forwarded' ? 'forwarded' : direction;
    const point: Point = [service, way, plan, ratePlan, numberClass, country, prefix, time];
    const general = [...point.slice(0, 6), time].join('\u0001');
    // A number that a rule names is worth a word only where its country says something else.
    if (prefix === '') this.#general.add(general);
    else if (this.#general.has(general)) return;
    this.points.push(point);
  }
}

/** Compares all traffic, and gathers where the same changes to the same. */
class TrafficComparison {
  readonly found = new Map<string, Found>();
  readonly #sides: readonly [LoadedSide, LoadedSide];
  readonly #own: readonly [NumberFacts, NumberFacts];

  constructor(before: LoadedSide, after: LoadedSide) {
    this.#sides = [before, after];
    this.#own = [ownNumber(before.snapshot), ownNumber(after.snapshot)];
  }

  look(kind: ProbeKind, place: ProbePlace, { moment, time, changedCodes }: Look): void {
    const [before, after] = this.#sides.map(({ snapshot }, side) => {
      const own = this.#own[side];
      return own && saidOf(snapshot, trafficOf(kind, place.facts, own, moment));
    });
    if (before === undefined || after === undefined) return;
    for (const aspect of ASPECTS) {
      const [was, is] = [before.sayings[aspect], after.sayings[aspect]];
      if (was === is) continue;
      // What a deck says of its codes is told code by code.
      const isOfDeck = before.deckCode !== '' && after.deckCode !== '';
      if (aspect === 'price' && isOfDeck && [before, after].some(({ deckCode }) => changedCodes.has(deckCode)))
        continue;
      this.#foundAt(aspect, was, is).add(kind, place, time);
    }
  }

  #foundAt(aspect: Aspect, before: string, after: string): Found {
    const key = JSON.stringify([aspect, before, after]);
    let found = this.found.get(key);
    if (found === undefined) {
      found = new Found(aspect, before, after);
      this.found.set(key, found);
    }
    return found;
  }
}

/** An ordinary number at home, as a gateway of the catalog's country has it. */
function ownNumber({ homeCountry }: CatalogSnapshot): NumberFacts {
  const digits = `${callingCodeOf(homeCountry) ?? ''}2000000000`.slice(0, 11);
  return { raw: `+${digits}`, e164: `+${digits}`, digits, country: homeCountry, numberClass: 'standard' };
}

function changeOf({ aspect, before, after }: Found, { values }: Group, moments: number): TrafficChange {
  const [services = [], directions = [], plans = [], ratePlans = [], numberClasses = [], countries = []] = values;
  const [prefixes = [], some = []] = values.slice(6);
  const times = some.length === moments ? [''] : some;
  const dimensions = { services, directions, plans, ratePlans, numberClasses, countries, prefixes, times };
  return { aspect, before, after, ...dimensions };
}

const WEEK_MS = 7 * 86_400_000;

/** More changes of the clock within a week than people write. */
const MOMENTS_MAX = 60;

/** The given one and, where rules look at the time of day, each at which something may change within a week. */
function momentsFrom(snapshots: readonly CatalogSnapshot[], kind: ProbeKind | undefined, atMs: number): number[] {
  const moments = [atMs];
  const [snapshot] = snapshots;
  if (kind === undefined || snapshot === undefined) return moments;
  const own = ownNumber(snapshot);
  for (let now = atMs; moments.length < MOMENTS_MAX;) {
    const ends = snapshots.map((each) => each.validUntilMs(trafficOf(kind, own, own, now))).filter((end) => end > 0);
    if (ends.length === 0) break;
    now = Math.min(...ends) + 1;
    if (now >= atMs + WEEK_MS) break;
    moments.push(now);
  }
  return moments;
}

function clockText(atMs: number): string {
  const at = new Date(atMs);
  return `${WEEKDAYS[weekdayOf(at)] ?? ''} ${at.toISOString().slice(11, 16)}`;
}

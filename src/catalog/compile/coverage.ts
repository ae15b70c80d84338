/**
 * Which traffic a match is about, as sets that can be compared: whether one rule takes all that another is about. Each
 * key of a match becomes a set of finitely many values; where one is undefined, everything is in it. The keys are
 * looked at one by one, so that coverage is never claimed where there is none.
 */
import { calendarDateOf, type DateSpan, isWithin } from '../../domain/calendar-dates.ts';
import { WEEKDAYS } from '../../domain/local-time.ts';
import { callingCodeIn } from '../../domain/phone/calling-codes.ts';
import { countriesOf, NUMBER_CLASSES, supportedCountries, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import { listOf, type MatchSource, type TimeWindowSource } from '../schema/scalars.ts';
import { timeWindowOf } from './time-conditions.ts';
import { countriesNamed, isAbroad, type Vocabulary } from './vocabulary.ts';

type Value = string | number;
type Values = ReadonlySet<Value> | undefined;

/** What each key of a match says. */
export interface Region {
  readonly keys: readonly Values[];
  /** The keys in which not everything is. */
  readonly limited: readonly number[];
  /** Numbers and short codes, whole or by their beginnings: keys that have no end of values. */
  readonly numbers: readonly Numbers[];
}

/** As in a match, with a `*` behind what is only a beginning; undefined where any will do. */
type Numbers = readonly string[] | undefined;

/**
 * The one key in which the later region says more than the earlier one: `none` where it does in no key, `many` where it
 * does in several.
 */
export function gapBetween(earlier: Region, later: Region): 'none' | 'many' | number {
  let gap: 'none' | number = 'none';
  for (const key of earlier.limited) {
    if (includes(earlier.keys[key], later.keys[key])) continue;
    if (gap !== 'none') return 'many';
    gap = key;
  }
  if (earlier.numbers.every((numbers, kind) => includesNumbers(numbers, later.numbers[kind]))) return gap;
  return gap === 'none' ? IN_NUMBERS : 'many';
}

/** Stands for the numbers, whose keys have no place in `keys`. */
const IN_NUMBERS = -2;

function includes(all: Values, some: Values): boolean {
  if (all === undefined || all === some) return true;
  // Equal sets are the same one, so two of one value each that are not the same differ.
  if (some === undefined || some.size > all.size || all.size === 1) return false;
  for (const value of some) if (!all.has(value)) return false;
  return true;
}

function includesNumbers(all: Numbers, some: Numbers): boolean {
  if (all === undefined) return true;
  const isIn = (pattern: string, wider: string): boolean =>
    wider.endsWith('*') ? pattern.startsWith(wider.slice(0, -1)) : pattern === wider;
  return some?.every((pattern) => all.some((wider) => isIn(pattern, wider))) ?? false;
}

function fillNumbers(regions: readonly Region[], later: Region): boolean {
  return later.numbers.every((patterns, kind) =>
    patterns === undefined
      ? regions.every(({ numbers }) => numbers[kind] === undefined)
      : patterns.every((pattern) => regions.some(({ numbers }) => includesNumbers(numbers[kind], [pattern]))),
  );
}

/** Regions by their numbers, because there are lists of thousands of rules with a prefix each. */
export class NumberIndex {
  readonly #ofAnyNumber: number[] = [];
  readonly #byPattern = new Map<string, number[]>();

  add(index: number, { numbers }: Region): void {
    if (numbers.every((each) => each === undefined)) this.#ofAnyNumber.push(index);
    for (const pattern of numbers.flatMap((each) => each ?? [])) pushTo(this.#byPattern, pattern, index);
  }

  /** All whose numbers may include one of those of the region, some of them more than once. */
  *around({ numbers }: Region): Generator<number> {
    yield* this.#ofAnyNumber;
    for (const pattern of numbers.flatMap((each) => each ?? [])) {
      yield* this.#byPattern.get(pattern) ?? [];
      for (let length = pattern.replace('*', '').length - (pattern.endsWith('*') ? 1 : 0); length >= 0; length--) {
        yield* this.#byPattern.get(`${pattern.slice(0, length)}*`) ?? [];
      }
    }
  }
}

/** Adds to the list of a key. */
export function pushTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** A key of a match that has an end of values. */
interface Key {
  /** All values that it has in this catalog. */
  readonly all: ReadonlySet<Value>;
  /** Those that a match names; undefined where any will do. */
  readonly named: (source: MatchSource) => readonly Value[] | undefined;
}

/** Makes the regions of the matches of one catalog. */
export class Regions {
  readonly #words: Vocabulary;
  /** Each set once, by its key and its values. */
  readonly #extents = new Map<string, Values>();
  readonly #countries: ReadonlySet<string>;
  readonly #keys: readonly Key[];
  readonly #minutes: readonly number[];
  readonly #years: readonly number[];

  /** @param sources - all that will be compared with each other. */
  constructor(words: Vocabulary, sources: readonly MatchSource[]) {
    this.#words = words;
    const windows = sources.flatMap(({ time = [] }) => time.map(timeWindowOf));
    const clocks = windows.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]);
    this.#minutes = [...new Set([0, ...clocks])].filter((minute) => minute < DAY_MINUTES).sort((a, b) => a - b);
    this.#years = yearsIn(sources.flatMap(({ dates }) => (dates === undefined ? [] : words.times.spansOf(dates))));
    this.#countries = new Set([
      ...supportedCountries(),
      ...[...words.countryGroups.values()].flat(),
      words.homeCountry,
      UNKNOWN_COUNTRY,
      ANY_OTHER,
    ]);
    this.#keys = Object.values(this.#finiteKeys());
  }

  /** All keys but those of numbers: the compiler asks for one that is new. */
  #finiteKeys(): Readonly<Record<Exclude<keyof MatchSource, 'prefix' | 'short_code'>, Key>> {
    const { services, plans, ratePlans } = this.#words;
    const countries = this.#countries;
    const weekMinutes = WEEKDAYS.flatMap((_, day) => this.#minutes.map((minute) => day * DAY_MINUTES + minute));
    return {
      service: { all: new Set(services.keys()), named: ({ service }) => given(service) },
      direction: {
        all: new Set(['outbound', 'inbound']),
        // A forwarded leg goes out, whatever its gateway calls it.
        named: ({ direction, leg }) => given(direction ?? (leg === 'forwarded' ? 'outbound' : undefined)),
      },
      leg: { all: new Set(['direct', 'forwarded']), named: ({ leg }) => given(leg) },
      own_number: {
        all: new Set(['true', 'false']),
        named: ({ own_number: own }) => given(own === undefined ? undefined : String(own)),
      },
      number_class: { all: new Set([...NUMBER_CLASSES, ANY_OTHER]), named: (source) => given(source.number_class) },
      country: { all: countries, named: (source) => this.#otherCountries(source) },
      own_country: { all: countries, named: (source) => this.#countriesIn(source.own_country) },
      caller_country: { all: countries, named: (source) => this.#countriesIn(source.caller_country) },
      plan: { all: new Set([...(plans ?? []), ANY_OTHER]), named: ({ plan }) => given(plan) },
      rate_plan: { all: new Set([...(ratePlans ?? []), ANY_OTHER]), named: (source) => given(source.rate_plan) },
      time: { all: new Set(weekMinutes), named: ({ time }) => time?.flatMap((window) => this.#timesIn(window)) },
      dates: {
        all: new Set(this.#days()),
        named: ({ dates }) => (dates === undefined ? undefined : this.#daysIn(dates)),
      },
    };
  }

  of(source: MatchSource): Region {
    const keys = this.#keys.map(({ all, named }, key) => this.#extent(named(source), key, all));
    return {
      keys,
      limited: keys.flatMap((extent, key) => (extent === undefined ? [] : key)),
      numbers: [given(source.prefix)?.map((prefix) => `${prefix}*`), given(source.short_code)],
    };
  }

  /** Whether these regions together leave nothing of what the later one says in this key. */
  fill(regions: readonly Region[], key: number, later: Region): boolean {
    if (key === IN_NUMBERS) return fillNumbers(regions, later);
    const wanted = later.keys[key] ?? this.#keys[key]?.all ?? new Set<Value>();
    for (const value of wanted) if (!regions.some(({ keys }) => keys[key]?.has(value) ?? true)) return false;
    return true;
  }

  #extent(values: readonly Value[] | undefined, key: number, all: ReadonlySet<Value>): Values {
    if (values === undefined) return undefined;
    const set = new Set(values);
    const name = `${key} ${[...set].map(String).sort().join(' ')}`;
    if (this.#extents.has(name)) return this.#extents.get(name);
    const extent = [...all].every((value) => set.has(value)) ? undefined : set;
    this.#extents.set(name, extent);
    return extent;
  }

  /**
   * Prefixes of numbers that are called name a country too, where its calling code is nobody else's. A caller's number
   * may be a fragment, which has no country.
   */
  #otherCountries({ country, prefix, direction, leg }: MatchSource): readonly Value[] | undefined {
    const named = this.#countriesIn(country);
    const owners = listOf(prefix).map((each) => countriesOf(callingCodeIn(each.slice(1)) ?? ''));
    const isCalled = listOf(direction).join() === 'outbound' || listOf(leg).join() === 'forwarded';
    const isTold = owners.length > 0 && owners.every(({ length }) => length === 1);
    if (this.#words.countryOverrides || !isCalled || !isTold) return named;
    const both = named?.filter((code) => owners.some(([owner]) => owner === code)) ?? owners.flat();
    return both.length === 0 ? named : both;
  }

  #countriesIn(source: MatchSource['country']): readonly string[] | undefined {
    const abroad = (): string[] => [...this.#countries].filter((code) => isAbroad(code, this.#words));
    return given(source)?.flatMap((word) => (word === 'abroad' ? abroad() : countriesNamed(word, this.#words)));
  }

  /** Stretches of the week that begin at the minutes at which any window begins or ends. */
  #timesIn(window: TimeWindowSource): readonly number[] {
    const { days, fromMinute: from, toMinute: to } = timeWindowOf(window);
    return days.flatMap((name) => {
      const day = WEEKDAYS.indexOf(name);
      const today = this.#minutes.filter((minute) => minute >= from && (to <= from || minute < to));
      const tomorrow = this.#minutes.filter((minute) => to <= from && minute < to);
      const next = (day + 1) % WEEKDAYS.length;
      return [...today.map((minute) => day * DAY_MINUTES + minute), ...tomorrow.map((m) => next * DAY_MINUTES + m)];
    });
  }

  /** All days of the years that are named, and of one that is not, which is year 0 and a leap year. */
  #days(): readonly number[] {
    return [...this.#years, OTHER_YEAR].flatMap((year) => DAYS_OF_LEAP_YEAR.map((day) => year * 10_000 + day));
  }

  /** Dates that nobody can read stand for themselves. */
  #daysIn(dates: NonNullable<MatchSource['dates']>): readonly Value[] {
    const spans = this.#words.times.spansOf(dates);
    if (spans.length === 0) return listOf(dates);
    return this.#days().filter((day) =>
      spans.some((span) => (span.yearly || day >= FIRST_YEAR * 10_000) && isWithin(span, day)),
    );
  }
}

/** Stands for all values that the catalog has no name for. */
const ANY_OTHER = '';

function given<Word extends string>(source: Word | readonly Word[] | undefined): readonly Word[] | undefined {
  return source === undefined ? undefined : listOf(source);
}

const DAY_MINUTES = 1_440;

const OTHER_YEAR = 0;
const FIRST_YEAR = 1;
/** A stretch of more years is compared by its first and last ones. */
const YEARS_MAX = 20;

/** 29 February in every year: a day that is none can only keep a rule from being called covered. */
const DAYS_OF_LEAP_YEAR = Array.from(
  { length: 366 },
  (_, index) => calendarDateOf(new Date(Date.UTC(2000, 0, 1 + index))) % 10_000,
);

function yearsIn(spans: readonly DateSpan[]): readonly number[] {
  const years = new Set<number>();
  for (const { yearly, first, last } of spans) {
    if (yearly) continue;
    const [from, to] = [Math.floor(first / 10_000), Math.floor(last / 10_000)];
    for (let year = from; year <= Math.min(to, from + YEARS_MAX); year++) years.add(year);
    years.add(to);
  }
  return [...years];
}

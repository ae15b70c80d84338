/**
 * Turns a `match:` into a test of traffic. It runs for every rule that a call passes, so everything is looked up
 * beforehand.
 */
import {
  clockText,
  LocalClock,
  type LocalSpan,
  minuteOfDay,
  nextBoundaryMs,
  parseClock,
  type TimeWindow,
  TimeWindows,
  WEEKDAYS,
} from '../../domain/local-time.ts';
import { callingCodeOf, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import { otherParty, ownParty, type Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { MatchSource, TimeWindowSource } from '../schema/scalars.ts';
import type { Service } from '../snapshot.ts';
import { suggestion } from '../source/did-you-mean.ts';
import type { Report, SourcePath } from '../source/problems.ts';

type Test = (traffic: Traffic) => boolean;

export interface Matcher {
  /** Undefined matches every service. */
  readonly services: ReadonlySet<string> | undefined;
  readonly namesInbound: boolean;
  /** Matches all traffic of its services. */
  readonly unconditional: boolean;
  /** Its time condition, for explanations; undefined when it holds at all times. */
  readonly time: TimeCondition | undefined;
  /** Whether all conditions, the service included, hold. */
  readonly matches: Test;
}

/** Compiles one match; unknown names are reported below the path. */
export function compileMatch(source: MatchSource, words: Vocabulary, path: SourcePath, report: Report): Matcher {
  const services = setOf(source.service);
  checkNames('service', [...(services ?? [])], words.services, [...path, 'service'], report);
  checkNames('plan', listOf(source.plan), words.plans, [...path, 'plan'], report);
  checkNames('rate plan', listOf(source.rate_plan), words.ratePlans, [...path, 'rate_plan'], report);
  const time = source.time && words.times.compile(source.time, [...path, 'time'], report);
  const conditions = [
    ...directionTests(source),
    ...countryTests(source, words, path, report),
    ...numberTests(source),
    ...subscriptionTests(source),
    ...(time === undefined ? [] : [(traffic: Traffic) => time.holds(traffic)]),
  ];
  const tests =
    services === undefined ? conditions : [(traffic: Traffic) => services.has(traffic.service), ...conditions];
  return {
    services,
    namesInbound: listOf(source.direction).includes('inbound'),
    unconditional: conditions.length === 0,
    time,
    matches: (traffic) => tests.every((test) => test(traffic)),
  };
}

/** Compiles a list of matches of which one must hold. */
export function compileAny(sources: readonly MatchSource[], words: Vocabulary, path: SourcePath, report: Report): Test {
  const matchers = sources.map((source, index) => compileMatch(source, words, [...path, index], report));
  return (traffic) => matchers.some(({ matches }) => matches(traffic));
}

function directionTests({ direction, leg, own_number: ownNumber }: MatchSource): Test[] {
  const tests: Test[] = [];
  const directions = setOf(direction);
  if (directions !== undefined) tests.push((traffic) => directions.has(traffic.direction));
  const legs = setOf(leg);
  if (legs !== undefined) tests.push((traffic) => legs.has(traffic.leg));
  if (ownNumber !== undefined) tests.push((traffic) => traffic.ownNumber === ownNumber);
  return tests;
}

function numberTests({ number_class: numberClass, prefix }: MatchSource): Test[] {
  const tests: Test[] = [];
  const classes = setOf(numberClass);
  if (classes !== undefined) {
    tests.push(({ to }) => to !== undefined && classes.has(to.numberClass));
  }
  const prefixes = prefix === undefined ? undefined : listOf(prefix);
  if (prefixes !== undefined) {
    tests.push((traffic) => {
      const e164 = otherParty(traffic)?.e164;
      return e164 !== undefined && prefixes.some((start) => e164.startsWith(start));
    });
  }
  return tests;
}

function subscriptionTests({ plan, rate_plan: ratePlan }: MatchSource): Test[] {
  const tests: Test[] = [];
  const plans = setOf(plan);
  if (plans !== undefined) tests.push((traffic) => plans.has(traffic.plan));
  const ratePlans = setOf(ratePlan);
  if (ratePlans !== undefined) {
    tests.push((traffic) => traffic.ratePlan !== undefined && ratePlans.has(traffic.ratePlan));
  }
  return tests;
}

function countryTests(source: MatchSource, words: Vocabulary, path: SourcePath, report: Report): Test[] {
  const parties = [
    ['country', source.country, otherParty],
    ['own_country', source.own_country, ownParty],
  ] as const;
  const tests: Test[] = [];
  for (const [key, references, party] of parties) {
    if (references === undefined) continue;
    const contains = compileCountries(listOf(references), words, [...path, key], report);
    tests.push((traffic) => contains(party(traffic)?.country ?? UNKNOWN_COUNTRY));
  }
  if (source.caller_country !== undefined) {
    const contains = compileCountries(listOf(source.caller_country), words, [...path, 'caller_country'], report);
    tests.push((traffic) => contains(callerCountry(traffic)));
  }
  return tests;
}

/** The place of the subject says more than its number where the subject is the caller (rule OC-4). */
function callerCountry({ direction, location, from }: Traffic): string {
  const place = direction === 'outbound' ? location : undefined;
  return place ?? from?.country ?? UNKNOWN_COUNTRY;
}

function compileCountries(
  references: readonly string[],
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): (country: string) => boolean {
  const countries = new Set<string>();
  let abroad = false;
  references.forEach((reference, index) => {
    const group = words.countryGroups.get(reference);
    if (reference === 'home') countries.add(words.homeCountry);
    else if (reference === 'unknown') countries.add(UNKNOWN_COUNTRY);
    else if (reference === 'abroad') abroad = true;
    else if (group !== undefined) group.forEach((country) => countries.add(country));
    else if (callingCodeOf(reference) !== undefined) countries.add(reference);
    else report([...path, index], `"${reference}" is neither a country nor a country group`, hintFor(reference, words));
  });
  return (country) =>
    countries.has(country) || (abroad && country !== words.homeCountry && country !== UNKNOWN_COUNTRY);
}

function hintFor(reference: string, words: Vocabulary): string {
  if (reference === 'UK') return 'did you mean "GB"?';
  return suggestion(reference, [...words.countryGroups.keys(), ...COUNTRY_WORDS]);
}

/** What was written as one value or as a list of them. */
export function listOf<Value>(source: Value | readonly Value[] | undefined): readonly Value[] {
  if (source === undefined) return [];
  return Array.isArray(source) ? (source as readonly Value[]) : [source as Value];
}

function setOf<Value>(source: Value | readonly Value[] | undefined): ReadonlySet<Value> | undefined {
  return source === undefined ? undefined : new Set(listOf(source));
}

/* Rules that look at the time of day, in the time zone of the account. */

/** When and where something happens. */
type Moment = Pick<Traffic, 'timeZone' | 'atMs'>;

/** One `time:` of a match. */
export interface TimeCondition {
  holds(moment: Moment): boolean;
  /** The window that holds, for explanations. */
  windowAt(moment: Moment): TimeWindow | undefined;
}

/**
 * All time conditions of a catalog. They share one clock, and together decide how long an answer of the catalog stays
 * true.
 */
export class TimeConditions {
  readonly #clock = new LocalClock();
  /** Ascending, none twice. */
  #boundaries: readonly number[] = [];

  /** Compiles the `time:` at the path. */
  compile(source: readonly TimeWindowSource[], path: SourcePath, report: Report): TimeCondition {
    const windows = new TimeWindows(source.map((window, index) => compileWindow(window, [...path, index], report)));
    this.#boundaries = [...new Set([...this.#boundaries, ...windows.boundaries])].toSorted((a, b) => a - b);
    return {
      holds: (moment) => windows.contains(this.#spanAt(moment), moment.atMs),
      windowAt: (moment) => windows.windowAt(this.#spanAt(moment), moment.atMs),
    };
  }

  /**
   * The last millisecond for which everything that the catalog says at this moment is sure to hold; 0 when no rule
   * looks at the time. Boundaries of rules that the traffic never met count too: at worst a request in that very
   * millisecond is computed twice.
   */
  validUntilMs(moment: Moment): number {
    if (this.#boundaries.length === 0) return 0;
    return nextBoundaryMs(this.#boundaries, this.#spanAt(moment), moment.atMs) - 1;
  }

  /** `sun 23:30 in Europe/Berlin`; undefined when no rule looks at the time. */
  textAt(moment: Moment): string | undefined {
    if (this.#boundaries.length === 0) return undefined;
    const span = this.#spanAt(moment);
    return `${WEEKDAYS[span.weekday] ?? ''} ${clockText(minuteOfDay(span, moment.atMs))} in ${moment.timeZone}`;
  }

  #spanAt({ timeZone, atMs }: Moment): LocalSpan {
    return this.#clock.spanAt(timeZone, atMs);
  }
}

function compileWindow(source: TimeWindowSource, path: SourcePath, report: Report): TimeWindow {
  const fromMinute = parseClock(source.from) ?? 0;
  const toMinute = parseClock(source.to) ?? 0;
  if (fromMinute === toMinute) {
    const hint = 'for whole days write from: "00:00" and to: "24:00"';
    report([...path, 'to'], `the window is empty: it begins and ends at ${source.to}`, hint);
  }
  const days = typeof source.days === 'string' ? [source.days] : (source.days ?? WEEKDAYS);
  return { days: WEEKDAYS.filter((day) => days.includes(day)), fromMinute, toMinute };
}

/* The names that rules may refer to, and the check that they exist. */

export interface Vocabulary {
  readonly homeCountry: string;
  readonly services: ReadonlyMap<string, Service>;
  /** Undefined when the file could not be read: then nothing is said about plans. */
  readonly plans: ReadonlySet<string> | undefined;
  readonly ratePlans: ReadonlySet<string> | undefined;
  readonly countryGroups: ReadonlyMap<string, readonly string[]>;
  /** Gathers the time conditions of all matches as they are compiled. */
  readonly times: TimeConditions;
}

/** Words that a country reference may be instead of a code or group. */
const COUNTRY_WORDS: readonly string[] = ['home', 'abroad', 'unknown'];

/** Notes every name that is not known. The path is that of one name or of their list. */
export function checkNames(
  kind: string,
  names: readonly string[],
  known: { has(name: string): boolean; keys(): Iterable<string> } | undefined,
  path: SourcePath,
  report: Report,
): void {
  if (known === undefined) return;
  names.forEach((name, index) => {
    if (!known.has(name)) report([...path, index], `there is no ${kind} "${name}"`, suggestion(name, known.keys()));
  });
}

/** The groups by name, their countries checked. */
export function compileCountryGroups(catalog: CatalogFile, report: Report): ReadonlyMap<string, readonly string[]> {
  for (const [name, countries] of Object.entries(catalog.country_groups)) {
    const path = ['country_groups', name];
    if (callingCodeOf(name) !== undefined)
      report(path, `"${name}" is a country and cannot name a group`, 'choose another name');
    if (COUNTRY_WORDS.includes(name)) report(path, `"${name}" has a meaning of its own`, 'choose another name');
    countries.forEach((country, index) => {
      checkCountry(country, [...path, index], report);
    });
  }
  return new Map(Object.entries(catalog.country_groups));
}

export function checkCountry(country: string, path: SourcePath, report: Report): void {
  if (callingCodeOf(country) === undefined) {
    report(path, `"${country}" is no country of ISO 3166`, country === 'UK' ? 'did you mean "GB"?' : '');
  }
}

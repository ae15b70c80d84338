/**
 * Turns a `match:` into a test of traffic, and lists of rules into lists that are sorted by service. A test runs for
 * every rule that a call passes, so everything is looked up beforehand.
 */
import { callingCodeOf, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import { otherParty, ownParty, type Traffic } from '../../domain/traffic.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import { listOf, type MatchSource } from '../schema/scalars.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { contradictionIn } from './contradictions.ts';
import type { TimeCondition } from './time-conditions.ts';
import { checkNames, countriesNamed, COUNTRY_WORDS, isAbroad, type Vocabulary } from './vocabulary.ts';

type Test = (traffic: Traffic) => boolean;

export interface Matcher {
  /** Undefined matches every service. */
  readonly services: ReadonlySet<string> | undefined;
  readonly namesInbound: boolean;
  /** Matches all traffic of its services. */
  readonly unconditional: boolean;
  /** Its `time` and `dates`, for explanations; undefined when it holds at all times. */
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
  const time = words.times.compile(source, path, report);
  const contradiction = contradictionIn(source, words);
  if (contradiction !== undefined) report(path, `this match never holds: ${contradiction}`, 'remove one of the two');
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

function numberTests({ number_class: numberClass, prefix, short_code: shortCode }: MatchSource): Test[] {
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
  if (shortCode !== undefined) {
    const isNamed = compileShortCodes(listOf(shortCode));
    tests.push((traffic) => {
      const code = otherParty(traffic)?.shortCode;
      return code !== undefined && isNamed(code);
    });
  }
  return tests;
}

/** `40404` is one, `404*` all that begin so, `*` every one. */
function compileShortCodes(references: readonly string[]): (code: string) => boolean {
  const exact = new Set(references);
  const starts = references.filter((reference) => reference.endsWith('*')).map((reference) => reference.slice(0, -1));
  return (code) => exact.has(code) || starts.some((start) => code.startsWith(start));
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
  references.forEach((reference, index) => {
    const isWord = COUNTRY_WORDS.includes(reference) || words.countryGroups.has(reference);
    if (isWord || callingCodeOf(reference) !== undefined) return;
    report([...path, index], `"${reference}" is neither a country nor a country group`, hintFor(reference, words));
  });
  const countries = new Set(references.flatMap((reference) => countriesNamed(reference, words)));
  const abroad = references.includes('abroad');
  return (country) => countries.has(country) || (abroad && isAbroad(country, words));
}

function hintFor(reference: string, words: Vocabulary): string {
  if (reference === 'UK') return 'did you mean "GB"?';
  return suggestion(reference, [...words.countryGroups.keys(), ...COUNTRY_WORDS]);
}

function setOf<Value>(source: Value | readonly Value[] | undefined): ReadonlySet<Value> | undefined {
  return source === undefined ? undefined : new Set(listOf(source));
}

/* Rules in order, sorted by service beforehand: a call only passes the rules that can be about it. */

export interface Matched {
  readonly matcher: Matcher;
}

/** The rules of each service, in the order of the file. */
export class RuleList<Rule extends Matched> {
  readonly #byService: ReadonlyMap<string, readonly Rule[]>;

  constructor(rules: readonly Rule[], services: Iterable<string>) {
    this.#byService = new Map(
      [...services].map((service) => [
        service,
        rules.filter(({ matcher }) => matcher.services === undefined || matcher.services.has(service)),
      ]),
    );
  }

  /** All rules that could be about traffic of this service. */
  of(service: string): readonly Rule[] {
    return this.#byService.get(service) ?? [];
  }

  first(traffic: Traffic): Rule | undefined {
    for (const rule of this.of(traffic.service)) if (rule.matcher.matches(traffic)) return rule;
    return undefined;
  }
}

/** The names that rules may refer to, and the check that they exist. */
import { callingCodeOf, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { Service } from '../snapshot.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import type { TimeConditions } from './time-conditions.ts';

export interface Vocabulary {
  /** ISO 4217. */
  readonly currency: string;
  readonly homeCountry: string;
  readonly services: ReadonlyMap<string, Service>;
  /** Undefined when the file could not be read: then nothing is said about plans. */
  readonly plans: ReadonlySet<string> | undefined;
  readonly ratePlans: ReadonlySet<string> | undefined;
  readonly countryGroups: ReadonlyMap<string, readonly string[]>;
  /** Whether some override says of a prefix which country it belongs to. */
  readonly countryOverrides: boolean;
  /** Gathers the time conditions of all matches as they are compiled. */
  readonly times: TimeConditions;
}

/** Words that a country reference may be instead of a code or group. */
export const COUNTRY_WORDS: readonly string[] = ['home', 'abroad', 'unknown'];

/** The countries that a country reference stands for; `unknown` is its own name, and of `abroad` there is no list. */
export function countriesNamed(
  word: string,
  { homeCountry, countryGroups }: Pick<Vocabulary, 'homeCountry' | 'countryGroups'>,
): readonly string[] {
  return word === 'home' ? [homeCountry] : (countryGroups.get(word) ?? [word]);
}

/** What `abroad` stands for. */
export function isAbroad(country: string, { homeCountry }: Pick<Vocabulary, 'homeCountry'>): boolean {
  return country !== homeCountry && country !== UNKNOWN_COUNTRY;
}

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

/**
 * What makes an emergency number while no catalog is in force: what the last good one said, else the numbers that count
 * everywhere (112 and 911).
 */
import { EmergencyNumbers as NumberList, type ListedNumbers } from '../domain/phone/emergency.ts';

/** The facts of a catalog that outlive it. */
export interface EmergencyFacts {
  /** ISO 3166 alpha-2. */
  readonly homeCountry: string;
  /** Further countries whose emergency numbers count. */
  readonly countries: readonly string[];
  /** Those that the catalog adds. */
  readonly numbers: readonly string[];
}

/** Whoever can tell an emergency number from another; a snapshot can. */
export interface EmergencyList {
  /**
   * Never throws, whatever the string is.
   *
   * @param country - where the caller is, when that is known (ISO 3166).
   */
  isEmergency(dialled: string, country?: string): boolean;
  /** All of them in their short form; with those of a caller's country besides (ISO 3166). */
  emergencyNumbers(country?: string): ListedNumbers;
}

interface CatalogContent {
  readonly home_country: string;
  readonly emergency_numbers: readonly string[];
  readonly emergency_countries?: readonly string[];
}

export function emergencyFactsOf(content: CatalogContent | undefined): EmergencyFacts {
  return {
    homeCountry: content?.home_country ?? '',
    countries: content?.emergency_countries ?? [],
    numbers: content?.emergency_numbers ?? [],
  };
}

/** @param kept - of the last good catalog; undefined when there was none */
export function emergencyListFrom(kept: EmergencyFacts | undefined): EmergencyList {
  const { homeCountry = '', countries = [], numbers = [] } = kept ?? {};
  const list = new NumberList(homeCountry === '' ? countries : [homeCountry, ...countries], numbers);
  return {
    isEmergency: (dialled, country) => list.isEmergency(dialled, country),
    emergencyNumbers: (country) => list.numbers(country),
  };
}

/** One line for the log: `US 112 911; listed 988 933`. */
export function emergencyText({ countries, listed }: ListedNumbers): string {
  const lists = countries.map(({ country, numbers }) => [country || 'everywhere', ...numbers].join(' '));
  return [...lists, ...(listed.length === 0 ? [] : [`listed ${listed.join(' ')}`])].join('; ');
}

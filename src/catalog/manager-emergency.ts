/**
 * What makes an emergency number while no catalog is in force: what the last good one said, else the numbers that count
 * everywhere (112 and 911).
 */
import { EmergencyNumbers as NumberList } from '../domain/phone/emergency.ts';

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
  return new NumberList(homeCountry === '' ? countries : [homeCountry, ...countries], numbers);
}

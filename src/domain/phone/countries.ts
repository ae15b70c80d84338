/** Countries and calling codes. */
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';

const COUNTRIES_BY_CALLING_CODE: ReadonlyMap<string, readonly string[]> = groupByCallingCode();

/**
 * Territories that are dialled and tariffed as part of a country though they have an ISO code of their own: the NANP codes
 * 340, 670, 671, 684, 787 and 939 of the United States, and islands inside other countries' plans.
 */
const HOME_TERRITORIES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['US', new Set(['PR', 'VI', 'GU', 'AS', 'MP'])],
  ['AU', new Set(['CC', 'CX'])],
  ['FI', new Set(['AX'])],
  ['NO', new Set(['SJ'])],
]);

/** Whether a number of `country` is domestic for `home`: the same country or one of its own territories. */
export function isHomeTerritory(country: string, home: string): boolean {
  return country === home || HOME_TERRITORIES.get(home)?.has(country) === true;
}

/** `US` gives `1`; undefined for what is no ISO 3166 code in capitals. */
export function callingCodeOf(country: string): string | undefined {
  return isSupportedCountry(country) ? getCountryCallingCode(country) : undefined;
}

/** All countries that share a calling code; none for a code that is unassigned or belongs to a global network. */
export function countriesOf(callingCode: string): readonly string[] {
  return COUNTRIES_BY_CALLING_CODE.get(callingCode) ?? [];
}

function groupByCallingCode(): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [country]);
    else group.push(country);
  }
  return groups;
}

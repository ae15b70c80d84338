/** What kind of number the other end is: the words that rules, blocks, denials and metrics use. */
import google from 'google-libphonenumber';
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max';

/** Every class, in no order of importance. */
export const NUMBER_CLASSES = [
  'emergency',
  'toll_free',
  'premium',
  'shared_cost',
  'special',
  'satellite',
  'mobile',
  'standard',
  'invalid',
] as const;

/**
 * - `special`: short codes and other service numbers (universal access, personal, paging);
 * - `satellite`: satellite and other global networks without a country, a favourite of toll fraud;
 * - `standard`: geographic, internet telephony, and wherever fixed and mobile cannot be told apart;
 * - `invalid`: cannot be dialled, or no numbering plan knows it.
 */
export type NumberClass = (typeof NUMBER_CLASSES)[number];

/** A country that is not known: withheld and broken numbers, short codes of nobody, global networks. */
export const UNKNOWN_COUNTRY = 'unknown';

/* Countries and calling codes. */

const CALLING_CODES: ReadonlyMap<string, string> = new Map(
  getCountries().map((country) => [country, getCountryCallingCode(country)]),
);

const COUNTRIES_BY_CALLING_CODE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries<readonly string[]>(metadata.country_calling_codes),
);

/**
 * Territories that are dialled and tariffed as part of a country though they have an ISO code of their own: the NANP
 * codes 340, 670, 671, 684, 787 and 939 of the United States, and islands inside other countries' plans.
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
  return CALLING_CODES.get(country);
}

/** All countries that the numbering data knows, ISO 3166 alpha-2. */
export function supportedCountries(): readonly string[] {
  return getCountries();
}

/**
 * All countries that share a calling code, first the one whose code it mainly is; none for a code that is unassigned or
 * belongs to a global network.
 */
export function countriesOf(callingCode: string): readonly string[] {
  return COUNTRIES_BY_CALLING_CODE.get(callingCode) ?? [];
}

/* Short codes: what google-libphonenumber knows of them, which libphonenumber-js leaves out. */

/** No short code of any country is longer. */
const SHORT_LENGTH_MAX = 6;

const info = google.ShortNumberInfo.getInstance();

/** What the plan of the country says that a short code costs; undefined when it knows no such short code. */
export function shortNumberCost(digits: string, country: string): 'premium' | 'other' | undefined {
  if (digits.length > SHORT_LENGTH_MAX || !isSupportedCountry(country)) return undefined;
  const number = asDialled(digits, country);
  if (!info.isValidShortNumberForRegion(number, country)) return undefined;
  const cost = info.getExpectedCostForRegion(number, country);
  return cost === google.ShortNumberInfo.ShortNumberCost.PREMIUM_RATE ? 'premium' : 'other';
}

/** Built by hand, because the parser would take a leading trunk prefix off a short code. */
function asDialled(digits: string, country: string): google.PhoneNumber {
  const number = new google.PhoneNumber();
  number.setCountryCode(Number(callingCodeOf(country)));
  number.setNationalNumber(Number(digits));
  const leadingZeros = digits.length - String(Number(digits)).length;
  if (leadingZeros > 0) {
    number.setItalianLeadingZero(true);
    number.setNumberOfLeadingZeros(leadingZeros);
  }
  return number;
}

/* Ranges that the public numbering metadata does not know, or whose price it misjudges. Measured against version
   1.13.16. */

/** What a correction says about a number. */
export interface Correction {
  readonly numberClass: Exclude<NumberClass, 'emergency' | 'invalid'>;
  /** Replaces the country of the metadata; absent leaves it. */
  readonly country?: string;
}

interface Range extends Correction {
  /** Against the digits of the E.164 number. */
  readonly pattern: RegExp;
  /** The countries, by the metadata, in which the range means this; everywhere when absent. */
  readonly onlyIn?: readonly string[];
}

/**
 * Networks and services without a country, by calling code (ITU-T E.164 annex). Not asked whether the metadata finds
 * them valid.
 */
const GLOBAL_CODES: ReadonlyMap<string, Correction> = new Map([
  ['800', { numberClass: 'toll_free', country: UNKNOWN_COUNTRY }],
  ['808', { numberClass: 'shared_cost', country: UNKNOWN_COUNTRY }],
  ['870', { numberClass: 'satellite', country: UNKNOWN_COUNTRY }],
  ['878', { numberClass: 'satellite', country: UNKNOWN_COUNTRY }],
  ['881', { numberClass: 'satellite', country: UNKNOWN_COUNTRY }],
  ['882', { numberClass: 'satellite', country: UNKNOWN_COUNTRY }],
  ['883', { numberClass: 'satellite', country: UNKNOWN_COUNTRY }],
  ['979', { numberClass: 'premium', country: UNKNOWN_COUNTRY }],
]);

/** +800, +808 and +979 have exactly eight or nine digits behind them; the others vary by network. */
const GLOBAL_FIXED_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['800', 11],
  ['808', 11],
  ['979', 12],
]);

/** By calling code; the first pattern that fits is taken. */
const RANGES: ReadonlyMap<string, readonly Range[]> = new Map<string, readonly Range[]>([
  [
    '1',
    [
      // Set aside by the FCC for toll-free service, opened one after the other.
      { pattern: /^1(?:822|88[0-7]|889)[2-9]\d{6}$/, numberClass: 'toll_free', country: 'US' },
      { pattern: /^1(?:700|900|976)\d{7}$/, numberClass: 'premium', country: 'US' },
      // A premium exchange of geographic area codes; toll-free codes and the Caribbean use it like any other.
      { pattern: /^1(?!8(?:00|33|44|55|66|77|88))[2-9]\d\d976\d{4}$/, numberClass: 'premium', onlyIn: ['US', 'CA'] },
      // Canada's non-geographic code, satellite terminals among it; the caller pays.
      { pattern: /^1600\d{7}$/, numberClass: 'special' },
    ],
  ],
  ['39', [{ pattern: /^39199\d{6,7}$/, numberClass: 'shared_cost' }]],
  [
    '44',
    [
      { pattern: /^448[47]\d{5,8}$/, numberClass: 'shared_cost' },
      // Personal numbers: tariffed and abused like premium ones.
      { pattern: /^4470\d{8}$/, numberClass: 'premium' },
      // Ofcom: 03 numbers cost what a geographic number costs.
      { pattern: /^443\d{9}$/, numberClass: 'standard' },
    ],
  ],
  ['49', [{ pattern: /^49137\d{5,8}$/, numberClass: 'premium' }]],
  // 190x exists with 7, 9 and 10 digits as dialled; the metadata knows the longest only.
  ['61', [{ pattern: /^61190\d{4,7}$/, numberClass: 'premium', country: 'AU' }]],
  ['91', [{ pattern: /^911860\d{6,7}$/, numberClass: 'shared_cost' }]],
  [
    '55',
    [
      // Nationwide numbers at the price of a local call, dialled with and without an area code.
      { pattern: /^55(?:[1-9]\d)?400[34]\d{4}$/, numberClass: 'shared_cost' },
      // Mobiles had eight digits behind the area code until 2016, and messengers keep such ids.
      { pattern: /^55[1-9]\d[6-9]\d{7}$/, numberClass: 'mobile', country: 'BR' },
    ],
  ],
  // Mobiles were called with a 1 behind the country code until 2019, and WhatsApp ids still have it.
  ['52', [{ pattern: /^521\d{10}$/, numberClass: 'mobile', country: 'MX' }]],
]);

/** What is known better about a number than the metadata does. `country` is what the metadata says, if anything. */
export function correctionFor(
  digits: string,
  callingCode: string,
  country: string | undefined,
): Correction | undefined {
  const global = GLOBAL_CODES.get(callingCode);
  if (global !== undefined) {
    const fixed = GLOBAL_FIXED_LENGTHS.get(callingCode);
    return fixed === undefined || fixed === digits.length ? global : undefined;
  }
  return RANGES.get(callingCode)?.find(({ pattern, onlyIn }) => pattern.test(digits) && isIn(onlyIn, country));
}

function isIn(countries: readonly string[] | undefined, country: string | undefined): boolean {
  return countries === undefined || (country !== undefined && countries.includes(country));
}

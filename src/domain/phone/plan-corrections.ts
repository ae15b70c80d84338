/** Ranges that the public numbering metadata does not know, or whose price it misjudges. Measured against version 1.13.16. */
import { UNKNOWN_COUNTRY, type NumberClass } from './number-class.ts';

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

/** Networks and services without a country, by calling code (ITU-T E.164 annex). Not asked whether the metadata finds them valid. */
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
  // Nationwide numbers at the price of a local call, dialled with and without an area code.
  ['55', [{ pattern: /^55(?:[1-9]\d)?400[34]\d{4}$/, numberClass: 'shared_cost' }]],
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

/** The numbers of a global code have lengths that only its operators know. */
export function isGlobalCode(callingCode: string): boolean {
  return GLOBAL_CODES.has(callingCode);
}

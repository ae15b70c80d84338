/** The beginnings of E.164 numbers: which country code they have, and what that says about them. */
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { countriesOf, UNKNOWN_COUNTRY } from './metadata.ts';

/** No country code has more digits. */
export const CALLING_CODE_LENGTH_MAX = 3;

/**
 * The country code that these digits begin with; undefined where they are too few, or no country has it. No code is the
 * beginning of another one.
 */
export function callingCodeIn(digits: string): string | undefined {
  for (let length = 1; length <= CALLING_CODE_LENGTH_MAX && length <= digits.length; length += 1) {
    const code = digits.slice(0, length);
    if (countriesOf(code).length > 0) return code;
  }
  return undefined;
}

/**
 * Italy with the Vatican, San Marino, Ivory Coast, Congo: their numbers begin with a 0 when called from abroad, too.
 */
const ZERO_KEPT: ReadonlySet<string> = new Set(['39', '378', '225', '242']);

/** Whether a 0 before an area code of this country is dialled in the country only. */
export function hasTrunkZero(callingCode: string): boolean {
  return !ZERO_KEPT.has(callingCode);
}

const areaCodes = new Map<string, boolean>();

/** Whether three digits are an area code of the North American numbering plan. */
export function isNanpAreaCode(digits: string): boolean {
  const known = areaCodes.get(digits);
  if (known !== undefined) return known;
  const is = /^[2-9]\d\d$/.test(digits) && isValidPhoneNumber(`+1${digits}2345678`);
  areaCodes.set(digits, is);
  return is;
}

const countries = new Map<string, string>();

/**
 * The country that a prefix belongs to, as far as its digits tell (ISO 3166 alpha-2): of the countries that share +1 by
 * the area code, of +7 by the digit behind it. `unknown` for what no country has.
 */
export function countryOfPrefix(prefix: string): string {
  const callingCode = callingCodeIn(prefix);
  if (callingCode === undefined) return UNKNOWN_COUNTRY;
  const key = prefix.slice(0, 4);
  const known = countries.get(key);
  if (known !== undefined) return known;
  const country = sharedCountry(callingCode, key) ?? countriesOf(callingCode)[0];
  countries.set(key, country ?? UNKNOWN_COUNTRY);
  return country ?? UNKNOWN_COUNTRY;
}

function sharedCountry(callingCode: string, digits: string): string | undefined {
  if (callingCode === '1') return parsePhoneNumberFromString(`+${digits.padEnd(4, '2')}2345678`)?.country;
  return callingCode === '7' && /^7[67]/.test(digits) ? 'KZ' : undefined;
}

/** The beginnings of E.164 numbers: which country code they have, and what that says about them. */
import { getCountries, getCountryCallingCode, isValidPhoneNumber } from 'libphonenumber-js/max';

const CALLING_CODES: ReadonlySet<string> = new Set(getCountries().map((country) => getCountryCallingCode(country)));

/** No country code has more digits. */
const CALLING_CODE_MAX = 3;

/** The country code that these digits begin with; undefined where they are too few, or no country has it. */
export function callingCodeIn(digits: string): string | undefined {
  for (let length = 1; length <= CALLING_CODE_MAX && length <= digits.length; length += 1) {
    const code = digits.slice(0, length);
    if (CALLING_CODES.has(code)) return code;
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

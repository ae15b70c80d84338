/** Short numbers: what google-libphonenumber knows of emergency numbers and short codes, which libphonenumber-js leaves out. */
import google from 'google-libphonenumber';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { callingCodeOf } from './countries.ts';

/** No emergency number or short code of any country is longer. */
const SHORT_LENGTH_MAX = 6;

/** 3GPP TS 22.101 section 10: every handset takes these for emergency numbers, in every country. */
const EMERGENCY_EVERYWHERE: ReadonlySet<string> = new Set(['112', '911']);

const info = google.ShortNumberInfo.getInstance();

/**
 * Whether exactly these digits are an emergency number when dialled in the country. Exactly: `connectsToEmergencyNumber` would
 * let `9112025550123` through as one.
 */
export function isShortEmergency(digits: string, country: string): boolean {
  if (digits.length > SHORT_LENGTH_MAX) return false;
  if (EMERGENCY_EVERYWHERE.has(digits)) return true;
  return isSupportedCountry(country) && info.isEmergencyNumber(digits, country);
}

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

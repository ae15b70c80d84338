/**
 * The emergency test. It runs before every other check, on whatever the gateway sent, and must never say no to a real one:
 * the call is then allowed at once, without a hold (rule G-3).
 */
import { isSupportedCountry, isValidPhoneNumber } from 'libphonenumber-js/max';
import { BoundedCache } from '../bounded-cache.ts';
import { callingCodeOf, countriesOf, isShortEmergency, type NumberOverrides, shortNumberCost } from './metadata.ts';
import { dialledPart, RAW_LENGTH_MAX } from './normalise.ts';

/** RFC 5031: the service URN of emergency calls and its sub-services (`urn:service:sos.fire`). */
const EMERGENCY_URN = /^\s*<?\s*urn:service:sos(?:[.;>\s]|$)/i;

/** Codes that withhold or show the caller's number for one call (NANP, GSM). The number behind them is the one that is called. */
const CALLER_ID_CODE = /^(?:\*67|\*82|\*31#|#31#)/;

/** An international prefix, a calling code and a short number: what is longer cannot be an emergency number. */
const CANDIDATE = /^\+?\d{2,12}$/;

const CALLING_CODE_LENGTH_MAX = 3;

const answers = new BoundedCache<boolean>(10_000);

/** The catalog's lists as sets, compiled once per catalog. */
const compiledLists = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Whether the dialled number is an emergency number, seen from the home country. Besides the number itself it knows the forms
 * into which gateways normalise it (`+1911`, `1911`, `0111911`), hidden caller ids (`*67911`), the service URN, and the
 * catalog's own list. A number that merely begins with an emergency number is none. Never throws.
 *
 * @param homeCountry - ISO 3166 code of the gateway's country; where it is unknown, 112 and 911 still count.
 */
export function isEmergency(raw: string, homeCountry: string, overrides: NumberOverrides): boolean {
  if (raw.length > RAW_LENGTH_MAX) return false;
  if (EMERGENCY_URN.test(raw)) return true;
  const text = dialledPart(raw).text.replace(CALLER_ID_CODE, '');
  if (overrides.emergencyNumbers.length > 0 && isListed(text, homeCountry, overrides.emergencyNumbers)) return true;
  if (!CANDIDATE.test(text)) return false;
  const key = `${homeCountry} ${text}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = isKnownEmergency(text, homeCountry);
  answers.set(key, answer);
  return answer;
}

function isListed(text: string, homeCountry: string, list: readonly string[]): boolean {
  let numbers = compiledLists.get(list);
  if (numbers === undefined) {
    numbers = new Set(list.map((entry) => dialledPart(entry).text).filter((number) => number !== ''));
    compiledLists.set(list, numbers);
  }
  if (numbers.has(text)) return true;
  const homePrefix = `+${callingCodeOf(homeCountry) ?? ''}`;
  return homePrefix.length > 1 && text.startsWith(homePrefix) && numbers.has(text.slice(homePrefix.length));
}

function isKnownEmergency(text: string, home: string): boolean {
  if (text.startsWith('+')) return isInternationalEmergency(text.slice(1), home);
  if (isShortEmergency(text, home)) return true;
  const homeCode = callingCodeOf(home);
  const exitCode = homeCode === '1' ? '011' : '00';
  if (text.startsWith(exitCode) && isInternationalEmergency(text.slice(exitCode.length), home)) return true;
  // Without plus or exit code the calling code is a guess: `3315` is a premium short code of France, not its 15.
  if (homeCode === undefined || !text.startsWith(homeCode) || isNumberOf(text, home)) return false;
  return isShortEmergency(text.slice(homeCode.length), home);
}

/** No country has a valid number that is its calling code followed by an emergency number, so this lets nothing else through. */
function isInternationalEmergency(digits: string, home: string): boolean {
  const homeCode = callingCodeOf(home);
  for (let length = 1; length <= CALLING_CODE_LENGTH_MAX; length += 1) {
    const code = digits.slice(0, length);
    const countries = code === homeCode ? [home] : countriesOf(code);
    if (countries.some((country) => isShortEmergency(digits.slice(length), country))) return true;
  }
  return false;
}

function isNumberOf(digits: string, country: string): boolean {
  if (!isSupportedCountry(country)) return false;
  return isValidPhoneNumber(digits, country) || shortNumberCost(digits, country) !== undefined;
}

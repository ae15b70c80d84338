/**
 * The emergency test. It runs before every other check, on whatever the gateway sent, and must never say no to a real
 * one: the call is then allowed at once, without a hold (rule G-3).
 */
import { isSupportedCountry, Metadata, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { behindDigitCode, behindSignedCode } from './caller-id-codes.ts';
import { CALLING_CODE_LENGTH_MAX, callingCodeIn } from './calling-codes.ts';
import { emergencyNumbersOf, isShortEmergency } from './emergency-data.ts';
import { callingCodeOf, countriesOf, shortNumberCost } from './metadata.ts';
import { dialledPart, E164_DIGITS_MIN, PLAIN, RAW_LENGTH_MAX, userPart } from './normalise.ts';

/**
 * RFC 5031: the service URN of emergency calls and its sub-services (`urn:service:sos.fire`), in any case. What may
 * follow is a sub-service, a parameter, a query or a fragment; `urn:service:sosx` is another service.
 */
const EMERGENCY_URN = /^urn:service:sos(?:[.;?#&,>\s]|$)/i;

/**
 * A caller-id code of up to four digits, an exit code of up to five, a calling code, and an emergency number of up to
 * eight.
 */
const CANDIDATE = /^(?:\d{3,4})?\+?\d{2,20}$/;

/** Where a list has no country: `112` and `911` count all the same. */
const NOWHERE: readonly string[] = [''];

/** What is on a list. */
export interface ListedNumbers {
  /** Numbers by country: first those that count for every caller. The country is empty where none is known. */
  readonly countries: readonly { readonly country: string; readonly numbers: readonly string[] }[];
  /** Numbers that a catalog adds. */
  readonly listed: readonly string[];
}

/**
 * Which numbers are emergency numbers: those of some countries, by the public numbering data, and those that a catalog
 * adds. Both count in every form into which people and gateways bring them: behind the calling code (`+1911`, `1911`)
 * and an exit code (`0111911`), with a caller-id code (`*67911`), with separators, as a SIP or tel URI or a name-addr;
 * and so does the service URN. A number that merely begins with an emergency number is none.
 */
export class EmergencyNumbers {
  readonly #countries: readonly string[];
  readonly #listed: ReadonlySet<string>;
  /** Nothing with a plus and more digits than these is one: nearly all that is called ends here. */
  readonly #internationalDigitsMax: number;

  /**
   * @param countries - ISO 3166 codes; of none, `112` and `911` still count.
   * @param listed - further numbers of these countries, exactly as dialled, two to eight digits.
   */
  constructor(countries: readonly string[], listed: readonly string[] = []) {
    this.#countries = countries.length === 0 ? NOWHERE : countries;
    this.#listed = new Set(listed.map((entry) => dialledPart(entry).text));
    const longest = Math.max(E164_DIGITS_MIN - 1, ...[...this.#listed].map(({ length }) => length));
    this.#internationalDigitsMax = CALLING_CODE_LENGTH_MAX + longest;
  }

  /**
   * Whether this is an emergency number. Never throws.
   *
   * @param country - where the caller is, when that may be none of the countries of the list (ISO 3166).
   */
  isEmergency(dialled: string, country = ''): boolean {
    if (dialled.length > RAW_LENGTH_MAX) return false;
    const isPlain = PLAIN.test(dialled);
    if (!isPlain && EMERGENCY_URN.test(userPart(dialled))) return true;
    const text = isPlain ? dialled : behindSignedCode(dialledPart(dialled).text);
    return CANDIDATE.test(text) && this.#look(text, this.#countriesWith(country));
  }

  /**
   * For people: all numbers in their short form.
   *
   * @param country - as in `isEmergency`.
   */
  numbers(country = ''): ListedNumbers {
    const countries = this.#countriesWith(country);
    return {
      countries: countries.map((each) => ({ country: each, numbers: emergencyNumbersOf(each) })),
      listed: [...this.#listed],
    };
  }

  #countriesWith(country: string): readonly string[] {
    return country === '' || this.#countries.includes(country) ? this.#countries : [...this.#countries, country];
  }

  #look(text: string, countries: readonly string[]): boolean {
    if (text.startsWith('+')) return this.#isInternational(text.slice(1), countries);
    return (
      this.#isShort(text, countries) ||
      withoutExitCode(text, countries).some((digits) => this.#isInternational(digits, countries)) ||
      this.#isBehindBareCode(text, countries) ||
      this.#isBehindCallerIdCode(text, countries)
    );
  }

  #isShort(digits: string, countries: readonly string[]): boolean {
    return this.#listed.has(digits) || countries.some((country) => isShortEmergency(digits, country));
  }

  /**
   * No country has a valid number that is its calling code followed by an emergency number: this lets nothing else
   * through.
   */
  #isInternational(digits: string, countries: readonly string[]): boolean {
    if (digits.length > this.#internationalDigitsMax) return false;
    const code = callingCodeIn(digits);
    if (code !== undefined) {
      const rest = digits.slice(code.length);
      const own = countries.filter((country) => callingCodeOf(country) === code);
      if (own.length > 0 ? this.#isShort(rest, own) : countriesOf(code).some((any) => isShortEmergency(rest, any))) {
        return true;
      }
    }
    // Some gateways put a plus before everything: `+911`. No subscriber's number has so few digits.
    const isFragment = digits.length < E164_DIGITS_MIN && !countries.some((each) => isShortCodeOf(digits, each));
    return isFragment && this.#isShort(digits, countries);
  }

  /** `184` and `110` in Japan, unless the country has a number like that. */
  #isBehindCallerIdCode(text: string, countries: readonly string[]): boolean {
    const isOne = countries.some((country) => {
      const behind = behindDigitCode(text, country);
      return behind !== undefined && PLAIN.test(behind) && this.#look(behind, [country]);
    });
    return isOne && !countries.some((country) => isOtherNumber(text, country));
  }

  /** Without plus or exit code the calling code is a guess: `3315` is a premium short code of France, not its 15. */
  #isBehindBareCode(text: string, countries: readonly string[]): boolean {
    const isOne = countries.some((country) => {
      const code = callingCodeOf(country);
      return code !== undefined && text.startsWith(code) && this.#isShort(text.slice(code.length), [country]);
    });
    return isOne && !countries.some((country) => isOtherNumber(text, country));
  }
}

/** The international numbers that the text may be where an exit code of one of the countries begins it. */
function withoutExitCode(text: string, countries: readonly string[]): readonly string[] {
  const numbers: string[] = [];
  for (const country of countries) {
    for (const pattern of exitCodesOf(country)) {
      const length = pattern.exec(text)?.[0].length ?? 0;
      if (length > 0) numbers.push(text.slice(length));
    }
  }
  return numbers;
}

const exitCodes = new Map<string, readonly RegExp[]>();

/** `011` in the NANP; elsewhere `00`, which every gateway takes, and those that the country's own plan names. */
function exitCodesOf(country: string): readonly RegExp[] {
  let patterns = exitCodes.get(country);
  if (patterns === undefined) {
    patterns = exitCodePatterns(country);
    // There are no more keys than countries.
    exitCodes.set(country, patterns);
  }
  return patterns;
}

function exitCodePatterns(country: string): readonly RegExp[] {
  if (!isSupportedCountry(country)) return [/^00/];
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const own = new RegExp(`^(?:${metadata.numberingPlan?.IDDPrefix() ?? '00'})`);
  return callingCodeOf(country) === '1' ? [own] : [/^00/, own];
}

/** Whether the digits are a short code of the country behind its calling code: `1411`. */
function isShortCodeOf(digits: string, country: string): boolean {
  const code = callingCodeOf(country);
  return (
    code !== undefined && digits.startsWith(code) && shortNumberCost(digits.slice(code.length), country) !== undefined
  );
}

/** Whether people in the country reach something else under these digits: a short code, or a valid national number. */
function isOtherNumber(digits: string, country: string): boolean {
  if (!isSupportedCountry(country)) return false;
  if (shortNumberCost(digits, country) !== undefined) return true;
  const number = parsePhoneNumberFromString(digits, { extract: false, defaultCountry: country });
  // Read as an international number it is the emergency number itself, where a catalog lists a subscriber's number.
  return number?.isValid() === true && number.number !== `+${digits}`;
}

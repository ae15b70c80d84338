/** What a number is: the facts that rules, blocks and limits match on. */
import type { NumberType } from 'libphonenumber-js/max';
import { BoundedCache } from '../bounded-cache.ts';
import type { EmergencyNumbers } from './emergency.ts';
import { correctionFor, countriesOf, type NumberClass, shortNumberCost, UNKNOWN_COUNTRY } from './metadata.ts';
import { normaliseNumber, readE164 } from './normalise.ts';
import type { NumberMetadata } from './numbering-plans.ts';
import type { NumberOverride, NumberOverrides } from './overrides.ts';

/**
 * How the parties of a service are addressed:
 *
 * - `dialled`: as people dial, with national numbers, short codes and exit codes;
 * - `e164`: by the digits of an international number, with or without plus, which nobody dials: also ranges that their
 *   numbering plan has retired, as in ids of messengers;
 * - `opaque`: by ids of any form, which have no country.
 */
export const ADDRESSES = ['dialled', 'e164', 'opaque'] as const;

export type Addresses = (typeof ADDRESSES)[number];

/** Everything known about one number without looking at an account or a price. */
export interface NumberFacts {
  /** As the gateway sent it. */
  readonly raw: string;
  /** Canonical form with plus; absent for emergency numbers, short codes and what cannot be dialled. */
  readonly e164?: string;
  /** The digits of `e164`, without plus: what prefixes and decks are compared with. Empty when there are none. */
  readonly digits: string;
  /**
   * The digits of a short code of the home country, as dialled. Short codes and E.164 numbers are two namespaces: 933
   * is no number of Afghanistan, whose country code is 93.
   */
  readonly shortCode?: string;
  /** ISO 3166 code (`US`, `JM`), or `unknown`; a short code is of the home country. */
  readonly country: string;
  readonly numberClass: NumberClass;
  /** Without plus: `1`, `44`, `881`. */
  readonly callingCode?: string;
  /** For class `invalid`: what is wrong, as the end of a sentence ("The number holds letters"). */
  readonly problem?: string;
}

/** From where, and with which corrections, a number is looked at. */
export interface NumberView {
  /** ISO 3166 code of the gateway's country: how national numbers and short codes are read. */
  readonly homeCountry: string;
  readonly emergencyNumbers: EmergencyNumbers;
  /** What the catalog knows better than the public numbering data. */
  readonly overrides: NumberOverrides;
}

/**
 * In the order in which they are asked: emergency, then the catalog, then known faults of the metadata, then the
 * metadata.
 */
export function classifyNumber(raw: string, view: NumberView, addresses: Addresses = 'dialled'): NumberFacts {
  if (addresses === 'opaque') return { raw, digits: '', country: UNKNOWN_COUNTRY, numberClass: 'standard' };
  const { homeCountry, emergencyNumbers, overrides } = view;
  if (emergencyNumbers.isEmergency(raw)) return { raw, digits: '', country: homeCountry, numberClass: 'emergency' };
  const normalised = addresses === 'e164' ? readE164(raw) : normaliseNumber(raw, homeCountry, overrides);
  switch (normalised.kind) {
    case 'refused': {
      const { problem } = normalised;
      return { raw, digits: '', country: UNKNOWN_COUNTRY, numberClass: 'invalid', problem };
    }
    case 'short_code': {
      const { code } = normalised;
      return { raw, digits: '', shortCode: code, ...judgedShort(code, homeCountry, overrides.ofShortCode(code)) };
    }
    case 'subscriber': {
      const { e164, metadata } = normalised;
      const digits = e164.slice(1);
      const judged = judgedNumber(digits, metadata, overrides.ofNumber(digits));
      const facts = { raw, e164, digits, ...callingCode(metadata), ...judged };
      return addresses === 'e164' ? notDialled(facts, metadata) : facts;
    }
  }
}

/**
 * The metadata's own types. Fixed and mobile cannot be told apart in the NANP, and internet telephony is priced like
 * fixed.
 */
const CLASS_BY_TYPE: Readonly<Record<Exclude<NumberType, undefined>, NumberClass>> = {
  FIXED_LINE: 'standard',
  FIXED_LINE_OR_MOBILE: 'standard',
  VOIP: 'standard',
  MOBILE: 'mobile',
  TOLL_FREE: 'toll_free',
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'shared_cost',
  PERSONAL_NUMBER: 'special',
  PAGER: 'special',
  UAN: 'special',
  VOICEMAIL: 'special',
};

const RULED_OUT = 'is ruled out by the catalog';

type Judgement = Pick<NumberFacts, 'country' | 'numberClass' | 'problem'>;

function judgedShort(code: string, homeCountry: string, override: NumberOverride | undefined): Judgement {
  const country = override?.country ?? homeCountry;
  const known = shortNumberCost(code, homeCountry) === 'premium' ? 'premium' : 'special';
  const numberClass = override?.class ?? known;
  return numberClass === 'invalid' ? { country, numberClass, problem: RULED_OUT } : { country, numberClass };
}

function judgedNumber(
  digits: string,
  metadata: NumberMetadata | undefined,
  override: NumberOverride | undefined,
): Judgement {
  const code = metadata?.countryCallingCode;
  const correction = code === undefined ? undefined : correctionFor(digits, code, metadata?.country);
  const country = override?.country ?? correction?.country ?? metadata?.country ?? UNKNOWN_COUNTRY;
  const numberClass = override?.class ?? correction?.numberClass ?? classOfMetadata(metadata);
  if (numberClass !== 'invalid') return { country, numberClass };
  if (override !== undefined) return { country, numberClass, problem: RULED_OUT };
  if (metadata === undefined) return { country, numberClass, problem: 'has a country code that is not assigned' };
  // A fragment has no country, but a well-formed number of a range that is not in use still shows where it claims to
  // be.
  return metadata.isPossible()
    ? { country, numberClass, problem: 'is not in use in its numbering plan' }
    : { country: UNKNOWN_COUNTRY, numberClass, problem: 'has a wrong number of digits for its country' };
}

function classOfMetadata(metadata: NumberMetadata | undefined): NumberClass {
  if (metadata?.isValid() !== true) return 'invalid';
  const type = metadata.getType();
  return type === undefined ? 'standard' : CLASS_BY_TYPE[type];
}

/**
 * What nobody dials needs no line behind it: under an assigned country code it passes, unless the catalog rules it out.
 */
function notDialled(facts: NumberFacts, metadata: NumberMetadata | undefined): NumberFacts {
  if (facts.numberClass !== 'invalid' || metadata === undefined || facts.problem === RULED_OUT) return facts;
  const { problem: _, ...rest } = facts;
  return { ...rest, country: metadata.country ?? countryOfCode(metadata.countryCallingCode), numberClass: 'standard' };
}

/** Where only one country has the calling code; otherwise nobody can say. */
function countryOfCode(code: string): string {
  const [country, ...others] = countriesOf(code);
  return country === undefined || others.length > 0 ? UNKNOWN_COUNTRY : country;
}

function callingCode(metadata: NumberMetadata | undefined): Pick<NumberFacts, 'callingCode'> {
  return metadata === undefined ? {} : { callingCode: metadata.countryCallingCode };
}

/* Classification with a memory, for the path of every call: parsing a number costs microseconds, remembering it a tenth
   of one. */

/** Entries remembered: a busy gateway's numbers of an hour, some 30 MB at most. */
const CACHE_CAPACITY = 50_000;

/** Longer texts are classified each time, so that a flood of long rubbish cannot fill the memory. */
const CACHED_LENGTH_MAX = 128;

/** One per catalog snapshot: other overrides need another classifier. */
export class NumberClassifier {
  readonly #view: NumberView;
  readonly #dialled = new BoundedCache<NumberFacts>(CACHE_CAPACITY);
  readonly #e164 = new BoundedCache<NumberFacts>(CACHE_CAPACITY);

  constructor(view: NumberView) {
    this.#view = view;
  }

  /** The facts about a number as the gateway sent it. Never throws. */
  classify(raw: string, addresses: Addresses = 'dialled'): NumberFacts {
    if (addresses === 'opaque') return classifyNumber(raw, this.#view, addresses);
    const cache = addresses === 'e164' ? this.#e164 : this.#dialled;
    const known = cache.get(raw);
    if (known !== undefined) return known;
    const facts = classifyNumber(raw, this.#view, addresses);
    if (raw.length <= CACHED_LENGTH_MAX) cache.set(raw, facts);
    return facts;
  }
}

/** Shorter texts would still name their owner by their last two digits. */
const MASKABLE_DIGITS_MIN = 5;

/**
 * A number for logs: `+12025550134` becomes `+1******34`. The first digit tells the world zone and the last two let a
 * person recognise the own call; the stars are always six, so that the length is hidden too. What is no number becomes
 * stars alone.
 */
export function maskNumber(number: string): string {
  // A URI's host may hold digits as well, and a text of megabytes is not worth reading to its end.
  const digits = number.slice(0, 128).replace(/@.*$/s, '').replace(/\D/g, '');
  if (digits.length < MASKABLE_DIGITS_MIN) return '******';
  return `${number.startsWith('+') ? `+${digits.charAt(0)}` : ''}******${digits.slice(-2)}`;
}

const maskedFacts = new WeakMap<NumberFacts, string>();

/** The same for a classified number, remembered as long as its facts are. */
export function maskedNumber(facts: NumberFacts): string {
  let masked = maskedFacts.get(facts);
  if (masked === undefined) {
    masked = maskNumber(facts.e164 ?? facts.raw);
    maskedFacts.set(facts, masked);
  }
  return masked;
}

/** What a number is: the facts that rules, blocks and limits match on. */
import type { NumberType, PhoneNumber } from 'libphonenumber-js/max';
import { BoundedCache } from '../bounded-cache.ts';
import type { EmergencyNumbers } from './emergency.ts';
import {
  type ClassOverride,
  correctionFor,
  isGlobalCode,
  type NumberClass,
  shortNumberCost,
  UNKNOWN_COUNTRY,
} from './metadata.ts';
import { dialledPart, normaliseNumber } from './normalise.ts';

/** Everything known about one number without looking at an account or a price. */
export interface NumberFacts {
  /** As the gateway sent it. */
  readonly raw: string;
  /** Canonical form with plus; absent for emergency numbers, short codes and what cannot be dialled. */
  readonly e164?: string;
  /** The digits of `e164`, or of the short code as dialled: what prefixes and decks are compared with. Empty when unusable. */
  readonly digits: string;
  /** ISO 3166 code (`US`, `JM`), or `unknown`. */
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
  readonly overrides: readonly ClassOverride[];
}

/** In the order in which they are asked: emergency, then the catalog, then known faults of the metadata, then the metadata. */
export function classifyNumber(raw: string, { homeCountry, emergencyNumbers, overrides }: NumberView): NumberFacts {
  if (emergencyNumbers.isEmergency(raw)) {
    const digits = dialledPart(raw).text.replace(/\D/g, '');
    return { raw, digits, country: homeCountry, numberClass: 'emergency' };
  }
  const normalised = normaliseNumber(raw, homeCountry);
  if (!normalised.ok) {
    return { raw, digits: '', country: UNKNOWN_COUNTRY, numberClass: 'invalid', problem: normalised.problem };
  }
  const { e164, digits, metadata } = normalised;
  if (e164 === undefined) {
    const numberClass = shortNumberCost(digits, homeCountry) === 'premium' ? 'premium' : 'special';
    return { raw, digits, country: homeCountry, numberClass };
  }
  const override = lengthIsPossible(metadata) ? findOverride(overrides, digits) : undefined;
  return { raw, e164, digits, ...callingCode(metadata), ...judged(digits, metadata, override) };
}

/** The metadata's own types. Fixed and mobile cannot be told apart in the NANP, and internet telephony is priced like fixed. */
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

type Judgement = Pick<NumberFacts, 'country' | 'numberClass' | 'problem'>;

function judged(digits: string, metadata: PhoneNumber | undefined, override: ClassOverride | undefined): Judgement {
  const code = metadata?.countryCallingCode;
  const correction = code === undefined ? undefined : correctionFor(digits, code, metadata?.country);
  const country = override?.country ?? correction?.country ?? metadata?.country ?? UNKNOWN_COUNTRY;
  const numberClass = override?.class ?? correction?.numberClass ?? classOfMetadata(metadata);
  if (numberClass !== 'invalid') return { country, numberClass };
  if (metadata === undefined) return { country, numberClass, problem: 'has a country code that is not assigned' };
  if (override !== undefined) return { country, numberClass, problem: 'is ruled out by the catalog' };
  // A fragment has no country, but a well-formed number of a range that is not in use still shows where it claims to be.
  return metadata.isPossible()
    ? { country, numberClass, problem: 'is not in use in its numbering plan' }
    : { country: UNKNOWN_COUNTRY, numberClass, problem: 'has a wrong number of digits for its country' };
}

function classOfMetadata(metadata: PhoneNumber | undefined): NumberClass {
  if (metadata?.isValid() !== true) return 'invalid';
  const type = metadata.getType();
  return type === undefined ? 'standard' : CLASS_BY_TYPE[type];
}

/** The catalog may open a range that the metadata does not know, but not make a number of digits dialled that no line has. */
function lengthIsPossible(metadata: PhoneNumber | undefined): boolean {
  return metadata === undefined || metadata.isPossible() || isGlobalCode(metadata.countryCallingCode);
}

function callingCode(metadata: PhoneNumber | undefined): Pick<NumberFacts, 'callingCode'> {
  return metadata === undefined ? {} : { callingCode: metadata.countryCallingCode };
}

/* Classification with a memory, for the path of every call: parsing a number costs microseconds, remembering it a tenth of one. */

/** Entries remembered: a busy gateway's numbers of an hour, some 30 MB at most. */
const CACHE_CAPACITY = 50_000;

/** Longer texts are classified each time, so that a flood of long rubbish cannot fill the memory. */
const CACHED_LENGTH_MAX = 128;

/** One per catalog snapshot: other overrides need another classifier. */
export class NumberClassifier {
  readonly #view: NumberView;
  readonly #cache = new BoundedCache<NumberFacts>(CACHE_CAPACITY);

  constructor(view: NumberView) {
    this.#view = view;
  }

  /** The facts about a number as the gateway sent it. Never throws. */
  classify(raw: string): NumberFacts {
    const known = this.#cache.get(raw);
    if (known !== undefined) return known;
    const facts = classifyNumber(raw, this.#view);
    if (raw.length <= CACHED_LENGTH_MAX) this.#cache.set(raw, facts);
    return facts;
  }
}

/* The catalog's prefixes, longest first. */

interface CompiledOverrides {
  readonly byPrefix: ReadonlyMap<string, ClassOverride>;
  /** Lengths that occur, longest first. */
  readonly lengths: readonly number[];
}

/** Compiled once per catalog. */
const compiled = new WeakMap<readonly ClassOverride[], CompiledOverrides>();

/** The override with the longest prefix of these E.164 digits; of two equal prefixes the later one. */
export function findOverride(overrides: readonly ClassOverride[], digits: string): ClassOverride | undefined {
  if (overrides.length === 0) return undefined;
  let table = compiled.get(overrides);
  if (table === undefined) {
    table = compile(overrides);
    compiled.set(overrides, table);
  }
  for (const length of table.lengths) {
    const found = length <= digits.length ? table.byPrefix.get(digits.slice(0, length)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function compile(overrides: readonly ClassOverride[]): CompiledOverrides {
  const byPrefix = new Map(overrides.map((override) => [override.prefix.replace(/^\+/, ''), override]));
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
  return { byPrefix, lengths };
}

/** Shorter texts would still name their owner by their last two digits. */
const MASKABLE_DIGITS_MIN = 5;

/**
 * A number for logs: `+12025550134` becomes `+1******34`. The first digit tells the world zone and the last two let a person
 * recognise the own call; the stars are always six, so that the length is hidden too. What is no number becomes stars alone.
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

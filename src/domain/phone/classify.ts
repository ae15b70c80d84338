/** What a number is: the facts that rules, blocks and limits match on. */
import type { NumberType, PhoneNumber } from 'libphonenumber-js/max';
import { isEmergency } from './emergency.ts';
import { dialledPart } from './dialled.ts';
import { normaliseNumber } from './normalise.ts';
import { UNKNOWN_COUNTRY, type ClassOverride, type NumberClass, type NumberOverrides } from './number-class.ts';
import { findOverride } from './overrides.ts';
import { correctionFor, isGlobalCode } from './plan-corrections.ts';
import { shortNumberCost } from './short-numbers.ts';

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
  readonly overrides: NumberOverrides;
}

/** In the order in which they are asked: emergency, then the catalog, then known faults of the metadata, then the metadata. */
export function classifyNumber(raw: string, { homeCountry, overrides }: NumberView): NumberFacts {
  if (isEmergency(raw, homeCountry, overrides)) {
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
  const override = lengthIsPossible(metadata) ? findOverride(overrides.classes, digits) : undefined;
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

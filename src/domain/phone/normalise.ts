/** Turns what a gateway sends into one canonical number, or says why it cannot be dialled. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { behindDigitCode, behindSignedCode } from './caller-id-codes.ts';
import { callingCodeOf, shortNumberCost } from './metadata.ts';
import { type NumberMetadata, plainNumber } from './numbering-plans.ts';
import type { NumberOverrides } from './overrides.ts';

/** E.164 allows 15 digits, country code included. */
const E164_DIGITS_MAX = 15;

/** Shorter is no subscriber's number in any country, only a fragment or a short code. */
export const E164_DIGITS_MIN = 7;

/** 15 digits behind an international prefix of up to five. */
const DIALLED_DIGITS_MAX = 20;

/** What a text turned out to be. */
export type NormalisedNumber =
  | {
      readonly kind: 'subscriber';
      /** With plus. */
      readonly e164: string;
      /** What the numbering plans know about it; absent where no country has the calling code. */
      readonly metadata?: NumberMetadata;
    }
  | {
      /** It exists only inside its country, and no prefix of an E.164 number is one of it. */
      readonly kind: 'short_code';
      /** Its digits, as dialled. */
      readonly code: string;
    }
  | {
      readonly kind: 'refused';
      /** What is wrong, as the end of a sentence ("The number holds letters"). */
      readonly problem: string;
    };

/**
 * Reads a number as dialled in the home country: SIP and tel URIs, visual separators, national numbers, and
 * international ones behind `+` or the country's own exit code (`011` in the NANP, `00` in most of the world). An
 * extension behind the number is left out, and so is a caller-id code before it. It does not ask whether the number is
 * in use; `classifyNumber` does. Never throws.
 *
 * Refused is what a switch could take for something else than it looks: vanity letters, feature codes (`*72`), carrier
 * selection (`1010288`), numbers that are local to a domain, digits of other scripts.
 */
export function normaliseNumber(raw: string, homeCountry: string, overrides?: NumberOverrides): NormalisedNumber {
  if (raw.length > RAW_LENGTH_MAX) return { kind: 'refused', problem: 'is too long' };
  const { text, localTo } = dialledPart(raw);
  if (localTo !== '') return { kind: 'refused', problem: `is local to ${localTo}` };
  const read = readDialled(behindSignedCode(text), homeCountry, overrides);
  const behind = behindDigitCode(text, homeCountry);
  if (behind === undefined || isInUse(read, overrides)) return read;
  const withheld = readDialled(behind, homeCountry, overrides);
  return isInUse(withheld, overrides) ? withheld : read;
}

function readDialled(text: string, homeCountry: string, overrides?: NumberOverrides): NormalisedNumber {
  const problem = problemOf(text, homeCountry);
  if (problem !== undefined) return { kind: 'refused', problem };
  const code = asShortCode(text, homeCountry, overrides);
  return code === undefined ? asSubscriberNumber(text, homeCountry) : { kind: 'short_code', code };
}

/** Whether the text is a number as it stands, so that no code is looked for at its beginning. */
function isInUse(read: NormalisedNumber, overrides?: NumberOverrides): boolean {
  if (read.kind !== 'subscriber') return read.kind === 'short_code';
  return read.metadata?.isValid() === true || overrides?.ofNumber(read.e164.slice(1)) !== undefined;
}

/**
 * Reads the address of a service that nobody dials: E.164 digits with or without the plus, whether or not a numbering
 * plan has them. Never throws.
 */
export function readE164(raw: string): NormalisedNumber {
  const { text, localTo } = dialledPart(raw);
  const digits = text.replace(/^\+/, '');
  const problem = localTo === '' ? (problemOf(text, '') ?? lengthProblem(digits)) : `is local to ${localTo}`;
  if (problem !== undefined) return { kind: 'refused', problem };
  if (digits.startsWith('0')) return { kind: 'refused', problem: 'does not begin with a country code' };
  const metadata = plainNumber(digits) ?? parsePhoneNumberFromString(`+${digits}`, { extract: false });
  return { kind: 'subscriber', e164: `+${digits}`, ...(metadata === undefined ? {} : { metadata }) };
}

function problemOf(text: string, homeCountry: string): string | undefined {
  if (text === '') return 'is empty';
  if (!PLAIN.test(text)) return strangeCharacters(text);
  if (text.replace('+', '').length > DIALLED_DIGITS_MAX) return 'has too many digits';
  if (isCarrierSelection(text, homeCountry)) return 'begins with a carrier selection code';
  return undefined;
}

function strangeCharacters(text: string): string {
  if (/[*#]/.test(text)) return 'holds a feature code (* or #)';
  if (/[A-Za-z]/.test(text)) return 'holds letters';
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, ''))) return 'holds digits that are not 0 to 9';
  return 'holds characters that cannot be dialled';
}

/** No area code begins like this: `101` and four digits in the NANP, `010` and more in Germany. */
function isCarrierSelection(text: string, homeCountry: string): boolean {
  if (callingCodeOf(homeCountry) === '1') return /^(?:\+?1)?101\d{4}/.test(text);
  return homeCountry === 'DE' && /^010\d{2}/.test(text);
}

/** Also in the form into which some gateways normalise it: `+1411`. */
function asShortCode(text: string, homeCountry: string, overrides?: NumberOverrides): string | undefined {
  const international = `+${callingCodeOf(homeCountry) ?? ''}`;
  const code = text.startsWith(international) ? text.slice(international.length) : text;
  const isOne = overrides?.ofShortCode(code) !== undefined || shortNumberCost(code, homeCountry) !== undefined;
  return isOne ? code : undefined;
}

function asSubscriberNumber(text: string, homeCountry: string): NormalisedNumber {
  const metadata = plainMetadata(text, homeCountry) ?? parsed(text, homeCountry);
  if (metadata === undefined && !text.startsWith('+')) return { kind: 'refused', problem: 'has too few digits' };
  const e164 = metadata?.number ?? text;
  const problem = lengthProblem(e164.slice(1));
  if (problem !== undefined) return { kind: 'refused', problem };
  return { kind: 'subscriber', e164, ...(metadata === undefined ? {} : { metadata }) };
}

/** Both forms in which nearly all numbers come: international, and with an area code in the NANP. */
function plainMetadata(text: string, homeCountry: string): NumberMetadata | undefined {
  if (text.startsWith('+')) return plainNumber(text.slice(1));
  const nanp = callingCodeOf(homeCountry) === '1' ? NANP_NUMBER.exec(text)?.[1] : undefined;
  const known = nanp === undefined ? undefined : plainNumber(`1${nanp}`);
  // What is of no country of the plan counts as the home country's, which the library knows about each.
  return known?.country === undefined ? undefined : known;
}

const NANP_NUMBER = /^1?([2-9]\d{9})$/;

function parsed(text: string, homeCountry: string): NumberMetadata | undefined {
  const home = isSupportedCountry(homeCountry) ? { defaultCountry: homeCountry } : {};
  return parsePhoneNumberFromString(text, { extract: false, ...home });
}

function lengthProblem({ length }: string): string | undefined {
  if (length < E164_DIGITS_MIN) return 'has too few digits';
  return length > E164_DIGITS_MAX ? 'has too many digits' : undefined;
}

/* Takes the dialled characters out of what a gateway sends: a SIP or tel URI, a name-addr, or a number written for
   people. */

/** Longest text looked at. A SIP URI with parameters stays far below; what is longer is nobody's number. */
export const RAW_LENGTH_MAX = 512;

/**
 * What was dialled, without URI dressing and without visual separators. May still hold letters, `*`, `#` and anything
 * else.
 */
export interface Dialled {
  readonly text: string;
  /** The domain in which alone the number means something (RFC 3966 5.1.5); empty for all others. */
  readonly localTo: string;
}

/** A quoted display name (RFC 3261 25.1): it may hold brackets and escaped quotes, and is not looked at. */
const QUOTED_NAME = /^\s*"(?:[^"\\]|\\.)*"/s;
/** A quoted value of a parameter may hold brackets too. */
const QUOTED_VALUE = /=\s*"(?:[^"\\]|\\.)*"/gs;
const IN_BRACKETS = /<([^<>]+)/;
/** RFC 3261, RFC 3966, RFC 5724; and what gateways of messengers put before the number. */
const SCHEME = /^\s*(?:sips?|tel|sms|whatsapp):/i;
const PHONE_CONTEXT = /;\s*phone-context\s*=\s*([^;\s]*)/i;
/** RFC 3966: a context that begins a global number. */
const GLOBAL_CONTEXT = /^\+[0-9().-]+$/;

/** What needs no unwrapping: nearly everything that is dialled. */
export const PLAIN = /^\+?[0-9]+$/;

/**
 * RFC 3966 visual separators, and those that people, address books and web pages add: spaces, slashes, typographic
 * dashes, and signs that nobody sees (soft hyphens, marks of direction around a copied number).
 */
const SEPARATORS = /[\t\p{Zs}\p{Cf}().\-/\u2010-\u2015\u2212]/gu;

/** A text far too long gives an empty text. Pure; never throws on a string. */
export function dialledPart(raw: string): Dialled {
  if (raw.length > RAW_LENGTH_MAX) return { text: '', localTo: '' };
  if (PLAIN.test(raw)) return { text: raw, localTo: '' };
  const address = addressIn(raw);
  const rest = address.replace(SCHEME, '');
  const user = rest.split('@', 1)[0] ?? '';
  // Headers may stand behind a URI without a user part: `sip:2025550123?Subject=x`. Escaped signs separate nothing.
  const ends = rest === address ? /[;:]/ : /[;:?]/;
  const number = percentDecoded(user.split(ends, 1)[0] ?? '');
  const context = PHONE_CONTEXT.exec(percentDecoded(user))?.[1];
  return inContext(number.replace(SEPARATORS, ''), context);
}

/**
 * What stands before the host of a SIP URI, decoded; of any other address all of it, without a scheme that is put
 * before.
 */
export function userPart(raw: string): string {
  const rest = addressIn(raw).replace(SCHEME, '');
  return percentDecoded(rest.split('@', 1)[0] ?? '').trim();
}

/** The URI or number out of a name-addr (RFC 3261 25.1); the text itself when it is none. */
function addressIn(raw: string): string {
  const afterName = raw.replace(QUOTED_NAME, '').replace(QUOTED_VALUE, '=');
  // A quote that does not end: the name may hold brackets, so the last ones are those of the address.
  const from = afterName.trimStart().startsWith('"') ? Math.max(0, afterName.lastIndexOf('<')) : 0;
  const tail = afterName.slice(from);
  return (IN_BRACKETS.exec(tail)?.[1] ?? tail).trim();
}

/**
 * RFC 3966: a local number means something only together with its context, which is a prefix of it or a domain. The
 * other parameters (`ext`, `isub`, `postd`) are for whoever answers.
 */
function inContext(number: string, context: string | undefined): Dialled {
  if (context === undefined || number.startsWith('+')) return { text: number, localTo: '' };
  if (!GLOBAL_CONTEXT.test(context)) return { text: number, localTo: context === '' ? 'an empty context' : context };
  return { text: context.replace(SEPARATORS, '') + number, localTo: '' };
}

/** `%2B` is a plus. A broken escape stays as it is and fails later as a letter or sign that cannot be dialled. */
function percentDecoded(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

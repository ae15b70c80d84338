/** Turns what a gateway sends into one canonical number, or says why it cannot be dialled. */
import { isSupportedCountry, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import { callingCodeOf, shortNumberCost } from './metadata.ts';

/** E.164 allows 15 digits, country code included. */
const E164_DIGITS_MAX = 15;

/** Shorter is no subscriber's number in any country, only a fragment or a short code. */
const E164_DIGITS_MIN = 7;

/** 15 digits behind an international prefix of up to five. */
const DIALLED_DIGITS_MAX = 20;

export type NormalisedNumber =
  | {
      readonly ok: true;
      /** With plus; absent for a short code, which exists only inside its country. */
      readonly e164?: string;
      /** The national significant number, or the short code. Absent when no country has the calling code. */
      readonly national?: string;
      /** The digits of `e164`, or of the short code: what prefixes are compared with. */
      readonly digits: string;
      /** What libphonenumber knows about it; absent for short codes and unassigned calling codes. */
      readonly metadata?: PhoneNumber;
    }
  | {
      readonly ok: false;
      /** What is wrong, as the end of a sentence ("The number holds letters"). */
      readonly problem: string;
    };

/**
 * Reads a number as dialled in the home country: SIP and tel URIs, visual separators, national numbers, and international ones
 * behind `+` or the country's own exit code (`011` in the NANP, `00` in most of the world). It does not ask whether the
 * number is in use; `classifyNumber` does. Never throws.
 *
 * Refused is what a switch could take for something else than it looks: vanity letters, feature codes (`*72`), carrier
 * selection (`1010288`), extensions, digits of other scripts.
 */
export function normaliseNumber(raw: string, homeCountry: string): NormalisedNumber {
  const dialled = dialledPart(raw);
  const problem = raw.length > RAW_LENGTH_MAX ? 'is too long' : problemOf(dialled, homeCountry);
  if (problem !== undefined) return { ok: false, problem };
  const shortCode = asShortCode(dialled.text, homeCountry);
  if (shortCode !== undefined) return { ok: true, national: shortCode, digits: shortCode };
  return asSubscriberNumber(dialled.text, homeCountry);
}

function problemOf({ text, extension }: Dialled, homeCountry: string): string | undefined {
  if (text === '') return 'is empty';
  if (extension) return 'asks for an extension';
  if (/[*#]/.test(text)) return 'holds a feature code (* or #)';
  if (/[A-Za-z]/.test(text)) return 'holds letters';
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, ''))) return 'holds digits that are not 0 to 9';
  if (!/^\+?[0-9]+$/.test(text)) return 'holds characters that cannot be dialled';
  if (text.replace('+', '').length > DIALLED_DIGITS_MAX) return 'has too many digits';
  if (isCarrierSelection(text, homeCountry)) return 'begins with a carrier selection code';
  return undefined;
}

/** No area code begins like this: `101` and four digits in the NANP, `010` and more in Germany. */
function isCarrierSelection(text: string, homeCountry: string): boolean {
  if (callingCodeOf(homeCountry) === '1') return /^(?:\+?1)?101\d{4}/.test(text);
  return homeCountry === 'DE' && /^010\d{2}/.test(text);
}

/** Also in the form into which some gateways normalise it: `+1411`. */
function asShortCode(text: string, homeCountry: string): string | undefined {
  const international = `+${callingCodeOf(homeCountry) ?? ''}`;
  const code = text.startsWith(international) ? text.slice(international.length) : text;
  return shortNumberCost(code, homeCountry) === undefined ? undefined : code;
}

function asSubscriberNumber(text: string, homeCountry: string): NormalisedNumber {
  const metadata = parsePhoneNumberFromString(text, {
    extract: false,
    ...(isSupportedCountry(homeCountry) ? { defaultCountry: homeCountry } : {}),
  });
  if (metadata === undefined && !text.startsWith('+')) return { ok: false, problem: 'has too few digits' };
  const e164 = metadata?.number ?? text;
  const digits = e164.slice(1);
  if (digits.length < E164_DIGITS_MIN) return { ok: false, problem: 'has too few digits' };
  if (digits.length > E164_DIGITS_MAX) return { ok: false, problem: 'has too many digits' };
  if (metadata === undefined) return { ok: true, e164, digits };
  return { ok: true, e164, national: metadata.nationalNumber, digits, metadata };
}

/* Takes the dialled characters out of what a gateway sends: a SIP or tel URI, a name-addr, or a number written for people. */

/** Longest text looked at. A SIP URI with parameters stays far below; what is longer is nobody's number. */
export const RAW_LENGTH_MAX = 512;

/** What was dialled, without URI dressing and without visual separators. May still hold letters, `*`, `#` and anything else. */
export interface Dialled {
  readonly text: string;
  /** The URI or the text asked for an extension behind the number. */
  readonly extension: boolean;
}

/** A quoted display name (RFC 3261 25.1): it may hold brackets and escaped quotes, and is not looked at. */
const QUOTED_NAME = /^\s*"(?:[^"\\]|\\.)*"/s;
/** A quoted value of a parameter may hold brackets too. */
const QUOTED_VALUE = /=\s*"(?:[^"\\]|\\.)*"/gs;
const IN_BRACKETS = /<([^<>]+)/;
const SCHEME = /^\s*(?:sips?|tel):/i;
const EXTENSION_PARAMETER = /;\s*(?:ext|isub)\s*=/i;
const PHONE_CONTEXT = /;\s*phone-context\s*=\s*(\+[0-9().-]+)/i;

/** RFC 3966 visual separators, and those that people and web pages add: spaces, slashes, typographic dashes. */
const SEPARATORS = /[ \u00a0\u2009\u202f().\-/\u2010-\u2015\u2212]/g;

/** A text far too long gives an empty text. Pure; never throws on a string. */
export function dialledPart(raw: string): Dialled {
  if (raw.length > RAW_LENGTH_MAX) return { text: '', extension: false };
  const address = addressIn(raw);
  const rest = address.replace(SCHEME, '');
  const user = rest.split('@', 1)[0] ?? '';
  // Headers may stand behind a URI without a user part: `sip:2025550123?Subject=x`. Escaped signs separate nothing.
  const ends = rest === address ? /[;:]/ : /[;:?]/;
  const number = percentDecoded(user.split(ends, 1)[0] ?? '');
  const parameters = percentDecoded(user);
  return {
    text: inContext(number.replace(SEPARATORS, ''), PHONE_CONTEXT.exec(parameters)?.[1]),
    extension: EXTENSION_PARAMETER.test(parameters),
  };
}

/** What stands before the host of a SIP URI, decoded; of any other address all of it, without a scheme that is put before. */
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

/** RFC 3966: a local number means something only together with its context, which for a global one is a prefix. */
function inContext(number: string, context: string | undefined): string {
  if (context === undefined || number.startsWith('+')) return number;
  return context.replace(SEPARATORS, '') + number;
}

/** `%2B` is a plus. A broken escape stays as it is and fails later as a letter or sign that cannot be dialled. */
function percentDecoded(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

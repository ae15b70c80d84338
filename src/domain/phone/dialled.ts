/** Takes the dialled characters out of what a gateway sends: a SIP or tel URI, a name-addr, or a number written for people. */

/** Longest text looked at. A SIP URI with parameters stays far below; what is longer is nobody's number. */
export const RAW_LENGTH_MAX = 512;

/** What was dialled, without URI dressing and without visual separators. May still hold letters, `*`, `#` and anything else. */
export interface Dialled {
  readonly text: string;
  /** The URI or the text asked for an extension behind the number. */
  readonly extension: boolean;
}

const NAME_ADDR = /<([^<>]*)>/;
const SCHEME = /^(sips?|tel):/i;
const EXTENSION_PARAMETER = /;\s*(?:ext|isub)\s*=/i;
const PHONE_CONTEXT = /;\s*phone-context\s*=\s*(\+[0-9().-]+)/i;

/** RFC 3966 visual separators, and those that people and web pages add: spaces, slashes, typographic dashes. */
const SEPARATORS = /[ \u00a0\u2009\u202f().\-/\u2010-\u2015\u2212]/g;

/** A text far too long gives an empty text. Pure; never throws on a string. */
export function dialledPart(raw: string): Dialled {
  if (raw.length > RAW_LENGTH_MAX) return { text: '', extension: false };
  const uri = (NAME_ADDR.exec(raw)?.[1] ?? raw).trim();
  const rest = uri.replace(SCHEME, '');
  const user = percentDecoded(rest.split('@', 1)[0] ?? '');
  const number = (user.split(';', 1)[0] ?? '').split(':', 1)[0] ?? '';
  return {
    text: inContext(number.replace(SEPARATORS, ''), PHONE_CONTEXT.exec(user)?.[1]),
    extension: EXTENSION_PARAMETER.test(user),
  };
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

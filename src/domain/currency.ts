/** Currencies of ISO 4217, and the signs that people write them with by the locale data (CLDR) of Node.js. */

/** Whether the code is a currency of ISO 4217. */
export function isCurrency(code: string): boolean {
  return currencyCodes().includes(code);
}

/** All codes, for suggestions. */
export function currencyCodes(): readonly string[] {
  return Intl.supportedValuesOf('currency');
}

/** What may be meant as a currency sign: no blank, no digit, nothing that belongs to a number, and short. */
const SIGN = String.raw`[^\s\d.,+-][^\s\d,+-]{0,7}`;

/**
 * Sources of regular expressions for a sign before and behind a figure. A full stop right before the figure is none of
 * the sign: `$.50` is not fifty dollars.
 */
export const SIGN_BEFORE = String.raw`(?:(${SIGN})(?:\s|(?<!\.)))?`;
export const SIGN_BEHIND = String.raw`(?:\s?(${SIGN}))?`;

/**
 * Whether the currency is written with this sign: its code in any case, the sign of its home country (`zł`), that of
 * other countries (`CA$`), or the short one that it shares with others (`$`, `¥`, `kr`). Before such a one letters of
 * the country may stand: `US$`, `C$`, `JP¥`.
 */
export function isSignOf(sign: string, currency: string): boolean {
  const plain = normalSign(sign);
  const signs = signsOf(currency);
  if (signs.has(plain)) return true;
  const [, letters, short] = /^([A-Z]{1,2})(\p{Sc})$/u.exec(plain) ?? [];
  return short !== undefined && signs.has(short) && currency.slice(0, 2).startsWith(letters ?? '');
}

/** Whether some currency is written with this sign. */
export function isCurrencySign(sign: string): boolean {
  return currencyCodes().some((code) => isSignOf(sign, code));
}

const known = new Map<string, ReadonlySet<string>>();

function signsOf(currency: string): ReadonlySet<string> {
  let signs = known.get(currency);
  if (signs === undefined) {
    signs = new Set(writings(currency).map(normalSign));
    known.set(currency, signs);
  }
  return signs;
}

function writings(currency: string): string[] {
  // A code of ISO 4217 begins with the country, whose likeliest language writes the sign as people there do.
  const home = new Intl.Locale(`und-${currency.slice(0, 2)}`).maximize().baseName;
  return [
    currency,
    ...['en', home].flatMap((locale) =>
      (['symbol', 'narrowSymbol'] as const).map((display) => writing(currency, locale, display)),
    ),
  ];
}

function writing(currency: string, locale: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

/** Wide forms (`￥`), capitals, marks of writing direction and the full stop of `Rs.` make no difference. */
function normalSign(sign: string): string {
  return sign
    .normalize('NFKC')
    .replace(/[\p{Cf}\s]/gu, '')
    .replace(/(?<=\p{L})\.$/u, '')
    .toUpperCase();
}

/**
 * Codes that withhold or show the caller's number for one call. The number behind such a code is the one that is
 * called, so that none of them may hide an emergency number or change a price.
 */
import { callingCodeOf } from './metadata.ts';

/**
 * With star or hash: those of GSM (3GPP TS 22.030, supplementary service 31), of the NANP (*67 and *82, which others
 * took over), of South Korea (*23#) and Israel (*43). No number begins so, whatever the country is.
 */
const SIGNED = /^(?:[*#]31[*#]|\*(?:67|82|23|43)#?)(?=[+0-9])/;

/** Of digits alone, by ISO 3166 code, or by calling code for all countries that share one: withhold, then show. */
const OF_DIGITS: Readonly<Record<string, readonly string[]>> = {
  '1': ['1167', '1182'],
  '61': ['1831', '1832'],
  '44': ['141', '1470'],
  ES: ['067'],
  FR: ['3651'],
  HK: ['133'],
  IE: ['141', '142'],
  JP: ['184', '186'],
  NZ: ['0197', '0196'],
};

/** The number behind a code with star or hash; the text itself where there is none. */
export function behindSignedCode(text: string): string {
  return text.replace(SIGNED, '');
}

/**
 * What stands behind a code of digits of this country; undefined where none begins the text. Other numbers of the
 * country may begin so too: ask whether the whole text is one of them.
 */
export function behindDigitCode(text: string, country: string): string | undefined {
  const codes = OF_DIGITS[country] ?? OF_DIGITS[callingCodeOf(country) ?? ''];
  const code = codes?.find((each) => text.startsWith(each) && text.length > each.length);
  return code === undefined ? undefined : text.slice(code.length);
}

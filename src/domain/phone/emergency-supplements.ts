/**
 * Emergency numbers that google-libphonenumber 3.2.47 lacks. Each is named by at least two public sources; what differs
 * between them, and what was left out, is in docs/decisions/0021-emergency-lists-compared.md.
 */

/** By ISO 3166 code: the digits exactly as dialled. */
const SUPPLEMENTS: Readonly<Record<string, readonly string[]>> = {
  CN: ['122'],
  FR: ['114', '115', '116000', '119', '191', '196', '197'],
  IT: ['1530'],
  JP: ['118'],
};

const byCountry = new Map(Object.entries(SUPPLEMENTS).map(([country, numbers]) => [country, new Set(numbers)]));

/** Whether the supplements have exactly these digits as an emergency number of the country. */
export function isSupplement(digits: string, country: string): boolean {
  return byCountry.get(country)?.has(digits) === true;
}

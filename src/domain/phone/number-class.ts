/** What kind of number the other end is: the words that rules, blocks, denials and metrics use. */

/** Every class, in no order of importance. */
export const NUMBER_CLASSES = [
  'emergency',
  'toll_free',
  'premium',
  'shared_cost',
  'special',
  'satellite',
  'mobile',
  'standard',
  'invalid',
] as const;

/**
 * - `special`: short codes and other service numbers (universal access, personal, paging);
 * - `satellite`: satellite and other global networks without a country, a favourite of toll fraud;
 * - `standard`: geographic, internet telephony, and wherever fixed and mobile cannot be told apart;
 * - `invalid`: cannot be dialled, or no numbering plan knows it.
 */
export type NumberClass = (typeof NUMBER_CLASSES)[number];

/** A country that is not known: withheld and broken numbers, short codes of nobody, global networks. */
export const UNKNOWN_COUNTRY = 'unknown';

/** What the catalog says about the numbers under a prefix. */
export interface ClassOverride {
  /** Digits of an E.164 number, country code first, with or without the plus. The longest one wins. */
  readonly prefix: string;
  /** Emergency numbers are exact and stand in their own list: a whole prefix of them would be a free line. */
  readonly class: Exclude<NumberClass, 'emergency'>;
  /** ISO 3166 code that replaces the one of the metadata. */
  readonly country?: string;
}

/** The catalog's corrections of the public numbering data. */
export interface NumberOverrides {
  /** Further emergency numbers, exactly as dialled: `9911`. */
  readonly emergencyNumbers: readonly string[];
  readonly classes: readonly ClassOverride[];
}

/** A catalog that corrects nothing. */
export const NO_OVERRIDES: NumberOverrides = { emergencyNumbers: [], classes: [] };

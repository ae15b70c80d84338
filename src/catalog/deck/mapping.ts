/** How the file of a deck is to be read: which of its columns says what, and how its cells are written. */
import type { Separator } from './csv.ts';

/** What a column of a deck may say. The names are the header of a deck without a mapping. */
export const DECK_FIELDS = [
  'prefix',
  'country_code',
  'area_codes',
  'per_minute',
  'per_segment',
  'connect_fee',
  'first_increment',
  'next_increment',
  'increments',
  'name',
  'effective_at',
  'ends_at',
  'status',
] as const;

export type DeckField = (typeof DECK_FIELDS)[number];

/** Calls have rates per minute and increments, messages rates per segment. */
export type DeckKind = 'calls' | 'messages';

/** Plain data, because it is sent to the thread that parses. */
export interface DeckMapping {
  /**
   * By field: a header of the file, in any case, or the number of a column, from 1, in a file without a header. Empty
   * where the file has the header of this project.
   */
  readonly columns: Readonly<Partial<Record<DeckField, string | number>>>;
  /** Found out when absent. */
  readonly separator: Separator | undefined;
  /** Found out when absent, by the first figure that shows it. */
  readonly decimal: '.' | ',' | undefined;
  /** Form of a date, such as `MM/DD/YYYY`. */
  readonly dates: string;
  /** IANA name: where the days of the file begin. Undefined is UTC, and no time of day without its own offset. */
  readonly timeZone: string | undefined;
  /** Whether somebody said that the codes begin with their country code. */
  readonly codes: 'e164' | 'undeclared';
  /** Digits that stand before every code; empty for none. */
  readonly countryCode: string;
  /** `60/60`: of rows that do not say it themselves. */
  readonly increments: string | undefined;
  /** Words of the status or rate column that close a code, in small letters; undefined for the usual ones. */
  readonly blocked: readonly string[] | undefined;
}

/** A file with the header of this project. */
export const OWN_MAPPING: DeckMapping = {
  columns: {},
  separator: undefined,
  decimal: undefined,
  dates: 'YYYY-MM-DD',
  timeZone: undefined,
  codes: 'undeclared',
  countryCode: '',
  increments: undefined,
  blocked: undefined,
};

export function isMapped(mapping: DeckMapping): boolean {
  return Object.keys(mapping.columns).length > 0;
}

/** The header that a field is looked for under; undefined for one that this file has not. */
export function headerOf(mapping: DeckMapping, field: DeckField): string | number | undefined {
  return isMapped(mapping) ? mapping.columns[field] : field;
}

/**
 * Headers are the same in any case, and with spaces, underscores or brackets between their words: `Rate  (USD)` and
 * `rate_usd` fold to `rate usd`.
 */
export function foldHeader(header: string): string {
  return header
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}$€£#]+/gu, ' ')
    .trim();
}

/** What is read, and how. */
export interface DeckSource {
  /** What rules call it. */
  readonly name: string;
  /** What problems are reported under. */
  readonly file: string;
  readonly mapping: DeckMapping;
  /** ISO 4217, whose sign prices may carry; undefined where it is not known. */
  readonly currency: string | undefined;
}

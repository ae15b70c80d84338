/** What a catalog knows better about numbers than the public numbering data: it has the last word about them. */
import type { NumberClass } from './metadata.ts';

interface Corrected {
  /** Emergency numbers are exact and stand in their own list: a whole prefix of them would be a free line. */
  readonly class: Exclude<NumberClass, 'emergency'>;
  /** ISO 3166 code that replaces the one of the metadata. */
  readonly country?: string;
}

/** About all numbers under a prefix. */
interface PrefixOverride extends Corrected {
  /** Digits of an E.164 number, country code first, with or without the plus. The longest one wins. */
  readonly prefix: string;
}

/** About one short code of the home country. */
interface ShortCodeOverride extends Corrected {
  /** Its digits, as dialled. */
  readonly shortCode: string;
}

export type NumberOverride = PrefixOverride | ShortCodeOverride;

/** The overrides of one catalog, to look up. Of two that say the same beginning the later one counts. */
export class NumberOverrides {
  readonly #byPrefix = new Map<string, NumberOverride>();
  readonly #byShortCode = new Map<string, NumberOverride>();
  /** Lengths of prefixes that occur, longest first. */
  readonly #lengths: readonly number[];

  constructor(overrides: readonly NumberOverride[] = []) {
    for (const override of overrides) {
      if ('prefix' in override) this.#byPrefix.set(override.prefix.replace(/^\+/, ''), override);
      else this.#byShortCode.set(override.shortCode, override);
    }
    this.#lengths = [...new Set([...this.#byPrefix.keys()].map(({ length }) => length))].toSorted((a, b) => b - a);
  }

  /** The one with the longest prefix of these E.164 digits. */
  ofNumber(digits: string): NumberOverride | undefined {
    for (const length of this.#lengths) {
      const found = length <= digits.length ? this.#byPrefix.get(digits.slice(0, length)) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A code that stands here is a short code, whether or not the numbering data knows it. */
  ofShortCode(code: string): NumberOverride | undefined {
    return this.#byShortCode.get(code);
  }
}

/** What it is about, as catalog.yaml has it. */
export function subjectOf(override: NumberOverride): string {
  return 'prefix' in override ? override.prefix : override.shortCode;
}

/** Prices out of a rate deck, remembered by prefix: a busy prefix makes its terms once. */
import { BoundedCache } from '../../domain/bounded-cache.ts';
import { otherParty, type Traffic } from '../../domain/traffic.ts';
import type { Deck, DeckEntry } from '../deck/deck.ts';
import type { Rated } from '../snapshot.ts';
import { termsOf, type PriceParts } from './terms-of.ts';

/** A deck and what its rates are for. */
export interface LoadedDeck {
  readonly deck: Deck;
  /** Calls have rates per minute and increments, messages rates per segment. */
  readonly kind: 'calls' | 'messages';
}

/** Prefixes whose terms are remembered: more than a gateway calls in a day, few enough to hold. */
const REMEMBERED_PREFIXES = 20_000;

interface Remembered {
  readonly entry: DeckEntry;
  readonly rated: Rated;
}

export class DeckPricer {
  readonly #name: string;
  readonly #deck: Deck;
  readonly #parts: PriceParts;
  readonly #remembered = new BoundedCache<Remembered>(REMEMBERED_PREFIXES);

  constructor(name: string, deck: Deck, parts: PriceParts) {
    this.#name = name;
    this.#deck = deck;
    this.#parts = parts;
  }

  /** Undefined when the deck has no prefix of the other party's number. */
  rate(traffic: Traffic): Rated | undefined {
    const digits = otherParty(traffic)?.digits;
    const entry = digits === undefined ? undefined : this.#deck.lookup(digits, traffic.atMs);
    if (entry === undefined) return undefined;
    const known = this.#remembered.get(entry.prefix);
    if (known !== undefined && isSamePrice(known.entry, entry)) return known.rated;
    const rated = this.#ratedBy(entry);
    this.#remembered.set(entry.prefix, { entry, rated });
    return rated;
  }

  #ratedBy(entry: DeckEntry): Rated {
    const label = entry.name === '' ? entry.prefix : entry.name;
    const { rule } = this.#parts;
    return Object.freeze({
      terms: termsOf(this.#parts, entry, `${rule}/${label}`),
      explanation: `rate rule "${rule}", deck ${this.#name}, prefix ${entry.prefix}${entry.name === '' ? '' : ` (${entry.name})`}`,
    });
  }
}

/** A prefix may change its price when a later row takes effect. */
function isSamePrice(a: DeckEntry, b: DeckEntry): boolean {
  return (
    a.rate === b.rate &&
    a.rateUnits === b.rateUnits &&
    a.connectFeeMilliCents === b.connectFeeMilliCents &&
    a.firstIncrement === b.firstIncrement &&
    a.nextIncrement === b.nextIncrement &&
    a.name === b.name
  );
}

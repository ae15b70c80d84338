/** Classification with a memory, for the path of every call: parsing a number costs microseconds, remembering it a tenth of one. */
import { BoundedCache } from '../bounded-cache.ts';
import { classifyNumber, type NumberFacts, type NumberView } from './classify.ts';

/** Entries remembered: a busy gateway's numbers of an hour, some 30 MB at most. */
const CACHE_CAPACITY = 50_000;

/** Longer texts are classified each time, so that a flood of long rubbish cannot fill the memory. */
const CACHED_LENGTH_MAX = 128;

/** One per catalog snapshot: other overrides need another classifier. */
export class NumberClassifier {
  readonly #view: NumberView;
  readonly #cache = new BoundedCache<NumberFacts>(CACHE_CAPACITY);

  constructor(view: NumberView) {
    this.#view = view;
  }

  /** The facts about a number as the gateway sent it. Never throws. */
  classify(raw: string): NumberFacts {
    const known = this.#cache.get(raw);
    if (known !== undefined) return known;
    const facts = classifyNumber(raw, this.#view);
    if (raw.length <= CACHED_LENGTH_MAX) this.#cache.set(raw, facts);
    return facts;
  }
}

/**
 * A map that forgets. Entries live in a young and an old generation; when the young one is full it becomes the old one
 * and what was old and not asked for since is dropped. That is nearly least-recently-used, for two map operations at
 * most.
 */
export class BoundedCache<Value> {
  readonly #generationSize: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** @param capacity - the most entries held at any time, at least 2. */
  constructor(capacity: number) {
    this.#generationSize = Math.max(1, Math.floor(capacity / 2));
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#generationSize && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Entries held now, a number that was asked for again while old counting twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

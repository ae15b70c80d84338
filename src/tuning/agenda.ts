/** What happens when: a heap of moments, and among those of one moment the lower rank first, then as they came. */
export class Agenda<Item> {
  readonly #entries: Entry<Item>[] = [];
  #count = 0;

  /** When the next one is; Infinity where there is none. */
  get nextAtMs(): number {
    return this.#entries[0]?.atMs ?? Infinity;
  }

  /** The rank of the next one; Infinity where there is none. */
  get nextRank(): number {
    return this.#entries[0]?.rank ?? Infinity;
  }

  add(atMs: number, rank: number, item: Item): void {
    this.#count += 1;
    const entry = { atMs, rank, order: this.#count, item };
    const entries = this.#entries;
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      entries[index] = parent;
      index = above;
    }
    entries[index] = entry;
  }

  take(): Item | undefined {
    const entries = this.#entries;
    const [first] = entries;
    const last = entries.pop();
    if (first === undefined || last === undefined) return undefined;
    if (entries.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(entry: Entry<Item>): void {
    const entries = this.#entries;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [entries[left], entries[left + 1]];
      if (one === undefined) break;
      const isOther = other !== undefined && isBefore(other, one);
      const least = isOther ? other : one;
      if (!isBefore(least, entry)) break;
      entries[index] = least;
      index = isOther ? left + 1 : left;
    }
    entries[index] = entry;
  }
}

interface Entry<Item> {
  readonly atMs: number;
  readonly rank: number;
  readonly order: number;
  readonly item: Item;
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.atMs - b.atMs < 0 || (a.atMs === b.atMs && (a.rank < b.rank || (a.rank === b.rank && a.order < b.order)));
}

/** Lists that stand in every partition, each in an order of its own, read as one list of pages. */
import type { Page, PageOf } from '../port.ts';
import type { Keys, PartitionKeys } from './keys.ts';

/** How many partitions are asked at once. */
const PARTITIONS_AT_ONCE = 8;

/**
 * The partitions one after the other. A page goes on at `partition:place`.
 *
 * @param read - a page of one partition; its `next` is a place
 * @param placeOf - where a page goes on after this item
 */
export async function readEveryPartition<Item>(
  { partitions }: Keys,
  page: Page,
  read: (keys: PartitionKeys, page: Page, partition: number) => Promise<PageOf<Item>>,
  placeOf: (item: Item) => string,
): Promise<PageOf<Item>> {
  const [, start = '0', seen = ''] = /^(\d+):(.*)$/s.exec(page.after) ?? [];
  const items: Item[] = [];
  for (let from = Number(start); from < partitions.length; from += PARTITIONS_AT_ONCE) {
    const asked = partitions.slice(from, from + PARTITIONS_AT_ONCE);
    const limit = page.limit - items.length;
    const pages = await Promise.all(
      asked.map((keys, index) => {
        const partition = from + index;
        return read(keys, { after: partition === Number(start) ? seen : '', limit }, partition);
      }),
    );
    for (const [index, { items: found, next }] of pages.entries()) {
      const wanted = found.slice(0, page.limit - items.length);
      items.push(...wanted);
      const last = wanted.at(-1);
      if (wanted.length < found.length || next !== '') {
        const place = wanted.length < found.length ? last && placeOf(last) : next;
        return { items, next: `${from + index}:${place ?? ''}` };
      }
      const rest = from + index + 1;
      if (items.length === page.limit && rest < partitions.length) return { items, next: `${rest}:` };
    }
  }
  return { items, next: '' };
}

/** What each partition is asked for beside its share of a page, so that most pages need no second question. */
const BESIDE_SHARE = 8;

/** What one partition has said so far. */
interface Head<Item> {
  readonly keys: PartitionKeys;
  readonly items: readonly Item[];
  /** Whether more of it follow after the last one. */
  readonly more: boolean;
}

/**
 * The lists of the partitions merged into one, in one order. The cost of a page does not grow with the lists.
 *
 * @param read - items of one partition that come after this one, in order, at least one where there are more
 * @param before - the order; no two items are the same in it
 */
export async function mergePartitions<Item>(
  partitions: readonly PartitionKeys[],
  limit: number,
  read: (keys: PartitionKeys, after: Item | undefined, limit: number) => Promise<Omit<Head<Item>, 'keys'>>,
  before: (a: Item, b: Item) => boolean,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  let share = Math.ceil((2 * limit) / partitions.length) + BESIDE_SHARE;
  const ask = async (keys: PartitionKeys, known: readonly Item[]): Promise<Head<Item>> => {
    const { items, more } = await read(keys, known.at(-1), Math.min(share, limit + 1));
    return { keys, items: [...known, ...items], more };
  };
  let heads = await Promise.all(partitions.map((keys) => ask(keys, [])));
  for (;;) {
    // What a partition has not told yet comes after all that it has told.
    const [end] = heads
      .filter(({ more }) => more)
      .map(({ items }) => items.at(-1))
      .sort(by(before));
    const known = heads.flatMap(({ items }) => items).filter((item) => end === undefined || !before(end, item));
    if (known.length > limit || end === undefined) {
      const items = known.sort(by(before)).slice(0, limit);
      return { items, more: known.length > limit };
    }
    share *= 2;
    heads = await Promise.all(
      heads.map(async (head) => (head.items.at(-1) === end ? ask(head.keys, head.items) : head)),
    );
  }
}

function by<Item>(before: (a: Item, b: Item) => boolean) {
  return (a: Item | undefined, b: Item | undefined): number =>
    a === undefined || b === undefined || a === b ? 0 : before(a, b) ? -1 : 1;
}

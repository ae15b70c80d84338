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

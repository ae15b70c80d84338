/** Lists that come in pages: the options that choose among them, and a reader that goes on from page to page. */
import { type Arguments, option, UsageError } from './command.ts';

export type PageOption = 'limit' | 'page-size' | 'page-token';

export interface PageBounds {
  /** How many are shown where no limit is given. */
  readonly limit: number;
  /** The most that the server puts on one page. */
  readonly pageSize: number;
}

/** The options of a list. */
export function pageOptions({ limit, pageSize }: PageBounds) {
  const most = pageSize.toLocaleString('en-US');
  return {
    limit: option('COUNT', 'at most this many in all; pages are followed up to there', String(limit)),
    'page-size': option('COUNT', `how many are asked for at a time, 1 to ${most}`, 'as many as the limit leaves'),
    'page-token': option('TOKEN', 'goes on after the page that ended with this token', 'from the beginning'),
  };
}

export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly next: string;
}

/**
 * Asks for page after page until the limit or the end.
 *
 * @returns all that came, with the token to go on with; that is empty where nothing is left.
 */
export async function readPages<Item>(
  args: Arguments<PageOption>,
  bounds: PageBounds,
  read: (request: PageRequest) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const limit = args.integer('limit') ?? bounds.limit;
  const most = args.integer('page-size', bounds.pageSize) ?? bounds.pageSize;
  if (limit === 0 || most === 0) throw new UsageError('--limit and --page-size must be at least 1');
  const items: Item[] = [];
  let next = args.text('page-token') ?? '';
  do {
    const page = await read({ pageSize: Math.min(most, limit - items.length), pageToken: next });
    items.push(...page.items);
    next = page.next;
  } while (next !== '' && items.length < limit);
  return { items, next };
}

/** The line that says how to go on; nothing at the end. */
export function moreLines(next: string): string[] {
  return next === '' ? [] : [`there are more: --page-token ${next}`];
}

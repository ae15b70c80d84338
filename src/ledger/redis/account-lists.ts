/** The lists of accounts, one in each partition: read as one, and made where an older version has kept none. */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import type { AccountRange, Page, PageOf } from '../port.ts';
import type { PartitionKeys } from './keys.ts';
import { mergePartitions } from './partition-pages.ts';
import { flag, integer, NEXT, replyShape, text } from './replies.ts';
import type { ScriptRunner } from './runner.ts';

const PAGE = replyShape({ next: text, listed: flag });
const LISTED = replyShape({ nowMs: integer, listed: flag });

/** The last byte that is in no id. */
const BEYOND_IDS = '\x7f';

export async function readAccountIds(
  runner: ScriptRunner,
  { prefix, rootAccountId }: AccountRange,
  page: Page,
): Promise<PageOf<string>> {
  const { keys } = runner.options;
  const last = prefix === '' ? '+' : `(${prefix}${BEYOND_IDS}`;
  const read = async (partition: PartitionKeys, seen: string | undefined, limit: number) => {
    const after = seen ?? page.after;
    const begin = prefix === '' ? '-' : `[${prefix}`;
    const first = after !== '' && after >= prefix ? `(${after}` : begin;
    const reply = await runner.run('read_accounts', [partition.meta, partition.accounts], [first, last, limit]);
    const { next, listed } = reply.read(PAGE);
    if (!listed) throw notListed();
    return { items: reply.rest(), more: next !== '' };
  };
  const partitions = rootAccountId === undefined ? keys.partitions : [keys.of(rootAccountId)];
  const { items, more } = await mergePartitions(partitions, page.limit, read, (a, b) => a < b);
  return { items, next: more ? (items.at(-1) ?? '') : '' };
}

function notListed(): Fault {
  const why = 'an older version has kept no list of accounts, and it is being made';
  return new Fault('ACCOUNTS_NOT_LISTED', `${why}: try again soon`, { retryAfterMs: 5_000 });
}

/* Making them. */

const KEYS_AT_ONCE = 2_000;
/** Between two looks, so that calls come first. */
const PAUSE_MS = 5;

/**
 * Lists the accounts of partitions where an older version has opened some: of all keys of each node, those of accounts.
 * Does nothing in a store where that was done, or that this version has created.
 *
 * @param goingOn - false ends it early; the next start begins anew
 * @returns how many partitions were listed
 */
export async function listOlderAccounts(runner: ScriptRunner, goingOn: () => boolean): Promise<number> {
  const wanted = await partitionsToList(runner);
  const count = wanted.size;
  while (wanted.size > 0 && goingOn()) {
    const [first] = wanted;
    if (first === undefined) break;
    const done = await listNode(runner, first, goingOn);
    if (!goingOn()) break;
    for (const partition of new Set([first, ...done])) {
      if (wanted.delete(partition)) await step(runner, partition, 'done', []);
    }
  }
  return count - wanted.size;
}

async function partitionsToList(runner: ScriptRunner): Promise<Set<number>> {
  const partitions = runner.options.keys.partitions.map((_, partition) => partition);
  const all = await Promise.all(partitions.map((partition) => step(runner, partition, 'look', [])));
  return new Set(partitions.filter((partition) => all[partition]?.listed !== true));
}

/**
 * Looks at all keys of the node that has this partition.
 *
 * @returns the partitions that were seen there
 */
async function listNode(runner: ScriptRunner, partition: number, goingOn: () => boolean): Promise<Set<number>> {
  const { meta } = runner.options.keys.at(partition);
  const [start = ''] = meta.split(`{t${partition}}`);
  // Marks and accounts: a partition whose mark is met is on this node with all that it has.
  const pattern = `${start.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}{t*}:[am]*`;
  const seen = new Set<number>();
  for (let cursor = ''; cursor !== '0' && goingOn();) {
    const reply = await runner.run('scan_keys', [meta], [cursor || '0', pattern, KEYS_AT_ONCE]);
    cursor = reply.read(NEXT).next;
    const accounts = new Map<number, string[]>();
    for (const key of reply.rest()) {
      const [, index = '', accountId = ''] =
        /^\{t(\d+)\}:(?:meta|account:([^:]+))$/.exec(key.slice(start.length)) ?? [];
      if (index === '') continue;
      if (accountId === '') seen.add(Number(index));
      else accounts.set(Number(index), [...(accounts.get(Number(index)) ?? []), accountId]);
    }
    for (const [index, ids] of accounts) await step(runner, index, 'add', ids);
    await delay(PAUSE_MS);
  }
  return seen;
}

async function step(runner: ScriptRunner, partition: number, what: 'look' | 'add' | 'done', ids: readonly string[]) {
  const keys = runner.options.keys.at(partition);
  const scriptKeys = [keys.meta, keys.accounts, ...ids.map((id) => keys.account(id))];
  return (await runner.run('list_accounts', scriptKeys, [runner.clockArgument(), what, ...ids])).read(LISTED);
}

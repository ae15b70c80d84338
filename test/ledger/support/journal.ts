import type { Ledger, Movement, TailEntry } from '../../../src/ledger/port.ts';
import { credited, type RedisTestLedger } from './test-ledger.ts';

/** One entry each: credits of 1 milli-cent with the keys `prefix0`, `prefix1`, ... */
export async function writeEntries(ledger: Ledger, accountId: string, prefix: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 50) {
    const size = Math.min(50, count - from);
    const posts = Array.from({ length: size }, (_, n) => ledger.post(credited(accountId, `${prefix}${from + n}`, 1)));
    await Promise.all(posts);
  }
}

/** All movements that there are of an account which is its own root. */
export async function movementsOf(ledger: Ledger, accountId: string): Promise<Movement[]> {
  const found: Movement[] = [];
  const span = { fromMs: 0, toMs: 0 };
  for await (const movement of ledger.movements({ rootAccountId: accountId, accountId }, span, {
    after: '',
    limit: 100_000,
  })) {
    found.push(movement);
  }
  return found;
}

/** Everything in the partition after an id, page by page. */
export async function readAll(ledger: Ledger, afterId = '', pageSize = 1_000, partition = 0): Promise<TailEntry[]> {
  const found: TailEntry[] = [];
  for (let after = afterId; ;) {
    const { entries } = await ledger.tail(partition, after, pageSize);
    found.push(...entries);
    const last = entries.at(-1);
    if (last === undefined) return found;
    after = last.id;
  }
}

/** The id of the n-th entry of a partition from the oldest, or from the newest for a negative one. */
export async function idAt(ledger: Ledger, index: number, partition = 0): Promise<string> {
  const id = (await readAll(ledger, '', 1_000, partition)).at(index)?.id;
  if (id === undefined) throw new Error(`the journal has no entry ${index}`);
  return id;
}

/** Moves the clock of the ledger so that everything before a moment of Redis time is past the retention. */
export function outdate({ clock, options }: RedisTestLedger, beforeMs: number): void {
  clock.ms = beforeMs + options.journalRetentionMs;
}

/** The numbers of each account's entries, in the order in which they stand in the stream. */
export function sequencesByAccount(entries: readonly TailEntry[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { entry } of entries) found.set(entry.accountId, [...(found.get(entry.accountId) ?? []), entry.sequence]);
  return found;
}

/** Whole numbers from one to another, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
}

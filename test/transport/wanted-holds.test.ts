/** The holds of many accounts as their pages are filled: only those that are wanted, and none is left out. */
import { expect, test } from 'vitest';
import { wantedHolds } from '../../src/accounts/history.ts';
import type { Page } from '../../src/ledger/port.ts';
import { openHold } from './cardboard-accounts.ts';

/** A ledger with so many holds, each third of them of account acme, that gives at most `most` of them at once. */
function ledgerOf(count: number, most: number) {
  const all = Array.from({ length: count }, (_, n) => ({
    ...openHold(`h${n}`),
    accountId: n % 3 === 0 ? 'acme' : 'other',
  }));
  const reads: Page[] = [];
  const read = (page: Page) => {
    reads.push(page);
    const from = Number(page.after || 0);
    const to = from + Math.min(page.limit, most);
    const items = all.slice(from, to).map((hold, n) => ({ hold, place: `${from + n + 1}` }));
    return Promise.resolve({ items, next: to >= count ? '' : `${to}` });
  };
  return { read, reads };
}

async function allPages(
  count: number,
  most: number,
  limit: number,
  isWanted: (hold: { readonly accountId: string }) => boolean,
) {
  const { read } = ledgerOf(count, most);
  const pages: string[][] = [];
  let after = '';
  do {
    const { holds, openHolds, next } = await wantedHolds(read, isWanted, { after, limit });
    expect(openHolds).toBe(holds.length);
    pages.push(holds.map(({ holdId }) => holdId));
    after = next;
  } while (after !== '');
  return pages;
}

test.each([
  [10, 100, 4],
  [10, 1, 4],
  [10, 3, 10],
  [0, 3, 10],
  [1, 1, 1],
])('of %i holds read by at most %i, %i on a page', async (count, most, limit) => {
  const everything = await allPages(count, most, limit, () => true);
  expect(everything.flat()).toEqual(Array.from({ length: count }, (_, n) => `h${n}`));
  const own = await allPages(count, most, limit, ({ accountId }) => accountId === 'acme');
  const expected = Array.from({ length: count }, (_, n) => n).filter((n) => n % 3 === 0);
  expect(own.flat()).toEqual(expected.map((n) => `h${n}`));
  for (const page of [...everything, ...own]) expect(page.length).toBeLessThanOrEqual(limit);
});

test('a caller who may see none of a great many is told to come again instead of being waited for', async () => {
  const { read, reads } = ledgerOf(100_000, 1000);
  const page = await wantedHolds(read, () => false, { after: '', limit: 1000 });
  expect(page).toMatchObject({ holds: [], next: '10000' });
  expect(reads).toHaveLength(10);
});

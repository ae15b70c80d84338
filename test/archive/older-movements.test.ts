/** Movements of an account from before the journal: out of the archive up to where the journal begins, each once. */
import { expect, it } from 'vitest';
import { movementsOf } from '../../src/accounts/movements.ts';
import type { MovementRow } from '../../src/archive/port.ts';
import type { AccountProfile, Ledger, Page, TimeSpan } from '../../src/ledger/port.ts';
import { createAccount, credited, openRedisLedger } from '../ledger/support/test-ledger.ts';

/** Ten credits, a second apart, all of them in the archive; the journal reaches back to the sixth. */
async function stage() {
  const bench = await openRedisLedger();
  const { ledger, clock } = bench;
  await createAccount(ledger, 'acme', 0);
  const firstMs = clock.ms + 1_000;
  for (let n = 1; n <= 10; n++) {
    clock.ms += 1_000;
    await ledger.post(credited('acme', `k${n}`, n));
  }
  const { profile } = (await ledger.account('acme')) ?? {};
  if (profile === undefined) throw new Error('the account was not opened');
  const rows: MovementRow[] = [];
  for await (const each of ledger.movements(profile, { fromMs: 0, toMs: 0 }, { after: '', limit: 100 })) {
    const { firstCharge: _first, place: _place, ...movement } = each;
    const what = { direction: undefined, numberClass: '', number: '', connectedSeconds: 0 };
    rows.push({ ...movement, ...what, epoch: 1, accountId: 'acme' });
  }
  const asked: unknown[] = [];
  const archive = {
    movements: (filter: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined }) => {
      asked.push(filter);
      const { fromMs = 0, toMs = Infinity } = filter;
      return Promise.resolve({ items: rows.filter(({ atMs }) => atMs >= fromMs && atMs < toMs), next: '' });
    },
  };
  const trimmed: Ledger = { ...ledger, journalStart: () => Promise.resolve(firstMs + 5_000) };
  const older: AccountProfile = { ...profile, createdAtMs: firstMs - 1_000 };
  const keys = async (span: TimeSpan, page: Page = { after: '', limit: 100 }) => {
    const found: { key: string; place: string }[] = [];
    for await (const each of movementsOf(trimmed, archive, older, span, page)) {
      found.push({ key: each.idempotencyKey, place: each.place });
    }
    return found;
  };
  return { bench, firstMs, asked, keys };
}

it('come first, and every movement comes once, however the pages fall', async () => {
  const { bench, firstMs, asked, keys } = await stage();
  const all = Array.from({ length: 10 }, (_, n) => `k${n + 1}`);
  const span = { fromMs: firstMs, toMs: 0 };
  expect((await keys(span)).map(({ key }) => key)).toEqual(all);
  expect(asked).toEqual([expect.objectContaining({ accountId: 'acme', fromMs: firstMs, toMs: firstMs + 5_000 })]);
  for (const limit of [1, 3, 5, 6]) {
    const found: string[] = [];
    for (let after = ''; ;) {
      const page = await keys(span, { after, limit });
      found.push(...page.map(({ key }) => key));
      if (page.length < limit) break;
      after = page.at(-1)?.place ?? '';
    }
    expect(found, `${limit} on a page`).toEqual(all);
  }
  const some = await keys({ fromMs: firstMs + 1_000, toMs: firstMs + 7_000 });
  expect(some.map(({ key }) => key)).toEqual(['k2', 'k3', 'k4', 'k5', 'k6', 'k7']);
  await bench.close();
});

it('are not asked for where the journal has all of it, or nobody says from when', async () => {
  const { bench, firstMs, asked, keys } = await stage();
  expect(await keys({ fromMs: firstMs + 5_000, toMs: 0 })).toHaveLength(5);
  expect(await keys({ fromMs: 0, toMs: 0 })).toHaveLength(10);
  expect(asked).toEqual([]);
  await bench.close();
});

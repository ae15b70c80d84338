/** Free seconds, fractions and cut reports on a store that a sidecar without them works on too. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Terms } from '../../src/domain/terms.ts';
import { call, createAccount, extended, PER_SECOND, refOf, settled, standing } from './support/test-ledger.ts';
import { type Both, expectAgreedBooks, openBoth } from './upgrade/both.ts';

const FREE: Terms = { ...PER_SECOND, freeSeconds: 6, fraction: 'down' };
const HOUR = { units: 3_600, maxUnits: 3_600 } as const;
let both: Both;
beforeAll(async () => {
  both = await openBoth();
});
afterAll(() => both.close());

it('a hold of the old version is cut to what can have passed, with the allowance of today', async () => {
  const { by, clock } = both;
  await createAccount(by.old, 'a', 1_000_000);
  for (const id of ['believed', 'cut']) await by.old.authorize(call('a', id, HOUR));
  clock.ms += 2_000;
  const exact = { durationSeconds: 0 };
  expect(await by.new.settle(settled('a', 'believed', 302, exact))).toMatchObject({ billedUnits: 302, clamped: false });
  expect(await by.new.settle(settled('a', 'cut', 303, exact))).toMatchObject({ billedUnits: 7, clamped: true });
  await expectAgreedBooks(both, 'a');
});

it('the end of a hold by one version is what the other reads', async () => {
  const { by, clock } = both;
  await createAccount(by.old, 'b', 1_000_000);
  for (const id of ['new', 'old']) await by.new.authorize(call('b', id, HOUR));
  clock.ms += 30_000;
  const settle = (id: string) => settled('b', id, 30, { durationSeconds: 20 });
  expect(await by.new.settle(settle('new'))).toMatchObject({ billedUnits: 30, inconsistent: true });
  expect(await by.old.settle(settle('new'))).toMatchObject({ billedUnits: 30, replayed: true });
  expect(await by.old.settle(settle('old'))).toMatchObject({ billedUnits: 30 });
  expect(await by.new.settle(settle('old'))).toMatchObject({ billedUnits: 30, replayed: true, inconsistent: false });
  await expectAgreedBooks(both, 'b');
});

it('the old version reads past free seconds and fractions: it charges from the first second', async () => {
  const { by, clock } = both;
  await createAccount(by.old, 'c', 1_000_000);
  for (const id of ['new', 'old']) await by.new.authorize(call('c', id, { ...HOUR, terms: FREE, extendUnits: 60 }));
  clock.ms += 5_000;
  expect(await by.old.extend(extended('c', 'new', 1, 5))).toMatchObject({ kind: 'allowed' });
  expect(await by.old.settle(settled('c', 'old', 5))).toMatchObject({ billedUnits: 5, chargedMilliCents: 417 });
  expect(await by.new.hold(refOf('c', 'new'))).toMatchObject({ terms: FREE });
  expect(await by.new.settle(settled('c', 'new', 6.9))).toMatchObject({ billedUnits: 0, chargedMilliCents: 0 });
  expect(await standing(by.new, 'c')).toEqual({ balance: 1_000_000 - 417, held: 0, open: 0 });
  await expectAgreedBooks(both, 'c');
});

/** Cut reports of holds that a sidecar without them opened. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount, settled } from './support/test-ledger.ts';
import { type Both, expectAgreedBooks, openBoth } from './upgrade/both.ts';

const HOUR = { units: 3_600, maxUnits: 3_600 } as const;
let both: Both;
beforeAll(async () => {
  both = await openBoth();
});
afterAll(() => both.close());

it('a hold of the old version is cut to what can have passed, with the allowance of today', async () => {
  const { old, ledger, clock } = both;
  await createAccount(old, 'a', 1_000_000);
  for (const id of ['believed', 'cut']) await old.authorize(call('a', id, HOUR));
  clock.ms += 2_000;
  const exact = { durationSeconds: 0 };
  expect(await ledger.settle(settled('a', 'believed', 302, exact))).toMatchObject({ billedUnits: 302, clamped: false });
  expect(await ledger.settle(settled('a', 'cut', 303, exact))).toMatchObject({ billedUnits: 7, clamped: true });
  await expectAgreedBooks(both, 'a');
});

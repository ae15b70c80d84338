/** A large gateway: a list of ten thousand legs, and a tenth of its holds to end, while calls go on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, createAccount } from '../ledger/support/test-ledger.ts';
import { BEFORE, type ListingStage, startListingStage } from './support/listing-gateway.ts';

const HOLDS = 11_000;
const UP = 10_000;
const ACCOUNTS = 500;
const PAGE = 1_000;

let stage: ListingStage;
beforeAll(async () => {
  stage = await startListingStage(`reconcile-many-${process.pid}`);
});
afterAll(() => stage.stop());

it('ten thousand legs are compared, and a thousand holds ended, within seconds', async () => {
  const { past, sidecars } = stage;
  const accountOf = (n: number): string => `a${n % ACCOUNTS}`;
  for (let n = 0; n < ACCOUNTS; n += 1) await createAccount(past, accountOf(n), 1_000_000_000);
  const { facts, timing } = call('a0', '');
  const long = { facts: { ...facts, gatewayId: 'large' }, timing: { ...timing, ringSeconds: 3_600 } };
  for (let from = 0; from < HOLDS; from += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => past.authorize(call(accountOf(from + n), `h${from + n}`, long))),
    );
  }

  const [{ client }] = sidecars;
  async function sendAll(listId: string, changes: object) {
    const legs = Array.from({ length: UP }, (_, n) => ({ accountId: accountOf(n), holdId: `h${n}` }));
    const begun = performance.now();
    for (let page = 1; page < UP / PAGE; page += 1) {
      const activeLegs = legs.slice((page - 1) * PAGE, page * PAGE);
      await client.reconcile({ gatewayId: 'large', listId, page, activeLegs, ...changes }, { deadlineMs: 30_000 });
    }
    const last = { page: UP / PAGE, last: true, activeLegs: legs.slice(UP - PAGE), ...changes };
    const paged = performance.now();
    const answer = await client.reconcile({ gatewayId: 'large', listId, ...last }, { deadlineMs: 30_000 });
    return { answer, pagesMs: paged - begun, lastMs: performance.now() - paged };
  }
  const first = await sendAll('first', BEFORE);
  expect(first.answer).toMatchObject({ openHolds: String(HOLDS), missing: String(HOLDS - UP), ended: '0' });
  const second = await sendAll('second', {});
  expect(second.answer).toMatchObject({ missingTwice: String(HOLDS - UP), ended: String(HOLDS - UP), left: '0' });
  for (const [name, { pagesMs, lastMs }] of Object.entries({ first, second })) {
    process.stdout.write(`${name} list of ${UP} legs: ${pagesMs.toFixed(0)} ms + last page ${lastMs.toFixed(0)} ms\n`);
    expect(pagesMs + lastMs).toBeLessThan(20_000);
  }
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeOperation, ChargeOperation, Ledger, PostOperation } from '../../src/ledger/port.ts';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  movementsOf,
  onBehalfOf,
  planCredits,
  roundCall,
  seconds,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  credited,
  DAY_MS,
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

type Run = (ledger: Ledger) => Promise<unknown>;

type Step = readonly [what: string, waitMs: number, run: Run];

const ID = 'books';
const START = 1_700_000_000_000;
const allowances = [{ counter: counterOf('minutes'), totalUnits: 30 }];
const plan = (period: number, amount = 5_000) => ({
  grants: [planCredits(amount, START + (period - 1) * 30 * DAY_MS, { id: `plan@${period}` })],
});
const capped = { ...limited(ID, START, [limitOf('plan_spend', 2_000)]), ...onBehalfOf('agent-7') };

const open =
  (holdId: string, changes: Partial<AuthorizeOperation>): Run =>
  async (ledger) => {
    expect(await ledger.authorize(roundCall(ID, holdId, changes))).toMatchObject({ kind: 'allowed' });
  };
const settle =
  (holdId: string, connectedSeconds: number): Run =>
  (ledger) =>
    ledger.settle(settled(ID, holdId, connectedSeconds));
const charge =
  (key: string, changes: Partial<ChargeOperation>): Run =>
  (ledger) =>
    ledger.charge(event(ID, key, changes));
const post =
  (key: string, amount: number, changes: Partial<PostOperation> = {}): Run =>
  (ledger) =>
    ledger.post(credited(ID, key, amount, { ...plan(1), ...changes }));

/** Everything that moves money, one after the other. */
const STEPS: readonly Step[] = [
  ['a hold on everything', 0, open('h1', { ...plan(1), allowances, ...seconds(60) })],
  ['its answer', 5_000, (ledger) => ledger.answer(answered(ID, 'h1'))],
  ['a stepwise hold under a cap', 0, open('h2', { ...plan(1), ...capped, units: 30, maxUnits: 90, extendUnits: 30 })],
  ['an Extend', 20_000, (ledger) => ledger.extend(extended(ID, 'h2', 1, 20))],
  ['a lot that is bought', 0, post('lot', 2_000, { expiresAtMs: START + 3 * DAY_MS })],
  ['credit', 0, post('credit', 9_000)],
  ['a reduction by hand', 0, post('less', -2_500, { kind: 'adjustment' })],
  ['a settle below the hold', 60_000, settle('h1', 45)],
  ['the same settle again', 0, settle('h1', 45)],
  ['a charge', 0, charge('e1', plan(1))],
  ['a charge that is denied', 0, charge('e2', { ...plan(1), stop: 'plan@1', units: 100 })],
  ['fewer seats', 0, charge('e3', plan(1, 3_500))],
  ['a hold that is answered', 0, open('h3', { ...plan(1, 3_500), ...seconds(25) })],
  ['its answer', 0, (ledger) => ledger.answer(answered(ID, 'h3'))],
  ['the end of all lots', 4 * DAY_MS, charge('e4', plan(1, 3_500))],
  ['a sweep of the hold whose time was proven', 0, (ledger) => ledger.sweep(refOf(ID, 'h2'))],
  ['a correction of it upwards', 0, settle('h2', 40)],
  ['a sweep of the hold that was answered', 0, (ledger) => ledger.sweep(refOf(ID, 'h3'))],
  ['a correction of it downwards', 0, settle('h3', 5)],
  ['an early release', 0, (ledger) => ledger.release(released(ID, 'none'))],
  ['a hold late in the period', 25 * DAY_MS, open('h4', { ...plan(1), ...seconds(15) })],
  ['the next period', 2 * DAY_MS, charge('e5', plan(2))],
  ['a sweep of the hold of the last period', 0, (ledger) => ledger.sweep(refOf(ID, 'h4'))],
  ['a late answer to it', 0, (ledger) => ledger.answer(answered(ID, 'h4'))],
  ['a settle that costs more than there is', 900_000, settle('h4', 400)],
  ['a plan that is taken away', 0, post('more', 90_000, { grants: [] })],
  ['a plan that is given again', 0, charge('e7', plan(2))],
];

describe.each(BOTH)('the books (%s)', (_, openLedger) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await openLedger();
    bench.clock.ms = START;
    await createFunded(bench, ID, 4_000, [[1_000, 2 * DAY_MS]]);
  });
  afterAll(() => bench.close());

  it.each(STEPS)('are balanced after %s', async (__, waitMs, run) => {
    bench.clock.ms += waitMs;
    await run(bench.ledger);
    await expectBalancedBooks(bench.ledger, ID);
  });

  it('have seen every kind of movement', async () => {
    const kinds = new Set((await movementsOf(bench.ledger, ID)).map(([kind]) => kind));
    expect([...kinds].sort()).toEqual(['adjustment', 'charge', 'correction', 'credit', 'expiry', 'write_off']);
  });
});

describe('both books', () => {
  it('are the same, movement by movement and state by state', async () => {
    const benches = await Promise.all(BOTH.map(([, openLedger]) => openLedger()));
    try {
      for (const bench of benches) {
        bench.clock.ms = START;
        await createFunded(bench, ID, 4_000, [[1_000, 2 * DAY_MS]]);
      }
      for (const [what, waitMs, run] of STEPS) {
        const seen = [];
        for (const bench of benches) {
          bench.clock.ms += waitMs;
          const reply = await run(bench.ledger);
          seen.push({
            reply,
            account: await bench.ledger.account(ID),
            moved: await movementsOf(bench.ledger, ID),
          });
        }
        expect(seen[0], what).toEqual(seen[1]);
      }
    } finally {
      for (const bench of benches) await bench.close();
    }
  });

  it('know in Redis how many lots there are, and keep none that is over', async () => {
    const bench = await openRedisLedger();
    try {
      bench.clock.ms = START;
      await createFunded(bench, ID, 4_000, [[1_000, 2 * DAY_MS]]);
      const keys = bench.keys.of(ID);
      for (const [what, waitMs, run] of STEPS) {
        bench.clock.ms += waitMs;
        await run(bench.ledger);
        const stored = await bench.hash(keys.lots(ID));
        const { lots: known = '0' } = await bench.hash(keys.account(ID));
        const lots = Object.keys(stored).filter((field) => !/^(past|order\/.*)$/.test(field));
        expect(known.split(' ')[0], what).toBe(String(lots.length));
      }
    } finally {
      await bench.close();
    }
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ledger, PostOperation } from '../../src/ledger/port.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import { counterOf, createFunded, planCredits, seconds, unitsOf } from '../ledger/support/funding.ts';
import { call, credited, DAY_MS, extended, refOf, settled } from '../ledger/support/test-ledger.ts';
import { PACKS, terms } from './arbitraries.ts';

const START_MS = 1_700_000_000_000;
const ID = 'a';
const COUNTERS = ['first', 'second'].map((name) => counterOf(name));

/** A call that is reported of, and what pays for it. */
const calls = fc.record({
  terms: terms.map((each) => ({ ...each, unit: 'second' })),
  granted: fc.constantFrom(60, 90, 600),
  reports: fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 5 }),
  last: fc.integer({ min: 1, max: 700 }),
  balance: fc.constantFrom(0, 30_000, 5_000_000),
  lot: fc.constantFrom(1, 20_000),
  allowances: fc.array(fc.constantFrom(0, 45, 60, 600), { maxLength: 2 }),
  credits: fc.constantFrom(0, 3_000, 150_000),
  packs: fc.array(fc.constantFrom(1, 45, 60, 600), { maxLength: 3 }),
});

type Call = typeof calls extends fc.Arbitrary<infer Input> ? Input : never;

/** For two kinds of traffic, and with two ends. */
function packOf(units: number, index: number): PostOperation {
  const match = PACKS[index % 2] ?? PACKS[0]!;
  const expiresAtMs = START_MS + (2 - (index % 2)) * DAY_MS;
  return credited(ID, `pack-${index}`, 0, { pack: { units, match }, expiresAtMs });
}

/** What the end of the call says, and what it leaves. */
async function outcome(input: Call, report: (ledger: Ledger, at: number, sequence: number) => Promise<unknown>) {
  const clock = { ms: START_MS };
  const ledger = createReferenceLedger({ now: () => clock.ms });
  await createFunded({ ledger, clock }, ID, input.balance, [[input.lot, DAY_MS]]);
  for (const [index, units] of input.packs.entries()) await ledger.post(packOf(units, index));
  const { revision = 1, coverages = [] } = (await ledger.account(ID))?.profile ?? {};
  const opened = await ledger.authorize(
    call(ID, 'h', {
      owners: [{ accountId: ID, revision }],
      packs: coverages.map(({ id }) => id),
      ...seconds(input.granted),
      terms: input.terms,
      belowHold: 'shorten',
      blockedAtZero: false,
      allowances: input.allowances.map((totalUnits, index) => ({ counter: COUNTERS[index] ?? '', totalUnits })),
      grants: [planCredits(input.credits, START_MS)],
    }),
  );
  if (opened.kind !== 'allowed') return opened.kind;
  for (const [index, at] of input.reports.toSorted((a, b) => a - b).entries()) {
    clock.ms = Math.max(clock.ms, START_MS + at * 1000);
    await report(ledger, at, index + 1);
  }
  clock.ms = Math.max(clock.ms, START_MS + input.last * 1000);
  const end = await ledger.settle(settled(ID, 'h', input.last));
  // What an interim settle took beyond the hold counts as if the hold had reserved it.
  const { changeMilliCents: _, earlierParts: __, heldMilliCents: ___, ...record } = end;
  const { balanceMilliCents, heldMilliCents, lots, packs } = (await ledger.account(ID)) ?? {};
  const used = await Promise.all(COUNTERS.map(async (counter) => (await unitsOf(ledger, ID, counter)) ?? '0 0'));
  return { record, balanceMilliCents, heldMilliCents, lots, packs, used };
}

test('any number of interim settles and a last settle charge what one settle would', async () => {
  let charged = 0;
  await fc.assert(
    fc.asyncProperty(calls, async (input) => {
      const one = await outcome(input, (ledger, at, sequence) => ledger.extend(extended(ID, 'h', sequence, at)));
      const many = await outcome(input, async (ledger, connectedSeconds, sequence) => {
        const used = { connectedSeconds, units: undefined, sequence, durationSeconds: 0 };
        const { changeMilliCents } = await ledger.settleInterim({ ...refOf(ID, 'h'), ...used });
        if (changeMilliCents > 0) charged += 1;
      });
      expect(many).toEqual(one);
    }),
    { numRuns: Number(process.env['N'] ?? 1_000) },
  );
  expect(charged).toBeGreaterThan(250);
});

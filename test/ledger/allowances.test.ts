import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Cycle, periodName } from '../../src/domain/cycle.ts';
import { createFunded, expectBalancedBooks, roundCall, seconds, sharesOf, unitsOf } from './support/funding.ts';
import { BOTH, DAY_MS, refOf, released, settled, type TestLedger } from './support/test-ledger.ts';

/** A period of 2023 in UTC, from one day to another. */
function span(fromMonth: number, toMonth: number, hours = 0): Cycle {
  const at = (month: number): number => Date.UTC(2023, month - 1, 1) + hours * 3_600_000;
  return { startsAtMs: at(fromMonth), endsAtMs: at(toMonth) };
}

const NOVEMBER = span(11, 12);
const DECEMBER = span(12, 13);
const YEAR = span(1, 13);

// The clocks stand in November 2023. Every second costs 100 milli-cents.
describe.each(BOTH)('included units, when their period changes (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    bench.clock.ms = Date.UTC(2023, 10, 14);
    id = `allowance-${(count += 1)}`;
    await createFunded(bench, id, 1_000_000);
  });

  const within = (period: Cycle, totalUnits: number) => ({
    allowances: [{ counter: `minutes/-/${periodName(period)}`, totalUnits }],
  });
  const used = (period: Cycle) => unitsOf(bench.ledger, id, `minutes/-/${periodName(period)}`);
  /** How many of 100 s the allowance covers. */
  const covered = async (holdId: string, period: Cycle, totalUnits: number): Promise<number> => {
    await bench.ledger.authorize(roundCall(id, holdId, { ...within(period, totalUnits), ...seconds(100) }));
    const [first] = await sharesOf(bench.ledger, refOf(id, holdId));
    return first?.[0].startsWith('allowance') === true ? first[1] : 0;
  };

  it('from a month to a year: what the month has used and holds is taken off the year', async () => {
    expect(await covered('a', NOVEMBER, 150)).toBe(100);
    bench.clock.ms += 100_000;
    await bench.ledger.settle(settled(id, 'a', 80));
    expect(await covered('b', NOVEMBER, 150)).toBe(70);
    expect(await covered('c', YEAR, 200)).toBe(50);
    // The hold of the month still finds its units, and what it gives back comes back to the year.
    await bench.ledger.release(released(id, 'b'));
    expect(await used(NOVEMBER)).toBe('80 0');
    expect(await covered('d', YEAR, 200)).toBe(70);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('from a year to a month: what the year has used in that month is taken off, and of the next one nothing', async () => {
    expect(await covered('a', YEAR, 1_000)).toBe(100);
    expect(await covered('b', NOVEMBER, 120)).toBe(20);
    bench.clock.ms = Date.UTC(2023, 11, 2);
    await bench.ledger.settle(settled(id, 'a', 100));
    expect(await covered('c', DECEMBER, 120)).toBe(100);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('from a year to a month in which nothing was used of it: the month is whole', async () => {
    expect(await covered('a', YEAR, 1_000)).toBe(100);
    bench.clock.ms = Date.UTC(2023, 11, 2);
    expect(await covered('b', DECEMBER, 90)).toBe(90);
  });

  it('there and back gives nothing', async () => {
    expect(await covered('a', NOVEMBER, 100)).toBe(100);
    expect(await covered('b', YEAR, 100)).toBe(0);
    expect(await covered('c', NOVEMBER, 100)).toBe(0);
    expect(await covered('d', YEAR, 130)).toBe(30);
    expect(await covered('e', NOVEMBER, 130)).toBe(0);
  });

  it.each([-13, -5, 5, 13])('by %i hours, because the time zone changed: it is the same month', async (hours) => {
    expect(await covered('a', NOVEMBER, 150)).toBe(100);
    expect(await covered('b', span(11, 12, hours), 150)).toBe(50);
    expect(await covered('c', span(10, 11, hours), 150)).toBe(100);
    bench.clock.ms = Date.UTC(2023, 11, 2);
    expect(await covered('d', span(12, 13, hours), 150)).toBe(100);
  });

  it('forgets periods that are long over, but none that an open hold has units of', async () => {
    expect(await covered('open', span(9, 10), 10)).toBe(10);
    await covered('over', span(8, 9), 10);
    await bench.ledger.release(released(id, 'over'));
    bench.clock.ms += 40 * DAY_MS;
    await covered('next', DECEMBER, 10);
    expect(await used(span(9, 10))).toBe('0 10');
    expect(await used(span(8, 9))).toBeUndefined();
  });

  it('charges a call no less at its end, because what an interim settle took of a period is forgotten', async () => {
    expect(await covered('long', span(9, 10), 60)).toBe(60);
    bench.clock.ms += 100_000;
    const all = { connectedSeconds: 100, units: undefined, sequence: 1, durationSeconds: 0 };
    const interim = await bench.ledger.settleInterim({ ...refOf(id, 'long'), ...all });
    expect(interim).toMatchObject({ chargedMilliCents: 4_000, stillHeldMilliCents: 0 });
    await covered('next', NOVEMBER, 10);
    expect(await used(span(9, 10))).toBeUndefined();
    const end = await bench.ledger.settle(settled(id, 'long', 100));
    expect(end).toMatchObject({ chargedMilliCents: 4_000, changeMilliCents: 0 });
    expect(end.parts).toMatchObject([
      { source: 'allowance', units: 60 },
      { source: 'balance', amountMilliCents: 4_000 },
    ]);
  });
});

/** What a report of use is worth that cannot be true: it is cut and flagged, and never refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Terms } from '../../src/domain/terms.ts';
import { claimOf } from './support/claims.ts';
import {
  BOTH,
  call,
  createAccount,
  extended,
  openRedisLedger,
  PER_SECOND,
  refOf,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

const PER_SEGMENT: Terms = { ...PER_SECOND, unit: 'segment', rateMilliCents: 1_000, rateUnits: 1 };
const HOUR = { units: 3_600, maxUnits: 3_600 } as const;
const { timing } = call('a', '');
let count = 0;

describe.each(BOTH)('a settle in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'a', 1_000_000_000);
  });
  afterAll(() => bench.close());

  async function opened(changes: Parameters<typeof call>[2] = HOUR): Promise<string> {
    const id = `p-${(count += 1)}`;
    await bench.ledger.authorize(call('a', id, changes));
    return id;
  }

  it.each([
    // [elapsed, connected, duration, billed, clamped, inconsistent]: the grant is an hour
    ['2 s told in milliseconds', 2, 2_000, 0, 7, true, false],
    ['2 s told in milliseconds beside its true duration', 2, 2_000, 3, 7, true, true],
    ['more than has passed, which its own duration denies', 2, 60, 3, 7, true, true],
    ['five minutes more than have passed, at most', 2, 302, 0, 302, false, false],
    ['more than five minutes more', 2, 303, 0, 7, true, false],
    ['a call that is authorized when it is over', 0, 65.4, 0, 66, false, false],
    ['what has passed, to the second', 600, 600, 610, 600, false, false],
    ['five seconds more than have passed', 600, 605, 0, 605, false, false],
    ['a fraction that was left out of the duration', 0, 65.4, 65, 66, false, false],
    ['connected for longer than it lasted, by a second', 600, 300, 299, 300, false, true],
    ['4,000,000 s', 100, 4_000_000, 0, 105, true, false],
    ['31 years', 100, 1e9, 1e9, 105, true, false],
    ['beyond the grant, as long as it has passed', 4_000, 3_900, 0, 3_900, false, false],
    ['beyond the grant, more than has passed, by less than five minutes', 3_500, 3_700, 0, 3_600, true, false],
    ['beyond the grant, more than has passed, by more than that', 3_000, 3_700, 0, 3_005, true, false],
    ['days beyond the grant', 500_000, 400_000, 0, 3_600 + 86_400, true, false],
  ])(
    'bills %s as what it can have been',
    async (_what, elapsed, connected, duration, billed, clamped, inconsistent) => {
      const id = await opened();
      bench.clock.ms += elapsed * 1000;
      const settle = settled('a', id, connected, { durationSeconds: duration });
      const told = { billedUnits: billed, clamped, inconsistent };
      expect(await bench.ledger.settle(settle)).toMatchObject({ ...told, replayed: false });
      expect(await bench.ledger.settle(settle)).toMatchObject({ ...told, replayed: true });
    },
  );

  it('believes what its hold rule lets it', async () => {
    const strict = { ...HOUR, timing: { ...timing, elapsedToleranceSeconds: 0 } };
    const report = { durationSeconds: 0 };
    const id = await opened(strict);
    bench.clock.ms += 1_000;
    expect(await bench.ledger.settle(settled('a', id, 60, report))).toMatchObject({ billedUnits: 6, clamped: true });
    const lenient = await opened({ ...HOUR, timing: { ...timing, elapsedToleranceSeconds: 86_400 } });
    expect(await bench.ledger.settle(settled('a', lenient, 3_600, report))).toMatchObject({
      billedUnits: 3_600,
      clamped: false,
    });
  });

  it('that comes late bills in full what it says of the past', async () => {
    const id = await opened();
    bench.clock.ms += 900_000;
    const late = settled('a', id, 600, { endedSecondsAgo: 290 });
    expect(await bench.ledger.settle(late)).toMatchObject({ billedUnits: 600, clamped: false, inconsistent: false });
    const other = await opened();
    bench.clock.ms += 900_000;
    // It ended 10 s after its authorize.
    const wrong = settled('a', other, 600, { endedSecondsAgo: 890 });
    expect(await bench.ledger.settle(wrong)).toMatchObject({ billedUnits: 15, clamped: true });
  });

  it('takes an end before the authorize for a wrong unit, and not for a call of no time', async () => {
    const id = await opened();
    bench.clock.ms += 60_000;
    const settle = settled('a', id, 50, { endedSecondsAgo: 5_000 });
    expect(await bench.ledger.settle(settle)).toMatchObject({ billedUnits: 50, clamped: false, inconsistent: true });
    const early = await opened();
    // Its authorize came late: the call was over by then.
    bench.clock.ms += 10_000;
    expect(await bench.ledger.settle(settled('a', early, 50, { endedSecondsAgo: 20 }))).toMatchObject({
      billedUnits: 50,
      clamped: false,
      inconsistent: true,
    });
    const skewed = await opened();
    bench.clock.ms += 60_000;
    expect(await bench.ledger.settle(settled('a', skewed, 50, { endedSecondsAgo: 63 }))).toMatchObject({
      billedUnits: 50,
      inconsistent: false,
    });
  });

  it('of a hold that the store lost counts from the issue of its claim, and never beyond the grant', async () => {
    const claim = claimOf('a', bench.clock.ms, { grantedUnits: 3_600 });
    const settle = (holdId: string, connected: number) =>
      bench.ledger.settle(settled('a', holdId, connected, { claim, durationSeconds: 0 }));
    bench.clock.ms += 2_000;
    expect(await settle('lost-1', 2_000)).toMatchObject({ orphan: true, billedUnits: 7, clamped: true });
    bench.clock.ms += 7_200_000;
    expect(await settle('lost-2', 3_000)).toMatchObject({ billedUnits: 3_000, clamped: false });
    expect(await settle('lost-3', 4_000)).toMatchObject({ billedUnits: 3_600, clamped: true });
  });

  it('corrects an earlier end no further than the time that can have passed', async () => {
    const id = await opened();
    bench.clock.ms += 10_000;
    await bench.ledger.release({ ...refOf('a', id), q850Cause: 16 });
    const correction = await bench.ledger.settle(settled('a', id, 2_000));
    expect(correction).toMatchObject({ corrected: true, billedUnits: 15, clamped: true });
  });

  it('of messages is cut to what one request may have', async () => {
    const message = { terms: PER_SEGMENT, units: 3, maxUnits: 20 };
    const settle = async (units: number) =>
      bench.ledger.settle(settled('a', await opened(message), 0, { connectedSeconds: undefined, units }));
    expect(await settle(1e9)).toMatchObject({ billedUnits: 20, clamped: true, writeOffMilliCents: 0 });
    expect(await settle(20)).toMatchObject({ billedUnits: 20, clamped: false });
    expect(await settle(4)).toMatchObject({ billedUnits: 4, clamped: false });
  });

  it('counts a fraction of a second by the pinned rule, and another fraction of the same second as a repeat', async () => {
    const settle = async (fraction: Terms['fraction'], ...reports: readonly number[]) => {
      const id = await opened({ ...HOUR, terms: { ...PER_SECOND, firstIncrement: 60, nextIncrement: 60, fraction } });
      bench.clock.ms += 100_000;
      const replies = [];
      for (const report of reports) replies.push(await bench.ledger.settle(settled('a', id, report)));
      return replies;
    };
    expect(await settle('up', 60.02, 60.9)).toMatchObject([{ billedUnits: 120 }, { replayed: true }]);
    expect(await settle('nearest', 60.02, 60)).toMatchObject([{ billedUnits: 60 }, { replayed: true }]);
    expect(await settle('nearest', 60.5)).toMatchObject([{ billedUnits: 120 }]);
    expect(await settle('down', 60.98)).toMatchObject([{ billedUnits: 60 }]);
    expect(await settle('down', 0.98)).toMatchObject([{ billedUnits: 0, state: 'released' }]);
    await expect(settle('down', 60.98, 61)).rejects.toMatchObject({ reason: 'CONFLICT' });
  });
});

describe.each(BOTH)('an Extend in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'a', 1_000_000);
  });
  afterAll(() => bench.close());

  it('proves and reserves no more than can have passed', async () => {
    const { ledger, clock } = bench;
    await ledger.authorize(call('a', 'h', { units: 60, maxUnits: 3_600, extendUnits: 600 }));
    clock.ms += 10_000;
    // 310 s would be believed, so that 60 s of grant are not enough; but not that 2,000 s are over.
    const first = { grantedUnits: 660, clamped: true };
    expect(await ledger.extend(extended('a', 'h', 1, 2_000))).toMatchObject({ ...first, replayed: false });
    expect(await ledger.extend(extended('a', 'h', 1, 2_000))).toMatchObject({ ...first, replayed: true });
    clock.ms += 10_000;
    // 320 and 600 more do not fit, 20 and 600 more do.
    expect(await ledger.extend(extended('a', 'h', 2, 20))).toMatchObject({ grantedUnits: 660, clamped: false });
    await ledger.release({ ...refOf('a', 'h'), q850Cause: 16 });
    expect(await ledger.hold(refOf('a', 'h'))).toMatchObject({ result: { billedUnits: 20 } });
  });

  it('counts a fraction by the pinned rule', async () => {
    const { ledger, clock } = bench;
    const terms = { ...PER_SECOND, fraction: 'down' } as const;
    await ledger.authorize(call('a', 'fraction', { terms }));
    clock.ms += 30_000;
    await ledger.extend(extended('a', 'fraction', 1, 29.9));
    expect(await ledger.extend(extended('a', 'fraction', 1, 29.2))).toMatchObject({ replayed: true });
    await ledger.release({ ...refOf('a', 'fraction'), q850Cause: 16 });
    expect(await ledger.hold(refOf('a', 'fraction'))).toMatchObject({ result: { billedUnits: 29 } });
  });
});

it('the journal tells what was cut and what contradicted itself', async () => {
  const bench = await openRedisLedger();
  await createAccount(bench.ledger, 'a', 1_000_000);
  await bench.ledger.authorize(call('a', 'h', HOUR));
  bench.clock.ms += 2_000;
  await bench.ledger.extend(extended('a', 'h', 1, 1_000));
  await bench.ledger.settle(settled('a', 'h', 2_000, { durationSeconds: 3 }));
  const entries = await bench.journal('a');
  expect(entries.map(({ kind, flags }) => `${kind} ${flags}`)).toEqual([
    'account ',
    'credit ',
    'open ',
    'extend c',
    'charge ci',
  ]);
  await bench.close();
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Movement } from '../../src/ledger/port.ts';
import { NOTHING_MOVED } from '../../src/ledger/rules/funding.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  credited,
  extended,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

// 60 s hold and cost 5,000 milli-cents; 20 s cost 1,667, 30 s 2,500, 31 s 2,584, 45 s 3,750, 63 s 5,250, 90 s 7,500.
describe.each(BOTH)('ends and corrections (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let startMs = 0;
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function opened(credit: number, changes: Parameters<typeof call>[2] = {}): Promise<void> {
    id = `corr-${(count += 1)}`;
    startMs = bench.clock.ms;
    await createAccount(bench.ledger, id, credit);
    expect(await bench.ledger.authorize(call(id, 'h', changes))).toMatchObject({ kind: 'allowed' });
  }

  /** Kind and amount of the movements after the signup credit. */
  async function movements(): Promise<[Movement['kind'], number][]> {
    const found: [Movement['kind'], number][] = [];
    const place = { rootAccountId: id, accountId: id };
    for await (const { kind, amountMilliCents } of bench.ledger.movements(
      place,
      { fromMs: 0, toMs: 0 },
      { after: '', limit: 100 },
    )) {
      found.push([kind, amountMilliCents]);
    }
    return found.slice(1);
  }

  it('bills the grant up to the tolerance, and all of it beyond', async () => {
    await opened(100_000);
    bench.clock.ms = startMs + 70_000;
    expect(await bench.ledger.settle(settled(id, 'h', 62))).toMatchObject({
      billedUnits: 60,
      chargedMilliCents: 5_000,
    });
    await opened(100_000);
    bench.clock.ms = startMs + 70_000;
    expect(await bench.ledger.settle(settled(id, 'h', 63))).toMatchObject({
      billedUnits: 63,
      chargedMilliCents: 5_250,
      releasedMilliCents: 0,
      clamped: false,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 94_750, held: 0, open: 0 });
  });

  it('charges a call that was released once, when it turns out to have been real', async () => {
    await opened(100_000);
    await bench.ledger.release(released(id, 'h'));
    const correction = { state: 'settled', chargedMilliCents: 2_500, corrected: true, balanceMilliCents: 97_500 };
    expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({ ...correction, replayed: false });
    expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({ ...correction, replayed: true });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 97_500, held: 0, open: 0 });
    expect(await movements()).toEqual([['correction', -2_500]]);
  });

  it('refunds what the sweeper charged too much', async () => {
    await opened(100_000);
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 70_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({
      state: 'settled',
      billedUnits: 30,
      chargedMilliCents: 2_500,
      corrected: true,
      estimated: false,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 97_500, held: 0, open: 0 });
    expect(await movements()).toEqual([
      ['charge', -5_000],
      ['correction', 2_500],
    ]);
  });

  it('charges what the sweeper charged too little', async () => {
    await opened(100_000);
    bench.clock.ms = startMs + 31_000;
    await bench.ledger.extend(extended(id, 'h', 1, 31));
    bench.clock.ms = startMs + 80_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await bench.ledger.settle(settled(id, 'h', 45))).toMatchObject({
      chargedMilliCents: 3_750,
      corrected: true,
    });
    expect(await movements()).toEqual([
      ['charge', -2_584],
      ['correction', -1_166],
    ]);
    expect(await standing(bench.ledger, id)).toEqual({ balance: 96_250, held: 0, open: 0 });
  });

  it.each(['release', 'settle of nothing'])(
    'charges the rest of a call that was real after a %s that only knew the proven time',
    async (end) => {
      await opened(100_000);
      bench.clock.ms = startMs + 20_000;
      await bench.ledger.extend(extended(id, 'h', 1, 20));
      const ended =
        end === 'release'
          ? await bench.ledger.release(released(id, 'h'))
          : await bench.ledger.settle(settled(id, 'h', 0));
      expect(ended).toMatchObject({ state: 'settled', chargedMilliCents: 1_667 });
      bench.clock.ms = startMs + 40_000;
      const correction = { state: 'settled', chargedMilliCents: 2_500, corrected: true, changeMilliCents: 833 };
      expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({ ...correction, replayed: false });
      await expect(bench.ledger.settle(settled(id, 'h', 31))).rejects.toMatchObject({ code: 'already_exists' });
      expect(await standing(bench.ledger, id)).toEqual({ balance: 97_500, held: 0, open: 0 });
    },
  );

  it.each(['release', 'settle of nothing'])(
    'takes a %s after the sweep for the last word on an unanswered call: a late answer is harmless',
    async (end) => {
      await opened(100_000);
      bench.clock.ms = startMs + 30_000;
      await bench.ledger.sweep(refOf(id, 'h'));
      const ended =
        end === 'release'
          ? await bench.ledger.release(released(id, 'h'))
          : await bench.ledger.settle(settled(id, 'h', 0));
      expect(ended).toMatchObject({ state: 'released', replayed: true });
      expect(await bench.ledger.answer(answered(id, 'h'))).toMatchObject({ state: 'released', replayed: true });
      expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 0, open: 0 });
    },
  );

  it('gives everything back for a settle of nothing, and charges again for a call that was real', async () => {
    await opened(100_000);
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 70_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await bench.ledger.settle(settled(id, 'h', 0))).toMatchObject({ state: 'released', chargedMilliCents: 0 });
    expect(await standing(bench.ledger, id)).toMatchObject({ balance: 100_000 });
    expect(await bench.ledger.settle(settled(id, 'h', 20))).toMatchObject({
      state: 'settled',
      chargedMilliCents: 1_667,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 98_333, held: 0, open: 0 });
  });

  it('never takes what another call has reserved: the rest is written off', async () => {
    await opened(6_000);
    bench.clock.ms = startMs + 30_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await bench.ledger.authorize(call(id, 'other'))).toMatchObject({
      kind: 'allowed',
      availableMilliCents: 1_000,
    });
    expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({
      chargedMilliCents: 1_000,
      writeOffMilliCents: 1_500,
      balanceMilliCents: 5_000,
      availableMilliCents: 0,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 5_000, held: 5_000, open: 1 });
    expect(await movements()).toEqual([
      ['correction', -1_000],
      ['write_off', 1_500],
    ]);
  });

  it('writes the same cost off once, and takes back what a correction can collect', async () => {
    await opened(5_500);
    bench.clock.ms = startMs + 90_000;
    await bench.ledger.extend(extended(id, 'h', 1, 90));
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      settle: { billedUnits: 90, chargedMilliCents: 5_500, writeOffMilliCents: 2_000 },
    });
    await bench.ledger.post(credited(id, 'later', 1_500));
    expect(await bench.ledger.settle(settled(id, 'h', 90))).toMatchObject({
      chargedMilliCents: 7_000,
      writeOffMilliCents: 500,
      balanceMilliCents: 0,
    });
    expect(await movements()).toEqual([
      ['charge', -5_500],
      ['write_off', 2_000],
      ['credit', 1_500],
      ['correction', -1_500],
      ['write_off', -1_500],
    ]);
  });

  it('keeps the first result of a settled hold', async () => {
    await opened(100_000);
    const first = await bench.ledger.settle(settled(id, 'h', 30));
    await expect(bench.ledger.settle(settled(id, 'h', 31))).rejects.toMatchObject({ code: 'already_exists' });
    expect(await bench.ledger.release(released(id, 'h'))).toEqual({ ...first, ...NOTHING_MOVED, replayed: true });
    expect(await bench.ledger.answer(answered(id, 'h'))).toMatchObject({ state: 'settled', replayed: true });
    await expect(bench.ledger.authorize(call(id, 'h'))).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    await expect(bench.ledger.extend(extended(id, 'h', 1, 30))).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 97_500, held: 0, open: 0 });
  });

  it('needs the connected time of a call, and takes the authorized quantity of a message', async () => {
    await opened(100_000);
    await expect(
      bench.ledger.settle(settled(id, 'h', 0, { connectedSeconds: undefined, units: 3 })),
    ).rejects.toMatchObject({ code: 'invalid_argument', details: { field: 'connected_seconds' } });
    const { terms } = call(id, 'h');
    await opened(100_000, {
      units: 2,
      maxUnits: 2,
      terms: { ...terms, unit: 'segment', rateMilliCents: 900, rateUnits: 1 },
    });
    expect(await bench.ledger.settle(settled(id, 'h', 0, { connectedSeconds: undefined }))).toMatchObject({
      state: 'settled',
      billedUnits: 2,
      chargedMilliCents: 1_800,
    });
  });
});

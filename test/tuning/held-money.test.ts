import { describe, expect, it } from 'vitest';
import { HeldMoney } from '../../src/tuning/held-money.ts';

describe('money in holds over time', () => {
  it('has a peak, a mean and a p95 that paper gives too', () => {
    const money = new HeldMoney();
    // 300 from second 0 to 130 for a call that came to 10; 300 from 60 to 220 for one that came to 13.
    money.add(0, [{ fromMs: 0, milliCents: 300 }], 130_000, 10);
    money.add(1, [{ fromMs: 60_000, milliCents: 300 }], 220_000, 13);
    const { held, stranded } = money.figures(0, 220_000);
    // Held: 300 for 60 s, 600 for 70 s, 300 for 90 s: 87,000 / 220 = 395.45.
    expect(held).toEqual({ peak: 600, peakAtMs: 60_000, mean: 395, p95: 600 });
    // Stranded: 290 for 60 s, 577 for 70 s, 287 for 90 s: 83,620 / 220 = 380.09.
    expect(stranded).toEqual({ peak: 577, peakAtMs: 60_000, mean: 380, p95: 577 });
    // The second alone: nothing for 60 s, 287 for 160 s: 45,920 / 220 = 208.7.
    expect(money.figures(0, 220_000, 1).stranded).toEqual({ peak: 287, peakAtMs: 60_000, mean: 209, p95: 287 });
  });

  it('says by the p95 what was not exceeded for 95 % of the time', () => {
    const money = new HeldMoney();
    // 10 all the time, and 1,000 more for 4 of 100 seconds.
    money.add(0, [{ fromMs: 0, milliCents: 10 }], 100_000, 0);
    money.add(0, [{ fromMs: 50_000, milliCents: 1_000 }], 54_000, 0);
    expect(money.figures(0, 100_000).held).toMatchObject({ peak: 1_010, p95: 10 });
    // With 2 seconds more it is 6 of 100.
    money.add(0, [{ fromMs: 60_000, milliCents: 500 }], 62_000, 0);
    expect(money.figures(0, 100_000).held).toMatchObject({ peak: 1_010, p95: 510 });
  });

  it('strands nothing of a hold that grows with its call until it is more than the call came to', () => {
    const money = new HeldMoney();
    const steps = [
      { fromMs: 0, milliCents: 100 },
      { fromMs: 10_000, milliCents: 200 },
      { fromMs: 20_000, milliCents: 300 },
    ];
    money.add(0, steps, 30_000, 250);
    // 50 of the last step, for 10 of 30 seconds.
    expect(money.figures(0, 30_000).stranded).toEqual({ peak: 50, peakAtMs: 20_000, mean: 17, p95: 50 });
  });

  it('puts parts together as if they had been one', () => {
    const [one, other, all] = [new HeldMoney(), new HeldMoney(), new HeldMoney()];
    for (let call = 0; call < 200; call += 1) {
      const steps = [{ fromMs: 7_919 * (call % 37), milliCents: 100 + call }];
      const [endMs, cost] = [400_000 + 1_000 * call, call % 90];
      (call % 3 === 0 ? one : other).add(call % 3 === 0 ? 0 : 1, steps, endMs, cost);
      all.add(call % 3 === 0 ? 1 : 0, steps, endMs, cost);
    }
    const together = new HeldMoney();
    together.absorb(one.changes(), () => 1);
    together.absorb(other.changes(), () => 0);
    expect(together.figures(0, 700_000)).toEqual(all.figures(0, 700_000));
    expect(together.figures(0, 700_000, 1)).toEqual(all.figures(0, 700_000, 1));
    expect(together.plot(0, 700_000, 9)).toEqual(all.plot(0, 700_000, 9));
  });

  it('is nothing where there were no calls', () => {
    const nothing = { peak: 0, peakAtMs: 0, mean: 0, p95: 0 };
    expect(new HeldMoney().figures(0, 0)).toEqual({ held: nothing, stranded: nothing });
  });
});

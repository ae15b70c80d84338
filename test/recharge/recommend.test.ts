import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../src/ledger/port.ts';
import { recommendation } from '../../src/recharge/recommend.ts';

const USD = 100_000;
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 28, 12);

function accountOf(days: number): AccountState {
  return { nowMs: NOW_MS, profile: { createdAtMs: NOW_MS - days * DAY_MS, currency: 'USD' } } as AccountState;
}

const known = (milliCents: number, days: number) => () =>
  Promise.resolve({ source: 'archive' as const, milliCents, coveredFromMs: NOW_MS - days * DAY_MS });

describe('a recommended threshold is two weeks of the average day', () => {
  it.each([
    // Days that the account is there, days that are known, used: a day, threshold.
    ['of four whole weeks', 400, 400, 280 * USD, 10 * USD, 140 * USD],
    ['of what is known', 400, 2, 6 * USD, 3 * USD, 42 * USD],
    ['since the account was opened', 7, 400, 7 * USD, 1 * USD, 14 * USD],
    ['in which less than a day counts as one', 0.04, 400, 10_834, 10_834, 2 * USD],
    ['rounded up to whole units', 28, 28, 28_001, 1_001, 1 * USD],
    ['of nothing', 28, 28, 0, 0, 0],
    ['of more given back than used', 28, 28, -5 * USD, 0, 0],
    ['exactly, where products are beyond what a number holds', 28, 28, 2_799_999_999_999, 100_000_000_000, 14e11],
  ])('%s', async (_, days, covered, used, dailyMilliCents, thresholdMilliCents) => {
    const answer = await recommendation(known(used, covered), accountOf(days));
    expect(answer).toMatchObject({ dailyMilliCents, thresholdMilliCents, source: 'archive', currency: 'USD' });
  });

  it('asks for no more than four weeks', async () => {
    const asked: number[] = [];
    await recommendation((_, fromMs, toMs) => {
      asked.push((toMs - fromMs) / DAY_MS);
      return known(0, 1)();
    }, accountOf(100));
    expect(asked).toEqual([28]);
  });
});

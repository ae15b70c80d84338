import { expect, it } from 'vitest';
import { fromMinorUnits, stepMilliCents, toMinorUnits } from '../../src/recharge/minor-units.ts';

it.each([
  // Hundredths, none, thousandths in tens, hundredths of which there are none.
  ['USD', 20.5, 2050],
  ['JPY', 2000, 2000],
  ['KRW', 150, 150],
  ['KWD', 1.23, 1230],
  ['BHD', 0.01, 10],
  ['ISK', 20, 2000],
  ['UGX', 5, 500],
  ['HUF', 200.01, 20_001],
])('%s %d is %d minor units, and back', (currency, amount, units) => {
  const milliCents = Math.round(amount * 100_000);
  expect(toMinorUnits(milliCents, currency)).toBe(units);
  expect(fromMinorUnits(units, currency)).toBe(milliCents);
  expect(milliCents % stepMilliCents(currency)).toBe(0);
});

it.each([
  ['USD', 20.505],
  ['JPY', 2000.5],
  ['KWD', 1.234],
  ['ISK', 20.5],
])('%s %d is none of whole minor units', (currency, amount) => {
  expect(toMinorUnits(Math.round(amount * 100_000), currency)).toBeUndefined();
});

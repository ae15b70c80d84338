import { describe, expect, it } from 'vitest';
import { moneyText } from '../../src/cli/text.ts';

describe('an amount', () => {
  it.each([
    [300_000, 'USD', '$3.00'],
    [0, 'USD', '$0.00'],
    [5417, 'USD', '$0.05417'],
    [-5417, 'USD', '-$0.05417'],
    [-1, 'USD', '-$0.00001'],
    [100, 'EUR', '€0.001'],
    [1_250_010, 'CHF', '12.5001 CHF'],
    [1_250_000, '', '12.50'],
    [10_000_000_000_000, 'USD', '$100000000.00'],
  ])('of %d milli-cents in "%s" reads %s', (milliCents, currency, text) => {
    expect(moneyText(milliCents, currency)).toBe(text);
  });
});

/** Keeps every product that a script computes exact: doubles hold integers up to 2^53, and one bit is left for sums. */
import { MAX_AMOUNT, type ExactRate } from '../../domain/money.ts';
import type { Report, SourcePath } from '../source/problems.ts';

const PRODUCT_LIMIT = 2 ** 52;

/** Increments and a late cut may bill up to two days beyond the longest grant of a call. */
const BEYOND_GRANT_UNITS = 2 * 86_400;

/** The highest rate of a price, and how many units of it may be held. */
export interface PriceBound {
  /** Of a deck, no entry is above either figure. */
  readonly rate: ExactRate;
  /** Percent, as a decimal text. */
  readonly markup: string | undefined;
  /** The most units of one hold; 0 when not known. */
  readonly units: number;
  /** The fewest units that any rate of the price may be for. */
  readonly rateUnitsMin: number;
}

/** Notes a price that could pass what is computed exactly, or what one hold may cost. */
export function checkPriceBound(bound: PriceBound, path: SourcePath, report: Report): void {
  if (bound.units === 0) return;
  const { numerator, denominator } = markupFraction(bound.markup);
  if (bound.rate.rate * numerator * (bound.units + BEYOND_GRANT_UNITS) >= PRODUCT_LIMIT) {
    const hint = 'use fewer decimals in rate and markup, a lower rate, or a lower max_seconds or max_units';
    report(path, `the price of ${bound.units} units cannot be computed exactly`, hint);
    return;
  }
  if ((bound.rate.rate * numerator * bound.units) / denominator / bound.rateUnitsMin > MAX_AMOUNT) {
    report(
      path,
      `a hold of ${bound.units} units would cost more than 10,000,000.00`,
      'lower the rate, max_seconds or max_units',
    );
  }
}

/** The markup as the fraction that the rate is multiplied by, before anything is cancelled. */
function markupFraction(markup: string | undefined): { numerator: number; denominator: number } {
  if (markup === undefined) return { numerator: 1, denominator: 1 };
  const [whole = '0', decimals = ''] = markup.split('.');
  const denominator = 10 ** (decimals.length + 2);
  return { numerator: Number(whole + decimals) + denominator, denominator };
}

/** From a written price to the terms that are pinned to holds. */
import { ceilDiv, scaleRate, type ExactRate, type MilliCents } from '../../domain/money.ts';
import type { Terms } from '../../domain/terms.ts';

/** What all prices of one rule share. */
export interface PriceParts {
  readonly rule: string;
  readonly unit: string;
  readonly catalogVersion: string;
  /** Percent, as a decimal text; undefined adds nothing. */
  readonly markup: string | undefined;
  readonly minimumChargeMilliCents: MilliCents;
}

/** The price of one unit before the markup. */
export interface UnitPrice extends ExactRate {
  readonly connectFeeMilliCents: MilliCents;
  readonly firstIncrement: number;
  readonly nextIncrement: number;
}

export const FREE: ExactRate = { rate: 0, rateUnits: 1 };

/**
 * A second costs a fraction, and only the whole call is rounded. A segment, message or page is rounded up by itself, so that ten of them cost ten
 * times one.
 *
 * @param ruleText - what the terms name as their rule.
 * @throws MoneyError when the markup makes the rate too fine or too large to be exact.
 */
export function termsOf(parts: PriceParts, price: UnitPrice, ruleText: string): Terms {
  const exact = marked(price, parts.markup);
  const fee = marked({ rate: price.connectFeeMilliCents, rateUnits: 1 }, parts.markup);
  const perUnit = parts.unit === 'second' ? exact : { rate: ceilDiv(exact.rate, exact.rateUnits), rateUnits: 1 };
  return Object.freeze({
    unit: parts.unit,
    rateMilliCents: perUnit.rate,
    rateUnits: perUnit.rateUnits,
    connectFeeMilliCents: ceilDiv(fee.rate, fee.rateUnits),
    firstIncrement: price.firstIncrement,
    nextIncrement: price.nextIncrement,
    minimumChargeMilliCents: parts.minimumChargeMilliCents,
    rule: ruleText,
    catalogVersion: parts.catalogVersion,
  });
}

function marked(rate: ExactRate, markup: string | undefined): ExactRate {
  return markup === undefined ? rate : scaleRate(rate, markup);
}

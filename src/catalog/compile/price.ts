/** From a written price to the terms that are pinned to holds. */
import {
  ceilDiv,
  type ExactRate,
  MAX_AMOUNT,
  type MilliCents,
  MoneyError,
  parseMoney,
  parseRate,
  scaleRate,
} from '../../domain/money.ts';
import type { Fraction, Terms } from '../../domain/terms.ts';
import { FOREIGN_HINT } from '../deck/problems.ts';
import type { Report, SourcePath } from '../source/problems.ts';

/** What all prices of one rule share. */
export interface PriceParts {
  readonly rule: string;
  readonly unit: string;
  readonly catalogVersion: string;
  /** Percent, as a decimal text; undefined adds nothing. */
  readonly markup: string | undefined;
  readonly minimumChargeMilliCents: MilliCents;
  readonly freeSeconds: number;
  /** For units of seconds. */
  readonly fraction: Fraction;
}

/** The price of one unit before the markup. */
export interface UnitPrice extends ExactRate {
  readonly connectFeeMilliCents: MilliCents;
  readonly firstIncrement: number;
  readonly nextIncrement: number;
}

export const FREE: ExactRate = { rate: 0, rateUnits: 1 };

/**
 * A second costs a fraction, and only the whole call is rounded. A segment, message or page is rounded up by itself, so
 * that ten of them cost ten times one.
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
    freeSeconds: parts.freeSeconds,
    fraction: parts.unit === 'second' ? parts.fraction : 'up',
    rule: ruleText,
    catalogVersion: parts.catalogVersion,
  });
}

function marked(rate: ExactRate, markup: string | undefined): ExactRate {
  return markup === undefined ? rate : scaleRate(rate, markup);
}

/* Keeps every product that a script computes exact: doubles hold integers up to 2^53, and one bit is left for sums. */

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

/* Amounts of catalog files, read exactly; what is too fine or too large becomes a problem at its place. */

/** @param currency - of the catalog, whose sign the text may carry, here and below; undefined: not known. */
export function moneyAt(text: string, currency: string | undefined, path: SourcePath, report: Report): MilliCents {
  return parsedAt(() => parseMoney(text, currency), 0, path, report, amountWording);
}

/** An amount that is there to be given: 0 is a problem too. */
export function moneyAboveZeroAt(text: string, currency: string, path: SourcePath, report: Report): MilliCents {
  const amount = parsedAt(() => parseMoney(text, currency), undefined, path, report, amountWording);
  if (amount === 0) report(path, `"${text}" gives nothing`, 'write an amount above 0, or remove the whole block');
  return amount ?? 0;
}

export function rateAt(text: string, currency: string, path: SourcePath, report: Report): ExactRate {
  return parsedAt(() => parseRate(text, currency), { rate: 0, rateUnits: 1 }, path, report);
}

/** Runs a parser of money; its own words become the problem. */
export function parsedAt<Value>(
  parse: () => Value,
  otherwise: Value,
  path: SourcePath,
  report: Report,
  wording: (error: MoneyError) => readonly [message: string, hint: string] = moneyWording,
): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    report(path, ...wording(error));
    return otherwise;
  }
}

function moneyWording({ message, reason }: MoneyError): readonly [message: string, hint: string] {
  return [message, reason === 'foreign_currency' ? FOREIGN_HINT : 'write a decimal in quotes, such as "0.05"'];
}

/** An amount has one bound, which the schema names in the same words where the digits alone show that it is passed. */
function amountWording(error: MoneyError): readonly [message: string, hint: string] {
  return error.reason === 'too_large'
    ? [`${error.message}, the most that one amount may be`, 'write a smaller amount']
    : moneyWording(error);
}

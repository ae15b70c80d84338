/**
 * Money is an integer number of milli-cents, never a float. Decimals exist only at the edges (catalog files, the
 * command line, the console) and are read and written here, digit by digit.
 *
 * A milli-cent is the hundred-thousandth part of the unit of any currency, whatever minor units it has: a yen has
 * 100,000 of them as a dollar has, and the third decimal of a Kuwaiti dinar is 100 of them.
 */
import { isCurrencySign, isSignOf, SIGN_BEFORE, SIGN_BEHIND } from './currency.ts';
import { quoted } from './fault.ts';

/** A thousandth of a cent: $1 = 100,000. Always a safe integer. */
export type MilliCents = number;

/** The largest single amount, either sign: $10,000,000. */
export const MAX_AMOUNT = 10 ** 12;

/** The largest balance: $100,000,000. Above 10^14 Lua's `tostring` loses digits. */
export const MAX_BALANCE = 10 ** 13;

/** An exact price per unit: `rate` milli-cents buy `rateUnits` units. */
export interface ExactRate {
  /** Whole milli-cents, 0 or more. */
  readonly rate: MilliCents;
  /** At least 1. */
  readonly rateUnits: number;
}

/** Why a text or a figure is not money. */
export type MoneyErrorReason = 'not_a_decimal' | 'foreign_currency' | 'too_precise' | 'too_large' | 'not_an_integer';

/** The one error of this file. The message is a sentence for the person who typed the figure. */
export class MoneyError extends Error {
  readonly reason: MoneyErrorReason;

  constructor(reason: MoneyErrorReason, message: string) {
    super(message);
    this.name = 'MoneyError';
    this.reason = reason;
  }
}

/** Decimal places of a currency unit that a milli-cent can hold. */
export const MILLI_CENT_DECIMALS = 5;

/** Decimal places that a rate may have: carriers publish six, and a markup has been seen to leave nine. */
const RATE_DECIMALS_MAX = 9;

const SIGNED_DECIMAL = /^([-+]?)(\d{1,15})(?:\.(\d{1,24}))?$/;
const PLAIN_DECIMAL = /^()(\d{1,15})(?:\.(\d{1,24}))?$/;

/** Minus, sign, figure, sign. */
const WITH_SIGNS = new RegExp(String.raw`^([-+]?)${SIGN_BEFORE}(\d[\d.]*)${SIGN_BEHIND}$`);

/**
 * Reads currency units as written by a person: `0.05`, `-12`, and in their own currency `$3.00`, `USD 3` or `3 €`.
 *
 * @param currency - ISO 4217: whose sign the text may carry. Undefined where it is not known: then the sign of any.
 * @throws MoneyError when the text is no decimal, has the sign of another currency, is finer than a milli-cent, or is
 * beyond `MAX_AMOUNT`.
 */
export function parseMoney(text: string, currency: string | undefined): MilliCents {
  const { sign, digits, scale } = moneyDecimal(text, SIGNED_DECIMAL, currency);
  if (scale > MILLI_CENT_DECIMALS) {
    throw new MoneyError('too_precise', `${quoted(text)} is finer than a milli-cent (5 decimals)`);
  }
  const amount = Number(digits) * 10 ** (MILLI_CENT_DECIMALS - scale);
  if (amount > MAX_AMOUNT) throw new MoneyError('too_large', `${quoted(text)} is more than 10,000,000.00`);
  return sign === '-' && amount !== 0 ? -amount : amount;
}

/**
 * Reads a price per unit exactly: `0.012345` is 1,234.5 milli-cents and becomes 12,345 per 10 units. `rateUnits` is the
 * smallest power of ten that makes `rate` whole.
 *
 * @param currency - as for `parseMoney`.
 * @throws MoneyError when the text is no decimal, has the sign of another currency, is negative, has more than 9
 * decimals, or is beyond `MAX_AMOUNT`.
 */
export function parseRate(text: string, currency: string | undefined): ExactRate {
  const { digits, scale } = moneyDecimal(text, PLAIN_DECIMAL, currency);
  if (scale > RATE_DECIMALS_MAX) throw new MoneyError('too_precise', `${quoted(text)} has more than 9 decimals`);
  const rateUnits = 10 ** Math.max(0, scale - MILLI_CENT_DECIMALS);
  const rate = Number(digits) * 10 ** Math.max(0, MILLI_CENT_DECIMALS - scale);
  if (!Number.isSafeInteger(rate) || rate / rateUnits > MAX_AMOUNT) {
    throw new MoneyError('too_large', `${quoted(text)} is too large for a rate`);
  }
  return { rate, rateUnits };
}

/**
 * Adds a markup to a carrier's cost, exactly: `scaleRate(5 cents, '80')` is 9 cents (rule MC-3).
 *
 * @param percentText - percent to add, 0 or more, as a decimal: `80`, `12.5`.
 * @throws MoneyError when the percent is no decimal, or the product is beyond a safe integer.
 */
export function scaleRate(rate: ExactRate, percentText: string): ExactRate {
  const { digits, scale } = decimal(PLAIN_DECIMAL.exec(percentText), percentText);
  const hundred = 10 ** (scale + 2);
  const numerator = safeProduct(rate.rate, Number(digits) + hundred);
  const denominator = safeProduct(rate.rateUnits, hundred);
  return withoutCommonTens(numerator, denominator);
}

/**
 * Divides and rounds up: the one place where money is rounded outside of pricing a hold.
 *
 * @param numerator - a safe integer, 0 or more.
 * @param denominator - a safe integer, 1 or more.
 * @throws MoneyError when either is not.
 */
export function ceilDiv(numerator: number, denominator: number): number {
  requireInteger(numerator, 0);
  requireInteger(denominator, 1);
  const remainder = numerator % denominator;
  return (numerator - remainder) / denominator + (remainder > 0 ? 1 : 0);
}

/** How a fraction of a cent is shown. `down` is toward less: a debt rounds to a larger debt. */
export interface MoneyFormat {
  readonly round: 'down' | 'up';
  /** ISO 4217 code; USD when absent. */
  readonly currency?: string;
}

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['USD', '$'],
  ['EUR', '€'],
  ['GBP', '£'],
]);

/**
 * Two decimals for people: `$1.88`, `-$0.05`, `12.00 CHF`. What is available is shown rounded down and what is needed
 * rounded up, so that the sentence never promises too much.
 *
 * @throws MoneyError when the amount is not a safe integer.
 */
export function formatMoney(milliCents: MilliCents, { round, currency = 'USD' }: MoneyFormat): string {
  requireInteger(milliCents, -Number.MAX_SAFE_INTEGER);
  const remainder = milliCents % 1000;
  const whole = (milliCents - remainder) / 1000;
  const cents = round === 'up' ? whole + (remainder > 0 ? 1 : 0) : whole - (remainder < 0 ? 1 : 0);
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const figure = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  const symbol = SYMBOLS.get(currency);
  return symbol === undefined ? `${sign}${figure} ${currency}` : `${sign}${symbol}${figure}`;
}

/**
 * A figure of milli-cents, or of finer parts, in currency units: exactly, and without zeros at its end.
 *
 * @param figure - a safe integer, 0 or more.
 * @param decimals - how many of its digits are decimals.
 */
export function exactDecimal(figure: number, decimals: number = MILLI_CENT_DECIMALS): string {
  const digits = String(figure).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** An amount for a table, exactly: `3.00`, `-0.05417`. @param milliCents - a safe integer. */
export function amountText(milliCents: MilliCents): string {
  const [whole = '', fraction = ''] = exactDecimal(Math.abs(milliCents)).split('.');
  return `${milliCents < 0 ? '-' : ''}${whole}.${fraction.padEnd(2, '0')}`;
}

/** Whether the text is more than digits: it needs a currency to be read. */
export function hasCurrencySign(text: string): boolean {
  const [, , before, , after] = WITH_SIGNS.exec(text) ?? [];
  return [before, after].some((sign) => sign !== undefined && isSign(sign));
}

/** A decimal that may have a sign of its currency. */
function moneyDecimal(text: string, pattern: RegExp, currency: string | undefined): Decimal {
  return decimal(pattern.exec(text) ?? pattern.exec(withoutSigns(text, currency)), text);
}

interface Decimal {
  readonly sign: string;
  /** Without the point. */
  readonly digits: string;
  /** How many of them are decimals; trailing zeros are dropped. */
  readonly scale: number;
}

function decimal(match: RegExpExecArray | null, text: string): Decimal {
  if (match === null) {
    throw new MoneyError('not_a_decimal', `${quoted(text)} is not a plain decimal such as 0.05 or 3.00`);
  }
  const [, sign = '', whole = '', written = ''] = match;
  const fraction = written.replace(/0+$/, '');
  return { sign, digits: whole + fraction, scale: fraction.length };
}

/** The text without the signs of its currency; as it is where it has something else around its digits. */
function withoutSigns(text: string, currency: string | undefined): string {
  const [, minus = '', before, figure = '', after] = WITH_SIGNS.exec(text) ?? [];
  const signs = [before, after].filter((sign) => sign !== undefined);
  if (!signs.every(isSign)) return text;
  const foreign = currency === undefined ? undefined : signs.find((sign) => !isSignOf(sign, currency));
  if (foreign === undefined) return `${minus}${figure}`;
  throw new MoneyError('foreign_currency', `${quoted(text)} is marked ${foreign}, but amounts here are in ${currency}`);
}

/** A symbol that Unicode calls one of currency is one, whosever it is. */
function isSign(text: string): boolean {
  return isCurrencySign(text) || /^\p{Sc}$/u.test(text);
}

function withoutCommonTens(numerator: number, denominator: number): ExactRate {
  let rate = numerator;
  let rateUnits = denominator;
  while (rateUnits % 10 === 0 && rate % 10 === 0) {
    rate /= 10;
    rateUnits /= 10;
  }
  return { rate, rateUnits };
}

function safeProduct(left: number, right: number): number {
  const product = left * right;
  if (!Number.isSafeInteger(product))
    throw new MoneyError('too_large', 'the rate is too fine or too large to be exact');
  return product;
}

function requireInteger(value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new MoneyError('not_an_integer', `${value} is not a safe integer of at least ${least}`);
  }
}

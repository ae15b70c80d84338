/** Amounts in a deck: decimals as carriers and spreadsheets write them, made plain for the reader of money. */
import { quoted } from '../../domain/fault.ts';
import { MoneyError } from '../../domain/money.ts';

/** A figure whose decimal sign is not that of its deck. */
export class DecimalSignError extends MoneyError {
  constructor(text: string, sign: '.' | ',') {
    const [found, usual] = sign === ',' ? ['comma', 'point'] : ['point', 'comma'];
    super('not_a_decimal', `${quoted(text)} has a decimal ${found}, where the deck has a ${usual}`);
  }
}

/** An exponent beyond this is no price. */
const EXPONENT_MAX = 30;

/** What stands around the figure (a sign, a currency) is left for the reader of money to judge. */
const FIGURE = /^([^\d.]*)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?([^\d.,]*)$/;

/**
 * A plain decimal with a point: `0,05` and `.05` become `0.05`, `4.5E-03` becomes `0.0045`. Digits are moved, nothing
 * is computed. What is no such figure is handed on as it is, for the reader of money to refuse.
 *
 * @param decimal - what stands before the decimals in this file.
 */
export function plainDecimal(text: string, decimal: '.' | ','): string {
  const pointed = decimal === ',' ? swapped(text) : text;
  const [, before = '', whole = '', fraction = '', exponent, behind = ''] = FIGURE.exec(pointed) ?? [];
  if (whole === '' && fraction === '') return text;
  if (exponent === undefined)
    return `${before}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}${behind}`;
  const shift = Number(exponent);
  if (Math.abs(shift) > EXPONENT_MAX) return text;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const left = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const right = point <= 0 ? digits.padStart(digits.length - point, '0') : digits.slice(point);
  const trimmed = right.replace(/0+$/, '');
  return `${before}${left.replace(/^0+(?=\d)/, '')}${trimmed === '' ? '' : `.${trimmed}`}${behind}`;
}

/** A point becomes what no figure has, so that `1.234,5` is refused instead of read as 1.2345. */
function swapped(text: string): string {
  return text.includes('.') ? text : text.replace(',', '.');
}

/** Thousands in groups, with decimals behind them: only so is it clear which sign is which. */
const GROUPED = /(?<![\d.,])\d{1,3}(?:(?:\.\d{3})+(?=,\d+(?![\d.,]))|(?:,\d{3})+(?=\.\d+(?![\d.,])))/;

/** `1.234,56` as `1234,56`, and `1,234.56` as `1234.56`; any other text as it is. */
export function withoutGroups(text: string): string {
  return text.replace(GROUPED, (whole) => whole.replaceAll(/[.,]/g, ''));
}

/** The decimal sign that a figure shows by itself; undefined for one without decimals. */
export function decimalIn(text: string): '.' | ',' | undefined {
  const point = text.includes('.');
  const comma = text.includes(',');
  if (point === comma) return undefined;
  return point ? '.' : ',';
}

/** `1,234` and `12,345,678`: as likely thousands as decimals. `0,234` are decimals. */
export function mayBeThousands(text: string): boolean {
  return /(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d.,])/.test(text);
}

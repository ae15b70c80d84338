import { formatMoney } from '../domain/money.ts';

/**
 * An amount to the last milli-cent, with two decimals at least: `$3.00`, `-$0.05417`, `12.50 CHF`. Nothing is rounded: what is shown can
 * be typed in again.
 *
 * @param currency ISO 4217; empty when it is not known, and then the figure stands alone.
 */
export function moneyText(milliCents: number, currency: string): string {
  const size = Math.abs(milliCents);
  const finer = size % 1000;
  const extra = finer === 0 ? '' : String(finer).padStart(3, '0').replace(/0+$/, '');
  const text = formatMoney(size - finer, { round: 'down', currency }).trimEnd();
  return `${milliCents < 0 ? '-' : ''}${text.replace(/(\.\d\d)/, `$1${extra}`)}`;
}

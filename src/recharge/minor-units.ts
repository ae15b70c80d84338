/** Amounts in the smallest unit of a currency, as card networks and Stripe count them. Exact, or not at all. */

/** Currencies without a minor unit, as Stripe lists them. */
const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** With thousandths, of which card networks take only tens. */
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Counted in hundredths, of which there are none: amounts must be whole. */
const WHOLE_ONLY = new Set('ISK UGX'.split(' '));

interface Unit {
  /** Milli-cents of one minor unit. */
  readonly milliCents: number;
  /** Amounts are multiples of so many minor units. */
  readonly step: number;
}

function unitOf(currency: string): Unit {
  if (ZERO_DECIMAL.has(currency)) return { milliCents: 100_000, step: 1 };
  if (THREE_DECIMAL.has(currency)) return { milliCents: 100, step: 10 };
  return { milliCents: 1_000, step: WHOLE_ONLY.has(currency) ? 100 : 1 };
}

/** The smallest amount that can be charged at all, in milli-cents; every other is a multiple of it. */
export function stepMilliCents(currency: string): number {
  const { milliCents, step } = unitOf(currency);
  return milliCents * step;
}

/** @returns undefined where the amount is none of whole minor units */
export function toMinorUnits(amountMilliCents: number, currency: string): number | undefined {
  if (amountMilliCents % stepMilliCents(currency) !== 0) return undefined;
  return amountMilliCents / unitOf(currency).milliCents;
}

export function fromMinorUnits(minorUnits: number, currency: string): number {
  return minorUnits * unitOf(currency).milliCents;
}

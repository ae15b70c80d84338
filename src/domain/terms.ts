/**
 * What a unit costs, and the arithmetic on it. The only twin of this file is `ledger/redis/lua/include/price.lua`: both
 * run the same vectors, because a hold is priced here for a quote and there for money.
 */

/** Which whole second a fraction of one counts as: the next, the nearest (a half is the next), or the one before. */
export type Fraction = 'up' | 'nearest' | 'down';

/** The price pinned to a hold when it is opened (rule G-4). All money in milli-cents. */
export interface Terms {
  /** What is counted: `second`, `segment`, `message`, `page`, `interaction`. */
  readonly unit: string;
  /** Price of `rateUnits` units. The exact rate is the fraction of the two; `rate * units` stays below 2^52. */
  readonly rateMilliCents: number;
  /** How many units `rateMilliCents` buys, at least 1. */
  readonly rateUnits: number;
  /** Charged once when anything is billed. */
  readonly connectFeeMilliCents: number;
  /** The first billed block, in units, at least 1. */
  readonly firstIncrement: number;
  /** Every further block, in units, at least 1. */
  readonly nextIncrement: number;
  /** The least that a billed use costs. */
  readonly minimumChargeMilliCents: number;
  /** A connected time up to this costs nothing at all, a longer one counts from its first second; 0 frees none. */
  readonly freeSeconds: number;
  /** How a report that is no whole number of seconds becomes one. */
  readonly fraction: Fraction;
  /** The catalog rule that set this price, with the deck entry after a slash. */
  readonly rule: string;
  /** Version of the catalog that the rule stood in. */
  readonly catalogVersion: string;
}

/** What stands in for a price where there is none: nobody looks at the money of such a request or hold. */
export const NO_TERMS: Terms = {
  unit: 'second',
  rateMilliCents: 0,
  rateUnits: 1,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
  freeSeconds: 0,
  fraction: 'up',
  rule: '-',
  catalogVersion: '-',
};

/** The numbers of the terms alone: what pricing needs and what a hold stores. */
export type PricedTerms = Pick<
  Terms,
  | 'rateMilliCents'
  | 'rateUnits'
  | 'connectFeeMilliCents'
  | 'firstIncrement'
  | 'nextIncrement'
  | 'minimumChargeMilliCents'
>;

/** A time as a gateway measured it, in whole seconds. */
export function wholeSeconds({ fraction }: Pick<Terms, 'fraction'>, seconds: number): number {
  if (fraction === 'down') return Math.floor(seconds);
  return fraction === 'nearest' ? Math.floor(seconds + 0.5) : Math.ceil(seconds);
}

/** What of this use has a price. The price of a hold leaves it out: nobody knows yet that the call will be short. */
export function chargeableUnits({ freeSeconds }: Pick<Terms, 'freeSeconds'>, units: number): number {
  return units <= freeSeconds ? 0 : units;
}

/** Rounds use up to whole increments: the first block, then every next one. Nothing used is nothing billed. */
export function billedUnits(terms: Pick<PricedTerms, 'firstIncrement' | 'nextIncrement'>, units: number): number {
  if (units <= 0) return 0;
  if (units <= terms.firstIncrement) return terms.firstIncrement;
  return terms.firstIncrement + Math.ceil((units - terms.firstIncrement) / terms.nextIncrement) * terms.nextIncrement;
}

/**
 * The whole increments of `billed` that so many included units cover, when its first `covered` units are covered
 * already. What is left below one increment stays unused.
 */
export function includedUnits(terms: PricedTerms, billed: number, covered: number, units: number): number {
  if (covered >= billed) return 0;
  const { firstIncrement, nextIncrement } = terms;
  if (covered > 0) return Math.min(billed - covered, Math.floor(units / nextIncrement) * nextIncrement);
  if (units < firstIncrement) return 0;
  return Math.min(billed, firstIncrement + Math.floor((units - firstIncrement) / nextIncrement) * nextIncrement);
}

/**
 * What this use costs when that much of it is included, rounded up once, at the very end. What is included is whole
 * increments, so the rest is not rounded again; connect fee and minimum charge apply only if something is paid.
 */
export function price(terms: PricedTerms, units: number, included = 0): number {
  const paid = billedUnits(terms, units) - included;
  if (paid <= 0) return 0;
  const metered = divideRoundingUp(paid * terms.rateMilliCents, terms.rateUnits);
  return Math.max(terms.connectFeeMilliCents + metered, terms.minimumChargeMilliCents);
}

/**
 * The most units, in whole increments and at most `maxUnits`, whose price the money covers beside what is included; 0
 * when not even the first block fits. The early return keeps the product below within the bound that the catalog
 * guarantees for `maxUnits`.
 */
export function affordableUnits(terms: PricedTerms, moneyMilliCents: number, maxUnits: number, included = 0): number {
  if (moneyMilliCents >= price(terms, maxUnits, included)) return maxUnits;
  if (included > 0) return Math.min(maxUnits, included + payableUnits(terms, moneyMilliCents));
  if (moneyMilliCents < terms.minimumChargeMilliCents || terms.rateMilliCents === 0) return 0;
  const metered = moneyMilliCents - terms.connectFeeMilliCents;
  if (metered < 0) return 0;
  const covered = Math.floor((metered * terms.rateUnits) / terms.rateMilliCents);
  if (covered < terms.firstIncrement) return 0;
  const blocks = Math.floor((covered - terms.firstIncrement) / terms.nextIncrement);
  return Math.min(maxUnits, terms.firstIncrement + blocks * terms.nextIncrement);
}

/** The further increments that the money pays for, after the first ones were included. */
function payableUnits(terms: PricedTerms, moneyMilliCents: number): number {
  const least = Math.max(terms.minimumChargeMilliCents, terms.connectFeeMilliCents);
  if (moneyMilliCents < least || terms.rateMilliCents === 0) return 0;
  const metered = moneyMilliCents - terms.connectFeeMilliCents;
  const covered = Math.floor((metered * terms.rateUnits) / terms.rateMilliCents);
  return Math.floor(covered / terms.nextIncrement) * terms.nextIncrement;
}

/** Whether any use costs nothing. */
export function isFree(terms: PricedTerms): boolean {
  return terms.rateMilliCents === 0 && terms.connectFeeMilliCents === 0 && terms.minimumChargeMilliCents === 0;
}

/** The price of a minute for people to read, rounded up; 0 for units other than seconds. */
export function perMinuteMilliCents(terms: Terms): number {
  return terms.unit === 'second' ? divideRoundingUp(60 * terms.rateMilliCents, terms.rateUnits) : 0;
}

/** Exact for safe integers: the remainder is taken first, so no fraction is ever formed. */
function divideRoundingUp(numerator: number, denominator: number): number {
  const remainder = numerator % denominator;
  return (numerator - remainder) / denominator + (remainder > 0 ? 1 : 0);
}

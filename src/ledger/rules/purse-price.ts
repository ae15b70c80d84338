/**
 * What a use costs where units pay for some of it: allowances, then packs, in whole increments, and money for the rest.
 * Twin: `funding_included` and its neighbours in `lua/include/funding.lua`. Money in milli-cents.
 */
import { affordableUnits, billedUnits, includedUnits, price, type Terms } from '../../domain/terms.ts';
import type { FundingPart } from '../port.ts';
import { ownAmount, type Purse } from './funding.ts';
import { moneyIn, sourceOf, unitsIn } from './lots.ts';
import { coveredByPacks, drawPacks, packUnitsIn } from './packs.ts';
import { isSome } from './parts.ts';

/** What units cover of a use, in whole increments, beside what interim settles took of them. */
interface Cover {
  /** What each allowance covers. */
  readonly allowances: readonly number[];
  /** What packs cover together. */
  readonly packs: number;
}

/** It is as if all of it were drawn now: that is how the end will draw it. */
export function included(purse: Purse, terms: Terms, units: number): Cover {
  const billed = billedUnits(terms, units);
  const { charged = [] } = purse.sources;
  let covered = 0;
  let left = billed - unitsIn(charged);
  const cover = (whole: number, had: number): number => {
    covered += whole;
    const part = Math.max(0, Math.min(whole - had, left));
    left -= part;
    return part;
  };
  const allowances = purse.allowances.map(({ counter, capacity }) => {
    const had = ownAmount(charged, 'allowance', counter);
    return cover(includedUnits(terms, billed, covered, capacity + had), had);
  });
  const had = packUnitsIn(charged);
  return { allowances, packs: cover(coveredByPacks(terms, billed, covered, purse.packs.capacity + had), had) };
}

/** The same of all of them together, and what interim settles took of them. */
function includedIn(purse: Purse, terms: Terms, units: number): number {
  const { allowances, packs } = included(purse, terms, units);
  return allowances.reduce((sum, part) => sum + part, packs + unitsIn(purse.sources.charged ?? []));
}

/** The money part of the price, less what interim settles have charged of it. */
export function pursePrice(purse: Purse, terms: Terms, units: number): number {
  return Math.max(0, price(terms, units, includedIn(purse, terms, units)) - moneyIn(purse.sources.charged ?? []));
}

/** The most units that this much money pays for, beside the allowances. */
export function purseAffords(purse: Purse, terms: Terms, moneyMilliCents: number, maxUnits: number): number {
  const whole = moneyMilliCents + moneyIn(purse.sources.charged ?? []);
  return affordableUnits(terms, whole, maxUnits, includedIn(purse, terms, maxUnits));
}

/** What a use takes from which source of a purse. */
export interface Drawn {
  /** In the order of the purse. */
  readonly allowances: readonly number[];
  readonly packUnits: number;
  /** In the order of the purse. */
  readonly lots: readonly number[];
  readonly balanceMilliCents: number;
  /** The money part of the price. */
  readonly costMilliCents: number;
  /** The same in words. Their money may be less than the cost. */
  readonly parts: readonly FundingPart[];
}

/** Units for whole increments, and money for the rest, source by source. */
export function drawnFrom(purse: Purse, terms: Terms, units: number): Drawn {
  const { allowances, packs } = included(purse, terms, units);
  const costMilliCents = pursePrice(purse, terms, units);
  // Credit that ends does not make up for a balance that was taken below zero by hand.
  let left = Math.min(costMilliCents, Math.max(moneyIn(purse.sources.own), purse.moneyMilliCents));
  const draw = (capacity: number): number => {
    const part = Math.min(left, capacity);
    left -= part;
    return part;
  };
  const lots = purse.lots.map(({ capacity }) => draw(capacity));
  const balanceMilliCents = draw(purse.balanceMilliCents);
  const parts: FundingPart[] = [
    ...purse.allowances.map(({ counter: name }, index) => part('allowance', name, 0, allowances[index] ?? 0)),
    ...drawPacks({ ...purse.packs, packs: [] }, packs, 'held', 'held').parts,
    ...purse.lots.map(({ lot }, index) => part(sourceOf(lot), lot.id, lots[index] ?? 0, 0)),
    part('balance', '', balanceMilliCents, 0),
  ];
  return { allowances, packUnits: packs, lots, balanceMilliCents, costMilliCents, parts: parts.filter(isSome) };
}

function part(source: FundingPart['source'], name: string, amountMilliCents: number, units: number): FundingPart {
  return { source, name, amountMilliCents, units };
}

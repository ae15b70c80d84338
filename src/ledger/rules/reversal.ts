/** What a reversal gives back of a charge. Twin of `lua/reverse.lua`. */
import { billedUnits, chargeableUnits, includedUnits, price, type Terms } from '../../domain/terms.ts';
import type { FundingPart, ReversalShare } from '../port.ts';
import { moneyIn } from './lots.ts';
import { coveredByPacks, firstOfPacks, packUnitsIn } from './packs.ts';
import { firstOf, without } from './parts.ts';

/** What is still charged, after earlier reversals. Its parts are in funding order. */
export interface Charge {
  readonly terms: Terms;
  readonly billedUnits: number;
  readonly parts: readonly FundingPart[];
}

/** Why nothing can be given back: it is more than is left of the charge, or less than an increment. */
export type ReversalProblem = 'beyond' | 'within_increment';

/** What goes back to which source, and how many units are taken off what was billed. */
export interface Reversal {
  readonly parts: readonly FundingPart[];
  readonly units: number;
}

export function reversalOf(charge: Charge, share: ReversalShare): Reversal | ReversalProblem {
  const { parts, billedUnits: billed } = charge;
  const moneyMilliCents = moneyIn(parts);
  switch (share?.kind) {
    case undefined:
      return parts.length === 0 && billed === 0 ? 'beyond' : { parts, units: billed };
    case 'money': {
      if (share.milliCents > moneyMilliCents) return 'beyond';
      const kept = firstOf(parts, (part) => part.units, moneyMilliCents - share.milliCents);
      return { parts: without(parts, kept), units: 0 };
    }
    case 'units': {
      if (share.units > billed) return 'beyond';
      const fewer = fewerUnits(charge, billed - share.units);
      if (fewer.units === billed) return 'within_increment';
      return { parts: without(parts, fewer.kept), units: billed - fewer.units };
    }
  }
}

/** As if only so much had been used: the included units cover the first increments, and money pays for the rest. */
function fewerUnits(charge: Charge, used: number): { kept: readonly FundingPart[]; units: number } {
  const { terms, parts } = charge;
  const units = billedUnits(terms, chargeableUnits(terms, used));
  let covered = 0;
  const allowances = new Map<FundingPart, number>();
  for (const part of parts.filter(({ source }) => source === 'allowance')) {
    const cover = includedUnits(terms, units, covered, part.units);
    allowances.set(part, cover);
    covered += cover;
  }
  const ofPacks = coveredByPacks(terms, units, covered, packUnitsIn(parts));
  const ofPack = firstOfPacks(ofPacks);
  const unitsOf = (part: FundingPart): number => (part.source === 'pack' ? ofPack(part) : (allowances.get(part) ?? 0));
  const cost = price(terms, units, covered + ofPacks);
  return { kept: firstOf(parts, unitsOf, cost), units };
}

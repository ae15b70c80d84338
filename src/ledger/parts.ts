/** Where the money of a hold or charge is, source by source, and how that is written. The Lua side is `lua/include/funding.lua`. */
import type { FundingPart } from './vocabulary.ts';

/** The parts of what only the balance paid for. */
export function balanceParts(amountMilliCents: number): readonly FundingPart[] {
  return amountMilliCents === 0 ? [] : [{ source: 'balance', name: '', amountMilliCents, units: 0 }];
}

/** Words as the scripts write them; `-` and nothing stand for an amount that the balance alone pays. */
export function readParts(text: string, amountMilliCents: number): readonly FundingPart[] {
  if (text === '' || text === '-') return balanceParts(amountMilliCents);
  return text.split(',').map(readPart);
}

function readPart(word: string): FundingPart {
  const equals = word.lastIndexOf('=');
  const amount = Number(word.slice(equals + 1));
  const name = word.slice(2, equals);
  switch (word[0]) {
    case 'a':
      return { source: 'allowance', name, amountMilliCents: 0, units: amount };
    case 'p':
      return { source: 'plan_credits', name, amountMilliCents: amount, units: 0 };
    case 'l':
      return { source: 'lot', name, amountMilliCents: amount, units: 0 };
    default:
      return { source: 'balance', name: '', amountMilliCents: amount, units: 0 };
  }
}

/** The name of the allowance, without whose it is and since when it counts. */
export function partName(part: FundingPart): string {
  return part.source === 'allowance' ? (part.name.split('/')[0] ?? '') : part.name;
}

export function moneyIn(parts: readonly FundingPart[]): number {
  return parts.reduce((sum, part) => sum + part.amountMilliCents, 0);
}

/** What plan credits pay of it. */
export function planMoneyIn(parts: readonly FundingPart[]): number {
  return moneyIn(parts.filter((part) => part.source === 'plan_credits'));
}

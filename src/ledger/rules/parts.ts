/** Arithmetic with the parts of a hold or charge. Twin of `lua/include/parts.lua`. */
import type { FundingPart } from '../port.ts';

/** The first so much of the money, and of each source of units so many. */
export function firstOf(
  parts: readonly FundingPart[],
  unitsOf: (part: FundingPart) => number,
  moneyMilliCents: number,
): readonly FundingPart[] {
  let left = moneyMilliCents;
  return parts
    .map((part) => {
      const amountMilliCents = Math.min(left, part.amountMilliCents);
      left -= amountMilliCents;
      return { ...part, amountMilliCents, units: unitsOf(part) };
    })
    .filter(isSome);
}

/** What is left of the parts when others of the same sources are taken off. */
export function without(parts: readonly FundingPart[], others: readonly FundingPart[]): readonly FundingPart[] {
  return parts
    .map((part) => {
      const other = others.find(({ source, name }) => source === part.source && name === part.name);
      if (other === undefined) return part;
      const amountMilliCents = part.amountMilliCents - other.amountMilliCents;
      return { ...part, amountMilliCents, units: part.units - other.units };
    })
    .filter(isSome);
}

/** In the order in which they are drawn on. */
const SOURCES: readonly FundingPart['source'][] = ['allowance', 'pack', 'plan_credits', 'lot', 'balance'];

/** Both together in funding order; of one kind of source, what was taken first comes first. */
export function plus(parts: readonly FundingPart[], later: readonly FundingPart[]): readonly FundingPart[] {
  const isSame = (a: FundingPart, b: FundingPart): boolean => a.source === b.source && a.name === b.name;
  const grown = parts.map((part) => {
    const more = later.find((other) => isSame(other, part));
    if (more === undefined) return part;
    const amountMilliCents = part.amountMilliCents + more.amountMilliCents;
    return { ...part, amountMilliCents, units: part.units + more.units };
  });
  const others = later.filter((other) => !parts.some((part) => isSame(other, part)));
  return [...grown, ...others].sort((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source));
}

/** Whether it is anything at all. */
export function isSome({ amountMilliCents, units }: FundingPart): boolean {
  return amountMilliCents + units > 0;
}

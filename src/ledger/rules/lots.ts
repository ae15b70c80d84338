/**
 * Credit that ends: what a plan gives for a period, and what was bought with an expiry. Twin of `lua/include/lots.lua`.
 * Money in milli-cents.
 */
import type { FundingPart } from '../port.ts';

export interface Lot {
  readonly id: string;
  /** `plan_credits` and `bundle` are given by the plan, `lot` was bought. */
  readonly kind: 'plan_credits' | 'bundle' | 'lot';
  readonly grantedMilliCents: number;
  /** What is missing of the plan's total, because it was used in the same stretch of time under another lot. */
  readonly carriedMilliCents: number;
  readonly usedMilliCents: number;
  readonly heldMilliCents: number;
  /** What the journal has made known of it: what is held and what is free. */
  readonly valueMilliCents: number;
  readonly startsAtMs: number;
  /** 0 is never. */
  readonly expiresAtMs: number;
  /** Empty is for all. */
  readonly services: readonly string[];
}

/** What the journal must be told of a lot: credit or expiry, without any traffic. */
export interface LotEntry {
  readonly kind: 'credit' | 'expiry';
  readonly amountMilliCents: number;
  readonly reference: string;
  readonly flags: 't';
}

export function isOver(lot: Lot, nowMs: number): boolean {
  return lot.expiresAtMs > 0 && lot.expiresAtMs <= nowMs;
}

export function freeIn(lot: Lot, nowMs: number): number {
  if (isOver(lot, nowMs)) return 0;
  return Math.max(0, lot.grantedMilliCents - lot.usedMilliCents - lot.heldMilliCents);
}

/** What the parts of a hold or charge call it. */
export function sourceOf({ kind }: Pick<Lot, 'kind'>): 'plan_credits' | 'lot' {
  return kind === 'plan_credits' ? 'plan_credits' : 'lot';
}

/** Whether it serves the service; undefined asks for any. */
export function serves(lot: Lot, service: string | undefined): boolean {
  return service === undefined || lot.services.length === 0 || lot.services.includes(service);
}

/** Whether a request or hold of this service, authorized then, may draw on it. */
export function pays(lot: Lot, service: string, sinceMs: number, nowMs: number): boolean {
  return lot.startsAtMs <= sinceMs && !isOver(lot, nowMs) && serves(lot, service);
}

/**
 * Plan credits come first, then what ends soonest. Of those that end together, bundles come first, by name, and then
 * what was bought earlier: ids of bought lots are counted up.
 */
export function inFundingOrder(lots: readonly Lot[]): Lot[] {
  const rank = (lot: Lot): number => (lot.kind === 'plan_credits' ? 0 : 1);
  const end = (lot: Lot): number => (lot.expiresAtMs === 0 ? Number.MAX_SAFE_INTEGER : lot.expiresAtMs);
  const bought = (lot: Lot): number => (lot.kind === 'lot' ? lot.id.length : 0);
  return [...lots].sort(
    (a, b) => rank(a) - rank(b) || end(a) - end(b) || bought(a) - bought(b) || (a.id < b.id ? -1 : 1),
  );
}

/** Brings the known value of every lot up to date, with what the journal must be told. */
export function rolled(lots: readonly Lot[], nowMs: number): { lots: readonly Lot[]; entries: readonly LotEntry[] } {
  const entries: LotEntry[] = [];
  const next = lots.map((lot): Lot => {
    const valueMilliCents = lot.heldMilliCents + freeIn(lot, nowMs);
    const amountMilliCents = valueMilliCents - lot.valueMilliCents;
    if (amountMilliCents === 0) return lot;
    const kind = amountMilliCents > 0 ? 'credit' : 'expiry';
    entries.push({ kind, amountMilliCents, reference: lot.id, flags: 't' });
    return { ...lot, valueMilliCents };
  });
  return { lots: next, entries };
}

/** One whose time is over is forgotten once nothing is held on it. */
export function remembered(lots: readonly Lot[], nowMs: number): readonly Lot[] {
  return lots.filter((lot) => !isOver(lot, nowMs) || lot.heldMilliCents > 0);
}

/*
 * Where the money of a hold or charge is, source by source, and how that is written. The Lua side is
 * `lua/include/funding.lua`.
 */

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
    case 'u':
      return { source: 'pack', name, amountMilliCents: 0, units: amount };
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

/** What allowances and packs cover of it. */
export function unitsIn(parts: readonly FundingPart[]): number {
  return parts.reduce((sum, part) => sum + part.units, 0);
}

/** What plan credits pay of it. */
export function planMoneyIn(parts: readonly FundingPart[]): number {
  return moneyIn(parts.filter((part) => part.source === 'plan_credits'));
}

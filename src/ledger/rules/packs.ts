/**
 * Packs: units that were bought for some traffic, with or without an end. They pay after allowances and before money.
 * Several that may pay for the same traffic are one sum: the end of one and the beginning of the next pay for one
 * increment together. Twin: `lua/include/packs.lua`. Units are those of the traffic: seconds, segments, messages.
 */
import type { Direction, PackMatch } from '../../domain/traffic.ts';
import type { StatusHold } from '../../domain/decision.ts';
import { billedUnits, includedUnits, isFree, price, type Terms } from '../../domain/terms.ts';
import type { FundingPart } from '../port.ts';

/** What one or more packs of an account are for. */
export interface PackCoverage extends PackMatch {
  /** Unique within the account, for instance `#17`. */
  readonly id: string;
}

/** Units that were bought. */
export interface Pack {
  /** Unique within the account, for instance `pack-17`. */
  readonly id: string;
  readonly coverageId: string;
  readonly grantedUnits: number;
  readonly usedUnits: number;
  readonly heldUnits: number;
  /** What the journal has made known of it: what is held and what is free. */
  readonly valueUnits: number;
  /** 0 is never. */
  readonly expiresAtMs: number;
}

/** What the journal must be told of a pack, without any traffic. */
export interface PackEntry {
  readonly kind: 'credit' | 'expiry';
  readonly units: number;
  readonly reference: string;
  readonly flags: 't';
}

export function isEnded({ expiresAtMs }: Pick<Pack, 'expiresAtMs'>, nowMs: number): boolean {
  return expiresAtMs > 0 && expiresAtMs <= nowMs;
}

export function freeUnits(pack: Pack, nowMs: number): number {
  return isEnded(pack, nowMs) ? 0 : Math.max(0, pack.grantedUnits - pack.usedUnits - pack.heldUnits);
}

/** What ends soonest comes first; of those that end together what was bought earlier: ids are counted up. */
export function packsInOrder<Each extends Pack>(packs: readonly Each[]): readonly Each[] {
  const end = ({ expiresAtMs }: Pack): number => (expiresAtMs === 0 ? Number.MAX_SAFE_INTEGER : expiresAtMs);
  return [...packs].sort((a, b) => end(a) - end(b) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
}

/** Brings the known value of every pack up to date, with what the journal must be told. */
export function rolledPacks(
  packs: readonly Pack[],
  nowMs: number,
): { packs: readonly Pack[]; entries: readonly PackEntry[] } {
  const entries: PackEntry[] = [];
  const next = packs.map((pack): Pack => {
    const valueUnits = pack.heldUnits + freeUnits(pack, nowMs);
    const units = valueUnits - pack.valueUnits;
    if (units === 0) return pack;
    entries.push({ kind: units > 0 ? 'credit' : 'expiry', units, reference: pack.id, flags: 't' });
    return { ...pack, valueUnits };
  });
  return { packs: next, entries };
}

/** One that has ended is forgotten once nothing is held on it. */
export function rememberedPacks(packs: readonly Pack[], nowMs: number): readonly Pack[] {
  return packs.filter((pack) => !isEnded(pack, nowMs) || pack.heldUnits > 0);
}

/** Moves units between what is free, held and used. */
export function movePack(pack: Pack, as: 'held' | 'used', units: number): Pack {
  if (as === 'held') return { ...pack, heldUnits: pack.heldUnits + units };
  return { ...pack, usedUnits: pack.usedUnits + units, valueUnits: pack.valueUnits - units };
}

/* What packs give to one request or hold. */

/** What one pack can give. */
interface PackShare {
  readonly pack: Pack;
  readonly own: number;
  readonly capacity: number;
}

export interface PackShares {
  readonly shares: readonly PackShare[];
  /** All of that together. */
  readonly capacity: number;
  /** What is not used of those that may pay, whether held or not. */
  readonly posted: number;
}

/** A pack that is only there to take back what came from it. */
interface ForgottenPack extends Pack {
  readonly isForgotten: true;
}

/** What of a request matters here; as in `Sources` of funding.ts. */
interface PackSources {
  readonly packs?: readonly string[] | undefined;
  readonly own: readonly FundingPart[];
  readonly ended: 'no' | 'own' | 'all';
}

/**
 * Also adds those that are forgotten by now, or were forgotten and given again, and to which some of its own would come
 * back: that lapses.
 */
export function openPacks(
  stored: readonly Pack[],
  { packs: coverages = [], own, ended }: PackSources,
  nowMs: number,
): PackShares & { readonly packs: readonly Pack[] } {
  const ownOf = ({ id }: Pack): number => own.find(({ source, name }) => source === 'pack' && name === id)?.units ?? 0;
  const isGone = (pack: Pack): boolean => ended !== 'no' && pack.usedUnits < ownOf(pack);
  const known = new Set(stored.filter((pack) => !isGone(pack)).map(({ id }) => id));
  const forgotten = own.flatMap(({ source, name }): ForgottenPack[] => {
    if (source !== 'pack' || known.has(name)) return [];
    const nothing = { grantedUnits: 0, usedUnits: 0, heldUnits: 0, valueUnits: 0 };
    return [{ id: name, coverageId: '', ...nothing, expiresAtMs: 1, isForgotten: true }];
  });
  const packs = packsInOrder([...stored, ...forgotten]);
  const mayPay = (pack: Pack): boolean => coverages.includes(pack.coverageId) && !isEnded(pack, nowMs);
  const shares = packs.flatMap((pack): PackShare[] => {
    const mine = known.has(pack.id) || 'isForgotten' in pack ? ownOf(pack) : 0;
    const capacity = mine + (mayPay(pack) && ended !== 'own' ? freeUnits(pack, nowMs) : 0);
    return capacity > 0 ? [{ pack, own: mine, capacity }] : [];
  });
  return {
    packs,
    shares,
    capacity: shares.reduce((sum, share) => sum + share.capacity, 0),
    posted: packs.filter(mayPay).reduce((sum, { grantedUnits, usedUnits }) => sum + grantedUnits - usedUnits, 0),
  };
}

/** How many units of it packs cover, in whole increments, behind those that are covered already. */
export function coveredByPacks(terms: Terms, billed: number, covered: number, capacity: number): number {
  return isFree(terms) ? 0 : includedUnits(terms, billed, covered, capacity);
}

/** Whether what is posted of packs pays for an increment: then the credit for this traffic is not used up. */
export function postedPacksPay(terms: Terms, posted: number): boolean {
  return includedUnits(terms, billedUnits(terms, 1), 0, posted) > 0;
}

/** Gives back what is its own, and takes so many units, pack by pack. */
export function drawPacks(
  { packs, shares }: PackShares & { readonly packs: readonly Pack[] },
  units: number,
  ownIs: 'held' | 'used',
  as: 'held' | 'used',
): { readonly packs: readonly Pack[]; readonly parts: readonly FundingPart[] } {
  let left = units;
  const parts: FundingPart[] = [];
  const moved = new Map<Pack, Pack>();
  for (const { pack, own, capacity } of shares) {
    const part = Math.min(left, capacity);
    left -= part;
    moved.set(pack, movePack(movePack(pack, ownIs, -own), as, part));
    if (part > 0) parts.push({ source: 'pack', name: pack.id, amountMilliCents: 0, units: part });
  }
  return { packs: packs.map((pack) => moved.get(pack) ?? pack), parts };
}

/** The units of these parts that are of packs. */
export function packUnitsIn(parts: readonly FundingPart[]): number {
  return parts.reduce((sum, { source, units }) => sum + (source === 'pack' ? units : 0), 0);
}

/** Hands out the first so many units to the parts of packs, one by one; to be asked once for each, in order. */
export function firstOfPacks(units: number): (part: FundingPart) => number {
  let left = units;
  return (part) => {
    const some = Math.min(left, part.units);
    left -= some;
    return some;
  };
}

/** A hold that the status of an account is judged by, as units leave it that pay for such traffic. */
export function besidePacks(
  reference: StatusHold & { readonly terms: Terms; readonly units: number },
  packs: readonly Pack[],
  nowMs: number,
): StatusHold {
  if (packs.length === 0) return reference;
  const { terms, units, blockedAtZero } = reference;
  const billed = billedUnits(terms, units);
  const free = packs.reduce((sum, pack) => sum + freeUnits(pack, nowMs), 0);
  const first = coveredByPacks(terms, billed, 0, free);
  const posted = packs
    .filter((pack) => !isEnded(pack, nowMs))
    .reduce((sum, { grantedUnits, usedUnits }) => sum + grantedUnits - usedUnits, 0);
  return {
    holdMilliCents: price(terms, units, first),
    nextHoldMilliCents: price(terms, units, coveredByPacks(terms, billed, 0, free - first)),
    blockedAtZero: blockedAtZero && !postedPacksPay(terms, posted),
  };
}

/* How coverages are written in the profile of an account: `#17=call|outbound|DE,FR|mobile|;#21=sms||||` */

/** Equal for packs that are for the same traffic: names in order, each once. */
export function coverageText(match: PackMatch): string {
  const { services, directions, countries, numberClasses, prefixes } = match;
  const lists = [services, directions, countries, numberClasses, prefixes];
  return lists.map((list) => [...new Set(list)].sort().join(',')).join('|');
}

export function readCoverages(text: string): readonly PackCoverage[] {
  if (text === '') return [];
  return text.split(';').map((entry): PackCoverage => {
    const equals = entry.indexOf('=');
    const [services = [], directions = [], countries = [], numberClasses = [], prefixes = []] = entry
      .slice(equals + 1)
      .split('|')
      .map((list) => (list === '' ? [] : list.split(',')));
    const id = entry.slice(0, equals);
    return { id, services, directions: directions as Direction[], countries, numberClasses, prefixes };
  });
}

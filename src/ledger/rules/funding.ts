/**
 * Where the money comes from: allowances (units), then plan credits, then lots that end, earliest first, then the
 * balance with the credit limit behind it. Nothing here ever takes what other holds have reserved. Money in
 * milli-cents.
 */
import type { Terms } from '../../domain/terms.ts';
import type { AccountProfile, AllowanceSource, FundingPart, Funds } from '../port.ts';
import { type AllowanceUse, carriedUse, usageOf } from './allowance-use.ts';
import type { Counters } from './counters.ts';
import { type Grant, grantedLots, type PastUse } from './grants.ts';
import { freeIn, inFundingOrder, isOver, type Lot, type LotEntry, pays, rolled, serves, sourceOf } from './lots.ts';
import { openPacks, type Pack, type PackEntry, type PackShares, postedPacksPay, rolledPacks } from './packs.ts';

/** The part of an account that pays. */
export interface Wallet {
  readonly balanceMilliCents: number;
  /** On the balance. */
  readonly heldMilliCents: number;
  readonly creditLimitMilliCents: number;
  readonly lots: readonly Lot[];
  readonly packs: readonly Pack[];
  readonly counters: Counters;
}

/** The wallet of an account, with its lots and packs as they are now, and what must be journaled of them first. */
export interface OpenedWallet {
  readonly wallet: Wallet;
  readonly entries: readonly (LotEntry | PackEntry)[];
}

/** An account's money as a ledger keeps it. */
interface StoredMoney {
  readonly profile: Pick<AccountProfile, 'creditLimitMilliCents'>;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly lots: readonly Lot[];
  readonly pastUse: readonly PastUse[];
  readonly packs: readonly Pack[];
  readonly counters: Counters;
}

/**
 * @param grants - what the plan gives in the periods that run now; undefined leaves the lots of the plan as they are.
 */
export function openWallet(account: StoredMoney, grants: readonly Grant[] | undefined, nowMs: number): OpenedWallet {
  const given =
    grants === undefined ? inFundingOrder(account.lots) : grantedLots(account.lots, account.pastUse, grants, nowMs);
  const { lots, entries } = rolled(given, nowMs);
  const units = rolledPacks(account.packs, nowMs);
  const { balanceMilliCents, heldMilliCents, counters, profile } = account;
  const { creditLimitMilliCents } = profile;
  const wallet = { balanceMilliCents, heldMilliCents, creditLimitMilliCents, lots, packs: units.packs, counters };
  return { wallet, entries: [...entries, ...units.entries] };
}

/** What a request or hold draws on. */
export interface Sources {
  readonly service: string;
  /** When it was authorized. */
  readonly sinceMs: number;
  readonly stop: boolean;
  readonly allowances: readonly AllowanceSource[];
  /** Coverages whose packs may pay; absent is none. */
  readonly packs?: readonly string[] | undefined;
  /** What it has already, reserved or charged. */
  readonly own: readonly FundingPart[];
  /** What interim settles have charged already of what is priced: the price is that of all less this. */
  readonly charged?: readonly FundingPart[] | undefined;
  /** A cap on further plan credits; undefined has none. */
  readonly planLeftMilliCents: number | undefined;
  /**
   * `no`: the request or hold has not ended. An ended hold is corrected downwards out of its own parts alone (`own`),
   * so that a refund goes back to where it came from, in reverse order, and upwards out of everything (`all`).
   */
  readonly ended: 'no' | 'own' | 'all';
}

/** What one allowance can give to a request or hold. */
interface AllowanceShare {
  readonly counter: string;
  readonly use: AllowanceUse;
  readonly own: number;
  readonly capacity: number;
}

/** What one lot can give to a request or hold. */
interface LotShare {
  readonly lot: Lot;
  readonly own: number;
  readonly capacity: number;
}

/** The sources with what each may give: what is its own already, and what is free. */
export interface Purse {
  readonly wallet: Wallet;
  readonly sources: Sources;
  readonly allowances: readonly AllowanceShare[];
  readonly packs: PackShares;
  readonly lots: readonly LotShare[];
  /** What the balance may give. */
  readonly balanceMilliCents: number;
  /** All that can be reserved. Below zero where an administrative reduction took the balance there. */
  readonly moneyMilliCents: number;
}

export function openPurse(wallet: Wallet, sources: Sources, nowMs: number): Purse {
  const units = openPacks(wallet.packs, sources, nowMs);
  const complete = { ...withForgottenLots(wallet, sources), packs: units.packs };
  const lots = lotShares(complete.lots, sources, nowMs);
  const own = ownAmount(sources.own, 'balance', '');
  const free = sources.stop || sources.ended === 'own' ? 0 : balanceFree(wallet);
  return {
    wallet: complete,
    sources,
    allowances: sources.allowances.map((allowance) => allowanceShare(wallet.counters, sources, allowance, nowMs)),
    packs: units,
    lots,
    balanceMilliCents: own + Math.max(0, free),
    moneyMilliCents: lots.reduce((sum, lot) => sum + lot.capacity, own + free),
  };
}

/** What the balance can still reserve. */
export function balanceFree(wallet: Wallet): number {
  return wallet.balanceMilliCents + wallet.creditLimitMilliCents - wallet.heldMilliCents;
}

export function ownAmount(parts: readonly FundingPart[], source: FundingPart['source'], name: string): number {
  const part = parts.find((each) => each.source === source && each.name === name);
  return part === undefined ? 0 : part.amountMilliCents + part.units;
}

/** A lot that is only there to take back what came from it. */
interface ForgottenLot extends Lot {
  readonly isForgotten: true;
}

function isForgotten(lot: Lot): lot is ForgottenLot {
  return 'isForgotten' in lot;
}

/**
 * A part of a charge may have come from a lot that is forgotten by now, or was forgotten and given again: what comes
 * back to it lapses.
 */
function withForgottenLots(wallet: Wallet, { own, ended }: Sources): Wallet {
  const isGone = ({ source, name, amountMilliCents }: FundingPart): boolean => {
    if (source !== 'plan_credits' && source !== 'lot') return false;
    const lot = wallet.lots.find(({ id }) => id === name);
    return lot === undefined || (ended !== 'no' && lot.usedMilliCents < amountMilliCents);
  };
  const forgotten = own.filter(isGone);
  if (forgotten.length === 0) return wallet;
  const lots = forgotten.map(({ source, name }): ForgottenLot => {
    const nothing = {
      grantedMilliCents: 0,
      carriedMilliCents: 0,
      usedMilliCents: 0,
      heldMilliCents: 0,
      valueMilliCents: 0,
    };
    const kind = source === 'plan_credits' ? 'plan_credits' : 'lot';
    return { id: name, kind, ...nothing, startsAtMs: 0, expiresAtMs: 1, services: [], isForgotten: true };
  });
  return { ...wallet, lots: inFundingOrder([...wallet.lots, ...lots]) };
}

function allowanceShare(
  counters: Counters,
  sources: Sources,
  { counter, totalUnits }: AllowanceSource,
  nowMs: number,
): AllowanceShare {
  const own = ownAmount(sources.own, 'allowance', counter);
  const { used, held } = usageOf(counters, counter, nowMs);
  // The counter of a period that is long over may be gone: then it is as if only this had been counted.
  const counted = own + ownAmount(sources.charged ?? [], 'allowance', counter);
  const use = { used: Math.max(used, sources.ended === 'no' ? counted - held : counted), held };
  const carried = carriedUse(counters, counter, nowMs);
  const left = totalUnits - use.used - use.held - carried.used - carried.held;
  const free = sources.ended === 'own' ? 0 : Math.max(0, left);
  return { counter, use, own, capacity: own + free };
}

function lotShares(lots: readonly Lot[], sources: Sources, nowMs: number): readonly LotShare[] {
  const forgotten = new Set(lots.filter(isForgotten).map(({ id }) => id));
  let planLeft = sources.planLeftMilliCents ?? Number.MAX_SAFE_INTEGER;
  return lots.flatMap((lot) => {
    const isPlan = lot.kind === 'plan_credits';
    const isOther = forgotten.has(lot.id) && !isForgotten(lot);
    const own = isOther ? 0 : ownAmount(sources.own, sourceOf(lot), lot.id);
    const eligible = pays(lot, sources.service, sources.sinceMs, nowMs) && (isPlan || !sources.stop);
    let free = eligible ? freeIn(lot, nowMs) : 0;
    if (isPlan) {
      free = Math.max(0, Math.min(free, planLeft));
      planLeft -= free;
    }
    if (sources.ended === 'own') free = 0;
    return own > 0 || free > 0 ? [{ lot, own, capacity: own + free }] : [];
  });
}

/** Whether nothing that may pay for it is posted: what "blocked at zero" looks at. */
export function isAtZero(purse: Purse, terms: Terms, nowMs: number): boolean {
  const { wallet, sources, packs } = purse;
  return postedOf(wallet, nowMs, sources.service) <= 0 && !postedPacksPay(terms, packs.posted);
}

/** What is free for the next request of the same kind; without a service, for any. */
export function freeOf(wallet: Wallet, nowMs: number, request?: Pick<Sources, 'service' | 'sinceMs' | 'stop'>): number {
  const stop = request?.stop === true;
  return wallet.lots.reduce(
    (free, lot) => {
      const eligible = request === undefined ? !isOver(lot, nowMs) : pays(lot, request.service, request.sinceMs, nowMs);
      return eligible && (lot.kind === 'plan_credits' || !stop) ? free + freeIn(lot, nowMs) : free;
    },
    stop ? 0 : balanceFree(wallet),
  );
}

/** Credit before holds are taken off, of what may pay for this service: what "zero balance" looks at. */
function postedOf(wallet: Wallet, nowMs: number, service?: string): number {
  return wallet.lots.reduce(
    (posted, lot) =>
      !isOver(lot, nowMs) && serves(lot, service)
        ? posted + Math.max(0, lot.grantedMilliCents - lot.usedMilliCents)
        : posted,
    wallet.balanceMilliCents + wallet.creditLimitMilliCents,
  );
}

/** Of the payer's sources for one kind of request; without one, for any. */
export function fundsOf(wallet: Wallet, nowMs: number, request?: Pick<Sources, 'service' | 'sinceMs' | 'stop'>): Funds {
  return {
    balanceMilliCents: wallet.balanceMilliCents,
    availableMilliCents: freeOf(wallet, nowMs, request),
    postedMilliCents: postedOf(wallet, nowMs, request?.service),
  };
}

export const NO_FUNDS: Funds = { balanceMilliCents: 0, availableMilliCents: 0, postedMilliCents: 0 };

/** Of a result that is only read: nothing moved by reading it. */
export const NOTHING_MOVED = { changeMilliCents: 0, forgivenMilliCents: 0 } as const;

/**
 * Moves money and units: gives back what a request or hold has already, takes what the use costs, source by source, and
 * writes down what that did to the account.
 */
import type { Terms } from '../../domain/terms.ts';
import type { FundingPart } from '../port.ts';
import { type AllowanceUse, usageOf, withAllowance } from '../rules/allowance-use.ts';
import { isStopped } from '../rules/counters.ts';
import { type OpenedWallet, ownAmount, type Purse, type Sources, type Wallet } from '../rules/funding.ts';
import { rememberedUse } from '../rules/grants.ts';
import { drawPacks, movePack, type Pack, rememberedPacks, rolledPacks } from '../rules/packs.ts';
import { type Lot, moneyIn, planMoneyIn, remembered, rolled, sourceOf } from '../rules/lots.ts';
import { drawnFrom } from '../rules/purse-price.ts';
import {
  type EntryFacts,
  journaled,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
} from './state.ts';

/** What was taken: its money may be less than the cost. */
export interface Taken {
  readonly wallet: Wallet;
  readonly parts: readonly FundingPart[];
  readonly costMilliCents: number;
  readonly moneyMilliCents: number;
  readonly planMilliCents: number;
}

/**
 * Gives back what is its own, a reservation (`held`) or an earlier charge (`used`), and takes what the use costs,
 * source by source.
 */
export function take(
  purse: Purse,
  terms: Terms,
  units: number,
  ownIs: 'held' | 'used',
  as: 'held' | 'used',
  nowMs: number,
): Taken {
  const drawn = drawnFrom(purse, terms, units);
  const packs = drawPacks({ ...purse.packs, packs: purse.wallet.packs }, drawn.packUnits, ownIs, as);
  const allowances = purse.allowances.map((allowance, index) => ({ ...allowance, part: drawn.allowances[index] ?? 0 }));
  const lots = purse.lots.map((source, index) => ({ ...source, part: drawn.lots[index] ?? 0 }));
  const { parts, costMilliCents, balanceMilliCents: fromBalance } = drawn;

  const moved = new Map(lots.map(({ lot, own, part }) => [lot, moveLot(moveLot(lot, ownIs, -own), as, part)]));
  const { wallet } = purse;
  const ownBalance = ownAmount(purse.sources.own, 'balance', '');
  const held = (ownIs === 'held' ? -ownBalance : 0) + (as === 'held' ? fromBalance : 0);
  const balance = (ownIs === 'used' ? ownBalance : 0) - (as === 'used' ? fromBalance : 0);
  return {
    wallet: {
      ...wallet,
      packs: packs.packs,
      balanceMilliCents: wallet.balanceMilliCents + balance,
      heldMilliCents: wallet.heldMilliCents + held,
      lots: wallet.lots.map((lot) => moved.get(lot) ?? lot),
      counters: allowances.reduce((counters, { counter, use, own, part }) => {
        if (own === 0 && part === 0) return counters;
        const next = addUse(addUse(use, ownIs, -own), as, part);
        return withAllowance(counters, counter, next, purse.sources.sinceMs, nowMs);
      }, wallet.counters),
    },
    parts,
    costMilliCents,
    moneyMilliCents: moneyIn(parts),
    planMilliCents: planMoneyIn(parts),
  };
}

function addUse(use: AllowanceUse, as: 'held' | 'used', units: number): AllowanceUse {
  return { ...use, [as]: use[as] + units };
}

/** What is charged to a lot is gone from its known value, and what is refunded is back: the movement itself says so. */
function moveLot(lot: Lot, as: 'held' | 'used', amount: number): Lot {
  if (as === 'held') return { ...lot, heldMilliCents: lot.heldMilliCents + amount };
  return { ...lot, usedMilliCents: lot.usedMilliCents + amount, valueMilliCents: lot.valueMilliCents - amount };
}

/** What a hold draws on, as it was pinned. */
export function sourcesOf(
  hold: ReferenceHold,
  { counters }: Pick<Wallet, 'counters'>,
): Omit<Sources, 'planLeftMilliCents'> {
  return {
    service: hold.facts.service,
    sinceMs: hold.authorizedAtMs,
    stop: isStopped(counters, hold.funding.stop),
    allowances: hold.funding.allowances,
    packs: hold.funding.packs,
    own: hold.parts,
    ended: 'no',
    charged: hold.interim?.parts,
  };
}

/* What interim settles have charged of a hold that is still open. */

/** Takes it back into the reservation, so that the end gives back and draws all of it again, as if none had come. */
export function uncharged(purse: Purse, parts: readonly FundingPart[]): Purse {
  const shifted = new Map(
    purse.lots
      .filter(({ own }) => own > 0)
      .map(({ lot }) => {
        const back = ownAmount(parts, sourceOf(lot), lot.id);
        return [lot, settledLot(lot, -back)];
      }),
  );
  const shiftedPacks = new Map(
    purse.packs.shares
      .filter(({ own }) => own > 0)
      .map(({ pack }) => [pack, settledPack(pack, -ownAmount(parts, 'pack', pack.id))]),
  );
  const lotOf = (lot: Lot): Lot => shifted.get(lot) ?? lot;
  const packOf = (pack: Pack): Pack => shiftedPacks.get(pack) ?? pack;
  const balance = ownAmount(parts, 'balance', '');
  return {
    ...purse,
    wallet: {
      ...settledBalance(purse.wallet, -balance),
      lots: purse.wallet.lots.map(lotOf),
      packs: purse.wallet.packs.map(packOf),
    },
    allowances: purse.allowances.map((share) => {
      const back = ownAmount(parts, 'allowance', share.counter);
      return { ...share, use: { used: share.use.used - back, held: share.use.held + back } };
    }),
    packs: { ...purse.packs, shares: purse.packs.shares.map((each) => ({ ...each, pack: packOf(each.pack) })) },
    lots: purse.lots.map((share) => ({ ...share, lot: lotOf(share.lot) })),
  };
}

/** Makes a charge of what is reserved. */
export function settledParts(wallet: Wallet, parts: readonly FundingPart[], sinceMs: number, nowMs: number): Wallet {
  return parts.reduce((current, { source, name, amountMilliCents, units }) => {
    if (source === 'balance') return settledBalance(current, amountMilliCents);
    if (source === 'allowance') {
      const { used, held } = usageOf(current.counters, name, nowMs);
      const use = { used: used + units, held: held - units };
      return { ...current, counters: withAllowance(current.counters, name, use, sinceMs, nowMs) };
    }
    if (source === 'pack') {
      const packs = current.packs.map((pack) =>
        pack.id === name && pack.heldUnits >= units ? settledPack(pack, units) : pack,
      );
      return { ...current, packs };
    }
    const lots = current.lots.map((lot) =>
      lot.id === name && lot.heldMilliCents >= amountMilliCents ? settledLot(lot, amountMilliCents) : lot,
    );
    return { ...current, lots };
  }, wallet);
}

function settledBalance(wallet: Wallet, amountMilliCents: number): Wallet {
  const { balanceMilliCents, heldMilliCents } = wallet;
  return {
    ...wallet,
    balanceMilliCents: balanceMilliCents - amountMilliCents,
    heldMilliCents: heldMilliCents - amountMilliCents,
  };
}

function settledLot(lot: Lot, amountMilliCents: number): Lot {
  return moveLot(moveLot(lot, 'held', -amountMilliCents), 'used', amountMilliCents);
}

function settledPack(pack: Pack, units: number): Pack {
  return movePack(movePack(pack, 'held', -units), 'used', units);
}

/** A change of an account: how it was, its wallet before and after, and everything else that changes with it. */
export interface WalletChange {
  readonly before: ReferenceAccount;
  readonly opened: OpenedWallet;
  readonly after: Wallet;
  readonly facts: readonly EntryFacts[];
}

/** The movements of a verb, between the entries that lots and packs give rise to before and after them. */
export function committed(state: ReferenceState, change: WalletChange, nowMs: number): ReferenceState {
  const { before, opened, after, facts } = change;
  const { accountId } = before.profile;
  let next = opened.entries.reduce(
    (current, entry) => journaled(current, requireAccount(current, accountId), entry, nowMs),
    state,
  );
  const last = rolled(after.lots, nowMs);
  const lastPacks = rolledPacks(after.packs, nowMs);
  const { balanceMilliCents, heldMilliCents, counters } = after;
  const lots = remembered(last.lots, nowMs);
  const pastUse = rememberedUse(before.pastUse, last.lots, nowMs);
  const packs = rememberedPacks(lastPacks.packs, nowMs);
  const settled = { balanceMilliCents, heldMilliCents, counters, lots, packs, pastUse };
  for (const entry of [...facts, ...last.entries, ...lastPacks.entries]) {
    next = journaled(next, { ...requireAccount(next, accountId), ...settled }, entry, nowMs);
  }
  return next;
}

/** Moves money and units: gives back what a request or hold has already, and takes what the use costs, source by source. */
import { price, type Terms } from '../../domain/terms.ts';
import type { FundingPart } from '../port.ts';
import { type AllowanceUse, withAllowance } from '../rules/counters.ts';
import { included, ownAmount, type Purse, sum, type Wallet } from '../rules/funding.ts';
import { type Lot, moneyIn, planMoneyIn } from '../rules/lots.ts';

/** What was taken: its money may be less than the cost. */
export interface Taken {
  readonly wallet: Wallet;
  readonly parts: readonly FundingPart[];
  readonly costMilliCents: number;
  readonly moneyMilliCents: number;
  readonly planMilliCents: number;
}

/** Gives back what is its own, a reservation (`held`) or an earlier charge (`used`), and takes what the use costs, source by source. */
export function take(
  purse: Purse,
  terms: Terms,
  units: number,
  ownIs: 'held' | 'used',
  as: 'held' | 'used',
  nowMs: number,
): Taken {
  const covered = included(purse, terms, units);
  const costMilliCents = price(terms, units, sum(covered));
  // Credit that ends does not make up for a balance that was taken below zero by hand.
  let left = Math.min(costMilliCents, Math.max(moneyIn(purse.sources.own), purse.moneyMilliCents));
  const draw = (capacity: number): number => {
    const part = Math.min(left, capacity);
    left -= part;
    return part;
  };
  const allowances = purse.allowances.map((allowance, index) => ({ ...allowance, part: covered[index] ?? 0 }));
  const lots = purse.lots.map((source) => ({ ...source, part: draw(source.capacity) }));
  const fromBalance = draw(purse.balanceMilliCents);
  const parts = partsOf(allowances, lots, fromBalance);

  const moved = new Map(lots.map(({ lot, own, part }) => [lot, moveLot(moveLot(lot, ownIs, -own), as, part)]));
  const { wallet } = purse;
  const ownBalance = ownAmount(purse.sources.own, 'balance', '');
  const held = (ownIs === 'held' ? -ownBalance : 0) + (as === 'held' ? fromBalance : 0);
  const balance = (ownIs === 'used' ? ownBalance : 0) - (as === 'used' ? fromBalance : 0);
  return {
    wallet: {
      ...wallet,
      balanceMilliCents: wallet.balanceMilliCents + balance,
      heldMilliCents: wallet.heldMilliCents + held,
      lots: wallet.lots.map((lot) => moved.get(lot) ?? lot),
      counters: allowances.reduce((counters, { counter, use, own, part }) => {
        if (own === 0 && part === 0) return counters;
        const next = addUse(addUse(use, ownIs, -own), as, part);
        return withAllowance(counters, counter, next, nowMs);
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

function partsOf(
  allowances: readonly { readonly counter: string; readonly part: number }[],
  lots: readonly { readonly lot: Lot; readonly part: number }[],
  fromBalance: number,
): readonly FundingPart[] {
  const all: FundingPart[] = [
    ...allowances.map(({ counter, part }) => ({
      source: 'allowance' as const,
      name: counter,
      amountMilliCents: 0,
      units: part,
    })),
    ...lots.map(({ lot, part }) => ({
      source: lot.kind === 'plan_credits' ? ('plan_credits' as const) : ('lot' as const),
      name: lot.id,
      amountMilliCents: part,
      units: 0,
    })),
    { source: 'balance', name: '', amountMilliCents: fromBalance, units: 0 },
  ];
  return all.filter((part) => part.amountMilliCents + part.units > 0);
}

/** What a partition must hold by its journal: accounts, and the open holds that they pay for. Milli-cents. */
import type { PeriodSum } from '../rules/counters.ts';
import { NOWHERE, type Places, totalOf } from './places.ts';

/** An open hold. */
export interface ExpectedHold {
  readonly accountId: string;
  readonly holdId: string;
  /** Whose credit is reserved. */
  readonly payerId: string;
  /** When it was authorized: that decides its periods. Undefined where it was opened again from its claim. */
  readonly openedAtMs: number | undefined;
  readonly reserved: Places;
  /** What interim settles have charged of it. */
  readonly charged: Places;
}

/** One change of what the periods of an account have cost. */
export interface Spending {
  /** When the traffic was authorized: that decides its periods. */
  readonly authorizedAtMs: number;
  readonly milliCents: number;
  /** An admission: it begins periods whose time has come. */
  readonly admits: boolean;
}

/** Where an account stands among those above it. They never change. */
export interface Family {
  readonly rootId: string;
  /** Empty where there is none. */
  readonly parentId: string;
}

/** What periods have cost: as far as it was compared, and what came after. */
export interface ExpectedSums {
  compared: readonly PeriodSum[];
  since: Spending[];
  /** False where something was corrected of which nobody remembers when it was authorized. */
  known: boolean;
}

/** An account as the journal makes it. The replay changes it entry by entry. */
export interface ExpectedAccount {
  readonly accountId: string;
  /**
   * - `all`: from its first entry or a checkpoint on
   * - `lots`: but for how its money is spread over lots
   * - `nothing`: the journal does not reach back far enough, so that the store must be taken at its word
   */
  unknown: 'none' | 'lots' | 'all';
  family: Family | undefined;
  sequence: number;
  /** Entries up to here are in the checkpoint already. */
  checkpointSequence: number;
  balanceMilliCents: number;
  heldMilliCents: number;
  /** What lots are worth, by id. */
  lots: Places;
  /** What its own traffic has cost, and that of the accounts below a root. */
  readonly spent: ExpectedSums;
  readonly below: ExpectedSums;
  /** As the last entry said. What differs from ours was changed beside the journal. */
  recorded: { readonly balanceMilliCents: number; readonly heldMilliCents: number };
  /** It differs from its checkpoint. */
  moved: boolean;
}

export function newAccount(accountId: string, unknown: ExpectedAccount['unknown']): ExpectedAccount {
  return {
    accountId,
    unknown,
    family: undefined,
    sequence: 0,
    checkpointSequence: 0,
    balanceMilliCents: 0,
    heldMilliCents: 0,
    lots: NOWHERE,
    spent: { compared: [], since: [], known: true },
    below: { compared: [], since: [], known: true },
    recorded: { balanceMilliCents: 0, heldMilliCents: 0 },
    moved: true,
  };
}

/** As the index of deadlines names it. */
export function memberOf({ accountId, holdId }: { readonly accountId: string; readonly holdId: string }): string {
  return `${accountId}:${holdId}`;
}

/** The whole partition, for its totals. */
export function totalsOf(accounts: Iterable<ExpectedAccount>, holds: Iterable<ExpectedHold>) {
  const totals = { heldMilliCents: 0, balanceMilliCents: 0, lotsMilliCents: 0 };
  for (const account of accounts) {
    totals.balanceMilliCents += account.balanceMilliCents;
    totals.lotsMilliCents += totalOf(account.lots);
  }
  for (const hold of holds) totals.heldMilliCents += totalOf(hold.reserved);
  return totals;
}

/** Open holds by who pays for them, and their names by whom they concern. */
export interface HoldsByAccount {
  readonly paid: ReadonlyMap<string, readonly ExpectedHold[]>;
  readonly concern: ReadonlyMap<string, ReadonlySet<string>>;
}

/** @param ownersOf - an account and those above it */
export function holdsByAccount(
  holds: ReadonlyMap<string, ExpectedHold>,
  ownersOf: (accountId: string) => readonly string[],
): HoldsByAccount {
  const paid = new Map<string, ExpectedHold[]>();
  const concern = new Map<string, Set<string>>();
  for (const [member, hold] of holds) {
    const paidFor = paid.get(hold.payerId);
    if (paidFor === undefined) paid.set(hold.payerId, [hold]);
    else paidFor.push(hold);
    for (const owner of ownersOf(hold.accountId)) {
      const members = concern.get(owner);
      if (members === undefined) concern.set(owner, new Set([member]));
      else members.add(member);
    }
  }
  return { paid, concern };
}

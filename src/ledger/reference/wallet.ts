/** An account's money as one verb meets it, and how what the verb did to it is written down. */
import type { Funds, Grant } from '../port.ts';
import { isStopped } from '../rules/counters.ts';
import { freeOf, postedOf, type Sources, type Wallet } from '../rules/funding.ts';
import { type LotEntry, openedLots, remembered, rolled } from '../rules/lots.ts';
import {
  type EntryFacts,
  journaled,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
} from './state.ts';

/** The wallet of an account, with its lots as they are now, and what must be journaled of them first. */
export interface OpenedWallet {
  readonly wallet: Wallet;
  readonly entries: readonly LotEntry[];
}

export function openWallet(
  account: Pick<ReferenceAccount, 'profile' | 'balanceMilliCents' | 'heldMilliCents' | 'lots' | 'counters'>,
  grants: readonly Grant[] | undefined,
  nowMs: number,
): OpenedWallet {
  const { lots, entries } = openedLots(account.lots, grants, nowMs);
  const { balanceMilliCents, heldMilliCents, counters, profile } = account;
  const { creditLimitMilliCents } = profile;
  return { wallet: { balanceMilliCents, heldMilliCents, creditLimitMilliCents, lots, counters }, entries };
}

/** A change of an account: how it was, its wallet before and after, and everything else that changes with it. */
export interface WalletChange {
  readonly before: ReferenceAccount;
  readonly opened: OpenedWallet;
  readonly after: Wallet;
  readonly facts: readonly EntryFacts[];
}

/** The movements of a verb, between the entries that lots give rise to before and after them. */
export function committed(state: ReferenceState, change: WalletChange, nowMs: number): ReferenceState {
  const { before, opened, after, facts } = change;
  const { accountId } = before.profile;
  let next = opened.entries.reduce(
    (current, entry) => journaled(current, requireAccount(current, accountId), entry, nowMs),
    state,
  );
  const last = rolled(after.lots, nowMs);
  const { balanceMilliCents, heldMilliCents, counters } = after;
  const settled = { balanceMilliCents, heldMilliCents, counters, lots: remembered(last.lots, nowMs) };
  for (const entry of [...facts, ...last.entries]) {
    next = journaled(next, { ...requireAccount(next, accountId), ...settled }, entry, nowMs);
  }
  return next;
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
    own: hold.parts,
    ended: 'no',
  };
}

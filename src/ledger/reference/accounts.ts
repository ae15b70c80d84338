import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../domain/fault.ts';
import { MAX_BALANCE } from '../../domain/money.ts';
import { accountClosed, alreadyExpired, balanceLimit, lotLimit, priceTooHigh, revisionMismatch } from '../faults.ts';
import type {
  AccountState,
  CreateAccountOperation,
  CreateAccountReply,
  Lot,
  PostOperation,
  PostReply,
  PutSubjectOperation,
  UpdateAccountOperation,
} from '../port.ts';
import { inOrder, namedCounters } from '../rules/counters.ts';
import { balanceFree, fundsOf, openWallet, type Wallet } from '../rules/funding.ts';
import { freeIn, inFundingOrder, isOver } from '../rules/lots.ts';
import { recall, remember } from './holds.ts';
import { isFull, LOTS_MAX, type Posted, postUnits } from './packs.ts';
import {
  type EntryFacts,
  journaled,
  type ReferenceAccount,
  type ReferenceOptions,
  type ReferenceState,
  requireAccount,
  type Step,
  withAccount,
} from './state.ts';
import { committed } from './take.ts';

export function accountState(account: ReferenceAccount, names: readonly string[], nowMs: number): AccountState {
  const { profile, balanceMilliCents, heldMilliCents, lots, pastUse, packs, openHolds, spent, spentBelow } = account;
  const money = { balanceMilliCents, heldMilliCents, lots, pastUse, packs };
  const counters = new Map([...account.counters].filter(([name]) => namedCounters(names).includes(name)));
  return { profile, ...money, openHolds, spent: inOrder(spent), spentBelow: inOrder(spentBelow), counters, nowMs };
}

/** The reply to a change leaves lots and counters out, which are read again where they are wanted. */
function changed(account: ReferenceAccount, nowMs: number): AccountState {
  const nothing = { lots: [], pastUse: [], packs: [], spent: [], spentBelow: [], counters: new Map<string, string>() };
  return { ...accountState(account, [], nowMs), ...nothing };
}

/** Open an account with its signup credit. */
export function createAccount(
  state: ReferenceState,
  operation: CreateAccountOperation,
  nowMs: number,
): Step<CreateAccountReply> {
  const { accountId } = operation.profile;
  const existing = state.accounts.get(accountId);
  if (existing !== undefined) {
    if (existing.fingerprint !== operation.fingerprint) {
      throw new Fault('CONFLICT', 'this account exists with other particulars', {
        field: 'account_id',
      });
    }
    const isSame = existing.nonce !== undefined && existing.nonce === operation.nonce;
    return [state, { account: changed(existing, nowMs), replayed: !isSame }];
  }
  const opened: ReferenceAccount = {
    profile: {
      ...operation.profile,
      revision: 1,
      state: 'active',
      maxOpenHolds: 0,
      subjects: 0,
      coverages: [],
      createdAtMs: nowMs,
    },
    fingerprint: operation.fingerprint,
    nonce: operation.nonce || undefined,
    balanceMilliCents: 0,
    heldMilliCents: 0,
    lots: [],
    pastUse: [],
    packs: [],
    openHolds: 0,
    spent: [],
    spentBelow: [],
    sequence: 0,
    counters: new Map(),
    subjects: new Map(),
  };
  let next = journaled(state, opened, { kind: 'account' }, nowMs);
  const signup = operation.signupCreditMilliCents;
  if (signup > 0) {
    const funded = { ...requireAccount(next, accountId), balanceMilliCents: signup };
    const note = `signup credit of plan ${operation.profile.plan}`;
    next = journaled(next, funded, { kind: 'credit', amountMilliCents: signup, note }, nowMs);
  }
  return [next, { account: changed(requireAccount(next, accountId), nowMs), replayed: false }];
}

/** Change the profile; every change raises the revision. */
export function updateAccount(
  state: ReferenceState,
  operation: UpdateAccountOperation,
  nowMs: number,
): Step<AccountState> {
  const account = requireAccount(state, operation.accountId);
  const { revision } = account.profile;
  if (operation.revision !== 0 && operation.revision !== revision) {
    throw revisionMismatch(revision);
  }
  if (operation.changes.state === 'closed' && account.openHolds > 0 && !operation.force) {
    throw new Fault('OPEN_HOLDS', `the account has ${account.openHolds} open holds`, {
      field: 'state',
    });
  }
  const updated = { ...account, profile: { ...account.profile, ...operation.changes, revision: revision + 1 } };
  const facts = { kind: 'account' as const };
  // What the plan gives ends or begins with the change: a later day would be another period.
  const opened = openWallet(account, hasNothing(account) ? undefined : operation.grants, nowMs);
  const change = { before: account, opened, after: opened.wallet, facts: [facts] };
  const next =
    operation.grants === undefined
      ? journaled(state, updated, facts, nowMs)
      : committed(withAccount(state, updated), change, nowMs);
  return [next, changed(requireAccount(next, operation.accountId), nowMs)];
}

function hasNothing({ lots, packs }: ReferenceAccount): boolean {
  return lots.length + packs.length === 0;
}

/** Purchased credit, money or units, or a correction by hand. */
export function post(
  state: ReferenceState,
  operation: PostOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<PostReply> {
  const before = recall<PostReply>(state, operation, nowMs);
  if (before !== undefined) return [state, { ...before.reply, replayed: before.replayed, nowMs }];
  const account = requireAccount(state, operation.accountId);
  if (account.profile.state === 'closed' && operation.kind === 'credit') {
    throw accountClosed();
  }
  if (operation.expiresAtMs > 0 && operation.expiresAtMs <= nowMs) throw alreadyExpired();
  const opened = openWallet(account, operation.grants, nowMs);
  const planFree = opened.wallet.lots
    .filter((lot) => lot.kind === 'plan_credits')
    .reduce((sum, lot) => sum + freeIn(lot, nowMs), 0);
  if (operation.refusal !== undefined) throw operation.refusal;
  const { wallet, bill } = paidFor(opened.wallet, operation);
  const sequence = account.sequence + opened.entries.length + bill.length + 1;
  const posted =
    operation.pack === undefined
      ? postMoney(wallet, operation, sequence, nowMs)
      : postUnits(wallet, account.profile.coverages, operation, operation.pack, sequence, nowMs);
  const facts = {
    kind: operation.kind,
    reference: operation.idempotencyKey,
    flags: 'k',
    note: operation.note,
    ...posted.facts,
  };
  const reply: PostReply = { replayed: false, nowMs, packId: posted.packId, ...fundsOf(posted.after, nowMs) };
  const change = { before: account, opened, after: posted.after, facts: [...bill, facts] };
  const moved = withCoverages(committed(state, change, nowMs), operation.accountId, posted.coverages);
  // Units are no consent to spend more money than the plan gives, and a package brings none that was not there.
  const lifts = operation.kind === 'credit' && operation.pack === undefined && operation.purchase === undefined;
  const next = lifts ? liftStop(moved, operation.accountId, operation.planPeriod, planFree) : moved;
  return [remember(next, operation, reply, nowMs, options.onceMs), reply];
}

/** What is left once the balance has paid for a package, and the entry that says so. */
function paidFor(
  wallet: Wallet,
  { purchase, idempotencyKey, note }: PostOperation,
): { readonly wallet: Wallet; readonly bill: readonly EntryFacts[] } {
  if (purchase === undefined) return { wallet, bill: [] };
  const { packageId, priceMilliCents } = purchase;
  const free = balanceFree(wallet);
  if (priceMilliCents > free) throw priceTooHigh(free);
  const bill = {
    kind: 'purchase',
    reference: idempotencyKey,
    flags: 'k',
    note: note === '' ? packageId : `${packageId} ${note}`,
    amountMilliCents: -priceMilliCents,
  };
  return { wallet: { ...wallet, balanceMilliCents: wallet.balanceMilliCents - priceMilliCents }, bill: [bill] };
}

function postMoney(wallet: Wallet, operation: PostOperation, sequence: number, nowMs: number): Posted {
  const { amountMilliCents, expiresAtMs, services } = operation;
  const isLot = expiresAtMs > 0 || services.length > 0;
  const same = wallet.lots.find(
    (lot) => lot.kind === 'lot' && expiresAtMs === 0 && lot.expiresAtMs === 0 && isSameList(lot.services, services),
  );
  if (isLot && same === undefined && isFull(wallet, nowMs)) throw lotLimit(LOTS_MAX);
  const running = wallet.lots.filter((lot) => isLot && !isOver(lot, nowMs));
  const lotsKnown = running.reduce((sum, lot) => sum + lot.valueMilliCents, 0);
  if (Math.abs(wallet.balanceMilliCents + lotsKnown + amountMilliCents) > MAX_BALANCE) throw balanceLimit();
  if (!isLot) {
    const after = { ...wallet, balanceMilliCents: wallet.balanceMilliCents + amountMilliCents };
    return { after, facts: { amountMilliCents }, packId: '', coverages: undefined };
  }
  const name = same?.id ?? `lot-${sequence}`;
  const parts = [{ source: 'lot' as const, name, amountMilliCents, units: 0 }];
  return {
    after: withLot(wallet, operation, same, name),
    facts: { amountMilliCents, parts },
    packId: '',
    coverages: undefined,
  };
}

/** Credit without an end is one lot for the same services, however often it is bought. */
function withLot(wallet: Wallet, operation: PostOperation, same: Lot | undefined, lotId: string): Wallet {
  if (same !== undefined) {
    const added = {
      ...same,
      grantedMilliCents: same.grantedMilliCents + operation.amountMilliCents,
      valueMilliCents: same.valueMilliCents + operation.amountMilliCents,
    };
    return { ...wallet, lots: wallet.lots.map((lot) => (lot === same ? added : lot)) };
  }
  const lot: Lot = {
    id: lotId,
    kind: 'lot',
    grantedMilliCents: operation.amountMilliCents,
    carriedMilliCents: 0,
    usedMilliCents: 0,
    heldMilliCents: 0,
    valueMilliCents: operation.amountMilliCents,
    startsAtMs: 0,
    expiresAtMs: operation.expiresAtMs,
    services: operation.services,
  };
  return { ...wallet, lots: inFundingOrder([...wallet.lots, lot]) };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/**
 * Credit that is added after the plan credits ran out, or were too little for a request, lets traffic go on until their
 * period ends.
 */
function liftStop(state: ReferenceState, accountId: string, period: string, planFree: number): ReferenceState {
  const account = requireAccount(state, accountId);
  const stopped = account.counters.get('stopped');
  const lifts = period !== '' && (planFree === 0 || stopped === period);
  if (!lifts && stopped === undefined) return state;
  const counters = new Map(account.counters);
  if (lifts) counters.set('lifted', period);
  counters.delete('stopped');
  return withAccount(state, { ...account, counters });
}

/** What packs are for is part of the profile, because the sidecars look at it. */
function withCoverages(state: ReferenceState, accountId: string, coverages: Posted['coverages']): ReferenceState {
  if (coverages === undefined) return state;
  const account = requireAccount(state, accountId);
  const revision = account.profile.revision + 1;
  return withAccount(state, { ...account, profile: { ...account.profile, revision, coverages } });
}

/** What holds for a subject; the account's revision rises with every change of it. */
export function putSubject(state: ReferenceState, operation: PutSubjectOperation, nowMs: number): Step<void> {
  const account = requireAccount(state, operation.accountId);
  const { subjectId, profile } = operation;
  if (isDeepStrictEqual(account.subjects.get(subjectId), profile)) return [state, undefined];
  const known = account.profile.revision;
  if (operation.revision !== undefined && operation.revision !== known) throw revisionMismatch(known);
  const subjects = new Map(account.subjects);
  if (profile === undefined) subjects.delete(subjectId);
  else subjects.set(subjectId, profile);
  const revision = account.profile.revision + 1;
  const updated = { ...account, subjects, profile: { ...account.profile, revision, subjects: subjects.size } };
  return [journaled(state, updated, { kind: 'subject', subjectId }, nowMs), undefined];
}

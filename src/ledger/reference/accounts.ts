import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../domain/fault.ts';
import { MAX_BALANCE } from '../../domain/money.ts';
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
import { accountClosed, alreadyExpired, balanceLimit } from '../faults.ts';
import { freeIn, inFundingOrder } from '../lots.ts';
import type { Wallet } from './funding.ts';
import { recall, remember } from './once.ts';
import {
  journaled,
  requireAccount,
  withAccount,
  type ReferenceAccount,
  type ReferenceOptions,
  type ReferenceState,
  type Step,
} from './state.ts';
import { committed, fundsOf, openWallet } from './wallet.ts';

export function accountState(account: ReferenceAccount, nowMs: number): AccountState {
  const { profile, balanceMilliCents, heldMilliCents, lots, openHolds, counters } = account;
  return { profile, balanceMilliCents, heldMilliCents, lots, openHolds, counters, nowMs };
}

/** The reply to a change leaves lots and counters out: they are read again where they are wanted. */
function changed(account: ReferenceAccount, nowMs: number): AccountState {
  return { ...accountState(account, nowMs), lots: [], counters: new Map() };
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
      throw new Fault('already_exists', 'CONFLICT', 'this account exists with other particulars', {
        field: 'account_id',
      });
    }
    return [state, { account: changed(existing, nowMs), replayed: true }];
  }
  const opened: ReferenceAccount = {
    profile: { ...operation.profile, revision: 1, state: 'active', maxOpenHolds: 0, subjects: 0, createdAtMs: nowMs },
    fingerprint: operation.fingerprint,
    balanceMilliCents: 0,
    heldMilliCents: 0,
    lots: [],
    openHolds: 0,
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
    throw new Fault('failed_precondition', 'REVISION_MISMATCH', `the account is at revision ${revision}`, {
      field: 'revision',
    });
  }
  if (operation.changes.state === 'closed' && account.openHolds > 0 && !operation.force) {
    throw new Fault('failed_precondition', 'OPEN_HOLDS', `the account has ${account.openHolds} open holds`, {
      field: 'state',
    });
  }
  const updated = { ...account, profile: { ...account.profile, ...operation.changes, revision: revision + 1 } };
  const next = journaled(state, updated, { kind: 'account' }, nowMs);
  return [next, changed(requireAccount(next, operation.accountId), nowMs)];
}

/** Purchased credit, or a correction by hand. */
export function post(
  state: ReferenceState,
  operation: PostOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<PostReply> {
  const before = recall<PostReply>(state, operation, nowMs);
  if (before !== undefined) return [state, { ...before, replayed: true, nowMs }];
  const account = requireAccount(state, operation.accountId);
  if (account.profile.state === 'closed' && operation.kind === 'credit') {
    throw accountClosed();
  }
  if (operation.expiresAtMs > 0 && operation.expiresAtMs <= nowMs) throw alreadyExpired();
  const opened = openWallet(account, operation.grants, nowMs);
  const planFree = opened.wallet.lots
    .filter((lot) => lot.kind === 'plan_credits')
    .reduce((sum, lot) => sum + freeIn(lot, nowMs), 0);
  const isLot = operation.expiresAtMs > 0 || operation.services.length > 0;
  const lotsKnown = isLot ? opened.wallet.lots.reduce((sum, lot) => sum + lot.valueMilliCents, 0) : 0;
  if (Math.abs(account.balanceMilliCents + lotsKnown + operation.amountMilliCents) > MAX_BALANCE) throw balanceLimit();
  const sequence = account.sequence + opened.entries.length + 1;
  const after = isLot
    ? withLot(opened.wallet, operation, sequence)
    : { ...opened.wallet, balanceMilliCents: account.balanceMilliCents + operation.amountMilliCents };
  const facts = {
    kind: operation.kind,
    amountMilliCents: operation.amountMilliCents,
    reference: operation.idempotencyKey,
    flags: 'k',
    note: operation.note,
  };
  const reply: PostReply = { replayed: false, nowMs, ...fundsOf(after, nowMs) };
  const posted = committed(state, { before: account, opened, after, facts: [facts] }, nowMs);
  const next =
    operation.kind === 'credit' ? liftStop(posted, operation.accountId, operation.planPeriod, planFree) : posted;
  return [remember(next, operation, reply, nowMs + options.onceMs), reply];
}

function withLot(wallet: Wallet, operation: PostOperation, sequence: number): Wallet {
  const lot: Lot = {
    id: `lot-${sequence}`,
    kind: 'lot',
    grantedMilliCents: operation.amountMilliCents,
    usedMilliCents: 0,
    heldMilliCents: 0,
    valueMilliCents: operation.amountMilliCents,
    startsAtMs: 0,
    expiresAtMs: operation.expiresAtMs,
    services: operation.services,
  };
  return { ...wallet, lots: inFundingOrder([...wallet.lots, lot]) };
}

/** Credit that is added after the plan credits ran out, or were too little for a request, lets traffic go on until their period ends. */
function liftStop(state: ReferenceState, accountId: string, period: string, planFree: number): ReferenceState {
  const account = requireAccount(state, accountId);
  const stopped = account.counters.get('stopped');
  const lifted = period !== '' && planFree === 0 ? period : stopped;
  if (lifted === undefined) return state;
  const counters = new Map(account.counters).set('lifted', lifted);
  counters.delete('stopped');
  return withAccount(state, { ...account, counters });
}

/** What holds for a subject; the account's revision rises with every change of it. */
export function putSubject(state: ReferenceState, operation: PutSubjectOperation, nowMs: number): Step<void> {
  const account = requireAccount(state, operation.accountId);
  const { subjectId, profile } = operation;
  if (isDeepStrictEqual(account.subjects.get(subjectId), profile)) return [state, undefined];
  const subjects = new Map(account.subjects);
  if (profile === undefined) subjects.delete(subjectId);
  else subjects.set(subjectId, profile);
  const revision = account.profile.revision + 1;
  const updated = { ...account, subjects, profile: { ...account.profile, revision, subjects: subjects.size } };
  return [journaled(state, updated, { kind: 'subject', subjectId }, nowMs), undefined];
}

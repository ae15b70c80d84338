import { Fault } from '../../domain/fault.ts';
import { MAX_BALANCE } from '../../domain/money.ts';
import type {
  AccountState,
  CreateAccountOperation,
  CreateAccountReply,
  PostOperation,
  PostReply,
  UpdateAccountOperation,
} from '../port.ts';
import { recall, remember } from './once.ts';
import {
  availableOf,
  fundsOf,
  journaled,
  requireAccount,
  type ReferenceAccount,
  type ReferenceOptions,
  type ReferenceState,
  type Step,
} from './state.ts';

export function accountState(account: ReferenceAccount, nowMs: number): AccountState {
  const { profile, balanceMilliCents, heldMilliCents, openHolds, counters } = account;
  return {
    profile,
    balanceMilliCents,
    heldMilliCents,
    openHolds,
    counters,
    availableMilliCents: availableOf(account),
    nowMs,
  };
}

/** The reply to a change leaves the counters out: nobody who changes an account asks for them. */
function changed(account: ReferenceAccount, nowMs: number): AccountState {
  return { ...accountState(account, nowMs), counters: new Map() };
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
    profile: { ...operation.profile, revision: 1, state: 'active', maxOpenHolds: 0, createdAtMs: nowMs },
    fingerprint: operation.fingerprint,
    balanceMilliCents: 0,
    heldMilliCents: 0,
    openHolds: 0,
    sequence: 0,
    counters: new Map(),
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
    throw new Fault('failed_precondition', 'ACCOUNT_CLOSED', 'a closed account takes no credit', {
      field: 'account_id',
    });
  }
  const balanceMilliCents = account.balanceMilliCents + operation.amountMilliCents;
  if (Math.abs(balanceMilliCents) > MAX_BALANCE) {
    throw new Fault(
      'failed_precondition',
      'BALANCE_LIMIT',
      'amount_milli_cents: the balance would leave the range that can be counted exactly',
      {
        field: 'amount_milli_cents',
      },
    );
  }
  const funded = { ...account, balanceMilliCents };
  const entry = {
    kind: operation.kind,
    amountMilliCents: operation.amountMilliCents,
    reference: operation.idempotencyKey,
    flags: 'k',
    note: operation.note,
  };
  const reply: PostReply = { replayed: false, nowMs, ...fundsOf(funded) };
  return [remember(journaled(state, funded, entry, nowMs), operation, reply, nowMs + options.onceMs), reply];
}

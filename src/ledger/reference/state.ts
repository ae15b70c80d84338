/**
 * The reference ledger's state: the specification of what Redis holds. Every verb is a pure function from state, operation and time to the next state
 * and the reply; nothing here is ever changed in place.
 */
import { Fault } from '../../domain/fault.ts';
import type { HoldState, HoldTiming } from '../../domain/hold.ts';
import type { Terms } from '../../domain/terms.ts';
import type { JournalEntry } from '../journal.ts';
import type { Counters, SpendPeriod } from './counters.ts';
import type { AccountProfile, Funds, HoldFacts, HoldRef, SettleReply } from '../port.ts';

export interface ReferenceAccount {
  readonly profile: AccountProfile;
  /** Of the request that created it. */
  readonly fingerprint: string;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly openHolds: number;
  /** Of the last journal entry. */
  readonly sequence: number;
  /** What its limits count. */
  readonly counters: Counters;
}

export interface ReferenceHold {
  readonly accountId: string;
  readonly holdId: string;
  readonly state: HoldState | 'early';
  readonly fingerprint: string;
  readonly payerAccountId: string;
  /** Reserved now; 0 once ended. */
  readonly amountMilliCents: number;
  readonly grantedUnits: number;
  readonly maxUnits: number;
  readonly extendUnits: number;
  readonly belowHold: 'deny' | 'shorten';
  readonly blockedAtZero: boolean;
  readonly terms: Terms;
  readonly timing: HoldTiming;
  readonly facts: HoldFacts;
  /** The periods of spending caps that it counts in. */
  readonly periods: readonly SpendPeriod[];
  readonly authorizedAtMs: number;
  /** 0 before the answer. */
  readonly answeredAtMs: number;
  readonly deadlineAtMs: number;
  /** The highest connected time that an Extend proved, were it denied; undefined when none came. */
  readonly provenUnits: number | undefined;
  /** The last Extend that was allowed. */
  readonly extended: { readonly sequence: number; readonly connectedSeconds: number } | undefined;
  /** How it ended. */
  readonly result: SettleReply | undefined;
  /** The quantity that ended it; undefined when the sweeper did. */
  readonly settledBy: number | undefined;
  readonly swept: boolean;
  /** Until when an ended hold is remembered; 0 while it is open. */
  readonly expiresAtMs: number;
}

/** A remembered credit, adjustment or charge. */
export interface Remembered {
  readonly fingerprint: string;
  readonly reply: unknown;
  readonly expiresAtMs: number;
}

export interface ReferenceState {
  readonly accounts: ReadonlyMap<string, ReferenceAccount>;
  readonly holds: ReadonlyMap<string, ReferenceHold>;
  readonly once: ReadonlyMap<string, Remembered>;
  readonly journal: readonly JournalEntry[];
}

/** How long things are remembered. Milliseconds. */
export interface ReferenceOptions {
  readonly tombstoneMs: number;
  readonly earlyReleaseMs: number;
  readonly onceMs: number;
}

/** A verb's outcome: the next state and what the caller is told. */
export type Step<Reply> = readonly [ReferenceState, Reply];

export const EMPTY_STATE: ReferenceState = { accounts: new Map(), holds: new Map(), once: new Map(), journal: [] };

export function holdKey(ref: Pick<HoldRef, 'accountId' | 'holdId'>): string {
  return `${ref.accountId}:${ref.holdId}`;
}

/** The stored hold, unless it is an outlived tombstone. */
export function findHold(
  state: ReferenceState,
  ref: Pick<HoldRef, 'accountId' | 'holdId'>,
  nowMs: number,
): ReferenceHold | undefined {
  const hold = state.holds.get(holdKey(ref));
  return hold === undefined || (hold.expiresAtMs > 0 && hold.expiresAtMs <= nowMs) ? undefined : hold;
}

export function isOpen(hold: ReferenceHold): boolean {
  return hold.state === 'reserved' || hold.state === 'answered';
}

export function withHold(state: ReferenceState, hold: ReferenceHold): ReferenceState {
  return { ...state, holds: new Map(state.holds).set(holdKey(hold), hold) };
}

function withAccount(state: ReferenceState, account: ReferenceAccount): ReferenceState {
  return { ...state, accounts: new Map(state.accounts).set(account.profile.accountId, account) };
}

/** The account of an operation that cannot do without one. */
export function requireAccount(state: ReferenceState, accountId: string): ReferenceAccount {
  const account = state.accounts.get(accountId);
  if (account === undefined)
    throw new Fault('not_found', 'ACCOUNT_UNKNOWN', 'there is no such account', { field: 'account_id' });
  return account;
}

/** The account of a hold; a hold without one cannot exist. */
export function requireHold(state: ReferenceState, ref: HoldRef, nowMs: number): ReferenceHold {
  const hold = findHold(state, ref, nowMs);
  if (hold !== undefined && hold.state !== 'early') return hold;
  requireAccount(state, ref.accountId);
  throw new Fault(
    'not_found',
    'HOLD_UNKNOWN',
    'there is no such hold, or it ended longer ago than holds are remembered',
    { field: 'hold_id' },
  );
}

/** The part of a journal entry that its verb chooses; the rest follows from the account. */
export type EntryFacts = Pick<JournalEntry, 'kind'> &
  Partial<Pick<JournalEntry, 'amountMilliCents' | 'reference' | 'service' | 'subjectId' | 'units' | 'flags' | 'note'>>;

/** Stores the account as it now is and writes the entry that says so. */
export function journaled(
  state: ReferenceState,
  account: ReferenceAccount,
  facts: EntryFacts,
  nowMs: number,
): ReferenceState {
  const sequence = account.sequence + 1;
  const entry: JournalEntry = {
    amountMilliCents: 0,
    reference: '',
    service: '',
    subjectId: '',
    units: 0,
    flags: '',
    note: '',
    ...facts,
    accountId: account.profile.accountId,
    sequence,
    atMs: nowMs,
    balanceMilliCents: account.balanceMilliCents,
    heldMilliCents: account.heldMilliCents,
  };
  return { ...withAccount(state, { ...account, sequence }), journal: [...state.journal, entry] };
}

/** balance - held + credit limit. */
export function availableOf(
  account: Pick<ReferenceAccount, 'profile' | 'balanceMilliCents' | 'heldMilliCents'>,
): number {
  return account.balanceMilliCents + account.profile.creditLimitMilliCents - account.heldMilliCents;
}

/** Credit before holds are taken off. */
export function postedOf(account: Pick<ReferenceAccount, 'profile' | 'balanceMilliCents'>): number {
  return account.balanceMilliCents + account.profile.creditLimitMilliCents;
}

export function fundsOf(account: Pick<ReferenceAccount, 'profile' | 'balanceMilliCents' | 'heldMilliCents'>): Funds {
  return {
    balanceMilliCents: account.balanceMilliCents,
    availableMilliCents: availableOf(account),
    postedMilliCents: postedOf(account),
  };
}

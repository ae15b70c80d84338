/**
 * The reference ledger's state: the specification of what Redis holds. Every verb is a pure function from state,
 * operation and time to the next state and the reply; nothing here is ever changed in place.
 */
import type { HoldState, HoldTiming } from '../../domain/hold.ts';
import type { Terms } from '../../domain/terms.ts';
import { accountUnknown, holdUnknown } from '../faults.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type {
  AccountProfile,
  Asking,
  FundingPart,
  HoldFacts,
  HoldRef,
  Lot,
  Pack,
  PageOf,
  PastUse,
  PinnedFunding,
  SettleReply,
  SubjectProfile,
} from '../port.ts';
import type { Counting, Tracked } from '../rules/limits.ts';
import { NOTHING_MOVED } from '../rules/funding.ts';

export interface ReferenceAccount extends Counting {
  readonly profile: AccountProfile;
  /** Of the request that created it. */
  readonly fingerprint: string;
  readonly nonce: string | undefined;
  readonly balanceMilliCents: number;
  /** On the balance. */
  readonly heldMilliCents: number;
  readonly lots: readonly Lot[];
  readonly pastUse: readonly PastUse[];
  readonly packs: readonly Pack[];
  /** Of the last journal entry. */
  readonly sequence: number;
  readonly subjects: ReadonlyMap<string, SubjectProfile>;
}

export interface Asked {
  readonly nonce: string;
  readonly changeMilliCents: number;
  readonly forgivenMilliCents: number;
}

/** What a charge, of a hold or by Charge, leaves behind for whoever gives it back. */
export interface Chargeable {
  readonly accountId: string;
  /** The account and its parents. */
  readonly ownerIds: readonly string[];
  readonly funding: PinnedFunding;
  readonly terms: Terms;
  readonly facts: Pick<HoldFacts, 'service' | 'subjectId'>;
  /** Of a charge without a hold, when it was made. */
  readonly authorizedAtMs: number;
  /** The counters of its accounts that it is counted in. */
  readonly tracked: readonly Tracked[];
  /** What reversals have given back in all; undefined where there was none. */
  readonly reversed: { readonly units: number; readonly parts: readonly FundingPart[] } | undefined;
}

/** The last interim settle of a hold, and what all of them have charged. */
export interface Interim {
  readonly sequence: number;
  readonly reportedUnits: number;
  /** What of that counts, before increments; less than was reported is clamped. */
  readonly units: number;
  readonly clamped: boolean;
  readonly billedUnits: number;
  readonly parts: readonly FundingPart[];
}

export interface ReferenceHold extends Chargeable {
  readonly holdId: string;
  readonly state: HoldState | 'early';
  readonly fingerprint: string;
  /** Reserved now; 0 once ended. */
  readonly amountMilliCents: number;
  /** Where it is reserved or, once ended, what was charged. */
  readonly parts: readonly FundingPart[];
  readonly grantedUnits: number;
  readonly maxUnits: number;
  readonly extendUnits: number;
  readonly belowHold: 'deny' | 'shorten';
  readonly blockedAtZero: boolean;
  readonly timing: HoldTiming;
  readonly facts: HoldFacts;
  readonly authorizedAtMs: number;
  /** 0 before the answer. */
  readonly answeredAtMs: number;
  readonly deadlineAtMs: number;
  /** The highest connected time that an Extend proved, were it denied; undefined when none came. */
  readonly provenUnits: number | undefined;
  /** The last Extend that was allowed. */
  readonly extended: { readonly sequence: number; readonly used: number } | undefined;
  /** What interim settles have charged so far; undefined where none came. */
  readonly interim: Interim | undefined;
  /** How it ended. */
  readonly result: SettleReply | undefined;
  /** The quantity that ended it; undefined when the sweeper did. */
  readonly settledBy: number | undefined;
  readonly swept: boolean;
  /** The money cut the last grant short. */
  readonly cut: boolean;
  /** The asking that last changed it, and what it moved if it ended the hold. */
  readonly asked: Asked | undefined;
  /** Until when an ended hold is remembered; 0 while it is open. */
  readonly expiresAtMs: number;
}

/** A remembered credit, adjustment or charge. */
export interface Remembered {
  readonly fingerprint: string;
  readonly reply: unknown;
  /** The asking that used the key, remembered for a while. */
  readonly nonce: string | undefined;
  readonly nonceExpiresAtMs: number;
  readonly expiresAtMs: number;
  /** Of a charge: what a reversal needs to know of it. */
  readonly charge?: KeyedCharge;
}

/** A charge that Charge made under a key. */
export interface KeyedCharge extends Chargeable {
  readonly billedUnits: number;
  /** Where it came from. */
  readonly parts: readonly FundingPart[];
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

export function byDeadline(holds: readonly ReferenceHold[]): ReferenceHold[] {
  return holds.toSorted((a, b) => a.deadlineAtMs - b.deadlineAtMs || (holdKey(a) < holdKey(b) ? -1 : 1));
}

/** The items that come after the last one of the page before. */
export function pageOf<Item>(items: readonly Item[], limit: number, placeOf: (item: Item) => string): PageOf<Item> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: last !== undefined && limit < items.length ? placeOf(last) : '' };
}

export function isOpen(hold: ReferenceHold): boolean {
  return hold.state === 'reserved' || hold.state === 'answered';
}

/** No Extend will grant more: all is reserved at once, the most is reached, or the money cut the grant short. */
export function isFinal(hold: ReferenceHold): boolean {
  const isCounted = hold.terms.unit !== 'second';
  return isCounted || hold.extendUnits === 0 || hold.cut || hold.grantedUnits >= hold.maxUnits;
}

/** What an asking leaves in the hold that it changes. */
export function askedBy({ nonce }: Asking, moved = NOTHING_MOVED as Omit<Asked, 'nonce'>): Asked | undefined {
  const { changeMilliCents, forgivenMilliCents } = moved;
  return nonce === undefined || nonce === '' ? undefined : { nonce, changeMilliCents, forgivenMilliCents };
}

/** The same asking again is no replay: Tollgate itself repeats it, or a client library. */
export function isReplayTo({ asked }: ReferenceHold, { nonce }: Asking): boolean {
  return asked === undefined || asked.nonce !== nonce;
}

export function withHold(state: ReferenceState, hold: ReferenceHold): ReferenceState {
  return { ...state, holds: new Map(state.holds).set(holdKey(hold), hold) };
}

export function withAccount(state: ReferenceState, account: ReferenceAccount): ReferenceState {
  return { ...state, accounts: new Map(state.accounts).set(account.profile.accountId, account) };
}

/** The account of an operation that cannot do without one. */
export function requireAccount(state: ReferenceState, accountId: string): ReferenceAccount {
  const account = state.accounts.get(accountId);
  if (account === undefined) throw accountUnknown();
  return account;
}

/** The account of a hold; a hold without one cannot exist. */
export function requireHold(state: ReferenceState, ref: HoldRef, nowMs: number): ReferenceHold {
  const hold = findHold(state, ref, nowMs);
  if (hold !== undefined && hold.state !== 'early') return hold;
  requireAccount(state, ref.accountId);
  throw holdUnknown();
}

/** The account that pays for a hold. */
export function payerIdOf(hold: Pick<ReferenceHold, 'ownerIds' | 'funding' | 'accountId'>): string {
  return hold.ownerIds[hold.funding.payer] ?? hold.accountId;
}

/** The part of a journal entry that its verb chooses; the rest follows from the account. */
export type EntryFacts = Pick<JournalEntry, 'kind'> &
  Partial<
    Pick<
      JournalEntry,
      | 'amountMilliCents'
      | 'reference'
      | 'service'
      | 'subjectId'
      | 'units'
      | 'flags'
      | 'originAccountId'
      | 'parts'
      | 'note'
    >
  >;

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
    originAccountId: '',
    note: '',
    ...facts,
    parts: beyondBalance(facts.parts ?? []),
    accountId: account.profile.accountId,
    sequence,
    atMs: nowMs,
    balanceMilliCents: account.balanceMilliCents,
    heldMilliCents: account.heldMilliCents,
  };
  return { ...withAccount(state, { ...account, sequence }), journal: [...state.journal, entry] };
}

/** The journal does not say what the amount says already. */
function beyondBalance(parts: readonly FundingPart[]): readonly FundingPart[] {
  return parts.every(({ source }) => source === 'balance') ? [] : parts;
}

/** The account whose traffic it is, for the journal of another one that pays. */
export function originOf(hold: Pick<ReferenceHold, 'ownerIds' | 'funding' | 'accountId'>): string {
  return payerIdOf(hold) === hold.accountId ? '' : hold.accountId;
}

/**
 * A denial for want of plan credits is remembered for its period, because credit that is added afterwards lifts the
 * stop.
 */
export function markStopped(state: ReferenceState, accountId: string, period: string): ReferenceState {
  const account = requireAccount(state, accountId);
  if ((account.counters.get('stopped') ?? '') >= period) return state;
  return withAccount(state, { ...account, counters: new Map(account.counters).set('stopped', period) });
}

/** Changes the numbers of open holds, and what they count in, of all accounts that a hold concerns. */
export function withOwners(
  state: ReferenceState,
  ownerIds: readonly string[],
  change: (owner: ReferenceAccount, index: number) => ReferenceAccount,
): ReferenceState {
  return ownerIds.reduce(
    (current, accountId, index) => withAccount(current, change(requireAccount(current, accountId), index)),
    state,
  );
}

/** What one entry of the journal does to the money of its payer and to the hold that it is about. Pure. */
import type { JournalEntry } from '../journal/entry.ts';
import { readParts } from '../rules/lots.ts';
import type { ExpectedHold, Spending } from './expected.ts';
import { BALANCE, NOWHERE, on, onBalance, type Places, placesOf, plus, totalOf } from './places.ts';

/** What is remembered of an ended hold, for its correction. */
export interface EndedHold {
  readonly openedAtMs: number | undefined;
  readonly charged: Places;
}

/** What is known before the entry. */
export interface Known {
  /** The hold of the entry, while it is open. */
  readonly hold: ExpectedHold | undefined;
  /** The same after its end. */
  readonly ended: EndedHold | undefined;
  /** What the entry before says is held on the balance. */
  readonly recordedHeldMilliCents: number;
  readonly hasLots: boolean;
}

export interface Effect {
  /** What it adds to the balance and to lots; undefined where only the entry's own balance tells how it is spread. */
  readonly change: Places | undefined;
  /** What it adds to what is held on the balance; undefined where it is about a hold that is not known. */
  readonly heldChange: number | undefined;
  /** The hold afterwards, if it is open. */
  readonly hold?: ExpectedHold;
  /** The hold afterwards, if it has ended. */
  readonly ended?: EndedHold;
  /** What it adds to what periods have cost. */
  readonly spending?: Omit<Spending, 'authorizedAtMs'> & { readonly authorizedAtMs: number | undefined };
}

const NOTHING: Effect = { change: NOWHERE, heldChange: 0 };

/** The account whose traffic it is. */
export function trafficAccount({ originAccountId, accountId }: JournalEntry): string {
  return originAccountId === '' ? accountId : originAccountId;
}

export function effectOf(entry: JournalEntry, known: Known): Effect {
  const { kind, flags, parts, amountMilliCents: amount } = entry;
  switch (kind) {
    case 'open':
      // One that is opened again from its claim was authorized before, and begins no period.
      return opened(entry, known, flags.includes('g') ? undefined : entry.atMs);
    case 'answer':
      // An answer after the sweeper had released it takes the credit again.
      return flags.includes('r') ? opened(entry, known, known.ended?.openedAtMs) : NOTHING;
    case 'extend':
      return extended(entry, known);
    case 'charge':
    case 'correction':
    case 'release':
      return flags.includes('k') ? chargedByKey(entry) : charged(entry, known);
    case 'reversal':
      return {
        ...NOTHING,
        change: parts.length > 0 ? placesOf(parts) : on(BALANCE, amount),
        spending: later(known, amount),
      };
    case 'credit':
    case 'expiry':
    case 'adjustment':
    case 'purchase':
      return { ...NOTHING, change: on(lotOf(entry), amount) };
    default:
      return NOTHING;
  }
}

/** The lot that is credited or lapses. */
function lotOf({ flags, reference, parts }: JournalEntry): string {
  if (flags.includes('t')) return reference;
  return parts.find(({ source }) => source !== 'balance')?.name ?? BALANCE;
}

function opened(entry: JournalEntry, known: Known, openedAtMs: number | undefined): Effect {
  const reserved = reservedBy(entry, NOWHERE, known);
  const hold: ExpectedHold = {
    accountId: trafficAccount(entry),
    holdId: entry.reference,
    payerId: entry.accountId,
    openedAtMs,
    reserved,
    charged: NOWHERE,
  };
  const spending = {
    authorizedAtMs: openedAtMs,
    milliCents: totalOf(reserved),
    admits: entry.kind === 'open' && openedAtMs !== undefined,
  };
  return { change: NOWHERE, heldChange: onBalance(reserved), hold, spending };
}

function extended(entry: JournalEntry, known: Known): Effect {
  if (known.hold === undefined) return { change: NOWHERE, heldChange: undefined };
  const reserved = reservedBy(entry, known.hold.reserved, known);
  return { change: NOWHERE, ...reservedAnew({ ...known.hold, reserved }, known.hold, 0) };
}

/** Where the balance alone pays, no part says how much: the entry says what is held afterwards. */
function reservedBy({ parts, heldMilliCents }: JournalEntry, before: Places, known: Known): Places {
  if (parts.length > 0) return placesOf(parts);
  return on(BALANCE, onBalance(before) + heldMilliCents - known.recordedHeldMilliCents);
}

/** The end of a hold, an interim settle, or a correction. An interim settle says last what is still reserved. */
function charged(entry: JournalEntry, { hold, ended, hasLots }: Known): Effect {
  const { amountMilliCents: amount, parts } = entry;
  if (hold === undefined && ended === undefined) {
    // It ended before what is known, or was never there; an account without lots pays from its balance.
    const change = parts.length === 0 && !hasLots ? on(BALANCE, amount) : undefined;
    return { change, heldChange: undefined, spending: later({ ended }, amount) };
  }
  const before = hold?.charged ?? ended?.charged ?? NOWHERE;
  const now = chargedBy(entry, before);
  const change = plus(before, now, -1);
  if (hold === undefined) {
    const { openedAtMs } = ended ?? {};
    return { change, heldChange: 0, ended: { openedAtMs, charged: now }, spending: later({ ended }, amount) };
  }
  const [, , rest] = entry.note.split(' ');
  const reserved = rest === undefined || rest === '-' ? NOWHERE : placesOf(readParts(rest, 0));
  const after = { ...hold, reserved, charged: now };
  const effect = { change, ...reservedAnew(after, hold, amount) };
  if (rest !== undefined) return effect;
  const { hold: _, ...end } = effect;
  return { ...end, ended: { openedAtMs: hold.openedAtMs, charged: now } };
}

/** All that is charged for the hold so far. */
function chargedBy({ parts, amountMilliCents }: JournalEntry, before: Places): Places {
  return parts.length > 0 ? placesOf(parts) : on(BALANCE, totalOf(before) - amountMilliCents);
}

/** @param amountMilliCents - what the entry adds to the account's money */
function reservedAnew(hold: ExpectedHold, before: ExpectedHold, amountMilliCents: number) {
  const milliCents = totalOf(hold.reserved) - totalOf(before.reserved) - amountMilliCents;
  return {
    heldChange: onBalance(hold.reserved) - onBalance(before.reserved),
    hold,
    spending: { authorizedAtMs: hold.openedAtMs, milliCents, admits: false },
  };
}

function chargedByKey(entry: JournalEntry): Effect {
  return {
    change: plus(NOWHERE, chargedBy(entry, NOWHERE), -1),
    heldChange: 0,
    spending: { authorizedAtMs: entry.atMs, milliCents: -entry.amountMilliCents, admits: true },
  };
}

/** Of traffic that has ended. */
function later({ ended }: Pick<Known, 'ended'>, amountMilliCents: number): NonNullable<Effect['spending']> {
  return { authorizedAtMs: ended?.openedAtMs, milliCents: -amountMilliCents, admits: false };
}

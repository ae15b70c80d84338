/**
 * Replays the journal of a partition: from checkpoints, entry by entry, into what its accounts and open holds must be.
 * Pure. What an entry says of the account after it is compared with the replay's own arithmetic, so that a change that
 * passed the journal by is found where it happened.
 */
import type { JournalEntry } from '../journal/entry.ts';
import { type Effect, effectOf, type EndedHold, trafficAccount } from './effect.ts';
import { type ExpectedAccount, type ExpectedHold, memberOf, newAccount } from './expected.ts';
import { BALANCE, on, onBalance, plus, totalOf } from './places.ts';

/** Where an account's entries do not follow from each other. */
export interface JournalBreak {
  readonly accountId: string;
  readonly sequence: number;
  readonly atMs: number;
  readonly what: 'entries_missing' | 'entry_twice' | 'balance' | 'held' | 'amount';
  /** How many entries, or how much money. */
  readonly by: number;
}

/** So many ended holds are remembered for their corrections, the latest. */
const ENDED_REMEMBERED = 100_000;

/** In the note of an account's first entry, behind its profile. */
const ROOT_AT = 8;

export class Replay {
  readonly accounts = new Map<string, ExpectedAccount>();
  readonly holds = new Map<string, ExpectedHold>();
  readonly breaks: JournalBreak[] = [];
  readonly #ended = new Map<string, EndedHold>();
  /** Entries after the checkpoints are gone: a gap is no surprise. */
  #trimmed = false;
  /** Every entry since the checkpoints was seen: what periods have cost can be told. */
  #complete = true;

  get isComplete(): boolean {
    return this.#complete;
  }

  /** The ceiling trimmed entries that were not verified yet. */
  miss(): void {
    this.#trimmed = true;
    this.#complete = false;
  }

  apply(entry: JournalEntry): void {
    const account = this.#accountOf(entry);
    if (entry.sequence <= account.checkpointSequence) return;
    if (!this.#follows(account, entry)) return;
    const { recorded } = account;
    const off = {
      balance: recorded.balanceMilliCents - account.balanceMilliCents,
      held: recorded.heldMilliCents - account.heldMilliCents,
    };
    const member = memberOf({ accountId: trafficAccount(entry), holdId: entry.reference });
    const effect = effectOf(entry, {
      hold: this.holds.get(member),
      ended: this.#ended.get(member),
      recordedHeldMilliCents: recorded.heldMilliCents,
      hasLots: account.lots.size > 0,
    });
    this.#keepHold(member, effect);
    this.#move(account, entry, effect);
    this.#spend(entry, effect);
    account.sequence = entry.sequence;
    account.moved = true;
    account.recorded = { balanceMilliCents: entry.balanceMilliCents, heldMilliCents: entry.heldMilliCents };
    const balance = entry.balanceMilliCents - account.balanceMilliCents - off.balance;
    const held = entry.heldMilliCents - account.heldMilliCents - off.held;
    if (balance !== 0) this.#note(entry, 'balance', balance);
    if (held !== 0) this.#note(entry, 'held', held);
  }

  #accountOf({ accountId, sequence, note }: JournalEntry): ExpectedAccount {
    let account = this.accounts.get(accountId);
    if (account === undefined) {
      account = newAccount(accountId, sequence === 1 ? 'none' : 'all');
      const [rootId, parentId = ''] = sequence === 1 ? note.split('\t').slice(ROOT_AT) : [];
      if (rootId !== undefined) account.family = { rootId, parentId };
      else this.#complete = false;
      this.accounts.set(accountId, account);
    }
    return account;
  }

  /** Whether it is the next entry. After a gap the account is known from this entry on. */
  #follows(account: ExpectedAccount, entry: JournalEntry): boolean {
    if (entry.sequence <= account.sequence) {
      this.#note(entry, 'entry_twice', 1);
      return false;
    }
    const missing = entry.sequence - account.sequence - 1;
    if (missing === 0) return true;
    this.#complete = false;
    if (account.unknown !== 'all' && !this.#trimmed) this.#note(entry, 'entries_missing', missing);
    account.unknown = 'all';
    // Until the store says what else there is.
    const change = entry.kind === 'write_off' ? 0 : entry.amountMilliCents;
    account.balanceMilliCents = entry.balanceMilliCents - change;
    account.heldMilliCents = entry.heldMilliCents;
    account.recorded = { balanceMilliCents: account.balanceMilliCents, heldMilliCents: account.heldMilliCents };
    return true;
  }

  #keepHold(member: string, { hold, ended }: Effect): void {
    if (hold !== undefined) {
      this.holds.set(member, hold);
      this.#ended.delete(member);
    }
    if (ended === undefined) return;
    this.holds.delete(member);
    // Put last, as the latest.
    this.#ended.delete(member);
    this.#ended.set(member, ended);
    if (this.#ended.size <= ENDED_REMEMBERED) return;
    for (const oldest of this.#ended.keys()) {
      this.#ended.delete(oldest);
      return;
    }
  }

  #move(account: ExpectedAccount, entry: JournalEntry, { change, heldChange }: Effect): void {
    const { recorded } = account;
    if (account.unknown === 'all') {
      account.balanceMilliCents = entry.balanceMilliCents;
      account.heldMilliCents = entry.heldMilliCents;
      return;
    }
    account.heldMilliCents += heldChange ?? 0;
    if (change === undefined) {
      // A correction of a charge that was made before what is known: where it came from, the store must say.
      account.balanceMilliCents += entry.balanceMilliCents - recorded.balanceMilliCents;
      account.unknown = 'lots';
      return;
    }
    account.balanceMilliCents += onBalance(change);
    account.lots = plus(account.lots, plus(change, on(BALANCE, onBalance(change)), -1));
    const by = entry.amountMilliCents - totalOf(change);
    if (by !== 0 && entry.kind !== 'write_off') this.#note(entry, 'amount', by);
  }

  #spend(entry: JournalEntry, { spending }: Effect): void {
    if (spending === undefined || (spending.milliCents === 0 && !spending.admits)) return;
    const account = this.accounts.get(trafficAccount(entry));
    const { authorizedAtMs } = spending;
    const root = account?.family === undefined ? undefined : this.accounts.get(account.family.rootId);
    if (account === undefined || root === undefined) {
      this.#complete = false;
      return;
    }
    account.moved = root.moved = true;
    for (const sums of root === account ? [account.spent] : [account.spent, root.below]) {
      if (authorizedAtMs === undefined) sums.known = false;
      else sums.since.push({ ...spending, authorizedAtMs });
    }
  }

  #note({ accountId, sequence, atMs }: JournalEntry, what: JournalBreak['what'], by: number): void {
    this.breaks.push({ accountId, sequence, atMs, what, by });
  }
}

/**
 * Watches over the calls of the gateways that are connected: hears from the journal what has become of accounts, and
 * gives the orders that follow for their open holds. What it may have missed it works out anew from how things stand.
 */
import { BoundedCache } from '../domain/bounded-cache.ts';
import { errorText } from '../domain/fault.ts';
import type { FeedListener, JournalFeed, Listening } from '../ledger/journal/feed.ts';
import type { JournalEntry } from '../ledger/journal/entry.ts';
import type { AccountProfile, HoldRecord, Ledger, TailEntry } from '../ledger/port.ts';
import { keyOf, type Order, ordersFor, type Standing } from './orders.ts';
import type { Command, Outbox } from './outbox.ts';

/** As much of a gateway as is needed to tell it something. */
export interface Told {
  readonly gatewayId: string;
  readonly outbox: Outbox;
  /** Nobody listens where there is none. */
  readonly streams: readonly unknown[];
  mayHear(accountId: string): boolean;
}

export interface AccountStanding extends Omit<Standing, 'wasShort'>, Pick<AccountProfile, 'rootAccountId'> {
  /** Its own, and those of the accounts below it. */
  readonly openHolds: number;
}

export interface CallWatchParts {
  readonly ledger: Pick<Ledger, 'partitions' | 'openHolds' | 'holdsOfGateway' | 'hold' | 'nowMs'>;
  readonly feed: Pick<JournalFeed, 'listen'>;
  readonly gateways: ReadonlyMap<string, Told>;
  /** How an account stands now. @throws Fault `ACCOUNT_UNKNOWN` */
  readonly standing: (accountId: string) => Promise<AccountStanding>;
  /** The account, and those above it up to the root. */
  readonly lineOf: (accountId: string) => Promise<readonly AccountProfile[]>;
  readonly logger: {
    info(facts: Readonly<Record<string, unknown>>, message: string): void;
    warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  };
}

/** What people and billing systems do to an account: it is looked at at once. */
const DONE_TO_IT: ReadonlySet<string> = new Set(['account', 'credit', 'adjustment', 'reversal']);
/** What else may bring or take credit. */
const HAPPENS_TO_IT: ReadonlySet<string> = new Set(['expiry', 'correction']);
const PAGE = 500;
/** Holds of a gateway that are looked at together. */
const LOOKED_AT_ONCE = 16;
/** While the store is away. */
const AGAIN_AFTER_MS = 1_000;
/** The least time between two looks at the calls of one account for the sake of traffic. */
const LOOK_EVERY_MS = 1_000;
const REMEMBERED_ACCOUNTS = 10_000;
/** What happens to a call while it is up; everything else may have given credit back. */
const GOES_ON: ReadonlySet<string> = new Set(['open', 'answer', 'extend']);

export class CallWatch {
  readonly #parts: CallWatchParts;
  #wanted = false;
  #listening: Listening[] = [];
  #turn: Promise<void> = Promise.resolve();
  /** Accounts to look at, by the id of the entry that says so. */
  readonly #dirty = new Map<string, string>();
  #isLooking = false;
  readonly #lookedAt = new BoundedCache<number>(REMEMBERED_ACCOUNTS);
  readonly #later = new Set<string>();
  readonly #repeating = new Set<Outbox>();
  /** Payers that could not pay for more of a call: for them the end of another call is news too. */
  readonly #short = new BoundedCache<true>(REMEMBERED_ACCOUNTS);

  constructor(parts: CallWatchParts) {
    this.#parts = parts;
  }

  /** Whether anybody wants to be told. */
  set(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#turn = this.#turn.then(() => this.#adjust());
  }

  /** What a gateway must be told as things stand: after its hello, and after something may have been missed. */
  async lookAt(gateway: Told): Promise<void> {
    // What comes while it is worked out must not be missed.
    await this.#turn;
    try {
      await this.#lookAtHolds(gateway, await this.#holdsOf(gateway));
    } catch (error) {
      if (gateway.streams.length === 0) return;
      const facts = { gateway_id: gateway.gatewayId, error: errorText(error) };
      this.#parts.logger.warn(facts, 'the calls of a gateway could not be looked at; it is tried again');
      setTimeout(() => void this.lookAt(gateway), AGAIN_AFTER_MS).unref();
    }
  }

  /** Sends again what was not acknowledged in time, where the call is still up. */
  async repeat(outbox: Outbox): Promise<void> {
    // A look at many takes longer than the time between two.
    if (this.#repeating.has(outbox)) return;
    this.#repeating.add(outbox);
    const overdue = outbox.overdue();
    for (let at = 0; at < overdue.length; at += LOOKED_AT_ONCE) {
      const batch = overdue.slice(at, at + LOOKED_AT_ONCE);
      await Promise.all(batch.map((command) => this.#check(outbox, command, () => outbox.sendAgain(command))));
    }
    this.#repeating.delete(outbox);
  }

  async #adjust(): Promise<void> {
    if (!this.#wanted) {
      for (const { stop } of this.#listening.splice(0)) stop();
      return;
    }
    const partitions = Array.from({ length: this.#parts.ledger.partitions }, (_, partition) => partition);
    const ends = await Promise.allSettled(
      partitions.map((each) => this.#parts.feed.listen(each, new PartitionEar(this.#heard, this.#missed))),
    );
    for (const end of ends) if (end.status === 'fulfilled') this.#listening.push(end.value);
    if (ends.every((end) => end.status === 'fulfilled')) return;
    for (const { stop } of this.#listening.splice(0)) stop();
    setTimeout(() => {
      this.#turn = this.#turn.then(() => this.#adjust());
      this.#missed();
    }, AGAIN_AFTER_MS).unref();
  }

  readonly #heard = (entries: readonly TailEntry[]): void => {
    for (const { id, entry } of entries) {
      if (DONE_TO_IT.has(entry.kind)) this.#dirty.set(entry.accountId, id);
      else if (HAPPENS_TO_IT.has(entry.kind)) this.#mark(entry.accountId, id);
      else this.#heardOfHold(entry, id);
    }
    void this.#lookAtDirty();
  };

  /** Traffic may change an account a thousand times a second. */
  #mark(accountId: string, occasion: string): void {
    const dueIn = (this.#lookedAt.get(accountId) ?? -Infinity) + LOOK_EVERY_MS - performance.now();
    if (dueIn <= 0) {
      this.#dirty.set(accountId, occasion);
    } else if (!this.#later.has(accountId)) {
      this.#later.add(accountId);
      setTimeout(() => {
        this.#later.delete(accountId);
        this.#dirty.set(accountId, occasion);
        void this.#lookAtDirty();
      }, dueIn).unref();
    }
  }

  readonly #missed = (): void => {
    for (const gateway of this.#parts.gateways.values()) void this.lookAt(gateway);
  };

  /** A call that was told something is over, or has asked as it was told to. */
  #heardOfHold(entry: JournalEntry, id: string): void {
    if (entry.kind === 'extend' && entry.flags.includes('d')) this.#short.set(entry.accountId, true);
    if (!GOES_ON.has(entry.kind) && this.#short.get(entry.accountId) === true) this.#mark(entry.accountId, id);
    const accountId = entry.originAccountId || entry.accountId;
    const key = keyOf({ accountId, holdId: entry.reference });
    for (const { outbox } of this.#parts.gateways.values()) {
      const command = outbox.get(key);
      if (command === undefined) continue;
      if (entry.kind === 'extend' && command.order.kind === 'extend_now') outbox.withdraw(key);
      else if (GOES_ON.has(entry.kind)) continue;
      else void this.#check(outbox, command, () => undefined);
    }
  }

  async #check(outbox: Outbox, { accountId, holdId }: Command, whenUp: () => void): Promise<void> {
    try {
      const [, ...above] = await this.#parts.lineOf(accountId);
      const rootAccountId = above.at(-1)?.accountId ?? accountId;
      const hold = await this.#parts.ledger.hold({ rootAccountId, accountId, holdId });
      if (hold === undefined || hold.result !== undefined) outbox.withdraw(keyOf({ accountId, holdId }));
      else whenUp();
    } catch {
      // The store is away: a command too many is better than one too few.
      whenUp();
    }
  }

  async #lookAtDirty(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#wanted && this.#dirty.size > 0) {
      const batch = [...this.#dirty].slice(0, LOOKED_AT_ONCE);
      for (const [accountId] of batch) this.#dirty.delete(accountId);
      await Promise.all(batch.map(([accountId, occasion]) => this.#lookAtAccount(accountId, occasion)));
    }
    this.#isLooking = false;
  }

  async #lookAtAccount(accountId: string, occasion: string): Promise<void> {
    this.#lookedAt.set(accountId, performance.now());
    try {
      const standing = await this.#standing(accountId);
      const holds =
        standing.openHolds === 0 ? [] : await allPages((page) => this.#parts.ledger.openHolds(standing, page));
      const orders = ordersFor(standing, holds, this.#parts.ledger.nowMs());
      for (const gateway of this.#parts.gateways.values()) await this.#tell(gateway, accountId, orders, occasion);
    } catch (error) {
      this.#parts.logger.warn(
        { account_id: accountId, error: errorText(error) },
        'the calls of an account that has changed could not be looked at; it is tried again',
      );
      setTimeout(() => {
        if (!this.#dirty.has(accountId)) this.#dirty.set(accountId, occasion);
        if (this.#wanted) void this.#lookAtDirty();
      }, AGAIN_AFTER_MS).unref();
    }
  }

  /** @param occasion - the entry of the journal that says so; empty where it follows from how things stand */
  async #tell(gateway: Told, cause: string, orders: ReadonlyMap<HoldRecord, Order>, occasion: string): Promise<void> {
    const own = [...orders].filter(
      ([{ facts, accountId }]) => facts.gatewayId === gateway.gatewayId && gateway.mayHear(accountId),
    );
    const spared = gateway.outbox.withdrawOthers(cause, new Set(own.map(([hold]) => keyOf(hold))));
    for (const [hold, order] of own) {
      if (order.kind === 'extend_now' && occasion === '' && gateway.outbox.get(keyOf(hold)) !== undefined) continue;
      // A call ends once for one reason; it may be told to ask again each time that credit comes.
      const which = order.kind === 'disconnect' ? '' : `${hold.grantedUnits} ${occasion}`;
      gateway.outbox.give(hold, order, cause, which);
    }
    // Another account may have the same to say, which was not said twice.
    for (const { accountId } of spared) {
      for (const other of await this.#parts.lineOf(accountId)) {
        if (other.accountId !== cause) this.#mark(other.accountId, occasion);
      }
    }
  }

  async #standing(accountId: string): Promise<AccountStanding & Standing> {
    return { ...(await this.#parts.standing(accountId)), wasShort: this.#short.get(accountId) === true };
  }

  #holdsOf({ gatewayId }: Told): Promise<readonly HoldRecord[]> {
    return allPages((page) => this.#parts.ledger.holdsOfGateway(gatewayId, page));
  }

  /** The standing of every account concerned, each once. */
  async #lookAtHolds(gateway: Told, holds: readonly HoldRecord[]): Promise<void> {
    const below = new Map<string, HoldRecord[]>();
    for (const hold of holds) {
      for (const { accountId } of await this.#parts.lineOf(hold.accountId)) {
        const known = below.get(accountId);
        if (known === undefined) below.set(accountId, [hold]);
        else known.push(hold);
      }
    }
    const accounts = [...below];
    for (let at = 0; at < accounts.length; at += LOOKED_AT_ONCE) {
      await Promise.all(
        accounts.slice(at, at + LOOKED_AT_ONCE).map(async ([accountId, own]) => {
          const orders = ordersFor(await this.#standing(accountId), own, this.#parts.ledger.nowMs());
          await this.#tell(gateway, accountId, orders, '');
        }),
      );
    }
    const open = new Set(holds.map(keyOf));
    for (const command of gateway.outbox.all()) if (!open.has(keyOf(command))) gateway.outbox.withdraw(keyOf(command));
  }
}

class PartitionEar implements FeedListener {
  readonly came: FeedListener['came'];
  readonly missed: FeedListener['missed'];

  constructor(came: FeedListener['came'], missed: FeedListener['missed']) {
    this.came = came;
    this.missed = missed;
  }

  /** The feed says so in the log, and goes on; verbs have their own faults. */
  failed(): void {}
}

async function allPages<Item>(
  read: (page: { readonly after: string; readonly limit: number }) => Promise<{
    readonly items: readonly Item[];
    readonly next: string;
  }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after = '';
  do {
    const page = await read({ after, limit: PAGE });
    items.push(...page.items);
    after = page.next;
  } while (after !== '');
  return items;
}

/**
 * An account as it stands, again and again: each state is read when the journal says that something has changed, once
 * for all who watch the account. Who is slow gets the latest state and not those between.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FeedListener, JournalFeed, Listening } from '../ledger/journal/feed.ts';
import { isBefore } from '../ledger/journal/feed.ts';
import type { AccountProfile, Ledger, TailEntry } from '../ledger/port.ts';
import type { AccountView, WatchedState } from './requests.ts';

/** The least time between two looks at one account: traffic may change it a thousand times a second. */
const LOOK_EVERY_MS = 100;
/**
 * An account is looked at anew after this long whatever the journal says: cycles and lots end by time, catalogs change.
 * A watcher that has heard nothing is then told that nothing has changed.
 */
const LOOK_AGAIN_MS = 15_000;
/** How far back a cursor is followed; who has missed more is told the state. */
const FOLLOWED_ENTRIES = 1_000;
/** The cursor before all entries. */
const BEGINNING = '0-0';

export interface WatchParts {
  readonly ledger: Pick<Ledger, 'partitionOf' | 'tail'>;
  readonly feed: Pick<JournalFeed, 'listen'>;
  /** As it stands now. @throws Fault `ACCOUNT_UNKNOWN` */
  readonly view: (accountId: string) => Promise<AccountView>;
  readonly profiles: {
    get(accountId: string): Promise<AccountProfile | undefined>;
    parentsOf(profile: AccountProfile): Promise<readonly AccountProfile[]>;
  };
}

export class AccountWatches {
  readonly #parts: WatchParts;
  readonly #watched = new Map<string, WatchedAccount>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /**
   * How the account stands, then after each change, until `over`.
   *
   * @param cursor - of the last state that was received: it is not sent again while it is still true
   * @throws Fault when the account or the journal cannot be read any more
   */
  async *watch(accountId: string, cursor: string, over: AbortSignal): AsyncGenerator<WatchedState> {
    const known = this.#watched.get(accountId);
    const account =
      known?.fault === undefined && known !== undefined ? known : new WatchedAccount(this.#parts, accountId);
    this.#watched.set(accountId, account);
    account.watchers += 1;
    try {
      await account.start();
      let seen = cursor !== '' && !(await account.hasChangedSince(cursor)) ? account.version : 0;
      while (!over.aborted) {
        if (account.fault !== undefined) throw account.fault;
        const news = account.next(over);
        const { version, view, cursor: at } = account;
        yield { view: version > seen ? view : undefined, cursor: at };
        seen = version;
        await news;
      }
    } finally {
      account.watchers -= 1;
      if (account.watchers === 0 || account.fault !== undefined) {
        if (this.#watched.get(accountId) === account) this.#watched.delete(accountId);
        account.stop();
      }
    }
  }
}

/** One account that is watched, by one or many. */
class WatchedAccount implements FeedListener {
  watchers = 0;
  /** The latest state; undefined before the first was read. */
  view: AccountView | undefined;
  /** Rises with each state. */
  version = 0;
  /** Up to where in the journal the state is known to be true. */
  cursor = '';
  /** Why it cannot be watched any more. */
  fault: unknown;
  readonly #parts: WatchParts;
  readonly #accountId: string;
  /** The account and those above it, whose changes are changes of how it stands. */
  #line: ReadonlySet<string> = new Set();
  #partition = 0;
  #starting: Promise<void> | undefined;
  #listening: Listening | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = -Infinity;
  #toldAt = -Infinity;
  #isLooking = false;
  /** How often something was heard about the account. */
  #changes = 0;
  /** The last entry that came. */
  #heard = '';
  readonly #waiting = new Set<() => void>();

  constructor(parts: WatchParts, accountId: string) {
    this.#parts = parts;
    this.#accountId = accountId;
  }

  /** Resolves when there is a state. */
  start(): Promise<void> {
    return (this.#starting ??= this.#start());
  }

  async #start(): Promise<void> {
    const { ledger, feed, profiles, view } = this.#parts;
    const { profile } = await view(this.#accountId);
    this.#line = new Set([profile, ...(await profiles.parentsOf(profile))].map(({ accountId }) => accountId));
    this.#partition = ledger.partitionOf(profile.rootAccountId);
    this.#listening = await feed.listen(this.#partition, this);
    this.#heard ||= this.#listening.startedAfter || BEGINNING;
    await this.#look();
    if (this.fault !== undefined) throw this.fault;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#listening?.stop();
    this.#listening = undefined;
  }

  /** Whether the journal has anything about the account that came after the cursor; true where it cannot say. */
  async hasChangedSince(cursor: string): Promise<boolean> {
    if (isBefore(this.cursor, cursor)) return true;
    const { entries, missed } = await this.#parts.ledger.tail(this.#partition, cursor, FOLLOWED_ENTRIES);
    if (missed || entries.length === FOLLOWED_ENTRIES) return true;
    return (await Promise.all(entries.map((each) => this.#concerns(each)))).includes(true);
  }

  /** Resolves when there is something to tell, or nobody wants to hear it any more. */
  next(over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        over.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      over.addEventListener('abort', done);
    });
  }

  came(entries: readonly TailEntry[]): void {
    this.#heard = entries.at(-1)?.id ?? this.#heard;
    void this.#lookIfConcerned(entries);
  }

  missed(): void {
    this.#changed();
  }

  failed(error: unknown): void {
    this.#end(error);
  }

  async #lookIfConcerned(entries: readonly TailEntry[]): Promise<void> {
    try {
      for (const each of entries) if (await this.#concerns(each)) return this.#changed();
    } catch (error) {
      this.#end(error);
    }
  }

  /**
   * Entries stand under who pays; an account's own ones are also those under it, whose holds it counts. Accounts never
   * move, so the cache of profiles may answer.
   */
  async #concerns({ entry }: TailEntry): Promise<boolean> {
    for (const id of [entry.accountId, entry.originAccountId]) {
      if (id === '') continue;
      if (this.#line.has(id)) return true;
      const profile = await this.#parts.profiles.get(id);
      const above = profile === undefined ? [] : await this.#parts.profiles.parentsOf(profile);
      if (above.some(({ accountId }) => accountId === this.#accountId)) return true;
    }
    return false;
  }

  #changed(): void {
    this.#changes += 1;
    if (!this.#isLooking) this.#lookIn(Math.max(0, this.#lookedAt + LOOK_EVERY_MS - performance.now()));
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    // What is read now has everything that was heard before.
    const [heard, changes] = [this.#heard, this.#changes];
    try {
      const view = await this.#parts.view(this.#accountId);
      this.cursor = heard;
      const isNews = this.view === undefined || !isSame(this.view, view);
      if (isNews) this.version += 1;
      this.view = view;
      this.#isLooking = false;
      this.#lookedAt = performance.now();
      if (this.#listening !== undefined) this.#lookIn(this.#changes > changes ? LOOK_EVERY_MS : LOOK_AGAIN_MS);
      if (isNews || this.#lookedAt - this.#toldAt >= LOOK_AGAIN_MS) this.#tell();
    } catch (error) {
      this.#end(error);
    }
  }

  #end(error: unknown): void {
    this.fault ??= error;
    this.stop();
    this.#tell();
  }

  #tell(): void {
    this.#toldAt = performance.now();
    for (const done of this.#waiting) done();
  }
}

/** Time alone changes nothing that is shown. */
function isSame(view: AccountView, other: AccountView): boolean {
  return isDeepStrictEqual({ ...view, nowMs: 0 }, { ...other, nowMs: 0 });
}

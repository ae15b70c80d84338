/** Whose traffic it is: the account, its parents, the subject inside it, and what this sidecar remembers of them. */
import { BoundedCache } from '../domain/bounded-cache.ts';
import { ownNumberMatcher } from '../domain/traffic.ts';
import type { AccountProfile, HoldRef, QueueingLedger, SubjectProfile } from '../ledger/port.ts';

export interface Party {
  /** The account of the request first, then its parents up to the root. */
  readonly chain: readonly [AccountProfile, ...AccountProfile[]];
  /** Undefined where the subject has no particulars. */
  readonly subject: SubjectProfile | undefined;
}

/** Whether nobody in the chain is suspended or closed. */
export function isActive({ chain }: Party): boolean {
  return chain.every(({ state }) => state === 'active');
}

/** The index of the account whose credit pays: up the chain, as long as each is set up so. */
export function fundingIndex(chain: Party['chain']): number {
  let index = 0;
  while (chain[index]?.fundedBy === 'parent' && index < chain.length - 1) index++;
  return index;
}

/* The sidecar's cache of profiles: what keeps the steady state at one round trip. The ledger says when an entry is
   stale. */

const CAPACITY = 100_000;

interface CachedSubject {
  /** The revision of its account that it belongs to. */
  readonly revision: number;
  readonly profile: SubjectProfile | undefined;
}

type ProfileSource = Pick<QueueingLedger, 'account' | 'subject'>;

export class Profiles {
  readonly #ledger: ProfileSource;
  #cache = new BoundedCache<AccountProfile>(CAPACITY);
  #subjects = new BoundedCache<CachedSubject>(CAPACITY);

  constructor(ledger: ProfileSource) {
    this.#ledger = ledger;
  }

  /** The cached profile, or a read from the ledger; undefined when there is no such account. */
  async get(accountId: string): Promise<AccountProfile | undefined> {
    const cached = this.#cache.get(accountId);
    if (cached !== undefined) return cached;
    const account = await this.#ledger.account(accountId);
    if (account !== undefined) this.learn(account.profile);
    return account?.profile;
  }

  /** The account with its parents and subject; undefined when one of the accounts does not exist. */
  async party(accountId: string, subjectId: string): Promise<Party | undefined> {
    const profile = await this.get(accountId);
    if (profile === undefined) return undefined;
    const parents = profile.parentAccountId === undefined ? [] : await this.parentsOf(profile);
    if ((parents.at(-1) ?? profile).parentAccountId !== undefined) return undefined;
    const subject = subjectId === '' || profile.subjects === 0 ? undefined : await this.#subject(profile, subjectId);
    return { chain: [profile, ...parents], subject };
  }

  /** From the account right above up to the root, or to the last one that exists. */
  async parentsOf(profile: AccountProfile): Promise<readonly AccountProfile[]> {
    const parents: AccountProfile[] = [];
    for (let above = profile.parentAccountId; above !== undefined; above = parents.at(-1)?.parentAccountId) {
      const parent = await this.get(above);
      if (parent === undefined) break;
      parents.push(parent);
    }
    return parents;
  }

  /**
   * Where a hold of the account is, as far as it is known; an unknown account is taken for its own root and the ledger
   * corrects that.
   */
  refOf(accountId: string, holdId: string): HoldRef {
    const profile = this.#cache.get(accountId);
    if (profile?.parentAccountId === undefined) return { rootAccountId: accountId, accountId, holdId };
    return { rootAccountId: profile.rootAccountId, accountId, holdId, ownerIds: this.#knownOwners(profile) };
  }

  /** Reads the account and its parents anew: after one of them turned out to be stale, the others may be too. */
  async refresh(accountId: string): Promise<void> {
    const { ownerIds = [accountId] } = this.refOf(accountId, '');
    const accounts = await Promise.all(ownerIds.map((id) => this.#ledger.account(id)));
    for (const account of accounts) if (account !== undefined) this.learn(account.profile);
  }

  learn(profile: AccountProfile): void {
    this.#cache.set(profile.accountId, profile);
  }

  /** After the store lost its data: an account that is created again begins with revision 1 again. */
  forgetAll(): void {
    this.#cache = new BoundedCache(CAPACITY);
    this.#subjects = new BoundedCache(CAPACITY);
  }

  #knownOwners(profile: AccountProfile): readonly string[] {
    const ids = [profile.accountId];
    for (let next = profile.parentAccountId; next !== undefined; next = this.#cache.get(next)?.parentAccountId) {
      ids.push(next);
    }
    return ids;
  }

  /**
   * Every change of a subject raises the revision of its account, so what was read under another revision is read
   * again.
   */
  async #subject(profile: AccountProfile, subjectId: string): Promise<SubjectProfile | undefined> {
    const key = `${profile.accountId} ${subjectId}`;
    const cached = this.#subjects.get(key);
    if (cached?.revision === profile.revision) return cached.profile;
    const read = await this.#ledger.subject(profile, subjectId);
    if (read !== undefined) this.#subjects.set(key, read);
    return read?.profile;
  }
}

/* Whether a number is one of an account's own. The compiled matcher lives as long as the profile that it was made from.
 */

export class OwnNumbers {
  readonly #matchers = new WeakMap<AccountProfile, (e164: string) => boolean>();

  /** Those of the account and of its parents. */
  has(chain: readonly AccountProfile[], e164: string): boolean {
    return chain.some((profile) => this.#isOf(profile, e164));
  }

  #isOf(profile: AccountProfile, e164: string): boolean {
    if (profile.numbers.length === 0) return false;
    let matches = this.#matchers.get(profile);
    if (matches === undefined) {
      matches = ownNumberMatcher(profile.numbers);
      this.#matchers.set(profile, matches);
    }
    return matches(e164);
  }
}

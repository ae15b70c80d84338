/** The sidecar's cache of account profiles: what keeps the steady state at one round trip. The ledger says when an entry is stale. */
import { BoundedCache } from '../domain/bounded-cache.ts';
import type { AccountProfile, Ledger } from '../ledger/port.ts';

const CAPACITY = 100_000;

export class Profiles {
  readonly #ledger: Ledger;
  readonly #cache = new BoundedCache<AccountProfile>(CAPACITY);

  constructor(ledger: Ledger) {
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

  /** The root that decides the partition, as far as it is known; an unknown account is taken for its own root and the ledger corrects that. */
  rootOf(accountId: string): string {
    return this.#cache.get(accountId)?.rootAccountId ?? accountId;
  }

  learn(profile: AccountProfile): void {
    this.#cache.set(profile.accountId, profile);
  }
}

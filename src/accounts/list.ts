/** Accounts by id, as far as filters and the caller's scope admit them. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import type { AccountProfile, AccountState, Ledger, Page, PageOf } from '../ledger/port.ts';
import type { AccountFilter, AccountView } from './requests.ts';
import { accountCounters } from './subjects.ts';
import { payerOf, viewOf } from './view.ts';

/** How many accounts are looked at for one page: where filters admit few, a page would else cost a look at all. */
const LOOKED_AT_MAX = 2_000;
const IDS_AT_ONCE = 100;
const ACCOUNTS_AT_ONCE = 32;

/**
 * A page of accounts. It may be short, or empty, although more follow.
 *
 * @param mayShow - whether an account may be shown, by its id
 */
export async function listAccounts(
  ledger: Ledger,
  snapshot: CatalogSnapshot,
  filter: AccountFilter,
  mayShow: (accountId: string) => boolean,
  page: Page,
): Promise<PageOf<AccountView>> {
  const { prefix, parentAccountId } = filter;
  const above = parentAccountId === '' ? undefined : await ledger.account(parentAccountId);
  if (parentAccountId !== '' && above === undefined) return { items: [], next: '' };
  const range = { prefix, rootAccountId: above?.profile.rootAccountId };
  const reading = new Reading(ledger, snapshot, filter);
  const items: AccountView[] = [];
  let [next, looked] = [page.after, 0];
  do {
    const limit = Math.max(page.limit - items.length, IDS_AT_ONCE);
    const found = await ledger.accountIds(range, { after: next, limit });
    const views = await reading.views(found.items.filter(mayShow), page.limit - items.length);
    items.push(...views);
    looked += found.items.length;
    const last = items.at(-1)?.profile.accountId ?? '';
    // What was read and not shown comes with the next page.
    next = items.length === page.limit && last !== found.items.at(-1) ? last : found.next;
  } while (next !== '' && items.length < page.limit && looked < LOOKED_AT_MAX);
  return { items, next };
}

/** Reads accounts and those that pay for them, each payer once. */
class Reading {
  readonly #ledger: Ledger;
  readonly #snapshot: CatalogSnapshot;
  readonly #filter: AccountFilter;
  readonly #counters: readonly string[];
  readonly #payers = new Map<string, Promise<AccountState | undefined>>();

  constructor(ledger: Ledger, snapshot: CatalogSnapshot, filter: AccountFilter) {
    this.#ledger = ledger;
    this.#snapshot = snapshot;
    this.#filter = filter;
    this.#counters = accountCounters(snapshot);
  }

  /** At most so many of those that the filter admits, in order. */
  async views(ids: readonly string[], limit: number): Promise<readonly AccountView[]> {
    const views: AccountView[] = [];
    for (let at = 0; at < ids.length && views.length < limit; at += ACCOUNTS_AT_ONCE) {
      const some = await Promise.all(ids.slice(at, at + ACCOUNTS_AT_ONCE).map((id) => this.#view(id)));
      views.push(...some.flatMap((view) => view ?? []));
    }
    return views.slice(0, limit);
  }

  async #view(accountId: string): Promise<AccountView | undefined> {
    const account = await this.#ledger.account(accountId, this.#counters);
    if (account === undefined || !admitsProfile(this.#filter, account.profile)) return undefined;
    const payer = await payerOf({ account: (id) => this.#payer(id) }, account, this.#counters);
    const view = viewOf(this.#snapshot, account, payer, false);
    const { accountStatus } = this.#filter;
    return accountStatus === undefined || accountStatus === view.accountStatus ? view : undefined;
  }

  #payer(accountId: string): Promise<AccountState | undefined> {
    const known = this.#payers.get(accountId) ?? this.#ledger.account(accountId, this.#counters);
    this.#payers.set(accountId, known);
    return known;
  }
}

function admitsProfile({ state, plan, parentAccountId, text }: AccountFilter, profile: AccountProfile): boolean {
  if (state !== undefined && state !== profile.state) return false;
  if (plan !== '' && plan !== profile.plan) return false;
  if (parentAccountId !== '' && parentAccountId !== profile.parentAccountId) return false;
  const wanted = text.toLowerCase();
  return [profile.accountId, profile.plan, ...profile.numbers].some((word) => word.toLowerCase().includes(wanted));
}

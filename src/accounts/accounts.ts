/** The verbs of billing and operations over one ledger and the catalog in force. */
import { grantsAfter } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { JournalFeed } from '../ledger/journal/feed.ts';
import type {
  AccountProfile,
  AccountState,
  Ledger,
  PostOperation,
  SubjectProfile,
  UpdateAccountOperation,
} from '../ledger/port.ts';
import { allHoldsOf, holdWithLegs, openHoldsOf, usageOf } from './history.ts';
import { listAccounts } from './list.ts';
import { type MovementArchive, movementsOf } from './movements.ts';
import { packagesFor, purchaseOf } from './packages.ts';
import { adjustmentOf, creditOf } from './postings.ts';
import { checkChanges, newAccount } from './profile-rules.ts';
import type { Accounts, AccountView, CreditResult, SubjectView, UpdateAccountRequest } from './requests.ts';
import { accountCounters, changeFields, checkSubject, readSubjects, subjectCounters, subjectView } from './subjects.ts';
import { type AccountAndPayer, payerOf, placeUnder, viewOf } from './view.ts';
import { AccountWatches } from './watch.ts';

export interface AccountsOptions {
  readonly ledger: Ledger;
  readonly catalog: () => CatalogSnapshot;
  /**
   * The call path's cache of profiles, which a change made here reaches at once; other sidecars are told by the ledger.
   */
  readonly profiles: {
    get(accountId: string): Promise<AccountProfile | undefined>;
    /** From the account right above up to the root. */
    parentsOf(profile: AccountProfile): Promise<readonly AccountProfile[]>;
    learn(profile: AccountProfile): void;
  };
  /** Has the movements from before the journal. */
  readonly archive: MovementArchive;
  /** Tells of the changes of accounts, whoever made them. */
  readonly feed: Pick<JournalFeed, 'listen' | 'nudge'>;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { ledger, catalog, profiles, feed } = options;

  /** Those who listen on this sidecar need not wait for the next look at the journal. */
  const nudge = (rootAccountId: string): void => feed.nudge(ledger.partitionOf(rootAccountId));

  const profileOf = async (accountId: string): Promise<AccountProfile> => {
    const profile = await profiles.get(accountId);
    if (profile === undefined) throw accountUnknown();
    return profile;
  };

  /** Read anew, past the cache. */
  const accountOf = async (accountId: string, counters: readonly string[] = []): Promise<AccountState> => {
    const account = await ledger.account(accountId, counters);
    if (account === undefined) throw accountUnknown();
    profiles.learn(account.profile);
    return account;
  };

  const viewNow = async (accountId: string, replayed: boolean): Promise<AccountView> => {
    const shown = accountCounters(catalog());
    const account = await accountOf(accountId, shown);
    return viewOf(catalog(), account, await payerOf(ledger, account, shown), replayed);
  };

  const post = async (account: AccountState, operation: PostOperation): Promise<CreditResult> => {
    const { accountId, rootAccountId } = account.profile;
    const reply = await ledger.post(operation);
    nudge(rootAccountId);
    const { balanceMilliCents, availableMilliCents, packId, replayed } = reply;
    const { accountStatus } = await viewNow(accountId, false);
    return { balanceMilliCents, availableMilliCents, accountStatus, packId, replayed };
  };

  /** With what these subjects have used. */
  const withPayer = async (accountId: string, subjectIds: readonly string[]): Promise<AccountAndPayer> => {
    const shown = subjectCounters(catalog(), accountId, subjectIds);
    const account = await accountOf(accountId, shown);
    return { account, payer: await payerOf(ledger, account, shown) };
  };

  const subjectNow = async (accountId: string, subjectId: string, known?: SubjectProfile): Promise<SubjectView> => {
    const both = await withPayer(accountId, [subjectId]);
    const profile = known ?? (await ledger.subject(both.account.profile, subjectId))?.profile;
    return subjectView(catalog(), both, subjectId, profile);
  };

  const changeSubject = async (accountId: string, subjectId: string, profile: SubjectProfile | undefined) => {
    const { rootAccountId } = await profileOf(accountId);
    await ledger.putSubject({ rootAccountId, accountId, subjectId, profile });
    nudge(rootAccountId);
  };

  const watches = new AccountWatches({ ledger, feed, profiles, view: (accountId) => viewNow(accountId, false) });

  return {
    async create(request, { requestId: nonce }) {
      const place = await placeUnder(
        ledger,
        profiles.parentsOf.bind(profiles),
        request.accountId,
        request.parentAccountId,
        request.currency || catalog().currency,
      );
      const operation = newAccount(catalog(), request, place, ledger.nowMs());
      const reply = await ledger.createAccount({ ...operation, nonce });
      profiles.learn(reply.account.profile);
      return viewNow(request.accountId, reply.replayed);
    },
    get: (accountId) => viewNow(accountId, false),
    watch: (accountId, cursor, over) => watches.watch(accountId, cursor, over),
    async update(request) {
      const profile = await profileOf(request.accountId);
      checkChanges(catalog(), request, profile, ledger.nowMs());
      const operation = changeOf(catalog(), request, profile, ledger.nowMs());
      // A change of nothing must not make every sidecar read the account again; a revision that is given is compared
      // all the same.
      if (Object.keys(operation.changes).length > 0 || operation.revision > 0) await ledger.updateAccount(operation);
      nudge(profile.rootAccountId);
      return viewNow(request.accountId, false);
    },
    async addCredit(request, { requestId: nonce }) {
      const account = await accountOf(request.accountId);
      return post(account, { ...creditOf(catalog(), account, request), nonce });
    },
    async adjust(request, { requestId: nonce }) {
      const account = await accountOf(request.accountId);
      return post(account, { ...adjustmentOf(catalog(), account, request), nonce });
    },
    async packages(accountId) {
      return packagesFor(catalog(), accountId === '' ? undefined : await profileOf(accountId));
    },
    async buy(request, { requestId: nonce }) {
      const account = await accountOf(request.accountId);
      return post(account, { ...purchaseOf(catalog(), account, request), nonce });
    },
    async holds(accountId, holdId, page, filter = EVERY_HOLD) {
      const account = await accountOf(accountId);
      if (holdId === '') return openHoldsOf(ledger, account, filter, page);
      const holds = await holdWithLegs(ledger, account.profile, holdId, page.limit);
      return { holds, openHolds: account.openHolds, next: '' };
    },
    allHolds: (filter, mayShow, page) => allHoldsOf(ledger, filter, mayShow, page),
    list: (filter, mayShow, page) => listAccounts(ledger, catalog(), filter, mayShow, page),
    async putSubject(accountId, profile, only) {
      checkSubject(catalog(), profile);
      const { subjectId } = profile;
      if (only === undefined) await changeSubject(accountId, subjectId, profile);
      const set = only === undefined ? profile : await changeFields(ledger, await profileOf(accountId), profile, only);
      return subjectNow(accountId, subjectId, set);
    },
    subject: (accountId, subjectId) => subjectNow(accountId, subjectId),
    async deleteSubject(accountId, subjectId) {
      await changeSubject(accountId, subjectId, undefined);
      await accountOf(accountId);
    },
    async subjects(accountId, page) {
      const { items, next } = await readSubjects(ledger, await profileOf(accountId), page);
      const both = await withPayer(
        accountId,
        items.map(({ subjectId }) => subjectId),
      );
      return { items: items.map((profile) => subjectView(catalog(), both, profile.subjectId, profile)), next };
    },
    async *movements(accountId, span, page) {
      yield* movementsOf(ledger, options.archive, await profileOf(accountId), span, page);
    },
    async usage(accountId, span) {
      const profile = await profileOf(accountId);
      return usageOf(ledger, profile, await profiles.parentsOf(profile), span);
    },
  };
}

const EVERY_HOLD = { olderThanMs: 0, holdRule: '' };

function changeOf(
  snapshot: CatalogSnapshot,
  request: UpdateAccountRequest,
  profile: AccountProfile,
  nowMs: number,
): UpdateAccountOperation {
  const { accountId, revision, force, ...changes } = request;
  const grants = grantsAfter(snapshot, profile, changes, nowMs);
  return { rootAccountId: profile.rootAccountId, accountId, revision, force, changes, grants };
}

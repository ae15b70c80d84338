/** The verbs of billing and operations over one ledger and the catalog in force. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { AccountProfile, AccountState, Ledger, SubjectProfile, UpdateAccountOperation } from '../ledger/port.ts';
import { checkCredit, postCredit } from './credit.ts';
import { parentsOf, placeUnder } from './family.ts';
import { holdWithLegs, openHoldsOf } from './hold-list.ts';
import { checkChanges, newAccount } from './profile-rules.ts';
import type { Accounts, AccountView, UpdateAccountRequest } from './requests.ts';
import { checkSubject, readSubject, readSubjects } from './subjects.ts';
import { usageOf } from './usage.ts';
import { viewOf } from './view.ts';

export interface AccountsOptions {
  readonly ledger: Ledger;
  readonly catalog: () => CatalogSnapshot;
  /** The call path's cache of profiles, which a change made here reaches at once; other sidecars are told by the ledger. */
  readonly profiles: {
    get(accountId: string): Promise<AccountProfile | undefined>;
    learn(profile: AccountProfile): void;
  };
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { ledger, catalog, profiles } = options;

  const profileOf = async (accountId: string): Promise<AccountProfile> => {
    const profile = await profiles.get(accountId);
    if (profile === undefined) throw accountUnknown();
    return profile;
  };

  /** Read anew, past the cache. */
  const accountOf = async (accountId: string): Promise<AccountState> => {
    const account = await ledger.account(accountId);
    if (account === undefined) throw accountUnknown();
    profiles.learn(account.profile);
    return account;
  };

  /** The reply to a change says nothing of lots and counters. */
  const viewAfter = async ({ profile }: AccountState, replayed: boolean): Promise<AccountView> => {
    profiles.learn(profile);
    return viewOf(catalog(), await accountOf(profile.accountId), replayed);
  };

  const changeSubject = async (accountId: string, subjectId: string, profile: SubjectProfile | undefined) => {
    const { rootAccountId } = await profileOf(accountId);
    await ledger.putSubject({ rootAccountId, accountId, subjectId, profile });
    await accountOf(accountId);
  };

  return {
    async create(request) {
      const place = await placeUnder(ledger, profiles.get.bind(profiles), request.accountId, request.parentAccountId);
      const reply = await ledger.createAccount(newAccount(catalog(), request, place, ledger.nowMs()));
      return viewAfter(reply.account, reply.replayed);
    },
    async get(accountId) {
      return viewOf(catalog(), await accountOf(accountId), false);
    },
    async update(request) {
      const profile = await profileOf(request.accountId);
      checkChanges(catalog(), request, profile);
      return viewAfter(await ledger.updateAccount(changeOf(request, profile)), false);
    },
    async addCredit(request) {
      const account = await accountOf(request.accountId);
      checkCredit(catalog(), request, account.profile);
      return postCredit(ledger, catalog(), account, 'credit', request);
    },
    async adjust(request) {
      const plain = { ...request, expiresAtMs: 0, services: [] };
      return postCredit(ledger, catalog(), await accountOf(request.accountId), 'adjustment', plain);
    },
    async holds(accountId, holdId, limit) {
      const account = await accountOf(accountId);
      const holds =
        holdId === '' ? await openHoldsOf(ledger, account, limit) : await holdWithLegs(ledger, account, holdId, limit);
      return { holds, openHolds: account.openHolds };
    },
    async putSubject(accountId, profile) {
      checkSubject(catalog(), profile);
      await changeSubject(accountId, profile.subjectId, profile);
      return profile;
    },
    async subject(accountId, subjectId) {
      const found = await readSubject(ledger, await profileOf(accountId), subjectId);
      if (found === undefined) throw accountUnknown();
      return found;
    },
    deleteSubject: (accountId, subjectId) => changeSubject(accountId, subjectId, undefined),
    async subjects(accountId, limit) {
      return readSubjects(ledger, await profileOf(accountId), limit);
    },
    async *movements(accountId, span, limit) {
      yield* ledger.movements(await profileOf(accountId), span, limit);
    },
    async usage(accountId, span) {
      const profile = await profileOf(accountId);
      return usageOf(ledger, profile, await parentsOf(profile, profiles.get.bind(profiles)), span);
    },
  };
}

function changeOf(request: UpdateAccountRequest, profile: AccountProfile): UpdateAccountOperation {
  const { accountId, revision, force, ...changes } = request;
  return { rootAccountId: profile.rootAccountId, accountId, revision, force, changes };
}

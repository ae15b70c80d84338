/** The verbs of billing and operations over one ledger and the catalog in force. */
import { createHash } from 'node:crypto';
import type { CatalogSnapshot, StatusReference } from '../catalog/snapshot.ts';
import { accountStatus } from '../domain/account-status.ts';
import { monthlyCycle } from '../domain/cycle.ts';
import { Fault } from '../domain/fault.ts';
import type { AccountProfile, AccountState, Ledger, PostOperation, UpdateAccountOperation } from '../ledger/port.ts';
import { checkChanges, newAccount } from './profile-rules.ts';
import type { Accounts, AccountView, CreditResult, PostRequest, UpdateAccountRequest } from './requests.ts';
import { usageOf } from './usage.ts';

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
    if (profile === undefined) throw unknownAccount();
    return profile;
  };

  const view = (account: AccountState, replayed: boolean): AccountView => {
    profiles.learn(account.profile);
    return viewOf(catalog(), account, replayed);
  };

  const post = async (kind: PostOperation['kind'], request: PostRequest): Promise<CreditResult> => {
    const profile = await profileOf(request.accountId);
    const reply = await ledger.post({
      kind,
      rootAccountId: profile.rootAccountId,
      accountId: request.accountId,
      amountMilliCents: request.amountMilliCents,
      idempotencyKey: request.idempotencyKey,
      fingerprint: createHash('sha256').update(`${kind} ${request.amountMilliCents}`).digest('base64url').slice(0, 22),
      note: request.note,
    });
    return {
      balanceMilliCents: reply.balanceMilliCents,
      availableMilliCents: reply.availableMilliCents,
      accountStatus: accountStatus(reply, profile.state === 'active', referenceOf(catalog(), profile, ledger.nowMs())),
      replayed: reply.replayed,
    };
  };

  return {
    async create(request) {
      const reply = await ledger.createAccount(newAccount(catalog(), request, ledger.nowMs()));
      return view(reply.account, reply.replayed);
    },
    async get(accountId) {
      const account = await ledger.account(accountId);
      if (account === undefined) throw unknownAccount();
      return view(account, false);
    },
    async update(request) {
      checkChanges(catalog(), request);
      const profile = await profileOf(request.accountId);
      return view(await ledger.updateAccount(changeOf(request, profile)), false);
    },
    addCredit: (request) => post('credit', request),
    adjust: (request) => post('adjustment', request),
    async holds(accountId, holdId, limit) {
      const account = await ledger.account(accountId);
      if (account === undefined) throw unknownAccount();
      const place = { rootAccountId: account.profile.rootAccountId, accountId };
      if (holdId === '') return { holds: await ledger.openHolds(place, limit), openHolds: account.openHolds };
      const hold = await ledger.hold({ ...place, holdId });
      if (hold === undefined)
        throw new Fault('not_found', 'HOLD_UNKNOWN', 'there is no such hold', { field: 'hold_id' });
      return { holds: [hold], openHolds: account.openHolds };
    },
    async *movements(accountId, span, limit) {
      yield* ledger.movements(await profileOf(accountId), span, limit);
    },
    async usage(accountId, span) {
      return usageOf(ledger, await profileOf(accountId), span);
    },
  };
}

/** An account as the outside sees it. */
function viewOf(snapshot: CatalogSnapshot, account: AccountState, replayed: boolean): AccountView {
  const { profile, balanceMilliCents, availableMilliCents } = account;
  const funds = { availableMilliCents, postedMilliCents: balanceMilliCents + profile.creditLimitMilliCents };
  return {
    ...account,
    planCreditsRemainingMilliCents: 0,
    cycleEndsAtMs: monthlyCycle(profile, account.nowMs).endsAtMs,
    accountStatus: accountStatus(funds, profile.state === 'active', referenceOf(snapshot, profile, account.nowMs)),
    replayed,
  };
}

function referenceOf(
  snapshot: CatalogSnapshot,
  { plan, timeZone }: AccountProfile,
  atMs: number,
): StatusReference | undefined {
  return snapshot.statusReference(plan, timeZone, atMs);
}

function changeOf(request: UpdateAccountRequest, profile: AccountProfile): UpdateAccountOperation {
  const { accountId, revision, force, ...changes } = request;
  return { rootAccountId: profile.rootAccountId, accountId, revision, force, changes };
}

function unknownAccount(): Fault {
  return new Fault('not_found', 'ACCOUNT_UNKNOWN', 'there is no such account', { field: 'account_id' });
}

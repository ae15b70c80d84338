/** Where a new account stands among others. */
import { invalidField } from '../domain/fault.ts';
import type { AccountProfile, AccountState, Ledger } from '../ledger/port.ts';

/** A hold touches its account and all above it, in one script: that must stay a handful. */
const MOST_LEVELS = 4;

/** The account at the top, and the one right above. */
export interface Place {
  readonly rootAccountId: string;
  readonly parentAccountId: string | undefined;
}

/** Reads the parent anew, because the cache may not know yet that it was closed; what is above it never changes. */
export async function placeUnder(
  ledger: Ledger,
  parentsOf: (profile: AccountProfile) => Promise<readonly AccountProfile[]>,
  accountId: string,
  parentAccountId: string,
): Promise<Place> {
  if (parentAccountId === '') return { rootAccountId: accountId, parentAccountId: undefined };
  if (parentAccountId === accountId) throw notAbove('an account cannot be its own parent');
  const parent = (await ledger.account(parentAccountId))?.profile;
  if (parent === undefined) throw notAbove(`there is no account "${parentAccountId}"`);
  if (parent.state === 'closed') throw notAbove(`"${parentAccountId}" is closed`);
  const level = 1 + (await parentsOf(parent)).length;
  if (level >= MOST_LEVELS) {
    throw notAbove(`"${parentAccountId}" is at level ${level} already; there are at most ${MOST_LEVELS} levels`);
  }
  return { rootAccountId: parent.rootAccountId, parentAccountId };
}

/** An account, and the one whose credit pays for its traffic. */
export interface AccountAndPayer {
  readonly account: AccountState;
  readonly payer: AccountState;
}

/** Up the parents, as long as each is set up to be paid for. */
export async function payerOf(ledger: Ledger, account: AccountState): Promise<AccountState> {
  let payer = account;
  while (payer.profile.fundedBy === 'parent' && payer.profile.parentAccountId !== undefined) {
    const above = await ledger.account(payer.profile.parentAccountId);
    if (above === undefined) break;
    payer = above;
  }
  return payer;
}

function notAbove(problem: string): Error {
  return invalidField('parent_account_id', problem);
}

/**
 * An account as the outside sees it: its money and allowances brought up to date with what its plan gives in the
 * periods that run now.
 */
import { cycleAt, grantsAt, planOf, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { accountStatus, type AccountStatus } from '../domain/decision.ts';
import { invalidField } from '../domain/fault.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, AccountState, Ledger, Pack } from '../ledger/port.ts';
import { isStopped } from '../ledger/rules/counters.ts';
import { freeOf, fundsOf, openWallet } from '../ledger/rules/funding.ts';
import { freeIn, type Lot, remembered } from '../ledger/rules/lots.ts';
import { besidePacks, freeUnits, rememberedPacks } from '../ledger/rules/packs.ts';
import type { AccountView, PackView } from './requests.ts';
import { accountAllowances } from './subjects.ts';
export { partName } from '../ledger/rules/lots.ts';

/**
 * The account's own money is shown also where its parent pays.
 *
 * @param payer - whose credit pays for its traffic; the account itself, or one above it.
 */
export function viewOf(
  snapshot: CatalogSnapshot,
  account: AccountState,
  payer: AccountState,
  replayed: boolean,
): AccountView {
  const { profile, nowMs } = account;
  const plan = planOf(snapshot, profile);
  const { wallet } = openWallet(account, grantsAt(plan, profile, nowMs), nowMs);
  const lots = remembered(wallet.lots, nowMs);
  return {
    ...account,
    lots,
    packs: packViews(snapshot, profile, wallet.packs, nowMs),
    totalHeldMilliCents: lots.reduce((sum, lot) => sum + lot.heldMilliCents, account.heldMilliCents),
    availableMilliCents: freeOf(wallet, nowMs),
    planCreditsRemainingMilliCents: planCreditsIn(lots, nowMs),
    cycleEndsAtMs: cycleAt(plan, profile, nowMs).endsAtMs,
    payerAccountId: payer.profile.accountId,
    ...standingOf(snapshot, account, payer),
    allowances: accountAllowances(snapshot, payer),
    replayed,
  };
}

/**
 * How close the account is to being denied: judged by what the catalog's reference may draw on, out of the payer's
 * credit.
 */
function standingOf(
  snapshot: CatalogSnapshot,
  { profile, nowMs }: AccountState,
  payer: AccountState,
): { readonly accountStatus: AccountStatus | undefined; readonly planExhausted: boolean } {
  const plan = planOf(snapshot, payer.profile);
  const { wallet } = openWallet(payer, grantsAt(plan, payer.profile, nowMs), nowMs);
  const policy = payer.profile.onPlanExhausted ?? plan?.onPlanExhausted;
  const period = policy === 'stop' ? planPeriodAt(plan, payer.profile, nowMs) : '';
  const stop = isStopped(payer.counters, period);
  const reference = snapshot.statusReference(payer.profile.plan, profile.timeZone, nowMs);
  const request = reference && { service: reference.service, sinceMs: nowMs, stop };
  // Traffic of an account of another currency is denied (CURRENCY_MISMATCH).
  const active = [profile, payer.profile].every(
    ({ state, currency }) => state === 'active' && currency === snapshot.currency,
  );
  const isUsedUp = planCreditsIn(wallet.lots, nowMs) === 0 || payer.counters.get('stopped') === period;
  return {
    accountStatus: accountStatus(
      fundsOf(wallet, nowMs, request),
      active,
      reference && besidePacks(reference, packsFor(snapshot, payer, wallet.packs, reference.traffic), nowMs),
    ),
    planExhausted: stop && isUsedUp,
  };
}

function packViews(
  { services }: CatalogSnapshot,
  { coverages }: AccountProfile,
  packs: readonly Pack[],
  nowMs: number,
): readonly PackView[] {
  return rememberedPacks(packs, nowMs).flatMap((pack) => {
    const match = coverages.find(({ id }) => id === pack.coverageId);
    if (match === undefined) return [];
    const unit = match.services.map((name) => services.get(name)?.unit).find((each) => each !== undefined) ?? '';
    return [{ ...pack, match, unit, remainingUnits: freeUnits(pack, nowMs) }];
  });
}

/** Those of the payer that pay for this traffic. */
function packsFor(
  snapshot: CatalogSnapshot,
  { profile }: AccountState,
  packs: readonly Pack[],
  traffic: Traffic,
): readonly Pack[] {
  const pays = new Set(profile.coverages.filter((each) => snapshot.isInPack(each, traffic)).map(({ id }) => id));
  return packs.filter(({ coverageId }) => pays.has(coverageId));
}

function planCreditsIn(lots: readonly Lot[], nowMs: number): number {
  return lots.reduce((sum, lot) => (lot.kind === 'plan_credits' ? sum + freeIn(lot, nowMs) : sum), 0);
}

/* Where a new account stands among others. */

/** A hold touches its account and all above it, in one script: that must stay a handful. */
const MOST_LEVELS = 4;

/** The account at the top, and the one right above. */
export interface Place {
  readonly rootAccountId: string;
  readonly parentAccountId: string | undefined;
}

/**
 * Reads the parent anew, because the cache may not know yet that it was closed; what is above it never changes.
 *
 * @param currency - of the new account: a company counts in one.
 */
export async function placeUnder(
  ledger: Ledger,
  parentsOf: (profile: AccountProfile) => Promise<readonly AccountProfile[]>,
  accountId: string,
  parentAccountId: string,
  currency: string,
): Promise<Place> {
  if (parentAccountId === '') return { rootAccountId: accountId, parentAccountId: undefined };
  if (parentAccountId === accountId) throw notAbove('an account cannot be its own parent');
  const parent = (await ledger.account(parentAccountId))?.profile;
  if (parent === undefined) throw notAbove(`there is no account "${parentAccountId}"`);
  if (parent.state === 'closed') throw notAbove(`"${parentAccountId}" is closed`);
  if (parent.currency !== currency) {
    throw notAbove(`"${parentAccountId}" counts in ${parent.currency}, and an account under it would in ${currency}`);
  }
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
export async function payerOf(
  ledger: Pick<Ledger, 'account'>,
  account: AccountState,
  counters: readonly string[],
): Promise<AccountState> {
  let payer = account;
  while (payer.profile.fundedBy === 'parent' && payer.profile.parentAccountId !== undefined) {
    const above = await ledger.account(payer.profile.parentAccountId, counters);
    if (above === undefined) break;
    payer = above;
  }
  return payer;
}

function notAbove(problem: string): Error {
  return invalidField('parent_account_id', problem);
}

/*
 * How the parts of a hold or charge are called outside. The transports may use the ledger's types, but run none of its
 * code.
 */

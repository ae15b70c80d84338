/** An account as the outside sees it: its money and allowances brought up to date with what its plan gives in the periods that run now. */
import { cycleAt, grantsAt, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { accountStatus, type AccountStatus } from '../domain/account-status.ts';
import { freeIn, remembered, type Lot } from '../ledger/lots.ts';
import type { AccountState } from '../ledger/port.ts';
import { isStopped } from '../ledger/reference/counters.ts';
import { freeOf } from '../ledger/reference/funding.ts';
import { fundsOf, openWallet } from '../ledger/reference/wallet.ts';
import { accountAllowances } from './allowances.ts';
import type { AccountView } from './requests.ts';

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
  const plan = snapshot.plans.get(profile.plan);
  const { wallet } = openWallet(account, grantsAt(plan, profile, nowMs), nowMs);
  const lots = remembered(wallet.lots, nowMs);
  return {
    ...account,
    lots,
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

/** How close the account is to being denied: judged by what the catalog's reference may draw on, out of the payer's credit. */
function standingOf(
  snapshot: CatalogSnapshot,
  { profile, nowMs }: AccountState,
  payer: AccountState,
): { readonly accountStatus: AccountStatus | undefined; readonly planExhausted: boolean } {
  const plan = snapshot.plans.get(payer.profile.plan);
  const { wallet } = openWallet(payer, grantsAt(plan, payer.profile, nowMs), nowMs);
  const policy = payer.profile.onPlanExhausted ?? plan?.onPlanExhausted;
  const period = policy === 'stop' ? planPeriodAt(plan, payer.profile, nowMs) : '';
  const stop = isStopped(payer.counters, period);
  const reference = snapshot.statusReference(payer.profile.plan, profile.timeZone, nowMs);
  const request = reference && { service: reference.service, sinceMs: nowMs, stop };
  const active = profile.state === 'active' && payer.profile.state === 'active';
  const isUsedUp = planCreditsIn(wallet.lots, nowMs) === 0 || payer.counters.get('stopped') === period;
  return {
    accountStatus: accountStatus(fundsOf(wallet, nowMs, request), active, reference),
    planExhausted: stop && isUsedUp,
  };
}

function planCreditsIn(lots: readonly Lot[], nowMs: number): number {
  return lots.reduce((sum, lot) => (lot.kind === 'plan_credits' ? sum + freeIn(lot, nowMs) : sum), 0);
}

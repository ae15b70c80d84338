/** An account as the outside sees it: its money and allowances brought up to date with what its plan gives in the periods that run now. */
import { allowanceAt, cycleAt, grantsAt } from '../catalog/plan-grants.ts';
import type { Allowance, CatalogSnapshot, StatusReference } from '../catalog/snapshot.ts';
import { accountStatus } from '../domain/account-status.ts';
import { freeIn, remembered, type Lot } from '../ledger/lots.ts';
import type { AccountProfile, AccountState } from '../ledger/port.ts';
import { usageOf } from '../ledger/reference/counters.ts';
import { freeOf, postedOf } from '../ledger/reference/funding.ts';
import { openWallet } from '../ledger/reference/wallet.ts';
import type { AccountView, AllowanceView } from './requests.ts';

/** The account's own money is shown also where its parent pays. */
export function viewOf(snapshot: CatalogSnapshot, account: AccountState, replayed: boolean): AccountView {
  const { profile, nowMs } = account;
  const plan = snapshot.plans.get(profile.plan);
  const { wallet } = openWallet(account, grantsAt(plan, profile, nowMs), nowMs);
  const availableMilliCents = freeOf(wallet, nowMs);
  const funds = { availableMilliCents, postedMilliCents: postedOf(wallet, nowMs) };
  const lots = remembered(wallet.lots, nowMs);
  return {
    ...account,
    lots,
    totalHeldMilliCents: lots.reduce((sum, lot) => sum + lot.heldMilliCents, account.heldMilliCents),
    availableMilliCents,
    planCreditsRemainingMilliCents: planCreditsIn(lots, nowMs),
    cycleEndsAtMs: cycleAt(plan, profile, nowMs).endsAtMs,
    accountStatus: accountStatus(funds, profile.state === 'active', referenceOf(snapshot, profile, nowMs)),
    allowances: (plan?.allowances ?? []).flatMap((allowance) => allowanceViews(allowance, account)),
    replayed,
  };
}

/** The hold that an account's status is judged by. */
export function referenceOf(
  snapshot: CatalogSnapshot,
  { plan, timeZone }: AccountProfile,
  atMs: number,
): StatusReference | undefined {
  return snapshot.statusReference(plan, timeZone, atMs);
}

function planCreditsIn(lots: readonly Lot[], nowMs: number): number {
  return lots.reduce((sum, lot) => (lot.kind === 'plan_credits' ? sum + freeIn(lot, nowMs) : sum), 0);
}

/** One view for the account as a whole, also before anything is used; or one for each subject that has used something in this period. */
function allowanceViews(allowance: Allowance, account: AccountState): readonly AllowanceView[] {
  if (allowance.per !== 'subject') return allowanceView(allowance, account, '');
  const period = allowanceAt(allowance, account.profile, '-', account.nowMs)?.period;
  if (period === undefined) return [];
  const [start, end] = [`units/${allowance.name}/`, `/${period.label}`];
  return [...account.counters.keys()]
    .filter((field) => field.startsWith(start) && field.endsWith(end))
    .map((field) => field.slice(start.length, -end.length))
    .sort()
    .flatMap((subjectId) => allowanceView(allowance, account, subjectId));
}

function allowanceView(allowance: Allowance, account: AccountState, subjectId: string): readonly AllowanceView[] {
  const running = allowanceAt(allowance, account.profile, subjectId, account.nowMs);
  if (running === undefined) return [];
  const { counter, totalUnits, period } = running;
  const { used, held } = usageOf(account.counters, counter) ?? { used: 0, held: 0 };
  return [
    {
      name: allowance.name,
      subjectId,
      totalUnits,
      usedUnits: used,
      heldUnits: held,
      remainingUnits: Math.max(0, totalUnits - used - held),
      endsAtMs: period.endsAtMs,
    },
  ];
}

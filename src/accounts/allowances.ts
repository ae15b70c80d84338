/** What a plan includes, with what is used of it in the period that runs now. */
import { allowanceAt, subjectUnder } from '../catalog/plan-grants.ts';
import type { Allowance, CatalogSnapshot } from '../catalog/snapshot.ts';
import type { AccountState } from '../ledger/port.ts';
import { usageOf } from '../ledger/reference/counters.ts';
import type { AllowanceView } from './requests.ts';

/** What is included for the account as a whole, also before anything is used. */
export function accountAllowances(snapshot: CatalogSnapshot, payer: AccountState): readonly AllowanceView[] {
  return included(snapshot, payer)
    .filter(({ per }) => per !== 'subject')
    .flatMap((allowance) => viewOf(allowance, payer, '', ''));
}

/** What is included for one subject of an account. */
export function subjectAllowances(
  snapshot: CatalogSnapshot,
  payer: AccountState,
  accountId: string,
  subjectId: string,
): readonly AllowanceView[] {
  return included(snapshot, payer)
    .filter(({ per }) => per === 'subject')
    .flatMap((allowance) => viewOf(allowance, payer, subjectId, subjectUnder(payer.profile, accountId, subjectId)));
}

function included(snapshot: CatalogSnapshot, { profile }: AccountState): readonly Allowance[] {
  return snapshot.plans.get(profile.plan)?.allowances ?? [];
}

function viewOf(
  allowance: Allowance,
  { profile, counters, nowMs }: AccountState,
  subjectId: string,
  whose: string,
): readonly AllowanceView[] {
  const running = allowanceAt(allowance, profile, whose, nowMs);
  if (running === undefined) return [];
  const { counter, totalUnits, period } = running;
  const { used, held } = usageOf(counters, counter) ?? { used: 0, held: 0 };
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

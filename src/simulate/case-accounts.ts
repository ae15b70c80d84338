/** Opens the accounts of a case as the case says. */
import type { CaseSource } from '../catalog/schema/cases-file.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { anchorMonthAt } from '../domain/cycle.ts';
import { parseMoney } from '../domain/money.ts';
import type { Ledger, SubjectProfile } from '../ledger/port.ts';

export type AccountSource = CaseSource['account'];

/** Parents come before their children. */
export async function openAccount(
  ledger: Ledger,
  snapshot: CatalogSnapshot,
  source: AccountSource,
  rootAccountId: string,
): Promise<void> {
  if (source.state === 'absent') return;
  const place = { rootAccountId, accountId: source.id };
  const balance = source.balance === undefined ? undefined : parseMoney(source.balance);
  const signup = source.parent === undefined ? (snapshot.plans.get(source.plan)?.signupCreditMilliCents ?? 0) : 0;
  await ledger.createAccount({
    profile: {
      ...place,
      parentAccountId: source.parent,
      plan: source.plan,
      currency: snapshot.currency,
      timeZone: source.time_zone,
      cycleAnchorDay: source.cycle_anchor_day,
      cycleAnchorMonth: anchorMonthAt(
        { timeZone: source.time_zone, cycleAnchorDay: source.cycle_anchor_day },
        ledger.nowMs(),
      ),
      seats: source.seats,
      creditLimitMilliCents: parseMoney(source.credit_limit),
      numbers: source.numbers,
      fundedBy: source.funded_by,
      onPlanExhausted: source.on_plan_exhausted,
      allowanceUnits: new Map(Object.entries(source.allowances)),
    },
    signupCreditMilliCents: balance === undefined ? signup : 0,
    fingerprint: source.id,
  });
  if (balance !== undefined && balance !== 0) await adjust(ledger, place, balance);
  for (const [subjectId, subject] of Object.entries(source.subjects)) {
    await ledger.putSubject({ ...place, subjectId, profile: subjectProfile(subjectId, subject) });
  }
  if (source.state === 'active' && source.max_open_holds === 0) return;
  const changes = { state: source.state, maxOpenHolds: source.max_open_holds };
  await ledger.updateAccount({ ...place, revision: 0, changes, force: true });
}

/** The opening balance is set by hand: it may be negative, and it does not lift a stop as bought credit does. */
async function adjust(
  ledger: Ledger,
  place: { readonly rootAccountId: string; readonly accountId: string },
  amountMilliCents: number,
): Promise<void> {
  const key = 'opening balance';
  await ledger.post({
    ...place,
    kind: 'adjustment',
    amountMilliCents,
    idempotencyKey: key,
    fingerprint: key,
    note: '',
    expiresAtMs: 0,
    services: [],
    grants: [],
    planPeriod: '',
    refusal: undefined,
  });
}

function subjectProfile(subjectId: string, source: AccountSource['subjects'][string]): SubjectProfile {
  return {
    subjectId,
    ratePlan: source.rate_plan,
    country: source.country,
    maxOpenHolds: source.max_open_holds,
    spendingLimitMilliCents: source.spending_limit === undefined ? undefined : parseMoney(source.spending_limit),
    onLimit: source.on_limit,
    onPlanExhausted: source.on_plan_exhausted,
  };
}

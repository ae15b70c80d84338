/** What holds for the users, agents and lines of an account. */
import { allowanceAt, cycleAt, subjectUnder } from '../catalog/plan-grants.ts';
import type { Allowance, CatalogSnapshot } from '../catalog/snapshot.ts';
import { Fault, invalidField } from '../domain/fault.ts';
import { callingCodeOf } from '../domain/phone/metadata.ts';
import { accountUnknown } from '../ledger/faults.ts';
import type { AccountProfile, AccountState, Ledger, Page, PageOf, SubjectProfile } from '../ledger/port.ts';
import { allowanceField, carriedUse, usageOf } from '../ledger/rules/allowance-use.ts';
import { readCounter, spentIn } from '../ledger/rules/counters.ts';
import { spendKindOf, subjectCounter, sumKindOf } from '../ledger/rules/limits.ts';
import type { AllowanceView, SubjectView } from './requests.ts';
import type { AccountAndPayer } from './view.ts';

type Place = Pick<AccountProfile, 'rootAccountId' | 'accountId'>;

/** How many are read at once. */
const READ_AT_ONCE = 100;

export function checkSubject(snapshot: CatalogSnapshot, { ratePlan, country }: SubjectProfile): void {
  if (ratePlan !== undefined && !snapshot.ratePlans.has(ratePlan)) {
    const known = [...snapshot.ratePlans];
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw invalidField('rate_plan', `the catalog has no rate plan "${ratePlan}"; ${has}`);
  }
  if (country !== undefined && callingCodeOf(country) === undefined) {
    throw invalidField('country', `"${country}" is not an ISO 3166 code such as US`);
  }
}

/** How often a change is computed again because somebody else changed the account meanwhile. */
const ATTEMPTS_MAX = 5;

/** Takes the fields named from the profile, and leaves the others as they are. @returns how all of it stands then */
export async function changeFields(
  ledger: Ledger,
  { rootAccountId, accountId }: Place,
  profile: SubjectProfile,
  only: ReadonlySet<keyof SubjectProfile>,
): Promise<SubjectProfile> {
  const place = { rootAccountId, accountId };
  const { subjectId } = profile;
  const taken = Object.fromEntries([...only].map((field) => [field, profile[field]]));
  for (let attempt = 1; ; attempt += 1) {
    const known = await ledger.subject(place, subjectId);
    if (known === undefined) throw accountUnknown();
    const merged: SubjectProfile = { ...(known.profile ?? defaultsOf(subjectId)), ...taken };
    try {
      await ledger.putSubject({ ...place, subjectId, profile: merged, revision: known.revision });
      return merged;
    } catch (error) {
      const isLate = error instanceof Fault && error.reason === 'REVISION_MISMATCH';
      if (!isLate || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/** What holds for it, and what it has used. */
export function subjectView(
  snapshot: CatalogSnapshot,
  { account, payer }: AccountAndPayer,
  subjectId: string,
  found: SubjectProfile | undefined,
): SubjectView {
  const profile = found ?? defaultsOf(subjectId);
  const plan = snapshot.plans.get(account.profile.plan);
  const cycle = cycleAt(plan, account.profile, account.nowMs);
  const { spendingLimitMilliCents: limit, onLimit } = profile;
  const { sums } = readCounter(account.counters.get(subjectCounter(subjectId)));
  const kind = limit === undefined ? 'spend' : spendKindOf(onLimit);
  return {
    profile,
    spentMilliCents: spentIn(sums, sumKindOf({ kind, span: plan?.cycle ?? 'month' }), cycle),
    cycleEndsAtMs: cycle.endsAtMs,
    allowances: subjectAllowances(snapshot, payer, account.profile.accountId, subjectId),
  };
}

/** Those that have particulars, by name. */
export async function readSubjects(ledger: Ledger, place: Place, page: Page): Promise<PageOf<SubjectProfile>> {
  const { items: ids, next } = await ledger.subjectIds(place, page);
  const found: SubjectProfile[] = [];
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const replies = await Promise.all(ids.slice(at, at + READ_AT_ONCE).map((id) => ledger.subject(place, id)));
    // One that was forgotten between the two reads is left out.
    found.push(...replies.flatMap((reply) => reply?.profile ?? []));
  }
  return { items: found, next };
}

function defaultsOf(subjectId: string): SubjectProfile {
  return {
    subjectId,
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  };
}

/* What a plan includes, with what is used of it in the period that runs now. */

/** The counters that `accountAllowances` looks at, whatever the plan of the account is. */
export function accountCounters(snapshot: CatalogSnapshot): readonly string[] {
  return allowanceNames(snapshot).map((name) => allowanceField(name, '-'));
}

/** Those that `subjectView` looks at, in the account of the subjects and in the one that pays. */
export function subjectCounters(
  snapshot: CatalogSnapshot,
  accountId: string,
  subjectIds: readonly string[],
): readonly string[] {
  const names = allowanceNames(snapshot);
  return subjectIds.flatMap((subjectId) => [
    subjectCounter(subjectId),
    ...names.flatMap((name) => [
      allowanceField(name, subjectId),
      allowanceField(name, subjectUnder({ accountId: '' }, accountId, subjectId)),
    ]),
  ]);
}

function allowanceNames({ plans }: CatalogSnapshot): readonly string[] {
  return [...new Set([...plans.values()].flatMap(({ allowances }) => allowances.map(({ name }) => name)))];
}

/** What is included for the account as a whole, also before anything is used. */
export function accountAllowances(snapshot: CatalogSnapshot, payer: AccountState): readonly AllowanceView[] {
  return included(snapshot, payer)
    .filter(({ per }) => per !== 'subject')
    .flatMap((allowance) => viewOf(allowance, payer, '', ''));
}

/** What is included for one subject of an account. */
function subjectAllowances(
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
  const own = usageOf(counters, counter, nowMs);
  const carried = carriedUse(counters, counter, nowMs);
  const [used, held] = [own.used + carried.used, own.held + carried.held];
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

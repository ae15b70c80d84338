/** What may pay for a request: who, from which plan, and under which rule when the plan is used up. */
import { allowanceAt, grantsAt, planPeriodAt, subjectUnder } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { isFree, type Terms } from '../domain/terms.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Admission, AllowanceSource, SubjectProfile } from '../ledger/port.ts';
import { fundingIndex, type Party } from './party.ts';
import type { TrafficRequest } from './requests.ts';
import { always, within, type ValidSpan } from './valid-span.ts';

export interface Funding extends Pick<Admission, 'allowances' | 'grants' | 'stop'> {
  readonly valid: ValidSpan;
}

const NO_ALLOWANCES: readonly AllowanceSource[] = [];

/** The index in the chain of the account that pays for this traffic. */
export function payerIndex(snapshot: CatalogSnapshot, traffic: Traffic, chain: Party['chain']): number {
  if (chain.length === 1) return 0;
  return snapshot.payer(traffic) === 'root' ? chain.length - 1 : fundingIndex(chain);
}

/** Traffic that costs nothing draws on nothing. */
export function fundingFor(
  snapshot: CatalogSnapshot,
  traffic: Traffic,
  payer: AccountProfile,
  subject: SubjectProfile | undefined,
  { accountId, subjectId }: Pick<TrafficRequest, 'accountId' | 'subjectId'>,
  terms: Terms | undefined,
): Funding {
  const plan = snapshot.plans.get(payer.plan);
  const { atMs } = traffic;
  const grants = grantsAt(plan, payer, atMs);
  let valid = always;
  for (const { startsAtMs, expiresAtMs } of grants) valid = within(valid, { startsAtMs, endsAtMs: expiresAtMs });
  const policy = policyOf(subject) ?? payer.onPlanExhausted ?? plan?.onPlanExhausted;
  const stop = policy === 'stop' ? planPeriodAt(plan, payer, atMs) : '';
  const covering = terms === undefined || isFree(terms) ? [] : snapshot.allowances(traffic);
  if (covering.length === 0) return { allowances: NO_ALLOWANCES, grants, stop, valid };
  const allowances: AllowanceSource[] = [];
  const whose = subjectUnder(payer, accountId, subjectId);
  for (const allowance of covering) {
    const current = allowanceAt(allowance, payer, whose, atMs);
    if (current === undefined) continue;
    allowances.push({ counter: current.counter, totalUnits: current.totalUnits });
    valid = within(valid, current.period);
  }
  return { allowances, grants, stop, valid };
}

/** A subject that may go on past its own limit without the plan credits has said with that what it does without them (rule PW-8). */
function policyOf(subject: SubjectProfile | undefined): SubjectProfile['onPlanExhausted'] {
  if (subject === undefined) return undefined;
  const goesOn = subject.spendingLimitMilliCents !== undefined && subject.onLimit === 'use_balance';
  return subject.onPlanExhausted ?? (goesOn ? 'use_balance' : undefined);
}

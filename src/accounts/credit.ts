/** Money that is added or corrected by hand. */
import { grantsAt, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { topUpRefusal } from '../catalog/top-up.ts';
import { invalidField, type Fault } from '../domain/fault.ts';
import type { AccountProfile, AccountState, Ledger, PostOperation, PostReply } from '../ledger/port.ts';
import { hashOf } from './profile-rules.ts';
import type { AddCreditRequest } from './requests.ts';

/** Why the plan or the catalog takes no such credit. Whether it has ended already is the ledger's to say, by its own clock and after replays. */
function refusalOf(snapshot: CatalogSnapshot, request: AddCreditRequest, { plan }: AccountProfile): Fault | undefined {
  const index = request.services.findIndex((service) => !snapshot.services.has(service));
  if (index >= 0) {
    return invalidField(`services[${index}]`, `the catalog has no service "${request.services[index]}"`);
  }
  return topUpRefusal(snapshot.plans.get(plan), request.amountMilliCents, snapshot.currency);
}

/** @param account - as it was just read: grants that come from an old profile would be those of an old plan. */
export async function postCredit(
  ledger: Ledger,
  snapshot: CatalogSnapshot,
  account: AccountState,
  kind: PostOperation['kind'],
  request: AddCreditRequest,
): Promise<PostReply> {
  const { profile, nowMs } = account;
  const plan = snapshot.plans.get(profile.plan);
  const services = [...new Set(request.services)].sort();
  return ledger.post({
    kind,
    rootAccountId: profile.rootAccountId,
    accountId: profile.accountId,
    amountMilliCents: request.amountMilliCents,
    idempotencyKey: request.idempotencyKey,
    fingerprint: fingerprintOf(kind, request, services),
    note: request.note,
    expiresAtMs: request.expiresAtMs,
    services,
    grants: grantsAt(plan, profile, nowMs),
    planPeriod: planPeriodAt(plan, profile, nowMs),
    refusal: kind === 'credit' ? refusalOf(snapshot, request, profile) : undefined,
  });
}

/** Plain credit is written as it always was: a key is remembered for 400 days, longer than a version lasts. */
function fingerprintOf(
  kind: PostOperation['kind'],
  { amountMilliCents, expiresAtMs }: AddCreditRequest,
  services: readonly string[],
): string {
  const plain = `${kind} ${amountMilliCents}`;
  return hashOf(expiresAtMs === 0 && services.length === 0 ? plain : `${plain} ${expiresAtMs} ${services.join(',')}`);
}

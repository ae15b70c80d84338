/** Money that is added or corrected by hand. */
import { grantsAt, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { requireTopUp } from '../catalog/top-up.ts';
import { accountStatus } from '../domain/account-status.ts';
import { invalidField } from '../domain/fault.ts';
import type { AccountProfile, AccountState, Ledger, PostOperation } from '../ledger/port.ts';
import { hashOf } from './profile-rules.ts';
import type { AddCreditRequest, CreditResult } from './requests.ts';
import { referenceOf } from './view.ts';

/** What the plan and the catalog ask of a credit. Whether it has ended already is the ledger's to say, by its own clock and after replays. */
export function checkCredit(snapshot: CatalogSnapshot, request: AddCreditRequest, { plan }: AccountProfile): void {
  requireTopUp(snapshot.plans.get(plan), request.amountMilliCents, snapshot.currency);
  for (const [index, service] of request.services.entries()) {
    if (!snapshot.services.has(service)) {
      throw invalidField(`services[${index}]`, `the catalog has no service "${service}"`);
    }
  }
}

/** @param account - as it was just read: grants that come from an old profile would be those of an old plan. */
export async function postCredit(
  ledger: Ledger,
  snapshot: CatalogSnapshot,
  account: AccountState,
  kind: PostOperation['kind'],
  request: AddCreditRequest,
): Promise<CreditResult> {
  const { profile, nowMs } = account;
  const plan = snapshot.plans.get(profile.plan);
  const services = [...new Set(request.services)].sort();
  const reply = await ledger.post({
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
  });
  return {
    balanceMilliCents: reply.balanceMilliCents,
    availableMilliCents: reply.availableMilliCents,
    accountStatus: accountStatus(reply, profile.state === 'active', referenceOf(snapshot, profile, ledger.nowMs())),
    replayed: reply.replayed,
  };
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

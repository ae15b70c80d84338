/** Packages of the catalog, which accounts buy from their balance. */
import { grantsAt, planOf, planPeriodAt } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot, Package } from '../catalog/snapshot.ts';
import { suggestion } from '../domain/did-you-mean.ts';
import { Fault } from '../domain/fault.ts';
import { fingerprint } from '../domain/traffic.ts';
import type { AccountProfile, AccountState, PostOperation } from '../ledger/port.ts';
import type { BuyPackageRequest, PackageList } from './requests.ts';

/** By id. @param profile - of the account that wants to buy; undefined shows all. */
export function packagesFor(snapshot: CatalogSnapshot, profile: AccountProfile | undefined): PackageList {
  const packages = [...snapshot.packages.values()]
    .filter(({ plans }) => profile === undefined || plans === undefined || plans.has(profile.plan))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const unitOf = ({ pack }: Package): string => snapshot.services.get(pack?.match.services[0] ?? '')?.unit ?? '';
  return { packages: packages.map((sold) => ({ ...sold, unit: unitOf(sold) })), currency: snapshot.currency };
}

/**
 * A key that has bought a package is answered from memory, also when the catalog sells it no more or at another price:
 * so what cannot be sold goes along as a refusal, behind the key.
 *
 * @param account - as it was just read: grants that come from an old profile would be those of an old plan.
 */
export function purchaseOf(
  snapshot: CatalogSnapshot,
  { profile, nowMs }: AccountState,
  { packageId, idempotencyKey, note }: BuyPackageRequest,
): PostOperation {
  const sold = snapshot.packages.get(packageId);
  const plan = planOf(snapshot, profile);
  return {
    kind: 'credit',
    rootAccountId: profile.rootAccountId,
    accountId: profile.accountId,
    amountMilliCents: sold?.amountMilliCents ?? 0,
    pack: sold?.pack,
    purchase: { packageId, priceMilliCents: sold?.priceMilliCents ?? 0 },
    services: sold?.services ?? [],
    expiresAtMs: sold === undefined || sold.lastsMs === 0 ? 0 : nowMs + sold.lastsMs,
    idempotencyKey,
    fingerprint: fingerprint(`package ${packageId}`),
    note,
    grants: grantsAt(plan, profile, nowMs),
    planPeriod: planPeriodAt(plan, profile, nowMs),
    refusal: refusalOf(snapshot, sold, packageId, profile),
  };
}

function refusalOf(
  snapshot: CatalogSnapshot,
  sold: Package | undefined,
  packageId: string,
  { plan, currency }: AccountProfile,
): Fault | undefined {
  const field = 'package_id';
  if (sold === undefined) {
    const hint = suggestion(packageId, snapshot.packages.keys());
    const message = `the catalog sells no package "${packageId}"${hint === '' ? '' : `; ${hint}`}`;
    return new Fault('PACKAGE_UNKNOWN', message, { field });
  }
  if (sold.plans !== undefined && !sold.plans.has(plan)) {
    const message = `accounts on plan "${plan}" may not buy "${packageId}"; it is for ${[...sold.plans].join(', ')}`;
    return new Fault('PACKAGE_NOT_FOR_PLAN', message, { field });
  }
  if (currency === snapshot.currency) return undefined;
  const message = `the price of "${packageId}" is in ${snapshot.currency}, and the account is in ${currency}`;
  return new Fault('PACKAGE_NOT_FOR_PLAN', message, { field });
}

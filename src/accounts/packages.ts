/** Packages of the catalog, which accounts buy from their balance. */
import { saleOf } from '../catalog/packages.ts';
import type { CatalogSnapshot, Package } from '../catalog/snapshot.ts';
import { fingerprint } from '../domain/traffic.ts';
import type { AccountProfile, AccountState, PostOperation } from '../ledger/port.ts';
import { postingOf } from './postings.ts';
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
  account: AccountState,
  { accountId, packageId, idempotencyKey, note }: BuyPackageRequest,
): PostOperation {
  const { pack, purchase, ...bought } = saleOf(snapshot, packageId, account.profile, account.nowMs);
  return {
    ...postingOf(snapshot, account, { ...bought, accountId, idempotencyKey, note }),
    ...bought,
    pack,
    purchase,
    kind: 'credit',
    fingerprint: fingerprint(`package ${packageId}`),
  };
}

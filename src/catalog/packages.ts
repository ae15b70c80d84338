/** What a package of the catalog gives an account that buys it, and why it may not be sold. */
import { suggestion } from '../domain/did-you-mean.ts';
import { Fault } from '../domain/fault.ts';
import type { CatalogSnapshot, Package } from './snapshot.ts';

/** What matters of an account. */
interface Buyer {
  readonly plan: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** A package as the ledger posts it; nothing where it cannot be sold, with the reason. */
export interface Sale extends Pick<Package, 'amountMilliCents' | 'services' | 'pack'> {
  readonly purchase: { readonly packageId: string; readonly priceMilliCents: number };
  /** 0 never ends. */
  readonly expiresAtMs: number;
  readonly refusal: Fault | undefined;
}

export function saleOf(snapshot: CatalogSnapshot, packageId: string, buyer: Buyer, nowMs: number): Sale {
  const sold = snapshot.packages.get(packageId);
  return {
    amountMilliCents: sold?.amountMilliCents ?? 0,
    services: sold?.services ?? [],
    pack: sold?.pack,
    purchase: { packageId, priceMilliCents: sold?.priceMilliCents ?? 0 },
    expiresAtMs: sold === undefined || sold.lastsMs === 0 ? 0 : nowMs + sold.lastsMs,
    refusal: refusalOf(snapshot, sold, packageId, buyer),
  };
}

function refusalOf(
  snapshot: CatalogSnapshot,
  sold: Package | undefined,
  packageId: string,
  { plan, currency }: Buyer,
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

/** PackageService: what accounts may buy from their balance. */
import type { PackageView } from '../../accounts/requests.ts';
import type { BuyPackageResponse } from '../../gen/tollgate/v1/BuyPackageResponse.ts';
import type { ListPackagesResponse } from '../../gen/tollgate/v1/ListPackagesResponse.ts';
import type { Package as PackageMessage } from '../../gen/tollgate/v1/Package.ts';
import { type CallContext, CHANGE_ACCOUNTS, defineMethod, type Message, READ_CATALOG, type Rooms } from '../method.ts';
import { creditMessage } from './account-messages.ts';
import * as read from './fields.ts';
import { DIRECTION } from './messages.ts';

export const PACKAGES = [
  defineMethod({
    kind: 'unary',
    name: 'ListPackages',
    lane: 'read',
    roles: READ_CATALOG,
    reach: 'filtered',
    http: { routes: ['GET /v1/packages'] },
    run: listPackages,
  }),
  defineMethod({
    kind: 'unary',
    name: 'BuyPackage',
    lane: 'admission',
    roles: CHANGE_ACCOUNTS,
    reach: 'account',
    audited: true,
    http: { routes: ['POST /v1/accounts/{account_id}/packages'] },
    run: buyPackage,
  }),
] as const;

async function listPackages({ accounts }: Rooms, message: Message): Promise<ListPackagesResponse> {
  const { packages, currency } = await accounts.packages(read.optionalAccountId(message, 'accountId'));
  return { packages: packages.map(packageMessage), currency };
}

async function buyPackage({ accounts }: Rooms, message: Message, context: CallContext): Promise<BuyPackageResponse> {
  const request = {
    accountId: read.accountId(message),
    packageId: read.requiredWord(message, 'packageId'),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note'),
  };
  return creditMessage(await accounts.buy(request, context));
}

function packageMessage({ pack, plans, services, ...sold }: PackageView): PackageMessage {
  return {
    id: sold.id,
    title: sold.title,
    priceMilliCents: sold.priceMilliCents,
    units: pack?.units ?? 0,
    unit: sold.unit,
    amountMilliCents: sold.amountMilliCents,
    lastsSeconds: sold.lastsMs / 1000,
    services: [...(pack?.match.services ?? services)],
    directions: (pack?.match.directions ?? []).map((each) => DIRECTION.name(each)),
    countries: [...(pack?.match.countries ?? [])],
    numberClasses: [...(pack?.match.numberClasses ?? [])],
    prefixes: [...(pack?.match.prefixes ?? [])],
    plans: [...(plans ?? [])],
  };
}

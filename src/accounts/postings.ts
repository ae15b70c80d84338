/** Money and units that are bought, or corrected by hand. */
import { grantsAt, planOf, planPeriodAt, topUpRefusal } from '../catalog/plan-grants.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { type Fault, invalidField } from '../domain/fault.ts';
import { fingerprint } from '../domain/traffic.ts';
import type { AccountState, PostOperation } from '../ledger/port.ts';
import { coverageText } from '../ledger/rules/packs.ts';
import type { AddCreditRequest, AdjustRequest, BoughtPack, PostRequest } from './requests.ts';

/** @param account - as it was just read: grants that come from an old profile would be those of an old plan. */
export function creditOf(
  snapshot: CatalogSnapshot,
  account: AccountState,
  { pack, ...request }: AddCreditRequest,
): PostOperation {
  const services = [...new Set(request.services)].sort();
  return {
    ...postingOf(snapshot, account, request),
    kind: 'credit',
    fingerprint: fingerprint(creditText(request, services, pack)),
    // What a pack is for is in its match.
    services: pack === undefined ? services : [],
    refusal: request.isPaid === true ? undefined : refusalOf(snapshot, account, request, pack),
    ...(pack !== undefined && { pack: { units: pack.units, match: pack.match } }),
  };
}

export function adjustmentOf(
  snapshot: CatalogSnapshot,
  account: AccountState,
  { pack, ...request }: AdjustRequest,
): PostOperation {
  const { amountMilliCents } = request;
  const what = pack === undefined ? amountMilliCents : `${pack.units} of ${pack.packId}`;
  return {
    ...postingOf(snapshot, account, { ...request, expiresAtMs: 0 }),
    kind: 'adjustment',
    fingerprint: fingerprint(`adjustment ${what}`),
    services: [],
    refusal: undefined,
    ...(pack !== undefined && { pack }),
  };
}

/** What every posting has. */
export function postingOf(
  snapshot: CatalogSnapshot,
  { profile, nowMs }: AccountState,
  { amountMilliCents, idempotencyKey, note, expiresAtMs }: PostRequest & Pick<AddCreditRequest, 'expiresAtMs'>,
): Omit<PostOperation, 'kind' | 'fingerprint' | 'services' | 'refusal'> {
  const plan = planOf(snapshot, profile);
  return {
    rootAccountId: profile.rootAccountId,
    accountId: profile.accountId,
    amountMilliCents,
    idempotencyKey,
    note,
    expiresAtMs,
    grants: grantsAt(plan, profile, nowMs),
    planPeriod: planPeriodAt(plan, profile, nowMs),
  };
}

/** Plain credit is written as it always was: a key is remembered for 400 days, longer than a version lasts. */
function creditText(
  { amountMilliCents, expiresAtMs }: Omit<AddCreditRequest, 'pack'>,
  services: readonly string[],
  pack: BoughtPack | undefined,
): string {
  if (pack !== undefined) return `credit ${pack.units} ${expiresAtMs} ${coverageText(pack.match)}`;
  const plain = `credit ${amountMilliCents}`;
  return expiresAtMs === 0 && services.length === 0 ? plain : `${plain} ${expiresAtMs} ${services.join(',')}`;
}

/**
 * Why the plan or the catalog takes no such credit. Whether it has ended already is the ledger's to say, by its own
 * clock and after replays.
 */
function refusalOf(
  snapshot: CatalogSnapshot,
  { profile }: AccountState,
  { amountMilliCents, services }: Pick<AddCreditRequest, 'amountMilliCents' | 'services'>,
  pack: BoughtPack | undefined,
): Fault | undefined {
  const index = services.findIndex((service) => !snapshot.services.has(service));
  if (index >= 0) {
    const known = [...snapshot.services.keys()].join(', ');
    const problem = `the catalog has no service "${services[index]}"; it has ${known}`;
    return invalidField(`services[${index}]`, problem);
  }
  if (pack !== undefined) return packRefusal(snapshot, pack);
  return topUpRefusal(planOf(snapshot, profile), amountMilliCents, snapshot.currency);
}

function packRefusal(snapshot: CatalogSnapshot, { inMinutes, match }: BoughtPack): Fault | undefined {
  const problem = snapshot.packProblem(match);
  if (problem !== undefined) {
    const { field, index, message } = problem;
    return invalidField(index === undefined ? field : `${field}[${index}]`, message);
  }
  const other = match.services.find((service) => snapshot.services.get(service)?.unit !== 'second');
  if (!inMinutes || other === undefined) return undefined;
  return invalidField('minutes', `${other} is counted in ${snapshot.services.get(other)?.unit ?? 'unit'}s: give units`);
}

/** Whether a request is admitted, and for how much: the order of the reasons and the arithmetic of the grant. */
import type { DenialReason } from '../../domain/decision.ts';
import { price } from '../../domain/terms.ts';
import type {
  AccountProfile,
  Admission,
  Allowed,
  AuthorizeOperation,
  Denied,
  Limit,
  Lot,
  Pack,
  PastUse,
  Stale,
} from '../port.ts';
import { isStopped } from './counters.ts';
import { fundsOf, isAtZero, NO_FUNDS, type OpenedWallet, openPurse, openWallet, type Purse } from './funding.ts';
import { countedSince, type Counting, isTooHasty, openHoldsUnder, spendLeft } from './limits.ts';
import { purseAffords, pursePrice } from './purse-price.ts';

/** What the checks look at in an owner. */
export interface AdmissionOwner extends Counting {
  readonly profile: AccountProfile;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly lots: readonly Lot[];
  readonly pastUse: readonly PastUse[];
  readonly packs: readonly Pack[];
}

export type AdmissionRequest = Omit<Admission, 'notAfterMs'> &
  Pick<AuthorizeOperation, 'units' | 'maxUnits' | 'minUnits' | 'belowHold'>;

/** What a limit that is not enforced would have done. */
interface Shadowed {
  readonly reason: DenialReason;
  readonly limit: Limit;
}

/** The same in a reply. */
type ShadowReply = Pick<Allowed, 'shadowed' | 'shadowedLimit'>;

export const NOT_SHADOWED: ShadowReply = { shadowed: undefined, shadowedLimit: undefined };

export function shadowOf({ shadowed }: Pick<Admitted, 'shadowed'>, { limits }: Pick<Admission, 'limits'>): ShadowReply {
  if (shadowed === undefined) return NOT_SHADOWED;
  return { shadowed: shadowed.reason, shadowedLimit: limits.indexOf(shadowed.limit) };
}

export interface Admitted {
  readonly kind: 'admitted';
  readonly units: number;
  readonly maxUnits: number;
  /** The money covers fewer units than were wanted. */
  readonly cut: boolean;
  readonly amountMilliCents: number;
  /** What the first limit in shadow would have denied for. */
  readonly shadowed: Shadowed | undefined;
  readonly opened: OpenedWallet;
  readonly purse: Purse;
}

/** Owners are in the order of the request's; undefined where there is no such account. */
export function decideAdmission(
  request: AdmissionRequest,
  owners: readonly (AdmissionOwner | undefined)[],
  nowMs: number,
): Admitted | Denied {
  const first = owners.findIndex((owner) => owner === undefined);
  const known = owners.slice(0, first < 0 ? owners.length : first).flatMap((owner) => owner ?? []);
  const payer = known[request.payer];
  if (payer === undefined || first >= 0) return denyIncomplete(request, known, payer, nowMs);
  const opened = openWallet(payer, request.grants, nowMs);
  const decision = decideFunded(
    request,
    known,
    openPurse(opened.wallet, sourcesFor(request, payer, known, nowMs), nowMs),
    nowMs,
  );
  return decision.kind === 'denied' ? decision : { ...decision, opened };
}

/** Of a denial for which no limit is to blame. */
export const NO_LIMIT = { limit: undefined, limitLeftMilliCents: 0, limitSinceMs: 0 } as const;

/** Without all owners there is nothing to pay from. */
function denyIncomplete(
  request: AdmissionRequest,
  known: readonly AdmissionOwner[],
  payer: AdmissionOwner | undefined,
  nowMs: number,
): Denied {
  const reason = known.map(lifecycleReason).find((each) => each !== undefined) ?? 'ACCOUNT_UNKNOWN';
  const funds = payer === undefined ? NO_FUNDS : fundsOf(openWallet(payer, request.grants, nowMs).wallet, nowMs);
  const neededMilliCents = price(request.terms, request.units);
  return { kind: 'denied', reason, neededMilliCents, ...NO_LIMIT, packUnits: 0, nowMs, ...funds };
}

function sourcesFor(
  request: AdmissionRequest,
  payer: AdmissionOwner,
  owners: readonly AdmissionOwner[],
  nowMs: number,
): Purse['sources'] {
  const left = request.limits
    .filter((limit) => limit.kind === 'plan_spend' && limit.mode === 'enforce')
    .map((limit) => spendLeft(limit, request.owners, owners));
  return {
    service: request.facts.service,
    sinceMs: nowMs,
    stop: isStopped(payer.counters, request.stop),
    allowances: request.allowances,
    packs: request.packs,
    own: [],
    planLeftMilliCents: left.length === 0 ? undefined : Math.min(...left),
    ended: 'no',
  };
}

function decideFunded(
  request: AdmissionRequest,
  owners: readonly AdmissionOwner[],
  purse: Purse,
  nowMs: number,
): Omit<Admitted, 'opened'> | Denied {
  const { terms } = request;
  const money = purse.moneyMilliCents;
  const costOf = (units: number): number => pursePrice(purse, terms, units);
  const deny = (reason: DenialReason, neededMilliCents: number, limit?: Limit): Denied => ({
    kind: 'denied',
    reason,
    neededMilliCents,
    limit: limit && request.limits.indexOf(limit),
    limitLeftMilliCents: limit?.kind === 'spend' ? spendLeft(limit, request.owners, owners) : 0,
    limitSinceMs: limit?.kind === 'spend' ? countedSince(limit, request.owners, owners) : 0,
    packUnits: purse.packs.capacity,
    nowMs,
    ...fundsOf(purse.wallet, nowMs, purse.sources),
    availableMilliCents: money,
  });
  const before = beforeFunds(request, owners, purse, nowMs);
  if ('reason' in before) return deny(before.reason, costOf(request.units), before.limit);

  const capped = capCost(request, purse);
  const isCapped = capped.maxUnits < request.minUnits;
  const wanted = isCapped ? request.units : Math.min(request.units, capped.maxUnits);
  let units = wanted;
  if (purse.sources.stop) {
    units = fitted(request, purse, units, money);
    if (!covers(money, costOf(units))) return deny('PLAN_EXHAUSTED', costOf(units));
  }
  if (isCapped) return deny('SPEND_LIMIT', costOf(units), capped.limit);
  const { spendable, limit } = leastSpendable(request, owners);
  units = fitted(request, purse, units, spendable);
  if (!covers(spendable, costOf(units))) return deny('SPEND_LIMIT', costOf(units), limit);
  units = fitted(request, purse, units, money);
  const amountMilliCents = costOf(units);
  if (!covers(money, amountMilliCents)) return deny('INSUFFICIENT_CREDIT', amountMilliCents);

  const shadowed =
    before.shadowed ?? capped.shadowed ?? shadowBy('SPEND_LIMIT', overspent(request, owners, amountMilliCents));
  const cut = units < wanted;
  return { kind: 'admitted', units, maxUnits: capped.maxUnits, cut, amountMilliCents, shadowed, purse };
}

/**
 * State, what the catalog decided, the numbers of open and of new holds, and zero; or what a limit in shadow would have
 * said.
 */
function beforeFunds(
  request: AdmissionRequest,
  owners: readonly AdmissionOwner[],
  purse: Purse,
  nowMs: number,
): { readonly reason: DenialReason; readonly limit?: Limit } | { readonly shadowed: Shadowed | undefined } {
  const standing = owners.map(lifecycleReason).find((reason) => reason !== undefined) ?? request.verdict;
  if (standing !== undefined) return { reason: standing };
  const deciding = request.limits.filter(({ mode }) => mode !== 'count');
  const crowded = deciding.filter((limit) => limit.kind === 'open_holds' && openHoldsUnder(limit, owners) >= limit.max);
  const full = crowded.find(({ mode }) => mode === 'enforce');
  if (full !== undefined) return { reason: 'CONCURRENCY_LIMIT', limit: full };
  const hasty = deciding.filter((limit) => limit.kind === 'velocity' && isTooHasty(limit, owners, nowMs));
  const tooHasty = hasty.find(({ mode }) => mode === 'enforce');
  if (tooHasty !== undefined) return { reason: 'VELOCITY_LIMIT', limit: tooHasty };
  if (request.blockedAtZero && isAtZero(purse, request.terms, nowMs)) return { reason: 'ZERO_BALANCE' };
  return { shadowed: shadowBy('CONCURRENCY_LIMIT', crowded[0]) ?? shadowBy('VELOCITY_LIMIT', hasty[0]) };
}

function shadowBy(reason: DenialReason, limit: Limit | undefined): Shadowed | undefined {
  return limit && { reason, limit };
}

/** The least that the enforced caps on spending leave, and which of them does. */
function leastSpendable(
  request: AdmissionRequest,
  owners: readonly AdmissionOwner[],
): { readonly spendable: number; readonly limit: Limit | undefined } {
  let least: { spendable: number; limit: Limit | undefined } = { spendable: Number.MAX_SAFE_INTEGER, limit: undefined };
  for (const limit of request.limits) {
    if (limit.kind !== 'spend' || limit.mode !== 'enforce') continue;
    const spendable = spendLeft(limit, request.owners, owners);
    if (spendable < least.spendable) least = { spendable, limit };
  }
  return least;
}

/** Traffic whose money part is nothing needs none, also where the balance was taken below zero. */
function covers(money: number, amount: number): boolean {
  return amount === 0 || money >= amount;
}

/** The first cap in shadow that would have denied this amount. */
function overspent(request: AdmissionRequest, owners: readonly AdmissionOwner[], amount: number): Limit | undefined {
  return request.limits.find(
    (limit) => limit.kind === 'spend' && limit.mode === 'shadow' && amount > spendLeft(limit, request.owners, owners),
  );
}

interface CostCap {
  readonly maxUnits: number;
  /** The first that left too few. */
  readonly limit: Limit | undefined;
  readonly shadowed: Shadowed | undefined;
}

/** The units that every cap on the cost of one hold leaves; one in shadow that would leave too few is only noted. */
function capCost(request: AdmissionRequest, purse: Purse): CostCap {
  let cap: CostCap = { maxUnits: request.maxUnits, limit: undefined, shadowed: undefined };
  for (const limit of request.limits) {
    if (limit.kind !== 'call_cost' || limit.mode === 'count') continue;
    const covered = purseAffords(purse, request.terms, limit.max, cap.maxUnits);
    const tooFew = covered < request.minUnits;
    if (limit.mode === 'enforce') cap = { ...cap, maxUnits: covered, limit: cap.limit ?? (tooFew ? limit : undefined) };
    else if (tooFew) cap = { ...cap, shadowed: cap.shadowed ?? shadowBy('SPEND_LIMIT', limit) };
  }
  return cap;
}

/** All that is wanted, or with `shorten` what the money covers if that is worth a call. */
function fitted(request: AdmissionRequest, purse: Purse, wanted: number, money: number): number {
  if (covers(money, pursePrice(purse, request.terms, wanted)) || request.belowHold === 'deny') return wanted;
  const covered = purseAffords(purse, request.terms, money, wanted);
  return covered >= request.minUnits ? covered : wanted;
}

export function lifecycleReason(owner: { readonly profile: AccountProfile }): DenialReason | undefined {
  if (owner.profile.state === 'suspended') return 'ACCOUNT_SUSPENDED';
  return owner.profile.state === 'closed' ? 'ACCOUNT_CLOSED' : undefined;
}

/** STALE when an owner's profile changed, or the time has left the span for which the request was computed. */
export function staleReply(
  request: Admission,
  owners: readonly (AdmissionOwner | undefined)[],
  nowMs: number,
): Stale | undefined {
  // A time before the span: the sidecar's clock runs ahead of the ledger's.
  const outlived = (request.validUntilMs > 0 && nowMs > request.validUntilMs) || nowMs < request.validFromMs;
  if (owners.includes(undefined)) return undefined;
  const changed = owners.find(
    (owner, index) => outlived || owner?.profile.revision !== request.owners[index]?.revision,
  );
  return changed === undefined ? undefined : { kind: 'stale', profile: changed.profile, nowMs };
}

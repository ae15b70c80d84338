/** Whether a request is admitted, and for how much: the order of the reasons and the arithmetic of the grant. */
import type { DenialReason } from '../../domain/decision.ts';
import { affordableUnits, price } from '../../domain/terms.ts';
import type { AccountProfile, Admission, AuthorizeOperation, Denied, Limit, Stale } from '../port.ts';
import { leftIn, windowOf, type Counters } from './counters.ts';
import { availableOf, fundsOf, postedOf } from './state.ts';

/** What the checks look at in an owner. */
export interface AdmissionOwner {
  readonly profile: AccountProfile;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly openHolds: number;
  /** What its limits count. */
  readonly counters: Counters;
}

export type AdmissionRequest = Omit<Admission, 'notAfterMs'> &
  Pick<AuthorizeOperation, 'units' | 'maxUnits' | 'minUnits' | 'belowHold'>;

export interface Admitted {
  readonly kind: 'admitted';
  readonly units: number;
  readonly maxUnits: number;
  readonly amountMilliCents: number;
  readonly shadowed: DenialReason | undefined;
}

/** Owners are in the order of the request's; the first is the payer. */
export function decideAdmission(
  request: AdmissionRequest,
  owners: readonly AdmissionOwner[],
  nowMs: number,
): Admitted | Denied {
  const payer = owners[0];
  const deny = (reason: DenialReason, neededMilliCents: number): Denied => ({
    kind: 'denied',
    reason,
    neededMilliCents,
    nowMs,
    ...(payer === undefined ? { balanceMilliCents: 0, availableMilliCents: 0, postedMilliCents: 0 } : fundsOf(payer)),
  });
  const sourceOwners = request.sources.flatMap((source) => owners[source.owner] ?? []);
  const asked = price(request.terms, request.units);

  const stateReason = owners.map(lifecycleReason).find((reason) => reason !== undefined);
  if (payer === undefined) return deny('ACCOUNT_UNKNOWN', asked);
  if (stateReason !== undefined) return deny(stateReason, asked);
  if (request.verdict !== undefined) return deny(request.verdict, asked);
  const crowded = request.limits.filter(
    (limit) => limit.kind === 'open_holds' && (owners[limit.owner]?.openHolds ?? 0) >= limit.max,
  );
  if (crowded.some((limit) => !limit.shadow)) return deny('CONCURRENCY_LIMIT', asked);
  const hasty = request.limits.filter(
    (limit) => limit.kind === 'velocity' && windowOf(countersOf(owners, limit), limit, nowMs).count >= limit.max,
  );
  if (hasty.some((limit) => !limit.shadow)) return deny('VELOCITY_LIMIT', asked);
  const posted = sourceOwners.reduce((sum, owner) => sum + postedOf(owner), 0);
  if (request.blockedAtZero && posted <= 0) return deny('ZERO_BALANCE', asked);

  const capped = capCost(request);
  if (capped.maxUnits < request.minUnits) return deny('SPEND_LIMIT', asked);
  const wanted = Math.min(request.units, capped.maxUnits);
  const spendable = leastSpendable(request.limits, owners);
  const allowed = grantedFrom(request, wanted, spendable);
  if (!(spendable >= price(request.terms, allowed))) return deny('SPEND_LIMIT', price(request.terms, allowed));
  const available = sourceOwners.reduce((sum, owner) => sum + availableOf(owner), 0);
  const units = grantedFrom(request, allowed, available);
  const amountMilliCents = price(request.terms, units);
  if (!(available >= amountMilliCents)) return deny('INSUFFICIENT_CREDIT', amountMilliCents);
  const overspent = request.limits.some(
    (limit) =>
      limit.kind === 'spend' &&
      limit.shadow &&
      amountMilliCents > leftIn(countersOf(owners, limit), limit.span, limit.max),
  );
  const noted: readonly (DenialReason | undefined | false)[] = [
    crowded.length > 0 && 'CONCURRENCY_LIMIT',
    hasty.length > 0 && 'VELOCITY_LIMIT',
    capped.shadowed,
    overspent && 'SPEND_LIMIT',
  ];
  const shadowed = noted.find((reason) => reason !== false && reason !== undefined) || undefined;
  return { kind: 'admitted', units, maxUnits: capped.maxUnits, amountMilliCents, shadowed };
}

const NO_COUNTERS: Counters = new Map();

function countersOf(owners: readonly AdmissionOwner[], limit: Limit): Counters {
  return owners[limit.owner]?.counters ?? NO_COUNTERS;
}

/** The least that the enforced caps on spending leave. */
function leastSpendable(limits: readonly Limit[], owners: readonly AdmissionOwner[]): number {
  return limits
    .filter((limit) => limit.kind === 'spend' && !limit.shadow)
    .reduce(
      (least, limit) => Math.min(least, leftIn(countersOf(owners, limit), limit.span, limit.max)),
      Number.MAX_SAFE_INTEGER,
    );
}

/** The units that every cap on the cost of one hold leaves; one in shadow that would leave too few is only noted. */
function capCost(request: AdmissionRequest): { maxUnits: number; shadowed: DenialReason | undefined } {
  let maxUnits = request.maxUnits;
  let shadowed: DenialReason | undefined;
  for (const limit of request.limits) {
    if (limit.kind !== 'call_cost') continue;
    const covered = affordableUnits(request.terms, limit.max, maxUnits);
    if (!limit.shadow) maxUnits = covered;
    else if (covered < request.minUnits) shadowed = 'SPEND_LIMIT';
  }
  return { maxUnits, shadowed };
}

/** All that is wanted, or with `shorten` what the money covers if that is worth a call. */
function grantedFrom(request: AdmissionRequest, wanted: number, available: number): number {
  if (available >= price(request.terms, wanted) || request.belowHold === 'deny') return wanted;
  const covered = affordableUnits(request.terms, available, wanted);
  return covered >= request.minUnits ? covered : wanted;
}

export function lifecycleReason(owner: { readonly profile: AccountProfile }): DenialReason | undefined {
  if (owner.profile.state === 'suspended') return 'ACCOUNT_SUSPENDED';
  return owner.profile.state === 'closed' ? 'ACCOUNT_CLOSED' : undefined;
}

/** STALE when an owner's profile changed, or the time has left the span for which the request was computed. */
export function staleReply(request: Admission, owners: readonly AdmissionOwner[], nowMs: number): Stale | undefined {
  const outlived = request.validUntilMs > 0 && nowMs > request.validUntilMs;
  // A period that has not begun yet: the sidecar's clock runs ahead of the ledger's.
  const ahead = request.limits.some((limit) => limit.kind === 'spend' && limit.span > nowMs);
  const changed = owners.find(
    (owner, index) => outlived || ahead || owner.profile.revision !== request.owners[index]?.revision,
  );
  return changed === undefined ? undefined : { kind: 'stale', profile: changed.profile, nowMs };
}

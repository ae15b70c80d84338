/**
 * What a plan gives for a period, and how it goes on where plan, seats or time zone change. Twin: `grants_*` of
 * `lua/include/grants.lua`. Money in milli-cents.
 *
 * A lot belongs to a grant of the running period by time, whatever it is called: where both cover the same stretch, it
 * is the same credit. So nothing is given twice: what is left is the new total less what was used and is held in all
 * lots that belong to it, at least 0.
 */
import { inFundingOrder, isOver, type Lot } from './lots.ts';

/** What a plan gives in one period. */
export interface Grant {
  readonly kind: 'plan_credits' | 'bundle';
  /** Its name, and when its period begins: `plan@20260101`. A lot keeps the id that it was given first. */
  readonly id: string;
  readonly grantedMilliCents: number;
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
  /** Empty is for all. */
  readonly services: readonly string[];
}

/** What was used of a lot of the plan that is forgotten. */
export interface PastUse extends Pick<Grant, 'kind' | 'id' | 'startsAtMs' | 'expiresAtMs' | 'services'> {
  readonly usedMilliCents: number;
}

/** No running period reaches further back than a year. */
const KEEP_PAST_MS = 367 * 86_400_000;

/** What is remembered of the past once the lots are these. */
export function rememberedUse(past: readonly PastUse[], lots: readonly Lot[], nowMs: number): readonly PastUse[] {
  const ended = lots.flatMap((lot): PastUse[] => {
    const { kind, id, startsAtMs, expiresAtMs, services, usedMilliCents } = lot;
    if (kind === 'lot' || usedMilliCents <= 0 || lot.heldMilliCents > 0 || !isOver(lot, nowMs)) return [];
    return [{ kind, id, startsAtMs, expiresAtMs, services, usedMilliCents }];
  });
  if (ended.length === 0) return past;
  return [...past.filter(({ expiresAtMs }) => expiresAtMs > nowMs - KEEP_PAST_MS), ...ended];
}

/** What a plan gave or gives. */
type Given = Pick<Grant, 'kind' | 'id' | 'startsAtMs' | 'expiresAtMs' | 'services'>;

/** `plan` of `plan@20260101`. */
function nameOf({ id }: Pick<Given, 'id'>): string {
  return id.slice(0, Math.max(0, id.indexOf('@')));
}

/** Whether both cover the same stretch of time: most of the shorter one. A month is a part of its year. */
function isSameStretch(a: Given, b: Given): boolean {
  const common = Math.min(a.expiresAtMs, b.expiresAtMs) - Math.max(a.startsAtMs, b.startsAtMs);
  return 2 * common >= Math.min(a.expiresAtMs - a.startsAtMs, b.expiresAtMs - b.startsAtMs);
}

function shareService(a: Given, b: Given): boolean {
  if (a.services.length === 0 || b.services.length === 0) return true;
  return a.services.some((service) => b.services.includes(service));
}

/**
 * The grant that goes on with this credit: the one of its name or, where the plan has none of it, the first of its kind
 * for the same services, or for one of them.
 */
function heirOf(credit: Given, grants: readonly Grant[]): Grant | undefined {
  const kin = grants.filter(({ kind }) => kind === credit.kind);
  const services = credit.services.join();
  const heir =
    kin.find((grant) => nameOf(grant) === nameOf(credit)) ??
    kin.find((grant) => grant.services.join() === services) ??
    kin.find((grant) => shareService(grant, credit));
  return heir !== undefined && isSameStretch(heir, credit) ? heir : undefined;
}

/**
 * The lots as the plan gives them now. A grant is in one lot; others that belong to it give nothing, and count what is
 * gone of them. A lot of the plan that no grant goes on with keeps what is used and held. Grants of another time than
 * now change nothing.
 */
export function grantedLots(
  lots: readonly Lot[],
  past: readonly PastUse[],
  grants: readonly Grant[],
  nowMs: number,
): readonly Lot[] {
  if (grants.some(({ startsAtMs, expiresAtMs }) => startsAtMs > nowMs || expiresAtMs <= nowMs)) {
    return inFundingOrder(lots);
  }
  const heirs = new Map(lots.map((lot) => [lot, isOfPlan(lot) ? heirOf(lot, grants) : undefined]));
  const kept = lots.flatMap((lot) => {
    if (heirs.get(lot) !== undefined) return [];
    return [isOfPlan(lot) && !isOver(lot, nowMs) ? { ...lot, grantedMilliCents: 0 } : lot];
  });
  const given = grants.flatMap((grant) => {
    const family = lots.filter((lot) => heirs.get(lot) === grant);
    const id = freeId(grant.id, lots, nowMs);
    return lotsOf({ ...grant, id }, family, () => sumOf(past.filter((each) => heirOf(each, grants) === grant)));
  });
  return inFundingOrder([...kept, ...given]);
}

function isOfPlan(lot: Lot): lot is Lot & Given {
  return lot.kind !== 'lot';
}

/**
 * The name of a new lot. Where the plan, its cycle or the time zone has changed, an earlier lot may bear that of the
 * grant and be of another time: what is used and held of it stays its own.
 */
function freeId(id: string, lots: readonly Lot[], nowMs: number): string {
  const isTaken = lots.some((lot) => lot.id === id && (lot.heldMilliCents > 0 || !isOver(lot, nowMs)));
  return isTaken ? freeId(`${id}+`, lots, nowMs) : id;
}

/** The lot that gives what the grant does: one of its name, and of several that which does so already. */
function mainOf(grant: Grant, family: readonly Lot[]): Lot | undefined {
  const rank = (lot: Lot): number => (lot.grantedMilliCents > 0 ? 0 : 1);
  const namesakes = family.filter((lot) => nameOf(lot) === nameOf(grant));
  return namesakes.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0];
}

function sumOf(past: readonly PastUse[]): number {
  return past.reduce((sum, { usedMilliCents }) => sum + usedMilliCents, 0);
}

/** The lots that belong to a grant, as they are under it. */
function lotsOf(grant: Grant, family: readonly Lot[], usedBefore: () => number): readonly Lot[] {
  const { startsAtMs, expiresAtMs, services } = grant;
  const known = mainOf(grant, family);
  const others = family
    .filter((lot) => lot !== known)
    .map((lot) => {
      const isGone = lot.usedMilliCents + lot.heldMilliCents > 0;
      // They end with it, so that what is gone of them counts as long as it runs.
      return { ...lot, grantedMilliCents: 0, ...(isGone && { startsAtMs, expiresAtMs }) };
    });
  if (known === undefined && grant.grantedMilliCents <= 0) return others;
  const isSame = known?.startsAtMs === startsAtMs && known.expiresAtMs === expiresAtMs;
  const carriedMilliCents = isSame ? known.carriedMilliCents : usedBefore();
  const gone = others.reduce((sum, lot) => sum + lot.usedMilliCents + lot.heldMilliCents, carriedMilliCents);
  const grantedMilliCents = Math.max(0, grant.grantedMilliCents - gone);
  const main = known ?? { ...grant, usedMilliCents: 0, heldMilliCents: 0, valueMilliCents: 0 };
  return [{ ...main, grantedMilliCents, carriedMilliCents, startsAtMs, expiresAtMs, services }, ...others];
}

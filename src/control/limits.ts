/** The caps that a request is subject to, from the catalog and from the account itself. */
import type { CatalogSnapshot, LimitValue } from '../catalog/snapshot.ts';
import { localDaySpan } from '../domain/cycle.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Limit } from '../ledger/port.ts';

export interface Caps {
  readonly limits: readonly Limit[];
  /** Until when they hold: a day's cap is another one after midnight. 0 means for ever. */
  readonly validUntilMs: number;
}

/** The account's own cap on open holds stands before the catalog's. */
export function capsFor(snapshot: CatalogSnapshot, traffic: Traffic, profile: AccountProfile): Caps {
  const { maxOpenHolds, maxCostPerCall, maxNewHolds, maxSpendPerDay } = snapshot.limits(traffic);
  const limits: Limit[] = [];
  if (profile.maxOpenHolds > 0) {
    limits.push({ kind: 'open_holds', owner: 0, max: profile.maxOpenHolds, shadow: false, span: 0 });
  } else if (maxOpenHolds !== undefined) {
    limits.push(limitOf('open_holds', maxOpenHolds, 0));
  }
  if (maxNewHolds !== undefined) limits.push(limitOf('velocity', maxNewHolds, maxNewHolds.windowSeconds));
  if (maxCostPerCall !== undefined) limits.push(limitOf('call_cost', maxCostPerCall, 0));
  if (maxSpendPerDay === undefined) return { limits, validUntilMs: 0 };
  const day = localDaySpan(profile.timeZone, traffic.atMs);
  limits.push(limitOf('spend', maxSpendPerDay, day.startsAtMs));
  return { limits, validUntilMs: day.endsAtMs - 1 };
}

function limitOf(kind: Limit['kind'], value: LimitValue, span: number): Limit {
  return { kind, owner: 0, max: value.max, shadow: value.mode === 'shadow', span };
}

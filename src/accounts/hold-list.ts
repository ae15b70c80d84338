/** Holds in the order in which people read them: each forwarded leg with the leg that it was forwarded from. */
import { Fault } from '../domain/fault.ts';
import type { AccountState, HoldRecord, Ledger } from '../ledger/port.ts';

/** Among how many open holds the legs of one are looked for: a busy switchboard has fewer. */
const MOST_SEARCHED = 10_000;

/** All open ones, each forwarded leg right after its parent where both are listed. */
export async function openHoldsOf(
  ledger: Ledger,
  account: AccountState,
  limit: number,
): Promise<readonly HoldRecord[]> {
  return withLegsInPlace(await ledger.openHolds(account.profile, limit));
}

/** One hold, open or ended, and its open forwarded legs. */
export async function holdWithLegs(
  ledger: Ledger,
  account: AccountState,
  holdId: string,
  limit: number,
): Promise<readonly HoldRecord[]> {
  const { profile, openHolds } = account;
  const hold = await ledger.hold({ rootAccountId: profile.rootAccountId, accountId: profile.accountId, holdId });
  if (hold === undefined) throw new Fault('not_found', 'HOLD_UNKNOWN', 'there is no such hold', { field: 'hold_id' });
  // Most accounts have no other open hold than this one.
  const others = openHolds === 0 ? [] : await ledger.openHolds(profile, MOST_SEARCHED);
  return [hold, ...legsUnder(hold, childrenIn(others))].slice(0, limit);
}

function withLegsInPlace(holds: readonly HoldRecord[]): readonly HoldRecord[] {
  const known = new Set(holds.map(keyOf));
  const children = childrenIn(holds);
  const top = holds.filter((hold) => !known.has(parentKeyOf(hold)) || parentKeyOf(hold) === keyOf(hold));
  const placed = top.flatMap((hold) => [hold, ...legsUnder(hold, children)]);
  // Legs that claim each other as parents have no top, and must not get lost for it.
  const seen = new Set(placed);
  return [...placed, ...holds.filter((hold) => !seen.has(hold))];
}

/** A leg that was forwarded may be forwarded again. */
function legsUnder(
  hold: HoldRecord,
  children: ReadonlyMap<string, readonly HoldRecord[]>,
  above: ReadonlySet<string> = new Set(),
): readonly HoldRecord[] {
  const path = new Set(above).add(keyOf(hold));
  return (children.get(keyOf(hold)) ?? [])
    .filter((leg) => !path.has(keyOf(leg)))
    .flatMap((leg) => [leg, ...legsUnder(leg, children, path)]);
}

/** By the hold that they were forwarded from, in the order in which they came. */
function childrenIn(holds: readonly HoldRecord[]): ReadonlyMap<string, readonly HoldRecord[]> {
  const children = new Map<string, HoldRecord[]>();
  for (const hold of holds) {
    if (hold.facts.parentHoldId === '') continue;
    const known = children.get(parentKeyOf(hold));
    if (known === undefined) children.set(parentKeyOf(hold), [hold]);
    else known.push(hold);
  }
  return children;
}

/** Hold ids are the account's own; account ids hold no space. */
function keyOf({ accountId, holdId }: HoldRecord): string {
  return `${accountId} ${holdId}`;
}

function parentKeyOf({ accountId, facts }: HoldRecord): string {
  return `${accountId} ${facts.parentHoldId}`;
}

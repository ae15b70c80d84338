/** Holds in the order in which people read them: each forwarded leg with the leg that it was forwarded from. */
import { localDay } from '../domain/cycle.ts';
import { Fault } from '../domain/fault.ts';
import type {
  AccountProfile,
  AccountState,
  HoldRecord,
  Ledger,
  Movement,
  MovementKind,
  Page,
  PageOf,
  PlacedHold,
  TimeSpan,
} from '../ledger/port.ts';
import type { HoldFilter, HoldList, UsageReport, UsageRow } from './requests.ts';

/** How many holds are looked at for one page of those that are wanted, and in how many reads. */
const LOOKED_AT_MAX = 10_000;
const READS_MAX = 50;
const HOLDS_AT_ONCE = 200;

/** A page of the open ones, each forwarded leg right after its parent where both are on it. */
export async function openHoldsOf(
  ledger: Ledger,
  account: AccountState,
  filter: Omit<HoldFilter, 'gatewayId'>,
  page: Page,
): Promise<HoldList> {
  const { items, next } = await fullPage((each) => ledger.openHolds(account.profile, each), page);
  const wanted = items.filter((hold) => admitsHold(filter, hold, ledger.nowMs()));
  const isAll = filter.olderThanMs === 0 && filter.holdRule === '';
  return { holds: withLegsInPlace(wanted), openHolds: isAll ? account.openHolds : wanted.length, next };
}

/** The ledger's pages may be short although more follow: the page that people asked for is filled. */
async function fullPage<Item>(read: (page: Page) => Promise<PageOf<Item>>, page: Page): Promise<PageOf<Item>> {
  const items: Item[] = [];
  let next = page.after;
  do {
    const found = await read({ after: next, limit: page.limit - items.length });
    items.push(...found.items);
    ({ next } = found);
  } while (next !== '' && items.length < page.limit);
  return { items, next };
}

/** A page of the open holds of all accounts that may be shown. */
export function allHoldsOf(
  ledger: Ledger,
  filter: HoldFilter,
  mayShow: (accountId: string) => boolean,
  page: Page,
): Promise<HoldList> {
  const read = filter.gatewayId === '' ? byDeadline(ledger, mayShow) : byGateway(ledger, filter.gatewayId);
  return wantedHolds(read, (hold) => mayShow(hold.accountId) && admitsHold(filter, hold, ledger.nowMs()), page);
}

/**
 * A page of the holds that are wanted. It may be short where few are: then a page would else cost a look at all of
 * them.
 */
export async function wantedHolds(
  read: (page: Page) => Promise<PageOf<PlacedHold>>,
  isWanted: (hold: HoldRecord) => boolean,
  page: Page,
): Promise<HoldList> {
  const holds: HoldRecord[] = [];
  let [next, looked, reads] = [page.after, 0, 0];
  do {
    const limit = page.limit - holds.length;
    const found = await read({ after: next, limit });
    const wanted = found.items.filter(({ hold }) => isWanted(hold));
    const shown = wanted.slice(0, limit);
    holds.push(...shown.map(({ hold }) => hold));
    // What was read and not shown comes with the next page.
    next = shown.length < wanted.length ? (shown.at(-1)?.place ?? '') : found.next;
    looked += limit;
    reads += 1;
  } while (next !== '' && holds.length < page.limit && looked < LOOKED_AT_MAX && reads < READS_MAX);
  return { holds, openHolds: holds.length, next };
}

function admitsHold({ olderThanMs, holdRule }: Omit<HoldFilter, 'gatewayId'>, hold: HoldRecord, nowMs: number) {
  if (nowMs - hold.authorizedAtMs < olderThanMs) return false;
  return holdRule === '' || holdRule === hold.facts.holdRule;
}

type Read = (page: Page) => Promise<PageOf<PlacedHold>>;

function byDeadline(ledger: Ledger, mayShow: (accountId: string) => boolean): Read {
  return (page) => ledger.holdsByDeadline({ ...page, limit: Math.max(page.limit, HOLDS_AT_ONCE) }, mayShow);
}

/** No more than are asked for, so that none of them needs a place of its own. */
function byGateway(ledger: Ledger, gatewayId: string): Read {
  return async (page) => {
    const { items, next } = await ledger.holdsOfGateway(gatewayId, page);
    return { items: items.map((hold) => ({ hold, place: '' })), next };
  };
}

/**
 * One hold, open or ended, and its open forwarded legs, each of which may be forwarded again: a look at the hold, and
 * one for each leg.
 */
export async function holdWithLegs(
  ledger: Ledger,
  { rootAccountId, accountId }: AccountProfile,
  holdId: string,
  limit: number,
): Promise<readonly HoldRecord[]> {
  const hold = await ledger.hold({ rootAccountId, accountId, holdId });
  if (hold === undefined) throw new Fault('HOLD_UNKNOWN', 'there is no such hold', { field: 'hold_id' });
  // Legs may claim each other as parents.
  const seen = new Set<string>([keyOf(hold)]);
  const found = [hold];
  const addLegs = async (parentHoldId: string): Promise<void> => {
    for (const leg of await ledger.legsOf({ rootAccountId, accountId, holdId: parentHoldId })) {
      if (seen.has(keyOf(leg)) || found.length >= limit) continue;
      seen.add(keyOf(leg));
      found.push(leg);
      await addLegs(leg.holdId);
    }
  };
  await addLegs(holdId);
  return found;
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

/* Usage by day and service, added up from the movements. */

const EVERY_MOVEMENT = { after: '', limit: Number.MAX_SAFE_INTEGER };

/** What changes the units and the money of traffic. */
const USED: ReadonlySet<MovementKind> = new Set(['charge', 'correction', 'reversal']);

/**
 * What the account has paid for, and its own traffic that a parent has paid for. A correction or a reversal
 * changes the units and the amount of a charge that was counted already.
 *
 * @param parents - from the account's own parent up to the root.
 */
export async function usageOf(
  ledger: Ledger,
  profile: AccountProfile,
  parents: readonly AccountProfile[],
  span: TimeSpan,
): Promise<UsageReport> {
  const rows = new Map<string, UsageRow>();
  for (const payer of [profile, ...parents]) {
    for await (const movement of ledger.movements(payer, span, EVERY_MOVEMENT)) {
      if (payer === profile || movement.originAccountId === profile.accountId) addTo(rows, profile, movement);
    }
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return { rows: sorted, coveredFromMs: await ledger.journalStart(profile) };
}

function addTo(rows: Map<string, UsageRow>, { timeZone }: AccountProfile, movement: Movement): void {
  if (!USED.has(movement.kind)) return;
  const day = localDay(timeZone, movement.atMs);
  const key = `${day} ${movement.service}`;
  const row = rows.get(key) ?? { day, service: movement.service, count: 0, billedUnits: 0, billedMilliCents: 0 };
  rows.set(key, {
    ...row,
    count: row.count + (movement.firstCharge ? 1 : 0),
    billedUnits: row.billedUnits + movement.billedUnits,
    billedMilliCents: row.billedMilliCents - movement.amountMilliCents,
  });
}

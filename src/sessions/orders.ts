/**
 * What the standing of an account says about its calls: which must end, and which may be longer now. Pure: the same
 * standing gives the same orders, so that whoever missed some can be told them again.
 */
import type { DenialReason } from '../domain/decision.ts';
import type { AccountLifecycle, HoldRecord } from '../ledger/port.ts';

/** An account as far as it decides about calls that are up. */
export interface Standing {
  readonly accountId: string;
  /** A call that it pays for was denied more time, since this sidecar listens. */
  readonly wasShort: boolean;
  readonly state: AccountLifecycle;
  /** What its credit still covers, holds taken off; below 0 where they are more than there is. */
  readonly availableMilliCents: number;
}

/** What a gateway is to do with one call. */
export type Order =
  | { readonly kind: 'disconnect'; readonly reason: DenialReason; readonly message: string }
  | { readonly kind: 'extend_now' };

/** What an order needs to know of a hold. */
export type OrderedHold = Pick<
  HoldRecord,
  | 'accountId'
  | 'holdId'
  | 'payerAccountId'
  | 'holdMilliCents'
  | 'authorizedAtMs'
  | 'answeredAtMs'
  | 'grantedUnits'
  | 'maxUnits'
  | 'extendUnits'
  | 'cutShort'
  | 'terms'
>;

/** Names a hold among those of all accounts; account ids have no space. */
export function keyOf({ accountId, holdId }: Pick<HoldRecord, 'accountId' | 'holdId'>): string {
  return `${accountId} ${holdId}`;
}

/**
 * What follows for the open holds of the account and of those under it. A hold that is in no order goes on as it is.
 *
 * Where the credit does not cover what is held any more (a lower credit limit, a correction), the youngest calls end,
 * as many as it takes. Where there is credit, the calls that it would make longer are told to ask.
 */
export function ordersFor<Hold extends OrderedHold>(
  { accountId, state, availableMilliCents, wasShort }: Standing,
  holds: readonly Hold[],
  nowMs: number,
): ReadonlyMap<Hold, Order> {
  if (state !== 'active') {
    const reason = state === 'closed' ? 'ACCOUNT_CLOSED' : 'ACCOUNT_SUSPENDED';
    const order = { kind: 'disconnect', reason, message: `Account ${accountId} is ${state}.` } as const;
    return new Map(holds.map((hold) => [hold, order]));
  }
  const paid = holds.filter(({ payerAccountId }) => payerAccountId === accountId);
  if (availableMilliCents < 0) return uncovered(paid, -availableMilliCents);
  if (availableMilliCents === 0) return new Map();
  return new Map(paid.filter((hold) => wantsMore(hold, wasShort, nowMs)).map((hold) => [hold, { kind: 'extend_now' }]));
}

function uncovered<Hold extends OrderedHold>(holds: readonly Hold[], missing: number): ReadonlyMap<Hold, Order> {
  const orders = new Map<Hold, Order>();
  const youngestFirst = holds
    .filter(({ holdMilliCents }) => holdMilliCents > 0)
    .sort((a, b) => b.authorizedAtMs - a.authorizedAtMs || (keyOf(a) < keyOf(b) ? -1 : 1));
  const message = 'The credit of the account does not cover this call any more.';
  let left = missing;
  for (const hold of youngestFirst) {
    if (left <= 0) break;
    orders.set(hold, { kind: 'disconnect', reason: 'INSUFFICIENT_CREDIT', message });
    left -= hold.holdMilliCents;
  }
  return orders;
}

/**
 * Whether an Extend would be asked for by now, had the credit lasted: the last grant was cut short, or less than a step
 * is left of it, which a gateway that was denied does not ask about again. Where no denial is known of, a gateway that
 * has half a step left is taken for one that will ask by itself.
 */
function wantsMore(hold: OrderedHold, wasShort: boolean, nowMs: number): boolean {
  const { terms, extendUnits, grantedUnits, maxUnits, answeredAtMs } = hold;
  if (terms.unit !== 'second' || extendUnits === 0 || grantedUnits >= maxUnits || answeredAtMs === 0) return false;
  const leftUnits = wasShort ? extendUnits : extendUnits / 2;
  return hold.cutShort || nowMs >= answeredAtMs + (grantedUnits - leftUnits) * 1000;
}

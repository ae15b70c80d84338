/**
 * What a gateway says of its active legs: each that is up, and the lists of all of them, of which the holds that no leg
 * has any more are found. Part of the ledger's port.
 */
import type { AuthorizeOperation } from './admission-operations.ts';
import type { SettleClaim } from './completion-operations.ts';
import type { HoldRef } from './port.ts';

/** How a hold goes on that is opened again: what its token does not say. */
export type RecreatedHold = Pick<AuthorizeOperation, 'maxUnits' | 'extendUnits' | 'minUnits' | 'belowHold' | 'timing'>;

/**
 * A leg is up. An open hold hears of it, as of an Answer or a heartbeat. One that the store does not know is opened
 * again from the claim, as of when it was authorized: no denial, and what credit there is. A repeat changes nothing.
 * Where the claim has the fingerprint of the Authorize that was granted, another asking of it gets that grant.
 */
export interface ConfirmOperation extends HoldRef {
  /** Used so far, as it was measured; for holds counted in seconds. Undefined and 0 say nothing. */
  readonly connectedSeconds: number | undefined;
  /** The same for other holds. */
  readonly units: number | undefined;
  /** Billable time has begun. */
  readonly answered: boolean;
  /** Looked at only where the hold is not known. */
  readonly claim: (SettleClaim & RecreatedHold & { readonly fingerprint?: string }) | undefined;
}

export type ConfirmReply =
  /** It is open; `recreated` when this made it so. */
  | { readonly kind: 'up'; readonly recreated: boolean; readonly holdMilliCents: number; readonly nowMs: number }
  /** It has ended, and how: `charged` is what it cost. */
  | {
      readonly kind: 'ended';
      readonly state: 'settled' | 'released' | 'expired';
      readonly chargedMilliCents: number;
      readonly nowMs: number;
    }
  /** Nobody knows it, and there was no claim. */
  | { readonly kind: 'unknown'; readonly nowMs: number };

/** A list of one gateway's active legs. */
export interface ListRef {
  readonly gatewayId: string;
  /** New for each list; the same on all of its pages. */
  readonly listId: string;
}

/** One page of a list. */
export interface ListPage extends ListRef {
  /** Rises when the gateway starts anew; undefined: as it was. Lists of different epochs are not compared. */
  readonly epoch: number | undefined;
  /** From 1. */
  readonly page: number;
  /** No page has a higher number. */
  readonly last: boolean;
  /** How old what the list says is. */
  readonly ageMs: number;
  readonly legs: readonly Pick<HoldRef, 'accountId' | 'holdId'>[];
}

/** How far a list has come. */
export interface ListProgress {
  /** Of the gateway; undefined where it never told one. */
  readonly epoch: number | undefined;
  /** When the list began, in Redis time. */
  readonly beganMs: number;
  /** Which of the places of the gateway's lists it has. */
  readonly slot: number;
  /** All of its pages are there. */
  readonly complete: boolean;
  /** How many different legs it names so far. */
  readonly legs: number;
  /** Numbers of pages that are not there yet, below the highest that is. */
  readonly missingPages: readonly number[];
  readonly nowMs: number;
}

/** A complete list. */
export type TakenList = ListRef & Pick<ListProgress, 'epoch' | 'beganMs' | 'slot'>;

/** What is kept of the lists of all gateways, in the store: sidecars share it, and it ends by itself. */
export interface Reconciling {
  confirm(operation: ConfirmOperation): Promise<ConfirmReply>;
  /** @throws Fault `EPOCH_PASSED` where the gateway has started anew since; `CONFLICT` on another last page */
  takePage(page: ListPage): Promise<ListProgress>;
  /**
   * Which of these holds the list names, in their order; at most 1,000.
   *
   * @throws Fault `CONFLICT` where newer lists have taken its place
   */
  namedInList(list: TakenList, holds: readonly Pick<HoldRef, 'accountId' | 'holdId'>[]): Promise<readonly boolean[]>;
  /**
   * Notes that a complete list does not name these holds, at most 1,000.
   *
   * @returns for each, when the first list began that did not; undefined where this is the first
   * @throws Fault `EPOCH_PASSED`
   */
  markMissing(
    list: TakenList,
    holds: readonly Pick<HoldRef, 'accountId' | 'holdId'>[],
  ): Promise<readonly (number | undefined)[]>;
}

/** For how long the legs of a list are kept after its last page came. */
export const KEEP_LIST_MS = 600_000;
/** For how long it is remembered that a hold was missing. */
export const KEEP_MISSING_MS = 3_600_000;
/** How many lists of one gateway may be under way at a time: another one takes the place of the oldest. */
export const LISTS_AT_ONCE = 4;

/** Holds that nobody ended in time: which are due, who ends those of a partition, and those that cannot be ended. */
import type { SettleReply } from './completion-operations.ts';
import type { HoldRef, Page, PageOf } from './port.ts';

/** The sweeper's ending of one hold; nothing happens when it is not due. */
export interface SweepOperation extends HoldRef {
  /** Where the hold is known to be; without it, its root decides. */
  readonly partition?: number;
  /**
   * Ends it whatever its deadline is, because its gateway does not list it any more: since when, in Redis time. It is
   * not due where it was opened, or anything was heard of it, since then. Of an answered hold that nothing proves, no
   * time after this is charged.
   */
  readonly missingSinceMs?: number;
}

export interface SweepReply {
  /** What was done: nothing, the unanswered hold released, or the answered one charged by estimate. */
  readonly outcome: 'not_due' | 'released' | 'expired';
  readonly settle: SettleReply | undefined;
  readonly nowMs: number;
}

/** A hold whose deadline has passed. */
export interface DueHold extends HoldRef {
  readonly partition: number;
}

/** A hold that is open and due, and that the sweeper could not end. */
export interface AsideHold {
  readonly accountId: string;
  readonly holdId: string;
  /** What the last try failed with, for a person. */
  readonly why: string;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** When the first try failed, and when the last one did, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly triedAtMs: number;
}

/** How long a hold that was set aside waits for its next try. */
export const ASIDE_RETRY_MS = 3_600_000;

/**
 * What the sweepers of all sidecars share. Part of the ledger's port. Partitions count from 0; each is asked by itself
 * and with little patience, so that one which does not answer keeps nobody else.
 */
export interface Sweeping {
  /**
   * Holds of a partition whose deadline has passed, oldest first, then those that were set aside and whose next try has
   * come.
   */
  dueHolds(partition: number, limit: number): Promise<readonly DueHold[]>;
  sweep(operation: SweepOperation): Promise<SweepReply>;
  /**
   * Moves a hold behind all that are due, for {@link ASIDE_RETRY_MS} or until somebody asks for it. It stays open, and
   * whatever moves its deadline or ends it takes it back from there.
   *
   * @returns how often it was tried; 0 where it is not open any more
   */
  setAside(hold: DueHold, why: string): Promise<number>;
  /** The holds that are aside, of all partitions; in each, those that were tried longest ago first. */
  asideHolds(page: Page): Promise<PageOf<AsideHold>>;
  /** Makes one of them due at once, or all. @returns how many that were */
  retryAside(hold: Pick<HoldRef, 'accountId' | 'holdId'> | undefined): Promise<number>;
}

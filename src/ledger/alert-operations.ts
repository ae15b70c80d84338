/**
 * What people are told of an account: what it wants to be told, what it was told, and the deliveries that are under
 * way. All of it is kept in the account's partition, so that a claim and what is to be sent of it are one write. What
 * the texts say is up to the room that sends them.
 */
import type { AccountPlace, Page, PageOf } from './port.ts';

/** How far a delivery has come. */
export type DeliveryState = 'pending' | 'sent' | 'dead';

/** As it is stored for one account. */
export interface StoredAlerts {
  /** What it wants to be told, and who is told; empty where nobody has said. */
  readonly asked: string;
  /** What it was told, by the name of the line that it crossed. */
  readonly lines: ReadonlyMap<string, string>;
  /** What the accounts above it want, in the order in which they were asked for; empty where nobody has said. */
  readonly askedAbove: readonly string[];
}

/** A line of an account moves from what was seen there to something else. */
export interface LineChange {
  readonly line: string;
  /** Empty for nothing. */
  readonly expected: string;
  readonly next: string;
}

export interface CrossOperation extends AccountPlace {
  readonly changes: readonly LineChange[];
  /** By id: 1 to 128 characters, no tabs. The texts hold no tabs and no line ends. */
  readonly deliveries: readonly { readonly id: string; readonly text: string }[];
}

export interface CrossReply {
  /** False where somebody else had moved the line, or nobody wants to be told any more: nothing was written. */
  readonly crossed: boolean;
  /** Deliveries for which the outbox had no room. */
  readonly dropped: number;
}

/** One delivery that was taken to be sent. */
export interface TakenDelivery {
  readonly id: string;
  /** This one included, 1 or more. */
  readonly tries: number;
  /** It was taken before and nobody has said what became of that: it may have been sent. */
  readonly uncertain: boolean;
  readonly text: string;
}

export interface TakenDeliveries {
  readonly deliveries: readonly TakenDelivery[];
  readonly pending: number;
  readonly dead: number;
  /** When another one is due, in Redis time; undefined where none is pending. */
  readonly nextDueMs: number | undefined;
  readonly nowMs: number;
}

/** What became of a delivery. */
export interface DeliveryEnd {
  readonly id: string;
  /** As it was taken. */
  readonly tries: number;
  readonly outcome: 'sent' | 'retry' | 'dead';
  /** Until it is tried again; 0 where it is not. */
  readonly waitMs: number;
  /** What went wrong; empty where nothing did. */
  readonly why: string;
}

/** A delivery as it is kept. */
export interface StoredDelivery {
  readonly id: string;
  readonly state: DeliveryState;
  /** When it is due, or was sent or given up. */
  readonly atMs: number;
  readonly tries: number;
  readonly why: string;
  readonly text: string;
}

export interface AlertStore {
  /**
   * Replaces what an account wants to be told.
   *
   * @param asked - empty forgets it, with all that it was told
   * @param watched - whether the account has to be looked at at all
   * @throws Fault `ACCOUNT_UNKNOWN`
   */
  setAlerts(account: AccountPlace, asked: string, watched: boolean): Promise<void>;
  /** @param above - ids of the accounts above it */
  alertsOf(account: AccountPlace, above: readonly string[]): Promise<StoredAlerts>;
  /** Ids of the accounts of a partition that have to be looked at. */
  watchedAccounts(partition: number, page: Page): Promise<PageOf<string>>;
  /** Claims that lines were crossed, and puts deliveries into the outbox: both or nothing. */
  crossAlert(operation: CrossOperation): Promise<CrossReply>;
  /**
   * Takes deliveries that are due.
   *
   * @param takenMs - after so long one that nobody told of is due again
   */
  takeDeliveries(partition: number, limit: number, takenMs: number): Promise<TakenDeliveries>;
  finishDelivery(partition: number, end: DeliveryEnd): Promise<void>;
  /** Of all partitions, by when they are due or were sent or given up within each. */
  deliveries(state: DeliveryState, page: Page): Promise<PageOf<StoredDelivery>>;
  /** Makes one that was given up due again. @returns whether there is such a one */
  resend(account: Pick<AccountPlace, 'rootAccountId'>, id: string): Promise<boolean>;
  /** All of them. @returns how many */
  resendAll(): Promise<number>;
}

/** The store as operators see it, and what they may say about it. */
import type { StoreTrouble } from '../domain/fault.ts';

/** `up`, or what is the matter. */
export type StoreState = 'up' | StoreTrouble;

/** Where the ledger is kept and how it is. */
export interface StoreView {
  readonly state: StoreState;
  /** For a person: what is wrong; empty while nothing is. */
  readonly detail: string;
  /** Names this ledger; empty until the store was reached for the first time. */
  readonly instanceId: string;
  /** Rises each time that an operator accepts a store that lost its data; 0 until the store was reached. */
  readonly generation: number;
  readonly partitions: number;
  /** For people, all empty until the store was reached. */
  readonly mode: string;
  readonly address: string;
  readonly engine: string;
  readonly version: string;
  /** Each acknowledged write has been fsynced. */
  readonly durable: boolean;
}

export interface StoreAdmin {
  view(): StoreView;
  /**
   * Takes the store as it is now, with whatever it has lost, and tells all sidecars so through the store. Changes
   * nothing where nothing is lost.
   *
   * @param instanceId - which store is meant; empty is the one that is there. Another one is a CONFLICT fault.
   */
  accept(instanceId: string): Promise<StoreView>;
}

/** Which sidecar does a work on a partition that one at a time should do. Part of the ledger's port. */

/**
 * What a partition is leased for: ending its due holds, verifying it, writing its journal to the archive, telling
 * people of their balances, recharging accounts. One sidecar may hold several of these, and others the rest.
 */
export const LEASE_PURPOSES = ['sweep', 'verify', 'archive', 'alerts', 'recharge'] as const;
export type LeasePurpose = (typeof LEASE_PURPOSES)[number];

export interface Leasing {
  /**
   * Takes the partition for a while, or keeps it: then the other sidecars leave this work on it alone. It only saves
   * work: a lease may end while its owner does not notice, and a failover may lose it, so that whatever is done under
   * one must stay right when two do it.
   *
   * @param owner - names the sidecar
   * @param leaseMs - after so long without another call it is anybody's; 0 gives it back
   * @returns whether it is (or was) the owner's
   */
  leasePartition(purpose: LeasePurpose, partition: number, owner: string, leaseMs: number): Promise<boolean>;
}

/** Verification: the store compared with its journal. What is asked, and what is told. Money in milli-cents. */

/**
 * - `account`: an account that the journal knows is gone, or stands under other ones
 * - `sequence`: its number of entries is not what the journal has
 * - `balance`, `held`, `lot`, `lot_held`: its money, or what is reserved of it
 * - `open_holds`: how many holds it counts as open, or which it names
 * - `hold`: an open hold is gone, or reserves something else than the journal says
 * - `deadline_index`, `gateway_index`: an open hold is not in an index, or something else is
 * - `account_list`: an account is not in the list of accounts, or something else is
 * - `spending`: what a day, month or year has cost
 * - `totals`: the sums of a partition
 * - `journal`: entries are missing, stand twice, or do not follow from each other
 * - `checkpoint`: what verification itself keeps is gone or broken
 */
export type VerifyCheck =
  | 'account'
  | 'sequence'
  | 'balance'
  | 'held'
  | 'lot'
  | 'lot_held'
  | 'open_holds'
  | 'hold'
  | 'deadline_index'
  | 'gateway_index'
  | 'account_list'
  | 'spending'
  | 'totals'
  | 'journal'
  | 'checkpoint';

/** One place where the store is not what its journal says. */
export interface Finding {
  readonly check: VerifyCheck;
  readonly partition: number;
  /** Empty where it is about the whole partition. */
  readonly accountId: string;
  /** Empty where it is about no hold. */
  readonly holdId: string;
  /** Which lot, period or sum; otherwise empty. */
  readonly subject: string;
  /** What the journal says, and what the store has, in words. */
  readonly expected: string;
  readonly found: string;
  /** What the store has more than the journal says; 0 where it is no money. */
  readonly differenceMilliCents: number;
  /** The entry of the account at which it shows for the first time; 0 where none does. */
  readonly sinceSequence: number;
  readonly sinceMs: number;
  /** For a person: what to do. */
  readonly advice: string;
}

/** How the verification of one partition ended. */
export interface PartitionVerified {
  readonly partition: number;
  /** Accounts and open holds that were compared. */
  readonly accounts: number;
  readonly holds: number;
  /** Entries that were replayed. */
  readonly entries: number;
  /**
   * Accounts that were taken as they stand, because the journal does not reach back to their beginning and there is no
   * checkpoint of them yet.
   */
  readonly unproven: number;
  readonly findings: number;
  /** The sum of all differences of balances, lots and what is held, without their signs. */
  readonly driftMilliCents: number;
}

export type VerifyNews =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'partition'; readonly verified: PartitionVerified };

/** What the background verification knows of all partitions, whichever sidecar looked. */
export interface VerifyStanding {
  readonly findings: number;
  readonly driftMilliCents: number;
  readonly unproven: number;
  /** When the partition was that was verified longest ago, in milliseconds since the epoch; 0 where one never was. */
  readonly oldestMs: number;
}

export interface Verifying {
  readonly partitions: number;
  /**
   * Compares partition by partition, while traffic goes on. Changes nothing.
   *
   * @param accountId - this account and its holds alone; undefined for everything
   */
  verify(accountId?: string): AsyncIterable<VerifyNews>;
  /**
   * Takes an account as it stands from now on: what differs is no finding any more. Its money stays as it is.
   *
   * @returns what had differed
   * @throws Fault `ACCOUNT_UNKNOWN`
   */
  accept(accountId: string): Promise<readonly Finding[]>;
  /**
   * Verifies the partition that was verified longest ago, if that is longer than a while, keeps the checkpoints that
   * this gives, and lets the journal be trimmed up to there. Several sidecars share the partitions.
   *
   * @returns undefined where another sidecar is at it
   */
  verifyNext(owner: string): Promise<readonly VerifyNews[] | undefined>;
  standing(): Promise<VerifyStanding>;
}

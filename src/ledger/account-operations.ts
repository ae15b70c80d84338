/** Accounts as the ledger knows them, and the operations that open, change and fund them. Money in milli-cents. */
import type { Funds } from './vocabulary.ts';

export type AccountLifecycle = 'active' | 'suspended' | 'closed';

/** The slowly changing part of an account. The sidecar caches it; a script that finds another revision answers with the new one. */
export interface AccountProfile {
  readonly accountId: string;
  /** The account at the top of the parents; decides the partition. Itself for a root account. */
  readonly rootAccountId: string;
  readonly parentAccountId: string | undefined;
  /** Rises by one with every change of the profile. */
  readonly revision: number;
  readonly state: AccountLifecycle;
  readonly plan: string;
  readonly currency: string;
  /** IANA name. */
  readonly timeZone: string;
  /** 1 to 31. */
  readonly cycleAnchorDay: number;
  readonly seats: number;
  /** How far below zero the balance may be used. */
  readonly creditLimitMilliCents: number;
  /** E.164 numbers, or prefixes that end in `*`. */
  readonly numbers: readonly string[];
  /** This account's own cap on open holds; 0 means the catalog's. */
  readonly maxOpenHolds: number;
  readonly createdAtMs: number;
}

/** An account with its money, as one instant of Redis time saw it. */
export interface AccountState {
  readonly profile: AccountProfile;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  /** balance - held + credit limit. */
  readonly availableMilliCents: number;
  readonly openHolds: number;
  /** What its limits count, field by field: see `lua/include/limits.lua`. Empty in the reply to a change. */
  readonly counters: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

export interface CreateAccountOperation {
  readonly profile: Omit<AccountProfile, 'revision' | 'createdAtMs' | 'state' | 'maxOpenHolds'>;
  readonly signupCreditMilliCents: number;
  readonly fingerprint: string;
}

export interface CreateAccountReply {
  readonly account: AccountState;
  readonly replayed: boolean;
}

/** Absent fields stay as they are. */
export interface UpdateAccountOperation {
  readonly rootAccountId: string;
  readonly accountId: string;
  /** 0 changes whatever is there. */
  readonly revision: number;
  readonly changes: Partial<
    Pick<AccountProfile, 'state' | 'plan' | 'timeZone' | 'seats' | 'creditLimitMilliCents' | 'numbers' | 'maxOpenHolds'>
  >;
  /** Close although holds are open. */
  readonly force: boolean;
}

/** Purchased credit (`credit`, positive) or a correction by hand (`adjustment`, either sign). */
export interface PostOperation {
  readonly kind: 'credit' | 'adjustment';
  readonly rootAccountId: string;
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly note: string;
}

export interface PostReply extends Funds {
  readonly replayed: boolean;
  readonly nowMs: number;
}

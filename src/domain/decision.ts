/** Denials are answers: their words, their order, and what a gateway makes of them. */

/** Why a request was denied, in the order in which the checks run: the first that holds is the answer. */
export const DENIAL_REASONS = [
  'RELEASED_BEFORE_AUTHORIZE',
  'ACCOUNT_UNKNOWN',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_CLOSED',
  'NUMBER_INVALID',
  'DESTINATION_BLOCKED',
  'NO_RATE',
  'CONCURRENCY_LIMIT',
  'VELOCITY_LIMIT',
  'ZERO_BALANCE',
  'PLAN_EXHAUSTED',
  'SPEND_LIMIT',
  'INSUFFICIENT_CREDIT',
] as const;

export type DenialReason = (typeof DENIAL_REASONS)[number];

/** The reasons that the catalog alone decides; the ledger is told and puts them in their place in the order. */
export type CatalogDenialReason = 'NUMBER_INVALID' | 'DESTINATION_BLOCKED' | 'NO_RATE';

/** The reason of the one ALLOW that needs no account: an emergency call (rule G-3). */
export const EMERGENCY = 'EMERGENCY';

/** A day: long enough for any emergency call, and nothing may cut one. */
export const EMERGENCY_GRANT_SECONDS = 86_400;

/** The reason of an ALLOW without a hold: the store is away and the catalog says `when_store_is_down: allow`. */
export const STORE_DOWN = 'STORE_DOWN';

/** How a gateway rejects a call. */
export interface Rejection {
  /** RFC 3261 status; 402 is reserved there and is what gateways use for missing credit. */
  readonly sipStatus: number;
  /** ITU-T Q.850 cause. */
  readonly q850Cause: number;
}

const REJECTIONS: Readonly<Record<DenialReason, Rejection>> = {
  RELEASED_BEFORE_AUTHORIZE: { sipStatus: 487, q850Cause: 16 },
  ACCOUNT_UNKNOWN: { sipStatus: 403, q850Cause: 21 },
  ACCOUNT_SUSPENDED: { sipStatus: 403, q850Cause: 21 },
  ACCOUNT_CLOSED: { sipStatus: 403, q850Cause: 21 },
  NUMBER_INVALID: { sipStatus: 404, q850Cause: 28 },
  DESTINATION_BLOCKED: { sipStatus: 403, q850Cause: 21 },
  NO_RATE: { sipStatus: 403, q850Cause: 21 },
  CONCURRENCY_LIMIT: { sipStatus: 403, q850Cause: 21 },
  VELOCITY_LIMIT: { sipStatus: 403, q850Cause: 21 },
  ZERO_BALANCE: { sipStatus: 402, q850Cause: 21 },
  PLAN_EXHAUSTED: { sipStatus: 402, q850Cause: 21 },
  SPEND_LIMIT: { sipStatus: 402, q850Cause: 21 },
  INSUFFICIENT_CREDIT: { sipStatus: 402, q850Cause: 21 },
};

/** The rejection that goes with a denial. */
export function rejectionFor(reason: DenialReason): Rejection {
  return REJECTIONS[reason];
}

/** Only these can be cured by adding credit; the others never say "Add" and have no shortfall. */
export function curedByMoney(reason: DenialReason): boolean {
  return reason === 'ZERO_BALANCE' || reason === 'INSUFFICIENT_CREDIT' || reason === 'PLAN_EXHAUSTED';
}

/* How close an account is to being denied (rule PM-8). */

export type AccountStatus = 'green' | 'amber' | 'red';

/** The hold that status is judged by, and whether that traffic is blocked at zero. */
export interface StatusHold {
  readonly holdMilliCents: number;
  readonly blockedAtZero: boolean;
}

/** RED when such a hold would be denied now, AMBER when fewer than two fit, else GREEN. */
export function accountStatus(
  funds: { readonly availableMilliCents: number; readonly postedMilliCents: number },
  active: boolean,
  reference: StatusHold | undefined,
): AccountStatus {
  if (!active) return 'red';
  if (reference === undefined) return 'green';
  if (funds.availableMilliCents < reference.holdMilliCents) return 'red';
  if (reference.blockedAtZero && funds.postedMilliCents <= 0) return 'red';
  return funds.availableMilliCents < 2 * reference.holdMilliCents ? 'amber' : 'green';
}

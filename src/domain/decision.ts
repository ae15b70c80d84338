/** Denials are answers: their words, their order, what a gateway makes of them, and what they say to a person. */
import { formatMoney } from './money.ts';

/** Why a request was denied, in the order in which the checks run: the first that holds is the answer. */
export const DENIAL_REASONS = [
  'RELEASED_BEFORE_AUTHORIZE',
  'ACCOUNT_UNKNOWN',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_CLOSED',
  'CURRENCY_MISMATCH',
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

/**
 * The reasons that need no ledger, because catalog and profiles say all of them; the ledger is told and puts them in
 * their place in the order, right behind the states of the accounts.
 */
export type CatalogDenialReason = 'CURRENCY_MISMATCH' | 'NUMBER_INVALID' | 'DESTINATION_BLOCKED' | 'NO_RATE';

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
  CURRENCY_MISMATCH: { sipStatus: 403, q850Cause: 21 },
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
export function isCuredByMoney(reason: string): boolean {
  return reason === 'ZERO_BALANCE' || reason === 'INSUFFICIENT_CREDIT' || reason === 'PLAN_EXHAUSTED';
}

/* How close an account is to being denied (rule PM-8). */

export type AccountStatus = 'green' | 'amber' | 'red';

/** The hold that status is judged by, and whether that traffic is blocked at zero. */
export interface StatusHold {
  readonly holdMilliCents: number;
  /** What a second one costs, where units pay for some of the first; absent is as much. */
  readonly nextHoldMilliCents?: number | undefined;
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
  const { holdMilliCents: hold, nextHoldMilliCents: next = hold } = reference;
  // What costs nothing needs no money, also where there is less than none.
  if (hold > 0 && funds.availableMilliCents < hold) return 'red';
  if (reference.blockedAtZero && funds.postedMilliCents <= 0) return 'red';
  return next > 0 && funds.availableMilliCents < hold + next ? 'amber' : 'green';
}

/* What a denial says to a person, with the arithmetic (rule PM-5). */

/** One printed cent. */
const CENT_MILLI_CENTS = 1_000;

/** Everything that the sentence is made of. Money in milli-cents. */
export interface DenialFacts {
  readonly reason: DenialReason;
  /** The service's plural for people: "Calls". */
  readonly label: string;
  /** One of it: "call". */
  readonly noun: string;
  /** Whether the traffic is answered or not, so that a hold is given back when nobody answers. */
  readonly answered: boolean;
  readonly availableMilliCents: number;
  readonly neededMilliCents: number;
  /** Whether more than the balance may pay: a credit limit, plan credits, lots. */
  readonly hasOtherCredit: boolean;
  /** The least that may be bought at once. */
  readonly minimumTopUpMilliCents: number;
  /** Whether a suspended or closed account is one above that of the request. */
  readonly isParent: boolean;
  readonly currency: string;
  /** What the catalog says of a blocked destination, why a number cannot be dialled, or which currencies differ. */
  readonly detail: string;
  /** What open holds have on the balance: what is available is then less than the balance. */
  readonly isPartlyHeld: boolean;
  /** What is left of packs that pay for such traffic, in words (`40 seconds`); empty where nothing is. */
  readonly packsLeft: string;
  /** The cap behind a SPEND_LIMIT, where it is known which one it was. */
  readonly cap: SpendCap | undefined;
}

/** A cap on the money of a day, a cycle or one call. */
export interface SpendCap {
  /** Of its rule, or whose own limit it is. */
  readonly name: string;
  readonly maxMilliCents: number;
  /** What is left of its period; undefined for a cap on a single call, which has none. */
  readonly leftMilliCents: number | undefined;
  /** Since when it counts, where that is not the whole of its period. */
  readonly sinceMs: number | undefined;
}

/** How much credit is missing, at least one milli-cent; 0 where money cures nothing. */
export function shortfallMilliCents(
  facts: Pick<DenialFacts, 'reason' | 'availableMilliCents' | 'neededMilliCents'>,
): number {
  if (!isCuredByMoney(facts.reason)) return 0;
  return Math.max(1, facts.neededMilliCents - facts.availableMilliCents);
}

/** The sentence for a denial. Reasons that money cannot cure never say "Add". */
export function denialMessage(facts: DenialFacts): string {
  // Every reason has its own case and there is no default, so that a new one cannot get the words of another.
  switch (facts.reason) {
    case 'RELEASED_BEFORE_AUTHORIZE':
      return `The ${facts.noun} was released before it was authorized.`;
    case 'ACCOUNT_UNKNOWN':
      return `${facts.label} refused. There is no such account.`;
    case 'ACCOUNT_SUSPENDED':
      return `${facts.label} paused. ${theAccount(facts)} is suspended.`;
    case 'ACCOUNT_CLOSED':
      return `${facts.label} refused. ${theAccount(facts)} is closed.`;
    case 'CURRENCY_MISMATCH':
      return `${facts.label} refused. ${facts.detail}`;
    case 'NUMBER_INVALID':
      return `The number cannot be dialled. ${facts.detail}`.trim();
    case 'DESTINATION_BLOCKED':
      return `This destination is blocked. ${facts.detail}`.trim();
    case 'NO_RATE':
      return 'There is no price for this destination.';
    case 'CONCURRENCY_LIMIT':
      return `Too many ${facts.label.toLowerCase()} at the same time. Try again when one has ended.`;
    case 'VELOCITY_LIMIT':
      return `Too many new ${facts.label.toLowerCase()} in a short time. Try again in a moment.`;
    case 'SPEND_LIMIT':
      return spendMessage(facts);
    case 'ZERO_BALANCE':
    case 'PLAN_EXHAUSTED':
    case 'INSUFFICIENT_CREDIT':
      return moneyMessage(facts);
  }
}

/** Available is printed rounded down and the hold up, and what to add is the difference of the two printed values. */
function moneyMessage(facts: DenialFacts): string {
  const { currency } = facts;
  const available = Math.floor(facts.availableMilliCents / CENT_MILLI_CENTS) * CENT_MILLI_CENTS;
  const needed = Math.ceil(facts.neededMilliCents / CENT_MILLI_CENTS) * CENT_MILLI_CENTS;
  const missing = Math.max(needed - available, CENT_MILLI_CENTS, facts.minimumTopUpMilliCents);
  const have = `Your ${creditName(facts)} is ${formatMoney(available, { round: 'down', currency })}`;
  const back = facts.answered ? ' (we release it back if no one answers)' : '';
  const need =
    needed > 0 ? `requires a ${formatMoney(needed, { round: 'up', currency })} hold${back}` : 'requires credit';
  const add = `Add ${formatMoney(missing, { round: 'up', currency })} or more in credits`;
  const goOn = facts.answered ? 'keep calling' : 'keep going';
  const beside = facts.packsLeft === '' ? '' : ` beside the ${facts.packsLeft} that are left in packs`;
  return `${facts.label} paused. ${have} but each ${facts.noun} ${need}${beside}. ${add} to ${goOn}.`;
}

/** Printed as the money sentence is: the need rounded up, what is left down. */
function spendMessage({ noun, neededMilliCents, currency, cap }: DenialFacts): string {
  if (cap === undefined) return `The ${noun} would cost more than the spending limit allows.`;
  const { name, maxMilliCents, leftMilliCents, sinceMs } = cap;
  const most = formatMoney(maxMilliCents, { round: 'down', currency });
  if (leftMilliCents === undefined)
    return `One ${noun} may cost at most ${most} ("${name}"), which is too little for it.`;
  const needed = formatMoney(neededMilliCents, { round: 'up', currency });
  const left = formatMoney(Math.max(0, leftMilliCents), { round: 'down', currency });
  const since = sinceMs === undefined ? '' : ` It counts since ${new Date(sinceMs).toISOString().slice(0, 16)}Z.`;
  const spent = `of the spending limit of ${most} ("${name}") ${left} is left.`;
  return `The ${noun} may cost up to ${needed}, but ${spent}${since}`;
}

/** What may pay for this request. Where only the plan may, the balance is not named: there may be money in it. */
function creditName({ reason, hasOtherCredit, isPartlyHeld }: DenialFacts): string {
  if (reason === 'PLAN_EXHAUSTED') return 'remaining plan credit';
  if (hasOtherCredit) return 'available credit';
  return isPartlyHeld ? 'available balance' : 'balance';
}

function theAccount({ isParent }: DenialFacts): string {
  return isParent ? 'The account above' : 'The account';
}

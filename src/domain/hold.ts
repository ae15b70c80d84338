/**
 * A credit hold: money reserved for one leg or message. Never the SIP sense of the word.
 *
 *   reserved --Answer--> answered --Settle--> settled
 *      |                    \--sweep--> expired --late Settle--> settled
 *      \--Release, Settle(0), sweep--> released --late Settle--> settled
 */
export type HoldState = 'reserved' | 'answered' | 'settled' | 'released' | 'expired';

/** What the outside sees of a hold's state (rule PM-7). */
export type ReservationStatus = 'reserved' | 'settled' | 'released';

/** `answered` is still reserved money; `expired` was settled by estimate. */
export function reservationStatus(state: HoldState): ReservationStatus {
  if (state === 'reserved' || state === 'answered') return 'reserved';
  return state === 'released' ? 'released' : 'settled';
}

/** What the sweeper does to an answered hold that nobody settled and no Extend proved anything about. */
export type UnprovenPolicy = 'granted' | 'release';

/** How long a hold may live and how inexact its cut may be. Pinned when the hold is opened. Seconds. */
export interface HoldTiming {
  /** From authorize until the sweeper releases a hold that nobody answered. */
  readonly ringSeconds: number;
  /** From the end of the grant until the sweeper ends an answered hold. */
  readonly graceSeconds: number;
  /** Connected time up to grant + this bills as the grant: gateways cut late by up to a second or so. */
  readonly cutToleranceSeconds: number;
  /** Within the grant a report may be above the time since authorize by this much and is believed. */
  readonly elapsedToleranceSeconds: number;
  /** What an answered hold costs when nothing proves its use. */
  readonly unproven: UnprovenPolicy;
  /** False where the gateway sends no Answer: the ring deadline then covers the whole call. */
  readonly answerReports: boolean;
}

/** How long after authorize an unanswered hold is swept, in milliseconds. */
export function unansweredLifeMs(timing: HoldTiming, grantedUnits: number): number {
  const call = timing.answerReports ? 0 : grantedUnits + timing.graceSeconds;
  return (timing.ringSeconds + call) * 1000;
}

/** How long after the answer an unsettled hold is swept, in milliseconds. */
export function answeredLifeMs(timing: HoldTiming, grantedUnits: number): number {
  return (grantedUnits + timing.graceSeconds) * 1000;
}

/* Which connected time is billed, given what the gateway says and what can be true. Twin of `lua/include/usage.lua`. */

/** Allowance for the difference between a gateway's and Redis's measure of the same call, in seconds. */
export const CLOCK_SKEW_SECONDS = 5;

/**
 * How far above the time since authorize a report within the grant may be, where a hold rule does not say: five
 * minutes, what Kerberos allows between clocks that nobody watches (RFC 4120, section 1.6).
 */
export const ELAPSED_TOLERANCE_SECONDS = 300;

/** No call bills more than a day beyond its grant: the bound of a price that a catalog is held to counts on it. */
const BEYOND_GRANT_SECONDS = 86_400;

/** What is known about a call when it ends. Whole seconds, but for the elapsed milliseconds. */
export interface UsageEvidence {
  /** What the gateway reports. */
  readonly connectedSeconds: number;
  /** What the hold covers. */
  readonly grantedSeconds: number;
  /** The highest connected time that an Extend proved. */
  readonly provenSeconds: number;
  readonly timing: Pick<HoldTiming, 'cutToleranceSeconds' | 'elapsedToleranceSeconds'>;
  /** The report contradicts itself about this time, which then gets no benefit of a doubt. */
  readonly doubted: boolean;
  /** From when the hold was authorized to the end of the call, by Redis's clock. */
  readonly elapsedMs: number;
}

/** The most that a call can have lasted since the hold was authorized: what an Extend can prove. */
export function possibleSeconds(elapsedMs: number): number {
  return Math.ceil(elapsedMs / 1000) + CLOCK_SKEW_SECONDS;
}

/** The most that a report within the grant may say and be believed. */
export function believableSeconds(
  { elapsedToleranceSeconds }: Pick<HoldTiming, 'elapsedToleranceSeconds'>,
  elapsedMs: number,
): number {
  return Math.ceil(elapsedMs / 1000) + elapsedToleranceSeconds;
}

/** The time to bill, before increments. */
export interface BillableUsage {
  readonly seconds: number;
  /** The report was above what can have passed. */
  readonly clamped: boolean;
}

/**
 * A report below the proven time bills the proven time. Up to the cut tolerance beyond the grant it bills as the grant,
 * so that the last block is not doubled. What can have passed since authorize bills in full. Of what cannot, the grant
 * alone may be believed: its price is reserved, and authorize may have come late or Redis's clock been set, but not by
 * more than the elapsed tolerance.
 */
export function billableUsage(evidence: UsageEvidence): BillableUsage {
  const { grantedSeconds: granted, provenSeconds: proven, timing, elapsedMs } = evidence;
  const reported = Math.max(evidence.connectedSeconds, proven);
  const wasCut = reported > granted && reported <= granted + timing.cutToleranceSeconds;
  const claimed = wasCut ? granted : reported;
  const possible = Math.max(proven, Math.min(possibleSeconds(elapsedMs), granted + BEYOND_GRANT_SECONDS));
  if (claimed <= possible) return { seconds: claimed, clamped: false };
  const isBelieved = !evidence.doubted && claimed <= believableSeconds(timing, elapsedMs);
  const seconds = isBelieved ? Math.max(possible, Math.min(claimed, granted)) : possible;
  return { seconds, clamped: seconds < claimed };
}

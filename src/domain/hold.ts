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
const CLOCK_SKEW_SECONDS = 5;

/** What is known about a call when it ends. Seconds, but for the elapsed milliseconds. */
export interface UsageEvidence {
  /** What the gateway reports. */
  readonly connectedSeconds: number;
  /** What the hold covers. */
  readonly grantedSeconds: number;
  /** The highest connected time that an Extend reported. */
  readonly provenSeconds: number;
  /** Up to this much beyond the grant is the gateway's inexact cut. */
  readonly cutToleranceSeconds: number;
  /** Since the hold was authorized, by Redis's clock. */
  readonly elapsedMs: number;
}

/** How much of a reported connected time can have passed since the hold was authorized: what an Extend proves. */
export function provableSeconds(connectedSeconds: number, elapsedMs: number): number {
  return Math.min(connectedSeconds, Math.ceil(elapsedMs / 1000) + CLOCK_SKEW_SECONDS);
}

/** The time to bill, before increments. */
export interface BillableUsage {
  readonly seconds: number;
  /** The report was above what can have passed. */
  readonly clamped: boolean;
  /** The report was below what an Extend had proved. */
  readonly raisedToProven: boolean;
}

/**
 * Up to the grant the report bills as it is; up to the tolerance beyond it bills as the grant, so that the last block
 * is not doubled; past that it bills in full, but never more than can have passed since authorize. A report below the
 * proven time bills the proven time.
 */
export function billableUsage(evidence: UsageEvidence): BillableUsage {
  const raisedToProven = evidence.connectedSeconds < evidence.provenSeconds;
  const reported = raisedToProven ? evidence.provenSeconds : evidence.connectedSeconds;
  const granted = evidence.grantedSeconds;
  if (reported <= granted) return { seconds: reported, clamped: false, raisedToProven };
  if (reported <= granted + evidence.cutToleranceSeconds) return { seconds: granted, clamped: false, raisedToProven };
  const possible = Math.max(granted, provableSeconds(reported, evidence.elapsedMs));
  return { seconds: Math.min(reported, possible), clamped: reported > possible, raisedToProven };
}

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

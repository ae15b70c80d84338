/** Which connected time is billed, given what the gateway says and what can be true. Twin of `lua/include/usage.lua`. */

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
 * Up to the grant the report bills as it is; up to the tolerance beyond it bills as the grant, so that the last block is not doubled; past that it
 * bills in full, but never more than can have passed since authorize. A report below the proven time bills the proven time.
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

/** Below what balance an account should be recharged, by what it has used itself (rule TC-15). */
import type { AccountState } from '../ledger/port.ts';
import type { Recommendation } from './requests.ts';

/** What an account has paid for in a span of time. */
export interface Use {
  readonly source: Recommendation['source'];
  /** What was charged less what was given back. */
  readonly milliCents: number;
  /** Since when everything is known. */
  readonly coveredFromMs: number;
}

export type UseHistory = (account: AccountState, fromMs: number, toMs: number) => Promise<Use>;

const DAY_MS = 86_400_000;
/** Four whole weeks: weekends are in it as often as other days. */
const LOOKED_AT_DAYS = 28;
const THRESHOLD_DAYS = 14;
/** Thresholds are whole currency units. */
const UNIT_MILLI_CENTS = 100_000;

/**
 * Two weeks of the average day of the last four weeks, or of as much of these as is known: since the account was
 * opened, or since the history begins. Less than a day counts as one, so that a busy hour is not taken for a habit.
 */
export async function recommendation(history: UseHistory, account: AccountState): Promise<Recommendation> {
  const { nowMs: toMs, profile } = account;
  const wantedMs = Math.max(profile.createdAtMs, toMs - LOOKED_AT_DAYS * DAY_MS);
  const { milliCents, coveredFromMs, source } = await history(account, wantedMs, toMs);
  const fromMs = Math.min(Math.max(wantedMs, coveredFromMs), toMs);
  const used = BigInt(Math.max(0, milliCents));
  const spanMs = BigInt(Math.max(DAY_MS, toMs - fromMs));
  const daily = ceil(used * BigInt(DAY_MS), spanMs);
  const threshold = ceil(ceil(used * BigInt(DAY_MS * THRESHOLD_DAYS), spanMs), BigInt(UNIT_MILLI_CENTS));
  return {
    thresholdMilliCents: Number(threshold) * UNIT_MILLI_CENTS,
    dailyMilliCents: Number(daily),
    usedMilliCents: Number(used),
    fromMs,
    toMs,
    source,
    currency: profile.currency,
  };
}

/** Products of money and milliseconds are beyond what a number holds exactly. */
function ceil(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

/** Below what balance an account should be recharged, by what it has used itself (rule TC-15). */
import type { AccountState, Ledger } from '../ledger/port.ts';
import type { Recommendation } from './requests.ts';

/** What an account has paid for in a span of time. Money in milli-cents. */
export interface UseHistory {
  readonly source: Recommendation['source'];
  /** @returns what was charged less what was given back, and since when everything is known */
  used(account: AccountState, fromMs: number, toMs: number): Promise<{ milliCents: number; coveredFromMs: number }>;
}

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
  const { milliCents, coveredFromMs } = await history.used(account, wantedMs, toMs);
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
    source: history.source,
    currency: profile.currency,
  };
}

/** Products of money and milliseconds are beyond what a number holds exactly. */
function ceil(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

const EVERY_MOVEMENT = { after: '', limit: Number.MAX_SAFE_INTEGER };
/** What changes the money of traffic. */
const USED: ReadonlySet<string> = new Set(['charge', 'correction', 'reversal']);

/** As far back as the journal reaches: its retention, two days unless it is set otherwise. */
export function journalUse(ledger: Pick<Ledger, 'movements' | 'journalStart'>): UseHistory {
  return {
    source: 'journal',
    async used({ profile }, fromMs, toMs) {
      let milliCents = 0;
      for await (const { kind, amountMilliCents } of ledger.movements(profile, { fromMs, toMs }, EVERY_MOVEMENT)) {
        if (USED.has(kind)) milliCents -= amountMilliCents;
      }
      return { milliCents, coveredFromMs: await ledger.journalStart(profile) };
    },
  };
}

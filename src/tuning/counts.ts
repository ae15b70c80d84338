/** What became of some calls, counted: of all of them, or of those of one hold rule. */
import type { DenialReason } from '../domain/decision.ts';
import { isForMoney, type Outcome } from './replay.ts';

/** Money in milli-cents. */
export interface Counts {
  /** Everything below but what is unratable. */
  readonly calls: number;
  readonly admitted: number;
  readonly denied: number;
  /** Of these, the ones that were not denied in the past. */
  readonly newlyDenied: number;
  /** Admitted now, and denied in the past. */
  readonly newlyAdmitted: number;
  /** For want of money. */
  readonly deniedForMoney: number;
  /** Of these, the ones that a hold of just what they came to would have admitted. */
  readonly fitSmallerHold: number;
  /** Ended before they ended in the past, because the grant was over. */
  readonly cut: number;
  /** By how much in all, in the unit of the service. */
  readonly cutUnits: number;
  readonly extends: number;
  /** The sum of the largest holds of each call, and of what the calls came to cost. */
  readonly reservedMilliCents: number;
  readonly costMilliCents: number;
  readonly writeOffMilliCents: number;
  /** Calls that reached the end of their grant, and what they would cost beyond it if the gateway let them run. */
  readonly overruns: number;
  readonly overrunMilliCents: number;
  /** What of that nobody would pay. */
  readonly overrunWriteOffMilliCents: number;
}

/** Counts that go on. */
export interface SumData {
  readonly counts: Counts;
  readonly reasons: ReadonlyMap<DenialReason, number>;
}

/** Names a hold rule as it reserves for a service. */
export function ruleKey(service: string, rule: string): string {
  return `${service}/${rule}`;
}

/** Fields that change while they are added up. */
export type Writable<Fields> = { -readonly [Key in keyof Fields]: Fields[Key] };

export class Sum implements SumData {
  readonly reasons = new Map<DenialReason, number>();
  readonly counts: Writable<Counts> = {
    calls: 0,
    admitted: 0,
    denied: 0,
    newlyDenied: 0,
    newlyAdmitted: 0,
    deniedForMoney: 0,
    fitSmallerHold: 0,
    cut: 0,
    cutUnits: 0,
    extends: 0,
    reservedMilliCents: 0,
    costMilliCents: 0,
    writeOffMilliCents: 0,
    overruns: 0,
    overrunMilliCents: 0,
    overrunWriteOffMilliCents: 0,
  };

  absorb({ counts, reasons }: SumData): void {
    for (const key of Object.keys(this.counts) as (keyof Counts)[]) this.counts[key] += counts[key];
    for (const [reason, count] of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  add(outcome: Outcome): void {
    const { counts, reasons } = this;
    const { kind, reason, call, held } = outcome;
    counts.calls += 1;
    if (kind === 'denied') {
      counts.denied += 1;
      if (reason !== '') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (!call.wasDenied) counts.newlyDenied += 1;
      if (isForMoney(reason)) counts.deniedForMoney += 1;
      if (outcome.fitsSmallerHold) counts.fitSmallerHold += 1;
      return;
    }
    counts.admitted += 1;
    if (call.wasDenied) counts.newlyAdmitted += 1;
    if (outcome.cutUnits > 0) counts.cut += 1;
    counts.cutUnits += outcome.cutUnits;
    counts.extends += outcome.extends;
    counts.reservedMilliCents += held.reduce((most, { milliCents }) => Math.max(most, milliCents), 0);
    counts.costMilliCents += outcome.costMilliCents;
    counts.writeOffMilliCents += outcome.writeOffMilliCents;
    if (outcome.overrunMilliCents > 0) counts.overruns += 1;
    counts.overrunMilliCents += outcome.overrunMilliCents;
    counts.overrunWriteOffMilliCents += outcome.overrunWriteOffMilliCents;
  }
}

/** What a replay found, of all its parts together. */
import type { DenialReason } from '../domain/decision.ts';
import { type Counts, ruleKey, Sum, type Writable } from './counts.ts';
import { type HeldFigures, HeldMoney, type PlotStretch } from './held-money.ts';
import { type AccountFigures, type CostChange, NO_CHANGE, type RuleData, type TallyData, worst } from './tally.ts';

/** Of connected times, or of other quantities. In the unit of the service. */
export interface Quantiles {
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface RuleFigures extends Counts, HeldFigures {
  /** Empty for traffic that needs no hold. */
  readonly rule: string;
  readonly service: string;
  readonly unit: string;
  /** Of calls that were answered, denied ones too. */
  readonly used: Quantiles;
  readonly deniedBy: Readonly<Partial<Record<DenialReason, number>>>;
}

/** What a replay found. */
export interface Figures extends Counts, HeldFigures {
  /** From the first call's beginning to the last one's end. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly emergencies: number;
  readonly deniedBy: Readonly<Partial<Record<DenialReason, number>>>;
  readonly costChange: CostChange;
  /** Sorted by name. */
  readonly rules: readonly RuleFigures[];
  /** Those with the most denied and cut calls, then by cost; at most 20. */
  readonly accounts: readonly AccountFigures[];
  readonly plot: readonly PlotStretch[];
}

const PLOT_STRETCHES = 400;

/** The figures of all parts together. No two parts have an account in common. */
export function figuresOf(parts: readonly TallyData[]): Figures {
  const toMs = Math.max(0, ...parts.map((part) => part.toMs));
  const fromMs = toMs === 0 ? 0 : Math.min(...parts.map((part) => part.fromMs));
  const held = new HeldMoney();
  const all = new Sum();
  const rules = new Map<string, readonly [RuleData, ...RuleData[]]>();
  const change: Writable<CostChange> = { ...NO_CHANGE };
  for (const part of parts) {
    for (const rule of part.rules) {
      const key = ruleKey(rule.service, rule.rule);
      const known = rules.get(key);
      rules.set(key, known === undefined ? [rule] : [...known, rule]);
    }
    const places = [...rules.keys()];
    const numbers = part.rules.map(({ service, rule }) => places.indexOf(ruleKey(service, rule)));
    held.absorb(part.held, (index) => numbers[index] ?? 0);
    all.absorb(part.all);
    for (const key of Object.keys(NO_CHANGE) as (keyof CostChange)[]) change[key] += part.costChange[key];
  }
  const ruleFigures = [...rules.values()].map((own, index): RuleFigures => {
    const sum = new Sum();
    for (const each of own) sum.absorb(each);
    const used = quantilesOf(own.map((each) => each.used));
    const deniedBy = Object.fromEntries(sum.reasons);
    const [{ rule, service, unit }] = own;
    return { rule, service, unit, ...sum.counts, ...held.figures(fromMs, toMs, index), used, deniedBy };
  });
  return {
    fromMs,
    toMs,
    ...all.counts,
    ...held.figures(fromMs, toMs),
    emergencies: parts.reduce((sum, part) => sum + part.emergencies, 0),
    deniedBy: Object.fromEntries(all.reasons),
    costChange: change,
    rules: ruleFigures.sort((a, b) => (ruleKey(a.service, a.rule) < ruleKey(b.service, b.rule) ? -1 : 1)),
    accounts: worst(parts.flatMap((part) => part.accounts)),
    plot: held.plot(fromMs, toMs, PLOT_STRETCHES),
  };
}

/** Each is a value that occurred: the least that so large a part does not exceed (nearest rank). */
function quantilesOf(parts: readonly Float64Array[]): Quantiles {
  const sorted = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    sorted.set(part, place);
    place += part.length;
  }
  sorted.sort();
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p75: at(0.75), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Adds up what became of the calls of a replay. */
import { ruleKey, Sum, type SumData, type Writable } from './counts.ts';
import { type HeldChanges, HeldMoney } from './held-money.ts';
import type { RowProblem } from './past-call.ts';
import type { Outcome } from './replay.ts';

/** Against what the calls cost in the past, of those whose record says so. */
export interface CostChange {
  readonly calls: number;
  readonly wasMilliCents: number;
  readonly isMilliCents: number;
  readonly dearer: number;
  readonly cheaper: number;
}

export interface AccountFigures {
  readonly accountId: string;
  readonly calls: number;
  readonly denied: number;
  readonly fitSmallerHold: number;
  readonly cut: number;
  readonly costMilliCents: number;
  /** Of the calls whose record says so. */
  readonly wasMilliCents: number;
}

/** What a part of the calls came to: fit to be sent from one thread to another. */
export interface TallyData {
  readonly fromMs: number;
  readonly toMs: number;
  readonly emergencies: number;
  readonly costChange: CostChange;
  readonly all: SumData;
  readonly rules: readonly RuleData[];
  readonly held: HeldChanges;
  readonly accounts: readonly AccountFigures[];
  /** Calls that the catalog cannot rate; the first of them are named. */
  readonly unratable: { readonly count: number; readonly first: readonly RowProblem[] };
}

export interface RuleData extends SumData {
  readonly rule: string;
  readonly service: string;
  readonly unit: string;
  readonly used: Float64Array;
}

/** So many rows are named of each kind of problem; the file of the calls has all of them. */
export const PROBLEMS_NAMED = 1_000;

export class Tally {
  readonly #held = new HeldMoney();
  readonly #all = new Sum();
  readonly #rules = new Map<string, RuleSum>();
  readonly #accounts = new Map<string, Writable<AccountFigures>>();
  readonly #change: Writable<CostChange> = { ...NO_CHANGE };
  readonly #unratable: RowProblem[] = [];
  #unratableCount = 0;
  #emergencies = 0;
  #fromMs = Infinity;
  #toMs = 0;

  add(outcome: Outcome): void {
    const { call, kind, held, endedAtMs, costMilliCents } = outcome;
    if (kind === 'unratable') {
      this.#unratableCount += 1;
      const { line } = call;
      if (this.#unratable.length < PROBLEMS_NAMED) this.#unratable.push({ kind, line, message: outcome.message });
      return;
    }
    this.#fromMs = Math.min(this.#fromMs, call.startMs);
    this.#toMs = Math.max(this.#toMs, endedAtMs);
    this.#addAccount(outcome);
    this.#addChange(outcome);
    if (kind === 'emergency') {
      this.#emergencies += 1;
      return;
    }
    const rule = this.#ruleOf(outcome);
    this.#all.add(outcome);
    rule.sum.add(outcome);
    if (outcome.usedUnits > 0) rule.used.push(outcome.usedUnits);
    this.#held.add(rule.index, held, endedAtMs, costMilliCents);
  }

  data(): TallyData {
    return {
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      emergencies: this.#emergencies,
      costChange: this.#change,
      all: this.#all,
      rules: [...this.#rules.values()].map(({ rule, service, unit, used, sum: { counts, reasons } }) => ({
        rule,
        service,
        unit,
        used: Float64Array.from(used),
        counts,
        reasons,
      })),
      held: this.#held.changes(),
      accounts: worst([...this.#accounts.values()]),
      unratable: { count: this.#unratableCount, first: this.#unratable },
    };
  }

  #ruleOf({ holdRule: rule, unit, call: { service } }: Outcome): RuleSum {
    const key = ruleKey(service, rule);
    let sum = this.#rules.get(key);
    if (sum === undefined) {
      sum = { index: this.#rules.size, rule, service, unit, used: [], sum: new Sum() };
      this.#rules.set(key, sum);
    }
    return sum;
  }

  #addAccount({ call, kind, fitsSmallerHold, cutUnits, costMilliCents }: Outcome): void {
    const { accountId } = call;
    let sum = this.#accounts.get(accountId);
    if (sum === undefined) {
      const none = { calls: 0, denied: 0, fitSmallerHold: 0, cut: 0, costMilliCents: 0, wasMilliCents: 0 };
      sum = { accountId, ...none };
      this.#accounts.set(accountId, sum);
    }
    sum.calls += 1;
    if (kind === 'denied') sum.denied += 1;
    if (fitsSmallerHold) sum.fitSmallerHold += 1;
    if (cutUnits > 0) sum.cut += 1;
    sum.costMilliCents += costMilliCents;
    sum.wasMilliCents += call.costMilliCents ?? 0;
  }

  #addChange({ call: { costMilliCents: was }, costMilliCents: is }: Outcome): void {
    if (was === undefined) return;
    this.#change.calls += 1;
    this.#change.wasMilliCents += was;
    this.#change.isMilliCents += is;
    if (is > was) this.#change.dearer += 1;
    if (is < was) this.#change.cheaper += 1;
  }
}

export const NO_CHANGE: CostChange = { calls: 0, wasMilliCents: 0, isMilliCents: 0, dearer: 0, cheaper: 0 };

interface RuleSum {
  readonly index: number;
  readonly rule: string;
  readonly service: string;
  readonly unit: string;
  readonly used: number[];
  readonly sum: Sum;
}

const ACCOUNTS_SHOWN = 20;

/** Those with the most denied and cut calls, then by cost; at most 20. */
export function worst(accounts: readonly AccountFigures[]): readonly AccountFigures[] {
  const harmed = (each: AccountFigures): number => each.denied + each.cut;
  return accounts
    .toSorted((a, b) => harmed(b) - harmed(a) || b.costMilliCents - a.costMilliCents)
    .slice(0, ACCOUNTS_SHOWN);
}

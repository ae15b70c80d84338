/** Caps of an account, by traffic. */
import type { Traffic } from '../../domain/traffic.ts';
import type { LimitsFile } from '../schema/limits-file.ts';
import type { LimitValue, TrafficLimits } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import { compileMatch, type Matcher } from './matcher.ts';
import { moneyAt } from './money-text.ts';
import { checkUniqueNames, RuleList } from './rule-list.ts';
import type { Vocabulary } from './vocabulary.ts';

interface CompiledLimit {
  readonly matcher: Matcher;
  readonly caps: TrafficLimits;
}

const NO_LIMITS: TrafficLimits = Object.freeze({
  maxOpenHolds: undefined,
  maxCostPerCall: undefined,
  maxNewHolds: undefined,
  maxSpendPerDay: undefined,
});

export class LimitTable {
  readonly #rules: RuleList<CompiledLimit>;

  constructor(rules: readonly CompiledLimit[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  /** For each cap the first rule that matches and names it. One rule usually names all, and then its own object is the answer. */
  limitsFor(traffic: Traffic): TrafficLimits {
    let limits = NO_LIMITS;
    for (const { matcher, caps } of this.#rules.of(traffic.service)) {
      if (!matcher.matches(traffic)) continue;
      limits = limits === NO_LIMITS ? caps : merged(limits, caps);
    }
    return limits;
  }
}

function merged(first: TrafficLimits, second: TrafficLimits): TrafficLimits {
  return {
    maxOpenHolds: first.maxOpenHolds ?? second.maxOpenHolds,
    maxCostPerCall: first.maxCostPerCall ?? second.maxCostPerCall,
    maxNewHolds: first.maxNewHolds ?? second.maxNewHolds,
    maxSpendPerDay: first.maxSpendPerDay ?? second.maxSpendPerDay,
  };
}

export function compileLimits(source: LimitsFile, words: Vocabulary, report: Report): LimitTable {
  checkUniqueNames(source.rules, 'rules', report);
  const rules = source.rules.map((rule, index): CompiledLimit => {
    const path = ['rules', index];
    const { max_open_holds: open, max_cost_per_call: cost, max_new_holds: fresh, max_spend_per_day: spend } = rule;
    if (open === undefined && cost === undefined && fresh === undefined && spend === undefined) {
      const keys = 'max_open_holds, max_new_holds, max_cost_per_call or max_spend_per_day';
      report(path, `"${rule.name}" limits nothing`, `add ${keys}`);
    }
    const limit = (max: number): LimitValue => Object.freeze({ max, mode: rule.mode, rule: rule.name });
    const amount = (text: string | undefined, key: string): LimitValue | undefined =>
      text === undefined ? undefined : limit(moneyAt(text, [...path, key], report));
    return {
      matcher: compileMatch(rule.match, words, [...path, 'match'], report),
      caps: Object.freeze({
        maxOpenHolds: open === undefined ? undefined : limit(open),
        maxCostPerCall: amount(cost, 'max_cost_per_call'),
        maxNewHolds: fresh === undefined ? undefined : { ...limit(fresh.count), windowSeconds: fresh.per_seconds },
        maxSpendPerDay: amount(spend, 'max_spend_per_day'),
      }),
    };
  });
  return new LimitTable(rules, words.services.keys());
}

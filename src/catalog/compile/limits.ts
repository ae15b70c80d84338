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

const NO_LIMITS: TrafficLimits = Object.freeze({ maxOpenHolds: undefined, maxCostPerCall: undefined });

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
      if (limits.maxOpenHolds !== undefined && limits.maxCostPerCall !== undefined) break;
    }
    return limits;
  }
}

function merged(first: TrafficLimits, second: TrafficLimits): TrafficLimits {
  return {
    maxOpenHolds: first.maxOpenHolds ?? second.maxOpenHolds,
    maxCostPerCall: first.maxCostPerCall ?? second.maxCostPerCall,
  };
}

export function compileLimits(source: LimitsFile, words: Vocabulary, report: Report): LimitTable {
  checkUniqueNames(source.rules, 'rules', report);
  const rules = source.rules.map((rule, index): CompiledLimit => {
    const path = ['rules', index];
    if (rule.max_open_holds === undefined && rule.max_cost_per_call === undefined) {
      report(path, `"${rule.name}" limits nothing`, 'add max_open_holds or max_cost_per_call');
    }
    const cost = rule.max_cost_per_call;
    const cap = (max: number | undefined): LimitValue | undefined =>
      max === undefined ? undefined : Object.freeze({ max, mode: rule.mode, rule: rule.name });
    return {
      matcher: compileMatch(rule.match, words, [...path, 'match'], report),
      caps: Object.freeze({
        maxOpenHolds: cap(rule.max_open_holds),
        maxCostPerCall: cap(cost === undefined ? undefined : moneyAt(cost, [...path, 'max_cost_per_call'], report)),
      }),
    };
  });
  return new LimitTable(rules, words.services.keys());
}

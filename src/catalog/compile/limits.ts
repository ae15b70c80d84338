/** Limits of an account, its subjects and its company, by traffic. */
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { LimitRuleSource, LimitsFile } from '../schema/limits-file.ts';
import type { CatalogSnapshot, LimitValue, ScopeLimits, TrafficLimits } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileMatch, type Matcher, type Vocabulary } from './matcher.ts';
import { moneyAt } from './price.ts';
import { checkReachable, checkUniqueNames, RuleList } from './rule-list.ts';

interface CompiledLimit {
  readonly matcher: Matcher;
  readonly limits: TrafficLimits;
}

const UNLIMITED: ScopeLimits = Object.freeze({
  maxOpenHolds: undefined,
  maxNewHolds: undefined,
  maxSpendPerDay: undefined,
  maxSpendPerCycle: undefined,
});

const NO_LIMITS: TrafficLimits = Object.freeze({
  maxCostPerCall: undefined,
  account: UNLIMITED,
  subject: UNLIMITED,
  company: UNLIMITED,
});

export class LimitTable {
  readonly #rules: RuleList<CompiledLimit>;

  constructor(rules: readonly CompiledLimit[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  /**
   * For each limit and scope the first rule that matches and names it. One rule usually names all, and then its own
   * object is the answer.
   */
  limitsFor(traffic: Traffic): TrafficLimits {
    let limits = NO_LIMITS;
    for (const { matcher, limits: named } of this.#rules.of(traffic.service)) {
      if (!matcher.matches(traffic)) continue;
      limits = limits === NO_LIMITS ? named : merged(limits, named);
    }
    return limits;
  }
}

function merged(first: TrafficLimits, second: TrafficLimits): TrafficLimits {
  return {
    maxCostPerCall: first.maxCostPerCall ?? second.maxCostPerCall,
    account: mergedScope(first.account, second.account),
    subject: mergedScope(first.subject, second.subject),
    company: mergedScope(first.company, second.company),
  };
}

function mergedScope(first: ScopeLimits, second: ScopeLimits): ScopeLimits {
  if (second === UNLIMITED) return first;
  if (first === UNLIMITED) return second;
  return {
    maxOpenHolds: first.maxOpenHolds ?? second.maxOpenHolds,
    maxNewHolds: first.maxNewHolds ?? second.maxNewHolds,
    maxSpendPerDay: first.maxSpendPerDay ?? second.maxSpendPerDay,
    maxSpendPerCycle: first.maxSpendPerCycle ?? second.maxSpendPerCycle,
  };
}

export function compileLimits(source: LimitsFile, words: Vocabulary, report: Report): LimitTable {
  checkUniqueNames(source.rules, ['rules'], report);
  const rules = source.rules.map((rule, index): CompiledLimit => {
    const path = ['rules', index];
    const limits = compileLimitsOf(rule, path, report);
    if (limits === NO_LIMITS) {
      const keys = 'max_open_holds, max_new_holds, max_cost_per_call, max_spend_per_day or max_spend_per_cycle';
      report(path, `"${rule.name}" limits nothing`, `add ${keys}`);
    }
    return { matcher: compileMatch(rule.match, words, [...path, 'match'], report), limits };
  });
  return new LimitTable(rules, words.services.keys());
}

function compileLimitsOf(rule: LimitRuleSource, path: SourcePath, report: Report): TrafficLimits {
  const limit = (max: number): LimitValue => Object.freeze({ max, mode: rule.mode, rule: rule.name });
  const amount = (key: 'max_cost_per_call' | 'max_spend_per_day' | 'max_spend_per_cycle'): LimitValue | undefined => {
    const text = rule[key];
    return text === undefined ? undefined : limit(moneyAt(text, [...path, key], report));
  };
  const { per, max_open_holds: open, max_new_holds: fresh } = rule;
  const named: ScopeLimits = Object.freeze({
    maxOpenHolds: open === undefined ? undefined : limit(open),
    maxNewHolds: fresh && Object.freeze({ ...limit(fresh.count), windowSeconds: fresh.per_seconds }),
    maxSpendPerDay: amount('max_spend_per_day'),
    maxSpendPerCycle: amount('max_spend_per_cycle'),
  });
  const scope = Object.values(named).every((limit) => limit === undefined) ? UNLIMITED : named;
  const maxCostPerCall = amount('max_cost_per_call');
  if (scope === UNLIMITED && maxCostPerCall === undefined) return NO_LIMITS;
  return Object.freeze({
    maxCostPerCall,
    account: per === 'account' ? scope : UNLIMITED,
    subject: per === 'subject' ? scope : UNLIMITED,
    company: per === 'company' ? scope : UNLIMITED,
  });
}

/* Who pays for which traffic: an account as it is set up, or always the root of its company (rule OC-7). */

type Payer = ReturnType<CatalogSnapshot['payer']>;

interface CompiledPayer {
  readonly name: string;
  readonly matcher: Matcher;
  readonly payer: Payer;
}

export class PayerTable {
  readonly #rules: RuleList<CompiledPayer>;

  constructor(rules: readonly CompiledPayer[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  payerOf(traffic: Traffic): Payer {
    return this.#rules.first(traffic)?.payer ?? 'account';
  }
}

export function compilePayers(source: CatalogFile['payers'], words: Vocabulary, report: Report): PayerTable {
  checkUniqueNames(source, ['payers'], report);
  const rules = source.map(({ name, match, payer }, index): CompiledPayer => {
    const path = ['payers', index, 'match'];
    // The plan is that of the payer: a rule that looked at it would change what it looks at.
    if (match.plan !== undefined)
      report([...path, 'plan'], 'a payer cannot be chosen by its plan', 'match on the service or another key');
    return { name, payer, matcher: compileMatch(match, words, path, report) };
  });
  checkReachable(rules, ['payers'], [...words.services.keys()], report);
  return new PayerTable(rules, words.services.keys());
}

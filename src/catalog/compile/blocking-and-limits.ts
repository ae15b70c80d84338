/**
 * What stops traffic that has a price: the catalog's own blocks, the destinations of toll fraud (`high-risk.ts`),
 * traffic at zero credit, and the limits of accounts, subjects and companies; and who pays for it.
 */
import { perMinuteMilliCents } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { BlockingFile, BlockRuleSource, LimitRuleSource, LimitsFile } from '../schema/rule-files.ts';
import type { Block, CatalogSnapshot, LimitValue, Rated, ScopeLimits, TrafficLimits } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileHighRisk } from './high-risk.ts';
import { compileAny, compileMatch, type Matcher, RuleList } from './matcher.ts';
import { moneyAt } from './price.ts';
import { checkReachable, checkUniqueNames } from './rule-checks.ts';
import type { Vocabulary } from './vocabulary.ts';

const NOTHING: readonly Block[] = Object.freeze([]);

export class BlockTable {
  readonly #rules: RuleList<CompiledBlock>;
  readonly #blockedAtZero: (traffic: Traffic) => boolean;

  /** @param rules - enforced ones first. */
  constructor(
    rules: readonly CompiledBlock[],
    services: Iterable<string>,
    blockedAtZero: (traffic: Traffic) => boolean,
  ) {
    this.#rules = new RuleList(rules, services);
    this.#blockedAtZero = blockedAtZero;
  }

  blocks(traffic: Traffic, rated: Rated | undefined): readonly Block[] {
    const leaving = asLeaving(traffic);
    const blocks: Block[] = [];
    for (const rule of this.#rules.of(traffic.service)) {
      if (applies(rule, leaving) && isTooDear(rule, rated)) blocks.push(rule.block);
    }
    return blocks.length === 0 ? NOTHING : blocks;
  }

  blockedAtZero(traffic: Traffic): boolean {
    return this.#blockedAtZero(asLeaving(traffic));
  }
}

/** A forwarded leg leaves the account wherever its call came from, so it is judged as outbound. */
function asLeaving(traffic: Traffic): Traffic {
  return traffic.leg === 'forwarded' && traffic.direction === 'inbound'
    ? { ...traffic, direction: 'outbound' }
    : traffic;
}

function applies({ matcher }: CompiledBlock, traffic: Traffic): boolean {
  return (traffic.direction === 'outbound' || matcher.namesInbound) && matcher.matches(traffic);
}

function isTooDear({ maxRatePerMinute }: CompiledBlock, rated: Rated | undefined): boolean {
  if (maxRatePerMinute === undefined) return true;
  return rated !== undefined && perMinuteMilliCents(rated.terms) > maxRatePerMinute;
}

export function compileBlocking(source: BlockingFile, words: Vocabulary, report: Report): BlockTable {
  checkUniqueNames(source.rules, ['rules'], report);
  const rules = [
    ...compileHighRisk(source.high_risk, words, report),
    ...source.rules.map((rule, index) => compileBlock(rule, index, words, report)),
  ];
  const enforcedFirst = rules.toSorted((a, b) => Number(a.block.mode === 'shadow') - Number(b.block.mode === 'shadow'));
  const blockedAtZero = compileAny(source.blocked_at_zero, words, ['blocked_at_zero'], report);
  return new BlockTable(enforcedFirst, words.services.keys(), blockedAtZero);
}

function compileBlock(source: BlockRuleSource, index: number, words: Vocabulary, report: Report): CompiledBlock {
  const path = ['rules', index];
  const matcher = compileMatch(source.match, words, [...path, 'match'], report);
  const excepted = compileAny(source.except, words, [...path, 'except'], report);
  const maximum = source.max_rate_per_minute;
  if (Object.keys(source.match).length === 0 && maximum === undefined) {
    report(path, `"${source.name}" would block all outbound traffic`, 'add a match or max_rate_per_minute');
  }
  return {
    matcher: { ...matcher, matches: (traffic) => matcher.matches(traffic) && !excepted(traffic) },
    maxRatePerMinute:
      maximum === undefined ? undefined : moneyAt(maximum, words.currency, [...path, 'max_rate_per_minute'], report),
    block: Object.freeze({ mode: source.mode, rule: source.name, message: source.message ?? defaultMessage(maximum) }),
  };
}

function defaultMessage(maximum: string | undefined): string {
  return maximum === undefined ? '' : 'It costs more per minute than is allowed.';
}

/** A rule that may block. Everything but the price is in the matcher. */
export interface CompiledBlock {
  readonly matcher: Matcher;
  readonly block: Block;
  /** Blocks only what costs more milli-cents per minute; undefined blocks at any price. */
  readonly maxRatePerMinute: number | undefined;
}

/* Limits, by traffic. */

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
    const limits = compileLimitsOf(rule, words.currency, path, report);
    if (limits === NO_LIMITS) {
      const keys = 'max_open_holds, max_new_holds, max_cost_per_call, max_spend_per_day or max_spend_per_cycle';
      report(path, `"${rule.name}" limits nothing`, `add ${keys}`);
    }
    return { matcher: compileMatch(rule.match, words, [...path, 'match'], report), limits };
  });
  checkReachable(
    source.rules.map(({ name, match, mode }, index) => ({
      name,
      match,
      shadow: mode === 'shadow',
      ends: (later) => namesAll(source.rules[index], source.rules[later]),
    })),
    ['rules'],
    words,
    report,
  );
  return new LimitTable(rules, words.services.keys());
}

/** Limits that are counted for whom `per` says. */
const COUNTED = ['max_open_holds', 'max_new_holds', 'max_spend_per_day', 'max_spend_per_cycle'] as const;

/** Whether the earlier rule has a word for everything that the later one limits. */
function namesAll(earlier: LimitRuleSource | undefined, later: LimitRuleSource | undefined): boolean {
  if (earlier === undefined || later === undefined) return false;
  if (later.max_cost_per_call !== undefined && earlier.max_cost_per_call === undefined) return false;
  return COUNTED.every((key) => later[key] === undefined || (earlier[key] !== undefined && earlier.per === later.per));
}

function compileLimitsOf(rule: LimitRuleSource, currency: string, path: SourcePath, report: Report): TrafficLimits {
  const limit = (max: number): LimitValue => Object.freeze({ max, mode: rule.mode, rule: rule.name });
  const amount = (key: 'max_cost_per_call' | 'max_spend_per_day' | 'max_spend_per_cycle'): LimitValue | undefined => {
    const text = rule[key];
    return text === undefined ? undefined : limit(moneyAt(text, currency, [...path, key], report));
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
  checkReachable(source, ['payers'], words, report);
  return new PayerTable(rules, words.services.keys());
}

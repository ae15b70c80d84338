/**
 * What stops traffic that has a price: the catalog's own blocks, the destinations of toll fraud (`high-risk.ts`),
 * traffic at zero credit, and the limits of accounts, subjects and companies; and who pays for it.
 */
import { perMinuteMilliCents } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { BlockingFile, BlockRuleSource, LimitRuleSource, LimitsFile } from '../schema/rule-files.ts';
import type { Block, CatalogSnapshot, LimitRule, Rated } from '../snapshot.ts';
import { pathText, type Report, type SourcePath } from '../source/problems.ts';
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
  readonly rule: LimitRule;
  /** The same as a list of one: the usual answer, made once. */
  readonly alone: readonly LimitRule[];
}

const NO_LIMITS: readonly LimitRule[] = Object.freeze([]);

export class LimitTable {
  readonly #rules: RuleList<CompiledLimit>;

  constructor(rules: readonly CompiledLimit[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  /** The rules that match. Nothing is allocated for up to one. */
  matching(traffic: Traffic): readonly LimitRule[] {
    let matching = NO_LIMITS;
    for (const { matcher, rule, alone } of this.#rules.of(traffic.service)) {
      if (matcher.matches(traffic)) matching = matching === NO_LIMITS ? alone : [...matching, rule];
    }
    return matching;
  }
}

export function compileLimits(source: LimitsFile, words: Vocabulary, report: Report): LimitTable {
  checkUniqueNames(source.rules, ['rules'], report);
  checkIds(source.rules, report);
  const rules = source.rules.map((limit, index): CompiledLimit => {
    const path = ['rules', index];
    const rule = compileLimit(limit, words.currency, path, report);
    if ([...COUNTED, 'max_cost_per_call' as const].every((key) => limit[key] === undefined)) {
      const keys = 'max_open_holds, max_new_holds, max_cost_per_call, max_spend_per_day or max_spend_per_cycle';
      report(path, `"${limit.name}" limits nothing`, `add ${keys}`);
    }
    const matcher = compileMatch(limit.match, words, [...path, 'match'], report);
    return { matcher, rule, alone: Object.freeze([rule]) };
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

/** A rule that names none is counted under its name. */
function checkIds(rules: readonly LimitRuleSource[], report: Report): void {
  const first = new Map<string, number>();
  rules.forEach((rule, index) => {
    const id = idOf(rule);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else if (rule.name !== rules[earlier]?.name) {
      const path = ['rules', index, rule.id === undefined ? 'name' : 'id'];
      const message = `"${id}" counts for ${pathText(['rules', earlier])} already`;
      report(path, message, 'give each rule an id of its own');
    }
    if (rule.id !== undefined || !hasCounter(rule)) return;
    const message = `"${rule.name}" has no id: under another name it would begin to count anew`;
    report.warn(['rules', index], message, 'add an id that stays when the rule is renamed, such as "id: abroad"');
  });
}

function idOf({ id, name }: LimitRuleSource): string {
  return id ?? name;
}

/** Whether something is counted for this rule alone. */
function hasCounter({ match, ...rule }: LimitRuleSource): boolean {
  if (rule.max_new_holds !== undefined) return true;
  return Object.keys(match).length > 0 && COUNTED.some((key) => rule[key] !== undefined);
}

/** Limits that are counted for whom `per` says. */
const COUNTED = ['max_open_holds', 'max_new_holds', 'max_spend_per_day', 'max_spend_per_cycle'] as const;

/** Whether the earlier rule has a word for everything that the later one limits. */
function namesAll(earlier: LimitRuleSource | undefined, later: LimitRuleSource | undefined): boolean {
  if (earlier === undefined || later === undefined) return false;
  if (later.max_cost_per_call !== undefined && earlier.max_cost_per_call === undefined) return false;
  return COUNTED.every((key) => later[key] === undefined || (earlier[key] !== undefined && earlier.per === later.per));
}

function compileLimit(source: LimitRuleSource, currency: string, path: SourcePath, report: Report): LimitRule {
  const amount = (key: 'max_cost_per_call' | 'max_spend_per_day' | 'max_spend_per_cycle'): number | undefined => {
    const text = source[key];
    return text === undefined ? undefined : moneyAt(text, currency, [...path, key], report);
  };
  const { name, mode, per, match, max_open_holds: maxOpenHolds, max_new_holds: fresh } = source;
  // Names may hold spaces and colons, which stand between the words of a hold.
  const ownCounter = encodeURIComponent(idOf(source));
  return Object.freeze({
    name,
    mode,
    per,
    counter: Object.keys(match).length === 0 ? '' : ownCounter,
    ownCounter,
    maxCostPerCall: amount('max_cost_per_call'),
    maxOpenHolds,
    maxNewHolds: fresh && Object.freeze({ count: fresh.count, windowSeconds: fresh.per_seconds }),
    maxSpendPerDay: amount('max_spend_per_day'),
    maxSpendPerCycle: amount('max_spend_per_cycle'),
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

/** What is blocked: the catalog's own rules, the destinations of toll fraud (rule G-5), and traffic at zero credit. */
import { perMinuteMilliCents } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { BlockingFile, BlockRuleSource } from '../schema/blocking-file.ts';
import type { Block, Rated } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import type { CompiledBlock } from './block-rule.ts';
import { compileHighRisk } from './high-risk.ts';
import { compileAny, compileMatch } from './matcher.ts';
import { moneyAt } from './money-text.ts';
import { checkUniqueNames, RuleList } from './rule-list.ts';
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
    maxRatePerMinute: maximum === undefined ? undefined : moneyAt(maximum, [...path, 'max_rate_per_minute'], report),
    block: Object.freeze({ mode: source.mode, rule: source.name, message: source.message ?? defaultMessage(maximum) }),
  };
}

function defaultMessage(maximum: string | undefined): string {
  return maximum === undefined ? '' : 'It costs more per minute than is allowed.';
}

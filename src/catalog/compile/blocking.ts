/** What is blocked: the catalog's own rules, the destinations of toll fraud (rule G-5), and traffic at zero credit. */
import { callingCodeOf, isHomeTerritory, type NumberClass, UNKNOWN_COUNTRY } from '../../domain/phone/metadata.ts';
import { perMinuteMilliCents } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { BlockingFile, BlockRuleSource } from '../schema/blocking-file.ts';
import type { Block, Rated } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import { compileAny, compileMatch, type Matcher, type Vocabulary } from './matcher.ts';
import { moneyAt } from './price.ts';
import { checkUniqueNames, RuleList } from './rule-list.ts';

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

/** A rule that may block. Everything but the price is in the matcher. */
export interface CompiledBlock {
  readonly matcher: Matcher;
  readonly block: Block;
  /** Blocks only what costs more milli-cents per minute; undefined blocks at any price. */
  readonly maxRatePerMinute: number | undefined;
}

/* The destinations that toll fraud prefers (rule G-5). Denied unless the catalog allows them. */

type HighRiskSource = BlockingFile['high_risk'];

/** The country code that the United States, Canada and much of the Caribbean share. */
const NANP = '1';

interface Risk {
  readonly key: 'satellite' | 'international_premium' | 'caribbean';
  readonly message: string;
  readonly isAbout: (traffic: Traffic) => boolean;
}

export function compileHighRisk(source: HighRiskSource, words: Vocabulary, report: Report): readonly CompiledBlock[] {
  const excepted = compileAny(source.except, words, ['high_risk', 'except'], report);
  return risksFor(words.homeCountry).flatMap(({ key, message, isAbout }) => {
    const mode = source[key];
    if (mode === 'allow') return [];
    const matches = (traffic: Traffic): boolean => isAbout(traffic) && !excepted(traffic);
    return [
      {
        matcher: { services: undefined, namesInbound: false, unconditional: false, time: undefined, matches },
        block: Object.freeze({ mode, rule: `high_risk.${key}`, message }),
        maxRatePerMinute: undefined,
      },
    ];
  });
}

function risksFor(home: string): readonly Risk[] {
  return [
    {
      key: 'satellite',
      message: 'It is a satellite or other global network.',
      isAbout: ({ to }) => to?.numberClass === ('satellite' satisfies NumberClass),
    },
    {
      key: 'international_premium',
      message: 'It is a premium number of another country.',
      isAbout: ({ to }) => to?.numberClass === ('premium' satisfies NumberClass) && to.country !== home,
    },
    {
      key: 'caribbean',
      message: 'It shares the country code +1 but is charged as international.',
      isAbout: ({ to }) => to !== undefined && isCaribbean(to.country, home),
    },
  ];
}

/**
 * Dialled like a neighbour, charged like another continent. Canada and the United States with their territories are
 * what people in either country mean to call.
 */
function isCaribbean(country: string, home: string): boolean {
  if (country === UNKNOWN_COUNTRY || country === home || country === 'CA') return false;
  if (callingCodeOf(home) !== NANP || callingCodeOf(country) !== NANP) return false;
  return !isHomeTerritory(country, 'US');
}

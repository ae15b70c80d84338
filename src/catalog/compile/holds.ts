/** How much of which traffic is reserved. */
import type { Traffic } from '../../domain/traffic.ts';
import type { HoldRuleSource, HoldsFile } from '../schema/holds-file.ts';
import type { HoldRule, Service, StoreDownPolicy } from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import { compileMatch, type Matcher, RuleList } from './matcher.ts';
import { moneyAboveZeroAt } from './price.ts';
import { checkReachable, checkUniqueNames } from './rule-checks.ts';
import type { Vocabulary } from './vocabulary.ts';

interface CompiledHold {
  readonly name: string;
  readonly matcher: Matcher;
  readonly whenStoreIsDown: StoreDownPolicy;
  /** For services counted in seconds. */
  readonly seconds: HoldRule | undefined;
  /** For all others. */
  readonly units: HoldRule | undefined;
}

export class HoldTable {
  readonly #rules: RuleList<CompiledHold>;
  readonly #services: ReadonlyMap<string, Service>;

  constructor(rules: readonly CompiledHold[], services: ReadonlyMap<string, Service>) {
    this.#rules = new RuleList(rules, services.keys());
    this.#services = services;
  }

  /** @throws RangeError for a service that the catalog does not have; every other traffic has a rule. */
  ruleFor(traffic: Traffic): HoldRule {
    const rule = this.#rules.first(traffic);
    const counted = rule === undefined ? undefined : this.#counted(rule, traffic.service);
    if (counted === undefined) throw new RangeError(`no hold rule for the service ${traffic.service}`);
    return counted;
  }

  ruleNamed(name: string, service: string): HoldRule | undefined {
    const rule = this.#named(name, service);
    return rule === undefined ? undefined : this.#counted(rule, service);
  }

  /** What holds of the time condition of the deciding rule, for explanations. */
  timeOf(traffic: Traffic): string | undefined {
    return this.#rules.first(traffic)?.matcher.time?.textAt(traffic);
  }

  whenStoreIsDown(traffic: Traffic): StoreDownPolicy {
    return this.#rules.first(traffic)?.whenStoreIsDown ?? 'deny';
  }

  whenStoreIsDownBy(name: string, service: string): StoreDownPolicy {
    return this.#named(name, service)?.whenStoreIsDown ?? 'deny';
  }

  /** The rules that may reserve for a service. */
  namesOf(service: string): readonly string[] {
    return this.#rules.of(service).map(({ name }) => name);
  }

  /** The most units that any traffic of a service may be granted. */
  longest(service: string): number {
    return Math.max(0, ...this.#rules.of(service).map((rule) => this.#counted(rule, service)?.maxUnits ?? 0));
  }

  #named(name: string, service: string): CompiledHold | undefined {
    return this.#rules.of(service).find((each) => each.name === name);
  }

  #counted(rule: CompiledHold, service: string): HoldRule | undefined {
    return this.#services.get(service)?.unit === 'second' ? rule.seconds : rule.units;
  }
}

export function compileHolds(source: HoldsFile, words: Vocabulary, report: Report): HoldTable {
  const rules = source.rules.map((rule, index) => compileHold(rule, index, words, report));
  checkUniqueNames(source.rules, ['rules'], report);
  checkReachable(source.rules, ['rules'], words, report);
  for (const service of words.services.keys()) {
    const caught = rules.some(({ matcher }) => matcher.unconditional && (matcher.services?.has(service) ?? true));
    if (caught) continue;
    const hint = 'end with a rule whose match is empty or names only the service';
    report(['rules'], `no hold rule takes all traffic of the service "${service}"`, hint);
  }
  return new HoldTable(rules, words.services);
}

function compileHold(source: HoldRuleSource, index: number, words: Vocabulary, report: Report): CompiledHold {
  const path = ['rules', index];
  const matcher = compileMatch(source.match, words, [...path, 'match'], report);
  const about = [...words.services.values()].filter(({ name }) => matcher.services?.has(name) ?? true);
  const seconds = about.filter(({ unit }) => unit === 'second').map(({ name }) => name);
  const others = about.filter(({ unit }) => unit !== 'second').map(({ name }) => name);
  requireMaximum('max_seconds', source.max_seconds, seconds, 'counted in seconds', path, report);
  requireMaximum('max_units', source.max_units, others, 'not counted in seconds', path, report);
  checkSteps(source, path, report);
  return {
    name: source.name,
    matcher,
    whenStoreIsDown: storeDownPolicy(source, words, path, report),
    seconds: source.max_seconds === undefined ? undefined : holdOfSeconds(source, source.max_seconds),
    units: source.max_units === undefined ? undefined : holdOfUnits(source, source.max_units),
  };
}

function storeDownPolicy(
  { when_store_is_down: policy }: HoldRuleSource,
  words: Vocabulary,
  path: readonly (string | number)[],
  report: Report,
): StoreDownPolicy {
  if (typeof policy === 'string') return policy;
  const at = [...path, 'when_store_is_down', 'allow_up_to'];
  return { allowUpToMilliCents: moneyAboveZeroAt(policy.allow_up_to, words.currency, at, report) };
}

function requireMaximum(
  key: string,
  value: number | undefined,
  services: readonly string[],
  counted: string,
  path: readonly (string | number)[],
  report: Report,
): void {
  if (services.length > 0 && value === undefined) {
    report(path, `${key} is missing, and ${services[0]} is ${counted}`, `add ${key}, or match other services only`);
  }
  if (services.length === 0 && value !== undefined) {
    report([...path, key], `${key} is set, but the rule meets no service that is ${counted}`, 'remove it');
  }
}

function checkSteps(source: HoldRuleSource, path: readonly (string | number)[], report: Report): void {
  const { max_seconds: max, min_grant_seconds: least, reserve } = source;
  if (max === undefined) return;
  if (least > max)
    report([...path, 'min_grant_seconds'], `min_grant_seconds is more than max_seconds (${max})`, 'lower it');
  if (reserve === 'all') return;
  if (reserve.initial_seconds > max)
    report([...path, 'reserve', 'initial_seconds'], `initial_seconds is more than max_seconds (${max})`, 'lower it');
  if (least > reserve.initial_seconds) {
    report(
      [...path, 'min_grant_seconds'],
      `min_grant_seconds is more than initial_seconds (${reserve.initial_seconds})`,
      'lower it',
    );
  }
}

function holdOfSeconds(source: HoldRuleSource, maxSeconds: number): HoldRule {
  const steps = source.reserve === 'all' ? undefined : source.reserve;
  return holdRule(source, {
    maxUnits: maxSeconds,
    initialUnits: steps?.initial_seconds ?? maxSeconds,
    extendUnits: steps?.extend_seconds ?? 0,
    minGrantUnits: source.min_grant_seconds,
  });
}

function holdOfUnits(source: HoldRuleSource, maxUnits: number): HoldRule {
  return holdRule(source, { maxUnits, initialUnits: maxUnits, extendUnits: 0, minGrantUnits: 1 });
}

function holdRule(
  source: HoldRuleSource,
  units: Pick<HoldRule, 'maxUnits' | 'initialUnits' | 'extendUnits' | 'minGrantUnits'>,
): HoldRule {
  return Object.freeze({
    name: source.name,
    ...units,
    belowHold: source.below_hold,
    timing: Object.freeze({
      ringSeconds: source.ring_seconds,
      graceSeconds: source.grace_seconds,
      cutToleranceSeconds: source.cut_tolerance_seconds,
      elapsedToleranceSeconds: source.elapsed_tolerance_seconds,
      unproven: source.unproven,
      answerReports: source.answer_reports,
    }),
  });
}

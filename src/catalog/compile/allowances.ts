/** Included units: which allowances of a plan cover which traffic. */
import type { Traffic } from '../../domain/traffic.ts';
import type { AllowanceSource, PlanSource } from '../schema/plans-file.ts';
import type { Allowance, Service } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileMatch, listOf, type Matcher } from './matcher.ts';
import { checkUniqueNames, RuleList } from './rule-list.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CompiledAllowance {
  /** What the file leaves unsaid, the exceptions included. */
  readonly matcher: Matcher;
  readonly allowance: Allowance;
  /** The same as a list of one: the usual answer, made once. */
  readonly alone: readonly Allowance[];
}

const NONE: readonly Allowance[] = Object.freeze([]);

export class AllowanceTable {
  /** Plans without allowances are left out. */
  readonly #byPlan: ReadonlyMap<string, RuleList<CompiledAllowance>>;

  constructor(byPlan: ReadonlyMap<string, readonly CompiledAllowance[]>, services: Iterable<string>) {
    const names = [...services];
    const included = [...byPlan].filter(([, allowances]) => allowances.length > 0);
    this.#byPlan = new Map(included.map(([plan, allowances]) => [plan, new RuleList(allowances, names)]));
  }

  /** Those that cover the traffic, in the order of the file. Nothing is allocated for up to one. */
  covering(traffic: Traffic): readonly Allowance[] {
    const allowances = this.#byPlan.get(traffic.plan);
    if (allowances === undefined) return NONE;
    let covering = NONE;
    for (const { matcher, allowance, alone } of allowances.of(traffic.service)) {
      if (matcher.matches(traffic)) covering = covering === NONE ? alone : [...covering, allowance];
    }
    return covering;
  }
}

export function compileAllowances(
  plan: string,
  source: PlanSource,
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): readonly CompiledAllowance[] {
  const list = [...path, 'allowances'];
  checkUniqueNames(source.allowances, list, report);
  return source.allowances.map((allowance, index) => {
    const at = [...list, index];
    checkPlan(plan, allowance, at, report);
    const { matcher, covered } = compileCoverage(allowance, words, at, report);
    const units = unitsOf(allowance, covered, at, report);
    const { name, per, every = source.cycle } = allowance;
    const compiled: Allowance = Object.freeze({ name, units, per, every });
    return { matcher, allowance: compiled, alone: Object.freeze([compiled]) };
  });
}

function checkPlan(plan: string, { name, match }: AllowanceSource, path: SourcePath, report: Report): void {
  if (match.plan === undefined || listOf(match.plan).includes(plan)) return;
  const message = `"${name}" can never cover anything: it belongs to the plan "${plan}", and its match leaves that out`;
  report([...path, 'match', 'plan'], message, 'remove plan from the match');
}

interface Coverage {
  readonly matcher: Matcher;
  /** Services of which it may cover some traffic. */
  readonly covered: readonly Service[];
}

/** A forwarded leg leaves the account: whoever includes the first leg has not thereby included where it is sent on to. */
function compileCoverage(source: AllowanceSource, words: Vocabulary, path: SourcePath, report: Report): Coverage {
  const matcher = compileMatch(source.match, words, [...path, 'match'], report);
  const excepted = source.except.map((one, index) => compileMatch(one, words, [...path, 'except', index], report));
  const matched = [...words.services.values()].filter((service) => isAbout(matcher, service));
  const covered = matched.filter(
    (service) => !excepted.some((except) => except.unconditional && isAbout(except, service)),
  );
  if (matched.length > 0 && covered.length === 0) {
    const message = `"${source.name}" can never cover anything: except takes away all that its match includes`;
    report([...path, 'except'], message, 'remove one of the two, or the allowance');
  }
  const anyLeg = source.match.leg !== undefined;
  const matches = (traffic: Traffic): boolean =>
    (anyLeg || traffic.leg === 'direct' || traffic.ownNumber) &&
    matcher.matches(traffic) &&
    !excepted.some((except) => except.matches(traffic));
  return { matcher: { ...matcher, matches }, covered };
}

function isAbout({ services }: Matcher, { name }: Service): boolean {
  return services?.has(name) ?? true;
}

/** One number cannot count seconds and messages at once; messages, segments and pages it may count together. */
function unitsOf(source: AllowanceSource, covered: readonly Service[], path: SourcePath, report: Report): number {
  const { name, minutes, units } = source;
  const timed = covered.find(({ unit }) => unit === 'second');
  const other = covered.find(({ unit }) => unit !== 'second');
  if (minutes !== undefined && units !== undefined) {
    report([...path, 'units'], `"${name}" has minutes and units`, 'keep one of the two');
  } else if (minutes === undefined && units === undefined) {
    const hint = 'add minutes for services counted in seconds, or units';
    report(path, `"${name}" has neither minutes nor units`, hint);
  } else if (minutes !== undefined && other !== undefined) {
    const message = `minutes are for services counted in seconds, and "${name}" covers ${countedText(other)}`;
    report([...path, 'minutes'], message, 'name the services in its match, or write units');
  } else if (timed !== undefined && other !== undefined) {
    const message = `"${name}" covers ${countedText(timed)}, and ${countedText(other)}`;
    report([...path, 'units'], message, 'make it two allowances, and name the services in the match of each');
  }
  return minutes === undefined ? (units ?? 0) : minutes * 60;
}

function countedText({ name, unit }: Service): string {
  return `${name}, counted in ${unit}s`;
}

/** Plans: what an account is given once, what in every period, and what is included. */
import type { Traffic } from '../../domain/traffic.ts';
import type { AllowanceSource, BundleSource, PlansFile, PlanSource } from '../schema/plans-file.ts';
import { listOf } from '../schema/scalars.ts';
import type { Allowance, Plan, PlanGrant, Service } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { AllowanceTable, type CompiledAllowance } from '../plan-grants.ts';
import { compileMatch, type Matcher } from './matcher.ts';
import { moneyAboveZeroAt, moneyAt } from './price.ts';
import { checkUniqueNames } from './rule-checks.ts';
import { checkNames, type Vocabulary } from './vocabulary.ts';

/** What plan credits are called among the grants of a plan, so no bundle may be called so. */
const PLAN_CREDITS = 'plan';

export interface CompiledPlans {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly allowances: AllowanceTable;
}

export function compilePlans(source: PlansFile, words: Vocabulary, report: Report): CompiledPlans {
  const plans = new Map<string, Plan>();
  const allowances = new Map<string, readonly CompiledAllowance[]>();
  for (const [name, plan] of Object.entries(source.plans)) {
    const path = ['plans', name];
    const included = compileAllowances(name, plan, words, path, report);
    allowances.set(name, included);
    plans.set(
      name,
      Object.freeze({
        name,
        ...compileMoney(name, plan, words, path, report),
        allowances: Object.freeze(included.map(({ allowance }) => allowance)),
      }),
    );
  }
  if (plans.size === 0) report(['plans'], 'there is no plan', 'add at least one, for instance default');
  return { plans, allowances: new AllowanceTable(allowances, words.services.keys()) };
}

function compileMoney(
  name: string,
  source: PlanSource,
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): Omit<Plan, 'name' | 'allowances'> {
  if (source.on_plan_exhausted === 'stop' && source.credits === undefined) {
    const message = `"${name}" stops when its plan credits are used up, and it has none: nothing would ever pay`;
    report([...path, 'on_plan_exhausted'], message, 'add credits, or write use_balance');
  }
  return {
    signupCreditMilliCents: moneyAt(source.signup_credit, words.currency, [...path, 'signup_credit'], report),
    minimumTopUpMilliCents: moneyAt(source.minimum_top_up, words.currency, [...path, 'minimum_top_up'], report),
    cycle: source.cycle,
    onPlanExhausted: source.on_plan_exhausted,
    grants: Object.freeze([
      ...planCredits(source, words, path, report),
      ...compileBundles(source, words, path, report),
    ]),
  };
}

/** None or one. */
function planCredits(
  { credits, cycle }: PlanSource,
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): readonly PlanGrant[] {
  if (credits === undefined) return [];
  const amountMilliCents = moneyAboveZeroAt(credits.amount, words.currency, [...path, 'credits', 'amount'], report);
  const rest = { per: credits.per, every: cycle, services: Object.freeze([]) };
  return [Object.freeze({ kind: 'plan_credits', name: PLAN_CREDITS, amountMilliCents, ...rest })];
}

function compileBundles(
  { bundles }: PlanSource,
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): readonly PlanGrant[] {
  checkUniqueNames(bundles, [...path, 'bundles'], report);
  return bundles.map((bundle, index) => compileBundle(bundle, words, [...path, 'bundles', index], report));
}

function compileBundle(source: BundleSource, words: Vocabulary, path: SourcePath, report: Report): PlanGrant {
  const { name, amount, per, every } = source;
  if (name === PLAN_CREDITS)
    report([...path, 'name'], `"${name}" is what plan credits are called`, 'choose another name for the bundle');
  const services = Object.freeze([...new Set(listOf(source.services))]);
  checkNames('service', services, words.services, [...path, 'services'], report);
  const amountMilliCents = moneyAboveZeroAt(amount, words.currency, [...path, 'amount'], report);
  return Object.freeze({ kind: 'bundle', name, amountMilliCents, per, every, services });
}

/* Included units: which traffic each allowance covers. */

function compileAllowances(
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

/**
 * A forwarded leg leaves the account: whoever includes the first leg has not thereby included where it is sent on to.
 */
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

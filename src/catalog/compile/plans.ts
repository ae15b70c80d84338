/** Plans: what an account is given once, what in every period, and what is included. */
import type { BundleSource, PlansFile, PlanSource } from '../schema/plans-file.ts';
import type { Plan, PlanGrant } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { AllowanceTable, compileAllowances, type CompiledAllowance } from './allowances.ts';
import { listOf } from './matcher.ts';
import { moneyAboveZeroAt, moneyAt } from './money-text.ts';
import { checkUniqueNames } from './rule-list.ts';
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
    signupCreditMilliCents: moneyAt(source.signup_credit, [...path, 'signup_credit'], report),
    minimumTopUpMilliCents: moneyAt(source.minimum_top_up, [...path, 'minimum_top_up'], report),
    cycle: source.cycle,
    onPlanExhausted: source.on_plan_exhausted,
    grants: Object.freeze([...planCredits(source, path, report), ...compileBundles(source, words, path, report)]),
  };
}

/** None or one. */
function planCredits({ credits, cycle }: PlanSource, path: SourcePath, report: Report): readonly PlanGrant[] {
  if (credits === undefined) return [];
  const amountMilliCents = moneyAboveZeroAt(credits.amount, [...path, 'credits', 'amount'], report);
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
  const amountMilliCents = moneyAboveZeroAt(amount, [...path, 'amount'], report);
  return Object.freeze({ kind: 'bundle', name, amountMilliCents, per, every, services });
}

/** What the rules that deny and reserve are called, with what each may do. */
import type { DenialReason } from '../../domain/decision.ts';
import type { BlockingFile, LimitRuleSource, LimitsFile } from '../schema/rule-files.ts';
import type { RuleNames } from '../snapshot.ts';
import { HIGH_RISK_KEYS, highRiskRule } from './high-risk.ts';
import type { HoldTable } from './holds.ts';

/** Which limit denies for which reason. */
const LIMIT_REASONS = {
  max_open_holds: 'CONCURRENCY_LIMIT',
  max_new_holds: 'VELOCITY_LIMIT',
  max_cost_per_call: 'SPEND_LIMIT',
  max_spend_per_day: 'SPEND_LIMIT',
  max_spend_per_cycle: 'SPEND_LIMIT',
} as const satisfies Partial<Record<keyof LimitRuleSource, DenialReason>>;

export function ruleNamesOf(
  blocking: BlockingFile | undefined,
  limits: LimitsFile | undefined,
  holds: HoldTable,
  services: Iterable<string>,
): RuleNames {
  const risks = HIGH_RISK_KEYS.filter((key) => blocking?.high_risk[key] !== 'allow').map(highRiskRule);
  const blocks = [...risks, ...(blocking?.rules ?? []).map(({ name }) => name)];
  return {
    denials: [
      ...blocks.map((rule) => ({ reason: 'DESTINATION_BLOCKED' as const, rule })),
      ...(limits?.rules ?? []).flatMap((rule) => [...reasonsOf(rule)].map((reason) => ({ reason, rule: rule.name }))),
    ],
    holds: [...services].flatMap((service) => holds.namesOf(service).map((rule) => ({ service, rule }))),
  };
}

function reasonsOf(rule: LimitRuleSource): ReadonlySet<DenialReason> {
  const keys = Object.keys(LIMIT_REASONS) as (keyof typeof LIMIT_REASONS)[];
  return new Set(keys.filter((key) => rule[key] !== undefined).map((key) => LIMIT_REASONS[key]));
}

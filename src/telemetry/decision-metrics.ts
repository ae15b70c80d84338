/** What was decided, for which kind of number, and which rule of the catalog denied. */
import type { Registry } from 'prom-client';
import type { DecisionReport } from '../control/environment.ts';
import { DENIAL_REASONS, EMERGENCY, STORE_DOWN } from '../domain/decision.ts';
import { NUMBER_CLASSES } from '../domain/phone/metadata.ts';
import { type CatalogLabels, OTHER } from './catalog-labels.ts';
import { FastCounter } from './series.ts';

const REASONS_WITH_RULE: ReadonlySet<string> = new Set([
  'DESTINATION_BLOCKED',
  'CONCURRENCY_LIMIT',
  'VELOCITY_LIMIT',
  'SPEND_LIMIT',
]);
const EXTEND_REASONS = [
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_CLOSED',
  'ZERO_BALANCE',
  'PLAN_EXHAUSTED',
  'SPEND_LIMIT',
  'INSUFFICIENT_CREDIT',
];
const DIRECTIONS = ['outbound', 'inbound'];
/** What a request without a number has. */
const NO_CLASS = '';
/** What a denial has that no rule of the catalog brings about. */
const NO_RULE = '';

export class DecisionMetrics {
  readonly #decisions;
  readonly #byNumberClass;
  readonly #ruled;
  readonly #shadowed;

  constructor(registry: Registry) {
    this.#decisions = new FastCounter(registry, {
      name: 'tollgate_decisions_total',
      help: 'Decisions, without repeated requests; of extends only denials.',
      labelNames: ['verb', 'service', 'decision', 'reason'],
    });
    this.#byNumberClass = new FastCounter(registry, {
      name: 'tollgate_decisions_by_number_class_total',
      help: 'The same decisions, by what kind of number the traffic goes to.',
      labelNames: ['service', 'direction', 'number_class', 'decision'],
    });
    this.#ruled = new FastCounter(registry, {
      name: 'tollgate_rule_denials_total',
      help: 'Denials by a blocking rule or a limit, by its name in the catalog.',
      labelNames: ['reason', 'rule'],
    });
    this.#shadowed = new FastCounter(registry, {
      name: 'tollgate_shadow_denials_total',
      help: 'Denials that were only counted; the rule is empty where no rule of the catalog would have denied.',
      labelNames: ['reason', 'rule'],
    });
  }

  learn(labels: CatalogLabels): void {
    const { services, denials } = labels;
    for (const family of [this.#decisions, this.#byNumberClass]) {
      family.end('service', (service) => labels.service(service));
    }
    this.#decisions.begin([...services.flatMap(decisionsOf), ...EMERGENCIES_OF_NO_SERVICE]);
    this.#byNumberClass.begin([...services, OTHER].flatMap(numberClassesOf));
    const ruled = [...denials, ...[...REASONS_WITH_RULE].map((reason) => [reason, OTHER])];
    for (const family of [this.#ruled, this.#shadowed]) {
      family.end('rule', (rule) => (rule === NO_RULE ? NO_RULE : labels.denying(rule)));
    }
    this.#ruled.begin(ruled);
    const unruled = DENIAL_REASONS.filter((reason) => !REASONS_WITH_RULE.has(reason));
    this.#shadowed.begin([...ruled, ...unruled.map((reason) => [reason, NO_RULE])]);
  }

  count({ verb, traffic, result }: DecisionReport, labels: CatalogLabels): void {
    const { decision, reason, rule } = result;
    const service = labels.service(traffic.service);
    this.#decisions.series(verb, service, decision, reason).inc();
    this.#byNumberClass.series(service, traffic.direction, result.numberClass, decision).inc();
    if (decision === 'allow' && !result.shadowed) return;
    const label = REASONS_WITH_RULE.has(reason) ? labels.denying(rule) : NO_RULE;
    if (result.shadowed) this.#shadowed.series(reason, label).inc();
    else if (label !== NO_RULE) this.#ruled.series(reason, label).inc();
  }
}

/** An emergency call passes whatever service it names. */
const EMERGENCIES_OF_NO_SERVICE = ['authorize', 'charge'].map((verb) => [verb, OTHER, 'allow', EMERGENCY]);

/** What can be decided about a service; an ALLOW with the reason of a denial is one in shadow. */
function decisionsOf(service: string): string[][] {
  return ['authorize', 'charge', 'extend'].flatMap((verb) => {
    if (verb === 'extend') return EXTEND_REASONS.map((reason) => [verb, service, 'deny', reason]);
    // Only a hold can be released before it is asked for, and only a hold can be let through without the store.
    const denials = DENIAL_REASONS.filter((reason) => verb === 'authorize' || reason !== 'RELEASED_BEFORE_AUTHORIZE');
    const allowed = ['', EMERGENCY, ...(verb === 'authorize' ? [STORE_DOWN] : []), ...denials];
    return [
      ...denials.map((reason) => [verb, service, 'deny', reason]),
      ...allowed.map((reason) => [verb, service, 'allow', reason]),
    ];
  });
}

function numberClassesOf(service: string): string[][] {
  if (service === OTHER) return DIRECTIONS.map((direction) => [service, direction, 'emergency', 'allow']);
  return DIRECTIONS.flatMap((direction) =>
    [NO_CLASS, ...NUMBER_CLASSES].flatMap((numberClass) =>
      (numberClass === 'emergency' ? ['allow'] : ['allow', 'deny']).map((decision) => [
        service,
        direction,
        numberClass,
        decision,
      ]),
    ),
  );
}

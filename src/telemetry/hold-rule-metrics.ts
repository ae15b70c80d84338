/** What hold rules keep and deny: gauges of what is open, and counters of denials. */
import { Gauge, type Registry } from 'prom-client';
import type { DecisionReport } from '../control/environment.ts';
import type { EndedHolds, OpenHolds, OpenHoldStats } from '../tuning/live/hold-stats.ts';
import { CatalogLabels } from './catalog-labels.ts';
import { FastCounter, type FastHistogram } from './series.ts';

/** Denials that a smaller hold might have spared. */
const MONEY_REASONS = ['INSUFFICIENT_CREDIT', 'PLAN_EXHAUSTED', 'SPEND_LIMIT'];
const FOR_MONEY: ReadonlySet<string> = new Set(MONEY_REASONS);

/** Samples come once a minute; when the last one is older than four, nobody can say what is open. */
const SAMPLE_LIFE_MS = 240_000;

const LABELS = ['service', 'hold_rule'] as const;

export class HoldRuleMetrics {
  readonly #denials;
  readonly #now: () => number;
  #labels = new CatalogLabels(undefined);
  #last: { readonly stats: OpenHoldStats; readonly atMs: number } | undefined;

  constructor(registry: Registry, now: () => number) {
    this.#now = now;
    this.#denials = new FastCounter(registry, {
      name: 'tollgate_hold_denials_total',
      help: 'Denials for want of money, by the hold rule whose hold was asked for.',
      labelNames: [...LABELS, 'reason'],
    });
    const gauge = (name: string, help: string, of: (open: OpenHolds) => number): void => {
      registry.registerMetric(this.#gauge(name, help, of));
    };
    gauge('tollgate_rule_open_holds', 'Holds that are open, by hold rule.', ({ open }) => open);
    gauge(
      'tollgate_rule_held_milli_cents',
      'Credit reserved by open holds, by hold rule.',
      ({ heldMilliCents }) => heldMilliCents,
    );
    gauge(
      'tollgate_rule_stranded_milli_cents',
      'Credit that open holds keep beyond what their calls would cost if they ended now, by hold rule.',
      ({ strandedMilliCents }) => strandedMilliCents,
    );
  }

  learn(labels: CatalogLabels): void {
    this.#labels = labels;
    this.#denials.end('service', (service) => labels.service(service));
    this.#denials.end('hold_rule', (rule) => labels.holding(rule));
    this.#denials.begin(labels.holds.flatMap((hold) => MONEY_REASONS.map((reason) => [...hold, reason])));
  }

  count({ traffic, result }: DecisionReport): void {
    const { decision, reason, holdRule } = result;
    if (decision !== 'deny' || holdRule === undefined || !FOR_MONEY.has(reason)) return;
    this.#denials.series(this.#labels.service(traffic.service), this.#labels.holding(holdRule), reason).inc();
  }

  sampled(stats: OpenHoldStats): void {
    this.#last = { stats, atMs: this.#now() };
  }

  /** @param ratios - charged over reserved of each hold that ended */
  ended(ratios: FastHistogram<(typeof LABELS)[number]>): readonly EndedHolds[] {
    return ratios.all().map(({ labels, counts, sum }) => {
      const { service = '', hold_rule: holdRule = '' } = labels;
      const ended = counts.reduce((all, count) => all + count, 0);
      const denials = this.#denials
        .all()
        .filter((count) => count.labels['service'] === service && count.labels['hold_rule'] === holdRule)
        .map(({ labels: { reason = '' }, value }): [string, number] => [reason, value]);
      const chargedRatio = ended === 0 ? 0 : sum / ended;
      return { service, holdRule, ended, chargedRatio, denials: Object.fromEntries(denials) };
    });
  }

  #gauge(name: string, help: string, of: (open: OpenHolds) => number): Gauge {
    const current = (): readonly OpenHolds[] => {
      const { stats, atMs } = this.#last ?? { stats: undefined, atMs: 0 };
      return stats === undefined || this.#now() - atMs > SAMPLE_LIFE_MS ? [] : stats.rules;
    };
    const labels = (): CatalogLabels => this.#labels;
    return new Gauge({
      name,
      help,
      labelNames: LABELS,
      registers: [],
      collect() {
        this.reset();
        // Rules that have no label of their own are one together.
        for (const [service, holdRule] of labels().holds) this.set({ service, hold_rule: holdRule }, 0);
        for (const open of current()) {
          this.inc({ service: labels().service(open.service), hold_rule: labels().holding(open.holdRule) }, of(open));
        }
      },
    });
  }
}

/** Decisions, holds and what became of them. */
import { Counter, type Registry } from 'prom-client';
import type { CatalogNames } from '../catalog/manager-port.ts';
import type {
  ControlMetrics,
  DecisionReport,
  ReconciledHold,
  ReplayedVerb,
  SettleReport,
} from '../control/environment.ts';
import type { FundingPart } from '../ledger/port.ts';
import type { EndedHolds, OpenHoldStats } from '../tuning/live/hold-stats.ts';
import { CatalogLabels, OTHER } from './catalog-labels.ts';
import { DecisionMetrics } from './decision-metrics.ts';
import { HoldRuleMetrics } from './hold-rule-metrics.ts';
import { counterBy, FastCounter, FastHistogram } from './series.ts';

/** One cent to $1,000: an ordinary hold is $3.00. */
const HOLD_BUCKETS = [
  1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
  100_000_000,
];
/** Holds that are mostly given back (low) keep callers from calling; holds that are too small (above 1) lose money. */
const RATIO_BUCKETS = [0, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9, 1, 1.25, 2];

const REPLAYED_VERBS: readonly ReplayedVerb[] = [
  'authorize',
  'answer',
  'extend',
  'settle',
  'release',
  'charge',
  'reverse',
];
const FLAGS = ['estimated', 'corrected', 'clamped', 'inconsistent', 'bad_token', 'old_token'];
const SWEEPS = ['released', 'expired', 'not_due', 'aside', 'failed'];
const ORPHANS = ['charged', 'refused'];
const LISTS = ['counted', 'empty', 'refused'];
const RECONCILED: readonly ReconciledHold[] = ['missing', 'released', 'expired', 'recreated', 'ended', 'unknown'];
const SOURCES = ['plan_credits', 'lot', 'balance', 'correction'];

/** The metrics, and who keeps their labels those of the catalog. */
export interface LabelledControlMetrics extends ControlMetrics {
  /** Begins the series of the catalog's services and rules at zero, and ends those of what it no longer has. */
  learn(names: CatalogNames): void;
  /** What open holds keep, by hold rule. */
  holdsSampled(stats: OpenHoldStats): void;
  /** What became of holds since this sidecar started. */
  endedHolds(): readonly EndedHolds[];
}

export function createControlMetrics(registry: Registry, now: () => number): LabelledControlMetrics {
  let labels = new CatalogLabels(undefined);
  const decisions = new DecisionMetrics(registry);
  const holds = new HoldMetrics(registry);
  const money = new MoneyMetrics(registry);
  const rules = new HoldRuleMetrics(registry, now);
  const replays = counterBy(registry, {
    name: 'tollgate_replays_total',
    help: 'Repeated requests that got their first answer again.',
    label: 'verb',
    values: REPLAYED_VERBS,
  });
  const flagged = counterBy(registry, {
    name: 'tollgate_settle_flags_total',
    help: 'Ended holds that were estimated, corrected, clamped or inconsistent, or whose token was bad or too old.',
    label: 'flag',
    values: FLAGS,
  });
  const sweeps = counterBy(registry, {
    name: 'tollgate_sweeps_total',
    help: 'What the sweeper did to holds whose deadline had passed; failed: a partition that it could not work on.',
    label: 'outcome',
    values: SWEEPS,
  });
  const orphans = counterBy(registry, {
    name: 'tollgate_orphan_settles_total',
    help: 'Settles of holds that the store does not know.',
    label: 'outcome',
    values: ORPHANS,
  });
  const lists = counterBy(registry, {
    name: 'tollgate_reconcile_lists_total',
    help: 'Complete lists of active legs; refused: more than 20 % of the open holds of the gateway are missing.',
    label: 'outcome',
    values: LISTS,
  });
  const reconciled = counterBy(registry, {
    name: 'tollgate_reconcile_holds_total',
    help: 'Holds that a list missed or ended, and legs whose hold was opened again, has ended, or is not known.',
    label: 'outcome',
    values: RECONCILED,
  });
  const learn = (known: CatalogLabels): void => {
    labels = known;
    for (const each of [decisions, holds, money, rules]) each.learn(known);
  };
  learn(labels);
  return {
    learn: (names) => learn(new CatalogLabels(names)),
    decision(report) {
      if (report.result.replayed) {
        replays.series(report.verb).inc();
        return;
      }
      decisions.count(report, labels);
      holds.reserved(report, labels);
      rules.count(report);
    },
    holdsSampled: (stats) => rules.sampled(stats),
    endedHolds: () => rules.ended(holds.chargedRatio),
    replayed: (verb) => replays.series(verb).inc(),
    settled(report) {
      holds.ended(report, labels);
      money.settled(report, labels);
      if (report.estimated) flagged.series('estimated').inc();
      if (report.corrected) flagged.series('corrected').inc();
      if (report.clamped) flagged.series('clamped').inc();
      if (report.inconsistent) flagged.series('inconsistent').inc();
    },
    charged: (service, parts) => money.took(labels.service(service), parts),
    reversed: (service, milliCents) => money.reversed(labels.service(service), milliCents),
    swept: (outcome) => sweeps.series(outcome).inc(),
    orphanSettle: (outcome) => orphans.series(outcome).inc(),
    settleFlag: (flag) => flagged.series(flag).inc(),
    listTaken: (outcome) => lists.series(outcome).inc(),
    reconciled: (outcome, count) => reconciled.series(outcome).inc(count),
  };
}

/* How well the hold rules fit the traffic. */

class HoldMetrics {
  readonly #amount;
  readonly chargedRatio;
  readonly #usedRatio;

  constructor(registry: Registry) {
    this.#amount = new FastHistogram(registry, {
      name: 'tollgate_hold_milli_cents',
      help: 'Credit reserved by each hold that was opened, in milli-cents (100,000 are one currency unit).',
      labelNames: ['service'],
      buckets: HOLD_BUCKETS,
    });
    const labelNames = ['service', 'hold_rule'] as const;
    this.chargedRatio = new FastHistogram(registry, {
      name: 'tollgate_hold_charged_ratio',
      help: 'Charged over reserved, of each hold that ended and had reserved money: how well the hold rules fit.',
      labelNames,
      buckets: RATIO_BUCKETS,
    });
    this.#usedRatio = new FastHistogram(registry, {
      name: 'tollgate_hold_used_ratio',
      help: 'Billed over granted units, of each hold that ended: whether the maximum of its hold rule fits.',
      labelNames,
      buckets: RATIO_BUCKETS,
    });
  }

  learn(labels: CatalogLabels): void {
    const { services, holds } = labels;
    this.#amount.end('service', (service) => labels.service(service));
    this.#amount.begin(services.map((service) => [service]));
    for (const ratio of [this.chargedRatio, this.#usedRatio]) {
      ratio.end('service', (service) => labels.service(service));
      ratio.end('hold_rule', (rule) => labels.holding(rule));
      ratio.begin(holds);
    }
  }

  /** Only a hold ends by itself; what is let through without one has no validity. */
  reserved({ verb, traffic, result }: DecisionReport, labels: CatalogLabels): void {
    if (verb !== 'authorize' || result.decision !== 'allow' || result.validitySeconds === 0) return;
    this.#amount.series(labels.service(traffic.service)).observe(result.holdMilliCents);
  }

  /** A corrected hold was measured when it ended the first time, and one that goes on will be. */
  ended(report: SettleReport, labels: CatalogLabels): void {
    if (report.corrected || report.state === 'answered' || report.state === 'reserved') return;
    const { heldMilliCents, grantedUnits } = report;
    const service = labels.service(report.service);
    const rule = labels.holding(report.holdRule);
    if (heldMilliCents > 0) {
      this.chargedRatio.series(service, rule).observe(report.chargedMilliCents / heldMilliCents);
    }
    if (grantedUnits > 0) this.#usedRatio.series(service, rule).observe(report.billedUnits / grantedUnits);
  }
}

/* What was charged, given back and written off. */

class MoneyMetrics {
  readonly #charged;
  readonly #included;
  readonly #refunded;
  readonly #reversed;
  readonly #writeOffs;
  readonly #writtenOff;

  constructor(registry: Registry) {
    this.#charged = new FastCounter(registry, {
      name: 'tollgate_charged_milli_cents_total',
      help: 'Credit charged, by where it came from.',
      labelNames: ['service', 'source'],
    });
    this.#included = new FastCounter(registry, {
      name: 'tollgate_included_units_total',
      help: 'Units that allowances covered instead of credit.',
      labelNames: ['service'],
    });
    this.#refunded = new FastCounter(registry, {
      name: 'tollgate_refunded_milli_cents_total',
      help: 'Credit given back by corrections of ended holds.',
      labelNames: ['service'],
    });
    this.#reversed = new FastCounter(registry, {
      name: 'tollgate_reversed_milli_cents_total',
      help: 'Credit given back by Reverse.',
      labelNames: ['service'],
    });
    const registers = [registry];
    this.#writeOffs = new Counter({
      name: 'tollgate_write_offs_total',
      help: 'Ended holds whose cost was not covered by any credit.',
      registers,
    });
    this.#writtenOff = new Counter({
      name: 'tollgate_write_off_milli_cents_total',
      help: 'Cost that no credit covered.',
      registers,
    });
  }

  learn(labels: CatalogLabels): void {
    const services = [...labels.services, OTHER];
    for (const family of [this.#charged, this.#included, this.#refunded, this.#reversed]) {
      family.end('service', (service) => labels.service(service));
    }
    this.#charged.begin(services.flatMap((service) => SOURCES.map((source) => [service, source])));
    for (const family of [this.#included, this.#refunded, this.#reversed]) {
      family.begin(services.map((service) => [service]));
    }
  }

  reversed(service: string, milliCents: number): void {
    this.#reversed.series(service).inc(milliCents);
  }

  took(service: string, parts: readonly FundingPart[]): void {
    for (const { source, amountMilliCents, units } of parts) {
      if (source === 'allowance') this.#included.series(service).inc(units);
      else this.#charged.series(service, source).inc(amountMilliCents);
    }
  }

  settled(report: SettleReport, labels: CatalogLabels): void {
    const service = labels.service(report.service);
    const { changeMilliCents, forgivenMilliCents } = report;
    // A correction tells its parts in all, and only their sum has changed; but where nothing was charged before (a hold
    // that the sweeper released, or that the store has lost) they are what was added.
    if (!report.corrected) this.took(service, report.parts);
    else if (changeMilliCents === report.chargedMilliCents) this.took(service, report.parts.filter(isMoney));
    else if (changeMilliCents > 0) this.#charged.series(service, 'correction').inc(changeMilliCents);
    if (changeMilliCents < 0) this.#refunded.series(service).inc(-changeMilliCents);
    if (forgivenMilliCents > 0) {
      this.#writeOffs.inc();
      this.#writtenOff.inc(forgivenMilliCents);
    }
  }
}

/** The units of allowances may have been counted before. */
function isMoney({ source }: FundingPart): boolean {
  return source !== 'allowance';
}

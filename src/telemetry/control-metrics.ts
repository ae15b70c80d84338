/** Decisions, holds and what became of them. */
import { Counter, type Histogram, type Registry } from 'prom-client';
import type { ControlMetrics, DecisionReport } from '../control/environment.ts';
import type { FundingPart } from '../ledger/port.ts';

/** One cent to $1,000: an ordinary hold is $3.00. */
const HOLD_BUCKETS = [
  1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
  100_000_000,
];
/** Holds that are mostly given back (low) keep callers from calling; holds that are too small (above 1) lose money. */
const RATIO_BUCKETS = [0, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9, 1, 1.25, 2];

/** @param serviceLabel - bounds the names of services. */
export function createControlMetrics(registry: Registry, serviceLabel: (name: string) => string): ControlMetrics {
  const registers = [registry];
  const decided = decisionCounter(registry, serviceLabel);
  const holdAmount = new FastHistogram(registry, {
    name: 'tollgate_hold_milli_cents',
    help: 'Credit reserved by each allowed request, in milli-cents (100,000 are one currency unit).',
    labelNames: ['service'],
    buckets: HOLD_BUCKETS,
  });
  const chargedRatio = new FastHistogram(registry, {
    name: 'tollgate_hold_charged_ratio',
    help: 'Charged over reserved, of each hold that ended: how well the hold rules fit the traffic.',
    labelNames: ['service'],
    buckets: RATIO_BUCKETS,
  });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const shadowDenials = counter('tollgate_shadow_denials_total', 'Denials that were only counted.', ['reason']);
  const replays = counter('tollgate_replays_total', 'Repeated requests that got their first answer again.', ['verb']);
  const charged = counter('tollgate_charged_milli_cents_total', 'Credit charged, by where it came from.', [
    'service',
    'source',
  ]);
  const included = counter('tollgate_included_units_total', 'Units that allowances covered instead of credit.', [
    'service',
  ]);
  const countParts = (service: string, parts: readonly FundingPart[]): void => {
    for (const { source, amountMilliCents, units } of parts) {
      if (source === 'allowance') included.inc({ service }, units);
      else charged.inc({ service, source }, amountMilliCents);
    }
  };
  const refunded = counter('tollgate_refunded_milli_cents_total', 'Credit given back by corrections of ended holds.', [
    'service',
  ]);
  const writeOffs = counter('tollgate_write_offs_total', 'Ended holds whose cost was not covered by any credit.', []);
  const writtenOff = counter('tollgate_write_off_milli_cents_total', 'Cost that no credit covered.', []);
  const flagged = counter(
    'tollgate_settle_flags_total',
    'Ended holds that were estimated, corrected, clamped or inconsistent, or whose token was bad or too old.',
    ['flag'],
  );
  const sweeps = counter('tollgate_sweeps_total', 'What the sweeper did to holds whose deadline had passed.', [
    'outcome',
  ]);
  const orphans = counter('tollgate_orphan_settles_total', 'Settles of holds that the store does not know.', [
    'outcome',
  ]);

  return {
    decision(report) {
      const { verb, traffic, result } = report;
      if (result.replayed) {
        replays.inc({ verb });
        return;
      }
      decided(report);
      if (result.shadowed) shadowDenials.inc({ reason: result.reason });
      if (result.decision === 'allow' && verb === 'authorize' && result.numberClass !== 'emergency') {
        holdAmount.series(serviceLabel(traffic.service)).observe(result.holdMilliCents);
      }
    },
    settled(report) {
      const service = serviceLabel(report.service);
      // A correction tells its parts in all, and only their sum has changed.
      if (!report.corrected) countParts(service, report.parts);
      else if (report.changeMilliCents > 0) charged.inc({ service, source: 'correction' }, report.changeMilliCents);
      refunded.inc({ service }, Math.max(0, -report.changeMilliCents));
      if (report.heldMilliCents > 0 && !report.corrected) {
        chargedRatio.series(service).observe(report.chargedMilliCents / report.heldMilliCents);
      }
      if (report.forgivenMilliCents > 0) {
        writeOffs.inc();
        writtenOff.inc(report.forgivenMilliCents);
      }
      if (report.estimated) flagged.inc({ flag: 'estimated' });
      if (report.corrected) flagged.inc({ flag: 'corrected' });
      if (report.clamped) flagged.inc({ flag: 'clamped' });
      if (report.inconsistent) flagged.inc({ flag: 'inconsistent' });
    },
    charged: (service, parts) => countParts(serviceLabel(service), parts),
    swept: (outcome) => sweeps.inc({ outcome }),
    orphanSettle: (outcome) => orphans.inc({ outcome }),
    settleFlag: (flag) => flagged.inc({ flag }),
  };
}

/** Looking up six labels costs more than the rest of a measurement, so the combinations that occur are remembered. */
function decisionCounter(registry: Registry, serviceLabel: (name: string) => string) {
  const decisions = new Counter({
    name: 'tollgate_decisions_total',
    help: 'Decisions, without repeated requests.',
    labelNames: ['verb', 'service', 'direction', 'number_class', 'decision', 'reason'],
    registers: [registry],
  });
  const bound = new Map<string, { inc(): void }>();
  return ({ verb, traffic, result }: DecisionReport): void => {
    const { direction } = traffic;
    const { numberClass, decision, reason } = result;
    const label = serviceLabel(traffic.service);
    const key = `${verb} ${label} ${direction} ${numberClass} ${decision} ${reason}`;
    let series = bound.get(key);
    if (series === undefined) {
      series = decisions.labels(verb, label, direction, numberClass, decision, reason);
      bound.set(key, series);
    }
    series.inc();
  };
}

/*
 * A histogram whose series are bound once and observed by one array increment: prom-client's own costs a microsecond
 * for each observation, and a call makes several.
 */

/** One combination of labels. */
export interface Series {
  observe(value: number): void;
}

interface HistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  /** Upper bounds, rising. */
  readonly buckets: readonly number[];
}

class BoundSeries implements Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly #bounds: readonly number[];
  /** Observations by the first bucket that they fit; the last is above all bounds. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(labels: Readonly<Record<string, string>>, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let index = 0;
    while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }
}

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

export class FastHistogram<Label extends string> {
  readonly #options: HistogramOptions<Label>;
  readonly #series = new Map<string, BoundSeries>();

  constructor(registry: Registry, options: HistogramOptions<Label>) {
    this.#options = options;
    const { name, help } = options;
    const metric = {
      name,
      get: () => Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values: this.#samples() }),
      reset: () => this.#series.clear(),
    };
    // The registry asks a metric for its name and its samples, whatever its class is.
    registry.registerMetric(metric as unknown as Histogram);
  }

  /** Values stand in the order of the label names. Bind once and keep the series, or call it anew: it remembers. */
  series(...values: readonly string[]): Series {
    const key = values.join('\n');
    let series = this.#series.get(key);
    if (series === undefined) {
      const labels = Object.fromEntries(this.#options.labelNames.map((name, index) => [name, values[index] ?? '']));
      series = new BoundSeries(labels, this.#options.buckets);
      this.#series.set(key, series);
    }
    return series;
  }

  #samples(): Sample[] {
    return [...this.#series.values()].flatMap((series) => this.#samplesOf(series));
  }

  #samplesOf({ labels, counts, sum }: BoundSeries): Sample[] {
    const { name, buckets } = this.#options;
    const samples: Sample[] = [];
    let count = 0;
    for (const [index, inBucket] of counts.entries()) {
      count += inBucket;
      samples.push({ metricName: `${name}_bucket`, labels: { le: buckets[index] ?? '+Inf', ...labels }, value: count });
    }
    samples.push(
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    );
    return samples;
  }
}

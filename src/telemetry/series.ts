/**
 * Counters and histograms whose series are bound once and moved by one addition: prom-client's own look their labels up
 * at each step, which costs a microsecond, and a call makes several.
 */
import type { Histogram, Registry } from 'prom-client';

interface FamilyOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
}

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** All series of one metric. */
abstract class Family<Label extends string, Series extends { readonly labels: Labels }> {
  readonly #labelNames: readonly Label[];
  readonly #series = new Map<string, Series>();

  protected constructor(registry: Registry, type: string, { name, help, labelNames }: FamilyOptions<Label>) {
    this.#labelNames = labelNames;
    const samples = () => [...this.#series.values()].flatMap((series) => this.samplesOf(series));
    const metric = {
      name,
      get: () => Promise.resolve({ name, help, type, aggregator: 'sum', values: samples() }),
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
      series = this.create(Object.fromEntries(this.#labelNames.map((name, index) => [name, values[index] ?? ''])));
      this.#series.set(key, series);
    }
    return series;
  }

  all(): readonly Series[] {
    return [...this.#series.values()];
  }

  /**
   * Lets these combinations of values exist, at zero where they are new: an alert on an increase does not see the first
   * event of a series that begins with it.
   */
  begin(combinations: Iterable<readonly string[]>): void {
    for (const values of combinations) this.series(...values);
  }

  /** Ends the series whose value of the label goes by another name now, whatever they have counted. */
  end(label: Label, nameNow: (value: string) => string): void {
    for (const [key, { labels }] of this.#series) {
      const value = labels[label] ?? '';
      if (nameNow(value) !== value) this.#series.delete(key);
    }
  }

  protected abstract create(labels: Labels): Series;

  protected abstract samplesOf(series: Series): readonly Sample[];
}

/** One combination of labels of a counter. */
export class Count {
  readonly labels: Labels;
  value = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** @param by - at least 0. */
  inc(by = 1): void {
    this.value += by;
  }
}

export class FastCounter<Label extends string> extends Family<Label, Count> {
  constructor(registry: Registry, options: FamilyOptions<Label>) {
    super(registry, 'counter', options);
  }

  protected create(labels: Labels): Count {
    return new Count(labels);
  }

  protected samplesOf({ labels, value }: Count): readonly Sample[] {
    return [{ labels, value }];
  }
}

/** A counter with one label, all of whose values are known: each of them is there from the start. */
export function counterBy<Label extends string>(
  registry: Registry,
  options: { readonly name: string; readonly help: string; readonly label: Label; readonly values: readonly string[] },
): FastCounter<Label> {
  const { name, help, label, values } = options;
  const counter = new FastCounter(registry, { name, help, labelNames: [label] });
  counter.begin(values.map((value) => [value]));
  return counter;
}

/** One combination of labels of a histogram. */
class Distribution {
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  /** Observations by the first bucket that they fit; the last is above all bounds. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
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

/** What a series of a histogram takes. */
export type Series = Pick<Distribution, 'observe'>;

interface HistogramOptions<Label extends string> extends FamilyOptions<Label> {
  /** Upper bounds, rising. */
  readonly buckets: readonly number[];
}

export class FastHistogram<Label extends string> extends Family<Label, Distribution> {
  readonly #options: HistogramOptions<Label>;

  constructor(registry: Registry, options: HistogramOptions<Label>) {
    super(registry, 'histogram', options);
    this.#options = options;
  }

  protected create(labels: Labels): Distribution {
    return new Distribution(labels, this.#options.buckets);
  }

  protected samplesOf({ labels, counts, sum }: Distribution): readonly Sample[] {
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

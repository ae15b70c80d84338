/**
 * The money in holds over time: what was held, and what of that was stranded. A hold strands what it keeps beyond what
 * its call came to cost in the end. Both change only when a hold begins, grows or ends, so that the figures are exact.
 */

/** Of an amount over time, weighted by how long it stood. Milli-cents. */
export interface LevelFigures {
  readonly peak: number;
  /** When the peak was first reached. */
  readonly peakAtMs: number;
  /** Rounded to whole milli-cents. */
  readonly mean: number;
  /** It was at most this for 95 % of the time. */
  readonly p95: number;
}

const NO_LEVEL: LevelFigures = { peak: 0, peakAtMs: 0, mean: 0, p95: 0 };

export interface HeldFigures {
  readonly held: LevelFigures;
  readonly stranded: LevelFigures;
}

/** One stretch of time of a plot. */
export interface PlotStretch {
  readonly fromMs: number;
  /** The most that was held, and that was stranded, within it. Milli-cents. */
  readonly heldPeak: number;
  readonly strandedPeak: number;
}

/** What was held of one call, from a moment on. */
export interface HeldStep {
  readonly fromMs: number;
  readonly milliCents: number;
}

/** Every change of what was held, in no order that means anything. */
export interface HeldChanges {
  readonly times: Float64Array;
  readonly held: Float64Array;
  readonly stranded: Float64Array;
  readonly rules: Uint32Array;
}

export class HeldMoney {
  #times = new Float64Array(1024);
  #held = new Float64Array(1024);
  #stranded = new Float64Array(1024);
  #rules = new Uint32Array(1024);
  #count = 0;

  /**
   * Adds what one hold kept.
   *
   * @param rule - a small number that stands for its hold rule
   * @param costMilliCents - what the call came to cost
   */
  add(rule: number, steps: readonly HeldStep[], endMs: number, costMilliCents: number): void {
    let [heldBefore, strandedBefore] = [0, 0];
    for (const { fromMs, milliCents } of steps) {
      const stranded = Math.max(0, milliCents - costMilliCents);
      this.#change(rule, fromMs, milliCents - heldBefore, stranded - strandedBefore);
      [heldBefore, strandedBefore] = [milliCents, stranded];
    }
    this.#change(rule, endMs, -heldBefore, -strandedBefore);
  }

  changes(): HeldChanges {
    return {
      times: this.#times.slice(0, this.#count),
      held: this.#held.slice(0, this.#count),
      stranded: this.#stranded.slice(0, this.#count),
      rules: this.#rules.slice(0, this.#count),
    };
  }

  /**
   * Adds what was held elsewhere.
   *
   * @param ruleOf - what stands here for the number of a rule there
   */
  absorb({ times, held, stranded, rules }: HeldChanges, ruleOf: (rule: number) => number): void {
    for (let index = 0; index < times.length; index += 1) {
      const rule = ruleOf(rules[index] ?? 0);
      this.#change(rule, times[index] ?? 0, held[index] ?? 0, stranded[index] ?? 0);
    }
  }

  /**
   * Figures between two moments.
   *
   * @param rule - of one rule; of all without it
   */
  figures(fromMs: number, toMs: number, rule?: number): HeldFigures {
    const walk = this.#walk(rule);
    return {
      held: levelFigures(walk, walk.held, fromMs, toMs),
      stranded: levelFigures(walk, walk.stranded, fromMs, toMs),
    };
  }

  /** The same in so many stretches of equal length, for a plot. */
  plot(fromMs: number, toMs: number, stretches: number): readonly PlotStretch[] {
    const walk = this.#walk(undefined);
    const length = Math.max(1, (toMs - fromMs) / stretches);
    const peaks = Array.from({ length: stretches }, (_, index) => ({
      fromMs: fromMs + index * length,
      held: 0,
      stranded: 0,
    }));
    for (let index = 0; index < walk.times.length; index += 1) {
      const begins = Math.floor(((walk.times[index] ?? 0) - fromMs) / length);
      const ends = Math.ceil(((walk.times[index + 1] ?? toMs) - fromMs) / length);
      for (let at = Math.max(0, begins); at < Math.min(stretches, Math.max(ends, begins + 1)); at += 1) {
        const peak = peaks[at];
        if (peak === undefined) continue;
        peak.held = Math.max(peak.held, walk.held[index] ?? 0);
        peak.stranded = Math.max(peak.stranded, walk.stranded[index] ?? 0);
      }
    }
    return peaks.map((peak) => ({ fromMs: peak.fromMs, heldPeak: peak.held, strandedPeak: peak.stranded }));
  }

  #change(rule: number, atMs: number, held: number, stranded: number): void {
    if (held === 0 && stranded === 0) return;
    if (this.#count === this.#times.length) this.#grow();
    this.#times[this.#count] = atMs;
    this.#held[this.#count] = held;
    this.#stranded[this.#count] = stranded;
    this.#rules[this.#count] = rule;
    this.#count += 1;
  }

  #grow(): void {
    const grown = <Kind extends Float64Array | Uint32Array>(into: Kind, from: Kind): Kind => {
      into.set(from);
      return into;
    };
    const size = this.#count * 2;
    this.#times = grown(new Float64Array(size), this.#times);
    this.#held = grown(new Float64Array(size), this.#held);
    this.#stranded = grown(new Float64Array(size), this.#stranded);
    this.#rules = grown(new Uint32Array(size), this.#rules);
  }

  /** The levels after each moment at which something changed, in the order of time. */
  #walk(rule: number | undefined): Walk {
    const order = this.#inOrder(rule);
    const walk = {
      times: new Float64Array(order.length),
      held: new Float64Array(order.length),
      stranded: new Float64Array(order.length),
    };
    let [moments, held, stranded] = [0, 0, 0];
    for (const index of order) {
      const atMs = this.#times[index] ?? 0;
      held += this.#held[index] ?? 0;
      stranded += this.#stranded[index] ?? 0;
      if (moments === 0 || walk.times[moments - 1] !== atMs) moments += 1;
      walk.times[moments - 1] = atMs;
      walk.held[moments - 1] = held;
      walk.stranded[moments - 1] = stranded;
    }
    return {
      times: walk.times.subarray(0, moments),
      held: walk.held.subarray(0, moments),
      stranded: walk.stranded.subarray(0, moments),
    };
  }

  /** Sorted by numbers that hold both time and place: numbers alone are sorted without a call for each pair. */
  #inOrder(rule: number | undefined): Uint32Array {
    const places: number[] = [];
    for (let index = 0; index < this.#count; index += 1) {
      if (rule === undefined || this.#rules[index] === rule) places.push(index);
    }
    const firstMs = places.reduce((least, index) => Math.min(least, this.#times[index] ?? 0), Infinity);
    const lastMs = places.reduce((most, index) => Math.max(most, this.#times[index] ?? 0), 0);
    const count = Math.max(1, places.length);
    // Only a file of years with millions of calls needs a coarser clock than its own.
    const resolutionMs = Math.ceil(((lastMs - firstMs + 1) * count) / Number.MAX_SAFE_INTEGER) || 1;
    const keys = Float64Array.from(
      places,
      (place, index) => Math.floor(((this.#times[place] ?? 0) - firstMs) / resolutionMs) * count + index,
    ).sort();
    return Uint32Array.from(keys, (key) => places[key % count] ?? 0);
  }
}

interface Walk {
  readonly times: Float64Array;
  readonly held: Float64Array;
  readonly stranded: Float64Array;
}

function levelFigures({ times }: Walk, levels: Float64Array, fromMs: number, toMs: number): LevelFigures {
  const span = toMs - fromMs;
  if (times.length === 0 || span <= 0) return NO_LEVEL;
  let [peak, peakAtMs, sum] = [0, 0, 0];
  for (let index = 0; index < times.length; index += 1) {
    const level = levels[index] ?? 0;
    if (level > peak) [peak, peakAtMs] = [level, times[index] ?? 0];
    sum += level * lasts(times, index, toMs);
  }
  return { peak, peakAtMs, mean: Math.round(sum / span), p95: quantile(times, levels, toMs, span, peak, 0.95) };
}

function lasts(times: Float64Array, index: number, toMs: number): number {
  return Math.max(0, Math.min(times[index + 1] ?? toMs, toMs) - (times[index] ?? 0));
}

/** The least level that was not exceeded for this part of the time. Levels are whole, so halving finds it exactly. */
function quantile(
  times: Float64Array,
  levels: Float64Array,
  toMs: number,
  span: number,
  peak: number,
  part: number,
): number {
  const allowedMs = (1 - part) * span;
  const above = (least: number): number => {
    let time = 0;
    for (let index = 0; index < times.length; index += 1) {
      if ((levels[index] ?? 0) > least) time += lasts(times, index, toMs);
    }
    return time;
  };
  let [low, high] = [0, peak];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // A thousandth of a millisecond is the rounding of the product, not a time.
    if (above(middle) <= allowedMs + 0.001) high = middle;
    else low = middle + 1;
  }
  return low;
}

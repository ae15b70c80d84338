/**
 * What limits count: twin of `lua/include/counters.lua`. A counter belongs to an account, to one of its subjects or to
 * a rule of the catalog, and is kept as one text: its open holds, its latest new holds, and the money of its periods.
 */
import type { CountedPeriod, Cycle } from '../../domain/cycle.ts';

/** The text of every counter in the hash of one account, by its name. */
export type Counters = ReadonlyMap<string, string>;

/** A day, month or year of all money, or (in capitals) of what plan credits paid of it in a month or year. */
export type SumKind = 'd' | 'm' | 'y' | 'M' | 'Y';

const KIND_OF = { day: 'd', month: 'm', year: 'y' } as const satisfies Record<CountedPeriod['length'], SumKind>;

/** What one period has cost: held and charged together. */
export interface PeriodSum extends Cycle {
  readonly kind: SumKind;
  /** From when on it was counted: later than its start where the counter began in the middle of it. */
  readonly sinceMs: number;
  readonly milliCents: number;
}

/** New holds and charges at one time. */
export interface Arrival {
  readonly atMs: number;
  readonly count: number;
}

export interface Counter {
  readonly openHolds: number;
  /** Oldest first. */
  readonly arrivals: readonly Arrival[];
  /** Of the velocity window that the arrivals were last counted for, in seconds; 0 where there are none. */
  readonly windowSeconds: number;
  /** Newest first. */
  readonly sums: readonly PeriodSum[];
}

const NOTHING: Counter = { openHolds: 0, arrivals: [], windowSeconds: 0, sums: [] };

/* How a counter is written: o<open>  v<window_seconds>:<count>:<latest>[:<oldest>,...]  and its sums. */

export function readCounter(text: string | undefined): Counter {
  if (text === undefined || text === '') return NOTHING;
  const [, open = '0'] = /(?:^| )o(\d+)/.exec(text) ?? [];
  const [, windowSeconds = '0', latest = '', earlier = ''] = /(?:^| )v(\d+):\d+:(\w+):?(\S*)/.exec(text) ?? [];
  const entries = [...earlier.split(','), latest].filter((entry) => entry !== '');
  return {
    openHolds: Number(open),
    windowSeconds: Number(windowSeconds),
    arrivals: entries.map((entry) => {
      const [atMs, count = 1] = entry.split('x');
      return { atMs: Number(atMs), count: Number(count) };
    }),
    sums: readSums(text),
  };
}

/** Empty where it has nothing to say any more. */
export function counterText({ openHolds, arrivals, windowSeconds, sums }: Counter): string {
  const words = openHolds > 0 ? [`o${openHolds}`] : [];
  if (arrivals.length > 0) {
    const entries = arrivals.map(({ atMs, count }) => (count === 1 ? `${atMs}` : `${atMs}x${count}`));
    const earlier = entries.slice(0, -1).join(',');
    const count = arrivals.reduce((sum, each) => sum + each.count, 0);
    words.push(`v${windowSeconds}:${count}:${entries.at(-1)}${earlier === '' ? '' : `:${earlier}`}`);
  }
  if (sums.length > 0) words.push(sumsText(sums));
  return words.join(' ');
}

export function readSums(text: string): readonly PeriodSum[] {
  return [...text.matchAll(/([dmyMY])(\d+)-(\d+)@?(\d*)=(-?\d+)/g)].map(([, kind, startsAt, endsAt, since, sum]) => ({
    kind: kind as SumKind,
    startsAtMs: Number(startsAt),
    endsAtMs: Number(endsAt),
    sinceMs: Number(since || startsAt),
    milliCents: Number(sum),
  }));
}

/** By kind, the newest first: how they are shown, wherever they stand. */
export function inOrder(sums: readonly PeriodSum[]): readonly PeriodSum[] {
  return sums.toSorted((a, b) => (a.kind === b.kind ? b.startsAtMs - a.startsAtMs : a.kind < b.kind ? -1 : 1));
}

export function sumsText(sums: readonly PeriodSum[]): string {
  return sums
    .map(({ kind, startsAtMs, endsAtMs, sinceMs, milliCents }) => {
      const since = sinceMs > startsAtMs ? `@${sinceMs}` : '';
      return `${kind}${startsAtMs}-${endsAtMs}${since}=${milliCents}`;
    })
    .join(' ');
}

/* Money, by period. */

/** Money of a hold: all of it, and the part that plan credits pay. */
export interface Money {
  readonly moneyMilliCents: number;
  readonly planMilliCents: number;
}

/**
 * Whether two spans are one period that was cut differently: they share more than half of the shorter one. So a day
 * that began at another hour since the time zone changed is the same day, and the day before it is not.
 */
export function correspond(a: Cycle, b: Cycle): boolean {
  const shared = Math.min(a.endsAtMs, b.endsAtMs) - Math.max(a.startsAtMs, b.startsAtMs);
  return 2 * shared > Math.min(a.endsAtMs - a.startsAtMs, b.endsAtMs - b.startsAtMs);
}

/** Kept until it is over for as long as it was, so that the calls that outlast it and the next period still find it. */
export function isOver({ startsAtMs, endsAtMs }: Cycle, nowMs: number): boolean {
  return nowMs >= endsAtMs + (endsAtMs - startsAtMs);
}

/** What is spent in a period, however it was cut. */
export function spentIn(sums: readonly PeriodSum[], kind: SumKind, period: Cycle): number {
  return sums.reduce((sum, each) => (each.kind === kind && correspond(each, period) ? sum + each.milliCents : sum), 0);
}

/** Where a hold counts that was authorized then: -1 where nowhere, or no longer. */
function placeAt(sums: readonly PeriodSum[], kind: SumKind, authorizedAtMs: number): number {
  const at = sums.findIndex((sum) => sum.kind === kind && sum.sinceMs <= authorizedAtMs);
  return authorizedAtMs < (sums[at]?.endsAtMs ?? 0) ? at : -1;
}

/** The period in which a hold counts that was authorized then. */
export function sumAt(sums: readonly PeriodSum[], kind: SumKind, authorizedAtMs: number): PeriodSum | undefined {
  return sums[placeAt(sums, kind, authorizedAtMs)];
}

/** Counts money in the running periods, which begin where there are none yet. */
export function spent(
  sums: readonly PeriodSum[],
  periods: readonly CountedPeriod[],
  money: Money,
  nowMs: number,
): readonly PeriodSum[] {
  return periods.reduce((next, period) => {
    const kind = KIND_OF[period.length];
    const begun = withPeriod(next, kind, period, nowMs);
    return movedAt(
      begun,
      begun.findIndex((sum) => sum.kind === kind),
      money,
    );
  }, sums);
}

export function kindOf(length: CountedPeriod['length']): SumKind {
  return KIND_OF[length];
}

/** Days are too short for what a plan gives. */
function planKindOf(kind: SumKind): SumKind | undefined {
  if (kind === 'm') return 'M';
  return kind === 'y' ? 'Y' : undefined;
}

/**
 * The newest of a kind is the one that is added to. Another one begins when its time comes, and also when the running
 * period is cut differently, so that a hold counts in that which was the newest when it was authorized.
 */
function withPeriod(
  sums: readonly PeriodSum[],
  kind: SumKind,
  { startsAtMs, endsAtMs }: Cycle,
  nowMs: number,
): readonly PeriodSum[] {
  const newest = sums.find((sum) => sum.kind === kind);
  if (newest?.startsAtMs === startsAtMs && newest.endsAtMs === endsAtMs) return sums;
  const kept = sums.filter((sum) => !isOver(sum, nowMs));
  // What follows the one before was counted without a gap.
  const before = kept.find((sum) => sum.kind === kind);
  const sinceMs = before !== undefined && before.endsAtMs <= startsAtMs ? startsAtMs : nowMs;
  return [{ kind, startsAtMs, endsAtMs, sinceMs, milliCents: 0 }, ...kept];
}

/** Moves the money of one period, and what plan credits paid of it, which stands before it. */
function movedAt(sums: readonly PeriodSum[], at: number, change: Money): readonly PeriodSum[] {
  const sum = sums[at];
  if (sum === undefined) return sums;
  const next = added(sums, at, change.moneyMilliCents);
  const kind = planKindOf(sum.kind);
  if (kind === undefined || change.planMilliCents === 0) return next;
  const ofPlan = next.findIndex(
    (each) =>
      each.kind === kind &&
      each.startsAtMs === sum.startsAtMs &&
      each.endsAtMs === sum.endsAtMs &&
      each.sinceMs === sum.sinceMs,
  );
  if (ofPlan >= 0) return added(next, ofPlan, change.planMilliCents);
  return [...next.slice(0, at), { ...sum, kind, milliCents: change.planMilliCents }, ...next.slice(at)];
}

function added(sums: readonly PeriodSum[], at: number, milliCents: number): readonly PeriodSum[] {
  if (milliCents === 0) return sums;
  return sums.map((sum, index) => (index === at ? { ...sum, milliCents: sum.milliCents + milliCents } : sum));
}

/** Moves the money of a hold in the periods in which it counts. A period that is no longer counted is left alone. */
export function moved(sums: readonly PeriodSum[], authorizedAtMs: number, change: Money): readonly PeriodSum[] {
  return (['d', 'm', 'y'] as const).reduce(
    (next, kind) => movedAt(next, placeAt(next, kind, authorizedAtMs), change),
    sums,
  );
}

/* New holds, in a window that slides. */

/** So many are remembered one by one; beyond them a window is cut into as many steps. */
const STEPS = 64;

/** A new hold leaves the window exactly its length after it came. */
export function arrivedIn({ arrivals }: Counter, windowSeconds: number, nowMs: number): number {
  return arrivals.reduce((sum, { atMs, count }) => (nowMs < atMs + windowSeconds * 1000 ? sum + count : sum), 0);
}

/**
 * Counts one more. Where more than 64 are allowed it is counted at the end of its step, so that it leaves the window
 * late rather than early.
 */
export function arrived(counter: Counter, windowSeconds: number, max: number, nowMs: number): Counter {
  const windowMs = windowSeconds * 1000;
  const step = max > STEPS ? Math.ceil(windowMs / STEPS) : 1;
  const left = counter.arrivals.filter(({ atMs }) => nowMs < atMs + windowMs);
  const last = left.at(-1);
  const atMs = Math.max(last?.atMs ?? 0, Math.ceil(nowMs / step) * step);
  const isSameStep = step > 1 && last?.atMs === atMs;
  const next = isSameStep ? [...left.slice(0, -1), { atMs, count: last.count + 1 }] : [...left, { atMs, count: 1 }];
  // One that is only counted has no end of arrivals; the latest are enough to say that it is full.
  return { ...counter, windowSeconds, arrivals: next.slice(-STEPS - 1) };
}

/** What is read of an account: the counters that are named, and what tells whether it is stopped. */
export function namedCounters(names: readonly string[]): readonly string[] {
  return ['stopped', 'lifted', ...names];
}

/** Whether only plan credits may pay in this period: credit that was added since they ran out lifts the rule. */
export function isStopped(counters: Counters, period: string): boolean {
  return period !== '' && counters.get('lifted') !== period;
}

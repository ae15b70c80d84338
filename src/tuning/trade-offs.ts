/**
 * Which hold rule would fit the traffic: the same past under other hold rules, and what each would strand, deny and
 * cut. All rules are changed at once, each by the times of its own calls.
 */
import type { HoldRule } from '../catalog/snapshot.ts';
import type { HeldFigures } from './held-money.ts';
import { type Counts, ruleKey } from './counts.ts';
import type { Figures, Quantiles, RuleFigures } from './figures.ts';

/** A hold rule in the words of holds.yaml. Seconds. */
export interface HoldSettings {
  readonly initialSeconds: number;
  /** 0 where everything is reserved at once. */
  readonly extendSeconds: number;
  readonly maxSeconds: number;
}

/** One way to reserve, for all rules. */
export interface Variant {
  /** `now`, `all at p99`, `steps from p90`. */
  readonly name: string;
  /** By service and rule; what is not in it stays as the catalog has it. */
  readonly settings: ReadonlyMap<string, HoldSettings>;
}

/** What one rule would do under a variant. */
export interface TradeOff extends HoldSettings, HeldFigures {
  readonly variant: string;
  readonly calls: number;
  readonly denied: number;
  readonly deniedForMoney: number;
  readonly fitSmallerHold: number;
  readonly cut: number;
  readonly extends: number;
  readonly overrunMilliCents: number;
  readonly overrunWriteOffMilliCents: number;
}

export interface Recommendation {
  readonly rule: string;
  readonly service: string;
  /** Of the calls that were answered. */
  readonly used: Quantiles;
  /** The first is the rule as the catalog has it. */
  readonly tradeOffs: readonly TradeOff[];
  /** The variant that fits a gateway which asks for more time, and the one for a gateway which cannot. */
  readonly withExtend: string;
  readonly withoutExtend: string;
}

const MINUTE = 60;

/** Fewer calls say nothing about a rule. */
const CALLS_MIN = 20;

/** At most so many Extends a call on the average: each is a request to the sidecar. */
const EXTENDS_PER_CALL_MAX = 0.25;

/** At most one call of a hundred is cut because its maximum is the p99. */
const CUT_MAX = 0.01;

export const NOW = 'now';

/** The ways that are compared, from what the catalog says to what strands the least. */
export function variantsFor(figures: Figures): readonly Variant[] {
  const timed = figures.rules.filter(
    ({ unit, calls, used }) => unit === 'second' && calls >= CALLS_MIN && used.max > 0,
  );
  const variant = (name: string, settings: (rule: RuleFigures) => HoldSettings): Variant => ({
    name,
    settings: new Map(timed.map((rule) => [ruleKey(rule.service, rule.rule), settings(rule)])),
  });
  const whole = (seconds: number): HoldSettings => ({ initialSeconds: seconds, extendSeconds: 0, maxSeconds: seconds });
  const steps = ({ used }: RuleFigures, initial: number): HoldSettings => {
    const initialSeconds = minutes(initial);
    return { initialSeconds, extendSeconds: stepFor(used, initialSeconds), maxSeconds: longest(used, initialSeconds) };
  };
  if (timed.length === 0) return [{ name: NOW, settings: new Map() }];
  return [
    { name: NOW, settings: new Map() },
    variant('all at p99', ({ used }) => whole(minutes(used.p99))),
    variant('all at the longest', ({ used }) => whole(minutes(used.max))),
    variant('steps from p99', (rule) => steps(rule, rule.used.p99)),
    variant('steps from p90', (rule) => steps(rule, rule.used.p90)),
    variant('steps from p75', (rule) => steps(rule, rule.used.p75)),
    variant('steps from p50', (rule) => steps(rule, rule.used.p50)),
  ];
}

/** Whole minutes, as people write them into a catalog. */
function minutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / MINUTE)) * MINUTE;
}

/** A third of the way from the first grant to the p99: three steps reach nearly every call. */
function stepFor(used: Quantiles, initialSeconds: number): number {
  return minutes(Math.max(MINUTE, (used.p99 - initialSeconds) / 3));
}

/** The maximum reserves nothing by itself where calls go on in steps: it only ends what nobody ended. */
function longest(used: Quantiles, initialSeconds: number): number {
  return Math.max(minutes(used.max), initialSeconds);
}

/** The catalog's rule, with the times of a variant. */
export function tunedRule({ settings }: Variant, rule: HoldRule, service: string): HoldRule {
  const tuned = settings.get(ruleKey(service, rule.name));
  if (tuned === undefined) return rule;
  const { initialSeconds: initialUnits, extendSeconds: extendUnits, maxSeconds: maxUnits } = tuned;
  return { ...rule, initialUnits, extendUnits, maxUnits, minGrantUnits: Math.min(rule.minGrantUnits, initialUnits) };
}

/** What a variant came to, of all rules. */
export interface Tried {
  readonly variant: Variant;
  readonly figures: Figures;
}

/** @param ruleNow - what the catalog says of a rule */
export function recommend(
  tried: readonly Tried[],
  ruleNow: (service: string, rule: string) => HoldRule | undefined,
): readonly Recommendation[] {
  const [now] = tried;
  const keys = tried.at(-1)?.variant.settings ?? new Map<string, HoldSettings>();
  return (now?.figures.rules ?? [])
    .filter(({ service, rule }) => keys.has(ruleKey(service, rule)))
    .map(({ service, rule, used }): Recommendation => {
      const tradeOffs = tried.flatMap(({ variant, figures }) => {
        const own = figures.rules.find((each) => each.service === service && each.rule === rule);
        const settings = variant.settings.get(ruleKey(service, rule)) ?? settingsOf(ruleNow(service, rule));
        return own === undefined || settings === undefined ? [] : [tradeOff(variant.name, settings, own)];
      });
      return { rule, service, used, tradeOffs, ...chosen(tradeOffs) };
    });
}

function settingsOf(rule: HoldRule | undefined): HoldSettings | undefined {
  if (rule === undefined) return undefined;
  return { initialSeconds: rule.initialUnits, extendSeconds: rule.extendUnits, maxSeconds: rule.maxUnits };
}

function tradeOff(variant: string, settings: HoldSettings, own: RuleFigures): TradeOff {
  const { held, stranded, calls, denied, deniedForMoney, fitSmallerHold, cut } = own;
  const { overrunMilliCents, overrunWriteOffMilliCents } = own;
  const counts = { calls, denied, deniedForMoney, fitSmallerHold, cut, extends: own.extends };
  return { variant, ...settings, held, stranded, ...counts, overrunMilliCents, overrunWriteOffMilliCents };
}

/**
 * The fewest calls that fail for money, then the least stranded on the average. A gateway that extends should not have
 * to at every fourth call; one that cannot should not cut more than one call of a hundred.
 */
function chosen(tradeOffs: readonly TradeOff[]): Pick<Recommendation, 'withExtend' | 'withoutExtend'> {
  const best = (fits: (each: TradeOff) => boolean): string =>
    tradeOffs
      .filter(fits)
      .toSorted((a, b) => harm(a) - harm(b) || a.stranded.mean - b.stranded.mean)
      .at(0)?.variant ?? NOW;
  return {
    withExtend: best((each) => each.extendSeconds > 0 && each.extends <= each.calls * EXTENDS_PER_CALL_MAX),
    withoutExtend: best((each) => each.extendSeconds === 0 && each.cut <= each.calls * CUT_MAX),
  };
}

function harm({ deniedForMoney, cut }: Pick<Counts, 'deniedForMoney' | 'cut'>): number {
  return deniedForMoney + cut;
}

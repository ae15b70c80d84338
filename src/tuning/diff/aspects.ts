/** What a catalog says about traffic, aspect by aspect, in words that can be compared. */
import type { CatalogSnapshot, HoldRule, LimitRule, Rated } from '../../catalog/snapshot.ts';
import { exactDecimal } from '../../domain/money.ts';
import { isFree, type Terms } from '../../domain/terms.ts';
import type { Traffic } from '../../domain/traffic.ts';

export const ASPECTS = [
  'price',
  'block',
  'hold',
  'limits',
  'included units',
  'blocked at zero',
  'payer',
  'store down',
] as const;

export type Aspect = (typeof ASPECTS)[number];

/** By aspect. What is equal reads equal, and what differs reads otherwise. */
export type Sayings = Readonly<Record<Aspect, string>>;

export interface Said {
  readonly sayings: Sayings;
  /** The code of the deck that priced it; empty where no deck did. */
  readonly deckCode: string;
}

export function saidOf(snapshot: CatalogSnapshot, traffic: Traffic): Said {
  const rated = snapshot.rate(traffic);
  const unit = snapshot.services.get(traffic.service)?.unit ?? 'second';
  const sayings: Sayings = {
    price: rated === undefined ? 'no price' : termsText(rated.terms),
    block: blockText(snapshot, traffic, rated),
    hold: holdText(snapshot.holdRule(traffic), unit),
    limits: listText(snapshot.limits(traffic).map(limitText)),
    'included units': listText(
      snapshot.allowances(traffic).map(({ name, units, per, every }) => `${name} ${units} per ${per} and ${every}`),
    ),
    'blocked at zero': snapshot.blockedAtZero(traffic) ? 'yes' : 'no',
    payer: snapshot.payer(traffic),
    'store down': storeDownText(snapshot.whenStoreIsDown(traffic)),
  };
  return { sayings, deckCode: rated?.prefix ?? '' };
}

/** `0.05 per minute 60/60, 0.01 to connect`, in currency units and exactly. */
function termsText(terms: Terms): string {
  if (isFree(terms)) return 'free';
  const { unit, connectFeeMilliCents: fee, minimumChargeMilliCents: least, freeSeconds, fraction } = terms;
  const blocks = `${terms.firstIncrement}/${terms.nextIncrement}`;
  return [
    rateText(terms) + (unit === 'second' || blocks !== '1/1' ? ` ${blocks}` : ''),
    ...(fee === 0 ? [] : [`${exactDecimal(fee)} to connect`]),
    ...(least === 0 ? [] : [`at least ${exactDecimal(least)}`]),
    ...(freeSeconds === 0 ? [] : [`nothing up to ${freeSeconds} s`]),
    ...(fraction === 'up' ? [] : [`fractions ${fraction}`]),
  ].join(', ');
}

function rateText({ unit, rateMilliCents: rate, rateUnits: units }: Terms): string {
  const [per, figure, of] = unit === 'second' ? ['minute', rate * 60, units] : [unit, rate, units];
  const shared = greatestShared(figure, of);
  const [above, below] = [figure / shared, of / shared];
  // Rates are written as decimals, so that what is left below the line is a power of ten.
  const decimals = Math.round(Math.log10(below));
  if (10 ** decimals === below) return `${exactDecimal(above, 5 + decimals)} per ${per}`;
  return `${exactDecimal(above)}/${below} per ${per}`;
}

function greatestShared(a: number, b: number): number {
  return b === 0 ? Math.max(1, a) : greatestShared(b, a % b);
}

function blockText(snapshot: CatalogSnapshot, traffic: Traffic, rated: Rated | undefined): string {
  const blocks = snapshot.blocks(traffic, rated);
  const enforced = blocks.find(({ mode }) => mode === 'enforce');
  if (enforced !== undefined) return `blocked by "${enforced.rule}"`;
  return blocks[0] === undefined ? 'open' : `only counted by "${blocks[0].rule}"`;
}

function holdText(rule: HoldRule, unit: string): string {
  const { name, maxUnits, initialUnits, extendUnits, belowHold, minGrantUnits, timing } = rule;
  const short = unit === 'second' ? 's' : unit;
  const reserved =
    extendUnits === 0 ? `${maxUnits} ${short}` : `${initialUnits} + ${extendUnits} to ${maxUnits} ${short}`;
  return [
    `"${name}": ${reserved}`,
    belowHold === 'deny' ? 'below it deny' : `below it shorten to ${minGrantUnits} ${short}`,
    `ring ${timing.ringSeconds} s`,
    `grace ${timing.graceSeconds} s`,
    `cut tolerance ${timing.cutToleranceSeconds} s`,
    `elapsed tolerance ${timing.elapsedToleranceSeconds} s`,
    `unproven ${timing.unproven}`,
    ...(timing.answerReports ? [] : ['no answer reports']),
  ].join(', ');
}

function limitText(rule: LimitRule): string {
  const { name, mode, per, maxCostPerCall, maxOpenHolds, maxNewHolds, maxSpendPerDay, maxSpendPerCycle } = rule;
  const caps = [
    ...(maxCostPerCall === undefined ? [] : [`${exactDecimal(maxCostPerCall)} a call`]),
    ...(maxOpenHolds === undefined ? [] : [`${maxOpenHolds} open`]),
    ...(maxNewHolds === undefined ? [] : [`${maxNewHolds.count} new in ${maxNewHolds.windowSeconds} s`]),
    ...(maxSpendPerDay === undefined ? [] : [`${exactDecimal(maxSpendPerDay)} a day`]),
    ...(maxSpendPerCycle === undefined ? [] : [`${exactDecimal(maxSpendPerCycle)} a cycle`]),
  ];
  return `"${name}" per ${per}: ${caps.join(', ')}${mode === 'enforce' ? '' : ', only counted'}`;
}

function storeDownText(policy: ReturnType<CatalogSnapshot['whenStoreIsDown']>): string {
  return typeof policy === 'string' ? policy : `allow up to ${exactDecimal(policy.allowUpToMilliCents)}`;
}

function listText(texts: readonly string[]): string {
  return texts.length === 0 ? 'none' : texts.join('; ');
}

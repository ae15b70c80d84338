/** What a catalog makes of a number, in words: for `tollgate explain` and ExplainNumber. */
import { EMERGENCY, EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import { invalidField } from '../domain/fault.ts';
import { exactDecimal, formatMoney } from '../domain/money.ts';
import type { NumberFacts } from '../domain/phone/classify.ts';
import { callingCodeOf } from '../domain/phone/metadata.ts';
import { subjectOf } from '../domain/phone/overrides.ts';
import { perMinuteMilliCents, price, type Terms } from '../domain/terms.ts';
import { otherParty, type Traffic } from '../domain/traffic.ts';
import type { ExplainRequest, Explanation } from './manager-port.ts';
import type { Allowance, Block, CatalogSnapshot, HoldRule, LimitRule, Rated, Service } from './snapshot.ts';

/**
 * Explains a called or receiving number; `otherNumber` is the caller. Time-of-day rules see the given time in the given
 * zone, else now in UTC. It knows no account: balance, own numbers and limits are for a quote.
 *
 * @throws Fault when the catalog has no such service, plan or rate plan, or there is no such country.
 */
export function explainNumber(snapshot: CatalogSnapshot, request: ExplainRequest): Explanation {
  const service = snapshot.services.get(request.service);
  if (service === undefined) {
    throw invalidField(
      'service',
      `the catalog has no service "${request.service}"; it has ${names(snapshot.services)}`,
    );
  }
  if (!snapshot.plans.has(request.plan)) {
    throw invalidField('plan', `the catalog has no plan "${request.plan}"; it has ${names(snapshot.plans)}`);
  }
  checkSubject(snapshot, request);
  const to = snapshot.classify(request.number, service.addresses);
  const traffic: Traffic = {
    service: service.name,
    direction: request.direction,
    leg: 'direct',
    to,
    from: request.otherNumber === '' ? undefined : snapshot.classify(request.otherNumber, service.addresses),
    ownNumber: false,
    plan: request.plan,
    location: request.country,
    ratePlan: request.ratePlan,
    timeZone: request.timeZone ?? 'UTC',
    atMs: request.atMs ?? Date.now(),
  };
  const sentences = [aboutNumber(snapshot, to)];
  if (request.direction === 'outbound' && snapshot.isEmergency(request.number, request.country)) {
    sentences.push('Emergency calls are always allowed and cost nothing.');
    return explanation(to, 'allow', EMERGENCY, sentences, {
      terms: undefined,
      hold: 0,
      units: EMERGENCY_GRANT_SECONDS,
    });
  }
  return decide(snapshot, service, traffic, to, sentences);
}

/** The particulars of a subject that prices may depend on. */
function checkSubject(snapshot: CatalogSnapshot, { ratePlan, country }: ExplainRequest): void {
  if (ratePlan !== undefined && !snapshot.ratePlans.has(ratePlan)) {
    const has = snapshot.ratePlans.size === 0 ? 'none' : [...snapshot.ratePlans].join(', ');
    throw invalidField('rate_plan', `the catalog has no rate plan "${ratePlan}"; it has ${has}`);
  }
  if (country !== undefined && callingCodeOf(country) === undefined) {
    throw invalidField('country', `"${country}" is not an ISO 3166 code such as US`);
  }
}

function decide(
  snapshot: CatalogSnapshot,
  service: Service,
  traffic: Traffic,
  to: NumberFacts,
  sentences: string[],
): Explanation {
  const rated = snapshot.rate(traffic);
  const rule = snapshot.holdRule(traffic);
  const units = service.unit === 'second' ? rule.initialUnits : 1;
  const hold = rated === undefined ? 0 : price(rated.terms, units);
  const time = snapshot.timeOfDay(traffic);
  if (time !== undefined) sentences.push(`The clock shows ${time.clock}.`);
  sentences.push(aboutPrice(rated, traffic, time?.rateTime, snapshot.currency));
  if (rated !== undefined) {
    sentences.push(aboutHold(rule, rated.terms, { hold, units, time: time?.holdTime }, snapshot.currency));
  }
  if (hold > 0) sentences.push(...aboutAllowances(snapshot.allowances(traffic), traffic.plan));
  const counting = snapshot.limits(traffic).filter(({ counter }) => counter !== '');
  sentences.push(...counting.map((limit) => aboutLimit(limit)));
  if (snapshot.blockedAtZero(traffic)) sentences.push('It is blocked at zero credit.');
  const blocks = snapshot.blocks(traffic, rated);
  sentences.push(...blocks.map(aboutBlock));
  const priced = { terms: rated?.terms, hold, units };
  if (traffic.direction === 'outbound' && service.needsNumber && to.numberClass === 'invalid') {
    return explanation(to, 'deny', 'NUMBER_INVALID', sentences, priced);
  }
  if (blocks.some(({ mode }) => mode === 'enforce')) {
    return explanation(to, 'deny', 'DESTINATION_BLOCKED', sentences, priced);
  }
  return rated === undefined
    ? explanation(to, 'deny', 'NO_RATE', sentences, priced)
    : explanation(to, 'allow', '', sentences, priced);
}

interface Priced {
  readonly terms: Terms | undefined;
  readonly hold: number;
  readonly units: number;
}

function explanation(
  to: NumberFacts,
  decision: 'allow' | 'deny',
  reason: string,
  sentences: readonly string[],
  { terms, hold, units }: Priced,
): Explanation {
  return {
    e164: to.e164 ?? '',
    numberClass: to.numberClass,
    country: to.country,
    decision,
    reason,
    message: sentences.join(' '),
    terms,
    holdMilliCents: hold,
    grantedUnits: decision === 'allow' ? units : 0,
  };
}

function aboutNumber(snapshot: CatalogSnapshot, to: NumberFacts): string {
  const shown = to.e164 ?? to.shortCode ?? JSON.stringify(to.raw.slice(0, 40));
  const override = snapshot.overrideFor(to);
  const source = override === undefined ? '' : `, by the override ${subjectOf(override)} of catalog.yaml`;
  const problem = to.problem === undefined ? '' : `: it ${to.problem}`;
  return `${shown} has class ${to.numberClass} and country ${to.country}${source}${problem}.`;
}

function aboutPrice(rated: Rated | undefined, traffic: Traffic, time: string | undefined, currency: string): string {
  if (rated === undefined) {
    const hint = 'No deck has a price for a short code: name it by short_code, or number_class: special.';
    return `No rate rule covers it.${otherParty(traffic)?.shortCode === undefined ? '' : ` ${hint}`}`;
  }
  const { terms, explanation: source } = rated;
  return `The price is ${priceText(terms, currency)}, by ${source}${aboutTime(time)}.`;
}

function priceText(terms: Terms, currency: string): string {
  if (price(terms, terms.firstIncrement) === 0) return 'nothing';
  const isSeconds = terms.unit === 'second';
  const amount = isSeconds ? perMinuteMilliCents(terms) : terms.rateMilliCents;
  const fee = terms.connectFeeMilliCents;
  const blocks = isSeconds ? ` in blocks of ${terms.firstIncrement}/${terms.nextIncrement} s` : '';
  const connect = fee === 0 ? '' : ` and ${formatMoney(fee, { round: 'up', currency })} to connect`;
  const free = terms.freeSeconds === 0 ? '' : `, but nothing for a call of at most ${terms.freeSeconds} s`;
  return `${exactMoney(amount, currency)} per ${isSeconds ? 'minute' : terms.unit}${blocks}${connect}${free}`;
}

/** Prices are often finer than a cent, and rounding one up would look like another price. */
function exactMoney(milliCents: number, currency: string): string {
  if (milliCents % 1000 === 0) return formatMoney(milliCents, { round: 'up', currency });
  return `${exactDecimal(milliCents)} ${currency}`;
}

interface Held {
  readonly hold: number;
  readonly units: number;
  readonly time: string | undefined;
}

function aboutHold(rule: HoldRule, terms: Terms, { hold, units, time }: Held, currency: string): string {
  const amount = formatMoney(hold, { round: 'up', currency });
  const span = terms.unit === 'second' ? `${units} seconds` : `one ${terms.unit}`;
  return `${amount} is held for ${span}, by hold rule "${rule.name}"${aboutTime(time)}.`;
}

/** Nothing or one sentence. */
function aboutAllowances(allowances: readonly Allowance[], plan: string): string[] {
  const [first, ...others] = allowances.map(({ name }) => name);
  if (first === undefined) return [];
  if (others.length === 0) return [`It is included in the allowance ${first} of plan ${plan}, as long as that lasts.`];
  const all = [first, ...others].join(', then ');
  return [`It is included in the allowances ${all} of plan ${plan}, as long as they last.`];
}

function aboutTime(time: string | undefined): string {
  return time === undefined ? '' : `, ${time}`;
}

/** Of a rule that is about some traffic: all others count everything. */
function aboutLimit({ name, per, ownCounter, mode }: LimitRule): string {
  const whose = { account: 'the account', subject: 'each subject', company: 'the company' }[per];
  const shadow = mode === 'shadow' ? ', in shadow' : '';
  return `It counts for limit "${name}" (id ${decodeURIComponent(ownCounter)}) of ${whose}${shadow}.`;
}

function aboutBlock({ mode, rule, message }: Block): string {
  const blocked = mode === 'enforce' ? 'It is blocked by' : 'Only counted, because in shadow: it would be blocked by';
  return `${blocked} "${rule}". ${message}`.trim();
}

function names(map: ReadonlyMap<string, unknown>): string {
  return [...map.keys()].join(', ');
}

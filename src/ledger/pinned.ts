/**
 * How terms, timing, facts and funding are written where a hold, a journal entry or a settle token pins them. The Lua
 * side is `redis/lua/include/`.
 */
import type { HoldTiming } from '../domain/hold.ts';
import type { Fraction, Terms } from '../domain/terms.ts';
import type { Direction } from '../domain/traffic.ts';
import type { AuthorizeOperation, HoldFacts, PinnedFunding } from './port.ts';

/** A catalog makes each of its terms once, so their text is made once too. */
const packedTerms = new WeakMap<Terms, string>();

/**
 * Words, with the rule's name last because it may hold spaces. What is not the default stands behind the catalog's
 * version: a version of Tollgate that does not know it reads past it.
 */
export function packTerms(terms: Terms): string {
  let packed = packedTerms.get(terms);
  if (packed === undefined) {
    packed = termsText(terms);
    packedTerms.set(terms, packed);
  }
  return packed;
}

function termsText(terms: Terms): string {
  const price = `${terms.rateMilliCents} ${terms.rateUnits} ${terms.connectFeeMilliCents}`;
  const increments = `${terms.firstIncrement} ${terms.nextIncrement} ${terms.minimumChargeMilliCents}`;
  const free = terms.freeSeconds === 0 ? '' : `;free=${terms.freeSeconds}`;
  const fraction = terms.fraction === 'up' ? '' : `;fraction=${terms.fraction}`;
  return `${price} ${increments} ${terms.unit} ${terms.catalogVersion}${free}${fraction} ${terms.rule}`;
}

export function unpackTerms(text: string): Terms {
  const words = text.split(' ');
  const number = (index: number): number => Number(words[index]);
  const [catalogVersion = '', ...options] = (words[7] ?? '').split(';');
  const option = (name: string): string | undefined =>
    options.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    rateMilliCents: number(0),
    rateUnits: number(1),
    connectFeeMilliCents: number(2),
    firstIncrement: number(3),
    nextIncrement: number(4),
    minimumChargeMilliCents: number(5),
    freeSeconds: Number(option('free') ?? 0),
    fraction: (option('fraction') ?? 'up') as Fraction,
    unit: words[6] ?? '',
    catalogVersion,
    rule: words.slice(8).join(' '),
  };
}

export function packTiming(timing: HoldTiming, blockedAtZero: boolean): string {
  const flags = `${timing.answerReports ? 1 : 0} ${blockedAtZero ? 1 : 0}`;
  const tolerances = `${timing.ringSeconds} ${timing.graceSeconds} ${timing.cutToleranceSeconds}`;
  return `${tolerances} ${timing.unproven} ${flags} ${timing.elapsedToleranceSeconds}`;
}

export function packFacts(facts: HoldFacts): string {
  const { service, subjectId, direction, from, to, numberClass, parentHoldId, gatewayId, holdRule } = facts;
  const party = `${service}\t${subjectId}\t${direction}\t${from}\t${to}\t${numberClass}`;
  return `${party}\t${parentHoldId}\t${gatewayId}\t${holdRule}`;
}

export function unpackFacts(text: string): HoldFacts {
  const [
    service = '',
    subjectId = '',
    direction = '',
    from = '',
    to = '',
    numberClass = '',
    parentHoldId = '',
    gatewayId = '',
    // Older versions did not pin it.
    holdRule = '',
  ] = text.split('\t');
  return {
    service,
    subjectId,
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    from,
    to,
    numberClass,
    parentHoldId,
    gatewayId,
    holdRule,
  };
}

/**
 * What a hold pins of its request, in the lines that `lua/include/record.lua` describes: fingerprint and payer, what
 * may be granted and when it ends, terms, facts. The script writes them as they are where nothing changes them.
 */
export function packPinned(operation: AuthorizeOperation): string {
  const { fingerprint, maxUnits, extendUnits, minUnits, belowHold, timing, blockedAtZero, terms, facts } = operation;
  const limits = `${maxUnits} ${extendUnits} ${minUnits} ${belowHold} ${packTiming(timing, blockedAtZero)}`;
  return `${holdFingerprint(fingerprint)} 0\n${limits}\n${packTerms(terms)}\n${packFacts(facts)}`;
}

/** Enough to tell apart what was asked for under one hold id: 66 bits. The whole would only be carried along. */
export function holdFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 11);
}

/** What the journal says of traffic when it begins, or is charged at once. */
export interface TrafficHistory {
  readonly direction: Direction;
  readonly numberClass: string;
  /** Of the deck row that priced it; empty where no deck did. */
  readonly prefix: string;
  readonly country: string;
  /** Of the price. */
  readonly rateRule: string;
  readonly holdRule: string;
  readonly gatewayId: string;
  readonly parentHoldId: string;
  /** Of the other party. */
  readonly number: string;
  readonly numberForm: 'full' | 'masked' | 'hash';
}

type Historical = Pick<AuthorizeOperation, 'facts' | 'destination' | 'terms'>;

/**
 * The note of a journal entry that opens a hold: enough for a history, and no more, because every call pays for it.
 * Words with tabs between, the layout first: 3 direction (o or i, then the form of the number: f full, h hash, nothing
 * masked) number_class prefix country rate_rule gateway_id number (of the other party) parent_hold_id hold_rule.
 * Service and subject are words of the entry itself.
 */
export function packHistory({ facts, destination, terms }: Historical): string {
  const { direction, numberClass, from, to, gatewayId, parentHoldId, holdRule } = facts;
  const where = `${numberClass}\t${destination?.prefix ?? ''}\t${destination?.country ?? ''}`;
  const kept = destination?.number;
  const party = kept?.text ?? (direction === 'outbound' ? to : from);
  const form = kept === undefined ? '' : kept.form.charAt(0);
  const beginning = `3\t${direction.charAt(0)}${form}\t${where}\t${terms.rule}`;
  return `${beginning}\t${gatewayId}\t${party}\t${parentHoldId}\t${holdRule}`;
}

/** The same in front of what people wrote beside a charge that has no hold. */
export function packChargeNote(charge: Historical & { readonly note: string }): string {
  return `${packHistory(charge)}\t${charge.note}`;
}

const FORMS: Readonly<Record<string, TrafficHistory['numberForm']>> = { f: 'full', h: 'hash' };

/** The words of a note with a history before what people wrote; older versions had no history in a charge. */
const CHARGE_NOTE = /^3\t(?:[^\t]*\t){9}/;

/** What people wrote beside a charge that has no hold. */
export function chargeNote(note: string): string {
  return note.replace(CHARGE_NOTE, '');
}

/** Undefined where there is none: an older version wrote the entry. */
export function unpackHistory(note: string): TrafficHistory | undefined {
  const [layout, way = '', numberClass = '', prefix = '', country = '', rateRule = '', gatewayId = '', ...rest] =
    note.split('\t');
  if (layout !== '2' && layout !== '3') return undefined;
  const [number = '', parentHoldId = '', holdRule = ''] = rest;
  return {
    direction: way.startsWith('i') ? 'inbound' : 'outbound',
    numberClass,
    prefix,
    country,
    rateRule,
    holdRule,
    gatewayId,
    parentHoldId,
    number,
    numberForm: FORMS[way.charAt(1)] ?? 'masked',
  };
}

/** What a hold pins of its sources; empty where nothing but the balance and live lots may pay. */
export function packFunding({ stop, allowances, packs = [] }: PinnedFunding): string {
  if (stop === '' && allowances.length === 0 && packs.length === 0) return '';
  const counters = allowances.map(({ counter, totalUnits }) => `${counter}=${totalUnits}`);
  return [stop === '' ? '0' : stop, ...counters, ...packs].join(' ');
}

export function unpackFunding(payer: number, text: string): PinnedFunding {
  const [stop, ...words] = text.split(' ');
  const packs = words.filter((word) => word.startsWith('#'));
  const counters = words.filter((word) => !word.startsWith('#'));
  const allowances = counters.map((word) => {
    const [counter = '', total] = word.split('=');
    return { counter, totalUnits: Number(total) };
  });
  const pinned = { payer, stop: stop === '0' || stop === undefined ? '' : stop, allowances };
  return packs.length === 0 ? pinned : { ...pinned, packs };
}

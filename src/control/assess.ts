/**
 * Everything about a request that needs no ledger: what the traffic is, what it costs, what the catalog forbids, how
 * much to reserve. Pure: the same request, profile, snapshot and time always give the same assessment.
 */
import { hash } from 'node:crypto';
import type { CatalogSnapshot, HoldRule, Service } from '../catalog/snapshot.ts';
import type { CatalogDenialReason } from '../domain/decision.ts';
import { invalidField } from '../domain/fault.ts';
import { maskedNumber, type NumberFacts } from '../domain/phone/classify.ts';
import { isFree, NO_TERMS, type Terms } from '../domain/terms.ts';
import type { Traffic } from '../domain/traffic.ts';
import type { AccountProfile, Admission, Destination, HoldFacts } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import type { OwnNumbers, Party } from './party.ts';
import { earlierOf, fundingFor, limitsFor, payerIndex } from './funding-and-limits.ts';
import type { TrafficRequest } from './requests.ts';

/** What the catalog makes of a request. */
export interface Assessment {
  readonly snapshot: CatalogSnapshot;
  readonly service: Service;
  readonly traffic: Traffic;
  readonly quantity: Quantity;
  readonly holdRule: HoldRule;
  /** Undefined when no rule covers the traffic. */
  readonly terms: Terms | undefined;
  readonly verdict: CatalogDenialReason | undefined;
  /** For a person: what is blocked, why the number cannot be dialled, or which currencies differ. */
  readonly verdictDetail: string;
  /** What a rule in shadow would have denied for. */
  readonly shadowed: CatalogDenialReason | undefined;
  /** The blocking rule that denies, or would in shadow; empty where there is none. */
  readonly blockRule: string;
  readonly numberClass: string;
  /** The account that pays. */
  readonly payer: AccountProfile;
  /** What each limit of the admission is called. */
  readonly limitNames: readonly string[];
  /** The part of every admission that follows from the above. */
  readonly admission: Omit<Admission, 'notAfterMs'>;
}

/** Assesses a request by one snapshot, for the accounts and the subject that it concerns, at a time (Redis time). */
export function assess(
  snapshot: CatalogSnapshot,
  request: TrafficRequest,
  party: Party,
  ownNumbers: OwnNumbers,
  atMs: number,
): Assessment {
  const service = snapshot.services.get(request.service);
  if (service === undefined) {
    throw invalidField(
      'service',
      `the catalog has no service "${request.service}"; it has ${[...snapshot.services.keys()].join(', ')}`,
    );
  }
  if (service.needsNumber && request.to === '') throw invalidField('to', 'required');
  const to = request.to === '' ? undefined : snapshot.classify(request.to, service.addresses);
  const from = request.from === '' ? undefined : snapshot.classify(request.from, service.addresses);
  const leg = request.parentHoldId === '' ? 'direct' : 'forwarded';
  // A forwarded leg goes out to `to`, also where the gateway calls it inbound because the first leg was: it is rated,
  // blocked and limited as outbound.
  const direction = leg === 'forwarded' ? 'outbound' : request.direction;
  const other = direction === 'outbound' ? to : from;
  const { chain, subject } = party;
  const [profile] = chain;
  const unpaid: Traffic = {
    service: service.name,
    direction,
    leg,
    to,
    from,
    ownNumber: other?.e164 !== undefined && ownNumbers.has(chain, other.e164),
    plan: profile.plan,
    location: subject?.country,
    ratePlan: subject?.ratePlan,
    timeZone: profile.timeZone,
    atMs,
  };
  const payerAt = payerIndex(snapshot, unpaid, chain);
  const payer = chain[payerAt] ?? profile;
  const traffic = payer.plan === unpaid.plan ? unpaid : { ...unpaid, plan: payer.plan };
  const quantity = quantityOf(service, request);
  const rated = snapshot.rate(traffic);
  const holdRule = snapshot.holdRule(traffic);
  const judged = judge(snapshot, chain, traffic, service, rated);
  // It cannot cost anything: nothing is spent, and nothing is drawn on.
  const free = rated === undefined || isFree(rated.terms);
  const limited = limitsFor(snapshot, traffic, party, request.subjectId, free);
  const funding = fundingFor(snapshot, traffic, payer, subject, request, free);
  const numberClass = to?.numberClass ?? '';
  const facts: HoldFacts = {
    service: service.name,
    direction: request.direction,
    from: from === undefined ? '' : maskedNumber(from),
    to: to === undefined ? '' : maskedNumber(to),
    numberClass,
    subjectId: request.subjectId,
    parentHoldId: request.parentHoldId,
    gatewayId: request.gatewayId,
    holdRule: holdRule.name,
  };
  return {
    snapshot,
    service,
    traffic,
    quantity,
    holdRule,
    terms: rated?.terms,
    verdict: judged.verdict,
    verdictDetail: judged.verdictDetail,
    shadowed: judged.shadowed,
    blockRule: judged.blockRule,
    numberClass,
    payer,
    limitNames: limited.names,
    admission: {
      owners: limited.owners,
      payer: payerAt,
      allowances: funding.allowances,
      packs: funding.packs,
      grants: funding.grants,
      stop: funding.stop,
      limits: limited.limits,
      verdict: judged.verdict,
      blockedAtZero: snapshot.blockedAtZero(traffic),
      terms: rated?.terms ?? NO_TERMS,
      facts,
      destination: { country: other?.country ?? '', prefix: rated?.prefix ?? '' },
      validFromMs: Math.max(limited.valid.fromMs, funding.valid.fromMs),
      validUntilMs: earlierOf(earlierOf(limited.valid.untilMs, funding.valid.untilMs), snapshot.validUntilMs(traffic)),
    },
  };
}

/** With the number of the other party where the archive keeps more than its mask. */
export function destinationOf(
  { archivedNumber }: Pick<Environment, 'archivedNumber'>,
  { admission, traffic }: Pick<Assessment, 'admission' | 'traffic'>,
): Destination | undefined {
  const { destination, facts } = admission;
  const other = facts.direction === 'outbound' ? traffic.to : traffic.from;
  if (archivedNumber === undefined || destination === undefined || other === undefined) return destination;
  return { ...destination, number: archivedNumber(other) };
}

type Judged = Pick<Assessment, 'verdict' | 'verdictDetail' | 'shadowed' | 'blockRule'>;

/** What needs no ledger to be forbidden, in the order of the reasons. */
function judge(
  snapshot: CatalogSnapshot,
  chain: Party['chain'],
  traffic: Traffic,
  service: Service,
  rated: ReturnType<CatalogSnapshot['rate']>,
): Judged {
  const foreign = chain.find(({ currency }) => currency !== snapshot.currency);
  if (foreign !== undefined) {
    const whose = foreign === chain[0] ? 'The account' : 'The account above';
    const verdictDetail = `${whose} counts in ${foreign.currency}, and prices are in ${snapshot.currency}.`;
    return { verdict: 'CURRENCY_MISMATCH', verdictDetail, shadowed: undefined, blockRule: '' };
  }
  const dialsOut = traffic.direction === 'outbound' || traffic.leg === 'forwarded';
  if (service.needsNumber && dialsOut && traffic.to?.numberClass === 'invalid') {
    return {
      verdict: 'NUMBER_INVALID',
      verdictDetail: `It ${traffic.to.problem ?? 'is not a valid number'}.`,
      shadowed: undefined,
      blockRule: '',
    };
  }
  const blocks = snapshot.blocks(traffic, rated);
  const enforced = blocks.find((block) => block.mode === 'enforce');
  if (enforced !== undefined) {
    const { message, rule } = enforced;
    return { verdict: 'DESTINATION_BLOCKED', verdictDetail: message, shadowed: undefined, blockRule: rule };
  }
  const [counted] = blocks;
  return {
    verdict: rated === undefined ? 'NO_RATE' : undefined,
    verdictDetail: '',
    shadowed: counted === undefined ? undefined : 'DESTINATION_BLOCKED',
    blockRule: counted?.rule ?? '',
  };
}

/**
 * What makes two requests the same one: who, what and where to, but not which gateway asked or until when. Numbers
 * count in their normal form, and the text only by its hash, so that none of it is stored.
 */
export function fingerprintOf(request: TrafficRequest, assessment: Assessment): string {
  const { traffic, quantity } = assessment;
  const identity = [
    request.accountId,
    request.service,
    request.direction,
    normal(traffic.from, request.from),
    normal(traffic.to, request.to),
    request.subjectId,
    request.parentHoldId,
    request.requestedSeconds,
    request.text === '' ? `${quantity.segments}/${quantity.units}` : `text ${request.text}`,
  ];
  return hash('sha256', identity.join('\n'), 'hex').slice(0, 32);
}

function normal(facts: NumberFacts | undefined, raw: string): string {
  return facts?.e164 ?? facts?.shortCode ?? raw;
}

/* How much a request asks for, in the unit of its service. */

export interface Quantity {
  /** Units to reserve or charge; 0 for a service counted in seconds, where the hold rule decides. */
  readonly units: number;
  /** Segments that were counted or given; 0 for other services. */
  readonly segments: number;
  /** `gsm7`, `ucs2`, or empty. */
  readonly encoding: string;
}

/**
 * Counts segments from the text unless the gateway counted them. Other services take `units`, one when absent: a text
 * is one message however long it is, so that a gateway may send it along with every kind of message.
 */
function quantityOf(service: Service, request: TrafficRequest): Quantity {
  if (service.countSegments === undefined) {
    if (request.text !== '' && service.unit === 'second') {
      throw invalidField('text', `the service ${service.name} is counted in seconds, and a call has no text`);
    }
    if (request.segments > 0) throw invalidField('segments', `the service ${service.name} is not counted in segments`);
    const units = service.unit === 'second' ? (request.units ?? 0) : (request.units ?? 1);
    return { units, segments: 0, encoding: '' };
  }
  if (request.text !== '' && request.segments > 0)
    throw invalidField('segments', 'give either text or segments, not both');
  if (request.segments > 0) return { units: request.segments, segments: request.segments, encoding: '' };
  if (request.text === '' && request.units !== undefined)
    return { units: request.units, segments: request.units, encoding: '' };
  const counted = service.countSegments(request.text);
  return { units: counted.segments, segments: counted.segments, encoding: counted.encoding };
}

/**
 * CreditControlService: what begins traffic. Emergency first, then validation, then control, then the words of the
 * wire.
 */
import type {
  AuthorizeRequest,
  ChargeRequest,
  ChargeResult,
  EmergencyRequest,
  QuoteRequest,
  QuoteResult,
  TrafficRequest,
} from '../../control/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import { accountIdProblem, holdIdProblem, idempotencyKeyProblem, subjectIdProblem } from '../../domain/traffic.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { ChargeResponse } from '../../gen/tollgate/v1/ChargeResponse.ts';
import type { QuoteResponse } from '../../gen/tollgate/v1/QuoteResponse.ts';
import { type CallContext, defineMethod, type Message, type Rooms, TRAFFIC, type Urgency } from '../method.ts';
import { chargeLine, decisionLine } from './lines.ts';
import { ACCOUNT_STATUS, authorizeMessage, DECISION, partsMessage, termsMessage } from './messages.ts';
import * as read from './fields.ts';

/** A day: the longest grant that may be asked for. */
const MAX_REQUESTED_SECONDS = 86_400;
const MAX_SEGMENTS = 255;

/** The whole message is one call or message. */
const URGENT: Urgency = { isIn: ({ control }, message) => isUrgent(control, message['to'], message) };

export const CHARGE = defineMethod({
  kind: 'unary',
  name: 'Charge',
  lane: 'admission',
  roles: TRAFFIC,
  reach: 'account',
  http: { routes: ['POST /v1/charge'], line: chargeLine },
  urgent: URGENT,
  run: charge,
});

export const ADMISSIONS = [
  defineMethod({
    kind: 'unary',
    name: 'Authorize',
    lane: 'admission',
    roles: TRAFFIC,
    reach: 'account',
    http: { routes: ['POST /v1/authorize'], line: decisionLine },
    urgent: URGENT,
    run: authorize,
  }),
  CHARGE,
  defineMethod({
    kind: 'unary',
    name: 'Quote',
    lane: 'read',
    roles: TRAFFIC,
    reach: 'account',
    http: { routes: ['POST /v1/quote'], line: decisionLine },
    urgent: URGENT,
    run: quote,
  }),
] as const;

async function authorize(rooms: Rooms, message: Message, context: CallContext): Promise<AuthorizeResponse> {
  const urgent = emergency(rooms, 'authorize', message, context);
  if (urgent !== undefined) return authorizeMessage(urgent);
  return authorizeMessage(await rooms.control.authorize(authorizeRequest(message, context), context));
}

/** The answer to a message to an emergency number; undefined for any other. */
export function emergencyCharge(rooms: Rooms, message: Message, context: CallContext): ChargeResponse | undefined {
  const urgent = emergency(rooms, 'charge', message, context);
  return urgent && chargeMessage({ ...urgent, billedUnits: 0, balanceMilliCents: 0, parts: [] });
}

async function charge(rooms: Rooms, message: Message, context: CallContext): Promise<ChargeResponse> {
  const urgent = emergencyCharge(rooms, message, context);
  if (urgent !== undefined) return urgent;
  return chargeMessage(await rooms.control.charge(chargeRequest(message, context), context));
}

async function quote(rooms: Rooms, message: Message, context: CallContext): Promise<QuoteResponse> {
  const urgent = emergency(rooms, 'quote', message, context);
  return quoteMessage(
    urgent ? { ...urgent, parts: [] } : await rooms.control.quote(quoteRequest(message, context), context),
  );
}

/**
 * Written out, as are all objects of the call path: spreading one object into another costs a hundred times as much.
 */
function authorizeRequest(message: Message, context: CallContext): AuthorizeRequest {
  const request = {
    holdId: read.holdId(message),
    traffic: {
      accountId: read.accountId(message),
      service: read.word(message, 'service', 'call'),
      direction: read.direction(message, undefined),
      from: read.phoneNumber(message, 'from'),
      to: read.phoneNumber(message, 'to'),
      subjectId: read.subjectId(message),
      parentHoldId: read.optionalHoldId(message, 'parentHoldId'),
      gatewayId: read.gatewayId(message, context),
      requestedSeconds: read.integer(message, 'requestedSeconds', 0, MAX_REQUESTED_SECONDS),
      text: read.messageText(message),
      segments: segments(message),
      units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
    },
  };
  checkQuantity(request.traffic);
  return request;
}

function quoteRequest(message: Message, { caller }: CallContext): QuoteRequest {
  const traffic = {
    accountId: read.accountId(message),
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, 'outbound'),
    from: read.phoneNumber(message, 'from'),
    to: read.phoneNumber(message, 'to'),
    subjectId: read.subjectId(message),
    parentHoldId: read.optionalHoldId(message, 'parentHoldId'),
    gatewayId: caller.gatewayId,
    requestedSeconds: read.integer(message, 'requestedSeconds', 0, MAX_REQUESTED_SECONDS),
    text: read.messageText(message),
    segments: segments(message),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  checkQuantity(traffic);
  return traffic;
}

function chargeRequest(message: Message, context: CallContext): ChargeRequest {
  const request = {
    idempotencyKey: read.optionalIdempotencyKey(message),
    note: read.line(message, 'note'),
    traffic: {
      accountId: read.accountId(message),
      service: read.requiredWord(message, 'service'),
      direction: read.direction(message, 'outbound'),
      from: read.phoneNumber(message, 'from'),
      to: read.phoneNumber(message, 'to'),
      subjectId: read.subjectId(message),
      parentHoldId: '',
      gatewayId: read.gatewayId(message, context),
      requestedSeconds: 0,
      text: read.messageText(message),
      segments: segments(message),
      units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
    },
  };
  checkQuantity(request.traffic);
  return request;
}

function chargeMessage(result: ChargeResult): ChargeResponse {
  return {
    decision: DECISION.name(result.decision),
    reason: result.reason,
    message: result.message,
    billedUnits: result.billedUnits,
    billingAmountMilliCents: result.holdMilliCents,
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    terms: termsMessage(result.terms),
    segments: result.segments,
    fallbackChannel: result.fallbackChannel,
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
    replayed: result.replayed,
    parts: partsMessage(result.parts),
  };
}

function quoteMessage(result: QuoteResult): QuoteResponse {
  return {
    decision: DECISION.name(result.decision),
    reason: result.reason,
    message: result.message,
    grantedUnits: result.grantedUnits,
    holdMilliCents: result.holdMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    terms: termsMessage(result.terms),
    numberClass: result.numberClass,
    segments: result.segments,
    encoding: result.encoding,
    fallbackChannel: result.fallbackChannel,
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
    parts: partsMessage(result.parts),
  };
}

/* Bounds and rules that the requests about traffic share. */

export const MAX_UNITS = 1_000_000;

/** 0 when absent. */
export function segments(message: Message): number {
  return read.optionalInteger(message, 'segments', 1, MAX_SEGMENTS) ?? 0;
}

/** Two quantities could contradict each other, and picking one would bill what nobody asked for. */
export function checkQuantity({ text, segments: counted, units }: TrafficRequest): void {
  if (counted > 0 && text !== '') throw invalidField('segments', 'must not be given beside text');
  if (units !== undefined && (text !== '' || counted > 0)) {
    throw invalidField('units', 'must not be given beside text or segments');
  }
}

/* Emergency calls come before everything that the handlers look at. */

type Control = Rooms['control'];

/**
 * The test looks only at the dialled string, before anything is validated (rule G-3): a request for an emergency number
 * is answered however malformed the rest is. Only a request that plainly says "inbound" is no call to the number, and
 * not even that where it is a forwarded leg, which goes out whatever its direction says.
 */
export function isUrgent(control: Control, to: unknown, message: Message): boolean {
  return typeof to === 'string' && to !== '' && control.isEmergency(to, isInbound(message) ? 'inbound' : 'outbound');
}

function isInbound({ direction, parentHoldId = '' }: Message): boolean {
  return (
    (direction === 'DIRECTION_INBOUND' || direction === 'inbound') && (parentHoldId === '' || parentHoldId === null)
  );
}

/** The answer to an emergency call, or undefined for any other. It is counted and logged, so it is asked for once. */
export function emergency(rooms: Rooms, verb: EmergencyRequest['verb'], message: Message, context: CallContext) {
  if (!isUrgent(rooms.control, message['to'], message)) return undefined;
  return rooms.control.emergency(emergencyRequest(verb, message, context), context);
}

/** What is not fit is left out, so that ids and texts are bounded here too. */
function emergencyRequest(verb: EmergencyRequest['verb'], message: Message, context: CallContext): EmergencyRequest {
  const key = verb === 'charge' ? orEmpty(message, 'idempotencyKey', idempotencyKeyProblem) : '';
  return {
    verb,
    accountId: orEmpty(message, 'accountId', accountIdProblem),
    holdId: verb === 'authorize' ? orEmpty(message, 'holdId', holdIdProblem) : key,
    subjectId: orEmpty(message, 'subjectId', subjectIdProblem),
    gatewayId: whenFit(() => read.gatewayId(message, context), context.caller.gatewayId),
    service: whenFit(() => read.word(message, 'service', 'call'), 'call'),
    direction: 'outbound',
    from: whenFit(() => read.phoneNumber(message, 'from'), ''),
    to: String(message['to']),
    text: whenFit(() => read.messageText(message), ''),
    segments: whenFit(() => segments(message), 0),
    units: whenFit(() => read.optionalInteger(message, 'units', 1, MAX_UNITS), undefined),
  };
}

/** The id, if it is fit. */
export function orEmpty(message: Message, field: string, problemOf: (id: string) => string | undefined): string {
  const id = message[field];
  return typeof id === 'string' && problemOf(id) === undefined ? id : '';
}

function whenFit<Value>(reader: () => Value, otherwise: Value): Value {
  try {
    return reader();
  } catch {
    return otherwise;
  }
}

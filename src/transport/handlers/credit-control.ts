/** CreditControlService: the call path. Validates, calls control, and puts the result into words of the wire. */
import type {
  AuthorizeRequest,
  AuthorizeResult,
  ChargeRequest,
  ChargeResult,
  Control,
  EmergencyRequest,
  ExtendResult,
  QuoteRequest,
  QuoteResult,
  RequestContext,
  TrafficRequest,
} from '../../control/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import type { AnswerResponse } from '../../gen/tollgate/v1/AnswerResponse.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { ChargeResponse } from '../../gen/tollgate/v1/ChargeResponse.ts';
import type { ExtendResponse } from '../../gen/tollgate/v1/ExtendResponse.ts';
import type { QuoteResponse } from '../../gen/tollgate/v1/QuoteResponse.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import {
  accountStatusMessage,
  authorizeMessage,
  decisionMessage,
  partsMessage,
  reservationStatusMessage,
  settleMessage,
  termsMessage,
} from './messages.ts';
import type { UnaryMethod } from './method.ts';

/** A day: the longest grant that may be asked for. */
const MAX_REQUESTED_SECONDS = 86_400;
/** A week: no call is longer, however often it is extended. */
const MAX_CALL_SECONDS = 7 * 86_400;
const MAX_SEQUENCE = 1_000_000_000;
const MAX_NOTE_LENGTH = 256;
/** Q.850 causes have seven bits. */
const MAX_CAUSE = 127;

export function createCreditControlMethods(control: Control): readonly UnaryMethod[] {
  return [
    {
      name: 'Authorize',
      lane: 'admission',
      run: (message, context) => authorize(control, message, context),
      alwaysServed: (message) => isEmergency(control, message),
    },
    { name: 'Answer', lane: 'completion', run: (message, context) => answer(control, message, context) },
    { name: 'Extend', lane: 'extension', run: (message, context) => extend(control, message, context) },
    { name: 'Settle', lane: 'completion', run: (message, context) => settle(control, message, context) },
    { name: 'Release', lane: 'completion', run: (message, context) => release(control, message, context) },
    { name: 'Charge', lane: 'admission', run: (message, context) => charge(control, message, context) },
    { name: 'Quote', lane: 'read', run: (message, context) => quote(control, message, context) },
  ];
}

async function authorize(control: Control, message: Message, context: RequestContext): Promise<AuthorizeResponse> {
  const urgent = emergency(control, message, context);
  if (urgent !== undefined) return authorizeMessage(urgent);
  return authorizeMessage(await control.authorize(authorizeRequest(message), context));
}

async function answer(control: Control, message: Message, context: RequestContext): Promise<AnswerResponse> {
  const result = await control.answer(
    { accountId: read.accountId(message), holdId: read.holdId(message), settleToken: read.settleToken(message) },
    context,
  );
  return {
    reservationStatus: reservationStatusMessage(result.reservationStatus),
    grantedSeconds: result.grantedSeconds,
    holdMilliCents: result.holdMilliCents,
    replayed: result.replayed,
  };
}

async function extend(control: Control, message: Message, context: RequestContext): Promise<ExtendResponse> {
  const result = await control.extend(
    {
      accountId: read.accountId(message),
      holdId: read.holdId(message),
      used: {
        connectedSeconds: read.requiredInteger(message, 'connectedSeconds', 0, MAX_CALL_SECONDS),
        units: undefined,
      },
      sequence: read.requiredInteger(message, 'sequence', 1, MAX_SEQUENCE),
      settleToken: read.settleToken(message),
    },
    context,
  );
  return extendMessage(result);
}

async function settle(control: Control, message: Message, context: RequestContext): Promise<SettleResponse> {
  const result = await control.settle(
    {
      accountId: read.accountId(message),
      holdId: read.holdId(message),
      connectedSeconds: read.optionalInteger(message, 'connectedSeconds', 0, MAX_CALL_SECONDS),
      units: read.optionalInteger(message, 'units', 0, MAX_UNITS),
      durationSeconds: read.integer(message, 'durationSeconds', 0, MAX_CALL_SECONDS),
      endedSecondsAgo: 0,
      q850Cause: read.integer(message, 'q850Cause', 0, MAX_CAUSE),
      settleToken: read.settleToken(message),
    },
    context,
  );
  return settleMessage(result);
}

async function release(control: Control, message: Message, context: RequestContext): Promise<SettleResponse> {
  const result = await control.release(
    {
      accountId: read.accountId(message),
      holdId: read.holdId(message),
      q850Cause: read.integer(message, 'q850Cause', 0, MAX_CAUSE),
      settleToken: read.settleToken(message),
    },
    context,
  );
  return settleMessage(result);
}

async function charge(control: Control, message: Message, context: RequestContext): Promise<ChargeResponse> {
  return chargeMessage(await control.charge(chargeRequest(message), context));
}

async function quote(control: Control, message: Message, context: RequestContext): Promise<QuoteResponse> {
  return quoteMessage(await control.quote(quoteRequest(message), context));
}

/** Written out, as are all objects of the call path: spreading one object into another costs a hundred times as much. */
function authorizeRequest(message: Message): AuthorizeRequest {
  const traffic = {
    accountId: read.accountId(message),
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, undefined),
    from: read.phoneNumber(message, 'from'),
    to: read.phoneNumber(message, 'to'),
    subjectId: read.subjectId(message),
    parentHoldId: read.optionalHoldId(message, 'parentHoldId'),
    gatewayId: read.line(message, 'gatewayId', MAX_GATEWAY_ID_LENGTH),
    requestedSeconds: read.integer(message, 'requestedSeconds', 0, MAX_REQUESTED_SECONDS),
    text: read.messageText(message),
    segments: read.integer(message, 'segments', 0, MAX_SEGMENTS),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  checkQuantity(traffic);
  return { holdId: read.holdId(message), traffic };
}

function quoteRequest(message: Message): QuoteRequest {
  const request = {
    accountId: read.accountId(message),
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, 'outbound'),
    from: read.phoneNumber(message, 'from'),
    to: read.phoneNumber(message, 'to'),
    subjectId: read.subjectId(message),
    parentHoldId: read.optionalHoldId(message, 'parentHoldId'),
    gatewayId: '',
    requestedSeconds: read.integer(message, 'requestedSeconds', 0, MAX_REQUESTED_SECONDS),
    text: read.messageText(message),
    segments: read.integer(message, 'segments', 0, MAX_SEGMENTS),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  checkQuantity(request);
  return request;
}

function chargeRequest(message: Message): ChargeRequest {
  const traffic = {
    accountId: read.accountId(message),
    service: read.requiredWord(message, 'service'),
    direction: read.direction(message, 'outbound'),
    from: read.phoneNumber(message, 'from'),
    to: read.phoneNumber(message, 'to'),
    subjectId: read.subjectId(message),
    parentHoldId: '',
    gatewayId: read.line(message, 'gatewayId', MAX_GATEWAY_ID_LENGTH),
    requestedSeconds: 0,
    text: read.messageText(message),
    segments: read.integer(message, 'segments', 0, MAX_SEGMENTS),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  checkQuantity(traffic);
  const note = read.line(message, 'note', MAX_NOTE_LENGTH);
  return { idempotencyKey: read.optionalIdempotencyKey(message), note, traffic };
}

function extendMessage(result: ExtendResult): ExtendResponse {
  return {
    decision: decisionMessage(result.decision),
    reason: result.reason,
    message: result.message,
    grantedSeconds: result.grantedUnits,
    holdMilliCents: result.holdMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    replayed: result.replayed,
  };
}

function chargeMessage(result: ChargeResult): ChargeResponse {
  return {
    decision: decisionMessage(result.decision),
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
    accountStatus: accountStatusMessage(result.accountStatus),
    replayed: result.replayed,
    parts: partsMessage(result.parts),
  };
}

function quoteMessage(result: QuoteResult): QuoteResponse {
  return {
    decision: decisionMessage(result.decision),
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
    accountStatus: accountStatusMessage(result.accountStatus),
  };
}

/* Bounds and rules that the requests about traffic share. */

export const MAX_UNITS = 1_000_000;
export const MAX_SEGMENTS = 255;
export const MAX_GATEWAY_ID_LENGTH = 128;

/** Two quantities could contradict each other, and picking one would bill what nobody asked for. */
export function checkQuantity({ text, segments, units }: Pick<TrafficRequest, 'text' | 'segments' | 'units'>): void {
  if (segments > 0 && text !== '') throw invalidField('segments', 'must not be given beside text');
  if (units !== undefined && (text !== '' || segments > 0)) {
    throw invalidField('units', 'must not be given beside text or segments');
  }
}

/* Emergency calls come before everything that the handlers look at. */

/** The edge may ask about the same message again; it is one decision, counted and logged once. */
const answers = new WeakMap<Message, AuthorizeResult>();

/**
 * The emergency test looks only at the dialled string, before anything is validated (rule G-3): a request for an emergency
 * number is answered however malformed the rest is. Only a request that plainly says "inbound" is no call to the number.
 */
export function emergency(control: Control, message: Message, context: RequestContext): AuthorizeResult | undefined {
  const request = emergencyRequest(message);
  if (request === undefined) return undefined;
  const known = answers.get(message);
  if (known !== undefined) return known;
  const answer = control.emergency(request, context);
  if (answer !== undefined) answers.set(message, answer);
  return answer;
}

/** What can be read of it; what cannot is left out. Undefined when it is no outbound traffic to anybody. */
function emergencyRequest(message: Message): EmergencyRequest | undefined {
  const { to, direction, accountId, holdId } = message;
  if (typeof to !== 'string' || to === '' || direction === 'DIRECTION_INBOUND' || direction === 'inbound') {
    return undefined;
  }
  return {
    verb: 'authorize',
    to,
    direction: 'outbound',
    accountId: typeof accountId === 'string' ? accountId : '',
    holdId: typeof holdId === 'string' ? holdId : '',
    subjectId: '',
    gatewayId: '',
    service: 'call',
    from: '',
    text: '',
    segments: 0,
    units: undefined,
  };
}

/** Whether it is one: asked by the edge before the message is answered. */
function isEmergency(control: Control, message: Message): boolean {
  const request = emergencyRequest(message);
  return request !== undefined && control.isEmergency(request.to, request.direction);
}

/** CreditControlService: the call path. Validates, calls control, and puts the result into words of the wire. */
import type {
  AuthorizeRequest,
  ChargeRequest,
  ChargeResult,
  Control,
  ExtendResult,
  QuoteRequest,
  QuoteResult,
  RequestContext,
} from '../../control/requests.ts';
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
import { checkQuantity, emergency, isEmergency, MAX_GATEWAY_ID_LENGTH, MAX_SEGMENTS, MAX_UNITS } from './traffic.ts';

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
    {
      name: 'Charge',
      lane: 'admission',
      run: (message, context) => charge(control, message, context),
      alwaysServed: (message) => isEmergency(control, message),
    },
    {
      name: 'Quote',
      lane: 'read',
      run: (message, context) => quote(control, message, context),
      alwaysServed: (message) => isEmergency(control, message),
    },
  ];
}

async function authorize(control: Control, message: Message, context: RequestContext): Promise<AuthorizeResponse> {
  const urgent = emergency(control, 'authorize', message, context);
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
  const urgent = emergency(control, 'charge', message, context);
  if (urgent !== undefined) return chargeMessage({ ...urgent, billedUnits: 0, balanceMilliCents: 0, parts: [] });
  return chargeMessage(await control.charge(chargeRequest(message), context));
}

async function quote(control: Control, message: Message, context: RequestContext): Promise<QuoteResponse> {
  const urgent = emergency(control, 'quote', message, context);
  return quoteMessage(urgent ?? (await control.quote(quoteRequest(message), context)));
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

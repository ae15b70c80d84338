/** AuthorizeBatch: one request for many recipients, one result for each. */
import { inRecipient } from '../../control/authorize-batch.ts';
import type { AuthorizeBatchRequest, AuthorizeResult, BatchRecipient } from '../../control/requests.ts';
import { Fault, faultFrom, invalidField } from '../../domain/fault.ts';
import { holdIdProblem } from '../../domain/traffic.ts';
import type { AuthorizeBatchResponse } from '../../gen/tollgate/v1/AuthorizeBatchResponse.ts';
import type { BatchResult } from '../../gen/tollgate/v1/BatchResult.ts';
import { type CallContext, defineMethod, FailedInPart, type Message, type Rooms, TRAFFIC } from '../method.ts';
import { checkQuantity, emergency, isUrgent, MAX_UNITS, orEmpty, segments } from './admissions.ts';
import * as read from './fields.ts';
import { authorizeMessage, faultMessage } from './messages.ts';

/** The most recipients, or requests, of a batch. */
export const MAX_ENTRIES = 1000;
/**
 * Ten entries count as one request in flight. What recipients share (message, token, profile, price) is most of the
 * work, and the rest is scripts in one pipeline; if each counted, a single batch would fill the default limit and every
 * call of its few milliseconds would be turned away.
 */
const ENTRIES_PER_REQUEST = 10;

/** How many requests a batch counts as. */
export function batchWeight(entries: readonly unknown[]): number {
  return Math.max(1, Math.ceil(entries.length / ENTRIES_PER_REQUEST));
}

export const AUTHORIZE_BATCH = defineMethod({
  kind: 'unary',
  name: 'AuthorizeBatch',
  lane: 'admission',
  roles: TRAFFIC,
  reach: 'account',
  http: { routes: ['POST /v1/authorize-batch'] },
  bounds: { recipients: MAX_ENTRIES },
  urgent: {
    isIn: ({ control }, message) =>
      recipientsOf(message).some((recipient) => isUrgent(control, toOf(recipient), message)),
    despite: (rooms, message, fault, context) => batchResponse(message, emergencies(rooms, message, context), fault),
  },
  weight: (message) => batchWeight(recipientsOf(message)),
  run: authorizeBatch,
});

/** By their places: the emergency answers first, then the others. */
type Outcomes = Map<number, AuthorizeResult | Fault>;

/** Counts and logs each of them, so it is asked once for every request. */
function emergencies(rooms: Rooms, message: Message, context: CallContext): Outcomes {
  const outcomes: Outcomes = new Map();
  for (const [index, recipient] of recipientsOf(message).entries()) {
    if (!isMessage(recipient) || !isUrgent(rooms.control, recipient['to'], message)) continue;
    // As if this recipient had been asked for alone.
    const { holdId, to } = recipient;
    const answer = emergency(rooms, 'authorize', { ...message, holdId, to }, context);
    if (answer !== undefined) outcomes.set(index, answer);
  }
  return outcomes;
}

async function authorizeBatch(rooms: Rooms, message: Message, context: CallContext): Promise<AuthorizeBatchResponse> {
  const outcomes = emergencies(rooms, message, context);
  try {
    const { recipients, traffic } = batchRequest(message, outcomes, context);
    const results = recipients.length === 0 ? [] : await rooms.control.authorizeBatch({ traffic, recipients }, context);
    for (const [at, { index }] of recipients.entries()) {
      const result = results[at];
      if (result !== undefined) outcomes.set(index, result);
    }
  } catch (error) {
    // The emergency calls in it are answered all the same.
    if (outcomes.size === 0) throw error;
    const fault = faultFrom(error, context.requestId);
    throw new FailedInPart(fault, batchResponse(message, outcomes, fault));
  }
  return batchResponse(message, outcomes, new Fault('INTERNAL', 'internal error: nothing was decided'));
}

/** As they came; nothing is checked yet. */
function recipientsOf(message: Message): readonly unknown[] {
  const { recipients } = message;
  return Array.isArray(recipients) ? recipients : [];
}

function toOf(recipient: unknown): unknown {
  return isMessage(recipient) ? recipient['to'] : undefined;
}

export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The request for all that have no outcome yet. */
function batchRequest(message: Message, outcomes: Outcomes, context: CallContext): AuthorizeBatchRequest {
  const traffic = {
    accountId: read.accountId(message),
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, undefined),
    from: read.phoneNumber(message, 'from'),
    to: '',
    subjectId: read.subjectId(message),
    parentHoldId: '',
    gatewayId: read.gatewayId(message, context),
    requestedSeconds: 0,
    text: read.messageText(message),
    segments: segments(message),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  const recipients = batchRecipients(message, outcomes);
  checkQuantity(traffic);
  return { traffic, recipients };
}

function batchRecipients(message: Message, outcomes: Outcomes): readonly BatchRecipient[] {
  const listed = read.list(message, 'recipients');
  if (listed.length === 0) throw invalidField('recipients', 'is required');
  const recipients: BatchRecipient[] = [];
  const places = new Map<string, number>();
  for (const [index, each] of listed.entries()) {
    if (outcomes.has(index)) continue;
    const recipient = readRecipient(each, index);
    const place = places.get(recipient.holdId);
    if (place !== undefined) throw invalidField(`recipients[${index}].hold_id`, `is that of recipients[${place}] too`);
    places.set(recipient.holdId, index);
    recipients.push(recipient);
  }
  return recipients;
}

function readRecipient(value: unknown, index: number): BatchRecipient {
  if (!isMessage(value)) throw invalidField(`recipients[${index}]`, 'must be an object');
  try {
    return { index, holdId: read.holdId(value), to: read.phoneNumber(value, 'to') };
  } catch (error) {
    throw error instanceof Fault ? inRecipient(index, error) : error;
  }
}

/** @param rest - what became of those that have no outcome. */
function batchResponse(message: Message, outcomes: Outcomes, rest: Fault): AuthorizeBatchResponse {
  const counts = { allowed: 0, denied: 0, failed: 0 };
  const results = recipientsOf(message).map((recipient, index): BatchResult => {
    const outcome = outcomes.get(index) ?? rest;
    // One that is not fit is not sent back: it could be as long as the whole request.
    const holdId = isMessage(recipient) ? orEmpty(recipient, 'holdId', holdIdProblem) : '';
    if (outcome instanceof Fault) {
      counts.failed += 1;
      return { holdId, fault: faultMessage(outcome) };
    }
    if (outcome.decision === 'allow') counts.allowed += 1;
    else counts.denied += 1;
    return { holdId, decision: authorizeMessage(outcome) };
  });
  return { results, allowed: counts.allowed, denied: counts.denied, failed: counts.failed };
}

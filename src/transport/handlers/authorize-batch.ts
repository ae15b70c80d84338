/** AuthorizeBatch: one request for many recipients, one result for each. */
import { inRecipient } from '../../control/authorize-batch.ts';
import type {
  AuthorizeBatchRequest,
  AuthorizeResult,
  BatchRecipient,
  Control,
  RequestContext,
} from '../../control/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import type { AuthorizeBatchResponse } from '../../gen/tollgate/v1/AuthorizeBatchResponse.ts';
import type { BatchFault } from '../../gen/tollgate/v1/BatchFault.ts';
import type { BatchResult } from '../../gen/tollgate/v1/BatchResult.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { authorizeMessage } from './messages.ts';
import type { UnaryMethod } from './method.ts';
import { checkQuantity, emergency, isEmergency, MAX_GATEWAY_ID_LENGTH, MAX_SEGMENTS, MAX_UNITS } from './traffic.ts';

const MAX_RECIPIENTS = 1000;
/**
 * Ten recipients count as one request in flight. What they share (message, token, profile, price) is most of the work, and the rest is scripts in one
 * pipeline; if each counted, a single batch would fill the default limit and every call of its few milliseconds would be turned away.
 */
const RECIPIENTS_PER_REQUEST = 10;

export function createBatchMethod(control: Control): UnaryMethod {
  /** The emergency answers of each message, because each is counted and logged as a decision. */
  const answered = new WeakMap<Message, Emergencies>();
  const emergenciesIn = (message: Message, context: RequestContext): Emergencies => {
    const urgent = answered.get(message) ?? emergencies(control, message, context);
    answered.set(message, urgent);
    return urgent;
  };
  return {
    name: 'AuthorizeBatch',
    lane: 'admission',
    run: (message, context) => authorizeBatch(control, message, emergenciesIn(message, context), context),
    despite: (message, fault) => {
      const recipients = recipientsOf(message);
      if (recipients.length > MAX_RECIPIENTS) return undefined;
      if (!recipients.some((recipient) => isEmergency(control, alone(message, recipient)))) return undefined;
      // The edge asks about strangers too, only to log them: nothing is decided for them.
      if (fault.code === 'unauthenticated') return batchResponse(message, () => fault);
      const urgent = emergenciesIn(message, NO_CONTEXT);
      return batchResponse(message, (index) => urgent[index] ?? fault);
    },
    weight: (message) => {
      const count = Math.min(recipientsOf(message).length, MAX_RECIPIENTS);
      return Math.max(1, Math.ceil(count / RECIPIENTS_PER_REQUEST));
    },
  };
}

/** For each recipient the emergency answer, or undefined. */
type Emergencies = readonly (AuthorizeResult | undefined)[];

/** Where the request was refused before it had a context. */
const NO_CONTEXT: RequestContext = { requestId: '', deadlineAtMs: 0 };

function emergencies(control: Control, message: Message, context: RequestContext): Emergencies {
  const recipients = recipientsOf(message);
  // A list that is too long is refused as a whole, and not looked at: 600,000 tests would stop everybody for seconds.
  if (recipients.length > MAX_RECIPIENTS) return [];
  return recipients.map((recipient) => emergency(control, 'authorize', alone(message, recipient), context));
}

/** The message that a recipient would be alone, as far as an emergency is looked at. */
function alone(message: Message, recipient: unknown): Message {
  if (!isMessage(recipient)) return {};
  const { accountId, service, direction, from, subjectId, gatewayId, text, segments, units } = message;
  const { holdId, to } = recipient;
  return { accountId, service, direction, from, subjectId, gatewayId, text, segments, units, holdId, to };
}

async function authorizeBatch(
  control: Control,
  message: Message,
  urgent: Emergencies,
  context: RequestContext,
): Promise<AuthorizeBatchResponse> {
  const request = batchRequest(message, urgent);
  const results = request.recipients.length === 0 ? [] : await control.authorizeBatch(request, context);
  const decided = new Map(request.recipients.map(({ index }, at) => [index, results[at]]));
  return batchResponse(message, (index) => urgent[index] ?? decided.get(index));
}

/** As they came; nothing is checked yet. */
function recipientsOf(message: Message): readonly unknown[] {
  const recipients = message['recipients'];
  return Array.isArray(recipients) ? recipients : [];
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The request for all that are no emergencies. */
function batchRequest(message: Message, urgent: Emergencies): AuthorizeBatchRequest {
  const traffic = {
    accountId: read.accountId(message),
    service: read.word(message, 'service', 'call'),
    direction: read.direction(message, undefined),
    from: read.phoneNumber(message, 'from'),
    to: '',
    subjectId: read.subjectId(message),
    parentHoldId: '',
    gatewayId: read.line(message, 'gatewayId', MAX_GATEWAY_ID_LENGTH),
    requestedSeconds: 0,
    text: read.messageText(message),
    segments: read.integer(message, 'segments', 0, MAX_SEGMENTS),
    units: read.optionalInteger(message, 'units', 1, MAX_UNITS),
  };
  checkQuantity(traffic);
  return { traffic, recipients: batchRecipients(message, urgent) };
}

function batchRecipients(message: Message, urgent: Emergencies): readonly BatchRecipient[] {
  const listed = read.list(message, 'recipients');
  if (listed.length === 0) throw invalidField('recipients', 'is required');
  if (listed.length > MAX_RECIPIENTS) throw invalidField('recipients', `must be at most ${MAX_RECIPIENTS} entries`);
  const recipients: BatchRecipient[] = [];
  const places = new Map<string, number>();
  for (const [index, each] of listed.entries()) {
    if (urgent[index] !== undefined) continue;
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

type Outcome = AuthorizeResult | Fault | undefined;

function batchResponse(message: Message, outcomeOf: (index: number) => Outcome): AuthorizeBatchResponse {
  const counts = { allowed: 0, denied: 0, failed: 0 };
  const results = recipientsOf(message).map((recipient, index): BatchResult => {
    const outcome = outcomeOf(index) ?? new Fault('INTERNAL', 'internal error: nothing was decided');
    const id = isMessage(recipient) ? recipient['holdId'] : undefined;
    const holdId = typeof id === 'string' ? id : '';
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

function faultMessage(fault: Fault): BatchFault {
  return {
    code: fault.code.toUpperCase(),
    reason: fault.reason,
    message: fault.message,
    field: fault.details.field ?? '',
    retryable: fault.retryable,
  };
}

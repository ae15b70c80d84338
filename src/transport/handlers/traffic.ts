/** What the requests about traffic share: their bounds, and how an emergency is read out of one. */
import type {
  AuthorizeResult,
  Control,
  EmergencyRequest,
  RequestContext,
  TrafficRequest,
} from '../../control/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import { accountIdProblem, holdIdProblem, subjectIdProblem } from '../../domain/traffic.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';

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

/* Emergency traffic comes before everything that the handlers look at. */

type Admitting = EmergencyRequest['verb'];

/**
 * The emergency test looks only at the dialled string, before anything is validated (rule G-3): a request for an emergency
 * number is answered however malformed the rest is.
 */
export function emergency(
  control: Control,
  verb: Admitting,
  message: Message,
  context: RequestContext,
): AuthorizeResult | undefined {
  if (!isEmergency(control, message)) return undefined;
  return control.emergency(emergencyRequest(verb, message), context);
}

/** The same, without an answer that would be counted: asked by the edge before it lets a message in. */
export function isEmergency(control: Control, message: Message): boolean {
  const { to, direction } = message;
  // Only a request that plainly says "inbound" is none to the number.
  if (direction === 'DIRECTION_INBOUND' || direction === 'inbound') return false;
  return typeof to === 'string' && control.isEmergency(to, 'outbound');
}

/** What can be read of it; what cannot is left out. */
function emergencyRequest(verb: Admitting, message: Message): EmergencyRequest {
  const text = (field: string, isFit: (value: string) => boolean): string => {
    const value = message[field];
    return typeof value === 'string' && isFit(value) ? value : '';
  };
  const count = (field: string, most: number): number | undefined => {
    try {
      return read.optionalInteger(message, field, 1, most);
    } catch {
      return undefined;
    }
  };
  return {
    verb,
    accountId: text('accountId', (id) => accountIdProblem(id) === undefined),
    holdId: text(verb === 'charge' ? 'idempotencyKey' : 'holdId', (id) => holdIdProblem(id) === undefined),
    subjectId: text('subjectId', (id) => subjectIdProblem(id) === undefined),
    gatewayId: text('gatewayId', (id) => id.length <= MAX_GATEWAY_ID_LENGTH),
    service: text('service', (name) => name.length <= MAX_GATEWAY_ID_LENGTH) || 'call',
    direction: 'outbound',
    from: text('from', (number) => number.length <= MAX_ADDRESS_LENGTH),
    to: text('to', () => true),
    text: text('text', (content) => content.length <= MAX_TEXT_LENGTH),
    segments: count('segments', MAX_SEGMENTS) ?? 0,
    units: count('units', MAX_UNITS),
  };
}

/** What is read of an emergency request is bounded like everything else; longer texts are left out. */
const MAX_ADDRESS_LENGTH = 512;
const MAX_TEXT_LENGTH = 64 * 1024;

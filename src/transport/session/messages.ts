/** The messages of a session: which verb a request is for, and a command as it goes over the wire. */
import { invalidField } from '../../domain/fault.ts';
import type { SessionResponse } from '../../gen/tollgate/v1/SessionResponse.ts';
import type { Command } from '../../sessions/outbox.ts';
import type { UnaryName } from '../handlers/handlers.ts';
import * as read from '../handlers/fields.ts';
import type { Message } from '../method.ts';

/** What a request may be for: the arms of the message, each with the verb that answers it. */
const VERBS = {
  authorize: 'Authorize',
  authorizeBatch: 'AuthorizeBatch',
  answer: 'Answer',
  extend: 'Extend',
  settle: 'Settle',
  release: 'Release',
  charge: 'Charge',
  reverse: 'Reverse',
  quote: 'Quote',
  reconcile: 'Reconcile',
} as const satisfies Readonly<Record<string, UnaryName>>;

export type VerbArm = keyof typeof VERBS;

const OTHERS = ['hello', 'ack', 'heartbeat'] as const;
const ARMS: readonly string[] = [...OTHERS, ...Object.keys(VERBS)];

/** A request on the stream, not looked into. */
export interface SessionRequest {
  /** 0 for an acknowledgement. */
  readonly requestId: number;
  /** Undefined for one of a newer version. */
  readonly arm: VerbArm | (typeof OTHERS)[number] | undefined;
  readonly body: Message;
}

export function requestOf(message: Message): SessionRequest {
  const arm = ARMS.find((each) => message[each] !== undefined && message[each] !== null) as SessionRequest['arm'];
  const requestId = read.integer(message, 'requestId', 0, Number.MAX_SAFE_INTEGER);
  if (requestId === 0 && arm !== 'ack') throw invalidField('request_id', 'must be above 0');
  return { requestId, arm, body: arm === undefined ? {} : (message[arm] as Message) };
}

export function verbOf(arm: VerbArm): UnaryName {
  return VERBS[arm];
}

export function commandMessage({ commandId, accountId, holdId, order }: Command): SessionResponse {
  const named = { commandId, accountId, holdId };
  if (order.kind === 'extend_now') return { requestId: 0, extendNow: named };
  return { requestId: 0, disconnect: { ...named, reason: order.reason, message: order.message } };
}

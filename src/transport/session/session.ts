/**
 * CreditControlService: the verbs of traffic over one stream that lasts, and commands pushed back. The stream knows who
 * speaks; each request then goes through the edge like any other.
 */
import { Fault, invalidField } from '../../domain/fault.ts';
import type { Hello } from '../../sessions/sessions.ts';
import { isInScope } from '../auth.ts';
import * as read from '../handlers/fields.ts';
import { defineMethod, type Message, type Rooms, type SessionContext, TRAFFIC } from '../method.ts';
import { SILENT_CALLER_MS } from '../transport.ts';
import { Conversation } from './conversation.ts';
import { requestOf } from './messages.ts';

const MAX_SOFTWARE_LENGTH = 128;

export const SESSION = defineMethod({
  kind: 'bidi',
  name: 'Session',
  lane: 'admission',
  roles: TRAFFIC,
  reach: 'shared',
  lasts: true,
  bounds: { 'authorizeBatch.recipients': 1000, 'reconcile.activeLegs': 1000 },
  run: session,
});

async function* session(
  rooms: Rooms,
  messages: AsyncIterable<Message>,
  context: SessionContext,
): AsyncGenerator<object> {
  const requests = messages[Symbol.asyncIterator]();
  const first = await firstOf(requests, context.over);
  if (first === undefined) return;
  const { requestId, arm, body } = requestOf(first);
  if (arm !== 'hello') throw invalidField('hello', 'must come first on a stream');
  const hello = helloOf(body, context);
  const conversation = new Conversation(requests, hello, context);
  const stream = await rooms.sessions.open(hello, () => conversation.wake());
  try {
    yield* conversation.run(stream, requestId);
  } finally {
    stream.close();
  }
}

/** Undefined where nobody says anything any more. */
async function firstOf(requests: AsyncIterator<Message>, over: AbortSignal): Promise<Message | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Fault('DEADLINE_PASSED', 'no hello came on the stream in time')),
      SILENT_CALLER_MS,
    );
    over.addEventListener('abort', () => reject(over.reason instanceof Error ? over.reason : new Error('gone')));
  });
  try {
    const next = await Promise.race([requests.next(), silence]);
    return next.done === true ? undefined : next.value;
  } catch (error) {
    if (over.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function helloOf(message: Message, { caller }: SessionContext): Hello {
  const gatewayId = read.line(message, 'gatewayId', read.MAX_GATEWAY_ID_LENGTH) || caller.gatewayId;
  if (gatewayId === '') throw invalidField('hello.gateway_id', 'is required');
  if (caller.gatewayId !== '' && gatewayId !== caller.gatewayId) {
    const problem = `this caller is bound to gateway "${caller.gatewayId}"`;
    throw new Fault('GATEWAY_NOT_IN_SCOPE', `hello.gateway_id: ${problem}`, { field: 'hello.gateway_id' });
  }
  return {
    gatewayId,
    epoch: read.requiredInteger(message, 'epoch', 1, Number.MAX_SAFE_INTEGER),
    software: read.line(message, 'software', MAX_SOFTWARE_LENGTH),
    mayHear: (accountId) => isInScope(caller, accountId),
  };
}

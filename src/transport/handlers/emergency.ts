/** Emergency calls come before everything that the handlers look at. */
import type { AuthorizeResult, Control } from '../../control/requests.ts';
import type { Message } from './fields.ts';

/** The edge may ask about the same message again; it is one decision, counted and logged once. */
const answers = new WeakMap<Message, AuthorizeResult>();

/**
 * The emergency test looks only at the dialled string, before anything is validated (rule G-3): a request for an emergency
 * number is answered however malformed the rest is. Only a request that plainly says "inbound" is no call to the number.
 */
export function emergency(control: Control, message: Message): AuthorizeResult | undefined {
  const to = message['to'];
  const direction = message['direction'];
  if (typeof to !== 'string' || to === '' || direction === 'DIRECTION_INBOUND' || direction === 'inbound') {
    return undefined;
  }
  const known = answers.get(message);
  if (known !== undefined) return known;
  const { accountId, holdId } = message;
  const answer = control.emergency({
    to,
    direction: 'outbound',
    accountId: typeof accountId === 'string' ? accountId : '',
    holdId: typeof holdId === 'string' ? holdId : '',
  });
  if (answer !== undefined) answers.set(message, answer);
  return answer;
}

/**
 * Your billing as the provider: each order is a signed POST, which it answers at once or by ReportRecharge later. The
 * same order comes again, under the same id, until it has said what became of it: it must charge each id once. See
 * docs/recharge.md.
 */
import { errorText } from '../domain/fault.ts';
import { exactDecimal } from '../domain/money.ts';
import { type Order, type PaymentProvider, wordOf } from './provider.ts';
import type { News } from './rules.ts';
import { SIGNATURE_HEADER, signatureOf } from './signature.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Signs each request. */
  readonly secret: string;
  readonly timeoutMs: number;
}

/** What an answer may be in all. */
const ANSWER_BYTES_MAX = 65_536;
const LONGEST_WORD = 255;
const REFERENCE = /^[\x21-\x7e]{1,255}$/;

interface Answer {
  readonly status: string;
  readonly reference: string;
  readonly reason: string;
}

export function webhookProvider(options: WebhookOptions): PaymentProvider {
  return {
    name: 'webhook',
    async charge(order) {
      try {
        return newsOf(order, await send(options, 'charge', order));
      } catch (error) {
        return { kind: 'unknown', why: errorText(error) };
      }
    },
    async refund(order) {
      try {
        const { status, reason } = await send(options, 'refund', order);
        return status === 'refunded' ? undefined : `billing answered ${status || 'nothing'} ${reason}`.trim();
      } catch (error) {
        return errorText(error);
      }
    },
    amountProblem: () => undefined,
    methodProblem: () => undefined,
  };
}

/** What billing says of an order, now or later. Its own id is the key of the credit, however often that is said. */
export function newsOf({ id, amountMilliCents }: Pick<Order, 'id' | 'amountMilliCents'>, answer: Answer): News {
  const { status, reference, reason } = answer;
  switch (status) {
    case 'paid':
      return { kind: 'paid', reference, creditKey: `webhook:${id}`, paidMilliCents: amountMilliCents };
    case 'pending':
      return { kind: 'pending', reference, why: reason };
    case 'failed':
      return { kind: 'failed', reference, why: reason || 'refused' };
    default:
      return { kind: 'unknown', why: `billing answered with the status ${JSON.stringify(status.slice(0, 40))}` };
  }
}

async function send({ url, secret, timeoutMs }: WebhookOptions, type: string, order: Order): Promise<Answer> {
  const { amountMilliCents, currency } = order;
  const body = JSON.stringify({
    type,
    id: order.id,
    account_id: order.accountId,
    purpose: order.purpose,
    mode: order.mode,
    amount_milli_cents: amountMilliCents,
    amount: exactDecimal(amountMilliCents),
    currency,
    customer_id: order.customerId,
    method_id: order.methodId,
    reference: order.reference,
    asked_before: order.asked,
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: signatureOf(body, secret, Date.now()) },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await textOf(response);
  if (response.status !== 200) throw new Error(`billing answered with HTTP status ${response.status}`);
  return answerIn(text);
}

/** Reads no more than an answer can be. */
async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`billing answered with more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerIn(text: string): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error('billing answered with something that is no JSON');
  }
  const fields = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  const word = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.slice(0, LONGEST_WORD) : '';
  };
  const reference = word('reference');
  return {
    status: word('status'),
    reference: REFERENCE.test(reference) ? reference : '',
    reason: wordOf(word('reason')),
  };
}

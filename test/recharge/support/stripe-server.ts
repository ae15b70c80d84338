/**
 * The part of Stripe's API that Tollgate uses, by its published OpenAPI: PaymentIntents that are made, listed, read and
 * cancelled, refunds, and checkout sessions, under idempotency keys, with test cards that behave as Stripe's do.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Form, metadataIn, readForm, textIn } from './stripe-form.ts';
import { objectProblems, requestProblems, responseProblems } from './stripe-schemas.ts';

const EVENTS_SECRET = 'whsec_0123456789abcdef';
const API_KEY = 'sk_test_0123456789abcdef';

export interface Intent {
  readonly object: 'payment_intent';
  readonly id: string;
  readonly amount: number;
  amount_received: number;
  readonly currency: string;
  readonly created: number;
  readonly customer: string | null;
  readonly livemode: false;
  readonly metadata: Record<string, string>;
  readonly payment_method: string | null;
  last_payment_error: object | null;
  status: string;
}

/** What a request that is carried out answers. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

/** `hang_up`: carried out, but nobody hears so. `HTTP 500`: not carried out. */
export type Mishap = 'hang_up' | 'HTTP 500' | 'HTTP 429';

export interface StripeServer {
  readonly url: string;
  readonly intents: ReadonlyMap<string, Intent>;
  readonly refunds: readonly { readonly id: string; readonly payment_intent: string }[];
  readonly sessions: object[];
  /** How the next requests that change something fail. */
  readonly mishaps: Mishap[];
  /** Requests and answers that are not as the OpenAPI has them. */
  readonly problems: readonly string[];
  readonly requests: readonly string[];
  /** How long a request takes, before and after it is carried out, in milliseconds; at once unless it is set. */
  slowness: () => number;
  /** Succeeds, or fails, what is processed. */
  decide(intentId: string, status: 'succeeded' | 'requires_payment_method'): Intent;
  /** An intent that somebody else has made, and that is paid. */
  paid(amount: number, currency: string, metadata: Record<string, string>): Intent;
  /** Sends a signed event as Stripe does. @returns the status of the answer */
  send(http: string, type: string, object: object, options?: { readonly ageSeconds?: number }): Promise<number>;
  readonly env: Readonly<Record<string, string>>;
}

export async function startStripe(whenOver: (stop: () => Promise<void>) => void): Promise<StripeServer> {
  const intents = new Map<string, Intent>();
  const refunds: { id: string; payment_intent: string }[] = [];
  const sessions: object[] = [];
  const mishaps: Mishap[] = [];
  const problems: string[] = [];
  const requests: string[] = [];
  const byKey = new Map<string, { readonly form: string; readonly answer: Answer }>();

  const newIntent = (form: Form, status: string): Intent => {
    const amount = Number(textIn(form, 'amount'));
    const intent: Intent = {
      object: 'payment_intent',
      id: `pi_${randomBytes(8).toString('hex')}`,
      amount,
      amount_received: status === 'succeeded' ? amount : 0,
      currency: textIn(form, 'currency'),
      created: Math.floor(Date.now() / 1000),
      customer: textIn(form, 'customer') || null,
      livemode: false,
      metadata: metadataIn(form),
      payment_method: textIn(form, 'payment_method') || null,
      last_payment_error: null,
      status,
    };
    intents.set(intent.id, intent);
    return intent;
  };

  const create = (form: Form): Answer => {
    const card = textIn(form, 'payment_method');
    const declines = DECLINES[card];
    if (declines !== undefined) {
      const intent = newIntent(form, 'requires_payment_method');
      intent.last_payment_error = { type: 'card_error', ...declines };
      const error = { type: 'card_error', message: 'Your card was declined.', ...declines, payment_intent: intent };
      return { status: 402, body: { error } };
    }
    return { status: 200, body: newIntent(form, STATUSES[card] ?? 'succeeded') };
  };

  const cancel = (id: string): Answer => {
    const intent = intents.get(id);
    if (intent === undefined) return refused('resource_missing', 'No such payment_intent', 404);
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
      return refused('payment_intent_unexpected_state', `You cannot cancel it: it is ${intent.status}`);
    }
    intent.status = 'canceled';
    return { status: 200, body: intent };
  };

  const refund = (form: Form): Answer => {
    const intent = intents.get(textIn(form, 'payment_intent'));
    if (intent?.status !== 'succeeded') return refused('resource_missing', 'No such payment', 404);
    if (refunds.some((each) => each.payment_intent === intent.id)) {
      return refused('charge_already_refunded', 'Charge has already been refunded.');
    }
    const { amount, currency, id } = intent;
    const made = { ...refundOf(id, amount, currency), metadata: metadataIn(form) };
    refunds.push(made);
    return { status: 200, body: made };
  };

  const list = (query: Form): Answer => {
    const from = Number((query['created'] as Form | undefined)?.['gte'] ?? 0);
    const found = [...intents.values()]
      .filter(({ customer, created }) => customer === textIn(query, 'customer') && created >= from)
      .reverse();
    const at = found.findIndex(({ id }) => id === textIn(query, 'starting_after')) + 1;
    const page = found.slice(at, at + Number(query['limit'] ?? 10));
    return { status: 200, body: listOf(page, at + page.length < found.length, '/v1/payment_intents') };
  };

  const carryOut = (operation: string, id: string, form: Form): Answer => {
    switch (operation) {
      case 'POST /v1/payment_intents':
        return create(form);
      case 'GET /v1/payment_intents':
        return list(form);
      case 'GET /v1/payment_intents/{id}': {
        const intent = intents.get(id);
        return intent === undefined
          ? refused('resource_missing', 'No such intent', 404)
          : { status: 200, body: intent };
      }
      case 'POST /v1/payment_intents/{id}/cancel':
        return cancel(id);
      case 'POST /v1/refunds':
        return refund(form);
      default: {
        const found = sessions.filter(
          (each) => 'payment_intent' in each && each.payment_intent === form['payment_intent'],
        );
        return { status: 200, body: listOf(found, false, '/v1/checkout/sessions') };
      }
    }
  };

  const serve = (request: IncomingMessage, body: string): Answer => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const [, id = ''] = /^\/v1\/payment_intents\/(pi_\w+)/.exec(path) ?? [];
    const operation = `${request.method} ${id === '' ? path : path.replace(id, '{id}')}`;
    requests.push(operation);
    if (request.headers.authorization !== `Bearer ${API_KEY}`)
      return refused('api_key_invalid', 'Invalid API key', 401);
    const text = request.method === 'GET' ? query : body;
    const form = readForm(text);
    problems.push(...requestProblems(operation, form));
    const key = String(request.headers['idempotency-key'] ?? '');
    const known = key === '' ? undefined : byKey.get(key);
    if (known !== undefined && known.form !== text) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with.';
      return { status: 400, body: { error: { type: 'idempotency_error', message } } };
    }
    // As it was answered then, whatever has become of it since.
    const answer = known?.answer ?? structuredClone(carryOut(operation, id, form));
    if (key !== '') byKey.set(key, { form: text, answer });
    problems.push(...responseProblems(operation, answer.status, answer.body));
    return answer;
  };

  const respond = async (request: IncomingMessage, response: ServerResponse, body: string): Promise<void> => {
    await delay(state.slowness());
    const mishap = request.method === 'POST' ? mishaps.shift() : undefined;
    if (mishap === 'HTTP 500' || mishap === 'HTTP 429') {
      const status = Number(mishap.slice(5));
      response.writeHead(status, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: { type: 'api_error', message: 'Something went wrong.' } }));
    }
    const answer = serve(request, body);
    await delay(state.slowness());
    if (mishap === 'hang_up') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void respond(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  whenOver(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const state: StripeServer = {
    url,
    slowness: () => 0,
    intents,
    refunds,
    sessions,
    mishaps,
    problems,
    requests,
    decide(id, status) {
      const intent = intents.get(id);
      if (intent === undefined) throw new Error(`there is no ${id}`);
      Object.assign(intent, { status, amount_received: status === 'succeeded' ? intent.amount : 0 });
      return intent;
    },
    paid: (amount, currency, metadata) => newIntent({ amount: String(amount), currency, metadata }, 'succeeded'),
    async send(http, type, object, { ageSeconds = 0 } = {}) {
      const seconds = Math.floor(Date.now() / 1000) - ageSeconds;
      const event = eventOf(type, object, seconds);
      problems.push(...objectProblems('event', event));
      const payload = JSON.stringify(event);
      const signature = createHmac('sha256', EVENTS_SECRET).update(`${seconds}.${payload}`).digest('hex');
      const response = await fetch(`${http}/v1/stripe/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${seconds},v1=${signature}` },
        body: payload,
      });
      await response.text();
      return response.status;
    },
    env: {
      TOLLGATE_RECHARGE_PROVIDER: 'stripe',
      TOLLGATE_RECHARGE_STRIPE_URL: url,
      TOLLGATE_RECHARGE_STRIPE_API_KEY: API_KEY,
      TOLLGATE_RECHARGE_STRIPE_EVENTS_SECRET: EVENTS_SECRET,
    },
  };
  return state;
}

/** Cards that Stripe declines, by their names for tests. */
const DECLINES: Readonly<Record<string, { readonly code: string; readonly decline_code?: string }>> = {
  pm_card_chargeDeclinedInsufficientFunds: { code: 'card_declined', decline_code: 'insufficient_funds' },
  pm_card_authenticationRequired: { code: 'authentication_required', decline_code: 'authentication_required' },
};

/** What becomes of payments by these; every other succeeds. */
const STATUSES: Readonly<Record<string, string>> = {
  pm_processing: 'processing',
  pm_card_threeDSecureRequired: 'requires_action',
};

function refused(code: string, message: string, status = 400): Answer {
  return { status, body: { error: { type: 'invalid_request_error', code, message } } };
}

function listOf(data: readonly object[], hasMore: boolean, url: string): object {
  return { object: 'list', data, has_more: hasMore, url };
}

function eventOf(type: string, object: object, created: number): object {
  const id = `evt_${randomBytes(8).toString('hex')}`;
  return { object: 'event', id, type, created, livemode: false, pending_webhooks: 1, data: { object } };
}

/** A refund that somebody has made. */
export function refundOf(intentId: string, amount: number, currency: string) {
  const id = `re_${randomBytes(8).toString('hex')}`;
  const created = Math.floor(Date.now() / 1000);
  return { object: 'refund' as const, id, amount, currency, created, payment_intent: intentId, status: 'succeeded' };
}

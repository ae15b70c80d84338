/** Somebody's billing: an HTTP server that charges each order once, whatever it answers, and checks every signature. */
import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const SECRET = 'what billing and tollgate share';

export interface OrderBody {
  readonly type: 'charge' | 'refund';
  readonly id: string;
  readonly account_id: string;
  readonly purpose: string;
  readonly mode: string;
  readonly amount_milli_cents: number;
  readonly amount: string;
  readonly currency: string;
  readonly method_id: string;
  readonly asked_before: number;
}

/** What is answered to an order; `hang_up` charges, and says nothing. */
export type Reaction = 'paid' | 'failed' | 'pending' | 'hang_up' | 'broken' | 'HTTP 503';

export interface Billing {
  readonly url: string;
  /** All requests, in their order. */
  readonly asked: readonly OrderBody[];
  /** What was charged, by order. */
  readonly charged: ReadonlyMap<string, number>;
  readonly refunded: ReadonlySet<string>;
  /** What is answered next, one each; then `paid`. */
  readonly reactions: Reaction[];
  /** Variables that let a Tollgate ask it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startBilling(whenOver: (stop: () => Promise<void>) => void): Promise<Billing> {
  const asked: OrderBody[] = [];
  const charged = new Map<string, number>();
  const refunded = new Set<string>();
  const reactions: Reaction[] = [];

  const react = (order: OrderBody, response: ServerResponse): void => {
    if (order.type === 'refund') {
      refunded.add(order.id);
      return answer(response, { status: 'refunded' });
    }
    // Charged before is answered as it was, whatever was to come next.
    const reaction = charged.has(order.id) ? 'paid' : (reactions.shift() ?? 'paid');
    if (reaction === 'paid' || reaction === 'hang_up') charged.set(order.id, order.amount_milli_cents);
    if (reaction === 'hang_up') return void response.destroy();
    if (reaction === 'broken') return void response.end('<html>');
    if (reaction === 'HTTP 503') return void response.writeHead(503).end();
    return answer(response, { status: reaction, reference: `ref-${order.id}`, reason: 'card declined' });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (!isSigned(String(request.headers['tollgate-signature']), body)) return void response.writeHead(403).end();
      const order = JSON.parse(body) as OrderBody;
      asked.push(order);
      react(order, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charge`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  whenOver(stop);
  return {
    url,
    asked,
    charged,
    refunded,
    reactions,
    env: {
      TOLLGATE_RECHARGE_PROVIDER: 'webhook',
      TOLLGATE_RECHARGE_WEBHOOK_URL: url,
      TOLLGATE_RECHARGE_WEBHOOK_SECRET: SECRET,
    },
    stop,
  };
}

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function isSigned(header: string, body: string): boolean {
  const [, seconds = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const isFresh = Math.abs(Date.now() / 1000 - Number(seconds)) < 300;
  return isFresh && signature === createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
}

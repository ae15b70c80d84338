/** Posts an event to an endpoint, signed. Redirects are not followed, and the address is judged as it is reached. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { errorText } from '../../domain/fault.ts';
import { type AddressGuard, ForbiddenAddressError } from './address-guard.ts';
import { type Attempt, failed, SENT } from './channel.ts';
import { signatureHeaders } from './signature.ts';

export interface WebhookEndpoint {
  /** For people and metrics. */
  readonly name: string;
  readonly url: string;
  /** All of them sign; none where the endpoint checks nothing. */
  readonly secrets: readonly string[];
}

export interface WebhookOptions {
  readonly guard: AddressGuard;
  /** For all of it: name, connection, TLS, body and answer. */
  readonly timeoutMs: number;
  /** For `user-agent`. */
  readonly version: string;
}

/** Much more than anybody says about an error. */
const ANSWER_BYTES_MAX = 16_384;
const ANSWER_SHOWN = 120;
/** An endpoint that says it is gone for good. */
const GONE = 410;
/** The longest that an endpoint may ask to be left alone. */
const WAIT_MS_MAX = 3_600_000;

/** @param id - the same for each attempt, so that a receiver knows a repeat. Never rejects. */
export async function postWebhook(
  endpoint: WebhookEndpoint,
  id: string,
  body: string,
  { guard, timeoutMs, version }: WebhookOptions,
): Promise<Attempt> {
  const url = new URL(endpoint.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up.
  const problem = isIP(host) === 0 ? undefined : guard.problem(host);
  if (problem !== undefined) return failed(problem, { forGood: true });
  let handedOver = false;
  try {
    const answer = await exchange(url, {
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': `tollgate/${version}`,
        ...signatureHeaders(id, Date.now(), body, endpoint.secrets),
      },
      lookup: guard.lookup,
      signal: AbortSignal.timeout(timeoutMs),
      body,
      onHandedOver: () => (handedOver = true),
    });
    return judge(answer);
  } catch (error) {
    const forGood = error instanceof ForbiddenAddressError;
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const why = isLate ? `no answer within ${timeoutMs} ms` : errorText(error);
    return failed(why, { forGood, uncertain: handedOver && !forGood });
  }
}

interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  readonly lookup: AddressGuard['lookup'];
  readonly signal: AbortSignal;
  readonly body: string;
  readonly onHandedOver: () => void;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string;
  readonly text: string;
}

function exchange(url: URL, { headers, lookup, signal, body, onHandedOver }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    // A connection of its own: one that was kept could have been made before the guard was asked.
    const sent = send(url, { method: 'POST', headers, lookup, signal, agent: false }, (response) => {
      readAnswer(response).then(resolve, reject);
    });
    sent.on('finish', onHandedOver);
    sent.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    sent.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // The status is known: what else an endpoint has to say is cut off.
      if (length > ANSWER_BYTES_MAX) break;
    }
  } catch (error) {
    if (!isGood(status)) throw error;
  }
  response.destroy();
  return { status, retryAfter: headers['retry-after'] ?? '', text: Buffer.concat(chunks).toString('utf8') };
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function judge({ status, retryAfter, text }: Answer): Attempt {
  if (isGood(status)) return SENT;
  if (status >= 300 && status < 400) return failed(`HTTP ${status}: redirects are not followed`);
  const said = text.trim().slice(0, ANSWER_SHOWN);
  const why = said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  return failed(why, { forGood: status === GONE, waitMs: waitMs(retryAfter) });
}

/** Seconds, or a date. */
function waitMs(retryAfter: string): number {
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), WAIT_MS_MAX) : 0;
}

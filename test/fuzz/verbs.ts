/** Every field of every RPC over gRPC, and of every route over HTTP. */
import { request as httpRequest, Agent } from 'node:http';
import { connect, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { messageCodec, requestFields, rpcNamed, toWireName } from '../../src/transport/definitions.ts';
import { METHODS } from '../../src/transport/handlers/handlers.ts';
import type { Method } from '../../src/transport/method.ts';
import type { Seeded } from '../support/seeded.ts';
import { framed } from '../bench/load.ts';
import type { Target } from './target.ts';
import { hostileText, mutated, randomBytes } from './values.ts';
import type { Verdicts } from './verdicts.ts';
import { jsonOf, messageOf } from './wire.ts';

const ROWS: readonly Method[] = METHODS;
/** Streams that wait for news are left after so long. */
const CALL_MS = 30_000;
const LASTING_MS = 150;

interface StatusDetails {
  readonly details: readonly { readonly type_url: string; readonly value: Buffer }[];
}
const statusCodec = messageCodec<StatusDetails, StatusDetails>('google.rpc.Status');
const errorInfoCodec = messageCodec<object, { readonly reason: string }>('google.rpc.ErrorInfo');

/** Mostly such as come far, some through and through wrong. */
const mixOf = (seeded: Seeded) => ({ hostile: seeded.pick([0, 0.05, 0.15, 0.6]) });

const printable = (text: string): string => text.replace(/[^\u0021-\u007e]/g, '_').slice(0, 4_000);

export class GrpcFuzz {
  readonly #target: Target;
  readonly #verdicts: Verdicts;
  #session: ClientHttp2Session | undefined;

  constructor(target: Target, verdicts: Verdicts) {
    this.#target = target;
    this.#verdicts = verdicts;
  }

  close(): void {
    this.#session?.destroy();
  }

  async call(seeded: Seeded): Promise<void> {
    const row = seeded.pick(ROWS);
    const message = messageOf(requestFields(row.name), seeded, mixOf(seeded));
    const isFramed = seeded.chance(0.97);
    const body = isFramed ? framed(message) : mutated(framed(message), seeded);
    const isLasting = row.name === 'WatchAccount' || row.kind === 'bidi';
    const headers: OutgoingHttpHeaders = {
      ':method': 'POST',
      ':path': rpcNamed(row.name).path,
      'content-type': seeded.chance(0.97) ? 'application/grpc' : printable(hostileText(seeded)),
      te: 'trailers',
      authorization: `Bearer ${seeded.chance(0.8) ? this.#target.tokens[0] : seeded.pick(this.#target.tokens)}`,
      ...(seeded.chance(0.1) && { 'x-request-id': printable(hostileText(seeded)) }),
      ...(seeded.chance(0.1) && { 'grpc-timeout': seeded.pick(['1n', '1S', '99999999H', '-1S', 'abc', '1u', '']) }),
      ...(seeded.chance(0.03) && { 'grpc-encoding': seeded.pick(['gzip', 'identity', 'deflate', 'x']) }),
      ...(seeded.chance(0.03) && { 'x-noise-bin': randomBytes(seeded, 100).toString('base64') }),
    };
    const extra = Object.entries(headers).filter(([key]) => /^(x-|grpc-)/.test(key));
    const sent = (): string => `${JSON.stringify(extra)} ${message.subarray(0, 400).toString('base64')}`;
    const answer = await this.#ask(headers, body, isLasting ? LASTING_MS : CALL_MS, isLasting);
    if (answer.reason === 'NO_ANSWER' && isFramed && !isLasting)
      this.#verdicts.complain(`${row.name} was not answered, but ${answer.message}`, sent);
    // A deadline that is none, or is over, and a compression that nobody has, are answered by the library.
    const isOfLibrary = headers['grpc-timeout'] !== undefined || headers['grpc-encoding'] !== undefined;
    if (answer.reason === 'BARE' && isFramed && !isOfLibrary && headers['content-type'] === 'application/grpc')
      this.#verdicts.complain(`${row.name} has status ${answer.status} without a reason (${answer.message})`, sent);
    if (!['NO_ANSWER', 'BARE', 'REFUSED'].includes(answer.reason)) this.#verdicts.answered(answer.reason, sent);
  }

  #ask(
    headers: OutgoingHttpHeaders,
    body: Buffer,
    ms: number,
    staysOpen: boolean,
  ): Promise<{ readonly reason: string; readonly status?: string; readonly message?: string }> {
    if (this.#session === undefined || this.#session.destroyed || this.#session.closed) {
      this.#session = connect(`http://${this.#target.grpcAddress}`);
      this.#session.on('error', () => undefined);
    }
    const session = this.#session;
    return new Promise((resolve) => {
      const stream = session.request(headers);
      let found: Record<string, unknown> = {};
      const over = (): void => {
        clearTimeout(timer);
        const status = found['grpc-status'];
        // By HTTP/2, or because it is no gRPC: nobody has looked at it.
        const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM || (found[':status'] ?? 200) !== 200;
        if (typeof status !== 'string')
          return resolve({ reason: isRefused ? 'REFUSED' : 'NO_ANSWER', message: `code ${stream.rstCode}` });
        if (status === '0') return resolve({ reason: 'OK' });
        const details = found['grpc-status-details-bin'];
        const reason = typeof details === 'string' ? reasonIn(Buffer.from(details, 'base64')) : undefined;
        resolve({ reason: reason ?? 'BARE', status, message: String(found['grpc-message']) });
      };
      const timer = setTimeout(() => stream.destroy(), ms);
      stream.on('response', (response) => (found = { ...found, ...response }));
      stream.on('trailers', (trailers) => (found = { ...found, ...trailers }));
      stream.on('error', () => undefined);
      stream.on('close', over);
      stream.resume();
      if (staysOpen) stream.write(body);
      else stream.end(body);
    });
  }
}

function reasonIn(details: Buffer): string | undefined {
  const info = statusCodec.decode(details).details.find(({ type_url: type }) => type.endsWith('ErrorInfo'));
  return info === undefined ? undefined : errorInfoCodec.decode(info.value).reason;
}

const ROUTES = ROWS.flatMap(({ name, http }) => (http?.routes ?? []).map((route) => ({ name, route })));

export class HttpFuzz {
  readonly #target: Target;
  readonly #verdicts: Verdicts;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(target: Target, verdicts: Verdicts) {
    this.#target = target;
    this.#verdicts = verdicts;
  }

  close(): void {
    this.#agent.destroy();
  }

  async call(seeded: Seeded): Promise<void> {
    const { name, route } = seeded.pick(ROUTES);
    const [verb = '', path = ''] = route.split(' ');
    const message = jsonOf(requestFields(name), seeded, mixOf(seeded), toWireName);
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = message[key];
      delete message[key];
      return inUrl(value ?? 'acme');
    });
    const isInQuery = verb === 'GET' || verb === 'DELETE';
    const query = isInQuery ? `?${queryOf(message)}` : '';
    const json = JSON.stringify(message);
    let body: Buffer | undefined = isInQuery ? undefined : Buffer.from(json);
    if (body !== undefined && seeded.chance(0.1)) body = mutated(body, seeded);
    if (body !== undefined && seeded.chance(0.01)) body = Buffer.from('['.repeat(100_000));
    const headers = {
      authorization: `Bearer ${seeded.chance(0.8) ? this.#target.tokens[0] : seeded.pick(this.#target.tokens)}`,
      'content-type': seeded.chance(0.97) ? 'application/json' : printable(hostileText(seeded)),
      ...(seeded.chance(0.1) && { 'x-request-id': printable(hostileText(seeded)) }),
      ...(seeded.chance(0.05) && { accept: seeded.pick(['application/x-ndjson', 'text/event-stream', '*/*', 'x']) }),
    };
    const asked = seeded.chance(0.97) ? verb : seeded.pick(['PUT', 'OPTIONS', 'TRACE', 'HEAD', 'PROPFIND']);
    const sent = (): string => `${asked} ${filled}${query} ${json.slice(0, 400)}`;
    const { status, text } = await this.#ask(asked, filled + query, headers, body);
    const reason = status >= 400 && asked !== 'HEAD' ? reasonOf(text) : 'OK';
    if (status === 0 && asked === verb && !filled.endsWith('/watch')) this.#verdicts.complain('was not answered', sent);
    else if (reason === undefined) this.#verdicts.complain(`status ${status} without a reason (${text})`, sent);
    else this.#verdicts.answered(reason, sent);
  }

  #ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: Buffer | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const [host = '', port = ''] = this.#target.httpAddress.split(':');
    return new Promise((resolve) => {
      const request = httpRequest({ host, port, method, path, headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text.length < 10_000 ? (text += chunk) : ''));
        response.on('close', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, text });
        });
        // What lasts is left.
        if (String(response.headers['content-type']).includes('event-stream')) setTimeout(() => request.destroy(), 100);
      });
      const timer = setTimeout(() => request.destroy(), CALL_MS);
      request.on('error', () => resolve({ status: 0, text: '' }));
      request.end(body);
    });
  }
}

function queryOf(message: Readonly<Record<string, unknown>>): string {
  return Object.entries(message)
    .map(([key, value]) => `${key}=${inUrl(value)}`)
    .join('&');
}

function reasonOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly reason?: string } };
    return error?.reason;
  } catch {
    return undefined;
  }
}

/** Half of a pair of surrogates cannot be in a URL. */
function inUrl(value: unknown): string {
  return encodeURIComponent(
    String(value)
      .slice(0, 3_000)
      .replace(/\p{Cs}/gu, '\uFFFD'),
  );
}

/** The HTTP server: the same verbs in JSON, and what probes and scrapers ask for. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type Authenticator, type Identity, identifyByHeader, namesIn, refuseScraper } from '../auth.ts';
import { toWireObject } from '../definitions.ts';
import type { HttpBinding } from '../method.ts';
import type { Edge } from '../edge.ts';
import type { HealthState } from '../health-state.ts';
import { bindPrivately, type Caller, type Decoded, type Incoming, type Transport } from '../transport.ts';
import type { TransportMetrics } from '../telemetry.ts';
import type { TlsFiles } from '../tls-files.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import { csvForm, type Exchange, wantsLine, writeFault, writeJson, writeLine, writeStream } from './answers.ts';
import { parseBody, readBody } from './bodies.ts';
import { refuseForeignPage } from './errors.ts';
import { createListener } from './listener.ts';
import { createRouter, csvReport, decodeBody, decodeExport, decodeQuery, type Match } from './routes.ts';

export interface HttpOptions {
  /** `host:port`, `[ipv6]:port` or `unix:/path`. Port 0 takes a free one. */
  readonly address: string;
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
}

/** What `/metrics` answers. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

/**
 * What another service sends by itself, by its path. It proves itself by a signature over its bytes, so that these are
 * handed over as they came; there is no token. Rejects with a fault.
 */
export type SignedPosts = ReadonlyMap<string, (body: Buffer, headers: IncomingHttpHeaders) => Promise<object>>;

export interface HttpServerDependencies {
  readonly edge: Edge;
  readonly health: HealthState;
  readonly metricsPage: MetricsPage;
  readonly signedPosts: SignedPosts;
  readonly metrics: Pick<TransportMetrics, 'listener'>;
  /** Whether this is the listener for what cannot wait: completions and emergency calls. */
  readonly priority?: boolean;
  /** Undefined serves plain text. */
  readonly tls: TlsFiles | undefined;
  readonly options: HttpOptions;
}

export function createHttpServer(dependencies: HttpServerDependencies): Transport {
  const { health, tls, priority = false, options } = dependencies;
  const name = priority ? 'http-priority' : 'http';
  const respond = createResponder(dependencies);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (health.draining) response.setHeader('connection', 'close');
    void respond(request, response);
  };
  const refused = dependencies.metrics.listener(name, () => server.connections);
  const server = createListener(tls, options.maxConnections, onRequest, refused);
  answerBrokenRequests(server.node, dependencies.edge);
  let removeSocket = () => {};
  return {
    name,
    async start() {
      if (options.address.startsWith('unix:')) {
        removeSocket = await bindPrivately(options.address.slice('unix:'.length), (path) => server.listen({ path }));
        return { address: options.address };
      }
      const at = options.address.lastIndexOf(':');
      const host = options.address.slice(0, at);
      const port = await server.listen({
        host: host.replace(/^\[|\]$/g, ''),
        port: Number(options.address.slice(at + 1)),
      });
      return { address: `${host}:${port}` };
    },
    async drain(ms) {
      await server.closeWithin(ms);
      removeSocket();
    },
  };
}

function createResponder(dependencies: HttpServerDependencies) {
  const { edge, health, metricsPage, signedPosts, priority = false, options } = dependencies;
  const route = createRouter(edge.methods);

  async function serve(exchange: Exchange): Promise<void> {
    const { request, response, requestId, path, query } = exchange;
    if (edge.authenticator.open) refuseForeignPage(request);
    const match = route(request.method ?? '', path);
    const { method, fromQuery } = match.route;
    const csv = csvReport(query, match);
    if (csv !== undefined) return serveCsv(exchange, csv);
    const incoming = fromQuery
      ? new HttpMessage(query.length, () => decodeQuery(query, match, request.headers['last-event-id']))
      : bodyMessage(await readBody(request, options.maxBodyBytes), request.headers['content-type'], match);
    const caller = new HttpCaller(exchange, priority);
    const shown = (result: object) => toWireObject(flattened(result, method.http?.inner)) as object;
    if (method.kind !== 'unary') {
      const report = (error: unknown) => edge.report(error, method.name, requestId);
      const objects = edge.stream(method.name)(incoming, caller);
      await writeStream(exchange, method, { objects, shown, report });
      return;
    }
    const line = wantsLine(request) ? method.http?.line : undefined;
    edge.unary(method.name)(incoming, caller, (fault, result = {}) => {
      if (fault !== undefined) writeFault(exchange, fault);
      else if (line !== undefined) writeLine(response, 200, line(result));
      else writeJson(response, 200, shown(result));
    });
  }

  /** Probes, scrapers and signed posts. False when the path is none of theirs. */
  /** A report in another form than its row answers in. */
  async function serveCsv(exchange: Exchange, { by, report }: NonNullable<HttpBinding['csv']>): Promise<void> {
    const { query, requestId } = exchange;
    const row = edge.methods.find(({ name }) => name === by);
    if (row === undefined || row.kind === 'unary') throw new Error(`no stream is called ${by}`);
    const incoming = new HttpMessage(query.length, () => decodeExport(query, report));
    const objects = edge.stream(by)(incoming, new HttpCaller(exchange, priority));
    const faultOf = (error: unknown) => edge.report(error, by, requestId);
    await writeStream(exchange, row, { objects, shown: (object) => object, form: csvForm(report), report: faultOf });
  }

  /** Probes and scrapers. Undefined when the path is none of theirs. */
  async function serveOperations(exchange: Exchange): Promise<boolean> {
    const { request, response, path } = exchange;
    const post = request.method === 'POST' ? signedPosts.get(path) : undefined;
    if (post !== undefined) {
      writeJson(response, 200, await post(await readBody(request, options.maxBodyBytes), request.headers));
      return true;
    }
    // Some load balancers probe with HEAD; Node leaves the body out.
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (path === '/livez') {
      writeJson(response, 200, { status: 'alive' });
    } else if (path === '/readyz') {
      const ready = health.ready();
      const status = ready ? 'ready' : health.draining ? 'draining' : 'not_ready';
      writeJson(response, ready ? 200 : 503, { status, components: health.components() });
    } else if (path === '/metrics') {
      if (edge.authenticator.open) refuseForeignPage(request);
      refuseScraper(new HttpCaller(exchange, priority).identify(edge.authenticator));
      const text = await metricsPage.text();
      response.writeHead(200, { 'content-type': metricsPage.contentType }).end(text);
    } else {
      return false;
    }
    return true;
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '';
    const at = url.indexOf('?');
    const path = at === -1 ? url : url.slice(0, at);
    const query = at === -1 ? '' : url.slice(at + 1);
    const sent = request.headers['x-request-id'];
    const requestId = edge.requestId(typeof sent === 'string' ? sent : '');
    response.setHeader('x-request-id', requestId);
    const exchange = { request, response, requestId, path, query };
    try {
      if (!(await serveOperations(exchange))) await serve(exchange);
    } catch (error) {
      writeFault(exchange, edge.report(error, 'HTTP', requestId));
    }
  };
}

/** Decoded when the edge knows the caller. */
class HttpMessage implements Incoming {
  readonly size: number;
  readonly decode: () => Decoded;

  constructor(size: number, decode: () => Decoded) {
    this.size = size;
    this.decode = decode;
  }
}

function bodyMessage(bytes: Buffer, contentType: string | undefined, match: Match): Incoming {
  return new HttpMessage(bytes.length, () => decodeBody(parseBody(bytes, contentType), match));
}

/** The fields of the inner message beside the others. */
function flattened(result: object, inner: string | undefined): object {
  if (inner === undefined) return result;
  const { [inner]: message, ...others } = result as Record<string, object>;
  return { ...message, ...others };
}

class HttpCaller implements Caller {
  readonly requestId: string;
  readonly deadlineAtMs = 0;
  readonly priority: boolean;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, priority: boolean) {
    this.requestId = exchange.requestId;
    this.priority = priority;
    this.#exchange = exchange;
  }

  connection(): object {
    return this.#exchange.request.socket;
  }

  onGone(gone: () => void): void {
    const { response } = this.#exchange;
    if (response.closed) gone();
    else response.once('close', gone);
  }

  identify(authenticator: Authenticator): Identity {
    const { request } = this.#exchange;
    return identifyByHeader(authenticator, request.headers.authorization, () => certificateNames(request));
  }
}

function certificateNames({ socket }: IncomingMessage): readonly string[] | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  return namesIn(socket.getPeerCertificate());
}

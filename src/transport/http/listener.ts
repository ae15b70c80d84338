/** Node's HTTP/1 server with bounds: how many connections there may be, and how long each may keep us waiting. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SILENT_CALLER_MS, STALLED_MS } from '../transport.ts';
import type { TlsFiles } from '../tls-files.ts';

/** Node looks at these times only now and then. */
const CHECK_MS = 500;
/** Longer than the idle time of common proxies, so that they close first and no request meets a closed connection. */
const KEEP_ALIVE_MS = 75_000;
/** A connection with a request in the works on which no byte moves; longer than any request takes. */
const STUCK_MS = 30_000;
const LAST_WORD_MS = 1_000;
/** While draining. */
const IDLE_SWEEP_MS = 20;
const MAX_HEADER_BYTES = 16 * 1024;

const LIMITS: ServerOptions = {
  connectionsCheckingInterval: CHECK_MS,
  headersTimeout: SILENT_CALLER_MS,
  requestTimeout: STALLED_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
};

type OnRequest = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  readonly node: Server;
  /** Connections that are open. */
  readonly connections: number;
  /** @returns the port, or 0 for a path. */
  listen(where: { readonly path: string } | { readonly host: string; readonly port: number }): Promise<number>;
  /** Finishes the requests in the works for at most `ms`, then cuts them. */
  closeWithin(ms: number): Promise<void>;
}

/**
 * @param tls - undefined serves plain text
 * @param refused - told of each connection that was one too many
 */
export function createListener(
  tls: TlsFiles | undefined,
  maxConnections: number,
  onRequest: OnRequest,
  refused: () => void,
): Listener {
  const server = tls === undefined ? createServer(LIMITS, onRequest) : tlsServer(tls, onRequest);
  server.timeout = STUCK_MS;
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.once('close', () => (connections -= 1));
    if (connections <= maxConnections) return;
    refused();
    if (tls !== undefined) socket.destroy();
    // Before a byte of it is read, because reading is what it costs.
    else endWith(socket.pause(), 503, { 'retry-after': '1' });
  });
  // What bytes of requests come by: over TLS that is not the connection itself.
  const channels = new Set<Socket>();
  server.on(tls === undefined ? 'connection' : 'secureConnection', (channel: Socket) => {
    channels.add(channel);
    channel.once('close', () => channels.delete(channel));
  });
  return {
    node: server,
    get connections() {
      return connections;
    },
    listen: (where) => listen(server, where),
    closeWithin: (ms) => closeWithin(server, channels, ms),
  };
}

/**
 * Says a last word, which is an answer without a request that Node could have read. A caller that does not hang up then
 * is cut off: at once, it might not hear it.
 */
export function endWith(
  socket: Duplex,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string = '',
): void {
  const all = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.join('')}\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

function tlsServer(tls: TlsFiles, onRequest: OnRequest): Server {
  const contextOf = ({ cert, key, clientCa }: TlsFiles['material']) => ({
    cert,
    key,
    ...(clientCa !== undefined && { ca: clientCa }),
  });
  const server = createTlsServer(
    // Probes have no certificate; whoever needs an identity and has none is refused by the edge.
    {
      ...LIMITS,
      ...contextOf(tls.material),
      handshakeTimeout: SILENT_CALLER_MS,
      requestCert: tls.material.clientCa !== undefined,
      rejectUnauthorized: false,
    },
    onRequest,
  );
  tls.onChange((material) => server.setSecureContext(contextOf(material)));
  return server;
}

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}

/** Connections end as soon as they have no request any more; the callers would keep them for the next one. */
function closeWithin(server: Server, channels: ReadonlySet<Socket>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    // Node would wait for the first request of one that was opened in advance, as browsers and pools do.
    for (const channel of channels) if (channel.bytesRead === 0) channel.destroy();
    const timer = setTimeout(() => server.closeAllConnections(), ms);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

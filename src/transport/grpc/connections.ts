/**
 * The connections behind a grpc-js server: how many there may be, that each says something soon, and that a stream
 * whose caller neither sends nor reads does not stay. grpc-js bounds none of this, and shows none of its connections;
 * the HTTP/2 servers inside it are Node's own.
 */
import { constants, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { Server } from '@grpc/grpc-js';
import { SILENT_CALLER_MS, STALLED_MS } from '../transport.ts';
import { StreamShares } from './streams.ts';

export interface ConnectionBounds {
  readonly maxConnections: number;
  /** Over all connections. */
  readonly maxStreams: number;
}

export type StreamKind = 'unary' | 'stream' | 'bidi';

export interface ConnectionWatch {
  /** To be called after each `bindAsync`: there is an HTTP/2 server more. */
  adopt(): void;
  /** Connections that are open. */
  readonly count: number;
}

/**
 * @param refused - told of each connection that was one too many
 */
export function watchConnections(
  server: Server,
  { maxConnections, maxStreams }: ConnectionBounds,
  kindOf: (path: string) => StreamKind,
  refused: () => void,
): ConnectionWatch {
  const shares = new StreamShares(maxStreams);
  const stalled = new StalledStreams();
  const known = new Set<Http2Server>();
  const watch = (each: Http2Server) => {
    each.maxConnections = maxConnections;
    each.on('drop', refused);
    endSilent(each);
    each.on('session', (session) => shares.add(session));
    each.on('stream', (stream, headers) => {
      const kind = kindOf(String(headers[constants.HTTP2_HEADER_PATH]));
      // Those that wait for news last; they are no work.
      shares.opened(stream.session, stream, kind !== 'unary');
      stalled.watch(stream, kind);
    });
  };
  return {
    adopt() {
      for (const each of http2ServersOf(server)) {
        if (!known.has(each)) watch(each);
        known.add(each);
      }
    },
    get count() {
      return shares.connections;
    },
  };
}

/** grpc-js hides them. It is better not to start than to serve without bounds. */
function http2ServersOf(server: Server): readonly Http2Server[] {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (!(servers instanceof Map) || servers.size === 0) throw new Error('this grpc-js does not show its HTTP/2 servers');
  return [...servers.keys()] as Http2Server[];
}

/** Ends connections that have not said who speaks: no TLS, or no first frame of HTTP/2. */
function endSilent(server: Http2Server): void {
  const silent = new Map<string, NodeJS.Timeout>();
  const spoke = (socket: Socket) => {
    const key = peerOf(socket);
    clearTimeout(silent.get(key));
    silent.delete(key);
  };
  // Node itself would wait for two minutes. The socket under TLS is another one than the session's, from the same peer.
  if (server instanceof TlsServer) {
    server.on('connection', (socket: Socket) => {
      silent.set(
        peerOf(socket),
        setTimeout(() => socket.destroy(), SILENT_CALLER_MS),
      );
      socket.once('close', () => spoke(socket));
    });
    server.on('secureConnection', spoke);
  }
  server.on('session', (session) => {
    const timer = setTimeout(() => session.destroy(), SILENT_CALLER_MS);
    const clear = () => clearTimeout(timer);
    session.once('remoteSettings', clear);
    session.once('close', clear);
  });
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/*
 * Ends streams on which nothing moves although it is the caller's turn: the request has not come to its end, or the
 * answer is not taken. What waits for us or for news goes on.
 */

const LOOK_MS = 1_000;

/** What was seen of a stream at the last look. */
interface Seen {
  /** Since when it has been the caller's turn, by `performance.now()`; 0: it is not. */
  since: number;
  /** Bytes of the answer that were not taken. */
  pending: number;
  /** Whether its requests may go on for ever. */
  readonly talks: boolean;
}

class StalledStreams {
  readonly #seen = new Map<ServerHttp2Stream, Seen>();
  #timer: NodeJS.Timeout | undefined;

  watch(stream: ServerHttp2Stream, kind: StreamKind): void {
    this.#seen.set(stream, { since: 0, pending: 0, talks: kind === 'bidi' });
    stream.once('close', () => this.#seen.delete(stream));
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [stream, seen] of this.#seen) {
      const untaken = stream.writableLength > 0 && stream.writableLength === seen.pending;
      const unfinished = !stream.readableEnded && !seen.talks;
      seen.pending = stream.writableLength;
      if (!untaken && !unfinished && !stream.writableEnded) seen.since = 0;
      else if (seen.since === 0) seen.since = now;
      else if (now - seen.since >= STALLED_MS) stream.close(constants.NGHTTP2_CANCEL);
    }
    if (this.#seen.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

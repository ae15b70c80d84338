/** What is no HTTP gets an answer too: a status, the reason, and a request id that stands in the log. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Fault } from '../../domain/fault.ts';
import type { Edge } from '../edge.ts';
import { errorBody, httpStatus } from './errors.ts';
import { endWith } from './listener.ts';

/** What Node's parser says of requests that never become one. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Has a server answer what Node cannot read as a request, and end the connection on which it came. */
export function answerBrokenRequests(server: Server, edge: Edge): void {
  /** Connections on which an answer is under way: other words would be read as its continuation. */
  const busy = new WeakSet<Duplex>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    busy.add(socket);
    response.once('close', () => busy.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (socket.writable && !busy.has(socket) && error.code !== 'ECONNRESET') answer(socket, error, edge);
    else socket.destroy();
  });
}

function answer(socket: Duplex, error: NodeJS.ErrnoException, edge: Edge): void {
  const requestId = edge.requestId('');
  const fault = edge.report(new Fault('MALFORMED_MESSAGE', `no HTTP request: ${error.message}`), 'HTTP', requestId);
  const status = STATUSES[error.code ?? ''] ?? httpStatus(fault);
  const headers = { 'x-request-id': requestId, 'content-type': 'application/json' };
  endWith(socket, status, headers, JSON.stringify(errorBody(fault, requestId)));
}

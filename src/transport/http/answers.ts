/** Answers as HTTP bodies: one object, a fault, or a stream of objects in the form that its reader asks for. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../../domain/fault.ts';
import { toWireName } from '../definitions.ts';
import type { BidiMethod, StreamMethod } from '../method.ts';
import { drained } from '../transport.ts';
import { errorBody, errorHeaders, httpStatus } from './errors.ts';

/** One request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly path: string;
  readonly query: string;
}

export function writeJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

/** Whoever accepts plain text and no JSON reads one line. Accepting anything, as every client does, is no such wish. */
export function wantsLine({ headers: { accept = '' } }: IncomingMessage): boolean {
  return accept.includes('text/plain') && !accept.includes('json') && !accept.includes('text/event-stream');
}

export function writeLine(
  response: ServerResponse,
  status: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(`${line}\n`);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

/** In a line: `FAULT <http status> <reason> <message>`. */
export function writeFault({ request, response, requestId }: Exchange, fault: Fault): void {
  // What is left of a body that was too large would be read as the next request.
  if (fault.reason === 'BODY_TOO_LARGE') response.setHeader('connection', 'close');
  const [status, headers] = [httpStatus(fault), errorHeaders(fault)];
  if (!wantsLine(request)) writeJson(response, status, errorBody(fault, requestId), headers);
  else writeLine(response, status, `FAULT ${status} ${fault.reason} ${fault.message.replace(/\s+/g, ' ')}`, headers);
}

/* Streams. */

/** How objects stand one after the other in a body. */
interface Form {
  readonly headers: Readonly<Record<string, string>>;
  /** What one object adds. */
  write(object: object, isFirst: boolean): string;
  /** After the last one. */
  end(isEmpty: boolean): string;
  /** How a fault is told when the status is sent already; undefined cuts the body short. */
  fault(body: object): string | undefined;
}

/** An array cut short is what no parser takes for a whole one. */
const ARRAY: Form = {
  headers: { 'content-type': 'application/json' },
  write: (object, isFirst) => `${isFirst ? '[' : ','}${JSON.stringify(object)}`,
  end: (isEmpty) => (isEmpty ? '[]' : ']'),
  fault: () => undefined,
};

/** One object a line. */
const LINES: Form = {
  headers: { 'content-type': 'application/x-ndjson' },
  write: (object) => `${JSON.stringify(object)}\n`,
  end: () => '',
  fault: (body) => `${JSON.stringify(body)}\n`,
};

/**
 * Server-sent events, whose ids name places: a reader that lost the connection sends the last one back by itself. An
 * object that is nothing but a place tells readers no more than that.
 *
 * @param place - the field that names a place, on the wire
 */
function events(place: string | undefined): Form {
  return {
    // Some proxies collect what they hand on.
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    write(object) {
      const fields = object as Readonly<Record<string, unknown>>;
      const id = place === undefined ? '' : `id: ${String(fields[place])}\n`;
      const isPlaceOnly = Object.keys(fields).every((key) => key === place);
      return isPlaceOnly ? `${id}\n` : `${id}data: ${JSON.stringify(object)}\n\n`;
    },
    end: () => '',
    fault: (body) => `event: fault\ndata: ${JSON.stringify(body)}\n\n`,
  };
}

/** Pieces of a report. One cut short ends without the end that HTTP gives a whole body. */
export function csvForm(report: string): Form {
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${report}.csv"`,
    },
    write: (object) => (object as { readonly csv: string }).csv,
    end: () => '',
    fault: () => undefined,
  };
}

/** A stream that lasts comes in lines where nothing else is asked for: an array would never be a whole one. */
function formFor({ headers }: IncomingMessage, { http, lasts }: StreamMethod | BidiMethod): Form {
  const accepted = headers.accept ?? '';
  if (accepted.includes('text/event-stream')) return events(http?.place && toWireName(http.place));
  return lasts === true || accepted.includes('application/x-ndjson') ? LINES : ARRAY;
}

export interface StreamAnswer {
  readonly objects: AsyncIterable<object>;
  /** As JSON has it. */
  readonly shown: (object: object) => object;
  /** In which form, where that is not for the reader to say. */
  readonly form?: Form;
  /** For what the stream itself did not throw: its faults are reported. */
  readonly report: (error: unknown) => Fault;
}

/** Writes everything that comes. A fault before the first object becomes a status; later the status is already sent. */
export async function writeStream(
  exchange: Exchange,
  method: StreamMethod | BidiMethod,
  { objects, shown, report, form = formFor(exchange.request, method) }: StreamAnswer,
): Promise<void> {
  const { response, requestId } = exchange;
  const stalled = (error: unknown) => {
    throw report(error);
  };
  const iterator = objects[Symbol.asyncIterator]();
  try {
    let next = await iterator.next();
    // The connection of a stream that lasted has served its time.
    response.writeHead(200, { ...form.headers, ...(method.lasts === true && { connection: 'close' }) });
    let isFirst = true;
    while (next.done !== true) {
      // Looked at first: a response that has closed says neither `drain` nor `close` any more.
      if (response.destroyed) return;
      const text = form.write(shown(next.value), isFirst);
      if (!response.write(text)) await drained(response, 'close').catch(stalled);
      if (response.destroyed) return;
      isFirst = false;
      next = await iterator.next();
    }
    response.end(form.end(isFirst));
  } catch (error) {
    const fault = error instanceof Fault ? error : report(error);
    const told = response.headersSent ? form.fault(errorBody(fault, requestId)) : undefined;
    if (!response.headersSent) writeFault(exchange, fault);
    else if (told !== undefined) response.end(told);
    else response.destroy();
  } finally {
    await iterator.return?.();
  }
}

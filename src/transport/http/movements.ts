/** Streams of objects as HTTP bodies: a JSON array, or one object a line for those who ask for it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../../domain/fault.ts';
import { drained } from '../drained.ts';
import { toWireObject } from '../wire-names.ts';
import { errorBody } from './errors.ts';

const NDJSON = 'application/x-ndjson';

/**
 * Writes everything that comes. A fault before the first object is thrown, so that it becomes a status; later the status is
 * already sent: then the last line says so, or the array is cut short, which no parser takes for a whole one.
 */
export async function writeStream(
  request: IncomingMessage,
  response: ServerResponse,
  objects: AsyncIterable<object>,
): Promise<void> {
  const lines = request.headers.accept?.includes(NDJSON) === true;
  const iterator = objects[Symbol.asyncIterator]();
  let next = await iterator.next();
  response.writeHead(200, { 'content-type': lines ? NDJSON : 'application/json' });
  try {
    let separator = lines ? '' : '[';
    while (next.done !== true) {
      // Looked at first: a response that has closed says neither `drain` nor `close` any more.
      if (response.destroyed) return;
      const text = JSON.stringify(toWireObject(next.value));
      if (!response.write(lines ? `${text}\n` : separator + text)) await drained(response, 'close');
      if (response.destroyed) return;
      separator = ',';
      next = await iterator.next();
    }
    response.end(lines ? undefined : separator === '[' ? '[]' : ']');
  } catch (error) {
    if (lines && error instanceof Fault) response.end(`${JSON.stringify(errorBody(error, ''))}\n`);
    else response.destroy();
  } finally {
    await iterator.return?.();
  }
}

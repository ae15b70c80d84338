/** Reads request bodies: JSON, bounded, UTF-8. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { bodyTooLarge, malformedBody, notJson } from './errors.ts';

const JSON_TYPE = /^application\/json *(;|$)/i;

/** Rejects with a fault; an empty body reads as an empty object. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw notJson();
  if (!isUtf8(bytes)) throw malformedBody('must be UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw malformedBody('is not JSON');
  }
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) reject(bodyTooLarge(maxBytes));
      else chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', () => reject(malformedBody('ended early')));
  });
}

/**
 * Reads request bodies: JSON or a form, bounded, UTF-8. Dialplans speak forms; and many of them, as curl does, call
 * whatever they send a form.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Fault, invalidField } from '../../domain/fault.ts';
import { duplicateKey } from './duplicate-keys.ts';
import { malformedBody } from './errors.ts';

const JSON_TYPE = /^application\/json *(;|$)/i;
/** What clients say who were told nothing: curl and browsers a form, fetch plain text, others nothing at all. */
const DEFAULT_TYPE = /^(?:application\/x-www-form-urlencoded|text\/plain) *(;|$)|^$/i;
/** How JSON for a verb begins, and no form does. */
const OBJECT = /^\s*[{[]/;

/** What a body says. */
export type ParsedBody =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      /** A key that an object in it has twice. Readers differ in which one counts, so that it says nothing. */
      readonly duplicate: Fault | undefined;
    }
  | { readonly kind: 'form'; readonly text: string };

/** Throws a fault for what is neither; an empty body reads as an empty object. */
export function parseBody(bytes: Buffer, contentType = ''): ParsedBody {
  if (bytes.length === 0) return { kind: 'json', value: {}, duplicate: undefined };
  const isJson = JSON_TYPE.test(contentType);
  if (!isJson && !DEFAULT_TYPE.test(contentType)) throw wrongType();
  if (!isUtf8(bytes)) throw malformedBody('must be UTF-8');
  const text = bytes.toString('utf8');
  if (!isJson && !OBJECT.test(text)) return { kind: 'form', text };
  const value = parsed(text);
  const key = duplicateKey(text);
  return { kind: 'json', value, duplicate: key === undefined ? undefined : invalidField(key, 'is given twice') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedBody('is not JSON');
  }
}

/** Rejects with a fault when there are more. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(bodyTooLarge(maxBytes));
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

function bodyTooLarge(maxBytes: number): Fault {
  return new Fault('BODY_TOO_LARGE', `body: must be at most ${maxBytes} bytes`, { field: 'body' });
}

function wrongType(): Fault {
  const message = 'content-type: must be application/json or application/x-www-form-urlencoded';
  return new Fault('UNSUPPORTED_MEDIA_TYPE', message, { field: 'content-type' });
}

/** What a gRPC call tells about its caller. */
import type { Metadata, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { Fault } from '../../domain/fault.ts';
import { namesIn } from '../auth/certificate-names.ts';
import type { Caller } from '../edge.ts';

/** Any call whose request is one message. */
export type IncomingCall = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;

const namesByConnection = new WeakMap<object, readonly string[]>();

/** Throws an `invalid_argument` fault when the metadata is larger than `maxMetadataBytes`. */
export function callerOf(call: IncomingCall, maxMetadataBytes: number): Caller {
  const { metadata } = call;
  checkSize(metadata, maxMetadataBytes);
  const deadline = call.getDeadline();
  return {
    requestId: first(metadata, 'x-request-id') ?? '',
    authorization: first(metadata, 'authorization'),
    // grpc-js says Infinity when the caller set none.
    deadlineAtMs: typeof deadline === 'number' && Number.isFinite(deadline) ? deadline : 0,
    certificateNames: () => certificateNames(call),
  };
}

function first(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key)[0];
  return typeof value === 'string' ? value : undefined;
}

/** HTTP/2 would take 64 KB; nothing that we read needs more than a token. */
function checkSize(metadata: Metadata, maxBytes: number): void {
  const entries = metadata.toJSON();
  let bytes = 0;
  for (const key in entries) {
    for (const value of entries[key] ?? []) bytes += key.length + value.length;
  }
  if (bytes > maxBytes) {
    throw new Fault('invalid_argument', 'METADATA_TOO_LARGE', `metadata: must be at most ${maxBytes} bytes`, {
      field: 'metadata',
    });
  }
}

/** The names in a verified client certificate. Reading one costs more than a whole call, so a connection's names are remembered. */
function certificateNames(call: IncomingCall): readonly string[] | undefined {
  const connection = connectionOf(call);
  const known = connection === undefined ? undefined : namesByConnection.get(connection);
  if (known !== undefined) return known;
  const certificate = call.getAuthContext().sslPeerCertificate;
  if (certificate === undefined) return undefined;
  const names = namesIn(certificate);
  if (connection !== undefined) namesByConnection.set(connection, names);
  return names;
}

/** The HTTP/2 session of a call. grpc-js hides it, so every step is checked; without it nothing is remembered. */
function connectionOf(call: IncomingCall): object | undefined {
  const session = member(member(member(call, 'call'), 'stream'), 'session');
  return typeof session === 'object' && session !== null ? session : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

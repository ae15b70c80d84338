/** Binds the edge's handlers to grpc-js: from a call to a message and back, and nothing else. */
import type {
  Metadata,
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Fault } from '../../domain/fault.ts';
import { namesIn } from '../auth.ts';
import { fullServiceName, serviceMethods, type ServiceName } from '../definitions.ts';
import type { Caller, Edge, ServeStream, ServeUnary } from '../edge.ts';
import type { Message } from '../handlers/fields.ts';
import type { MethodName } from '../handlers/method.ts';
import { drained } from '../sockets.ts';
import { toGrpcStatus } from './status-map.ts';

/** Stands for a request that is no message of its type, so that it can be refused like every other malformed request. */
const UNREADABLE: object = Object.freeze({});

export interface BoundService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export function bindService(service: ServiceName, edge: Edge, maxMetadataBytes: number): BoundService {
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(serviceMethods(fullServiceName(service)))) {
    definition[name] = { ...method, requestDeserialize: readOr(method.requestDeserialize) };
    implementation[name] = method.responseStream
      ? streamCall(edge.stream(name as MethodName), maxMetadataBytes)
      : unaryCall(edge.unary(name as MethodName), maxMetadataBytes);
  }
  return { definition, implementation };
}

/** grpc-js answers bytes that cannot be decoded with a bare INTERNAL, as if it were our fault. */
function readOr(deserialize: (bytes: Buffer) => object): (bytes: Buffer) => object {
  return (bytes) => {
    try {
      return deserialize(bytes);
    } catch {
      return UNREADABLE;
    }
  };
}

function unreadable(): Fault {
  return new Fault('MALFORMED_MESSAGE', 'the request is not a message of its type');
}

function unaryCall(serve: ServeUnary, maxMetadataBytes: number) {
  return (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>): void => {
    let caller;
    try {
      caller = callerOf(call, maxMetadataBytes);
      if (call.request === UNREADABLE) throw unreadable();
    } catch (error) {
      callback(toGrpcStatus(asFault(error), ''));
      return;
    }
    serve(call.request as Message, caller, (fault, response, requestId) => {
      if (fault === undefined) callback(null, response);
      else callback(toGrpcStatus(fault, requestId));
    });
  };
}

function streamCall(serve: ServeStream, maxMetadataBytes: number) {
  return (call: ServerWritableStream<object, object>): void => {
    void pump(serve, call, maxMetadataBytes);
  };
}

async function pump(
  serve: ServeStream,
  call: ServerWritableStream<object, object>,
  maxMetadataBytes: number,
): Promise<void> {
  try {
    const caller = callerOf(call, maxMetadataBytes);
    if (call.request === UNREADABLE) throw unreadable();
    for await (const response of serve(call.request as Message, caller)) {
      // Looked at first: a call that was cancelled says neither `drain` nor `cancelled` any more.
      if (call.cancelled || call.destroyed) return;
      if (!call.write(response)) await drained(call, 'cancelled');
      if (call.cancelled || call.destroyed) return;
    }
    call.end();
  } catch (error) {
    call.emit('error', toGrpcStatus(asFault(error), ''));
  }
}

/** Everything that the edge throws is a fault already; what remains are defects of this file. */
function asFault(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('INTERNAL', 'internal error', { cause: error });
}

/* What a gRPC call tells about its caller. */

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
    throw new Fault('METADATA_TOO_LARGE', `metadata: must be at most ${maxBytes} bytes`, {
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

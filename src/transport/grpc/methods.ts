/** Binds the edge's handlers to grpc-js: from a call to a message and back, and nothing else. */
import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Fault } from '../../domain/fault.ts';
import { drained } from '../drained.ts';
import { fullServiceName, serviceMethods, type ServiceName } from '../definitions.ts';
import type { Edge, ServeStream, ServeUnary } from '../edge.ts';
import type { Message } from '../handlers/fields.ts';
import type { MethodName } from '../handlers/method.ts';
import { callerOf } from './caller.ts';
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
  return new Fault('invalid_argument', 'MALFORMED_MESSAGE', 'the request is not a message of its type');
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
  return error instanceof Fault ? error : new Fault('internal', 'INTERNAL', 'internal error', { cause: error });
}

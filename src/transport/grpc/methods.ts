/** Binds the edge's handlers to grpc-js: from a call to its caller and message and back, and nothing else. */
import type { EventEmitter } from 'node:events';
import { constants } from 'node:http2';
import type {
  Metadata,
  sendUnaryData,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { Fault } from '../../domain/fault.ts';
import { type Authenticator, type Identity, identifyByHeader, namesIn } from '../auth.ts';
import { fullServiceName, requestFields, serviceMethods, type ServiceName } from '../definitions.ts';
import type { Edge } from '../edge.ts';
import type { Message } from '../method.ts';
import { type Caller, type Decoded, drained, type Incoming, type ServeStream, type ServeUnary } from '../transport.ts';
import { toGrpcStatus } from './status-map.ts';
import { malformed, type WireCheck, wireCheck } from './wire-walk.ts';

export interface BoundService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** What differs from listener to listener. */
export interface Door {
  readonly maxMetadataBytes: number;
  /** Whether it is the listener for what cannot wait. */
  readonly priority: boolean;
}

/** grpc-js hands over the bytes as they are: they are decoded when the edge knows the caller. */
export function bindService(service: ServiceName, edge: Edge, door: Door): BoundService {
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [name, rpc] of Object.entries(serviceMethods(fullServiceName(service)))) {
    const method = edge.methods.find((each) => each.name === name);
    if (method === undefined) throw new Error(`no row is called ${name}`);
    const check = wireCheck(requestFields(name), method.bounds ?? {});
    const form = { check, deserialize: rpc.requestDeserialize };
    const entry = { name, edge, form, door };
    definition[name] = { ...rpc, requestDeserialize: (bytes: Buffer) => bytes };
    implementation[name] =
      method.kind === 'unary' ? unaryCall(edge.unary(name), entry) : streamCall(edge.stream(name), entry);
  }
  return { definition, implementation };
}

/** What all calls of one method go through. */
interface Entry {
  readonly name: string;
  readonly edge: Edge;
  readonly form: WireForm;
  readonly door: Door;
}

function unaryCall(serve: ServeUnary, { name, edge, form, door }: Entry) {
  return (call: ServerUnaryCall<Buffer, object>, callback: sendUnaryData<object>): void => {
    const requestId = requestIdOf(call, edge);
    let caller;
    try {
      caller = new GrpcCaller(call, requestId, door);
    } catch (error) {
      callback(toGrpcStatus(edge.report(error, name, requestId), requestId));
      return;
    }
    serve(new WireMessage(call.request, form), caller, (fault, response) => {
      if (fault === undefined) callback(null, response);
      else callback(toGrpcStatus(fault, requestId));
    });
  };
}

type StreamCall = ServerWritableStream<Buffer, object> | ServerDuplexStream<Buffer, object>;

function streamCall(serve: ServeStream, entry: Entry) {
  return (call: StreamCall): void => {
    void pump(serve, call, entry);
  };
}

async function pump(serve: ServeStream, call: StreamCall, entry: Entry): Promise<void> {
  const { name, edge, form, door } = entry;
  const requestId = requestIdOf(call, edge);
  const fail = (fault: Fault) => call.emit('error', toGrpcStatus(fault, requestId));
  let responses;
  try {
    const caller = new GrpcCaller(call, requestId, door);
    responses = serve('request' in call ? new WireMessage(call.request, form) : messagesOf(call, form), caller);
  } catch (error) {
    fail(edge.report(error, name, requestId));
    return;
  }
  const stalled = (error: unknown) => {
    const fault = edge.report(error, name, requestId);
    cut(call);
    throw fault;
  };
  try {
    for await (const response of responses) {
      // Looked at first: a call that was cancelled says neither `drain` nor `cancelled` any more.
      if (call.cancelled || call.destroyed) return;
      if (!call.write(response)) await drained(call, 'cancelled').catch(stalled);
      if (call.cancelled || call.destroyed) return;
    }
    if (!call.cancelled) call.end();
  } catch (error) {
    // A fault has its line already; what else is thrown is a defect of this file.
    fail(error instanceof Fault ? error : edge.report(error, name, requestId));
  }
}

async function* messagesOf(call: ServerDuplexStream<Buffer, object>, form: WireForm): AsyncGenerator<Incoming> {
  // Not by `for await`: Node then ends the whole call when its readable side has ended, before it is answered.
  while (!call.cancelled && !call.destroyed) {
    const bytes = call.read() as Buffer | null;
    if (bytes !== null) yield new WireMessage(bytes, form);
    else if (call.readableEnded) return;
    else await readable(call);
  }
}

/** Resolves when there is something to read, or nothing will come any more. */
function readable(call: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'cancelled', 'close'];
    const done = (): void => {
      for (const event of events) call.off(event, done);
      resolve();
    };
    for (const event of events) call.on(event, done);
  });
}

/* A message as it came. */

interface WireForm {
  /** Undefined where no field has a bound. */
  readonly check: WireCheck | undefined;
  readonly deserialize: (bytes: Buffer) => object;
}

class WireMessage implements Incoming {
  readonly #bytes: Buffer;
  readonly #form: WireForm;

  constructor(bytes: Buffer, form: WireForm) {
    this.#bytes = bytes;
    this.#form = form;
  }

  get size(): number {
    return this.#bytes.length;
  }

  decode(): Decoded {
    this.#form.check?.(this.#bytes);
    try {
      return { message: this.#form.deserialize(this.#bytes) as Message, malformed: undefined };
    } catch {
      throw malformed();
    }
  }
}

/* What a gRPC call tells about its caller. */

/** Any call of a client. */
type IncomingCall =
  ServerUnaryCall<Buffer, object> | ServerWritableStream<Buffer, object> | ServerDuplexStream<Buffer, object>;

const namesByConnection = new WeakMap<object, readonly string[]>();

class GrpcCaller implements Caller {
  readonly requestId: string;
  readonly deadlineAtMs: number;
  readonly priority: boolean;
  readonly #call: IncomingCall;

  /** Throws an `invalid_argument` fault when the metadata is larger than the door lets in. */
  constructor(call: IncomingCall, requestId: string, { maxMetadataBytes, priority }: Door) {
    const { metadata } = call;
    checkSize(metadata, maxMetadataBytes);
    const deadline = call.getDeadline();
    this.requestId = requestId;
    this.priority = priority;
    // grpc-js says Infinity when the caller set none.
    this.deadlineAtMs = typeof deadline === 'number' && Number.isFinite(deadline) ? deadline : 0;
    this.#call = call;
  }

  connection(): object {
    return connectionOf(this.#call) ?? this.#call;
  }

  onGone(gone: () => void): void {
    const call: EventEmitter = this.#call;
    if (this.#call.cancelled) gone();
    else call.once('cancelled', gone);
  }

  identify(authenticator: Authenticator): Identity {
    const authorization = first(this.#call.metadata, 'authorization');
    return identifyByHeader(authenticator, authorization, () => certificateNames(this.#call));
  }
}

function requestIdOf({ metadata }: IncomingCall, edge: Edge): string {
  return edge.requestId(first(metadata, 'x-request-id') ?? '');
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

/**
 * The names in a verified client certificate. Reading one costs more than a whole call, so a connection's names are
 * remembered.
 */
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

/**
 * Ends a stream whose reader takes nothing. A status would not arrive: it comes after what is not taken, and so the
 * stream would stay open for ever.
 */
function cut(call: IncomingCall): void {
  const stream = member(member(call, 'call'), 'stream');
  const close = member(stream, 'close');
  if (typeof close === 'function') close.call(stream, constants.NGHTTP2_CANCEL);
}

/** The HTTP/2 session of a call. grpc-js hides it, so every step is checked; without it nothing is remembered. */
function connectionOf(call: IncomingCall): object | undefined {
  const session = member(member(member(call, 'call'), 'stream'), 'session');
  return typeof session === 'object' && session !== null ? session : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

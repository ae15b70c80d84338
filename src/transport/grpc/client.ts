/** A typed client with promises: what the command line and the tests call a running Tollgate with. */
import { ChannelCredentials, Client, Metadata, type CallOptions, type ServiceError } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { type FaultCode, isRetryable } from '../../domain/fault.ts';
import type { ProtoGrpcType as AccountProto } from '../../gen/account.ts';
import type { ProtoGrpcType as AlertProto } from '../../gen/alert.ts';
import type { ProtoGrpcType as CatalogProto } from '../../gen/catalog.ts';
import type { ProtoGrpcType as CreditControlProto } from '../../gen/credit_control.ts';
import type { HealthCheckResponse__Output } from '../../gen/grpc/health/v1/HealthCheckResponse.ts';
import type { ProtoGrpcType as RechargeProto } from '../../gen/recharge.ts';
import type { ProtoGrpcType as ReportProto } from '../../gen/report.ts';
import type { ProtoGrpcType as SpoolProto } from '../../gen/spool.ts';
import type { ProtoGrpcType as PackageProto } from '../../gen/package.ts';
import type { ProtoGrpcType as StoreProto } from '../../gen/store.ts';
import {
  fullServiceName,
  LASTING_VERBS,
  PRIORITY_VERBS,
  serviceMethods,
  type ServiceName,
  SERVICES,
} from '../definitions.ts';
import type { BidiName, StreamName } from '../handlers/handlers.ts';
import { type GatewaySession, openSession, type SessionChannel, type SessionOptions } from './session-client.ts';
import { type ErrorDetails, faultCodeOf, fromGrpcStatus } from './status-map.ts';

export interface ClientTls {
  /** PEM: the server's authority; the system's when absent. */
  readonly ca?: Buffer;
  /** PEM: the client's own certificate and key, for mutual TLS. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** A fault as it arrived: its reason may be one that only a newer server knows, or `TRANSPORT` where none arrived. */
export class RemoteFault extends Error {
  override readonly name = 'RemoteFault';
  readonly code: FaultCode;
  readonly reason: string;
  readonly details: Omit<ErrorDetails, 'reason'>;

  constructor(code: FaultCode, reason: string, message: string, details: Omit<ErrorDetails, 'reason'>, cause: Error) {
    super(message, { cause });
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

export interface ClientOptions {
  /** `host:port` or `unix:/path`. */
  readonly address: string;
  /**
   * The server's `grpc.priority_address`, where it has one: completions go there over a connection of their own, so
   * that they do not wait behind a flood of authorizes.
   */
  readonly priorityAddress?: string | undefined;
  readonly token?: string | undefined;
  readonly tls?: ClientTls | undefined;
  /** For calls that set none; 5,000 when absent. */
  readonly deadlineMs?: number | undefined;
}

export interface ClientCallOptions {
  readonly deadlineMs?: number;
  readonly requestId?: string;
  /** Sends it to the priority address: for numbers that may be emergency numbers, such as all short ones. */
  readonly urgent?: boolean;
  /** Ends a stream that waits for its next response; it then ends without a fault. */
  readonly signal?: AbortSignal;
}

type Services = CreditControlProto['tollgate']['v1'] &
  AccountProto['tollgate']['v1'] &
  CatalogProto['tollgate']['v1'] &
  StoreProto['tollgate']['v1'] &
  SpoolProto['tollgate']['v1'] &
  PackageProto['tollgate']['v1'] &
  RechargeProto['tollgate']['v1'] &
  AlertProto['tollgate']['v1'] &
  ReportProto['tollgate']['v1'];
type DefinitionOf<Service extends ServiceName> = Services[Service]['service'];

/**
 * Every method of a service in camelCase, but those that stream requests. Amounts and times arrive as decimal strings.
 * Rejects, or throws in the stream, with a `RemoteFault`.
 */
type Calls<Service extends ServiceName> = {
  // The generated definitions also have an index signature, which is no method.
  readonly [
    Method in keyof DefinitionOf<Service> as string extends Method
      ? never
      : Method extends BidiName
        ? never
        : Uncapitalize<Method & string>
  ]: DefinitionOf<Service>[Method] extends {
    readonly requestSerialize: (request: infer Request) => Buffer;
    readonly responseDeserialize: (bytes: Buffer) => infer Response;
  }
    ? Call<Method extends StreamName ? 'stream' : 'unary', Request, Response>
    : never;
};

type Call<Kind extends 'unary' | 'stream', Request, Response> = (
  request: Request,
  options?: ClientCallOptions,
) => Kind extends 'stream' ? AsyncIterable<Response> : Promise<Response>;

export interface TollgateClient
  extends
    Calls<'CreditControlService'>,
    Calls<'AccountService'>,
    Calls<'CatalogService'>,
    Calls<'StoreService'>,
    Calls<'SpoolService'>,
    Calls<'PackageService'>,
    Calls<'RechargeService'>,
    Calls<'AlertService'>,
    Calls<'ReportService'> {
  /** Opens a session of a gateway. It lasts; open the next one when it is over. */
  openSession(options: SessionOptions): Promise<GatewaySession>;
  /** `SERVING` or `NOT_SERVING`, of one service or of the whole server. */
  health(service?: ServiceName): Promise<string>;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 5000;
/** For streams that last. */
const NO_DEADLINE = { deadlineMs: Infinity };

export function createClient(options: ClientOptions): TollgateClient {
  const channel = new Client(options.address, credentials(options.tls));
  const { priorityAddress } = options;
  const context: CallContext = {
    channel,
    priority: priorityAddress === undefined ? channel : new Client(priorityAddress, credentials(options.tls)),
    token: options.token,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
  };
  const healthCheck = requiredMethod(serviceMethods('grpc.health.v1.Health'), 'Check');
  return {
    ...Object.fromEntries(SERVICES.flatMap((service) => calls(context, service))),
    openSession: (session: SessionOptions) => openSession(sessionChannel(context), session),
    async health(service?: ServiceName) {
      const name = service === undefined ? '' : fullServiceName(service);
      const response = await callUnary(context, healthCheck, { service: name }, {});
      return (response as HealthCheckResponse__Output).status;
    },
    close() {
      channel.close();
      context.priority.close();
    },
  } as unknown as TollgateClient;
}

interface CallContext {
  readonly channel: Client;
  /** The same one where the server has no priority address. */
  readonly priority: Client;
  readonly token: string | undefined;
  readonly deadlineMs: number;
}

type AnyMethod = MethodDefinition<object, object>;

function calls(context: CallContext, service: ServiceName): readonly (readonly [string, unknown])[] {
  const methods = Object.entries(serviceMethods(fullServiceName(service))).filter(
    ([, method]) => !method.requestStream,
  );
  return methods.map(([name, method]) => [
    `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    (request: object, callOptions: ClientCallOptions = {}) =>
      method.responseStream
        ? callStream(context, method, request, { ...(LASTING_VERBS.has(name) && NO_DEADLINE), ...callOptions })
        : callUnary(context, method, request, { urgent: PRIORITY_VERBS.has(name), ...callOptions }),
  ]);
}

function callUnary(
  context: CallContext,
  method: AnyMethod,
  request: object,
  callOptions: ClientCallOptions,
): Promise<object> {
  return new Promise((resolve, reject) => {
    const channel = callOptions.urgent === true ? context.priority : context.channel;
    channel.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadataFor(context, callOptions),
      deadlineFor(context, callOptions),
      (error, response) => {
        if (error !== null) reject(toFault(error));
        else resolve(response ?? {});
      },
    );
  });
}

async function* callStream(
  context: CallContext,
  method: AnyMethod,
  request: object,
  callOptions: ClientCallOptions,
): AsyncGenerator<object> {
  const stream = context.channel.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    metadataFor(context, callOptions),
    deadlineFor(context, callOptions),
  );
  const { signal } = callOptions;
  const cancel = () => stream.cancel();
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel);
  try {
    for await (const response of stream) yield response as object;
  } catch (error) {
    if (signal?.aborted !== true) throw toFault(error as ServiceError);
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

function sessionChannel(context: CallContext): SessionChannel {
  return {
    channel: context.channel,
    metadata: () => metadataFor(context, {}),
    callOptions: () => deadlineFor(context, NO_DEADLINE),
    faultOf: toFault,
    faultIn({ reason, message, field, retryAfterMs }, code) {
      const cause = new Error(`${reason}: ${message}`);
      const details = {
        field: field === '' ? undefined : field,
        retryAfterMs: retryAfterMs === undefined ? undefined : Number(retryAfterMs),
        metadata: {},
      };
      return new RemoteFault(code, reason, message, details, cause);
    },
  };
}

function requiredMethod(methods: Readonly<Record<string, AnyMethod>>, name: string): AnyMethod {
  const method = methods[name];
  if (method === undefined) throw new Error(`proto/ has no method ${name}`);
  return method;
}

function credentials(tls: ClientTls | undefined): ChannelCredentials {
  return tls === undefined
    ? ChannelCredentials.createInsecure()
    : ChannelCredentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null);
}

function metadataFor(context: CallContext, { requestId }: ClientCallOptions): Metadata {
  const metadata = new Metadata();
  if (context.token !== undefined) metadata.set('authorization', `Bearer ${context.token}`);
  if (requestId !== undefined) metadata.set('x-request-id', requestId);
  return metadata;
}

function deadlineFor(context: CallContext, { deadlineMs }: ClientCallOptions): CallOptions {
  return { deadline: Date.now() + (deadlineMs ?? context.deadlineMs) };
}

/** An error without our details comes from the connection or from something between. */
function toFault(error: ServiceError): RemoteFault {
  const { reason, ...details } = fromGrpcStatus(error);
  return new RemoteFault(faultCodeOf(error.code), reason === '' ? 'TRANSPORT' : reason, error.details, details, error);
}

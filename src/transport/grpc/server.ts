/** The gRPC server: all services, health and reflection on TCP and Unix sockets. */
import { experimental, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { packageDefinition, serviceMethods, SERVICES } from '../definitions.ts';
import type { Edge } from '../edge.ts';
import type { HealthState } from '../health-state.ts';
import { bindPrivately, type Transport } from '../transport.ts';
import type { TransportLogger, TransportMetrics } from '../telemetry.ts';
import type { TlsFiles } from '../tls-files.ts';
import { type StreamKind, watchConnections } from './connections.ts';
import { createHealthService } from './health.ts';
import { bindService } from './methods.ts';
import { QUIET_STREAMS } from './streams.ts';

export interface GrpcOptions {
  /** `host:port`, `[ipv6]:port` or `unix:/path`. Port 0 takes a free one. */
  readonly address: string;
  /** One more listener, always plain text: the path of a Unix socket, mode 0600. */
  readonly socket?: string | undefined;
  readonly maxConnections: number;
  /** Streams that may be open at once, over all connections; each has at least one. */
  readonly maxConcurrentStreams: number;
  readonly maxMessageBytes: number;
  readonly maxMetadataBytes: number;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  /**
   * Connections are asked to come again after this long, so that callers spread over new sidecars; undefined never
   * asks.
   */
  readonly maxConnectionAgeMs?: number | undefined;
  /** Whether `grpcurl` and its like may ask for the schema. */
  readonly reflection: boolean;
}

export interface GrpcServerDependencies {
  readonly edge: Edge;
  readonly health: HealthState;
  readonly logger: TransportLogger;
  readonly metrics: Pick<TransportMetrics, 'listener'>;
  /** Whether this is the listener for what cannot wait: completions and emergency calls. */
  readonly priority?: boolean;
  /** Certificates for TCP listeners; undefined serves plain text. */
  readonly tls: TlsFiles | undefined;
  readonly options: GrpcOptions;
}

export function createGrpcServer(dependencies: GrpcServerDependencies): Transport {
  const { edge, health, logger, tls, priority = false, options } = dependencies;
  const name = priority ? 'grpc-priority' : 'grpc';
  const server = new Server(channelOptions(options));
  for (const service of SERVICES) {
    const door = { maxMetadataBytes: options.maxMetadataBytes, priority };
    const { definition, implementation } = bindService(service, edge, door);
    server.addService(definition, implementation);
  }
  const healthService = createHealthService(health);
  server.addService(serviceMethods('grpc.health.v1.Health'), healthService.implementation);
  if (options.reflection) new ReflectionService(describable(packageDefinition())).addToServer(server);
  const connections = watchConnections(
    server,
    { maxConnections: options.maxConnections, maxStreams: options.maxConcurrentStreams },
    kindOf,
    dependencies.metrics.listener(name, () => connections.count),
  );
  const bound: string[] = [];
  const removeSockets: (() => void)[] = [];

  async function bindTo(address: string, credentials: ServerCredentials): Promise<string> {
    const port = await bind(server, address, credentials);
    connections.adopt();
    const actual = address.startsWith('unix:') ? address : `${address.slice(0, address.lastIndexOf(':'))}:${port}`;
    bound.push(actual);
    return actual;
  }

  async function listen(address: string, credentials: ServerCredentials): Promise<string> {
    if (!address.startsWith('unix:')) return bindTo(address, credentials);
    const path = address.slice('unix:'.length);
    const plain = serverCredentials(undefined);
    removeSockets.push(await bindPrivately(path, (temporary) => bindTo(`unix:${temporary}`, plain)));
    return address;
  }

  return {
    name,
    async start() {
      const address = await listen(options.address, serverCredentials(tls));
      if (options.socket !== undefined) await listen(`unix:${options.socket}`, serverCredentials(undefined));
      return { address };
    },
    async drain(ms) {
      healthService.endWatches();
      await shutDown(server, bound, ms, logger);
      for (const remove of removeSockets) remove();
    },
  };
}

/** Of everything in `proto/`, health and reflection too; what there is not is answered at once. */
function kindOf(path: string): StreamKind {
  return KINDS.get(path) ?? 'unary';
}

const KINDS: ReadonlyMap<string, StreamKind> = new Map(
  Object.values(packageDefinition())
    .flatMap((each) => ('fileDescriptorProtos' in each ? [] : Object.values(each)))
    .map(({ path, requestStream, responseStream }) => [
      path,
      requestStream ? 'bidi' : responseStream ? 'stream' : 'unary',
    ]),
);

function channelOptions(options: GrpcOptions) {
  return {
    'grpc.max_receive_message_length': options.maxMessageBytes,
    'grpc.max_send_message_length': options.maxMessageBytes,
    'grpc.keepalive_time_ms': options.keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs,
    // Until it is this connection's turn to have a share.
    'grpc.max_concurrent_streams': QUIET_STREAMS,
    // Bookkeeping that nobody reads, for every call.
    'grpc.enable_channelz': 0,
    ...(options.maxConnectionAgeMs !== undefined && { 'grpc.max_connection_age_ms': options.maxConnectionAgeMs }),
  };
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

/** How long the calls that are cut may take to end. */
const CUT_MS = 250;

/**
 * `tryShutdown` waits for every open stream, so a reader that never finishes would hold the process for ever. `drain`
 * says goodbye to all connections and cuts them when the time is over; `forceShutdown` would not: without channelz it
 * knows none.
 */
function shutDown(server: Server, bound: readonly string[], ms: number, logger: TransportLogger): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      logger.warn({ drainMs: ms }, 'calls were still in the works when the time to drain was over; they are cut');
      // A connection whose peer never spoke HTTP/2 is not cut by `drain`, and must not hold the process.
      setTimeout(resolve, CUT_MS);
    }, ms);
    for (const address of bound) server.drain(address, ms);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/* The server's TLS credentials, following `TlsFiles`. */

type CaListener = Parameters<experimental.CertificateProvider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<experimental.CertificateProvider['addIdentityCertificateListener']>[0];

/** Without files the server speaks plain text. */
function serverCredentials(files: TlsFiles | undefined): ServerCredentials {
  if (files === undefined) return ServerCredentials.createInsecure();
  const provider = certificateProvider(files);
  const mutual = files.material.clientCa !== undefined;
  // The declared parameter names are the wrong way round: the first is the server's own certificate.
  const create = experimental.createCertificateProviderServerCredentials;
  return create(provider, mutual ? provider : null, mutual);
}

/**
 * grpc-js's own watching provider stops serving when a file is missing for a moment; this one never hands out anything
 * unusable.
 */
function certificateProvider(files: TlsFiles): experimental.CertificateProvider {
  const identityListeners = new Set<IdentityListener>();
  const caListeners = new Set<CaListener>();
  const tellIdentity = (listener: IdentityListener) => {
    listener({ certificate: files.material.cert, privateKey: files.material.key });
  };
  const tellCa = (listener: CaListener) => {
    const { clientCa } = files.material;
    if (clientCa !== undefined) listener({ caCertificate: clientCa });
  };
  files.onChange(() => {
    for (const listener of caListeners) tellCa(listener);
    for (const listener of identityListeners) tellIdentity(listener);
  });
  return {
    addCaCertificateListener(listener) {
      caListeners.add(listener);
      // Not at once: the credentials tell the server only after they have finished subscribing.
      process.nextTick(tellCa, listener);
    },
    removeCaCertificateListener: (listener) => void caListeners.delete(listener),
    addIdentityCertificateListener(listener) {
      identityListeners.add(listener);
      process.nextTick(tellIdentity, listener);
    },
    removeIdentityCertificateListener: (listener) => void identityListeners.delete(listener),
  };
}

/* What reflection tells of the proto files. */

interface MessageProto {
  readonly field?: { readonly type?: number; typeName?: string }[];
  readonly nestedType?: (MessageProto & { name: string; readonly options?: { readonly mapEntry?: boolean } })[];
}

interface FileProto {
  readonly messageType?: MessageProto[];
}

/**
 * The same definitions with their maps declared as protoc does. The loader calls the type of a map's entries `Name`
 * instead of `NameEntry`, and strict readers (grpcurl, everything in Go, C++ and Python) then refuse the whole file,
 * which is all of this API.
 */
function describable(definition: PackageDefinition): PackageDefinition {
  const codec = fileCodec();
  const mended = new Map<Buffer, Buffer>();
  const mend = (bytes: Buffer): Buffer => {
    const known = mended.get(bytes);
    if (known !== undefined) return known;
    const file = codec.decode(bytes);
    for (const message of file.messageType ?? []) renameMapEntries(message);
    const result = codec.encode(file);
    mended.set(bytes, result);
    return result;
  };
  return Object.fromEntries(
    Object.entries(definition).map(([name, each]) => [
      name,
      'fileDescriptorProtos' in each && Array.isArray(each.fileDescriptorProtos)
        ? { ...each, fileDescriptorProtos: each.fileDescriptorProtos.map(mend) }
        : each,
    ]),
  ) as PackageDefinition;
}

function renameMapEntries({ field = [], nestedType = [] }: MessageProto): void {
  for (const nested of nestedType) {
    renameMapEntries(nested);
    if (nested.options?.mapEntry !== true || nested.name.endsWith('Entry')) continue;
    const name = `${nested.name}Entry`;
    for (const each of field) if (each.typeName === nested.name) each.typeName = name;
    nested.name = name;
  }
}

function fileCodec() {
  // Absent fields stay absent and enums stay numbers: what is read is written back as it was.
  const descriptors = loadSync('google/protobuf/descriptor.proto', { defaults: false });
  const type = descriptors['google.protobuf.FileDescriptorProto'] as MessageTypeDefinition<FileProto, object>;
  return {
    decode: (bytes: Buffer) => type.deserialize(bytes) as FileProto,
    encode: type.serialize,
  };
}

/** The gRPC server: the three services, health and reflection on TCP and Unix sockets. */
import { Server, type ServerCredentials } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { packageDefinition, serviceMethods, SERVICES } from '../definitions.ts';
import type { Edge } from '../edge.ts';
import type { HealthState } from '../health-state.ts';
import { bindPrivately } from '../private-socket.ts';
import type { TransportLogger } from '../telemetry.ts';
import type { TlsFiles } from '../tls-files.ts';
import { serverCredentials } from './credentials.ts';
import { describable } from './describe.ts';
import { createHealthService } from './health.ts';
import { bindService } from './methods.ts';

export interface GrpcOptions {
  /** `host:port`, `[ipv6]:port` or `unix:/path`. Port 0 takes a free one. */
  readonly address: string;
  /** One more listener, always plain text: the path of a Unix socket, mode 0600. */
  readonly socket?: string | undefined;
  readonly maxMessageBytes: number;
  readonly maxMetadataBytes: number;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  /** Connections are asked to come again after this long, so that callers spread over new sidecars; undefined never asks. */
  readonly maxConnectionAgeMs?: number | undefined;
  /** Whether `grpcurl` and its like may ask for the schema. */
  readonly reflection: boolean;
}

export interface GrpcServerDependencies {
  readonly edge: Edge;
  readonly health: HealthState;
  readonly logger: TransportLogger;
  /** Certificates for TCP listeners; undefined serves plain text. */
  readonly tls: TlsFiles | undefined;
  readonly options: GrpcOptions;
}

export interface GrpcServer {
  /** Rejects when an address cannot be bound. Resolves to what clients connect to. */
  start(): Promise<{ readonly address: string }>;
  /** Finishes what is in the works for at most `ms`, then cuts it. `HealthState.drain` comes first and is the caller's. */
  drain(ms: number): Promise<void>;
}

export function createGrpcServer({ edge, health, logger, tls, options }: GrpcServerDependencies): GrpcServer {
  const server = new Server(channelOptions(options));
  for (const service of SERVICES) {
    const { definition, implementation } = bindService(service, edge, options.maxMetadataBytes);
    server.addService(definition, implementation);
  }
  const healthService = createHealthService(health);
  server.addService(serviceMethods('grpc.health.v1.Health'), healthService.implementation);
  if (options.reflection) new ReflectionService(describable(packageDefinition())).addToServer(server);
  const bound: string[] = [];
  const removeSockets: (() => void)[] = [];

  async function bindTo(address: string, credentials: ServerCredentials): Promise<string> {
    const port = await bind(server, address, credentials);
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

function channelOptions(options: GrpcOptions) {
  return {
    'grpc.max_receive_message_length': options.maxMessageBytes,
    'grpc.max_send_message_length': options.maxMessageBytes,
    'grpc.keepalive_time_ms': options.keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs,
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
 * `tryShutdown` waits for every open stream, so a reader that never finishes would hold the process for ever. `drain` says
 * goodbye to all connections and cuts them when the time is over; `forceShutdown` would not: without channelz it knows none.
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

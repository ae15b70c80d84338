/** Both transports around rooms made of cardboard, on free ports. */
import { NOTHING_LOST } from '../telemetry/support/outage-view.ts';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmergencyRequest } from '../../src/control/requests.ts';
import { createLogger, type LogOptions } from '../../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { type AuthOptions, createAuthenticator } from '../../src/transport/auth.ts';
import { createEdge, type Edge, type EdgeOptions } from '../../src/transport/edge.ts';
import { type ClientOptions, createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { createGrpcServer, type GrpcOptions } from '../../src/transport/grpc/server.ts';
import { createHandlers } from '../../src/transport/handlers/handlers.ts';
import { HealthState } from '../../src/transport/health-state.ts';
import { createHttpServer, type HttpOptions } from '../../src/transport/http/server.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { TlsFiles, type TlsOptions } from '../../src/transport/tls-files.ts';
import {
  type Answers,
  type Asked,
  CATALOG_NAMES,
  cardboardCatalog,
  cardboardControl,
  cardboardSessions,
  cardboardStore,
  cardboardHoldStats,
  cardboardSweeping,
  DECISION,
} from './cardboard.ts';
import { cardboardCopying, cardboardSidecars, cardboardVerifying } from './cardboard-store.ts';
import { cardboardRecharging } from './cardboard-recharge.ts';
import { cardboardReports } from './cardboard-reports.ts';
import { cardboardSpool } from './cardboard-spool.ts';
import { cardboardAlerts } from './cardboard-alerts.ts';
import { cardboardAccounts } from './cardboard-accounts.ts';

export interface Setup {
  readonly answers?: Answers;
  readonly auth?: Partial<AuthOptions>;
  readonly edge?: Partial<EdgeOptions>;
  readonly grpc?: Partial<GrpcOptions>;
  readonly http?: Partial<HttpOptions>;
  readonly tls?: TlsOptions;
  /** Opens the listeners for what cannot wait too. */
  readonly priority?: boolean;
  readonly log?: Partial<LogOptions>;
}

export interface Fixture {
  readonly asked: Asked[];
  /** The emergency calls that were answered; each counts as a decision. */
  readonly emergencies: EmergencyRequest[];
  /** Everything that was logged. */
  readonly lines: Record<string, unknown>[];
  readonly health: HealthState;
  readonly metrics: Metrics;
  readonly edge: Edge;
  readonly grpc: Transport;
  readonly http: Transport;
  readonly grpcAddress: string;
  readonly httpUrl: string;
  /** Empty without `priority`. */
  readonly priorityAddress: string;
  readonly httpPriorityUrl: string;
  readonly tls: TlsFiles | undefined;
  readonly client: TollgateClient;
  readonly connect: (options?: Partial<ClientOptions>) => TollgateClient;
  /** Sends JSON and reads JSON. */
  readonly call: (
    verb: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<HttpAnswer>;
  stop(): Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The tests look into all kinds of bodies.
  readonly body: Record<string, unknown> & { readonly error?: Record<string, unknown> };
}

export async function startFixture(setup: Setup = {}): Promise<Fixture> {
  const asked: Asked[] = [];
  const emergencies: EmergencyRequest[] = [];
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { level: 'debug', numberMasking: 'last2', ...setup.log },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const metrics = createMetrics({ version: '0.0.0' });
  metrics.catalog.inForce(CATALOG_NAMES, 0);
  const health = new HealthState();
  const handlers = createHandlers({
    control: cardboardControl(asked, setup.answers ?? {}, emergencies),
    accounts: cardboardAccounts(asked, setup.answers ?? {}),
    catalog: cardboardCatalog(asked),
    explain: (request) => {
      asked.push({ verb: 'explain', request });
      return { ...DECISION, e164: '+12025550134', country: 'US' };
    },
    emergencyNumbers: (country) => {
      asked.push({ verb: 'emergencyNumbers', request: country });
      return { countries: [{ country: 'US', numbers: ['112', '911'] }], listed: ['988'] };
    },
    store: cardboardStore(asked),
    outage: () => ({
      storeAsked: true,
      queued: 2,
      oldestQueuedAtMs: 1_700_000_000_000,
      quarantined: 0,
      exposureMilliCents: 0,
      spoolBytes: 4_096,
      spoolReservedBytes: 8_192,
      spoolMaxBytes: 67_108_864,
      spoolTrouble: '',
      lostWrites: NOTHING_LOST,
    }),
    ...cardboardSpool(asked),
    sweeping: cardboardSweeping(asked),
    verifying: cardboardVerifying(asked),
    sessions: cardboardSessions(),
    reports: cardboardReports(asked),
    sidecars: cardboardSidecars(asked),
    copying: cardboardCopying(asked),
    recharging: cardboardRecharging(asked),
    alerts: cardboardAlerts(asked),
    holdStats: cardboardHoldStats(asked),
  });
  const edge = createEdge({
    handlers,
    authenticator: createAuthenticator({ tokens: [], mutualTls: false, certificates: [], ...setup.auth }),
    metrics: metrics.transport,
    logger,
    health,
    options: { maxInFlight: 1024, maxAtWork: 64, defaultDeadlineMs: 5000, ...setup.edge },
  });
  const tls = setup.tls === undefined ? undefined : new TlsFiles(setup.tls, logger);
  const common = { edge, health, logger, metrics: metrics.transport, metricsPage: metrics, signedPosts: new Map() };
  const grpcOptions = {
    address: '127.0.0.1:0',
    maxConnections: 1024,
    maxConcurrentStreams: 128,
    maxMessageBytes: 5 * 1024 * 1024,
    maxMetadataBytes: 8192,
    keepaliveTimeMs: 30_000,
    keepaliveTimeoutMs: 10_000,
    reflection: true,
    ...setup.grpc,
  };
  const httpOptions = { address: '127.0.0.1:0', maxConnections: 1024, maxBodyBytes: 1_048_576, ...setup.http };
  const grpc = createGrpcServer({ ...common, tls, options: grpcOptions });
  const http = createHttpServer({ ...common, tls: undefined, options: httpOptions });
  const forPriority = { ...common, tls: undefined, priority: true };
  const priority = [
    createGrpcServer({ ...forPriority, options: grpcOptions }),
    createHttpServer({ ...forPriority, options: httpOptions }),
  ].slice(0, setup.priority === true ? 2 : 0);
  const grpcAddress = (await grpc.start()).address;
  const httpUrl = `http://${(await http.start()).address}`;
  const [priorityAddress = '', httpPriority = ''] = await Promise.all(
    priority.map(async (transport) => (await transport.start()).address),
  );
  const clients: TollgateClient[] = [];
  const connect = (options: Partial<ClientOptions> = {}) => {
    const client = createClient({ address: grpcAddress, ...options });
    clients.push(client);
    return client;
  };
  return {
    asked,
    emergencies,
    lines,
    health,
    metrics,
    edge,
    grpc,
    http,
    grpcAddress,
    httpUrl,
    priorityAddress,
    httpPriorityUrl: `http://${httpPriority}`,
    tls,
    client: connect(),
    connect,
    async call(verb, path, body, headers = {}) {
      const response = await fetch(httpUrl + path, {
        method: verb,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson && text !== '' ? JSON.parse(text) : {}) as HttpAnswer['body'],
      };
    },
    async stop() {
      for (const client of clients) client.close();
      tls?.close();
      await Promise.all([grpc, http, ...priority].map((transport) => transport.drain(10_000)));
    },
  };
}

/** A directory for the files of one test. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tollgate-transport-'));
}

/**
 * The transports around rooms made of cardboard: control, accounts and catalog answer constants and write down what they were
 * asked. Money is no concern of these tests; they look at what crosses the wire.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts, AccountView } from '../../src/accounts/requests.ts';
import type { CatalogManager } from '../../src/catalog/manager-port.ts';
import type { AuthorizeResult, ChargeResult, Control, SettleResult } from '../../src/control/requests.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { createLogger, type LogOptions } from '../../src/telemetry/logger.ts';
import { createAuthenticator, type AuthOptions } from '../../src/transport/auth/authenticator.ts';
import { createEdge, type Edge, type EdgeOptions } from '../../src/transport/edge.ts';
import { createClient, type ClientOptions, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { createGrpcServer, type GrpcOptions, type GrpcServer } from '../../src/transport/grpc/server.ts';
import { createHandlers } from '../../src/transport/handlers/handlers.ts';
import { HealthState } from '../../src/transport/health-state.ts';
import { createHttpServer, type HttpOptions, type HttpServer } from '../../src/transport/http/server.ts';
import { TlsFiles, type TlsOptions } from '../../src/transport/tls-files.ts';

export const TERMS: Terms = {
  unit: 'second',
  rateMilliCents: 5000,
  rateUnits: 60,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
  rule: 'outbound',
  catalogVersion: '0123456789ab',
};

const DECISION = {
  decision: 'allow',
  reason: '',
  message: '',
  shadowed: false,
  grantedUnits: 3600,
  holdMilliCents: 300_000,
  availableMilliCents: 200_000,
  shortfallMilliCents: 0,
  terms: TERMS,
  numberClass: 'standard',
  sipStatus: 0,
  q850Cause: 0,
  fallbackChannel: '',
  accountStatus: 'red',
  segments: 0,
  encoding: '',
} as const;

const SETTLED: SettleResult = {
  reservationStatus: 'settled',
  durationSeconds: 70,
  billedUnits: 60,
  chargedMilliCents: 5000,
  releasedMilliCents: 295_000,
  balanceMilliCents: 495_000,
  availableMilliCents: 495_000,
  writeOffMilliCents: 0,
  estimated: false,
  replayed: false,
  corrected: false,
  clamped: false,
  parts: [{ source: 'balance', name: '', amountMilliCents: 5000, units: 0 }],
};

const ACCOUNT: AccountView = {
  profile: {
    accountId: 'acme',
    rootAccountId: 'acme',
    parentAccountId: undefined,
    revision: 1,
    state: 'active',
    plan: 'default',
    currency: 'USD',
    timeZone: 'UTC',
    cycleAnchorDay: 1,
    seats: 1,
    creditLimitMilliCents: 0,
    numbers: [],
    maxOpenHolds: 0,
    createdAtMs: 1_700_000_000_000,
  },
  balanceMilliCents: 10_000_000_000_000,
  heldMilliCents: 0,
  availableMilliCents: -5000,
  openHolds: 0,
  nowMs: 1_700_000_000_000,
  planCreditsRemainingMilliCents: 0,
  cycleEndsAtMs: 0,
  accountStatus: 'green',
  replayed: false,
};

/** A question that reached one of the rooms. */
export interface Asked {
  readonly verb: string;
  readonly request: unknown;
  readonly context?: unknown;
}

/** Overrides of what the rooms answer, by verb. */
export type Answers = Partial<Control & Pick<Accounts, 'addCredit' | 'get' | 'movements' | 'create'>>;

export function cardboardControl(asked: Asked[], answers: Answers): Control {
  const note =
    <Result>(verb: string, result: Result) =>
    (request: unknown, context: unknown): Promise<Result> => {
      asked.push({ verb, request, context });
      return Promise.resolve(result);
    };
  const authorized: AuthorizeResult = { ...DECISION, holdId: 'h1', settleToken: 'token', replayed: false };
  const charged: ChargeResult = { ...DECISION, billedUnits: 1, balanceMilliCents: 1, replayed: false, parts: [] };
  return {
    emergency: ({ to, holdId }) =>
      to === '911'
        ? { ...authorized, holdId, reason: 'EMERGENCY', grantedUnits: 86_400, terms: undefined, holdMilliCents: 0 }
        : undefined,
    authorize: note('authorize', authorized),
    answer: note('answer', {
      reservationStatus: 'reserved',
      grantedSeconds: 3600,
      holdMilliCents: 300_000,
      replayed: false,
    }),
    extend: note('extend', { ...DECISION, grantedSeconds: 3600, replayed: false }),
    settle: note('settle', SETTLED),
    release: note('release', SETTLED),
    charge: note('charge', charged),
    quote: note('quote', DECISION),
    ...answers,
  };
}

function cardboardAccounts(asked: Asked[], answers: Answers): Accounts {
  const note =
    <Result>(verb: string, result: Result) =>
    (request: unknown): Promise<Result> => {
      asked.push({ verb, request });
      return Promise.resolve(result);
    };
  const credit = {
    balanceMilliCents: 500_000,
    availableMilliCents: 500_000,
    accountStatus: 'green',
    replayed: false,
  } as const;
  return {
    create: note('create', ACCOUNT),
    get: note('get', ACCOUNT),
    update: note('update', ACCOUNT),
    addCredit: note('addCredit', credit),
    adjust: note('adjust', credit),
    holds: note('holds', { holds: [], openHolds: 0 }),
    usage: note('usage', { rows: [], coveredFromMs: 0 }),
    movements: (accountId, span, limit) => {
      asked.push({ verb: 'movements', request: { accountId, span, limit } });
      return movements(Math.min(limit, 3));
    },
    ...answers,
  };
}

export async function* movements(count: number) {
  for (let sequence = 1; sequence <= count; sequence += 1) {
    yield {
      sequence,
      atMs: 1_700_000_000_000 + sequence,
      kind: 'credit',
      amountMilliCents: 100,
      balanceMilliCents: 100 * sequence,
      holdId: '',
      idempotencyKey: `k${sequence}`,
      service: '',
      subjectId: '',
      billedUnits: 0,
      note: '',
      estimated: false,
    } as const;
  }
}

function cardboardCatalog(asked: Asked[]): CatalogManager {
  const check = { version: '0123456789ab', problems: [], inForce: true };
  const note = (verb: string) => () => {
    asked.push({ verb, request: {} });
    return Promise.resolve(check);
  };
  const snapshot = { name: 'default', version: '0123456789ab', currency: 'USD', caseCount: 3 };
  const info = {
    snapshot: { ...snapshot, services: new Map([['call', {}]]), plans: new Map([['default', {}]]) },
    loadedAtMs: 1,
    problems: [],
  };
  return {
    info: () => info,
    current: () => info.snapshot,
    check: note('check'),
    reload: note('reload'),
  } as unknown as CatalogManager;
}

export interface Setup {
  readonly answers?: Answers;
  readonly auth?: Partial<AuthOptions>;
  readonly edge?: Partial<EdgeOptions>;
  readonly grpc?: Partial<GrpcOptions>;
  readonly http?: Partial<HttpOptions>;
  readonly tls?: TlsOptions;
  readonly log?: Partial<LogOptions>;
}

export interface Fixture {
  readonly asked: Asked[];
  /** Everything that was logged. */
  readonly lines: Record<string, unknown>[];
  readonly health: HealthState;
  readonly metrics: Metrics;
  readonly edge: Edge;
  readonly grpc: GrpcServer;
  readonly http: HttpServer;
  readonly grpcAddress: string;
  readonly httpUrl: string;
  readonly tls: TlsFiles | undefined;
  readonly client: TollgateClient;
  connect(options?: Partial<ClientOptions>): TollgateClient;
  /** Sends JSON and reads JSON. */
  call(verb: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
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
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { level: 'debug', numberMasking: 'last2', ...setup.log },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const metrics = createMetrics({ version: '0.0.0' });
  metrics.knowServices((name) => name === 'call');
  const health = new HealthState();
  const handlers = createHandlers({
    control: cardboardControl(asked, setup.answers ?? {}),
    accounts: cardboardAccounts(asked, setup.answers ?? {}),
    catalog: cardboardCatalog(asked),
    explain: (request) => {
      asked.push({ verb: 'explain', request });
      return { ...DECISION, e164: '+12025550134', country: 'US' };
    },
  });
  const edge = createEdge({
    handlers,
    authenticator: createAuthenticator({ tokens: [], mutualTls: false, certificates: [], ...setup.auth }),
    metrics: metrics.transport,
    logger,
    options: { maxInFlight: 1000, defaultDeadlineMs: 5000, ...setup.edge },
  });
  const tls = setup.tls === undefined ? undefined : new TlsFiles(setup.tls, logger);
  const grpc = createGrpcServer({
    edge,
    health,
    logger,
    tls,
    options: {
      address: '127.0.0.1:0',
      maxMessageBytes: 5 * 1024 * 1024,
      maxMetadataBytes: 8192,
      keepaliveTimeMs: 30_000,
      keepaliveTimeoutMs: 10_000,
      reflection: true,
      ...setup.grpc,
    },
  });
  const http = createHttpServer({
    edge,
    health,
    logger,
    metricsPage: metrics,
    tls: undefined,
    options: { address: '127.0.0.1:0', maxBodyBytes: 262_144, ...setup.http },
  });
  const grpcAddress = (await grpc.start()).address;
  const httpUrl = `http://${(await http.start()).address}`;
  const clients: TollgateClient[] = [];
  const connect = (options: Partial<ClientOptions> = {}) => {
    const client = createClient({ address: grpcAddress, ...options });
    clients.push(client);
    return client;
  };
  return {
    asked,
    lines,
    health,
    metrics,
    edge,
    grpc,
    http,
    grpcAddress,
    httpUrl,
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
        body: (isJson ? JSON.parse(text) : {}) as HttpAnswer['body'],
      };
    },
    async stop() {
      for (const client of clients) client.close();
      tls?.close();
      await Promise.all([grpc.drain(100), http.drain(100)]);
    },
  };
}

/** A directory for the files of one test. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tollgate-transport-'));
}

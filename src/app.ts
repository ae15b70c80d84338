/** The composition root: what is wired to what, and in which order it starts and stops. It alone knows everything. */
import { createAccounts } from './accounts/accounts.ts';
import {
  accessFacts,
  type Base,
  type CatalogPart,
  catalogPart,
  gaugesPart,
  journalPart,
  type StorePart,
  storePart,
  sessionsOver,
  sweeperPart,
  verifierPart,
} from './app-parts.ts';
import { alertsRoom, LateNews } from './app-alerts.ts';
import { archiveRoom } from './app-archive.ts';
import { type OutageRoom, outageRoom } from './app-outage.ts';
import { rechargeRoom } from './app-recharge.ts';
import { accountListPart, reportsOver } from './app-reports.ts';
import { heartbeatPart, type Myself } from './app-sidecars.ts';
import { holdStatsPart } from './app-tuning.ts';
import { explainNumber } from './catalog/explain.ts';
import { emergencyText } from './catalog/manager-emergency.ts';
import type { CatalogSnapshot } from './catalog/snapshot.ts';
import { createControl } from './control/control.ts';
import { createEnvironment } from './control/environment.ts';
import { SettleTokens } from './control/settle-token.ts';
import { JournalFeed } from './ledger/journal/feed.ts';
import type { Ledger } from './ledger/port.ts';
import { createRedisLedger } from './ledger/redis/redis-ledger.ts';
import { type LedgerOptions, ScriptRunner } from './ledger/redis/runner.ts';
import { loadScripts } from './ledger/redis/scripts.ts';
import type { StoreGuard } from './ledger/redis/store-guard.ts';
import type { StoreAdmin } from './ledger/store-admin.ts';
import { createCopying } from './ledger/copy/copying.ts';
import { createRegister } from './ledger/sidecars/register.ts';
import { createVerifying } from './ledger/verify/verifying.ts';
import { openInBackground, type Part, startParts, whileTrue } from './parts.ts';
import { prepareDataDirectory } from './redis/data-directory.ts';
import { loadOrCreateSidecarId, loadOrCreateTokenKey } from './settings/data-files.ts';
import type { Settings } from './settings/load-settings.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createAuthenticator } from './transport/auth.ts';
import { createEdge } from './transport/edge.ts';
import { createGrpcServer } from './transport/grpc/server.ts';
import { createHandlers, type Handlers } from './transport/handlers/handlers.ts';
import { HealthState } from './transport/health-state.ts';
import { createHttpServer, type SignedPosts } from './transport/http/server.ts';
import type { Transport } from './transport/transport.ts';
import { TlsFiles } from './transport/tls-files.ts';

/** A running Tollgate. It listens, and answers emergency calls; everything else it can do once it is ready. */
export interface App {
  /** What clients connect to. */
  readonly grpcAddress: string;
  readonly httpAddress: string;
  /** The same by listener, those for what cannot wait too: `grpc`, `http`, `grpc-priority`, `http-priority`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Resolves when store and catalog are there for the first time. Never rejects; stays open if they never come. */
  readonly ready: Promise<Ready>;
  readonly store: StoreAdmin;
  /** Drains and ends everything, the store last. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Ready {
  /** True when this start created the store: there are no accounts yet. */
  readonly firstRun: boolean;
  /** The one in force at that moment. */
  readonly catalog: CatalogSnapshot;
}

export interface AppOptions {
  readonly version?: string;
  /** Where log lines go; standard output when absent. */
  readonly logger?: Logger;
  /** Told what the start waits for and why, each time that it changes. */
  readonly onWaiting?: (why: string) => void;
}

const DAY_SECONDS = 86_400;

/**
 * Opens the listeners, and begins to look for the store and the catalog. Rejects only for what the settings say: a busy
 * port, a certificate or a data directory that cannot be used. Then nothing runs any more.
 *
 * @throws Error with what is wrong, where, and how to mend it
 */
export async function startApp(settings: Settings, options: AppOptions = {}): Promise<App> {
  const version = options.version ?? '0.0.0';
  prepareDataDirectory(settings.redis.dataDir);
  const logger = options.logger ?? createLogger(settings.log);
  const health = new HealthState();
  const { onWaiting = () => undefined } = options;
  const base: Base = { settings, logger, metrics: createMetrics({ version }), health, onWaiting };
  const store = storePart(base);
  const room = outageRoom(base, store, createRedisLedger(store.guard, ledgerOptions(store.guard, settings)));
  const ledger = room.remembering;
  const catalog = catalogPart(base, ledger);
  const addresses = new Map<string, string>();
  const id = loadOrCreateSidecarId(settings.redis.dataDir);
  const myself: Myself = { id, version, tokens: settleTokens(settings), addresses };
  const { handlers, signedPosts, chores, archive, replay } = wire(base, ledger, room, store, catalog, myself);
  const stop = await startParts(
    [
      { name: 'log', stop: () => logger.flush() },
      store.part,
      room.part,
      archive,
      catalog.part,
      chores,
      replay,
      listenersPart(base, { handlers, signedPosts }, addresses),
      openInBackground([catalog.opening, store.opening], logger),
    ],
    logger,
  );
  const [grpcAddress = '', httpAddress = ''] = addresses.values();
  const facts = { version, ...Object.fromEntries(addresses), ...accessFacts(settings) };
  const emergency = emergencyText(catalog.keptEmergencyList.emergencyNumbers());
  logger.info({ ...facts, emergency }, 'tollgate listens, and answers emergency calls');
  const ready = whenReady(health).then((): Ready => {
    logger.info({ ...facts, redis: store.facts(), catalog: catalog.facts() }, 'tollgate serves');
    logger.flush();
    return { firstRun: store.guard.created, catalog: catalog.catalog.current() };
  });
  return { grpcAddress, httpAddress, addresses, ready, store: store.guard, stop };
}

function whenReady(health: HealthState): Promise<void> {
  return new Promise((resolve) => {
    const stop = health.watch(() => {
      if (!health.ready()) return;
      stop();
      resolve();
    });
  });
}

function ledgerOptions(guard: StoreGuard, { ledger }: Settings): LedgerOptions {
  return {
    keys: guard.keys,
    tombstoneMs: ledger.tombstoneSeconds * 1000,
    earlyReleaseMs: ledger.earlyReleaseSeconds * 1000,
    journalRetentionMs: ledger.journalRetentionHours * 3_600_000,
    journalMaxBytes: ledger.journalMaxBytes,
    onceMs: ledger.onceDays * DAY_SECONDS * 1000,
    watcher: guard,
  };
}

/** The verbs over a ledger and a catalog that may come later, and the work in the background that needs the ledger. */
function wire(base: Base, ledger: Ledger, room: OutageRoom, store: StorePart, catalogs: CatalogPart, myself: Myself) {
  const { settings, metrics, logger } = base;
  const { guard } = store;
  const { catalog, keptEmergencyList } = catalogs;
  const news = new LateNews();
  const archive = archiveRoom(base, store, myself.id);
  const environment = createEnvironment({
    ledger: room.ledger,
    catalogs: catalog,
    keptEmergencyList,
    tokens: myself.tokens,
    enforcement: settings.enforcement.mode,
    archivedNumber: archive.archivedNumber,
    outage: room.operations,
    news,
    metrics: metrics.control,
    logger,
  });
  const feed = new JournalFeed({ ledger, logger });
  const [scripts, options] = [loadScripts(), ledgerOptions(guard, settings)];
  const runner = new ScriptRunner(guard, scripts, options);
  const [verifying, register] = [createVerifying(runner), createRegister(runner)];
  const copying = createCopying({ runner, raw: store.raw, scripts, options, identity: () => guard.view() });
  const { profiles } = environment;
  const accounts = createAccounts({ ledger, catalog: environment.catalog, profiles, feed, archive: archive.archive });
  const recharge = rechargeRoom(base, runner, ledger, environment.catalog, accounts, archive.archive, myself.id);
  const alerts = alertsRoom(base, runner, ledger, environment, accounts, news, myself);
  const holdStats = holdStatsPart(ledger, metrics, logger);
  const chores = whileTrue(
    [
      heartbeatPart(base, register, store, catalogs, myself),
      sweeperPart(environment, settings.sweep, myself.id),
      journalPart(ledger, base),
      verifierPart(verifying, base, myself.id),
      archive.forgetting(ledger, register),
      gaugesPart(ledger, metrics, logger),
      holdStats.part,
      accountListPart(runner, logger),
      recharge.part,
      alerts.part,
    ],
    logger,
  );
  let { generation } = guard.view();
  guard.onChange((view) => {
    if (view.generation !== generation) profiles.forgetAll();
    generation = view.generation;
    chores.set(guard.open);
  });
  const handlers = createHandlers({
    control: createControl(environment),
    accounts,
    recharging: recharge.recharging,
    sessions: sessionsOver(base, environment, accounts, feed),
    catalog,
    explain: (request) => explainNumber(environment.catalog(), request),
    emergencyNumbers: (country) => environment.emergencyList().emergencyNumbers(country),
    store: guard,
    outage: room.view,
    spool: room.spool,
    replaySpool: room.replaySpool,
    sweeping: ledger,
    holdStats: holdStats.desk,
    verifying,
    sidecars: register,
    copying,
    alerts: alerts.desk,
    reports: reportsOver(settings, archive.archive, environment),
  });
  const { signedPosts } = recharge;
  return { handlers, signedPosts, chores, archive: archive.part, replay: room.replayer(environment) };
}

/** A token outlives the longest call, and is refused once the tombstone of its hold may be gone. */
function settleTokens(settings: Settings): SettleTokens {
  const { tokenKeys } = settings.auth;
  const keys = tokenKeys.length > 0 ? tokenKeys : [loadOrCreateTokenKey(settings.redis.dataDir)];
  return new SettleTokens(keys, (settings.ledger.tombstoneSeconds - DAY_SECONDS) * 1000);
}

/** What transports serve. */
interface Served {
  readonly handlers: Handlers;
  readonly signedPosts: SignedPosts;
}

/** All transports share one edge: one authenticator, one bound on work. The addresses begin with gRPC, HTTP. */
function listenersPart(base: Base, served: Served, addresses: Map<string, string>): Part {
  const { settings, health } = base;
  const { transports, close } = createTransports(base, served);
  return {
    name: 'listeners',
    async start() {
      for (const transport of transports) addresses.set(transport.name, (await transport.start()).address);
    },
    async stop() {
      health.drain();
      // Together: one after the other they could take twice the time that a supervisor was told to wait.
      const started = transports.slice(0, addresses.size);
      const ends = await Promise.allSettled(started.map((transport) => transport.drain(settings.server.drainMs)));
      close();
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

function createTransports(
  { settings, health, logger, metrics }: Base,
  { handlers, signedPosts }: Served,
): { readonly transports: readonly Transport[]; readonly close: () => void } {
  const { auth } = settings;
  const tls = settings.server.tls === undefined ? undefined : new TlsFiles(settings.server.tls, logger);
  const edge = createEdge({
    handlers,
    authenticator: createAuthenticator({
      tokens: auth.tokens,
      mutualTls: settings.server.tls?.clientCa !== undefined,
      certificates: auth.certificates,
    }),
    metrics: metrics.transport,
    logger,
    health,
    options: settings.server,
  });
  const common = { edge, health, logger, tls, metrics: metrics.transport, metricsPage: metrics, signedPosts };
  const { grpc, http } = settings;
  const transports = [
    createGrpcServer({ ...common, options: grpc }),
    createHttpServer({ ...common, options: http }),
    ...optional(grpc.priorityAddress, (address) =>
      createGrpcServer({ ...common, priority: true, options: { ...grpc, address, socket: undefined } }),
    ),
    ...optional(http.priorityAddress, (address) =>
      createHttpServer({ ...common, priority: true, options: { ...http, address } }),
    ),
  ];
  return { transports, close: () => tls?.close() };
}

function optional<Value, Made>(value: Value | undefined, make: (value: Value) => Made): readonly Made[] {
  return value === undefined ? [] : [make(value)];
}

/** The composition root: what is wired to what, and in which order it starts and stops. Only this file knows everything. */
import { createAccounts } from './accounts/accounts.ts';
import { explainNumber } from './catalog/explain.ts';
import { openCatalog, type OpenCatalog } from './catalog/manager.ts';
import type { CatalogSnapshot } from './catalog/snapshot.ts';
import { createControl, createEnvironment } from './control/control.ts';
import { SettleTokens } from './control/settle-token.ts';
import { Sweeper } from './control/sweeper.ts';
import { errorText } from './domain/fault.ts';
import type { Ledger } from './ledger/port.ts';
import { Keys } from './ledger/redis/keys.ts';
import { ForeignStoreError, openStore, type StoreIdentity } from './ledger/redis/open-store.ts';
import { createRedisLedger } from './ledger/redis/redis-ledger.ts';
import { connectStore } from './redis/connect.ts';
import type { RedisStore } from './redis/store.ts';
import { KnownStores, loadOrCreateTokenKey } from './settings/data-files.ts';
import type { Settings } from './settings/load-settings.ts';
import { runCases } from './simulate/run-cases.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { createAuthenticator } from './transport/auth.ts';
import { createEdge } from './transport/edge.ts';
import { createGrpcServer } from './transport/grpc/server.ts';
import { createHandlers } from './transport/handlers/handlers.ts';
import { HealthState } from './transport/health-state.ts';
import { createHttpServer } from './transport/http/server.ts';
import { TlsFiles } from './transport/tls-files.ts';

/** A running Tollgate. */
export interface App {
  /** What clients connect to. */
  readonly grpcAddress: string;
  readonly httpAddress: string;
  /** True when this start created the store: there are no accounts yet. */
  readonly firstRun: boolean;
  /** The one that it started with. */
  readonly catalog: CatalogSnapshot;
  /** Drains and ends everything, the store last. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly version?: string;
  /** Where log lines go; standard output when absent. */
  readonly logger?: Logger;
}

const DAY_SECONDS = 86_400;
const SAMPLE_INTERVAL_MS = 15_000;

/**
 * Starts everything, or nothing: what was started before a failure is stopped again.
 *
 * @throws Error with what is wrong, where, and how to mend it
 */
export async function startApp(settings: Settings, options: AppOptions = {}): Promise<App> {
  const version = options.version ?? '0.0.0';
  const logger = options.logger ?? createLogger(settings.log);
  const metrics = createMetrics({ version });
  const undo: (() => Promise<void> | void)[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= runBackwards(undo, logger));
  try {
    return await startParts(settings, version, logger, metrics, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  settings: Settings,
  version: string,
  logger: Logger,
  metrics: Metrics,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<App> {
  undo.push(() => logger.flush());
  const health = new HealthState();
  const store = await connectStore(settings.redis, logger, metrics.store);
  undo.push(() => store.close());
  const keys = new Keys(settings.redis.prefix, settings.redis.partitions);
  const identity = await openKnownStore(store, keys, settings);
  watchStore(store, health);
  const ledger = createRedisLedger(store, {
    keys,
    tombstoneMs: settings.ledger.tombstoneSeconds * 1000,
    earlyReleaseMs: settings.ledger.earlyReleaseSeconds * 1000,
    onceMs: settings.ledger.onceDays * DAY_SECONDS * 1000,
  });

  const catalog = await openCatalog({
    directory: settings.catalog.dir,
    watch: settings.catalog.watch,
    runCases,
    logger,
    metrics: metrics.catalog,
  });
  undo.push(() => catalog.close());
  metrics.knowServices((name) => catalog.current().services.has(name));
  health.set('catalog', true);
  reloadOnHangUp(catalog, logger, undo);

  const environment = createEnvironment({
    ledger,
    catalog: () => catalog.current(),
    tokens: settleTokens(settings),
    enforcement: settings.enforcement.mode,
    metrics: metrics.control,
    logger,
  });
  const sweeper = new Sweeper(environment, settings.sweep);
  sweeper.start();
  undo.push(() => sweeper.stop());
  sampleTotals(ledger, metrics, logger, undo);

  const control = createControl(environment);
  const accounts = createAccounts({ ledger, catalog: () => catalog.current(), profiles: environment.profiles });
  const handlers = createHandlers({
    control,
    accounts,
    catalog,
    explain: (request) => explainNumber(catalog.current(), request),
  });
  const servers = await startServers(settings, { handlers, health, logger, metrics, undo });
  logger.info(startFacts(settings, version, store, identity, catalog, servers), 'tollgate serves');
  logger.flush();
  return { ...servers, firstRun: identity.created, catalog: catalog.current(), stop };
}

/** An embedded engine is empty at every start and may be; any other store must be the one that it was. */
async function openKnownStore(store: RedisStore, keys: Keys, settings: Settings): Promise<StoreIdentity> {
  if (store.info.mode === 'embedded') return openStore(store, keys);
  const known = new KnownStores(settings.redis.dataDir);
  const name = `${store.info.address} ${settings.redis.prefix}`;
  const identity = await openStore(store, keys, known.expected(name)).catch((error: unknown) => {
    if (!(error instanceof ForeignStoreError)) throw error;
    throw new ForeignStoreError(
      `the store at ${store.info.address} (prefix ${settings.redis.prefix}) is refused: ${error.message}`,
    );
  });
  known.remember(name, identity.instanceId);
  return identity;
}

/** Health follows the store's. */
function watchStore(store: RedisStore, health: HealthState): void {
  health.set('redis', store.healthy);
  store.onHealthChange((healthy, why) => health.set('redis', healthy, healthy ? '' : why));
}

/** SIGHUP forces a reload also where the directory's changes are not seen, on some network file systems. */
function reloadOnHangUp(catalog: OpenCatalog, logger: Logger, undo: (() => void)[]): void {
  const onHangUp = (): void => {
    catalog
      .reload()
      .catch((error: unknown) => logger.error({ error: errorText(error) }, 'the catalog could not be reloaded'));
  };
  process.on('SIGHUP', onHangUp);
  undo.push(() => void process.off('SIGHUP', onHangUp));
}

/** A token outlives the longest call, and is refused once the tombstone of its hold may be gone. */
function settleTokens(settings: Settings): SettleTokens {
  const { tokenKeys } = settings.auth;
  const keys = tokenKeys.length > 0 ? tokenKeys : [loadOrCreateTokenKey(settings.redis.dataDir)];
  return new SettleTokens(keys, (settings.ledger.tombstoneSeconds - DAY_SECONDS) * 1000);
}

/** The gauges over all accounts. A failure is the store's and is reported there; the gauges keep their last value. */
function sampleTotals(ledger: Ledger, metrics: Metrics, logger: Logger, undo: (() => void)[]): void {
  let stopped = false;
  const sample = (): void => {
    ledger.totals().then(
      (totals) => metrics.sampled(totals),
      (error: unknown) => {
        if (!stopped) logger.warn({ error: errorText(error) }, 'could not sample the totals for the metrics');
      },
    );
  };
  sample();
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
  timer.unref();
  undo.push(() => {
    stopped = true;
    clearInterval(timer);
  });
}

interface ServerParts {
  readonly handlers: ReturnType<typeof createHandlers>;
  readonly health: HealthState;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly undo: (() => Promise<void> | void)[];
}

/** Both transports share one edge: one authenticator, one bound on work. */
async function startServers(
  settings: Settings,
  parts: ServerParts,
): Promise<{ grpcAddress: string; httpAddress: string }> {
  const { handlers, health, logger, metrics, undo } = parts;
  const tls = settings.grpc.tls === undefined ? undefined : new TlsFiles(settings.grpc.tls, logger);
  undo.push(() => tls?.close());
  const edge = createEdge({
    handlers,
    authenticator: createAuthenticator({
      tokens: settings.auth.tokens.map((rule) => ({ ...rule, accountPrefix: rule.accountPrefix ?? '' })),
      mutualTls: settings.grpc.tls?.clientCa !== undefined,
      certificates: settings.auth.certificates.map((rule) => ({ ...rule, accountPrefix: rule.accountPrefix ?? '' })),
    }),
    metrics: metrics.transport,
    logger,
    options: { maxInFlight: settings.grpc.maxInFlight, defaultDeadlineMs: settings.grpc.defaultDeadlineMs },
  });
  const grpc = createGrpcServer({ edge, health, logger, tls, options: settings.grpc });
  const http = createHttpServer({ edge, health, metricsPage: metrics, logger, tls, options: settings.http });
  const { address: grpcAddress } = await grpc.start();
  let startedHttp = false;
  // Together: one after the other they could take twice the time that a supervisor was told to wait.
  undo.push(async () => {
    const drains = [grpc.drain(settings.grpc.drainMs), ...(startedHttp ? [http.drain(settings.grpc.drainMs)] : [])];
    const ends = await Promise.allSettled(drains);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  });
  const { address: httpAddress } = await http.start();
  startedHttp = true;
  undo.push(() => health.drain());
  return { grpcAddress, httpAddress };
}

/** The first line that an operator looks for: addresses, Redis, catalog, enforcement, and who may call. */
function startFacts(
  settings: Settings,
  version: string,
  store: RedisStore,
  identity: StoreIdentity,
  catalog: OpenCatalog,
  servers: { readonly grpcAddress: string; readonly httpAddress: string },
): Record<string, unknown> {
  const snapshot = catalog.current();
  return {
    version,
    grpc: servers.grpcAddress,
    http: servers.httpAddress,
    redis: { ...store.info, instance: identity.instanceId },
    catalog: { name: snapshot.name, version: snapshot.version, cases: snapshot.caseCount },
    enforcement: settings.enforcement.mode,
    access:
      settings.auth.tokens.length > 0
        ? `${settings.auth.tokens.length} tokens`
        : 'everybody on this machine (no tokens are configured)',
  };
}

/** Stops in the reverse order of starting. One part that fails to stop does not keep the others. */
async function runBackwards(undo: readonly (() => Promise<void> | void)[], logger: Logger): Promise<void> {
  for (const step of [...undo].reverse()) {
    try {
      await step();
    } catch (error) {
      logger.error({ error: errorText(error) }, 'a part of Tollgate did not stop cleanly');
    }
  }
}

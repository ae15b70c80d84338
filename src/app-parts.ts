/**
 * The larger parts of the app: store and catalog, which are opened in the background, and what is done at intervals.
 */
import type { Accounts } from './accounts/requests.ts';
import { type EmergencyList, emergencyListFrom, emergencyText } from './catalog/manager-emergency.ts';
import { createCatalog, type LoadedCatalog, type OpenCatalog } from './catalog/manager.ts';
import type { Environment } from './control/environment.ts';
import { Sweeper, type SweeperOptions } from './control/sweeper.ts';
import { errorText } from './domain/fault.ts';
import type { JournalFeed } from './ledger/journal/feed.ts';
import { JournalTrimmer } from './ledger/journal/trimmer.ts';
import type { Ledger } from './ledger/port.ts';
import { Keys } from './ledger/redis/keys.ts';
import { ForeignStoreError } from './ledger/redis/open-store.ts';
import type { StoreMemory } from './ledger/redis/marks.ts';
import { StoreGuard } from './ledger/redis/store-guard.ts';
import { Verifier } from './ledger/verify/verifier.ts';
import type { Verifying } from './ledger/verify-operations.ts';
import { type Opening, type Part, sampledPart } from './parts.ts';
import { connectStore } from './redis/connect.ts';
import { historiesOf } from './redis/histories.ts';
import type { RedisStore, ScriptStore, StoreInfo } from './redis/store.ts';
import { createSessions, type Sessions } from './sessions/sessions.ts';
import { KeptEmergencyNumbers, KnownStores } from './settings/data-files.ts';
import type { Settings } from './settings/load-settings.ts';
import { runCases } from './simulate/run-cases.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { HealthState } from './transport/health-state.ts';

/** What all parts use. */
export interface Base {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthState;
  /** Told what the start waits for and why, each time that it changes. */
  readonly onWaiting: (why: string) => void;
}

type Facts = Readonly<Record<string, unknown>>;

/** The store: connected to in the background, then watched over. */
export interface StorePart {
  readonly guard: StoreGuard;
  readonly part: Part;
  readonly opening: Opening;
  /** Hands scripts on whatever state the store is in: for what brings it back. */
  readonly raw: ScriptStore;
  /** Rejects when the store gives no sign of life. */
  readonly ping: () => Promise<unknown>;
  /** Which history of writes each master has; rejects when one does not answer. */
  readonly histories: () => Promise<ReadonlySet<string>>;
  /** Calls back each time that there is a connection, before anything is sent over it. */
  onConnect(listener: () => void): void;
  facts(): Facts;
}

export function storePart({ settings, logger, metrics, health, onWaiting }: Base): StorePart {
  const { redis } = settings;
  const keys = new Keys(redis.prefix, redis.partitions);
  const guard = new StoreGuard({ keys, memory: storeMemory(settings), logger });
  let store: RedisStore | undefined;
  const connected: (() => void)[] = [];
  metrics.store.stateChanged('away', false);
  guard.onChange(({ state, detail }) => {
    metrics.store.stateChanged(state, guard.usable);
    health.set('redis', guard.usable, detail);
  });
  const onTrouble = tellChanges((why) => {
    guard.waiting(why);
    onWaiting(`waits for the store: ${why}`);
  });
  return {
    guard,
    part: {
      name: 'store',
      async stop() {
        await guard.stop();
        await store?.close();
      },
    },
    opening: {
      name: 'the store',
      async attempt(signal) {
        if (store === undefined) {
          store = await connectStore(redis, logger, metrics.store, { signal, onTrouble });
          const tell = (): void => connected.forEach((listener) => listener());
          store.onHealthChange((healthy) => {
            if (healthy) tell();
          });
          tell();
        }
        await guard.openWith(store).catch((error: unknown) => {
          if (!(error instanceof ForeignStoreError)) throw error;
          const where = `the store at ${store?.info.address} (prefix ${redis.prefix})`;
          throw new ForeignStoreError(`${where} is refused: ${error.message}`);
        });
      },
      onTrouble,
    },
    raw: { run: (...words) => store?.run(...words) ?? Promise.reject(new Error('not connected yet')) },
    // Any node: one of a cluster that is away must not keep callers from the others.
    ping: () => store?.command('PING') ?? Promise.reject(new Error('not connected yet')),
    histories: async () => (store === undefined ? new Set() : historiesOf(store)),
    onConnect: (listener) => void connected.push(listener),
    facts() {
      const { mode, address, engine, version, durable, instanceId: instance, generation } = guard.view();
      return { mode, address, engine, version, durable, instance, generation };
    },
  };
}

/** An embedded engine is empty at every start and may be; any other store must be the one that it was. */
function storeMemory({ redis }: Settings): StoreMemory {
  const known = new KnownStores(redis.dataDir);
  const nameOf = ({ address }: StoreInfo): string => `${address} ${redis.prefix}`;
  return {
    recall: (store) => (store.mode === 'embedded' ? undefined : known.expected(nameOf(store))),
    keep(store, identity) {
      if (store.mode !== 'embedded') known.remember(nameOf(store), identity);
    },
  };
}

/** The catalog: read in the background, then watched. Until then emergencies are judged by the last good one. */
export interface CatalogPart {
  readonly catalog: OpenCatalog;
  readonly part: Part;
  readonly opening: Opening;
  readonly keptEmergencyList: EmergencyList;
  facts(): Facts;
}

/** @param ledger - asked for the currencies of its accounts when the catalog's is to change. */
export function catalogPart(
  { settings, logger, metrics, health, onWaiting }: Base,
  ledger: Pick<Ledger, 'currencies'>,
): CatalogPart {
  const kept = new KeptEmergencyNumbers(settings.redis.dataDir);
  const keptEmergencyList = emergencyListFrom(kept.read());
  const onInForce = ({ emergency }: LoadedCatalog): void => {
    health.set('catalog', true);
    if (emergency !== undefined) keepNumbers(kept, emergency, logger);
  };
  const { dir: directory, watch } = settings.catalog;
  const catalog = createCatalog({
    directory,
    watch,
    runCases,
    accountCurrencies: () => ledger.currencies(),
    logger,
    metrics: metrics.catalog,
    onInForce,
  });
  // SIGHUP forces a reload also where the directory's changes are not seen, on some network file systems.
  const onHangUp = (): void => {
    catalog
      .reload()
      .catch((error: unknown) => logger.error({ error: errorText(error) }, 'the catalog could not be reloaded'));
  };
  return {
    catalog,
    part: {
      name: 'catalog',
      start: () => void process.on('SIGHUP', onHangUp),
      async stop() {
        process.off('SIGHUP', onHangUp);
        await catalog.close();
      },
    },
    opening: {
      name: 'a good catalog',
      attempt: () => catalog.open(),
      onTrouble(why) {
        health.set('catalog', false, why);
        onWaiting(`waits for a good catalog: ${why}`);
      },
    },
    keptEmergencyList,
    facts() {
      const snapshot = catalog.current();
      const { name, version, caseCount: cases } = snapshot;
      return { name, version, cases, emergency: emergencyText(snapshot.emergencyNumbers()) };
    },
  };
}

function keepNumbers(kept: KeptEmergencyNumbers, emergency: Parameters<typeof kept.keep>[0], logger: Logger): void {
  try {
    kept.keep(emergency);
  } catch (error) {
    logger.warn(
      { file: kept.path, error: errorText(error) },
      'the emergency numbers could not be kept for a bad start',
    );
  }
}

/** Hands on what differs from the last time: a client that is refused says the same each second. */
function tellChanges(tell: (text: string) => void): (text: string) => void {
  let last = '';
  return (text) => {
    if (text !== last) tell(text);
    last = text;
  };
}

/* What is done at intervals while the store may be used. */

export function sweeperPart(environment: Environment, options: SweeperOptions, owner: string): Part {
  const sweeper = new Sweeper(environment, options, owner);
  return { name: 'sweeper', start: () => sweeper.start(), stop: () => sweeper.stop() };
}

/** Every sidecar trims the journal. */
export function journalPart(ledger: Ledger, { settings, metrics, logger }: Base): Part {
  const intervalMs = settings.ledger.journalTrimIntervalMs;
  const trimmer = new JournalTrimmer({ ledger, intervalMs, metrics: metrics.journal, logger });
  return { name: 'journal', start: () => trimmer.start(), stop: () => trimmer.stop() };
}

/** A partition at a time; several sidecars share them. */
const VERIFY_INTERVAL_MS = 60_000;

export function verifierPart(verifying: Verifying, { metrics, logger }: Base, owner: string): Part {
  const verifier = new Verifier({ verifying, owner, intervalMs: VERIFY_INTERVAL_MS, metrics: metrics.verify, logger });
  return { name: 'verifier', start: () => verifier.start(), stop: () => verifier.stop() };
}

const SAMPLE_INTERVAL_MS = 15_000;

/** The gauges over all accounts. A failure is the store's and is reported there; the gauges keep their last value. */
export function gaugesPart(ledger: Ledger, metrics: Metrics, logger: Logger): Part {
  const sample = async (): Promise<void> => metrics.sampled(await ledger.totals());
  const problem = 'could not sample the totals for the metrics';
  return sampledPart({ name: 'gauges', intervalMs: SAMPLE_INTERVAL_MS, sample, problem }, logger);
}

/** The gateways that are connected, told of their calls by what the journal says of accounts. */
export function sessionsOver(
  { metrics, logger }: Base,
  { ledger, profiles }: Environment,
  accounts: Pick<Accounts, 'get'>,
  feed: JournalFeed,
): Sessions {
  return createSessions({
    ledger,
    feed,
    async standing(accountId) {
      const { profile, availableMilliCents, openHolds } = await accounts.get(accountId);
      const { state, rootAccountId } = profile;
      return { accountId, rootAccountId, state, availableMilliCents, openHolds };
    },
    async lineOf(accountId) {
      const profile = await profiles.get(accountId);
      return profile === undefined ? [] : [profile, ...(await profiles.parentsOf(profile))];
    },
    metrics: metrics.sessions,
    logger,
  });
}

/** Who may call, and what is done about denials. */
export function accessFacts({ auth, enforcement }: Settings): Readonly<Record<string, unknown>> {
  const everybody = 'everybody on this machine (no tokens are configured)';
  const access = auth.tokens.length > 0 ? `${auth.tokens.length} tokens` : everybody;
  return { enforcement: enforcement.mode, access };
}

/** Every metric of Tollgate. Labels are bounded: no account, no number, and services only as the catalog names them. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { CatalogMetrics } from '../catalog/manager-port.ts';
import type { ControlMetrics } from '../control/environment.ts';
import type { JournalMetrics } from '../ledger/journal/trimmer.ts';
import type { LedgerTotals } from '../ledger/port.ts';
import type { StoreState } from '../ledger/store-admin.ts';
import type { StoreMetrics } from '../redis/store.ts';
import type { Outcome, RpcMetrics, TransportMetrics } from '../transport/telemetry.ts';
import { createControlMetrics, FastHistogram, type Series } from './control-metrics.ts';
import { createJournalMetrics } from './journal-metrics.ts';

export interface Metrics {
  readonly control: ControlMetrics;
  readonly catalog: CatalogMetrics;
  readonly store: StoreMetrics & StoreStateMetrics;
  readonly journal: JournalMetrics;
  readonly transport: TransportMetrics;
  /** Where to see which names are services; until it is called, and for every other name, the label is `other`. */
  knowServices(catalogs: ServiceNames): void;
  /** What the sampler found over all accounts. */
  sampled(totals: LedgerTotals): void;
  readonly contentType: string;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
}

/** The services of the catalog in force; none before the first good one. */
export interface ServiceNames {
  readonly inForce: { readonly services: Pick<ReadonlySet<string>, 'has'> } | undefined;
}

export function createMetrics({ version }: { readonly version: string }): Metrics {
  const registry = new Registry();
  registerProcessMetrics(registry, version);
  let catalogs: ServiceNames = { inForce: undefined };
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const openHolds = gauge('tollgate_open_holds', 'Holds that are open, over all accounts.');
  const held = gauge('tollgate_held_milli_cents', 'Credit reserved by open holds, over all accounts.');
  const balance = gauge('tollgate_balance_milli_cents', 'Purchased credit, over all accounts.');
  const lots = gauge('tollgate_lots_milli_cents', 'Credit that ends, of plans and bought, over all accounts.');
  const available = gauge(
    'tollgate_available_milli_cents',
    'Credit that is not reserved, over all accounts; credit limits are left out.',
  );
  return {
    control: createControlMetrics(registry, (name) => (catalogs.inForce?.services.has(name) === true ? name : 'other')),
    catalog: createCatalogMetrics(registry),
    store: createStoreMetrics(registry),
    journal: createJournalMetrics(registry),
    transport: createTransportMetrics(registry),
    knowServices(known) {
      catalogs = known;
    },
    sampled(totals) {
      openHolds.set(totals.openHolds);
      held.set(totals.heldMilliCents);
      balance.set(totals.balanceMilliCents);
      lots.set(totals.lotsMilliCents);
      available.set(totals.balanceMilliCents + totals.lotsMilliCents - totals.heldMilliCents);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/* Which catalog is in force and how reloads end. */

function createCatalogMetrics(registry: Registry): CatalogMetrics {
  const registers = [registry];
  const info = new Gauge({
    name: 'tollgate_catalog_info',
    help: 'Always 1; the labels name the catalog in force.',
    labelNames: ['name', 'version'],
    registers,
  });
  const loadedAt = new Gauge({
    name: 'tollgate_catalog_loaded_timestamp_seconds',
    help: 'When the catalog in force was put into force.',
    registers,
  });
  const reloads = new Counter({
    name: 'tollgate_catalog_reloads_total',
    help: 'Loads and reloads of the catalog directory, by result; a refused one leaves the last good catalog in force.',
    labelNames: ['result'],
    registers,
  });
  return {
    inForce({ name, version, atMs }) {
      info.reset();
      info.set({ name, version }, 1);
      loadedAt.set(atMs / 1000);
    },
    reloaded: (result) => reloads.inc({ result }),
  };
}

/* How Redis answers, and what is the matter with the store. */

/** How the store is; implemented here, called by whoever watches over it. */
export interface StoreStateMetrics {
  /** @param usable - whether this sidecar can work with it */
  stateChanged(state: StoreState, usable: boolean): void;
}

const STORE_STATES = ['up', 'away', 'slow', 'full', 'lost', 'replica'] as const satisfies readonly StoreState[];

const LATENCY_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

function createStoreMetrics(registry: Registry): StoreMetrics & StoreStateMetrics {
  const registers = [registry];
  const duration = new FastHistogram(registry, {
    name: 'tollgate_redis_command_duration_seconds',
    help: 'Round trip of a script or command, by its name; failed ones included.',
    labelNames: ['script'],
    buckets: LATENCY_BUCKETS,
  });
  const errors = new Counter({
    name: 'tollgate_redis_errors_total',
    help: 'Commands that got no usable reply, by kind of failure.',
    labelNames: ['kind'],
    registers,
  });
  const up = new Gauge({
    name: 'tollgate_redis_up',
    help: '1 while Redis answers, may be written to, and has its data: what /readyz says of it.',
    registers,
  });
  const states = new Gauge({
    name: 'tollgate_store_state',
    help: '1 for the state that the store is in, 0 for the others.',
    labelNames: ['state'],
    registers,
  });
  const embedded = new Gauge({
    name: 'tollgate_embedded_redis',
    help: '1 when the in-memory engine is used: NOT DURABLE, all accounts are lost when the process ends.',
    registers,
  });
  const info = new Gauge({
    name: 'tollgate_redis_info',
    help: 'Always 1; the labels say what kind of Redis this is.',
    labelNames: ['mode', 'topology', 'engine', 'version', 'durable'],
    registers,
  });
  return {
    observeCommand(name, seconds, outcome) {
      duration.series(name).observe(seconds);
      if (outcome !== 'ok') errors.inc({ kind: outcome });
    },
    stateChanged(state, usable) {
      for (const each of STORE_STATES) states.set({ state: each }, each === state ? 1 : 0);
      up.set(usable ? 1 : 0);
    },
    setInfo({ mode, topology, engine, version, durable }) {
      embedded.set(mode === 'embedded' ? 1 : 0);
      info.set({ mode, topology, engine, version, durable: String(durable) }, 1);
    },
  };
}

/* Latency, load and shedding of the API. */

/** From what a warm authorize takes on loopback to what no caller waits for. */
const RPC_BUCKETS = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

function createTransportMetrics(registry: Registry): TransportMetrics {
  const duration = new FastHistogram(registry, {
    name: 'tollgate_rpc_duration_seconds',
    help: 'Time from the decoded request to the response, by method and gRPC status; those over HTTP count too.',
    labelNames: ['method', 'code'],
    buckets: RPC_BUCKETS,
  });
  const shed = new Counter({
    name: 'tollgate_shed_total',
    help: 'Requests refused because too many were in flight.',
    labelNames: ['method'],
    registers: [registry],
  });
  return {
    rpc(method): RpcMetrics {
      const byOutcome = new Map<Outcome, Series>();
      const shedHere = shed.labels(method);
      return {
        finished(outcome, seconds) {
          let series = byOutcome.get(outcome);
          if (series === undefined) {
            series = duration.series(method, outcome.toUpperCase());
            byOutcome.set(outcome, series);
          }
          series.observe(seconds);
        },
        shed: () => shedHere.inc(),
      };
    },
    watchInFlight(count) {
      const inFlight = new Gauge({
        name: 'tollgate_in_flight',
        help: 'Requests being worked on now.',
        registers: [],
        collect() {
          this.set(count());
        },
      });
      registry.registerMetric(inFlight);
    },
  };
}

/* The process itself: build, memory, CPU, garbage collection, and how late its event loop runs. */

const RESOLUTION_MS = 10;

/** prom-client's gauges that end in `_total` fail Prometheus' own lint, and its lag metrics are replaced by ours. */
const UNWANTED = /^nodejs_(active_.*_total|eventloop_lag_.*)$/;

function registerProcessMetrics(registry: Registry, version: string): void {
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (UNWANTED.test(name)) registry.removeSingleMetric(name);
  }
  new Gauge({
    name: 'tollgate_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const eventLoopLag = new Gauge({
    name: 'tollgate_event_loop_lag_seconds',
    help: 'How late timers ran since the last scrape.',
    labelNames: ['statistic'],
    registers: [],
    collect() {
      // The histogram measures from tick to tick: an idle loop shows the resolution.
      const lag = (nanoseconds: number) => Math.max(0, (nanoseconds || 0) / 1e9 - RESOLUTION_MS / 1000);
      this.set({ statistic: 'mean' }, lag(delay.mean));
      this.set({ statistic: 'p99' }, lag(delay.percentile(99)));
      this.set({ statistic: 'max' }, delay.count === 0 ? 0 : lag(delay.max));
      delay.reset();
    },
  });
  registry.registerMetric(eventLoopLag);
}

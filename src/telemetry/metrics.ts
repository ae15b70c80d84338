/** Every metric of Tollgate. Labels are bounded: no account, no number, and services only as the catalog names them. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ArchiveMetrics } from '../archive/metrics.ts';
import type { CatalogMetrics, ReloadResult } from '../catalog/manager-port.ts';
import type { ControlMetrics } from '../control/environment.ts';
import type { JournalMetrics } from '../ledger/journal/trimmer.ts';
import type { LedgerTotals } from '../ledger/port.ts';
import type { OutageMetrics } from '../outage/metrics.ts';
import type { SidecarMetrics } from '../ledger/sidecars/heartbeat.ts';
import type { VerifyMetrics } from '../ledger/verify/verifier.ts';
import type { RechargeMetrics } from '../recharge/payments.ts';
import type { StoreMetrics } from '../redis/store.ts';
import type { SessionMetrics } from '../sessions/sessions.ts';
import type { TransportMetrics } from '../transport/telemetry.ts';
import { type AllAlertMetrics, createAlertMetrics } from './alert-metrics.ts';
import { createArchiveMetrics } from './archive-metrics.ts';
import { createControlMetrics, type LabelledControlMetrics } from './control-metrics.ts';
import { createJournalMetrics } from './journal-metrics.ts';
import { createOutageMetrics } from './outage-metrics.ts';
import { counterBy } from './series.ts';
import { createRechargeMetrics } from './recharge-metrics.ts';
import { createSessionMetrics } from './session-metrics.ts';
import { createSidecarMetrics } from './sidecar-metrics.ts';
import { createStoreMetrics, type StoreStateMetrics } from './store-metrics.ts';
import { createTransportMetrics } from './transport-metrics.ts';
import { createVerifyMetrics } from './verify-metrics.ts';

export interface Metrics {
  readonly control: ControlMetrics;
  readonly catalog: CatalogMetrics;
  readonly store: StoreMetrics & StoreStateMetrics;
  readonly journal: JournalMetrics;
  readonly archive: ArchiveMetrics;
  readonly outage: OutageMetrics;
  readonly verify: VerifyMetrics;
  readonly sidecars: SidecarMetrics;
  readonly recharge: RechargeMetrics;
  readonly transport: TransportMetrics;
  readonly sessions: SessionMetrics;
  readonly alerts: AllAlertMetrics;
  /** What the sampler found over all accounts. */
  sampled(totals: LedgerTotals): void;
  /** What open holds keep, by hold rule. */
  readonly holdsSampled: LabelledControlMetrics['holdsSampled'];
  readonly endedHolds: LabelledControlMetrics['endedHolds'];
  readonly contentType: string;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  readonly version: string;
  /** Milliseconds that only rise. */
  readonly now?: () => number;
}

export function createMetrics({ version, now = () => performance.now() }: MetricsOptions): Metrics {
  const registry = new Registry();
  registerProcessMetrics(registry, version);
  const control = createControlMetrics(registry, now);
  return {
    control,
    catalog: createCatalogMetrics(registry, control),
    store: createStoreMetrics(registry),
    journal: createJournalMetrics(registry),
    archive: createArchiveMetrics(registry),
    outage: createOutageMetrics(registry),
    verify: createVerifyMetrics(registry),
    sidecars: createSidecarMetrics(registry),
    recharge: createRechargeMetrics(registry),
    transport: createTransportMetrics(registry),
    sessions: createSessionMetrics(registry),
    alerts: createAlertMetrics(registry),
    sampled: createTotals(registry, now),
    holdsSampled: (stats) => control.holdsSampled(stats),
    endedHolds: () => control.endedHolds(),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/* The sums over all accounts. */

/** Four samples: when the last one is older, nobody can say what the sums are. */
const SAMPLE_LIFE_MS = 60_000;

function createTotals(registry: Registry, now: () => number): Metrics['sampled'] {
  let last: { readonly totals: LedgerTotals; readonly atMs: number } | undefined;
  const sum = (name: string, help: string, of: (totals: LedgerTotals) => number): void => {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        // A value that has stopped looks like one that does not change: the series ends instead.
        if (last === undefined || now() - last.atMs > SAMPLE_LIFE_MS) this.remove();
        else this.set(of(last.totals));
      },
    });
    registry.registerMetric(gauge);
  };
  sum('tollgate_open_holds', 'Holds that are open, over all accounts.', ({ openHolds }) => openHolds);
  sum(
    'tollgate_aside_holds',
    'Open holds that the sweeper could not end and has set aside, over all accounts.',
    ({ asideHolds }) => asideHolds,
  );
  sum(
    'tollgate_held_milli_cents',
    'Credit reserved by open holds, over all accounts.',
    ({ heldMilliCents }) => heldMilliCents,
  );
  sum(
    'tollgate_balance_milli_cents',
    'Purchased credit, over all accounts.',
    ({ balanceMilliCents }) => balanceMilliCents,
  );
  sum(
    'tollgate_lots_milli_cents',
    'Credit that ends, of plans and bought, over all accounts.',
    ({ lotsMilliCents }) => lotsMilliCents,
  );
  sum(
    'tollgate_available_milli_cents',
    'Credit that is not reserved, over all accounts; credit limits are left out.',
    ({ balanceMilliCents, lotsMilliCents, heldMilliCents }) => balanceMilliCents + lotsMilliCents - heldMilliCents,
  );
  return (totals) => {
    last = { totals, atMs: now() };
  };
}

/* Which catalog is in force and how reloads end. */

const RELOAD_RESULTS: readonly ReloadResult[] = ['loaded', 'unchanged', 'refused'];

function createCatalogMetrics(registry: Registry, control: LabelledControlMetrics): CatalogMetrics {
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
  const reloads = counterBy(registry, {
    name: 'tollgate_catalog_reloads_total',
    help: 'Loads and reloads of the catalog directory, by result; a refused one leaves the last good catalog in force.',
    label: 'result',
    values: RELOAD_RESULTS,
  });
  return {
    inForce(snapshot, atMs) {
      const { name, version } = snapshot;
      control.learn(snapshot);
      info.reset();
      info.set({ name, version }, 1);
      loadedAt.set(atMs / 1000);
    },
    reloaded: (result) => reloads.series(result).inc(),
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

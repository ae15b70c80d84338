/** Every metric of Tollgate. Labels are bounded: no account, no number, and services only as the catalog names them. */
import { Gauge, Registry } from 'prom-client';
import type { CatalogMetrics } from '../catalog/telemetry.ts';
import type { ControlMetrics } from '../control/telemetry.ts';
import type { LedgerTotals } from '../ledger/port.ts';
import type { StoreMetrics } from '../redis/store.ts';
import type { TransportMetrics } from '../transport/telemetry.ts';
import { createCatalogMetrics } from './catalog-metrics.ts';
import { createControlMetrics } from './control-metrics.ts';
import { registerProcessMetrics } from './process-metrics.ts';
import { createStoreMetrics } from './store-metrics.ts';
import { createTransportMetrics } from './transport-metrics.ts';

export interface Metrics {
  readonly control: ControlMetrics;
  readonly catalog: CatalogMetrics;
  readonly store: StoreMetrics;
  readonly transport: TransportMetrics;
  /** Says which names are services; until it is called, and for every other name, the label is `other`. */
  knowServices(isService: (name: string) => boolean): void;
  /** What the sampler found over all accounts. */
  sampled(totals: LedgerTotals): void;
  readonly contentType: string;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
}

export function createMetrics({ version }: { readonly version: string }): Metrics {
  const registry = new Registry();
  registerProcessMetrics(registry, version);
  let isService = (_name: string): boolean => false;
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
    control: createControlMetrics(registry, (name) => (isService(name) ? name : 'other')),
    catalog: createCatalogMetrics(registry),
    store: createStoreMetrics(registry),
    transport: createTransportMetrics(registry),
    knowServices(test) {
      isService = test;
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

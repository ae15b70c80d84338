/** How Redis answers, and what is the matter with the store. */
import { Gauge, type Registry } from 'prom-client';
import type { StoreState } from '../ledger/store-admin.ts';
import type { StoreFaultKind, StoreMetrics } from '../redis/store.ts';
import { counterBy, FastHistogram } from './series.ts';

/** How the store is; implemented here, called by whoever watches over it. */
export interface StoreStateMetrics {
  /** @param usable - whether this sidecar can work with it */
  stateChanged(state: StoreState, usable: boolean): void;
}

const STORE_STATES = ['up', 'away', 'slow', 'full', 'lost', 'replica'] as const satisfies readonly StoreState[];

/** Every kind, so that a new one is not forgotten. */
const FAULT_KINDS: Readonly<Record<StoreFaultKind, true>> = {
  unavailable: true,
  timeout: true,
  oom: true,
  misconf: true,
  replicas: true,
  unconfirmed: true,
  readonly: true,
  busy: true,
  loading: true,
  cluster: true,
  failover: true,
  script: true,
};

const LATENCY_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

export function createStoreMetrics(registry: Registry): StoreMetrics & StoreStateMetrics {
  const registers = [registry];
  const duration = new FastHistogram(registry, {
    name: 'tollgate_redis_command_duration_seconds',
    help: 'Round trip of a script or command, by its name; failed ones included.',
    labelNames: ['script'],
    buckets: LATENCY_BUCKETS,
  });
  const errors = counterBy(registry, {
    name: 'tollgate_redis_errors_total',
    help: 'Commands that got no usable reply, by kind of failure.',
    label: 'kind',
    values: Object.keys(FAULT_KINDS),
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
      if (outcome !== 'ok') errors.series(outcome).inc();
    },
    stateChanged(state, usable) {
      for (const each of STORE_STATES) states.set({ state: each }, each === state ? 1 : 0);
      up.set(usable ? 1 : 0);
    },
    setInfo({ mode, topology, engine, version, durable }) {
      embedded.set(mode === 'embedded' ? 1 : 0);
      // After a switch to another server the labels of the first would go on saying what is no longer true.
      info.reset();
      info.set({ mode, topology, engine, version, durable: String(durable) }, 1);
    },
  };
}

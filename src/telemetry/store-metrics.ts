/** How Redis answers. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { StoreMetrics } from '../redis/store.ts';
import { FastHistogram } from './fast-histogram.ts';

const LATENCY_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

export function createStoreMetrics(registry: Registry): StoreMetrics {
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
  const up = new Gauge({ name: 'tollgate_redis_up', help: '1 while Redis answers.', registers });
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
    setHealthy: (healthy) => up.set(healthy ? 1 : 0),
    setInfo({ mode, topology, engine, version, durable }) {
      embedded.set(mode === 'embedded' ? 1 : 0);
      info.set({ mode, topology, engine, version, durable: String(durable) }, 1);
    },
  };
}

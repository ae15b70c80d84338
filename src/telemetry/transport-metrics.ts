/** Latency, load and shedding of the API. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { FastHistogram, type Series } from './fast-histogram.ts';
import type { Outcome, RpcMetrics, TransportMetrics } from '../transport/telemetry.ts';

/** From what a warm authorize takes on loopback to what no caller waits for. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

export function createTransportMetrics(registry: Registry): TransportMetrics {
  const duration = new FastHistogram(registry, {
    name: 'tollgate_rpc_duration_seconds',
    help: 'Time from the decoded request to the response, by method and gRPC status; HTTP requests count under the same methods.',
    labelNames: ['method', 'code'],
    buckets: LATENCY_BUCKETS,
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

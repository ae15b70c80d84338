/** Latency, load and shedding of the API, and its connections and streams. */
import { Gauge, type Registry } from 'prom-client';
import type { Outcome, RpcMetrics, TransportMetrics } from '../transport/telemetry.ts';
import { type Count, FastCounter, FastHistogram, type Series } from './series.ts';

const OUTCOMES: readonly Outcome[] = [
  'ok',
  'cancelled',
  'invalid_argument',
  'unauthenticated',
  'permission_denied',
  'not_found',
  'already_exists',
  'failed_precondition',
  'resource_exhausted',
  'internal',
  'unimplemented',
  'unavailable',
  'deadline_exceeded',
];

/** From what a warm authorize takes on loopback to what no caller waits for. */
const RPC_BUCKETS = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

export function createTransportMetrics(registry: Registry): TransportMetrics {
  const duration = new FastHistogram(registry, {
    name: 'tollgate_rpc_duration_seconds',
    help: 'Time from the decoded request to the response, by method and gRPC status; those over HTTP count too.',
    labelNames: ['method', 'code'],
    buckets: RPC_BUCKETS,
  });
  const finished = new FastCounter(registry, {
    name: 'tollgate_rpcs_total',
    help: 'Requests that were answered, by method and gRPC status; those over HTTP count too.',
    labelNames: ['method', 'code'],
  });
  const shed = new FastCounter(registry, {
    name: 'tollgate_shed_total',
    help: 'Requests refused because too many were in flight.',
    labelNames: ['method'],
  });
  const counts = new Map<string, () => number>();
  const connections = new Gauge({
    name: 'tollgate_connections',
    help: 'Connections that are open, by listener.',
    labelNames: ['listener'],
    registers: [],
    collect() {
      for (const [listener, count] of counts) this.set({ listener }, count());
    },
  });
  registry.registerMetric(connections);
  const refusedConnections = new FastCounter(registry, {
    name: 'tollgate_connections_refused_total',
    help: 'Connections that were refused because there were too many, by listener.',
    labelNames: ['listener'],
  });
  const lasting = new Map<string, () => number>();
  registry.registerMetric(
    new Gauge({
      name: 'tollgate_streams_open',
      help: 'Streams that last (sessions, watched accounts) which are open, by method.',
      labelNames: ['method'],
      registers: [],
      collect() {
        for (const [method, open] of lasting) this.set({ method }, open());
      },
    }),
  );
  return {
    lasting: (method, open) => void lasting.set(method, open),
    listener(name, count) {
      counts.set(name, count);
      const refusedHere = refusedConnections.series(name);
      return () => refusedHere.inc();
    },
    rpc(method): RpcMetrics {
      finished.begin(OUTCOMES.map((outcome) => [method, outcome.toUpperCase()]));
      duration.begin([[method, 'OK']]);
      const byOutcome = new Map<Outcome, { readonly count: Count; readonly duration: Series }>();
      const shedHere = shed.series(method);
      return {
        finished(outcome, seconds) {
          let series = byOutcome.get(outcome);
          if (series === undefined) {
            const code = outcome.toUpperCase();
            series = { count: finished.series(method, code), duration: duration.series(method, code) };
            byOutcome.set(outcome, series);
          }
          series.count.inc();
          series.duration.observe(seconds);
        },
        shed: () => shedHere.inc(),
      };
    },
    watchLoad(load, limit) {
      new Gauge({
        name: 'tollgate_in_flight_limit',
        help: 'How many requests that admit may be in flight at once; those that end calls may be a quarter more.',
        registers: [registry],
      }).set(limit);
      const help = 'Requests being worked on or waiting for their turn.';
      watched(registry, 'tollgate_in_flight', help, () => load.inFlight);
      watched(registry, 'tollgate_waiting', 'Requests in flight that wait for their turn.', () => load.waiting);
    },
  };
}

/** A gauge that is read when it is asked for. */
function watched(registry: Registry, name: string, help: string, value: () => number): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(value());
    },
  });
  registry.registerMetric(gauge);
}

/** The process itself: build, memory, CPU, garbage collection, and how late its event loop runs. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

const RESOLUTION_MS = 10;

/** prom-client's gauges that end in `_total` fail Prometheus' own lint, and its lag metrics are replaced by ours. */
const UNWANTED = /^nodejs_(active_.*_total|eventloop_lag_.*)$/;

export function registerProcessMetrics(registry: Registry, version: string): void {
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

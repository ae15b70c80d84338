/** What gateways are told to do, and whether they say that they have. */
import { Gauge, type Registry } from 'prom-client';
import type { Order } from '../sessions/orders.ts';
import type { SessionMetrics } from '../sessions/sessions.ts';
import { FastCounter, FastHistogram } from './series.ts';

const COMMANDS: readonly Order['kind'][] = ['disconnect', 'extend_now'];
const EVENTS = ['sent', 'repeated', 'done', 'failed', 'withdrawn'] as const;
/** From a gateway beside us to one that was away for a while. */
const ACKNOWLEDGED_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createSessionMetrics(registry: Registry): SessionMetrics {
  const events = new FastCounter(registry, {
    name: 'tollgate_commands_total',
    help: 'What became of commands to gateways: sent, repeated, done or failed as the gateway said, withdrawn.',
    labelNames: ['command', 'event'],
  });
  events.begin(COMMANDS.flatMap((command) => EVENTS.map((event) => [command, event])));
  const acknowledged = new FastHistogram(registry, {
    name: 'tollgate_command_ack_seconds',
    help: 'Time from a command being given out to its acknowledgement, by command.',
    labelNames: ['command'],
    buckets: ACKNOWLEDGED_BUCKETS,
  });
  acknowledged.begin(COMMANDS.map((command) => [command]));
  return {
    commandSent: (kind, times) => events.series(kind, times === 'first' ? 'sent' : 'repeated').inc(),
    commandAcknowledged(kind, done, seconds) {
      events.series(kind, done ? 'done' : 'failed').inc();
      acknowledged.series(kind).observe(seconds);
    },
    commandWithdrawn: (kind) => events.series(kind, 'withdrawn').inc(),
    watchCommands(read) {
      const gauge = (name: string, help: string, value: () => number): void =>
        registry.registerMetric(
          new Gauge({
            name,
            help,
            registers: [],
            collect() {
              this.set(value());
            },
          }),
        );
      gauge('tollgate_commands_waiting', 'Commands that no gateway has acknowledged yet.', () => read().waiting);
      gauge(
        'tollgate_commands_oldest_seconds',
        'Age of the oldest command that no gateway has acknowledged; 0 when there is none.',
        () => read().oldestSeconds,
      );
    },
  };
}

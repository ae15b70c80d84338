/** What accounts were told of, how it went, and what of it nobody hears. */
import { Gauge, type Registry } from 'prom-client';
import type { DeliveryMetrics } from '../alerts/deliver.ts';
import type { NewsMetrics } from '../alerts/traffic-news.ts';
import type { AlertMetrics } from '../alerts/watch.ts';
import { ALERT_KINDS } from '../domain/alert-kinds.ts';
import { counterBy, FastCounter } from './series.ts';

export type AllAlertMetrics = AlertMetrics & DeliveryMetrics & NewsMetrics;

const CHANNELS = ['email', 'webhook'];
const OUTCOMES = ['sent', 'failed', 'dead'];

export function createAlertMetrics(registry: Registry): AllAlertMetrics {
  const crossed = counterBy(registry, {
    name: 'tollgate_alerts_total',
    help: 'Alerts that this sidecar has claimed, by kind: each crossing of a line once.',
    label: 'kind',
    values: [...ALERT_KINDS, 'test'],
  });
  const unheard = counterBy(registry, {
    name: 'tollgate_alerts_unheard_total',
    help: 'Alerts without anybody to tell, and deliveries for which the outbox had no room.',
    label: 'why',
    values: ['no_recipient', 'outbox_full'],
  });
  const attempts = new FastCounter(registry, {
    name: 'tollgate_alert_deliveries_total',
    help: 'Attempts to deliver an alert: sent, failed and to be tried again, or dead, which is the last one.',
    labelNames: ['channel', 'outcome'],
  });
  attempts.begin(CHANNELS.flatMap((channel) => OUTCOMES.map((outcome) => [channel, outcome])));
  const repeats = counterBy(registry, {
    name: 'tollgate_alert_repeats_total',
    help: 'Deliveries that may arrive twice, because nobody knows what became of an attempt before.',
    label: 'channel',
    values: CHANNELS,
  });
  const outbox = new Gauge({
    name: 'tollgate_alert_outbox',
    help: 'Deliveries that are pending and that were given up, in the partitions whose alerts this sidecar sends.',
    labelNames: ['state'],
    registers: [registry],
  });
  const setOutbox = (pending: number, dead: number): void => {
    outbox.set({ state: 'pending' }, pending);
    outbox.set({ state: 'dead' }, dead);
  };
  setOutbox(0, 0);
  const traffic = counterBy(registry, {
    name: 'tollgate_traffic_events_total',
    help: 'Events of traffic for webhooks: sent, or dropped because too many waited.',
    label: 'outcome',
    values: ['sent', 'dropped'],
  });
  return {
    crossed: (kind) => crossed.series(kind).inc(),
    unheard: (why, count) => unheard.series(why).inc(count),
    delivered: (channel, outcome) => attempts.series(channel, outcome).inc(),
    repeated: (channel) => repeats.series(channel).inc(),
    outbox: setOutbox,
    traffic: (outcome, count) => traffic.series(outcome).inc(count),
  };
}

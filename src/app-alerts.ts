/** The alerts room in the app: who reads the journal for it, who sends, and what callers may ask. */
import type { Accounts } from './accounts/requests.ts';
import type { Base } from './app-parts.ts';
import { createAddressGuard } from './alerts/channels/address-guard.ts';
import { postWebhook } from './alerts/channels/webhook.ts';
import { Deliverer } from './alerts/deliver.ts';
import { type AlertDesk, createAlertDesk } from './alerts/desk.ts';
import { SampledNews } from './alerts/traffic-news.ts';
import { AlertWatch } from './alerts/watch.ts';
import type { Environment, TrafficNews } from './control/environment.ts';
import { createAlertStore } from './ledger/alerting/alert-store.ts';
import { JournalConsumer } from './ledger/journal/consumer.ts';
import type { Ledger } from './ledger/port.ts';
import type { ScriptRunner } from './ledger/redis/runner.ts';
import { forgottenReaderPart, type Part } from './parts.ts';

/** As the journal knows it. */
const READER = 'alerts';

export interface AlertsRoom {
  readonly desk: AlertDesk;
  /** Works while the store may be used. */
  readonly part: Part;
}

/** Hears of traffic before there is a room to tell: the verbs come first. */
export class LateNews implements TrafficNews {
  to: TrafficNews | undefined;

  decided(line: Parameters<TrafficNews['decided']>[0]): void {
    this.to?.decided(line);
  }

  swept(hold: Parameters<TrafficNews['swept']>[0], reply: Parameters<TrafficNews['swept']>[1]): void {
    this.to?.swept(hold, reply);
  }
}

export function alertsRoom(
  base: Base,
  runner: ScriptRunner,
  ledger: Ledger,
  { profiles }: Environment,
  accounts: Pick<Accounts, 'get'>,
  news: LateNews,
  { id: owner, version }: { readonly id: string; readonly version: string },
): AlertsRoom {
  const { settings, metrics, logger } = base;
  const { webhooks, smtp, timeoutMs, allowedNetworks } = settings.alerts;
  const store = createAlertStore(runner);
  const profileOf = (accountId: string) => profiles.get(accountId);
  if (webhooks.length === 0 && smtp === undefined) {
    return {
      desk: createAlertDesk({ store, profileOf, watch: undefined }),
      part: forgottenReaderPart(ledger, logger, READER, 'alerts are turned off'),
    };
  }
  const guard = createAddressGuard(allowedNetworks);
  const endpoints = new Map(webhooks.map((webhook) => [webhook.name, webhook]));
  const send = { guard, timeoutMs, version };
  const deliverer = new Deliverer({ store, endpoints, smtp, ...send, metrics: metrics.alerts, logger });
  const watch = new AlertWatch({
    store,
    partitionOf: (rootAccountId) => ledger.partitionOf(rootAccountId),
    view: (accountId) => accounts.get(accountId),
    parentsOf: (profile) => profiles.parentsOf(profile),
    endpointsFor: (kind) =>
      webhooks.filter(({ events }) => kind === 'test' || events.includes(kind)).map(({ name }) => name),
    deliverer,
    nowMs: () => ledger.nowMs(),
    metrics: metrics.alerts,
  });
  const consumer = new JournalConsumer({ ledger, purpose: 'alerts', reader: READER, owner, work: watch, logger });
  const sampled = new SampledNews({
    sidecarId: owner,
    endpoints: webhooks.map(({ name, events }) => ({ name, events: new Set<string>(events) })),
    post: (name, id, body) => {
      const endpoint = endpoints.get(name);
      if (endpoint === undefined) throw new RangeError(`there is no webhook "${name}"`);
      return postWebhook(endpoint, id, body, send);
    },
    limitReached: async (accountId, limit) => {
      const profile = await profileOf(accountId);
      if (profile !== undefined) await watch.limitReached(profile.rootAccountId, accountId, limit);
    },
    metrics: metrics.alerts,
    logger,
  });
  return {
    desk: createAlertDesk({ store, profileOf, watch }),
    part: {
      name: 'alerts',
      start() {
        news.to = sampled;
        consumer.start();
        sampled.start();
      },
      async stop() {
        news.to = undefined;
        await Promise.all([consumer.stop(), sampled.stop()]);
        await deliverer.stop();
      },
    },
  };
}

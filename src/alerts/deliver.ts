/**
 * Sends what is due of a partition's outbox, and says what became of it. A delivery that fails is tried again, later
 * each time; one that cannot succeed, or never did, is given up and can be listed and sent again. One that was taken
 * and not told of, because its sidecar died or its store was away, is sent once more: that is counted.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AlertStore, TakenDelivery } from '../ledger/alert-operations.ts';
import type { Contact } from './asked.ts';
import type { AddressGuard } from './channels/address-guard.ts';
import { type Attempt, failed } from './channels/channel.ts';
import { type Mail, sendMail, type SmtpOptions } from './channels/mail.ts';
import { postWebhook, type WebhookEndpoint } from './channels/webhook.ts';
import { type AlertEvent, alertText } from './event.ts';

/** Where one event goes: a mail to a person, or an endpoint of the settings. */
export type Target =
  | ({ readonly channel: 'email' } & Pick<Contact, 'email' | 'name'>)
  | { readonly channel: 'webhook'; readonly endpoint: string };

/** What the outbox holds, as JSON. */
export interface Delivery {
  readonly target: Target;
  readonly event: AlertEvent;
}

export type Channel = Target['channel'];

export interface DeliverParts {
  readonly store: Pick<AlertStore, 'takeDeliveries' | 'finishDelivery'>;
  readonly endpoints: ReadonlyMap<string, WebhookEndpoint>;
  /** Undefined where the settings have no mail server. */
  readonly smtp: SmtpOptions | undefined;
  readonly guard: AddressGuard;
  readonly timeoutMs: number;
  readonly version: string;
  readonly metrics: DeliveryMetrics;
  readonly logger: DeliveryLogger;
}

/** Implemented by `telemetry`. */
export interface DeliveryMetrics {
  /** One attempt is over; `dead` is the last one. */
  delivered(channel: Channel, outcome: 'sent' | 'failed' | 'dead'): void;
  /** It may have been sent before: nobody knows what became of an earlier attempt. */
  repeated(channel: Channel): void;
  /** How many are pending and given up, over the partitions that this sidecar works on. */
  outbox(pending: number, dead: number): void;
}

export interface DeliveryLogger {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * How long a delivery waits after each failure: the schedule that Standard Webhooks recommends. About a day and a half
 * in all.
 */
const WAITS_MS = [5_000, 30_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 72_000_000];
/** By so much of itself a wait is longer or shorter: those that failed together shall not come back together. */
const JITTER = 0.2;

/** How long a sidecar that goes away waits for what it is sending. */
const STOP_MS = 3_000;

const TAKEN_AT_ONCE = 16;
/** Beyond the time that an attempt may take: for writing down what became of it. */
const TAKEN_MARGIN_MS = 5_000;
/** A mail has several steps, each of which may take the whole time. */
const STEPS_MAX = 3;
/** How long a partition without anything due is left alone: others may put something into its outbox. */
const LOOK_AGAIN_MS = 5_000;

export class Deliverer {
  readonly #parts: DeliverParts;
  /** By partition: when something is due there, by this process's clock. */
  readonly #dueAt = new Map<number, number>();
  readonly #working = new Map<number, Promise<void>>();
  readonly #standing = new Map<number, { readonly pending: number; readonly dead: number }>();
  #stopped = false;

  constructor(parts: DeliverParts) {
    this.#parts = parts;
  }

  /** Something was put into the outbox of a partition. */
  nudge(partition: number): void {
    this.#dueAt.set(partition, 0);
  }

  /** Begins to send what is due in a partition, unless that is under way. */
  look(partition: number): void {
    if (this.#stopped || this.#working.has(partition)) return;
    if (performance.now() < (this.#dueAt.get(partition) ?? 0)) return;
    const work = this.#sendDue(partition)
      .catch(() => void this.#dueAt.set(partition, performance.now() + LOOK_AGAIN_MS))
      .finally(() => this.#working.delete(partition));
    this.#working.set(partition, work);
  }

  /** Another sidecar works on the partition now. */
  forget(partition: number): void {
    this.#dueAt.delete(partition);
    if (this.#standing.delete(partition)) this.#tell();
  }

  /** Waits a moment for what is being sent. What takes longer is sent once more by whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.race([Promise.all(this.#working.values()), delay(STOP_MS, undefined, { ref: false })]);
  }

  async #sendDue(partition: number): Promise<void> {
    const { store, timeoutMs } = this.#parts;
    const takenMs = STEPS_MAX * timeoutMs + TAKEN_MARGIN_MS;
    while (!this.#stopped) {
      this.#dueAt.set(partition, Infinity);
      const taken = await store.takeDeliveries(partition, TAKEN_AT_ONCE, takenMs);
      const { deliveries, pending, dead, nextDueMs, nowMs } = taken;
      this.#standing.set(partition, { pending, dead });
      this.#tell();
      await Promise.all(deliveries.map((delivery) => this.#send(partition, delivery)));
      // What was nudged or failed meanwhile is due earlier than what was read before.
      const known = this.#dueAt.get(partition) ?? 0;
      const waitMs = nextDueMs === undefined ? LOOK_AGAIN_MS : Math.min(LOOK_AGAIN_MS, Math.max(0, nextDueMs - nowMs));
      this.#dueAt.set(partition, Math.min(known, performance.now() + waitMs));
      if (deliveries.length < TAKEN_AT_ONCE) return;
    }
  }

  #tell(): void {
    const standing = [...this.#standing.values()];
    this.#parts.metrics.outbox(
      standing.reduce((sum, { pending }) => sum + pending, 0),
      standing.reduce((sum, { dead }) => sum + dead, 0),
    );
  }

  async #send(partition: number, taken: TakenDelivery): Promise<void> {
    const { store, metrics, logger } = this.#parts;
    const { id, tries, uncertain } = taken;
    const delivery = JSON.parse(taken.text) as Delivery;
    const { channel } = delivery.target;
    if (uncertain) metrics.repeated(channel);
    const attempt = await this.#attempt(id, delivery);
    if (attempt.outcome === 'sent') {
      metrics.delivered(channel, 'sent');
      return store.finishDelivery(partition, { id, tries, outcome: 'sent', waitMs: 0, why: '' });
    }
    const wait = WAITS_MS[tries - 1];
    const isDead = attempt.forGood || wait === undefined;
    metrics.delivered(channel, isDead ? 'dead' : 'failed');
    if (attempt.uncertain && !isDead) metrics.repeated(channel);
    const facts = { delivery: id, account_id: delivery.event.data.account_id, channel, tries, error: attempt.why };
    logger.warn(
      facts,
      isDead ? 'an alert is given up: see `tollgate alerts list --state dead`' : 'an alert was not delivered',
    );
    const outcome = isDead ? 'dead' : 'retry';
    const waitMs = isDead ? 0 : Math.max(attempt.waitMs, jittered(wait));
    if (!isDead) this.#dueAt.set(partition, Math.min(this.#dueAt.get(partition) ?? 0, performance.now() + waitMs));
    return store.finishDelivery(partition, { id, tries, outcome, waitMs, why: attempt.why });
  }

  #attempt(id: string, { target, event }: Delivery): Promise<Attempt> {
    const { endpoints, smtp, guard, timeoutMs, version } = this.#parts;
    if (target.channel === 'webhook') {
      const endpoint = endpoints.get(target.endpoint);
      if (endpoint === undefined) return gone(`the settings have no alerts.webhooks called "${target.endpoint}"`);
      return postWebhook(endpoint, event.data.alert_id, JSON.stringify(event), { guard, timeoutMs, version });
    }
    if (smtp === undefined) return gone('the settings name no mail server: alerts.smtp.host');
    return sendMail(mailOf(id, target, event, smtp), smtp, timeoutMs);
  }
}

function gone(why: string): Promise<Attempt> {
  return Promise.resolve(failed(why, { forGood: true }));
}

function mailOf(
  id: string,
  target: Extract<Target, { channel: 'email' }>,
  event: AlertEvent,
  { from }: SmtpOptions,
): Mail {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'tollgate.invalid';
  return {
    messageId: `${id}@${domain}`,
    to: { name: target.name, address: target.email },
    ...alertText(event),
    sentAt: new Date(event.timestamp),
  };
}

function jittered(ms: number): number {
  return Math.round(ms * (1 + JITTER * (2 * Math.random() - 1)));
}

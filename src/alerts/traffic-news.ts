/**
 * What happens to traffic, for whoever operates it: denials, and holds that nobody settled. Denials are no entries of
 * the journal, so these events are a sample without a promise: they wait in memory, a bounded number of them, and what
 * there is no room for is counted. Nothing here is waited for by a call.
 */
import { randomUUID } from 'node:crypto';
import type { DecisionLine, TrafficNews } from '../control/environment.ts';
import { TRAFFIC_EVENTS, type TrafficEventKind } from '../domain/alert-kinds.ts';
import { isCuredByMoney } from '../domain/decision.ts';
import { Passes } from '../domain/passes.ts';
import type { HoldRef, SweepReply } from '../ledger/port.ts';
import type { Attempt } from './channels/channel.ts';

/** One event of a batch; docs/traffic-events.schema.json is the schema of the whole. */
interface TrafficEvent {
  readonly type: `traffic.${TrafficEventKind}`;
  /** RFC 3339 in UTC. */
  readonly timestamp: string;
  readonly account_id: string;
  readonly hold_id: string;
  readonly service: string;
  readonly verb: string;
  /** Of a denial, as the API spells it. */
  readonly reason: string;
  /** Of the catalog, that denied; empty where none did. */
  readonly rule: string;
  readonly number_class: string;
  /** Of an expired hold, milli-cents. */
  readonly charged_milli_cents: number;
}

export interface NewsParts {
  readonly sidecarId: string;
  /** Who wants which events. */
  readonly endpoints: readonly { readonly name: string; readonly events: ReadonlySet<string> }[];
  /** Sends a batch. Never rejects. @param id - the same for each attempt */
  readonly post: (endpoint: string, id: string, body: string) => Promise<Attempt>;
  /** Tells the contacts of an account that a limit was reached. */
  readonly limitReached: (accountId: string, limit: string) => Promise<void>;
  readonly metrics: NewsMetrics;
  readonly logger: NewsLogger;
}

/** Implemented by `telemetry`. */
export interface NewsMetrics {
  traffic(outcome: 'sent' | 'dropped', count: number): void;
}

export interface NewsLogger {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

const INTERVAL_MS = 1_000;
/** Events of one batch; and how many wait for one endpoint. */
const BATCH = 100;
const WAITING_MAX = 1_000;
/** The longest pause after a failure; each is twice the one before. */
const PAUSE_MS_MAX = 30_000;
/** Limits of accounts that wait to be told, and those that were told lately. */
const LIMITS_MAX = 1_000;
const LIMITS_AT_ONCE = 10;
const LIMIT_AGAIN_MS = 600_000;

export class SampledNews implements TrafficNews {
  readonly #parts: NewsParts;
  readonly #queues: readonly EndpointQueue[];
  readonly #limits = new Map<string, readonly [accountId: string, limit: string]>();
  /** By account and limit: until when it is not told again. */
  readonly #toldUntil = new Map<string, number>();
  readonly #passes: Passes;

  constructor(parts: NewsParts) {
    this.#parts = parts;
    this.#queues = parts.endpoints
      .filter(({ events }) => TRAFFIC_EVENTS.some((kind) => events.has(kind)))
      .map(({ name, events }) => new EndpointQueue(name, events, parts));
    this.#passes = new Passes(() => this.#pass(), INTERVAL_MS);
  }

  start(): void {
    this.#passes.start();
  }

  /** What waits is lost: it is a sample. */
  stop(): Promise<void> {
    return this.#passes.stop();
  }

  decided({ verb, holdId, traffic, result }: DecisionLine): void {
    if (result.decision !== 'deny' || result.replayed) return;
    const { reason, rule, numberClass } = result;
    if (reason === 'SPEND_LIMIT') this.#limit(traffic.accountId, result.limit);
    if (this.#queues.length === 0) return;
    this.#offer({
      type: isCuredByMoney(reason) ? 'traffic.exhausted' : 'traffic.denied',
      timestamp: new Date().toISOString(),
      account_id: traffic.accountId,
      hold_id: holdId,
      service: traffic.service,
      verb,
      reason,
      rule,
      number_class: numberClass,
      charged_milli_cents: 0,
    });
  }

  swept({ accountId, holdId }: Pick<HoldRef, 'accountId' | 'holdId'>, { outcome, settle }: SweepReply): void {
    if (outcome !== 'expired' || this.#queues.length === 0) return;
    this.#offer({
      type: 'traffic.expired',
      timestamp: new Date().toISOString(),
      account_id: accountId,
      hold_id: holdId,
      service: settle?.service ?? '',
      verb: 'sweep',
      reason: '',
      rule: settle?.holdRule ?? '',
      number_class: '',
      charged_milli_cents: settle?.chargedMilliCents ?? 0,
    });
  }

  #offer(event: TrafficEvent): void {
    for (const queue of this.#queues) queue.offer(event);
  }

  #limit(accountId: string, limit: string): void {
    const key = `${accountId}\n${limit}`;
    if (performance.now() < (this.#toldUntil.get(key) ?? 0) || this.#limits.size >= LIMITS_MAX) return;
    this.#limits.set(key, [accountId, limit]);
  }

  /** Never rejects. */
  async #pass(): Promise<void> {
    await Promise.all([this.#tellLimits(), ...this.#queues.map((queue) => queue.flush())]);
  }

  async #tellLimits(): Promise<void> {
    for (const [key, [accountId, limit]] of [...this.#limits].slice(0, LIMITS_AT_ONCE)) {
      this.#limits.delete(key);
      try {
        await this.#parts.limitReached(accountId, limit);
        this.#remember(key);
      } catch {
        // The store says so itself; the next denial comes here again.
      }
    }
  }

  #remember(key: string): void {
    const [oldest] = this.#toldUntil.keys();
    if (this.#toldUntil.size >= LIMITS_MAX && oldest !== undefined) this.#toldUntil.delete(oldest);
    this.#toldUntil.delete(key);
    this.#toldUntil.set(key, performance.now() + LIMIT_AGAIN_MS);
  }
}

/** What waits for one endpoint. A batch that fails is tried again while newer events push out the oldest. */
class EndpointQueue {
  readonly #name: string;
  readonly #events: ReadonlySet<string>;
  readonly #parts: NewsParts;
  #waiting: TrafficEvent[] = [];
  /** Since the last batch that arrived. */
  #dropped = 0;
  #pauseMs = 0;
  #pausedUntil = 0;

  constructor(name: string, events: ReadonlySet<string>, parts: NewsParts) {
    this.#name = name;
    this.#events = events;
    this.#parts = parts;
  }

  /** Who wants to hear of denials hears of those for want of credit too. */
  offer(event: TrafficEvent): void {
    const kind = event.type.slice('traffic.'.length);
    if (!this.#events.has(kind) && !(kind === 'exhausted' && this.#events.has('denied'))) return;
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(event);
    else this.#drop(1);
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#parts.metrics.traffic('dropped', count);
  }

  /** Never rejects. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0 || performance.now() < this.#pausedUntil) return;
    const events = this.#waiting.slice(0, BATCH);
    const dropped = this.#dropped;
    const { post, sidecarId, metrics, logger } = this.#parts;
    const id = `traffic_${randomUUID().replaceAll('-', '')}`;
    const data = { sidecar_id: sidecarId, dropped, events };
    const body = JSON.stringify({ type: 'traffic.batch', timestamp: new Date().toISOString(), data });
    const attempt = await post(this.#name, id, body);
    if (attempt.outcome === 'sent') {
      this.#waiting.splice(0, events.length);
      this.#dropped -= dropped;
      this.#pauseMs = 0;
      metrics.traffic('sent', events.length);
      return;
    }
    if (this.#pauseMs === 0) {
      logger.warn({ webhook: this.#name, error: attempt.why }, 'events of traffic cannot be sent; it goes on trying');
    }
    this.#pauseMs = Math.min(PAUSE_MS_MAX, Math.max(INTERVAL_MS, 2 * this.#pauseMs));
    this.#pausedUntil = performance.now() + Math.max(this.#pauseMs, attempt.waitMs);
  }
}

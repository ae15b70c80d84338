/**
 * Looks at accounts: those that the journal names, and one after the other all that want to be told something, because
 * colours, cycles and lots change by time and by the catalog too. What has crossed a line is claimed in the store
 * together with its deliveries. A look costs two or three small scripts, so they are rationed: an account with a
 * thousand calls a second is looked at every few seconds.
 */
import { randomUUID } from 'node:crypto';
import type { AccountView } from '../accounts/requests.ts';
import { Fault } from '../domain/fault.ts';
import type { AlertStore } from '../ledger/alert-operations.ts';
import type { JournalEntry } from '../ledger/journal/entry.ts';
import type { ConsumerWork } from '../ledger/journal/consumer.ts';
import type { AccountPlace, AccountProfile, TailEntry } from '../ledger/port.ts';
import type { AlertKind } from '../domain/alert-kinds.ts';
import { type Asked, contactsFor, readAsked } from './asked.ts';
import type { Deliverer, Delivery, Target } from './deliver.ts';
import { alertEvent } from './event.ts';
import { type Crossing, crossingsOf, DAY_MS, holdStranded, limitReached, rechargeFailed, type Seen } from './lines.ts';

export interface WatchParts {
  readonly store: AlertStore;
  readonly partitionOf: (rootAccountId: string) => number;
  /** How an account stands now. @throws Fault `ACCOUNT_UNKNOWN` */
  readonly view: (accountId: string) => Promise<AccountView>;
  readonly parentsOf: (profile: AccountProfile) => Promise<readonly AccountProfile[]>;
  /** The endpoints that want to hear of an alert, by name. */
  readonly endpointsFor: (kind: AlertKind | 'test', accountId: string) => readonly string[];
  readonly deliverer: Pick<Deliverer, 'look' | 'nudge' | 'forget'>;
  readonly nowMs: () => number;
  readonly metrics: AlertMetrics;
}

/** Implemented by `telemetry`. */
export interface AlertMetrics {
  /** A line was crossed, and this sidecar was the one to claim it. */
  crossed(kind: AlertKind | 'test'): void;
  /** An alert that nobody hears of: no contact and no endpoint, or no room in the outbox. */
  unheard(why: 'no_recipient' | 'outbox_full', count: number): void;
}

/** From the beginning of one pass over the accounts of a partition to that of the next. */
const PASS_MS = 60_000;
/** How often it is read who wants to be told something; less often where they are many. */
const READ_MS = 5_000;
const READ_MS_PER_ACCOUNT = 10;
/** One account is looked at no more often, however much happens to it. */
const AGAIN_MS = 5_000;
/** How many accounts of a partition one look takes; those that are left over wait for the next. */
const ACCOUNTS_PER_LOOK = 20;
const PAGE_ACCOUNTS = 200;
/** What happened longer ago is no news any more: it came before anybody watched. */
const NEWS_MS = DAY_MS;
/** Stranded holds of one account are looked at so often: they are told once a day. */
const STRANDED_AGAIN_MS = 600_000;

/** What one sidecar knows of a partition that it works on. */
interface PartitionState {
  /** Those that want to be told something, as of the last pass. */
  watched: Set<string>;
  /** To be looked at, oldest first. */
  readonly waiting: Set<string>;
  /** When each was looked at last. */
  readonly lookedAt: Map<string, number>;
  /** When each was last told of a stranded hold. */
  readonly strandedAt: Map<string, number>;
  passAt: number;
  /** When it is read again who wants to be told something. */
  readAt: number;
}

/** What of an account is to be told. */
type Find = (seen: Seen) => readonly Crossing[];

export class AlertWatch implements ConsumerWork {
  readonly #parts: WatchParts;
  readonly #partitions = new Map<number, PartitionState>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Every entry is a reason to look; some are what happened themselves. */
  async handle(partition: number, entries: readonly TailEntry[]): Promise<void> {
    const state = await this.#stateOf(partition);
    for (const { entry } of entries) {
      if (state.watched.has(entry.accountId)) state.waiting.add(entry.accountId);
      const find = this.#parts.nowMs() - entry.atMs < NEWS_MS ? newsIn(entry) : undefined;
      const accountId = find && [entry.originAccountId, entry.accountId].find((id) => state.watched.has(id));
      if (find === undefined || accountId === undefined || isTooSoon(state, accountId, entry)) continue;
      // Not put off: what was acknowledged does not come again.
      await this.#look(partition, accountId, find);
    }
  }

  /** An account has said what it wants to be told: it is looked at next, where this sidecar has its partition. */
  asked({ rootAccountId, accountId }: AccountPlace, isWatched: boolean): void {
    const state = this.#partitions.get(this.#parts.partitionOf(rootAccountId));
    if (state === undefined) return;
    for (const set of [state.watched, state.waiting]) {
      if (isWatched) set.add(accountId);
      else set.delete(accountId);
    }
  }

  /** A request was denied for a limit, by whichever sidecar: this one tells, whoever works on the partition. */
  limitReached(rootAccountId: string, accountId: string, limit: string): Promise<void> {
    const partition = this.#parts.partitionOf(rootAccountId);
    return this.#look(partition, accountId, (seen) => limitReached(seen, limit));
  }

  async turn(partition: number, isNew: boolean): Promise<void> {
    const state = await this.#stateOf(partition);
    const now = performance.now();
    if (isNew || now >= state.passAt) {
      await this.#readAgain(partition, state);
      state.passAt = now + PASS_MS;
      for (const accountId of state.watched) state.waiting.add(accountId);
    } else if (now >= state.readAt) {
      await this.#readAgain(partition, state);
    }
    let left = ACCOUNTS_PER_LOOK;
    for (const accountId of state.waiting) {
      if (left === 0) break;
      if (now - (state.lookedAt.get(accountId) ?? -Infinity) < AGAIN_MS) continue;
      left -= 1;
      state.waiting.delete(accountId);
      state.lookedAt.set(accountId, now);
      await this.#look(partition, accountId);
    }
    this.#parts.deliverer.look(partition);
  }

  lost(partition: number): void {
    this.#partitions.delete(partition);
    this.#parts.deliverer.forget(partition);
  }

  async #stateOf(partition: number): Promise<PartitionState> {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const watched = await this.#readWatched(partition);
    const state = {
      watched,
      waiting: new Set<string>(),
      lookedAt: new Map(),
      strandedAt: new Map(),
      passAt: 0,
      readAt: 0,
    };
    this.#partitions.set(partition, state);
    return state;
  }

  /** Those that ask since the last time, by whichever sidecar, are looked at next. */
  async #readAgain(partition: number, state: PartitionState): Promise<void> {
    const { watched: before } = state;
    state.watched = await this.#readWatched(partition);
    for (const accountId of state.watched) if (!before.has(accountId)) state.waiting.add(accountId);
    for (const times of [state.lookedAt, state.strandedAt]) {
      for (const accountId of times.keys()) if (!state.watched.has(accountId)) times.delete(accountId);
    }
    state.readAt = performance.now() + Math.min(PASS_MS, READ_MS + READ_MS_PER_ACCOUNT * state.watched.size);
  }

  async #readWatched(partition: number): Promise<Set<string>> {
    const watched = new Set<string>();
    for (let after = ''; ;) {
      const { items, next } = await this.#parts.store.watchedAccounts(partition, { after, limit: PAGE_ACCOUNTS });
      for (const accountId of items) watched.add(accountId);
      if (next === '') return watched;
      after = next;
    }
  }

  /** Looks at one account, and claims what it finds. */
  async #look(partition: number, accountId: string, find: Find = crossingsOf): Promise<void> {
    const { store, deliverer } = this.#parts;
    const found = await this.#see(accountId);
    if (found === undefined) return;
    const { place } = found;
    const crossings = find(found.seen);
    for (const crossing of crossings) {
      const { deliveries, kind } = this.#deliveriesOf(found, crossing);
      const { crossed, dropped } = await store.crossAlert({ ...place, changes: crossing.changes, deliveries });
      if (!crossed || kind === undefined) continue;
      this.#count(kind, deliveries.length, dropped);
      if (deliveries.length > dropped) deliverer.nudge(partition);
    }
  }

  #count(kind: AlertKind | 'test', deliveries: number, dropped: number): void {
    const { metrics } = this.#parts;
    metrics.crossed(kind);
    if (deliveries === 0) metrics.unheard('no_recipient', 1);
    if (dropped > 0) metrics.unheard('outbox_full', dropped);
  }

  /**
   * Puts an alert of its own into the outbox that says no more than that the way is open.
   *
   * @returns how many deliveries
   * @throws Fault `ACCOUNT_UNKNOWN`
   */
  async test(accountId: string): Promise<number> {
    const { store, partitionOf, deliverer } = this.#parts;
    const found = await this.#see(accountId);
    if (found === undefined) return 0;
    const expected = found.seen.told.get('test') ?? '';
    const changes = [{ line: 'test', expected, next: randomUUID() }];
    const { deliveries } = this.#deliveriesOf(found, { changes, kind: 'test', details: {} });
    const { crossed, dropped } = await store.crossAlert({ ...found.place, changes, deliveries });
    if (!crossed) return 0;
    this.#count('test', deliveries.length, dropped);
    deliverer.nudge(partitionOf(found.place.rootAccountId));
    return deliveries.length - dropped;
  }

  async #see(accountId: string): Promise<Found | undefined> {
    const { view: viewOf, parentsOf, store } = this.#parts;
    let view: AccountView;
    try {
      view = await viewOf(accountId);
    } catch (error) {
      // One that was named before its partition was restored.
      if (error instanceof Fault && error.reason === 'ACCOUNT_UNKNOWN') return undefined;
      throw error;
    }
    const { rootAccountId } = view.profile;
    const place = { rootAccountId, accountId };
    const above = await parentsOf(view.profile);
    const { asked, lines, askedAbove } = await store.alertsOf(
      place,
      above.map((each) => each.accountId),
    );
    if (asked === '') return undefined;
    return { place, seen: { view, asked: readAsked(asked), told: lines }, above: askedAbove.map(readAsked) };
  }

  #deliveriesOf(
    { seen, above }: Found,
    { kind, details }: Omit<Crossing, 'kind'> & { readonly kind: AlertKind | 'test' | undefined },
  ) {
    if (kind === undefined) return { kind, deliveries: [] };
    const alertId = `alert_${randomUUID().replaceAll('-', '')}`;
    const event = alertEvent(alertId, kind, seen.view, details);
    const contacts = contactsFor(kind === 'test' ? 'low_balance' : kind, seen.asked, above);
    const endpoints = this.#parts.endpointsFor(kind, seen.view.profile.accountId);
    const targets: readonly Target[] = [
      ...contacts.map(({ email, name }) => ({ channel: 'email' as const, email, name })),
      ...endpoints.map((endpoint) => ({ channel: 'webhook' as const, endpoint })),
    ];
    const deliveries = targets.map((target, index) => {
      const delivery: Delivery = { target, event };
      return { id: `${alertId}.${index + 1}`, text: JSON.stringify(delivery) };
    });
    return { kind, deliveries };
  }
}

interface Found {
  readonly place: AccountPlace;
  readonly seen: Seen;
  /** What the accounts above it want, the nearest first. */
  readonly above: readonly Asked[];
}

/** What an entry of the journal says that cannot be seen of the account afterwards. */
function newsIn({ kind, flags, reference, service, amountMilliCents, note }: JournalEntry): Find | undefined {
  if (kind === 'charge' && flags.includes('e')) {
    const details = { holdId: reference, service, chargedMilliCents: -amountMilliCents };
    return (seen) => holdStranded(seen, details);
  }
  const [, reason = ''] = kind === 'recharge' ? (/^failed recharge \S+ (.*)$/.exec(note) ?? []) : [];
  return reason === '' ? undefined : (seen) => rechargeFailed(seen, { paymentId: reference, reason });
}

/** A gateway that dies leaves many stranded holds, and one of them is told. */
function isTooSoon({ strandedAt }: PartitionState, accountId: string, { kind }: JournalEntry): boolean {
  if (kind !== 'charge') return false;
  const now = performance.now();
  if (now - (strandedAt.get(accountId) ?? -Infinity) < STRANDED_AGAIN_MS) return true;
  strandedAt.set(accountId, now);
  return false;
}

/**
 * Carries payments through: claims one in the store before anybody is asked, asks the provider, credits what is paid.
 * Each step is written before the next, and each may be done twice: whoever comes after a crash goes on where it ended.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText, Fault } from '../domain/fault.ts';
import type { Order, PaymentProvider } from './provider.ts';
import { type Attempt, newRecord, type Outcome, type RechargeRecord, type StoredRecord } from './record.ts';
import type { AccountPlace, RechargeRecords } from './records.ts';
import { type Change, credited, heard, type News, paidAfterAll, paused, stuck } from './rules.ts';

/** Credit that is paid for. The same key credits once. */
export interface PaidCredit {
  readonly accountId: string;
  readonly amountMilliCents: number;
  readonly idempotencyKey: string;
  readonly note: string;
}

export interface RechargeMetrics {
  /** A payment began or ended. */
  ended(purpose: Attempt['purpose'], mode: Attempt['mode'], result: 'begun' | Outcome['state']): void;
  /** What a provider said, or what became of asking it. */
  heard(news: News['kind']): void;
  credited(milliCents: number): void;
  /** A payment was made, and what follows from it could not be done; it is tried again. */
  uncredited(): void;
}

export interface RechargeLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface PaymentsOptions {
  readonly records: RechargeRecords;
  /** Undefined where none is configured: what is under way waits for one. */
  readonly provider: PaymentProvider | undefined;
  /** Gives credit; rejects with a `Fault` when it cannot. */
  readonly credit: (paid: PaidCredit) => Promise<void>;
  readonly currencyOf: (accountId: string) => Promise<string>;
  readonly metrics: RechargeMetrics;
  readonly logger: RechargeLogger;
}

/** Somebody else may change a record at the same moment, a few times. */
const ATTEMPTS = 8;
/** How often it is tried once more to write an answer, and after which pause. */
const INSISTS = 10;
const INSISTS_EVERY_MS = 500;

export class Payments {
  readonly #options: PaymentsOptions;
  /** One at a time for each account, in this process. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: PaymentsOptions) {
    this.#options = options;
  }

  /**
   * Changes the record of an account, from whatever it is by then.
   *
   * @param rule - undefined leaves it as it is; throws what the caller is told
   * @returns the record afterwards
   */
  async change(
    place: AccountPlace,
    rule: (record: RechargeRecord, nowMs: number) => Change | undefined,
  ): Promise<RechargeRecord> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stored = await this.#options.records.read(place);
      const before = stored.record ?? newRecord(randomBytes(8).toString('hex'));
      const change = rule(before, stored.nowMs);
      if (change === undefined) return before;
      if (await this.swap(place, stored, change)) return change.record;
    }
    throw new Fault('ACCOUNT_BUSY', 'the account is being recharged at this moment; try again', { retryAfterMs: 500 });
  }

  async recordOf(place: AccountPlace): Promise<Pick<RechargeRecord, 'current'>> {
    return (await this.#options.records.read(place)).record ?? { current: undefined };
  }

  /** Credit of a payment that somebody else began. */
  credit(paid: PaidCredit): Promise<void> {
    return this.#options.credit(paid);
  }

  /** Money was taken back, or was not after all. @returns whether that is new */
  async pause(place: AccountPlace, why: 'refund' | 'dispute' | ''): Promise<boolean> {
    let isNew = false;
    await this.change(place, (record) => {
      isNew = record.paused !== why;
      return isNew ? paused(record, why) : undefined;
    });
    return isNew;
  }

  async swap(place: AccountPlace, from: StoredRecord, change: Change): Promise<boolean> {
    const swapped = await this.#options.records.swap(place, from, change);
    if (swapped) this.#tell(place, change);
    return swapped;
  }

  /** Does what there is to do for the payment under way, and waits for it. */
  advance(place: AccountPlace): Promise<void> {
    const running = this.#running.get(place.accountId);
    if (running !== undefined) return running;
    const run = this.#advance(place).finally(() => this.#running.delete(place.accountId));
    this.#running.set(place.accountId, run);
    return run;
  }

  async #advance(place: AccountPlace): Promise<void> {
    const { provider, records } = this.#options;
    const { record } = await records.read(place);
    const current = record?.current;
    if (current === undefined) return;
    if (current.state === 'paid') return this.#finish(place, current);
    if (provider === undefined) return;
    const news = await provider.charge(await this.#order(place, current));
    await insistently(() => this.hear(place, current.id, news));
  }

  async #order({ accountId }: AccountPlace, attempt: Attempt): Promise<Order> {
    return { ...attempt, accountId, currency: await this.#options.currencyOf(accountId) };
  }

  /** What a provider says of a payment, asked or by itself; of one that has ended too. */
  async hear(place: AccountPlace, id: string, news: News): Promise<void> {
    this.#options.metrics.heard(news.kind);
    const facts = { account: place.accountId, recharge: id };
    if (news.kind === 'unknown') {
      this.#options.logger.warn({ ...facts, why: news.why }, 'it is not known yet what became of a payment');
    }
    const record = await this.change(place, (before, nowMs) => {
      const { current } = before;
      // What is paid stays paid, whoever was asked before says later.
      if (current?.id !== id || current.state === 'paid') return undefined;
      return heard(before, current, news, nowMs);
    });
    if (record.current?.id === id) {
      if (record.current.state === 'paid') await this.#finish(place, record.current);
      return;
    }
    if (news.kind === 'paid') await this.#creditLate(place, id, news);
  }

  /** A payment that had been given up, or was credited already: the key tells. */
  async #creditLate(place: AccountPlace, id: string, news: Extract<News, { kind: 'paid' }>): Promise<void> {
    const { record } = await this.#options.records.read(place);
    const known = record?.history.find((outcome) => outcome.id === id);
    if (known?.purpose === 'verification') return;
    await this.#options.credit({
      accountId: place.accountId,
      amountMilliCents: news.paidMilliCents,
      idempotencyKey: news.creditKey,
      note: `payment ${id}`,
    });
    await this.change(place, (before) => paidAfterAll(before, id, news.reference));
  }

  /** Credits what is paid; gives back what only verified a method. */
  async #finish(place: AccountPlace, attempt: Attempt): Promise<void> {
    try {
      await (attempt.purpose === 'verification' ? this.#refund(place, attempt) : this.#credit(place, attempt));
    } catch (error) {
      const facts = { account: place.accountId, recharge: attempt.id, error: errorText(error) };
      this.#options.metrics.uncredited();
      this.#options.logger.error(facts, 'a payment is made, but what follows from it is not done yet');
      await this.#replace(place, attempt, (record, current) => stuck(record, current, errorText(error)));
      return;
    }
    await this.#replace(place, attempt, (record, current, nowMs) => credited(record, current, nowMs));
  }

  async #credit({ accountId }: AccountPlace, { id, purpose, creditKey, amountMilliCents }: Attempt): Promise<void> {
    const note = purpose === 'recharge' ? `automatic recharge ${id}` : `purchase ${id}`;
    await this.#options.credit({ accountId, amountMilliCents, idempotencyKey: creditKey, note });
    this.#options.metrics.credited(amountMilliCents);
  }

  async #refund(place: AccountPlace, attempt: Attempt): Promise<void> {
    const { provider } = this.#options;
    if (provider === undefined) throw new Error('no payment provider is configured');
    const problem = await provider.refund(await this.#order(place, attempt));
    if (problem !== undefined) throw new Error(`the refund is not made yet: ${problem}`);
  }

  async #replace(
    place: AccountPlace,
    { id }: Attempt,
    rule: (record: RechargeRecord, current: Attempt, nowMs: number) => Change,
  ): Promise<void> {
    await this.change(place, (record, nowMs) =>
      record.current?.id === id ? rule(record, record.current, nowMs) : undefined,
    );
  }

  #tell({ accountId }: AccountPlace, { record, entry }: Change): void {
    if (entry === undefined) return;
    const { metrics, logger } = this.#options;
    const { current, history } = record;
    const facts = { account: accountId, recharge: entry.reference };
    if (current?.id === entry.reference) {
      const { purpose, mode, amountMilliCents } = current;
      metrics.ended(purpose, mode, 'begun');
      logger.info({ ...facts, purpose, mode, amountMilliCents }, 'a payment is begun');
      return;
    }
    const outcome = history.find(({ id }) => id === entry.reference);
    if (outcome === undefined) return;
    const { purpose, mode, amountMilliCents, state, reason } = outcome;
    metrics.ended(purpose, mode, state);
    const more = { ...facts, purpose, mode, amountMilliCents };
    if (state === 'credited') logger.info(more, 'a payment is credited');
    else logger.warn({ ...more, reason }, 'a recharge has failed: nothing was credited, traffic follows its rules');
  }
}

/** What a provider has answered is worth waiting for a slow store; otherwise it would have to be found out anew. */
async function insistently(work: () => Promise<void>): Promise<void> {
  for (let left = INSISTS; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0 || !(error instanceof Fault) || !error.retryable) throw error;
      await delay(INSISTS_EVERY_MS);
    }
  }
}

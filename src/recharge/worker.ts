/**
 * Looks after payments by itself: accounts that the journal shows below their threshold, and what is due in the store.
 * It waits for no provider: that is done beside, a bounded number at once.
 */
import { errorText } from '../domain/fault.ts';
import type { ConsumerWork } from '../ledger/journal/consumer.ts';
import type { TailEntry } from '../ledger/port.ts';
import type { Payments, RechargeLogger } from './payments.ts';
import type { AccountPlace, RechargeRecords } from './records.ts';
import { isDue, recharge } from './rules.ts';
import type { AccountStanding } from './standing.ts';

export interface WorkerOptions {
  readonly records: RechargeRecords;
  readonly payments: Payments;
  /** Where an account is and how it stands; rejects where there is none. */
  readonly standing: (accountId: string) => Promise<AccountStanding>;
  /** This sidecar. */
  readonly owner: string;
  readonly logger: RechargeLogger;
}

/** How often it is asked what is due in a partition. */
const DUE_EVERY_MS = 2_000;
/** Payments that are carried through at once; what is due waits in the store. */
const AT_ONCE = 32;
/** Accounts of a page that are looked at together. */
const LOOKS_AT_ONCE = 8;

export class RechargeWorker implements ConsumerWork {
  readonly #options: WorkerOptions;
  /** Accounts whose payments are carried through. */
  readonly #working = new Map<string, Promise<void>>();
  readonly #dueAt = new Map<number, number>();

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /**
   * Accounts whose balance has changed: those below their threshold are recharged. The entries are not acknowledged
   * before that is claimed, so that a sidecar that dies leaves them to the next.
   */
  async handle(partition: number, entries: readonly TailEntry[]): Promise<void> {
    const balances = new Map(entries.map(({ entry }) => [entry.accountId, entry.balanceMilliCents]));
    const low = [...(await this.#options.records.low(partition, balances))];
    const turn = async (): Promise<void> => {
      for (let id = low.pop(); id !== undefined; id = low.pop()) await this.#look(id, false);
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, turn));
  }

  /** What is due is hidden for a while, and comes again if this sidecar dies. */
  async turn(partition: number): Promise<void> {
    const now = performance.now();
    const room = AT_ONCE - this.#working.size;
    if (room <= 0 || now < (this.#dueAt.get(partition) ?? 0)) return;
    this.#dueAt.set(partition, now + DUE_EVERY_MS);
    for (const accountId of await this.#options.records.due(partition, room)) await this.#look(accountId, true);
  }

  lost(partition: number): void {
    this.#dueAt.delete(partition);
  }

  /** Looks whether an account is to be recharged now, without anybody waiting. */
  look(accountId: string): void {
    this.#look(accountId, false).catch((error: unknown) => this.#warn(accountId, error));
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    await Promise.all(this.#working.values());
  }

  /**
   * Claims a recharge where one is due, or goes on with a payment that nobody works on.
   *
   * @param taken - whether the account was taken off the store's list of those that are due
   */
  async #look(accountId: string, taken: boolean): Promise<void> {
    const { records, payments, standing, owner } = this.#options;
    const { place } = await standing(accountId);
    const stored = await records.read(place);
    const { record } = stored;
    if (record === undefined) return;
    if (record.current !== undefined) {
      // Who has claimed it asks by itself; it is due where that sidecar has gone.
      if (taken) this.#work(place);
      return;
    }
    // After the record: where that says that a payment has ended, its credit is in here.
    const now = await standing(accountId);
    if (isDue(record, now)) {
      if (await payments.swap(place, stored, recharge(record, now, owner))) this.#work(place);
    } else if (taken) {
      await records.swap(place, stored, { record });
    }
  }

  /** Nobody waits for a provider. */
  #work(place: AccountPlace): void {
    const { accountId } = place;
    if (this.#working.has(accountId)) return;
    const work = this.#options.payments
      .advance(place)
      .catch((error: unknown) => this.#warn(accountId, error))
      .finally(() => this.#working.delete(accountId));
    this.#working.set(accountId, work);
  }

  #warn(accountId: string, error: unknown): void {
    const facts = { account: accountId, error: errorText(error) };
    this.#options.logger.warn(facts, 'a recharge could not be looked after; it is again');
  }
}

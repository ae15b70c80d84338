/** Looks after payments by itself: what is due in the store, and accounts that have become poor. */
import { errorText } from '../domain/fault.ts';
import { Passes } from '../domain/passes.ts';
import type { Payments, RechargeLogger } from './payments.ts';
import type { RechargeRecords } from './records.ts';
import { isDue, recharge } from './rules.ts';
import type { AccountStanding } from './standing.ts';

export interface WorkerOptions {
  readonly records: RechargeRecords;
  readonly payments: Payments;
  /** Where an account is and how it stands; rejects where there is none. */
  readonly standing: (accountId: string) => Promise<AccountStanding>;
  /** This sidecar. */
  readonly owner: string;
  readonly intervalMs: number;
  readonly logger: RechargeLogger;
}

/** How many accounts one pass takes: as many as are done before another sidecar would take them. */
const TAKEN_AT_ONCE = 64;
/** Providers answer in seconds: some are waited for at once. */
const AT_ONCE = 16;

export class RechargeWorker {
  readonly #options: WorkerOptions;
  readonly #passes: Passes;
  #next = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#passes = new Passes(() => this.#pass(), options.intervalMs);
  }

  start(): void {
    this.#passes.start();
  }

  /** Waits for what is under way with the provider. */
  stop(): Promise<void> {
    return this.#passes.stop();
  }

  /** Accounts whose balance has changed: those below their threshold are recharged. */
  async changed(partition: number, balances: ReadonlyMap<string, number>): Promise<void> {
    const low = await this.#options.records.low(partition, balances);
    await inTurns(low, (accountId) => this.#look(accountId, false));
  }

  /** Somebody has changed how the account is recharged. */
  look(accountId: string): void {
    void this.#look(accountId, false);
  }

  async #pass(): Promise<void> {
    const { records, logger } = this.#options;
    const due: string[] = [];
    // Each pass begins elsewhere, so that no partition waits for those before it.
    for (let step = 0; step < records.partitions && due.length < TAKEN_AT_ONCE; step++) {
      const partition = this.#next;
      this.#next = (partition + 1) % records.partitions;
      try {
        due.push(...(await records.due(partition, TAKEN_AT_ONCE - due.length)));
      } catch (error) {
        // The others may be on another node of a cluster. What is due stays due.
        logger.warn({ partition, error: errorText(error) }, 'could not look for recharges of a partition');
      }
    }
    await inTurns(due, (accountId) => this.#look(accountId, true));
  }

  /** @param taken - whether the account was taken off the store's list of those that are due */
  async #look(accountId: string, taken: boolean): Promise<void> {
    const { records, payments, owner, logger } = this.#options;
    try {
      // The record first: credit that came of a payment is in the standing if its end is in the record.
      const before = await this.#options.standing(accountId);
      const stored = await records.read(before.place);
      const { record } = stored;
      if (record === undefined) return;
      if (record.current !== undefined) {
        if (taken) await payments.advance(before.place);
        return;
      }
      const standing = await this.#options.standing(accountId);
      if (isDue(record, standing)) {
        const change = recharge(record, standing, owner);
        if (!(await payments.swap(standing.place, stored, change))) return;
        await payments.advance(standing.place);
      } else if (taken) {
        await records.swap(before.place, stored, { record });
      }
    } catch (error) {
      logger.warn({ account: accountId, error: errorText(error) }, 'a recharge could not be looked after; it is again');
    }
  }
}

async function inTurns(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const left = [...ids];
  const turn = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) await work(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
}

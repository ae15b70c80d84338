/**
 * Authorizes that failed for their caller and may have been carried out all the same: when the store is back, what they
 * reserved is freed, unless the caller has gone on with the hold.
 */
import { errorText } from '../domain/fault.ts';
import type { AuthorizeOperation, HoldRef } from '../ledger/port.ts';
import { takeBackBody, takeBackOf } from './bodies.ts';
import { holdKeyOf, type Spool, type SpoolRecord } from './spool/spool.ts';

export interface TakeBacksOptions {
  readonly spool: Spool;
  /** The time of the store, as far as it is known. */
  readonly nowMs: () => number;
  readonly logger: { warn(facts: object, message: string): void };
}

/**
 * For how long the caller may ask again under the same id. It is past the deadline of the script too: one that runs
 * after this does nothing.
 */
const WAIT_MS = 5_000;

export class TakeBacks {
  readonly #options: TakeBacksOptions;
  /** By hold: the record that waits. */
  readonly #waiting = new Map<string, number>();

  constructor(options: TakeBacksOptions) {
    this.#options = options;
  }

  /** Never rejects: the sweeper frees the hold too, only later. */
  async keep(operation: AuthorizeOperation): Promise<void> {
    const { spool, nowMs, logger } = this.#options;
    const { rootAccountId, accountId, holdId, notAfterMs } = operation;
    const holdKey = holdKeyOf(accountId, holdId);
    if (this.#waiting.has(holdKey)) return;
    const atMs = Math.floor(nowMs());
    const body = takeBackBody(operation, Math.max(atMs, notAfterMs) + WAIT_MS);
    try {
      const place = { rootAccountId, accountId, holdId };
      const { sequence } = await spool.append({ kind: 'release', ...place, recordedAtMs: atMs, body });
      this.#waiting.set(holdKey, sequence);
    } catch (error) {
      const facts = { account_id: accountId, hold_id: holdId, error: errorText(error) };
      logger.warn(facts, 'what a failed authorize may have reserved cannot be taken back; the sweeper will free it');
    }
  }

  /** The caller goes on with the hold. Undefined where nothing waits, as nearly always. */
  withdraw({ accountId, holdId }: HoldRef): Promise<void> | undefined {
    if (this.#waiting.size === 0) return undefined;
    const holdKey = holdKeyOf(accountId, holdId);
    const sequence = this.#waiting.get(holdKey);
    if (sequence === undefined) return undefined;
    this.#waiting.delete(holdKey);
    return this.#options.spool.done(sequence);
  }

  /** Those that an earlier process has kept. */
  async find(): Promise<void> {
    for await (const record of this.#options.spool.pending()) {
      if (takeBackOf(record) === undefined) continue;
      this.#waiting.set(holdKeyOf(record.accountId, record.holdId), record.sequence);
    }
  }

  /** A record is out of the spool. */
  told({ accountId, holdId, sequence }: SpoolRecord): void {
    const holdKey = holdKeyOf(accountId, holdId);
    if (this.#waiting.get(holdKey) === sequence) this.#waiting.delete(holdKey);
  }
}

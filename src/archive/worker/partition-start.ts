/**
 * Where a partition is read on. Before that it is asked whether the store still has what the archive kept last: a
 * failover may have lost it, and then the archive is ahead.
 */
import type { JournalStream } from '../../ledger/journal-operations.ts';
import { isBefore } from '../../ledger/journal/feed.ts';
import type { ScriptRunner } from '../../ledger/redis/runner.ts';
import { readStoredAccounts } from '../../ledger/verify/stored.ts';
import { accountsSince } from '../sql/accounts.ts';
import { readCursor, setCursorBack } from '../sql/cursors.ts';
import type { ArchiveDatabase } from '../sql/database.ts';
import { supersedeAll } from '../sql/superseding.ts';
import type { ArchiveLogger } from './protocol.ts';

export interface PartitionStartParts {
  readonly db: ArchiveDatabase;
  readonly ledger: Pick<JournalStream, 'tail' | 'journalEnd' | 'acknowledgeJournal'>;
  readonly runner: ScriptRunner;
  /** Of the store that is followed. */
  readonly epoch: number;
  readonly reader: string;
  readonly logger: ArchiveLogger;
}

/** A failover loses seconds; accounts that were quiet for longer before the last entry have lost nothing. */
const LOST_MS = 86_400_000;
const ACCOUNTS_AT_ONCE = 50;

export class PartitionStart {
  readonly #parts: PartitionStartParts;

  constructor(parts: PartitionStartParts) {
    this.#parts = parts;
  }

  /** The id after which to read on, empty for the oldest entry; and what had to be set apart for that. */
  async of(partition: number): Promise<{ readonly lastId: string; readonly superseded: number }> {
    const { db, epoch } = this.#parts;
    const cursor = await readCursor(db, partition);
    if (cursor === undefined || cursor.lastId === '') return { lastId: '', superseded: 0 };
    const { lastId, lastAtMs } = cursor;
    // Of another store, or of one that was restored, the entries themselves tell what is another story.
    if (cursor.epoch !== epoch) return { lastId: await this.#reachable(partition, lastId), superseded: 0 };
    if (await this.#isThere(partition, lastId)) return { lastId, superseded: 0 };
    const superseded = await this.#setApart(partition, lastAtMs - LOST_MS);
    const back = await this.#reachable(partition, lastId);
    this.#parts.logger.error(
      { partition, kept_up_to: lastId, goes_on_at: back, movements: superseded },
      'the store has lost writes that the archive had kept: they are set apart',
    );
    return { lastId: back, superseded };
  }

  /** Whether the journal still has the entry, or had it until it was trimmed. */
  async #isThere(partition: number, id: string): Promise<boolean> {
    const { entries, missed } = await this.#parts.ledger.tail(partition, before(id), 1);
    return missed || entries[0]?.id === id || (entries.length === 0 && !(await this.#endsBefore(partition, id)));
  }

  /** Whether nothing as late as this id was ever written, as far as the store knows. */
  async #endsBefore(partition: number, id: string): Promise<boolean> {
    const { ledger, reader } = this.#parts;
    return isBefore((await ledger.acknowledgeJournal(reader, partition, id)).lastId, id);
  }

  /** The id, or the end of the journal where that is before it; then the cursor stands there too. */
  async #reachable(partition: number, id: string): Promise<string> {
    const { db, ledger } = this.#parts;
    const end = await ledger.journalEnd(partition);
    if (!isBefore(end, id) || !(await this.#endsBefore(partition, id))) return id;
    await setCursorBack(db, partition, id, end);
    return end;
  }

  /** Compares the accounts that moved last with the store. @returns how many movements were set apart */
  async #setApart(partition: number, sinceMs: number): Promise<number> {
    const { db, runner, epoch } = this.#parts;
    const accounts = await accountsSince(db, partition, epoch, sinceMs);
    let count = 0;
    for (let at = 0; at < accounts.length; at += ACCOUNTS_AT_ONCE) {
      const some = accounts.slice(at, at + ACCOUNTS_AT_ONCE);
      const ids = some.map(({ accountId }) => accountId);
      const { what } = await readStoredAccounts(runner, runner.options.keys.at(partition), ids);
      const ahead = some.flatMap((account, index) => {
        const { sequence = account.lastSequence } = what.accounts[index] ?? {};
        return sequence < account.lastSequence ? [{ account, sequence }] : [];
      });
      count += await supersedeAll(db, ahead);
    }
    return count;
  }
}

/** The largest id before one. */
function before(id: string): string {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  return number > 0 ? `${ms}-${number - 1}` : `${ms - 1}-999999999999`;
}

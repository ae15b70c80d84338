/** Erases what the archive has of an account. */
import { sql } from 'kysely';
import type { Erased } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';

/**
 * Takes its calls, movements, days and subjects off, for good, also the calls that others paid for. How far its journal
 * was read stays, so that what comes later is kept, and nothing comes back.
 */
export async function eraseAccount(db: ArchiveDatabase, accountId: string): Promise<Erased> {
  return db.transaction().execute(async (transaction) => {
    const gone = async (table: string, column = 'account_id'): Promise<number> => {
      const [name, key] = [sql.table(`tollgate.${table}`), sql.ref(column)];
      const { numAffectedRows } = await sql`delete from ${name} where ${key} = ${accountId}`.execute(transaction);
      return Number(numAffectedRows ?? 0);
    };
    const calls = await gone('calls');
    // What it was charged for the traffic of others is theirs; what others were charged for its own is its own.
    const movements = (await gone('movements')) + (await gone('movements', 'origin_account_id'));
    for (const table of ['subjects', 'account_days', 'subject_days', 'superseded', 'gaps']) await gone(table);
    return { calls, movements };
  });
}

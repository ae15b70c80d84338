/** The parts of the tables that have one for each month: what is older than its retention goes a part at a time. */
import { sql, type Transaction } from 'kysely';
import type { ArchiveTables } from './tables.ts';

export const MONTHLY_TABLES = ['calls', 'movements', 'account_days', 'subject_days'] as const;
export type MonthlyTable = (typeof MONTHLY_TABLES)[number];

/** One that creates parts waits for another one that does: 64 bits that nobody else uses. */
const LOCK = 8_315_178_085_142_349;

/** Remembers which parts are there, so that a row whose part is there costs nothing. */
export class Months {
  readonly #known = new Set<string>();

  /** Creates the parts for rows of these times, in UTC, where they are not there. In milliseconds since the epoch. */
  async ensure(transaction: Transaction<ArchiveTables>, table: MonthlyTable, timesMs: Iterable<number>): Promise<void> {
    for (const atMs of timesMs) {
      const month = new Date(atMs).toISOString().slice(0, 7);
      const name = partName(table, month);
      if (this.#known.has(name)) continue;
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
      const [from, to] = [`${month}-01 00:00:00+00`, `${nextMonth(month)}-01 00:00:00+00`];
      const part = sql.table(`tollgate.${name}`);
      await sql`create table if not exists ${part} partition of ${sql.table(`tollgate.${table}`)}
        for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(transaction);
      this.#known.add(name);
    }
  }

  /** After a transaction that was not committed, or after parts were dropped. */
  forget(): void {
    this.#known.clear();
  }
}

/** @param month - `2026-11` */
function partName(table: MonthlyTable, month: string): string {
  return `${table}_${month.replace('-', '_')}`;
}

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 7);
}

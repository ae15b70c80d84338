/** What is older than its retention goes, a month at a time. */
import { sql } from 'kysely';
import type { ArchiveDatabase } from './database.ts';
import { MONTHLY_TABLES, type MonthlyTable } from './months.ts';

/** For how many months rows of each table are kept. */
export type Retention = Readonly<Record<MonthlyTable, number>>;

/** Drops the parts of months that are over for longer. @returns their names */
export async function dropOldMonths(
  db: ArchiveDatabase,
  retention: Retention,
  nowMs: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i
    join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'tollgate' and c.relkind = 'r' order by 1
  `.execute(db);
  const old = rows.map(({ name }) => name).filter((name) => isOld(name, retention, nowMs));
  for (const name of old) await sql`drop table ${sql.table(`tollgate.${name}`)}`.execute(db);
  return old;
}

/** @param name - such as `calls_2026_11` */
function isOld(name: string, retention: Retention, nowMs: number): boolean {
  const [, table, year, month] = /^(.+)_(\d{4})_(\d\d)$/.exec(name) ?? [];
  const known = MONTHLY_TABLES.find((each) => each === table);
  if (known === undefined) return false;
  const now = new Date(nowMs);
  const age = (now.getUTCFullYear() - Number(year)) * 12 + now.getUTCMonth() + 1 - Number(month);
  return age > retention[known];
}

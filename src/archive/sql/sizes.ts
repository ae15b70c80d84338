/** How much the archive has. */
import { sql } from 'kysely';
import type { ArchiveStatus } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';

/** Counts are the database's own estimates where it has made one, since counting takes as long as reading. */
export async function readSizes(
  db: ArchiveDatabase,
): Promise<Pick<ArchiveStatus, 'calls' | 'movements' | 'bytes' | 'oldestMs'>> {
  const { rows } = await sql<{ name: string; rows: number; bytes: number }>`
    select p.relname as name, sum(greatest(c.reltuples, 0))::bigint as rows,
      sum(pg_total_relation_size(c.oid))::bigint as bytes
    from pg_class p join pg_namespace n on n.oid = p.relnamespace
    join pg_inherits i on i.inhparent = p.oid join pg_class c on c.oid = i.inhrelid
    where n.nspname = 'tollgate' and p.relkind = 'p' group by 1
  `.execute(db);
  const of = (name: string): number => rows.find((row) => row.name === name)?.rows ?? 0;
  const oldest = await sql<{ at: Date | null }>`select min(authorized_at) as at from tollgate.calls`.execute(db);
  return {
    calls: of('calls'),
    movements: of('movements'),
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestMs: oldest.rows[0]?.at?.getTime() ?? 0,
  };
}

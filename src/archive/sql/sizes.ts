/** How much the archive has. */
import { sql } from 'kysely';
import type { ArchiveStatus } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';

/** With fewer rows they are counted. */
const COUNTED = 10_000;

/** Counts are the database's own estimates where there are many, since counting takes as long as reading. */
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
  const of = async (name: 'calls' | 'movements'): Promise<number> => {
    const estimate = rows.find((row) => row.name === name)?.rows ?? 0;
    if (estimate >= COUNTED) return estimate;
    const counted = await sql<{
      n: number;
    }>`select count(*)::bigint as n from ${sql.table(`tollgate.${name}`)}`.execute(db);
    return counted.rows[0]?.n ?? 0;
  };
  const oldest = await sql<{ at: Date | null }>`select min(authorized_at) as at from tollgate.calls`.execute(db);
  return {
    calls: await of('calls'),
    movements: await of('movements'),
    bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestMs: oldest.rows[0]?.at?.getTime() ?? 0,
  };
}

/** In what the archive and its store have differed, in all the time that it has existed. */
export async function readDifferences(
  db: ArchiveDatabase,
): Promise<{ readonly missed: number; readonly superseded: number }> {
  const { rows } = await sql<{ missed: number; superseded: number }>`
    select (select coalesce(sum(to_sequence - from_sequence + 1), 0)::bigint from tollgate.gaps) as missed,
      (select count(*)::bigint from tollgate.superseded) as superseded
  `.execute(db);
  return rows[0] ?? { missed: 0, superseded: 0 };
}

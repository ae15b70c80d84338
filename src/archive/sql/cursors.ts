/** How far each partition's journal is kept, and of which store. A cursor moves in the transaction of its rows. */
import { sql } from 'kysely';
import type { ArchiveDatabase } from './database.ts';

/** From where to where a partition is read on. */
export interface CursorMove {
  readonly partition: number;
  readonly afterId: string;
  readonly lastId: string;
  /** Of the last entry. */
  readonly lastAtMs: number;
}

/** The number of a store in the archive: each store, and each generation of it, has one of its own. */
export async function epochOf(
  db: ArchiveDatabase,
  { instanceId, generation }: { readonly instanceId: string; readonly generation: number },
): Promise<number> {
  const identity = { instance_id: instanceId, generation };
  await db
    .insertInto('tollgate.epochs')
    .values(identity)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const query = db.selectFrom('tollgate.epochs').select('epoch');
  const found = await query
    .where('instance_id', '=', instanceId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  if (found === undefined) throw new Error('the archive did not keep the name of its store');
  return found.epoch;
}

export async function readCursor(
  db: ArchiveDatabase,
  partition: number,
): Promise<{ readonly epoch: number; readonly lastId: string; readonly lastAtMs: number } | undefined> {
  const query = db.selectFrom('tollgate.cursors').selectAll().where('partition', '=', partition);
  const row = await query.executeTakeFirst();
  if (row === undefined) return undefined;
  return { epoch: row.epoch, lastId: row.last_id, lastAtMs: row.last_at?.getTime() ?? 0 };
}

/**
 * Moves cursors that stand where they are thought to stand, and begins those that there are not.
 *
 * @returns the partitions whose cursor moved: the others were moved by somebody else
 */
export async function moveCursors(
  db: ArchiveDatabase,
  epoch: number,
  moves: readonly CursorMove[],
): Promise<ReadonlySet<number>> {
  // Always in the same order, so that two who move the same ones do not wait for each other.
  const sorted = [...moves].sort((a, b) => a.partition - b.partition);
  const { rows } = await sql<{ partition: number }>`
    with moves (partition, after_id, last_id, last_at) as (
      select * from unnest(
        ${sorted.map(({ partition }) => partition)}::int[],
        ${sorted.map(({ afterId }) => afterId)}::text[],
        ${sorted.map(({ lastId }) => lastId)}::text[],
        ${sorted.map(({ lastAtMs }) => new Date(lastAtMs).toISOString())}::timestamptz[]
      )
    ), there as (
      select c.partition from tollgate.cursors c join moves m using (partition) order by 1 for update of c
    ), moved as (
      update tollgate.cursors c set epoch = ${epoch}::int, last_id = m.last_id, last_at = m.last_at
      from moves m join there t using (partition)
      where c.partition = m.partition and c.last_id = m.after_id
      returning c.partition
    ), begun as (
      insert into tollgate.cursors (partition, epoch, last_id, last_at)
      select partition, ${epoch}::int, last_id, last_at from moves where partition not in (select partition from there)
      on conflict do nothing
      returning partition
    ) select partition from moved union all select partition from begun
  `.execute(db);
  return new Set(rows.map(({ partition }) => partition));
}

/** Sets a cursor back to the end of a store that has lost what came after. */
export async function setCursorBack(db: ArchiveDatabase, partition: number, from: string, to: string): Promise<void> {
  const update = db.updateTable('tollgate.cursors').set({ last_id: to });
  await update.where('partition', '=', partition).where('last_id', '=', from).execute();
}

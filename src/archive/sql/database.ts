/** The database of the archive: PostgreSQL, or one inside this process. Both speak the same SQL, by one code path. */
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { migrate } from './migrations.ts';
import type { ArchiveTables } from './tables.ts';

export type ArchiveDatabase = Kysely<ArchiveTables>;

/** Where the database is. */
export type DatabasePlace =
  { readonly mode: 'postgres'; readonly url: string } | { readonly mode: 'embedded'; readonly directory: string };

/** Connections to PostgreSQL: one writes, the others read. */
const CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 10_000;

/** `int8`: read as a number, since no amount passes 2^53. */
const INT8 = 20;

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws Error of the database
 */
export async function openDatabase(place: DatabasePlace): Promise<ArchiveDatabase> {
  const pool = await openPool(place);
  const db = new Kysely<ArchiveTables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db as Kysely<unknown>);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Each driver is loaded where it is used: they are large. */
async function openPool(place: DatabasePlace): Promise<PostgresPool> {
  if (place.mode === 'postgres') return postgresPool(place.url);
  const { openEmbedded } = await import('./embedded-pool.ts');
  return openEmbedded(place.directory, { [INT8]: Number });
}

async function postgresPool(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'tollgate',
    types,
  });
  // A connection that breaks while nobody uses it: the next query gets another one, or says why not.
  pool.on('error', () => undefined);
  return pool;
}

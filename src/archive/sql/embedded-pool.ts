/**
 * PostgreSQL inside this process, with its files in a directory, behind the interface that Kysely's dialect for `pg`
 * uses: so that there is one code path. It has one connection, which all queries share by turns.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { lockDirectory } from '../../files/directory-lock.ts';

/**
 * What the engine may take of memory: with its own defaults it takes 270 MB, with these 160. Its log of writes grows by
 * steps of 16 MB.
 */
const SETTINGS = ['shared_buffers=8MB', 'wal_buffers=512kB', 'min_wal_size=32MB', 'max_wal_size=64MB'];

/** Says that the database is whole: one that was being unpacked when its process ended is unpacked again. */
const MARK = 'complete';

/**
 * @param directory - for the archive alone; only one process may use it at a time
 * @param parsers - by type, how a value is read
 * @throws Error when another process uses the directory
 */
export async function openEmbedded(
  directory: string,
  parsers: Readonly<Record<number, (text: string) => unknown>>,
): Promise<PostgresPool> {
  const unlock = lockDirectory(directory);
  try {
    const [files, mark] = [join(directory, 'postgres'), join(directory, MARK)];
    const isWhole = existsSync(mark);
    if (!isWhole) rmSync(files, { recursive: true, force: true });
    mkdirSync(files, { recursive: true, mode: 0o700 });
    const engine = await PGlite.create({
      dataDir: files,
      postgresqlconf: SETTINGS,
      parsers: { ...parsers },
      // The files of an empty database come with a package: to make them takes 4 s and 750 MB.
      ...(isWhole ? {} : { loadDataDir: await dataDir() }),
    });
    if (!isWhole) writeFileSync(mark, '', { mode: 0o600 });
    return new EmbeddedPool(engine, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class EmbeddedPool implements PostgresPool {
  readonly #engine: PGlite;
  readonly #unlock: () => void;
  /** Ends when the connection is free. */
  #free: Promise<void> = Promise.resolve();

  constructor(engine: PGlite, unlock: () => void) {
    this.#engine = engine;
    this.#unlock = unlock;
  }

  async connect(): Promise<PostgresPoolClient> {
    const { promise: released, resolve: release } = withResolvers();
    const turn = this.#free;
    this.#free = turn.then(() => released);
    await turn;
    return { query: (text: unknown, values?: unknown) => this.#query(text, values), release } as PostgresPoolClient;
  }

  async end(): Promise<void> {
    await this.#free;
    await this.#engine.close();
    this.#unlock();
  }

  async #query(text: unknown, values: unknown) {
    const { rows, affectedRows = 0 } = await this.#engine.query(String(text), (values ?? []) as unknown[]);
    // What Kysely asks for is the number of changed rows, whatever the command was.
    return { command: 'UPDATE', rowCount: affectedRows, rows };
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

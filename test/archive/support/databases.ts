/** Both kinds of database, for suites that must pass on each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabasePlace } from '../../../src/archive/sql/database.ts';
import { postgresPrograms, startPostgres } from './postgres-server.ts';

export interface TestDatabase {
  readonly place: DatabasePlace;
  /** Ends a server of its own as a crash would, and starts it again; undefined where it is in the archive's process. */
  readonly crash: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
}

async function embedded(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-archive-'));
  return {
    place: { mode: 'embedded', directory },
    crash: undefined,
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function postgres(): Promise<TestDatabase> {
  const server = await startPostgres();
  const crash = async (): Promise<void> => {
    await server.kill();
    await server.start();
  };
  return { place: { mode: 'postgres', url: server.url }, crash, stop: () => server.stop() };
}

/** For `describe.each`: those that this machine has. */
export const testDatabases: readonly (readonly [mode: string, start: () => Promise<TestDatabase>])[] = [
  ['embedded', embedded],
  ...(postgresPrograms === undefined ? [] : [['postgres', postgres] as const]),
];

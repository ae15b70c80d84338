/** A PostgreSQL of a test's own, where it is installed: the archive must do the same there as in the embedded one. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../src/redis/embedded-server.ts';

export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, with what it had. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian puts the programs of the newest version; undefined where there is none. */
export const postgresPrograms = findPrograms();

function findPrograms(): string | undefined {
  const [version] = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
  const directory = version === undefined ? undefined : `/usr/lib/postgresql/${version}/bin`;
  return directory !== undefined && existsSync(join(directory, 'initdb')) ? directory : undefined;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
  return { uid: Number(uid), gid: Number(gid) };
}

export async function startPostgres(): Promise<PostgresServer> {
  if (postgresPrograms === undefined) throw new Error('PostgreSQL is not installed');
  const programs = postgresPrograms;
  const user = unprivileged();
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'));
  if (user.uid !== undefined) chownSync(directory, user.uid, user.gid ?? 0);
  const data = join(directory, 'data');
  const initdb = ['-D', data, '-U', 'tollgate', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), initdb, { ...user, cwd: directory, stdio: 'ignore' });
  const port = await freePort();
  const options = ['-D', data, '-p', String(port), '-k', directory, '-h', '127.0.0.1', '-c', 'fsync=off'];
  let server: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    if (server?.kill(signal) === true) await ended;
    server = undefined;
  };
  const start = async (): Promise<void> => {
    server = spawn(join(programs, 'postgres'), options, { ...user, cwd: directory, stdio: 'ignore' });
    const ready = ['-h', '127.0.0.1', '-p', String(port), '-q'];
    for (let attempt = 0; attempt < 200; attempt++) {
      try {
        execFileSync(join(programs, 'pg_isready'), ready, { stdio: 'ignore' });
        return;
      } catch {
        await delay(50);
      }
    }
    throw new Error('PostgreSQL did not start');
  };
  await start();
  return {
    url: `postgres://tollgate@127.0.0.1:${port}/postgres`,
    // SIGQUIT: at once, without a checkpoint; SIGKILL would leave its processes behind.
    kill: () => end('SIGQUIT'),
    start,
    async stop() {
      await end('SIGQUIT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another live Tollgate uses the directory. */
class DirectoryBusyError extends Error {
  override readonly name = 'DirectoryBusyError';
}

/** What to do where another Tollgate uses the data directory, or a directory in it. */
const STOP_OR_MOVE = 'Stop it, or give this one a directory of its own with TOLLGATE_DATA_DIR.';

/**
 * Takes the lock of a directory, so that no two processes write the files in it.
 * A lock whose process is gone is taken over.
 *
 * @param cure - what to do about another process that has it, in a sentence
 * @returns a function that gives the lock back
 * @throws {DirectoryBusyError}
 */
export function lockDirectory(directory: string, cure = STOP_OR_MOVE): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'lock');
  const mine = JSON.stringify(markOf(process.pid));
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (place(directory, path, mine)) {
      return () => {
        if (readOrUndefined(path) === mine) {
          rmSync(path, { force: true });
        }
      };
    }
    const found = readOrUndefined(path);
    if (found !== undefined) {
      const holder = parseHolder(found);
      if (holder !== undefined && isAlive(holder)) {
        throw new DirectoryBusyError(`Another Tollgate (process ${holder.pid}) is using ${directory}. ${cure}`);
      }
      removeStale(path, found);
    }
  }
  throw new DirectoryBusyError(`The lock ${path} keeps changing hands; is something starting Tollgate in a loop?`);
}

/** Creates the lock with its content in one step: a link either appears whole or fails because one is there. */
function place(directory: string, path: string, content: string): boolean {
  const draft = join(directory, `lock.${randomUUID()}`);
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a stale lock away; if another Tollgate renewed it in between, that one gets it back. */
function removeStale(path: string, expected: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return;
    }
    throw error;
  }
  if (readOrUndefined(aside) !== expected) {
    renameSync(aside, path);
    return;
  }
  rmSync(aside, { force: true });
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function parseHolder(text: string): ProcessMark | undefined {
  try {
    return parseMark(JSON.parse(text));
  } catch {
    // A half-written or foreign file names no live process.
    return undefined;
  }
}

/** Names one process for good: its id alone may be given to another one later. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, as the system prints it; empty if the system did not say. */
  readonly startedAt: string;
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedAt: startOf(pid) ?? '' };
}

/** True while the very process that was marked exists, whoever owns it. */
export function isAlive(mark: ProcessMark): boolean {
  if (!exists(mark.pid)) {
    return false;
  }
  const startedAt = startOf(mark.pid);
  return startedAt !== ended && (startedAt === undefined || mark.startedAt === '' || startedAt === mark.startedAt);
}

/** Reads a mark out of parsed JSON; undefined if it is none. */
export function parseMark(value: unknown): ProcessMark | undefined {
  const { pid, startedAt } = (value ?? {}) as Partial<ProcessMark>;
  return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Stands for the start of a process that has ended but that its parent has not asked about: a zombie. */
const ended = 'ended';

/** Clock ticks since boot on Linux, a date elsewhere. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command's name, in parentheses, may hold spaces. After it comes the state and, as 20th field, the start.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? ended : fields[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

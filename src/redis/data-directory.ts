/** The data directory: made where it is missing, and known to take a write before anything depends on it. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The directory cannot be used; the message says why, and what to do. */
class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** More than the first files of a private Redis and of Tollgate need. */
const PROBE_BYTES = 256 * 1024;

/** What to do about an error of the file system, by its code. */
const CURES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space there',
  EDQUOT: 'raise the quota of this user',
  EACCES: 'give this user the right to write there',
  EPERM: 'give this user the right to write there',
  EROFS: 'mount a volume that can be written',
};

/**
 * Makes the directory, and writes a file into it to see that it can be kept.
 *
 * A full disk is an error only where nothing is kept yet: a sidecar with a ledger starts all the same and answers
 * emergency calls, while its store says what is wrong.
 *
 * @throws {DataDirectoryError}
 */
export function prepareDataDirectory(dataDir: string): void {
  const isEmpty = makeDirectory(dataDir);
  const why = whyUnwritable(dataDir);
  if (why === undefined) return;
  const isFull = why.code === 'ENOSPC' || why.code === 'EDQUOT';
  if (isEmpty || !isFull) throw unusable(dataDir, why);
}

/** Undefined when a file can be written and synced there. */
export function whyUnwritable(directory: string): NodeJS.ErrnoException | undefined {
  const path = join(directory, `.probe.${process.pid}`);
  try {
    const file = openSync(path, 'w', 0o600);
    try {
      // Sparse files and compressing file systems take zeros for nothing.
      for (let left = PROBE_BYTES; left > 0;) left -= writeSync(file, Buffer.alloc(left, 'tollgate'));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    rmSync(path, { force: true });
  }
}

/** @returns true when there is nothing in it. Made one by one: Node's own recursion never ends under /proc. */
function makeDirectory(dataDir: string): boolean {
  const path = resolve(dataDir);
  const missing: string[] = [];
  for (let each = path; !existsSync(each); each = dirname(each)) missing.unshift(each);
  try {
    for (const each of missing) mkdirSync(each, { mode: 0o700 });
    // Also says so where a file has the name.
    return readdirSync(path).length === 0;
  } catch (error) {
    throw unusable(dataDir, error as NodeJS.ErrnoException);
  }
}

function unusable(dataDir: string, { code = '', message }: NodeJS.ErrnoException): DataDirectoryError {
  const cure = CURES[code] ?? 'make it a directory that can be written';
  // Node's message ends with the call and the path, which stand before it already.
  const reason = message.replace(/, \w+(?: '.*')?$/, '');
  return new DataDirectoryError(
    `the data directory ${dataDir} cannot be used: ${reason}. ${cure[0]?.toUpperCase()}${cure.slice(1)}, ` +
      'or name another with TOLLGATE_DATA_DIR',
  );
}

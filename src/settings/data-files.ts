/**
 * Which stores this sidecar has served, kept in its data directory. A store that was emptied looks like a new one; this is how the difference is noticed
 * before every account is unknown and a new ledger has begun.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_NAME = 'known-stores.json';

export class KnownStores {
  readonly path: string;
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.path = join(dataDir, FILE_NAME);
  }

  /** The instance id that the store of this name had; undefined when it was never served. */
  expected(name: string): string | undefined {
    return this.#read()[name];
  }

  /** Written whole and moved into its place, so that a crash leaves the old file or the new one. */
  remember(name: string, instanceId: string): void {
    const known = this.#read();
    if (known[name] === instanceId) return;
    mkdirSync(this.#dataDir, { recursive: true, mode: 0o700 });
    const fresh = `${this.path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify({ ...known, [name]: instanceId }, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, this.path);
  }

  #read(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as Record<string, string>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new Error(`${this.path} cannot be read. Mend it, or delete it to trust every store`, { cause: error });
    }
  }
}

/* The key that settle tokens are signed with where the settings name none: made once and kept, for a single sidecar only. */

const TOKEN_KEY_FILE = 'settle-token.key';

/** Reads the key of this data directory, or makes one that only its owner can read. */
export function loadOrCreateTokenKey(dataDir: string): string {
  const path = join(dataDir, TOKEN_KEY_FILE);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = randomBytes(32).toString('base64url');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}

/** The key that settle tokens are signed with where the settings name none: made once and kept, for a single sidecar only. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_NAME = 'settle-token.key';

/** Reads the key of this data directory, or makes one that only its owner can read. */
export function loadOrCreateTokenKey(dataDir: string): string {
  const path = join(dataDir, FILE_NAME);
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

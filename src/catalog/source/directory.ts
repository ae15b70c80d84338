/** Reads a catalog directory whole. Nothing of it is interpreted here. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const DECKS = 'decks';

/** What belongs to no catalog but may lie beside it. */
const IGNORED = /^(?:\.|schema$|README|.*\.md$|.*~$)/;

/** Every file of the catalog at one moment. */
export interface CatalogFiles {
  /** Relative name to content. Names use forward slashes. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** Over names and contents, 12 hex digits. */
  readonly version: string;
}

const READ_ATTEMPTS = 5;
const RETRY_AFTER_MS = 50;

/**
 * A directory may be replaced while it is read (a ConfigMap swaps a symbolic link, an editor renames). Files of two moments must not be mixed, so
 * what the directory looked like before and after must be the same.
 *
 * @throws the file system's error when the directory cannot be read or does not come to rest.
 */
export async function readCatalogDirectory(directory: string): Promise<CatalogFiles> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const before = await fingerprint(directory);
      const contents = await readAll(directory);
      if (before === (await fingerprint(directory))) return { contents, version: versionOf(contents) };
      if (attempt >= READ_ATTEMPTS) throw new Error(`${directory} keeps changing while it is read`);
    } catch (error) {
      if (attempt >= READ_ATTEMPTS || !isAbsent(error) || !(await exists(directory))) throw error;
    }
    await delay(RETRY_AFTER_MS);
  }
}

/** What the directory looks like from outside: inodes, sizes and times of its files. Changes whenever a file does. */
export async function fingerprint(directory: string): Promise<string> {
  const names = await listFiles(directory);
  const lines = await Promise.all(
    names.map(async (name) => {
      // Links are followed, so a link to another file shows as another inode.
      const { dev, ino, size, mtimeMs } = await stat(join(directory, name));
      return `${name} ${dev} ${ino} ${size} ${mtimeMs}`;
    }),
  );
  return lines.join('\n');
}

async function readAll(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = await listFiles(directory);
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const));
  return new Map(files);
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const top = await visible(directory);
  const decks = top.includes(DECKS) ? (await visible(join(directory, DECKS))).map((name) => `${DECKS}/${name}`) : [];
  return [...top.filter((name) => name !== DECKS), ...decks].sort();
}

async function visible(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => !IGNORED.test(name));
}

function versionOf(contents: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [name, content] of contents) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex').slice(0, 12);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

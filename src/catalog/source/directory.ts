/** Reads a catalog directory whole. Nothing of it is interpreted here. */
import { createHash, type Hash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

export const DECKS = 'decks';

/** What belongs to no catalog but may lie beside it. */
const BESIDE = /^(?:\.|schema$|README|LICENSE|.*\.md$)/;

/**
 * What editors, spreadsheets, merges and package managers leave beside a file that is changed: copies of it, marks that
 * somebody has it open, and files that are on their way to their name.
 */
const LEFT_BEHIND =
  /(?:~|\.(?:bak|backup|old|orig|rej|save|te?mp|sw[pox]|part|lock|kate-swp|(?:dpkg|ucf)-\w+|rpm\w+))$|^(?:[#~]|4913$)/i;

/** Every file of the catalog at one moment. */
export interface CatalogFiles {
  /** Relative name to content. Names use forward slashes. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** Over names and contents, 12 hex digits. */
  readonly version: string;
}

const READ_ATTEMPTS = 5;
const RETRY_AFTER_MS = 50;

/** Bytes: about a millisecond. */
const HASHED_AT_ONCE = 512 * 1024;

/**
 * A directory may be replaced while it is read (a ConfigMap swaps a symbolic link, an editor renames). Files of two
 * moments must not be mixed, so what the directory looked like before and after must be the same.
 *
 * @throws the file system's error when the directory cannot be read or does not come to rest.
 */
export async function readCatalogDirectory(directory: string): Promise<CatalogFiles> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const before = await fingerprint(directory);
      const contents = await readAll(directory);
      if (before === (await fingerprint(directory))) return { contents, version: await versionOf(contents) };
      if (attempt >= READ_ATTEMPTS) throw new Error(`${directory} keeps changing while it is read`);
    } catch (error) {
      if (attempt >= READ_ATTEMPTS || !isAbsent(error) || !(await exists(directory))) throw error;
    }
    await delay(RETRY_AFTER_MS);
  }
}

/** What the directory looks like from outside: inodes, sizes and times of its files. Changes whenever a file does. */
async function fingerprint(directory: string): Promise<string> {
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
  return (await readdir(directory)).filter((name) => !BESIDE.test(name) && !LEFT_BEHIND.test(name));
}

async function versionOf(contents: ReadonlyMap<string, Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, content] of contents) await addTo(hash.update(`${name}\0${content.length}\0`), content);
  return hash.digest('hex').slice(0, 12);
}

/** Adds bytes to a hash in pieces, because a deck of 30 MB at once would keep calls waiting for 60 ms or more. */
export async function addTo(hash: Hash, bytes: Buffer): Promise<Hash> {
  for (let start = 0; start < bytes.length; start += HASHED_AT_ONCE) {
    if (start > 0) await nextTurn();
    hash.update(bytes.subarray(start, start + HASHED_AT_ONCE));
  }
  return hash;
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

/*
 * Says when a catalog directory has changed. It watches directories, never files: a watch on a file dies with the first
 * rename and never sees a ConfigMap swap its symbolic link. Where no events come (network file systems, a full inotify
 * table) a slow look round finds the change.
 */

export interface WatchOptions {
  readonly directory: string;
  /** Quiet time after the last event: editors and copies cause several. */
  readonly debounceMs: number;
  /** How often to look without an event. */
  readonly pollMs: number;
  /** Called after each change; never twice at once. */
  readonly onChange: () => Promise<void>;
}

/** Events that never stop may delay the reload by this many quiet times at most. */
const DEBOUNCES_MAX = 8;

const UNREADABLE = 'unreadable';

export class DirectoryWatch {
  readonly #options: WatchOptions;
  #watchers: FSWatcher[] = [];
  #seen = UNREADABLE;
  #debounce: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #firstEventAtMs = 0;
  #looking: Promise<void> | undefined;
  #closed = false;

  private constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** What changes after this resolved is not missed, so start it before the first read. */
  static async start(options: WatchOptions): Promise<DirectoryWatch> {
    const started = new DirectoryWatch(options);
    started.#arm();
    started.#seen = await started.#look();
    started.#poll = setInterval(() => {
      started.#check();
    }, options.pollMs);
    started.#poll.unref();
    return started;
  }

  /** Waits for a change that is being handled. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#debounce);
    this.#disarm();
    await this.#looking;
  }

  /** The parent is watched too, because the directory itself may be a link that is swapped. */
  #arm(): void {
    this.#disarm();
    const directory = resolve(this.#options.directory);
    this.#watch(directory, () => true);
    this.#watch(join(directory, DECKS), () => true);
    this.#watch(dirname(directory), (name) => name === basename(directory));
  }

  #disarm(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #watch(path: string, concerns: (name: string | null) => boolean): void {
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        if (concerns(name)) this.#onEvent();
      });
      // A watcher that fails is as good as none: the slow look finds what it misses.
      watcher.on('error', () => {
        watcher.close();
      });
      this.#watchers.push(watcher);
    } catch {
      // What does not exist (decks/, or the directory during a swap) cannot be watched; the slow look finds it.
    }
  }

  #onEvent(): void {
    const nowMs = Date.now();
    if (this.#debounce === undefined) this.#firstEventAtMs = nowMs;
    else clearTimeout(this.#debounce);
    const { debounceMs } = this.#options;
    const latestMs = this.#firstEventAtMs + DEBOUNCES_MAX * debounceMs;
    this.#debounce = setTimeout(
      () => {
        this.#debounce = undefined;
        this.#arm();
        this.#check();
      },
      Math.max(0, Math.min(debounceMs, latestMs - nowMs)),
    );
    this.#debounce.unref();
  }

  #check(): void {
    if (this.#closed) return;
    // An event during a look must not be lost: the next look follows it.
    this.#looking = (this.#looking ?? Promise.resolve()).then(() => this.#compare());
  }

  async #compare(): Promise<void> {
    const seen = await this.#look();
    if (seen === this.#seen || this.#closed) return;
    this.#seen = seen;
    this.#arm();
    await this.#options.onChange();
  }

  async #look(): Promise<string> {
    return fingerprint(this.#options.directory).catch(() => UNREADABLE);
  }
}

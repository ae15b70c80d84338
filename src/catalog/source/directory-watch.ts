/**
 * Says when a catalog directory has changed. It watches directories, never files: a watch on a file dies with the first rename and never sees a
 * ConfigMap swap its symbolic link. Where no events come (network file systems, a full inotify table) a slow look round finds the change.
 */
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DECKS, fingerprint } from './directory.ts';

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

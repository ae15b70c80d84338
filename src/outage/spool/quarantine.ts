/**
 * What is not replayed until an operator has looked at it: records that were refused, and bytes that cannot be read.
 * Kept in one log beside the segments.
 */
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory, writeDurably } from '../../files/durable.ts';
import { GroupCommit } from './group-commit.ts';
import { isTorn, lineOf, stretchesOf } from './lines.ts';
import {
  type DamagedBytes,
  QUARANTINE_SEED,
  type QuarantineEntry,
  type QuarantineLine,
  quarantineText,
  readQuarantineLine,
  type Resolution,
} from './quarantine-format.ts';
import { filesIn, readOrEmpty } from './scan.ts';

const QUARANTINE_FILE = 'quarantine.log';

/** Holds what has damaged bytes, until an operator has looked at these. */
export const DAMAGED_DIRECTORY = 'damaged';

export interface QuarantineOptions {
  /** Of the spool. */
  readonly directory: string;
  readonly now: () => number;
  /** Told how many bytes more its files have, or less: of the log, and of what is damaged. */
  readonly grew: (bytes: number) => void;
}

type NewEntry = Omit<QuarantineEntry, 'id' | 'atMs'>;

export class Quarantine {
  readonly #directory: string;
  readonly #now: () => number;
  readonly #grew: (bytes: number) => void;
  readonly #entries: Map<number, QuarantineEntry>;
  /** Damaged bytes that were entered once. */
  readonly #known: Set<string>;
  readonly #lines: GroupCommit<QuarantineLine>;
  #handle: FileHandle | undefined;
  #nextId: number;

  private constructor({ directory, now, grew }: QuarantineOptions, found: QuarantineContent) {
    this.#directory = directory;
    this.#now = now;
    this.#grew = grew;
    this.#entries = new Map(found.entries);
    this.#known = new Set([...found.seen, ...damagesOf(found.entries)].map(nameOf));
    this.#nextId = found.nextId;
    this.#lines = new GroupCommit((lines) => this.#append(lines));
  }

  /**
   * Reads the log, and writes it anew where something in it was resolved. Lines of it that are damaged become an entry,
   * and the old log is kept beside it.
   *
   * @throws Error of the file system
   */
  static async open(options: QuarantineOptions): Promise<Quarantine> {
    const { directory, now, grew } = options;
    const found = await readQuarantine(directory);
    const files = new Set([...(await namesIn(directory)), ...(await namesIn(join(directory, DAMAGED_DIRECTORY)))]);
    const seen = found.seen.filter(({ file }) => files.has(file));
    const quarantine = new Quarantine(options, { ...found, seen });
    grew(found.bytes + (await bytesIn(join(directory, DAMAGED_DIRECTORY))));
    if (found.damaged) {
      const aside = `quarantine-${now()}`;
      await mkdir(join(directory, DAMAGED_DIRECTORY), { recursive: true, mode: 0o700 });
      await rename(join(directory, QUARANTINE_FILE), join(directory, DAMAGED_DIRECTORY, aside));
      await quarantine.#rewrite(seen);
      const damage = { file: aside, offset: 0, length: 0 };
      await quarantine.add({ why: 'lines of the log of the quarantine are damaged', record: undefined, damage });
    } else if (found.resolved > 0) {
      await quarantine.#rewrite(seen);
    }
    return quarantine;
  }

  /** In the order in which they came. */
  entries(): readonly QuarantineEntry[] {
    return [...this.#entries.values()];
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether these bytes have been entered before. */
  knows(damage: DamagedBytes): boolean {
    return this.#known.has(nameOf(damage));
  }

  /** Whether an entry is about bytes of this file. */
  needs(file: string): boolean {
    return this.entries().some(({ damage }) => damage?.file === file);
  }

  /** The sequences of the records in it. */
  sequences(): ReadonlySet<number> {
    return new Set(this.entries().flatMap(({ record }) => (record === undefined ? [] : [record.sequence])));
  }

  /** Resolves when it is on disk. @throws Error of the file system */
  async add(fresh: NewEntry): Promise<QuarantineEntry> {
    const entry: QuarantineEntry = { id: this.#nextId, atMs: this.#now(), ...fresh };
    this.#nextId += 1;
    await this.#lines.add({ kind: 'entry', entry });
    this.#entries.set(entry.id, entry);
    if (entry.damage !== undefined) this.#known.add(nameOf(entry.damage));
    return entry;
  }

  /**
   * Resolves when it is on disk; a damaged file of which nothing waits any more is deleted.
   *
   * @returns false where there is no such entry
   */
  async resolve(id: number, how: Resolution): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    await this.#lines.add({ kind: 'resolved', id, how });
    this.#entries.delete(id);
    const file = entry.damage?.file;
    if (file !== undefined && !this.needs(file)) {
      const path = join(this.#directory, DAMAGED_DIRECTORY, file);
      const bytes = await sizeOf(path);
      await rm(path, { force: true });
      this.#grew(-bytes);
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#lines.idle();
    await this.#handle?.close();
  }

  async #rewrite(seen: readonly DamagedBytes[]): Promise<void> {
    const lines: QuarantineLine[] = [
      { kind: 'next', id: this.#nextId },
      ...seen.map((damage) => ({ kind: 'seen' as const, damage })),
      ...this.entries().map((entry) => ({ kind: 'entry' as const, entry })),
    ];
    const bytes = bytesOf(lines);
    const path = join(this.#directory, QUARANTINE_FILE);
    const before = await sizeOf(path);
    await writeDurably(path, bytes);
    this.#grew(bytes.length - before);
  }

  async #append(lines: readonly QuarantineLine[]): Promise<void> {
    if (this.#handle === undefined) {
      this.#handle = await open(join(this.#directory, QUARANTINE_FILE), 'a', 0o600);
      await syncDirectory(this.#directory);
    }
    // The line feed keeps a line apart from what a write that failed may have left before it.
    const bytes = Buffer.concat([Buffer.from('\n'), bytesOf(lines)]);
    await this.#handle.writeFile(bytes);
    await this.#handle.datasync();
    this.#grew(bytes.length);
  }
}

/** What the log of a quarantine says. */
interface QuarantineContent {
  readonly nextId: number;
  readonly entries: ReadonlyMap<number, QuarantineEntry>;
  readonly seen: readonly DamagedBytes[];
  /** How many lines are of no more use. */
  readonly resolved: number;
  /** Whether bytes of it cannot be read. */
  readonly damaged: boolean;
  readonly bytes: number;
}

/** Changes nothing; an empty one where there is no log. */
async function readQuarantine(directory: string): Promise<QuarantineContent> {
  const content = await readOrEmpty(join(directory, QUARANTINE_FILE));
  const entries = new Map<number, QuarantineEntry>();
  const seen: DamagedBytes[] = [];
  let [nextId, resolved, damaged] = [1, 0, false];
  for (const { offset, length, text } of stretchesOf(content, QUARANTINE_SEED)) {
    const line = text === undefined ? undefined : readQuarantineLine(text);
    const bytes = content.subarray(offset, offset + length);
    if (line === undefined) damaged ||= !isTorn(bytes) && bytes.some((byte) => byte !== 0x0a);
    else if (line.kind === 'next') nextId = Math.max(nextId, line.id);
    else if (line.kind === 'seen') seen.push(line.damage);
    else if (line.kind === 'entry') {
      entries.set(line.entry.id, line.entry);
      nextId = Math.max(nextId, line.entry.id + 1);
    } else {
      const { damage } = entries.get(line.id) ?? {};
      if (damage !== undefined) seen.push(damage);
      entries.delete(line.id);
      resolved += 1;
    }
  }
  return { nextId, entries, seen, resolved, damaged, bytes: content.length };
}

/** 0 where there is no such file. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function bytesIn(directory: string): Promise<number> {
  const sizes = await Promise.all((await filesIn(directory)).map((file) => sizeOf(join(directory, file))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function damagesOf(entries: ReadonlyMap<number, QuarantineEntry>): readonly DamagedBytes[] {
  return [...entries.values()].flatMap(({ damage }) => damage ?? []);
}

function nameOf({ file, offset }: DamagedBytes): string {
  return `${file}@${offset}`;
}

/** Without what stands behind the dot: a segment's changes. */
async function namesIn(directory: string): Promise<readonly string[]> {
  return (await filesIn(directory)).map((file) => file.replace(/\.\w+$/, ''));
}

function bytesOf(lines: readonly QuarantineLine[]): Buffer {
  return Buffer.concat(lines.map((line) => lineOf(quarantineText(line), QUARANTINE_SEED)));
}

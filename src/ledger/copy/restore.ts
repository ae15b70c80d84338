/**
 * Restores an exported store. The marks go first, so that every sidecar refuses traffic; they come back last, with a
 * new generation, so that every sidecar notices. In between nobody serves what is half there.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import { LEASE_PURPOSES } from '../lease-operations.ts';
import { type Mark, type Marks, type StoreIdentity } from '../redis/marks.ts';
import { NEXT } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import {
  type ExportHeader,
  type ExportLine,
  FORMAT,
  FORMAT_VERSION,
  type KeyLine,
  type PartitionLine,
} from './format.ts';

/** Every sidecar looks at a mark each second. */
const FENCE_MS = 2_500;
const SCANNED_AT_ONCE = 2_000;
const REMOVED_AT_ONCE = 500;
const WORDS_AT_ONCE = 1_500;
/** How many names of earlier stores a mark carries. */
const FOLLOWS_MAX = 16;

/** What a store may hold that was only just created. */
const OF_AN_EMPTY_STORE: ReadonlySet<string> = new Set([
  ...'meta sidecars verified journal:readers journal:checkpoints'.split(' '),
  ...LEASE_PURPOSES.map((purpose) => `lease:${purpose}`),
]);

/** Runs scripts whatever state the store is in. */
export class Restore {
  readonly #runner: ScriptRunner;
  readonly #marks: Marks;
  #identity: StoreIdentity = { instanceId: '', generation: 0 };
  #follows: readonly string[] = [];
  readonly #ends = new Map<number, PartitionLine>();

  constructor(runner: ScriptRunner, marks: Marks) {
    this.#runner = runner;
    this.#marks = marks;
  }

  /**
   * Empties the store, or makes sure that it is empty.
   *
   * @param force - it may hold an earlier state of the same store
   * @throws Fault CONFLICT, when it is not empty, or another store; nothing was changed
   */
  async begin(header: ExportHeader, force: boolean): Promise<void> {
    this.#check(header);
    const marks = await this.#marks.all();
    const there = marks.find((mark) => mark !== undefined);
    const old = await this.#keysThere();
    if (old.length > 0 && !force) {
      throw new Fault('CONFLICT', `the store is not empty: it has ${old.length} keys. Restore into an empty Redis`);
    }
    if (old.length > 0 && there !== undefined && !isSame(there, header)) {
      throw new Fault(
        'CONFLICT',
        `the store is ${there.instanceId}, the file is of ${header.instanceId}: nothing was changed`,
      );
    }
    const generations = [header, ...marks].map((mark) => mark?.generation ?? 0);
    this.#identity = { instanceId: header.instanceId, generation: Math.max(...generations) + 1 };
    const names = marks.flatMap((mark) => (mark === undefined ? [] : [mark.instanceId, ...mark.follows]));
    this.#follows = [...new Set([header.instanceId, ...names])];
    for (const partition of this.#partitions()) await this.#mark(partition, []);
    await delay(FENCE_MS);
    await this.#remove(await this.#keysThere());
  }

  #check({ format, version, partitions }: ExportHeader): void {
    const { length } = this.#runner.options.keys.partitions;
    if (format !== FORMAT || version !== FORMAT_VERSION) {
      throw new Fault(
        'CONFLICT',
        `the file is a ${format} of version ${version}; this Tollgate reads ${FORMAT_VERSION}`,
      );
    }
    if (partitions !== length) {
      throw new Fault(
        'CONFLICT',
        `the file has ${partitions} partitions, the settings say ${length}: set redis.partitions`,
      );
    }
  }

  #partitions(): readonly number[] {
    return this.#runner.options.keys.partitions.map((_, partition) => partition);
  }

  async #mark(partition: number, words: readonly string[]): Promise<void> {
    await this.#runner.run('mark_restored', [this.#runner.options.keys.at(partition).meta], [0, ...words]);
  }

  /** Writes lines in the order of the file. @throws Fault CONFLICT, when somebody accepted the store meanwhile */
  async load(lines: readonly ExportLine[]): Promise<void> {
    for (let at = 0; at < lines.length;) {
      const line = lines[at];
      if (line === undefined) return;
      if (line.kind === 'key') {
        const keys = together(lines.slice(at));
        await this.#loadKeys(keys);
        at += keys.length;
        continue;
      }
      if (line.kind === 'entries') await this.#loadEntries(line.partition, ['', 0, ...line.words]);
      if (line.kind === 'partition') await this.#endPartition(line);
      at += 1;
    }
  }

  async #loadKeys(lines: readonly KeyLine[]): Promise<void> {
    const [first] = lines;
    const keys = this.#runner.options.keys.at(first?.partition ?? 0);
    const base = keys.meta.slice(0, -'meta'.length);
    const args = lines.flatMap(({ type, untilMs, words }) => [type, untilMs, words.length, ...words]);
    await this.#run('load_keys', [keys.meta, ...lines.map(({ key }) => base + key)], [0, ...args]);
  }

  async #loadEntries(partition: number, args: readonly (string | number)[]): Promise<void> {
    const { meta, journal } = this.#runner.options.keys.at(partition);
    await this.#run('load_journal', [meta, journal], args);
  }

  async #endPartition(line: PartitionLine): Promise<void> {
    await this.#loadEntries(line.partition, [line.lastId, line.entriesAdded]);
    this.#ends.set(line.partition, line);
  }

  async #run(name: 'load_keys' | 'load_journal', keys: readonly string[], args: readonly (string | number)[]) {
    const reply = await this.#runner.run(name, keys, args);
    if (reply.status === 'SERVED') {
      throw new Fault('CONFLICT', 'the store was marked while it was restored: somebody accepted it; begin again');
    }
  }

  /** Puts the marks on: sidecars serve the store from then on. @returns the store as it is now */
  async finish(): Promise<StoreIdentity> {
    const missing = this.#partitions().filter((partition) => !this.#ends.has(partition));
    if (missing.length > 0) throw new Fault('CONFLICT', `the file has no end of the partitions ${missing.join(' ')}`);
    const { instanceId, generation } = this.#identity;
    const names = ['instance_id', instanceId, 'generation', String(generation)];
    const follows = ['follows', this.#follows.slice(-FOLLOWS_MAX).join(' '), 'partitions', String(this.#ends.size)];
    for (const [partition, { mark }] of this.#ends) await this.#mark(partition, [...mark, ...names, ...follows]);
    return this.#identity;
  }

  /** Those that say that this store was in use. */
  async #keysThere(): Promise<readonly { readonly partition: number; readonly key: string }[]> {
    const found = new Map<string, number>();
    for (const partition of this.#partitions()) {
      const { meta } = this.#runner.options.keys.at(partition);
      const base = meta.slice(0, -'meta'.length);
      const pattern = `${base.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}*`;
      for (let cursor = ''; cursor !== '0';) {
        const reply = await this.#runner.run('scan_keys', [meta], [cursor || '0', pattern, SCANNED_AT_ONCE]);
        cursor = reply.read(NEXT).next;
        for (const key of reply.rest()) {
          if (!OF_AN_EMPTY_STORE.has(key.slice(base.length))) found.set(key, partition);
        }
      }
    }
    return [...found].map(([key, partition]) => ({ partition, key }));
  }

  async #remove(found: readonly { readonly partition: number; readonly key: string }[]): Promise<void> {
    for (const partition of this.#partitions()) {
      const { meta, checkpoints, verified, readers } = this.#runner.options.keys.at(partition);
      const mine = found.filter((each) => each.partition === partition).map(({ key }) => key);
      const keys = [checkpoints, verified, readers, ...mine];
      for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE) {
        const removed = keys.slice(at, at + REMOVED_AT_ONCE);
        await this.#run('load_keys', [meta, ...removed], [0, ...removed.flatMap(() => ['none', 0, 0])]);
      }
    }
  }
}

/** The first of the lines that one script may load: of one partition, and not too many words. */
function together(lines: readonly ExportLine[]): readonly KeyLine[] {
  const found: KeyLine[] = [];
  let words = 0;
  for (const line of lines) {
    if (line.kind !== 'key' || line.partition !== (found[0] ?? line).partition) break;
    words += line.words.length + 4;
    if (found.length > 0 && words > WORDS_AT_ONCE) break;
    found.push(line);
  }
  return found;
}

function isSame(mark: Mark, { instanceId }: ExportHeader): boolean {
  return mark.instanceId === instanceId || mark.follows.includes(instanceId);
}

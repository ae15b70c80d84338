/** Export and restore of a whole store, as the other rooms see them. */
import { createHash } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import { Marks, type StoreIdentity } from '../redis/marks.ts';
import { ScriptRunner } from '../redis/runner.ts';
import type { StoreWatcher } from '../redis/store-trouble.ts';
import { PartitionExport } from './export.ts';
import { type EndLine, type ExportHeader, type ExportLine, FORMAT, FORMAT_VERSION } from './format.ts';
import { Restore } from './restore.ts';
import type { LedgerOptions } from '../redis/runner.ts';
import type { Scripts } from '../redis/scripts.ts';
import type { ScriptStore } from '../../redis/store.ts';

/** Some lines of the file, in order. */
export interface ExportedLines {
  readonly lines: readonly string[];
  /** How many partitions are complete. */
  readonly partitionsDone: number;
}

export interface Copying {
  readonly partitions: number;
  /** All lines of the file but their compression, the last one with the checksum. */
  exportStore(): AsyncIterable<ExportedLines>;
  /**
   * Takes the lines of a file in order: the first ones begin a restore, the last one ends it. One at a time.
   *
   * @param force - the store may hold an earlier state of the same store
   * @returns the store, once it is complete
   * @throws Fault CONFLICT, with what is wrong
   */
  restoreStore(lines: readonly string[], force: boolean): Promise<StoreIdentity | undefined>;
}

export interface CopyingParts {
  /** Refuses scripts while the store is not the right one. */
  readonly runner: ScriptRunner;
  /** Hands scripts on whatever state the store is in. */
  readonly raw: ScriptStore;
  readonly scripts: Scripts;
  readonly options: LedgerOptions;
  readonly identity: () => StoreIdentity;
}

/** What a restore finds on its way is not what calls meet. */
const NOBODY: StoreWatcher = { heardLost: () => undefined, heard: () => undefined, trouble: () => undefined };

const LINES_AT_ONCE = 200;

export function createCopying({ runner, raw, scripts, options, identity }: CopyingParts): Copying {
  const { partitions } = options.keys;
  let restore: Restore | undefined;
  return {
    partitions: partitions.length,
    exportStore: () => exportStore(runner, identity()),
    async restoreStore(texts, force) {
      const lines = texts.map(parse);
      const [first] = lines;
      if (first?.kind === 'header') {
        restore = new Restore(
          new ScriptRunner(raw, scripts, { ...options, watcher: NOBODY }),
          new Marks(raw, options.keys),
        );
        await restore.begin(first, force);
      }
      if (restore === undefined) throw new Fault('CONFLICT', 'no restore has begun: the first line is the header');
      await restore.load(lines.filter((line): line is ExportLine => line.kind !== 'header' && line.kind !== 'end'));
      if (lines.at(-1)?.kind !== 'end') return undefined;
      const done = await restore.finish();
      restore = undefined;
      return done;
    },
  };
}

async function* exportStore(runner: ScriptRunner, store: StoreIdentity): AsyncGenerator<ExportedLines> {
  const { length } = runner.options.keys.partitions;
  const hash = createHash('sha256');
  let count = 0;
  let lines: string[] = [];
  const add = (line: ExportLine): void => {
    const written = JSON.stringify(line);
    hash.update(`${written}\n`);
    count += 1;
    lines.push(written);
  };
  const header: ExportHeader = {
    kind: 'header',
    format: FORMAT,
    version: FORMAT_VERSION,
    instanceId: store.instanceId,
    generation: store.generation,
    partitions: length,
    exportedAtMs: Date.now(),
  };
  add(header);
  for (let partition = 0; partition < length; partition++) {
    for await (const line of new PartitionExport(runner, partition).lines()) {
      add(line);
      if (lines.length < LINES_AT_ONCE) continue;
      yield { lines, partitionsDone: partition };
      lines = [];
    }
    yield { lines, partitionsDone: partition + 1 };
    lines = [];
  }
  const end: EndLine = { kind: 'end', lines: count, sha256: hash.digest('hex') };
  yield { lines: [JSON.stringify(end)], partitionsDone: length };
}

function parse(line: string): ExportLine | EndLine {
  try {
    return JSON.parse(line) as ExportLine | EndLine;
  } catch {
    throw new Fault('CONFLICT', 'a line of the file is no JSON');
  }
}

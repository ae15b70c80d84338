/** Which segments a spool has ever imported: none is taken twice, however long ago the first time was. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, seedOf, stretchesOf } from './lines.ts';
import { readOrEmpty } from './scan.ts';
import { isCount, objectOf } from './segment-format.ts';

const IMPORTS_FILE = 'imports.log';

const SEED = seedOf('imports');

/** That a segment was imported. */
export interface Import {
  readonly segmentId: string;
  /** The sequence behind those that its records got: they are not given out again when the records are long gone. */
  readonly nextSequence: number;
}

export class Imports {
  readonly #handle: FileHandle;
  readonly #known = new Set<string>();
  #nextSequence = 1;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Behind all sequences that imports have ever used. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /**
   * @param present - those whose records are there: one may have been taken, and not noted any more
   * @throws Error of the file system
   */
  static async open(directory: string, present: readonly Import[]): Promise<Imports> {
    const path = join(directory, IMPORTS_FILE);
    const content = await readOrEmpty(path);
    const imports = new Imports(await open(path, 'a', 0o600));
    for (const { text } of stretchesOf(content, SEED)) {
      const found = text === undefined ? undefined : readImport(text);
      if (found !== undefined) imports.#note(found);
    }
    for (const each of present) if (!imports.has(each.segmentId)) await imports.add(each);
    return imports;
  }

  has(segmentId: string): boolean {
    return this.#known.has(segmentId);
  }

  /** Resolves when it is on disk. */
  async add(fresh: Import): Promise<void> {
    this.#note(fresh);
    const { segmentId, nextSequence } = fresh;
    const line = lineOf(JSON.stringify({ segment_id: segmentId, next_sequence: nextSequence }), SEED);
    // The line feed keeps the line apart from what a write that failed may have left before it.
    await this.#handle.writeFile(Buffer.concat([Buffer.from('\n'), line]));
    await this.#handle.datasync();
  }

  #note({ segmentId, nextSequence }: Import): void {
    this.#known.add(segmentId);
    this.#nextSequence = Math.max(this.#nextSequence, nextSequence);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function readImport(text: string): Import | undefined {
  const { segment_id: segmentId, next_sequence: nextSequence } = objectOf(text) ?? {};
  return typeof segmentId === 'string' && isCount(nextSequence) ? { segmentId, nextSequence } : undefined;
}

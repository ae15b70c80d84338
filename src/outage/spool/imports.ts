/** Which segments a spool has ever imported: none is taken twice, however long ago the first time was. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { lineOf, seedOf, stretchesOf } from './lines.ts';
import { readOrEmpty } from './scan.ts';
import { objectOf } from './segment-format.ts';

const IMPORTS_FILE = 'imports.log';

const SEED = seedOf('imports');

export class Imports {
  readonly #handle: FileHandle;
  readonly #known: Set<string>;

  private constructor(handle: FileHandle, known: Set<string>) {
    this.#handle = handle;
    this.#known = known;
  }

  /**
   * @param present - the origins of the segments that are there: one may have been taken, and not noted any more
   * @throws Error of the file system
   */
  static async open(directory: string, present: readonly string[]): Promise<Imports> {
    const known = new Set<string>();
    const path = join(directory, IMPORTS_FILE);
    for (const { text } of stretchesOf(await readOrEmpty(path), SEED)) {
      const segmentId = text === undefined ? undefined : objectOf(text)?.['segment_id'];
      if (typeof segmentId === 'string') known.add(segmentId);
    }
    const imports = new Imports(await open(path, 'a', 0o600), known);
    for (const segmentId of present) if (!known.has(segmentId)) await imports.add(segmentId);
    return imports;
  }

  has(segmentId: string): boolean {
    return this.#known.has(segmentId);
  }

  /** Resolves when it is on disk. */
  async add(segmentId: string): Promise<void> {
    this.#known.add(segmentId);
    // The line feed keeps the line apart from what a write that failed may have left before it.
    const line = lineOf(JSON.stringify({ segment_id: segmentId }), SEED);
    await this.#handle.writeFile(Buffer.concat([Buffer.from('\n'), line]));
    await this.#handle.datasync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

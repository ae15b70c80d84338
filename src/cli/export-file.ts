/** The file of an exported store: gzip of lines of JSON, the last of which has a checksum of all before it. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { UsageError } from './command.ts';

/** Written beside the file, and moved into its place when it is complete. */
export class ExportFile {
  readonly #path: string;
  readonly #zip = createGzip();
  readonly #done: Promise<void>;

  /** @throws UsageError when there is a file already */
  constructor(path: string) {
    this.#path = path;
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
      throw new UsageError(`${path} exists: choose another name, or remove it`);
    }
    // Only its owner may read it: it has the balances and the masked numbers of all accounts.
    const file = createWriteStream(this.#partial, { mode: 0o600 });
    this.#zip.pipe(file);
    this.#zip.on('error', (error) => file.destroy(error));
    this.#done = finished(file);
    // Whoever closes the file hears of it.
    this.#done.catch(() => undefined);
  }

  get #partial(): string {
    return `${this.#path}.partial`;
  }

  async write(lines: readonly string[]): Promise<void> {
    if (this.#zip.write(`${lines.join('\n')}\n`)) return;
    await Promise.race([new Promise((resolve) => this.#zip.once('drain', resolve)), this.#done]);
  }

  /** @returns its size in bytes */
  async complete(): Promise<number> {
    this.#zip.end();
    await this.#done;
    renameSync(this.#partial, this.#path);
    return statSync(this.#path).size;
  }

  abandon(): void {
    this.#zip.destroy();
    rmSync(this.#partial, { force: true });
  }
}

export async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unzip = createGunzip();
  file.on('error', (error) => unzip.destroy(error));
  for await (const line of createInterface({ input: file.pipe(unzip), crlfDelay: Infinity })) yield line;
}

/** Reads all of it. @returns how many lines it has @throws UsageError with what is wrong */
export async function checkFile(path: string): Promise<number> {
  const hash = createHash('sha256');
  let [count, last] = [0, ''];
  try {
    for await (const line of linesOf(path)) {
      if (count > 0) hash.update(`${last}\n`);
      last = line;
      count += 1;
    }
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const end = endOf(last);
  if (end === undefined) throw new UsageError(`${path} is not complete, or no file of \`tollgate export\``);
  if (end.lines !== count - 1 || end.sha256 !== hash.digest('hex')) {
    throw new UsageError(`${path} is damaged: its checksum does not fit. Nothing was restored`);
  }
  return count;
}

function endOf(line: string): { readonly lines: unknown; readonly sha256: unknown } | undefined {
  try {
    const end = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return end['kind'] === 'end' ? { lines: end['lines'], sha256: end['sha256'] } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Space on the disk itself for what was promised: a file of random bytes, which is cut shorter when others have filled
 * the disk. Without it a promise would be worth no more than the disk has left when the call ends.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

const BALLAST_FILE = 'ballast';

/** It grows and shrinks in such steps. */
const STEP_BYTES = 1024 * 1024;

/** Random: some file systems keep zeros, and what they can compress, for nothing. */
const STEP = randomBytes(STEP_BYTES);

const DONE = Promise.resolve();

/** Whether the disk, a quota or a limit of the process leaves no room. */
export function isOutOfSpace(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

export class Ballast {
  readonly #handle: FileHandle;
  #bytes: number;
  #changing: Promise<void> | undefined;

  private constructor(handle: FileHandle, bytes: number) {
    this.#handle = handle;
    this.#bytes = bytes;
  }

  /** As an earlier process left it. @throws Error of the file system */
  static async open(directory: string): Promise<Ballast> {
    const handle = await open(join(directory, BALLAST_FILE), 'a+', 0o600);
    const { size } = await handle.stat();
    return new Ballast(handle, size);
  }

  /** What is certain to be there. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Grows to so many bytes as far as the disk has room, and shrinks to what it may have at most; one change at a time,
   * and what is asked for meanwhile is left to the next one. Never rejects.
   */
  fit(least: number, most: number): Promise<void> {
    const [isShort, isLong] = [this.#bytes < least, this.#bytes >= most + STEP_BYTES];
    if (!isShort && !isLong) return DONE;
    this.#changing ??= (isShort ? this.#grow(least) : this.#shrink(this.#bytes - most)).finally(() => {
      this.#changing = undefined;
    });
    return this.#changing;
  }

  async #grow(bytes: number): Promise<void> {
    try {
      while (this.#bytes < bytes) {
        await this.#handle.write(STEP);
        await this.#handle.datasync();
        this.#bytes += STEP_BYTES;
      }
    } catch {
      // Whatever part of a step is there is no promise, and may be needed elsewhere.
      await this.#handle.truncate(this.#bytes).catch(() => undefined);
    }
  }

  async #shrink(bytes: number): Promise<void> {
    this.#bytes = Math.max(0, this.#bytes - Math.floor(bytes / STEP_BYTES) * STEP_BYTES);
    await this.#handle.truncate(this.#bytes).catch(() => undefined);
  }

  /** Gives so much back to the disk, or all that there is. @returns false where there is nothing to give */
  async give(bytes: number): Promise<boolean> {
    await this.#changing;
    if (this.#bytes === 0) return false;
    this.#bytes = Math.max(0, this.#bytes - Math.ceil(bytes / STEP_BYTES) * STEP_BYTES);
    await this.#handle.truncate(this.#bytes);
    await this.#handle.sync();
    return true;
  }

  async close(): Promise<void> {
    await this.#changing;
    await this.#handle.close();
  }
}

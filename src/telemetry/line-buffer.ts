/**
 * Standard output, many lines to a system call. A write for each line costs more than making the line, and a synchronous one
 * would let a log reader that has stalled hold up calls: here it only fills the queue, and what no longer fits is dropped and
 * counted. Lines are copied into blocks at once: as strings they would be the garbage collector's largest customer.
 */
import { write, writeSync } from 'node:fs';

const FLUSH_MS = 100;
const BLOCK_BYTES = 256 * 1024;
const MAX_QUEUED_BLOCKS = 64;
/** The most bytes of UTF-8 that one UTF-16 code unit can need. */
const BYTES_PER_UNIT = 3;
/** At the end of the process there is no later: a full pipe is tried this often before the rest is given up. */
const FINAL_TRIES = 200;

export class LineBuffer {
  readonly #descriptor: number;
  /** Room for lines; `#used` bytes of it are taken. */
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;
  /** Waiting to be written, oldest first; the first one may be on its way. */
  #queue: Buffer[] = [];
  #writing = false;
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    if (this.#queue.length >= MAX_QUEUED_BLOCKS) {
      this.#dropped += 1;
      return;
    }
    if (line.length * BYTES_PER_UNIT > this.#block.length - this.#used) this.#makeRoom(line.length * BYTES_PER_UNIT);
    this.#used += this.#block.write(line, this.#used);
    this.#flushLater();
  }

  /** Writes everything now, waiting for the reader as long as it takes within reason. */
  flushSync(): void {
    this.#seal();
    // A block that is on its way arrives by itself; writing it again would double its lines.
    let rest = Buffer.concat(this.#queue.splice(this.#writing ? 1 : 0));
    for (let tries = 0; rest.length > 0 && tries < FINAL_TRIES; tries += 1) {
      try {
        rest = rest.subarray(writeSync(this.#descriptor, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      }
    }
  }

  #flushLater(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  #makeRoom(bytes: number): void {
    this.#seal();
    this.#block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, bytes));
    this.#writeNext();
  }

  /** Queues what the block holds; the room behind it stays in use. */
  #seal(): void {
    if (this.#used > 0) this.#queue.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#seal();
    this.#writeNext();
  }

  #writeNext(): void {
    const block = this.#queue[0];
    if (this.#writing || block === undefined) return;
    this.#writing = true;
    write(this.#descriptor, block, (error, written) => {
      this.#writing = false;
      this.#written(block, error, written);
    });
  }

  #written(block: Buffer, error: NodeJS.ErrnoException | null, written: number): void {
    if (error?.code === 'EAGAIN') {
      this.#flushLater();
      return;
    }
    // A closed pipe never opens again: what was meant for it is of no use.
    const rest = error === null ? block.subarray(written) : block.subarray(block.length);
    if (rest.length > 0) this.#queue[0] = rest;
    else this.#queue.shift();
    if (this.#dropped > 0 && this.#queue.length < MAX_QUEUED_BLOCKS) this.#confess();
    this.#writeNext();
  }

  #confess(): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.write(
      `${JSON.stringify({ level: 'warn', dropped, msg: 'log lines were dropped: their reader is too slow' })}\n`,
    );
  }
}

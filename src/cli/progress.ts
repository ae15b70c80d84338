/** How far a long command is, on the standard error: a bar where a person looks on, else a line now and then. */

const BAR_CELLS = 30;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;

export class Progress {
  readonly #what: string;
  readonly #isTerminal = process.stderr.isTTY;
  readonly #startedAtMs = Date.now();
  #saidAtMs = Date.now();
  #isDrawn = false;

  /** @param what - what is done, such as `replaying` */
  constructor(what: string) {
    this.#what = what;
  }

  /** @param done - the part of the work that is done, of 1 */
  at(done: number): void {
    const now = Date.now();
    if (now - this.#saidAtMs < (this.#isTerminal ? REDRAW_MS : LINE_EVERY_MS)) return;
    this.#saidAtMs = now;
    const part = Math.min(1, Math.max(0, done));
    const percent = `${Math.floor(part * 100)} %`.padStart(5);
    const left = part < 0.02 ? '' : `, ${Math.ceil(((now - this.#startedAtMs) * (1 / part - 1)) / 1000)} s left`;
    if (!this.#isTerminal) {
      process.stderr.write(`${this.#what}: ${percent.trim()}${left}\n`);
      return;
    }
    const filled = Math.round(part * BAR_CELLS);
    const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}`;
    process.stderr.write(`\r${this.#what} [${bar}] ${percent}${left}\u001b[K`);
    this.#isDrawn = true;
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[K');
  }
}

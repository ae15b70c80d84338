/** Work that is done again and again, one pass at a time, with a pause before each. */
export class Passes {
  readonly #pass: () => Promise<void>;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  /** @param pass - never rejects */
  constructor(pass: () => Promise<void>, intervalMs: number) {
    this.#pass = pass;
    this.#intervalMs = intervalMs;
  }

  /** False once it is stopped: then a pass that is under way should come to its end. */
  get goingOn(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#passAndGoOn();
    }, this.#intervalMs);
    this.#timer.unref();
  }

  /** Waits for the pass that is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #passAndGoOn(): Promise<void> {
    await this.#pass();
    if (this.goingOn) this.start();
  }
}

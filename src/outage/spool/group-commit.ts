/** Many that wait for one flush: while one runs, all that come meanwhile share the next. */

/** So that a segment of records of some kilobytes stays small enough for one message of gRPC. */
const BATCH_MAX = 256;

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit<Item> {
  readonly #flush: (items: readonly Item[]) => Promise<void>;
  readonly #batchMax: number;
  #waiting: Waiting<Item>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param flush - makes the items last, in order; where it rejects, all of its items are refused
   * @param batchMax - how many items share a flush at most
   */
  constructor(flush: (items: readonly Item[]) => Promise<void>, batchMax = BATCH_MAX) {
    this.#flush = flush;
    this.#batchMax = batchMax;
  }

  /** Resolves when the item has been flushed; rejects with what its flush rejected with. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. Never rejects. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What is added in the same turn of the event loop goes into the first flush.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#batchMax);
      try {
        await this.#flush(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }
}

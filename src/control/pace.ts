/** Work on many holds at once that keeps no caller waiting for long: how many together, and how many a second. */

/**
 * How many holds are begun within so many milliseconds, of all partitions together: timers are late, so about 4,000 a
 * second. Redis runs what one connection has sent in a row before anybody else's, so a call may wait for those of one
 * slot: less than a millisecond. The bound is on time and not on how many wait for their reply, which would make a disk
 * that syncs slowly the measure.
 */
const SLOT_MS = 2;
const HOLDS_PER_SLOT = 14;

/** Lets so many begin in each slot of time; the others wait for the next one, in order. */
export class Pace {
  readonly #waiting: (() => void)[] = [];
  #left = 0;
  #inSlot = false;

  async turn(): Promise<void> {
    if (!this.#inSlot) this.#beginSlot();
    if (this.#left > 0) this.#left--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #beginSlot(): void {
    const begun = this.#waiting.splice(0, HOLDS_PER_SLOT);
    this.#left = HOLDS_PER_SLOT - begun.length;
    for (const begin of begun) begin();
    this.#inSlot = true;
    setTimeout(() => {
      this.#inSlot = false;
      if (this.#waiting.length > 0) this.#beginSlot();
    }, SLOT_MS);
  }
}

/** Works on the items in order, some at once. A failure keeps those from being begun that come after it. */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++] as Item;
      await work(item).catch((error: unknown) => {
        next = items.length;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** How much of its bound a spool uses, and how much of the rest is promised to calls that are up. */

/** What is promised to one call: its grant or answer, an extend, and its end with all that its token says. */
export const RESERVED_BYTES = 8 * 1024;

/** From this share on, somebody should look. */
const ALARM_SHARE = 0.8;

export class Space {
  readonly maxBytes: number;
  /** In files, and owed: what is certain to be written later, which is the marks of records that are pending. */
  #used = 0;
  #promised = 0;
  readonly #promises = new Map<string, number>();

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#used;
  }

  get promisedBytes(): number {
    return this.#promised;
  }

  get full(): boolean {
    return this.#free < RESERVED_BYTES;
  }

  get alarm(): boolean {
    return this.#used + this.#promised >= this.maxBytes * ALARM_SHARE;
  }

  /** Counts what is written whether there is room for it or not. Negative for what is gone. */
  add(bytes: number): void {
    this.#used += bytes;
  }

  /** @returns false when there is no room for one more call */
  reserve(holdKey: string): boolean {
    if (this.#promises.has(holdKey)) return true;
    if (this.full) return false;
    this.#promises.set(holdKey, RESERVED_BYTES);
    this.#promised += RESERVED_BYTES;
    return true;
  }

  free(holdKey: string): void {
    this.#promised -= this.#promises.get(holdKey) ?? 0;
    this.#promises.delete(holdKey);
  }

  /** Takes room for a record: what was promised to its call, then what nobody was promised. */
  take(bytes: number, holdKey: string): boolean {
    const promised = this.#promises.get(holdKey) ?? 0;
    const ofPromise = Math.min(promised, bytes);
    if (bytes - ofPromise > this.#free) return false;
    if (ofPromise > 0) {
      this.#promises.set(holdKey, promised - ofPromise);
      this.#promised -= ofPromise;
    }
    this.#used += bytes;
    return true;
  }

  /** Whether nobody was promised so much. */
  hasFree(bytes: number): boolean {
    return bytes <= this.#free;
  }

  get #free(): number {
    return this.maxBytes - this.#used - this.#promised;
  }
}

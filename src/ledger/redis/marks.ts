/** The marks by which a Redis is recognised as this ledger's own: every partition carries one. */
import { setTimeout as delay } from 'node:timers/promises';
import { type ScriptStore, StoreFault, type StoreInfo } from '../../redis/store.ts';
import type { Keys } from './keys.ts';
import { flag, integer, ReplyReader, replyShape, text } from './replies.ts';
import { loadScript } from './scripts.ts';

/** Which store it is, and how often an operator has accepted that it lost its data. */
export interface StoreIdentity {
  readonly instanceId: string;
  /** From 1. */
  readonly generation: number;
}

/** The mark of one partition. */
export interface Mark extends StoreIdentity {
  readonly partitions: string;
  /** On the first partition while its creator has not marked them all. */
  readonly creating: boolean;
  /** The instance ids that the store had before it was accepted under this one. */
  readonly follows: readonly string[];
  /** The layout that all its holds have; empty where an older version may have left others. */
  readonly layout: string;
}

/** Where a sidecar keeps which store it has served, beyond its own life if it can. */
export interface StoreMemory {
  /** Undefined when it has served none under this name. */
  recall(store: StoreInfo): StoreIdentity | undefined;
  keep(store: StoreInfo, identity: StoreIdentity): void;
}

type Step = 'look' | 'claim' | 'mark' | 'done' | 'accept';

/** The first generation of every store. */
const FIRST_GENERATION = 1;

/** How many marks are asked for at once. */
const AT_ONCE = 64;

/** How long one mark is asked for again, and the pause between two attempts. */
const PATIENCE_MS = 2_000;
const ASK_AGAIN_MS = 50;

/** Reads and writes the marks, partition by partition. */
export class Marks {
  readonly #store: ScriptStore;
  readonly #keys: Keys;
  readonly #script = loadScript('open_partition');

  constructor(store: ScriptStore, keys: Keys) {
    this.#store = store;
    this.#keys = keys;
  }

  get count(): number {
    return this.#keys.partitions.length;
  }

  /** All marks, in the order of the partitions. A slow reply is asked for again. @throws {StoreFault} */
  all(): Promise<readonly (Mark | undefined)[]> {
    return this.#onEach(0, (index) => this.#patiently(index, 'look', { instanceId: '', generation: 0 }));
  }

  /** One mark, asked for once, so that a failure shows how the store is at this moment. @throws {StoreFault} */
  one(index: number): Promise<Mark | undefined> {
    return this.#visit(index, 'look', { instanceId: '', generation: 0 });
  }

  /**
   * Marks a new store. The first partition is claimed before the others are marked, so that of several sidecars one
   * names the store and all finish what any of them began, also after a crash in between.
   */
  async create(instanceId: string): Promise<readonly (Mark | undefined)[]> {
    const claimed = await this.#patiently(0, 'claim', { instanceId, generation: FIRST_GENERATION });
    if (claimed === undefined || claimed.partitions !== String(this.count)) {
      return [claimed, ...Array.from({ length: this.count - 1 }, () => undefined)];
    }
    const others = await this.#onEach(1, (index) => this.#patiently(index, 'mark', claimed));
    await this.#patiently(0, 'done', claimed);
    return [claimed, ...others];
  }

  /** Marks all partitions anew. The first decides, so that one of several that accept at once names the store. */
  async accept(identity: StoreIdentity, follows: readonly string[]): Promise<Mark> {
    const first = await this.#patiently(0, 'accept', identity, follows);
    if (first === undefined) throw new Error('a partition that was marked carries no mark');
    await this.#onEach(1, (index) => this.#patiently(index, 'accept', first, first.follows));
    return first;
  }

  async #onEach<Result>(from: number, visit: (index: number) => Promise<Result>): Promise<readonly Result[]> {
    const results: Result[] = [];
    for (let start = from; start < this.count; start += AT_ONCE) {
      const indexes = Array.from({ length: Math.min(AT_ONCE, this.count - start) }, (_, offset) => start + offset);
      results.push(...(await Promise.all(indexes.map(visit))));
    }
    return results;
  }

  /** Every step may be repeated: it does nothing where it was done already. */
  async #patiently(
    index: number,
    step: Step,
    identity: StoreIdentity,
    follows?: readonly string[],
  ): Promise<Mark | undefined> {
    const startedAtMs = performance.now();
    for (;;) {
      try {
        return await this.#visit(index, step, identity, follows);
      } catch (error) {
        const over = performance.now() - startedAtMs > PATIENCE_MS;
        if (!(error instanceof StoreFault) || !error.retryable || over) throw error;
        await delay(ASK_AGAIN_MS);
      }
    }
  }

  /** The partition's mark after the step; undefined when it has none. */
  async #visit(
    index: number,
    step: Step,
    { instanceId, generation }: StoreIdentity,
    follows: readonly string[] = [],
  ): Promise<Mark | undefined> {
    const meta = this.#keys.partitions[index]?.meta ?? '';
    const args = [0, instanceId, this.count, step, generation, follows.join(' ')];
    const reply = new ReplyReader(await this.#store.run(this.#script, [meta], args));
    if (reply.status === 'ABSENT') return undefined;
    const mark = reply.read(META);
    // One without a name: the sums of a partition that was lost may have been written since.
    return mark.instanceId === '' ? undefined : mark;
  }
}

const META = replyShape({
  nowMs: integer,
  instanceId: text,
  generation: (word) => Number(word),
  partitions: text,
  creating: flag,
  follows: (word) => word.split(' ').filter((id) => id !== ''),
  layout: text,
});

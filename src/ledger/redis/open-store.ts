/** Makes sure, before anything is served, that the Redis is this ledger's own: every partition carries its mark. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptStore } from '../../redis/store.ts';
import { flag, integer, ReplyReader, replyShape, text } from './replies.ts';
import type { Keys } from './keys.ts';
import { loadScripts } from './scripts.ts';

/** The store as its marks describe it. */
export interface StoreIdentity {
  readonly instanceId: string;
  /** True when this start created the store. */
  readonly created: boolean;
}

/** Why the store cannot be used; the message says what to do. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError';
}

interface Mark {
  readonly instanceId: string;
  readonly partitions: string;
  /** On the first partition while its creator has not marked them all. */
  readonly creating: boolean;
}

const LOST_ADVICE =
  'Restore it from its append-only file, or, if a new ledger is what you want, delete known-stores.json in the data directory';

type Step = 'look' | 'claim' | 'mark' | 'done';

/** Another sidecar may be in the middle of creating the store: how often, and how long apart, to look again before it is called broken. */
const LOOKS_MAX = 5;
const LOOK_AGAIN_MS = 100;

/**
 * Marks a new store, and recognises an old one. A store in which only some partitions are marked has lost data or was created with
 * another number of partitions: neither may be served, because an account without its balance would read as unknown. Nor may one that
 * is not `expected`: the store that was here before.
 *
 * @throws {ForeignStoreError} with what to do about it
 */
export async function openStore(store: ScriptStore, keys: Keys, expected?: string): Promise<StoreIdentity> {
  const instanceId = randomUUID();
  const visitor = new Visitor(store, keys);
  for (let look = 1; ; look += 1) {
    const found = await Promise.all(keys.partitions.map((_, index) => visitor.visit(index, 'look', instanceId)));
    const unmarked = found.every((mark) => mark === undefined);
    if (unmarked && expected !== undefined)
      throw new ForeignStoreError(`it is empty, but was store ${expected} before. ${LOST_ADVICE}`);
    const marks = unmarked || found[0]?.creating === true ? await create(visitor, instanceId, found.length) : found;
    const first = marks.find((mark) => mark !== undefined);
    if (first === undefined) throw new ForeignStoreError('the store could not be marked as a ledger');
    const problem = problemOf(marks, first, found.length);
    if (problem === undefined && expected !== undefined && first.instanceId !== expected) {
      throw new ForeignStoreError(`it is store ${first.instanceId}, but was ${expected} before. ${LOST_ADVICE}`);
    }
    if (problem === undefined) return { instanceId: first.instanceId, created: first.instanceId === instanceId };
    if (look === LOOKS_MAX || first.partitions !== String(found.length)) throw new ForeignStoreError(problem);
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * The first partition is claimed before the others are marked, so that of several sidecars one names the store and all finish what any of them began,
 * also after a crash in between.
 */
async function create(visitor: Visitor, instanceId: string, count: number): Promise<readonly (Mark | undefined)[]> {
  const claimed = await visitor.visit(0, 'claim', instanceId);
  if (claimed === undefined || claimed.partitions !== String(count)) return [claimed];
  const others = Array.from({ length: count - 1 }, (_, index) => visitor.visit(index + 1, 'mark', claimed.instanceId));
  const marks = [claimed, ...(await Promise.all(others))];
  await visitor.visit(0, 'done', claimed.instanceId);
  return marks;
}

function problemOf(marks: readonly (Mark | undefined)[], first: Mark, count: number): string | undefined {
  if (first.partitions !== String(count)) {
    return `the store was created with ${first.partitions} partitions, the settings say ${count}; set redis.partitions (TOLLGATE_REDIS_PARTITIONS) to ${first.partitions}`;
  }
  const strange = marks.filter((mark) => mark?.instanceId !== first.instanceId).length;
  if (strange === 0) return undefined;
  return `${strange} of ${count} partitions carry no mark, or that of another store: data was lost or two stores were mixed. Restore the store from its append-only file, or choose another redis.prefix for a new one`;
}

/** Runs the steps on single partitions. */
class Visitor {
  readonly #store: ScriptStore;
  readonly #keys: Keys;
  readonly #script = loadScripts().open_partition;

  constructor(store: ScriptStore, keys: Keys) {
    this.#store = store;
    this.#keys = keys;
  }

  /** The partition's mark after the step; undefined when it has none. */
  async visit(index: number, step: Step, instanceId: string): Promise<Mark | undefined> {
    const { partitions } = this.#keys;
    const meta = partitions[index]?.meta ?? '';
    const reply = new ReplyReader(
      await this.#store.run(this.#script, [meta], [0, instanceId, partitions.length, step]),
    );
    return reply.status === 'ABSENT' ? undefined : reply.read(META);
  }
}

const META = replyShape({ nowMs: integer, instanceId: text, generation: integer, partitions: text, creating: flag });

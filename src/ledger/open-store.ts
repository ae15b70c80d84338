/** Makes sure, before anything is served, that the Redis is this ledger's own: every partition carries its mark. */
import { randomUUID } from 'node:crypto';
import type { ScriptStore } from '../redis/store.ts';
import { ReplyReader } from './codec.ts';
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
}

/**
 * Marks a new store, and recognises an old one. A store in which only some partitions are marked has lost data or was created with
 * another number of partitions: neither may be served, because an account without its balance would read as unknown.
 *
 * @throws {ForeignStoreError} with what to do about it
 */
export async function openStore(store: ScriptStore, keys: Keys): Promise<StoreIdentity> {
  const script = loadScripts().open_partition;
  const instanceId = randomUUID();
  const count = keys.partitions.length;
  const visit = async (create: boolean): Promise<(Mark | undefined)[]> =>
    Promise.all(
      keys.partitions.map(async ({ meta }) => {
        const reply = new ReplyReader(await store.run(script, [meta], [0, instanceId, count, create ? 1 : 0]));
        reply.text();
        return reply.status === 'ABSENT' ? undefined : readMark(reply);
      }),
    );

  const found = await visit(false);
  const created = found.every((mark) => mark === undefined);
  const marks = created ? await visit(true) : found;
  const first = marks.find((mark) => mark !== undefined);
  if (first === undefined) throw new ForeignStoreError('the store could not be marked as a ledger');
  if (first.partitions !== String(count)) {
    throw new ForeignStoreError(
      `the store was created with ${first.partitions} partitions, the settings say ${count}; set redis.partitions (TOLLGATE_REDIS_PARTITIONS) to ${first.partitions}`,
    );
  }
  const strange = marks.filter((mark) => mark?.instanceId !== first.instanceId).length;
  if (strange > 0) {
    throw new ForeignStoreError(
      `${strange} of ${count} partitions carry no mark, or that of another store: data was lost or two stores were mixed. Restore the store from its append-only file, or choose another redis.prefix for a new one`,
    );
  }
  return { instanceId: first.instanceId, created };
}

function readMark(reply: ReplyReader): Mark {
  const instanceId = reply.text();
  reply.text();
  return { instanceId, partitions: reply.text() };
}

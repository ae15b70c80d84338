import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { ForeignStoreError, LostStoreError, openStore } from '../../src/ledger/redis/open-store.ts';
import type { RedisStore, ScriptStore } from '../../src/redis/store.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';

let store: RedisStore;
beforeAll(async () => {
  store = await connectTestStore();
});
afterAll(() => store.close());

describe('the opening of a store', () => {
  it('marks every partition of a fresh one, and recognises it the next time', async () => {
    const keys = new Keys(testRedis().prefix, 5);
    const first = await openStore(store, keys);
    expect(first).toMatchObject({ created: true, instanceId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    for (const { meta } of keys.partitions) {
      expect(await store.command('HMGET', meta, 'instance_id', 'generation', 'partitions')).toEqual([
        first.instanceId,
        '1',
        '5',
      ]);
    }
    expect(await openStore(store, keys)).toEqual({ ...first, created: false });
  });

  it('by several sidecars at once makes one store', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => connectTestStore()));
    try {
      for (let round = 0; round < 5; round += 1) {
        const keys = new Keys(testRedis().prefix, 16);
        const opened = await Promise.all(stores.map((each) => openStore(each, keys)));
        expect(new Set(opened.map(({ instanceId }) => instanceId)).size).toBe(1);
        expect(opened.filter(({ created }) => created)).toHaveLength(1);
      }
    } finally {
      await Promise.all(stores.map((each) => each.close()));
    }
  });

  it('finishes at once what a sidecar began and did not live to finish', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const third = keys.partitions[2]!.meta;
    const dying: ScriptStore = {
      run: async (script, [meta = ''], args) => {
        if (meta === third && !args.join().includes('look')) throw new Error('killed');
        return store.run(script, [meta], args);
      },
    };
    await expect(openStore(dying, keys)).rejects.toThrow('killed');
    const startedAt = performance.now();
    const finished = await openStore(store, keys);
    // A store that lost a mark is looked at for half a second before it is refused; this one is not lost.
    expect(performance.now() - startedAt).toBeLessThan(400);
    expect(await openStore(store, keys)).toEqual({ ...finished, created: false });
    // Now it is complete: what is missing from here on is lost, and not unfinished.
    await store.command('DEL', third);
    await expect(openStore(store, keys)).rejects.toThrow(LostStoreError);
  });

  it.each([
    [4, 8],
    [8, 4],
  ])('created with %i partitions refuses %i, and says which setting to change', async (created, wanted) => {
    const { prefix } = testRedis();
    await openStore(store, new Keys(prefix, created));
    const opening = openStore(store, new Keys(prefix, wanted));
    await expect(opening).rejects.toThrow(ForeignStoreError);
    await expect(opening).rejects.toThrow(`set redis.partitions (TOLLGATE_REDIS_PARTITIONS) to ${created}`);
    // The refusal has marked nothing, so the right number still works.
    expect(await openStore(store, new Keys(prefix, created))).toMatchObject({ created: false });
  });

  it.each([0, 3])('refuses one that has lost the mark of partition %i, and does not mend it', async (lost) => {
    const keys = new Keys(testRedis().prefix, 4);
    await openStore(store, keys);
    const { meta } = keys.partitions[lost]!;
    await store.command('DEL', meta);
    await expect(openStore(store, keys)).rejects.toThrow(/1 of 4 partitions carry no mark, or that of another store/);
    expect(await store.command('EXISTS', meta)).toBe(0);
  });

  it('refuses two stores that were mixed', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    await openStore(store, keys);
    await store.command('HSET', keys.partitions[2]!.meta, 'instance_id', 'someone-else');
    await expect(openStore(store, keys)).rejects.toThrow(LostStoreError);
  });
});

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { type Mark, Marks, type StoreIdentity, type StoreMemory } from '../../src/ledger/redis/marks.ts';
import { judge } from '../../src/ledger/redis/open-store.ts';
import { StoreGuard } from '../../src/ledger/redis/store-guard.ts';
import { type RedisStore, StoreFault } from '../../src/redis/store.ts';
import { scriptOf } from '../support/script.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';
import { until } from './support/watching.ts';

const mark = (changes: Partial<Mark> = {}): Mark => ({
  instanceId: 'one',
  generation: 1,
  partitions: '2',
  creating: false,
  follows: [],
  layout: '2',
  ...changes,
});

describe('the marks of a store that was known as generation 1 of "one"', () => {
  const known = { instanceId: 'one', generation: 1 };
  const second = { generation: 2, follows: ['one'] };
  it.each<[string, readonly (Mark | undefined)[], string]>([
    ['as they were', [mark(), mark()], 'good'],
    ['none', [undefined, undefined], 'lost'],
    ['one missing', [mark(), undefined], 'lost'],
    ['one of another store', [mark(), mark({ instanceId: 'two' })], 'lost'],
    ['one of another generation', [mark(), mark({ generation: 2 })], 'lost'],
    ['all of another store', [mark({ instanceId: 'two' }), mark({ instanceId: 'two' })], 'lost'],
    ['being created by a stranger', [mark({ instanceId: 'two', creating: true }), undefined], 'lost'],
    ['a later generation', [mark(second), mark(second)], 'accepted'],
    [
      'another name that follows it',
      [mark({ ...second, instanceId: 'two' }), mark({ ...second, instanceId: 'two' })],
      'accepted',
    ],
    // Some other ledger that an operator once accepted: a later generation alone proves nothing.
    [
      'a later one that follows another',
      Array.from({ length: 2 }, () => mark({ instanceId: 'two', generation: 9 })),
      'lost',
    ],
    ['another number of partitions', [mark({ partitions: '4' }), mark({ partitions: '4' })], 'foreign'],
  ])('%s', (_, marks, kind) => {
    expect(judge(marks, known).kind).toBe(kind);
  });

  it('of an older generation are an older copy', () => {
    expect(judge([mark(), mark()], { instanceId: 'one', generation: 2 })).toMatchObject({
      kind: 'lost',
      what: 'it is of generation 1, but was of 2 before: an older copy',
    });
  });
});

describe('a guard', () => {
  let store: RedisStore;
  beforeAll(async () => {
    store = await connectTestStore();
  });
  afterAll(() => store.close());

  const ping = scriptOf('ping', `#!lua\nreturn 'pong'`);

  /** Remembers for as long as the test runs. */
  function memory(): StoreMemory & { known: StoreIdentity | undefined } {
    return {
      known: undefined,
      recall() {
        return this.known;
      },
      keep(_, identity) {
        this.known = identity;
      },
    };
  }

  function guardOf(keys: Keys, kept: StoreMemory = memory()) {
    const logger = recordingLogger();
    const guard = new StoreGuard({ keys, memory: kept, logger });
    onTestFinished(() => guard.stop());
    return { guard, logger };
  }

  it('lets no script pass before the marks were seen', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const { guard } = guardOf(keys);
    await expect(guard.run(ping, ['{t0}:a'], [])).rejects.toMatchObject({ reason: 'STORE_AWAY' });
    expect(guard.view()).toMatchObject({ state: 'away', detail: 'not reached yet', instanceId: '', generation: 0 });
    await expect(guard.accept('')).rejects.toMatchObject({ reason: 'STORE_AWAY' });
    await guard.openWith(store);
    expect(await guard.run(ping, ['{t0}:a'], [])).toBe('pong');
    expect(guard.created).toBe(true);
    expect(guard.view()).toMatchObject({ state: 'up', generation: 1, partitions: 4, address: store.info.address });
  });

  it('finds one mark that is gone by looking at each in turn, and mends it when it is told to', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const kept = memory();
    const { guard, logger } = guardOf(keys, kept);
    await guard.openWith(store);
    const { instanceId } = guard.view();
    const { meta } = keys.partitions[2]!;
    await store.command('DEL', meta);
    await until('it is lost', () => guard.view().state === 'lost');
    // A script that writes a sum brings the key back, but not the mark.
    await store.command('HINCRBY', meta, 'held', '5');
    await expect(guard.run(ping, ['{t0}:a'], [])).rejects.toMatchObject({ reason: 'STORE_LOST' });
    expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringMatching(/1 of 4 partitions carry no mark.*tollgate store accept/),
    ]);
    await expect(guard.accept('someone-else')).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await guard.accept(instanceId)).toMatchObject({ state: 'up', instanceId, generation: 2 });
    expect(kept.known).toEqual({ instanceId, generation: 2 });
    for (const partition of keys.partitions) {
      expect(await store.command('HMGET', partition.meta, 'instance_id', 'generation', 'partitions')).toEqual([
        instanceId,
        '2',
        '4',
      ]);
    }
    expect(await store.command('HGET', meta, 'held')).toBe('5');
    // Where nothing is lost, nothing is changed.
    expect(await guard.accept('')).toMatchObject({ generation: 2 });
    await expect(guard.accept('someone-else')).rejects.toMatchObject({ reason: 'CONFLICT' });
  });

  it('goes on being lost when the mark comes back by itself, and after an acceptance that was cut short', async () => {
    const keys = new Keys(testRedis().prefix, 4);
    const { guard } = guardOf(keys);
    await guard.openWith(store);
    const { instanceId } = guard.view();
    guard.heardLost();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(guard.view()).toMatchObject({ state: 'lost', generation: 1 });
    const dying = new Marks(
      {
        run: async (script, metas, args) => {
          if (metas[0] === keys.partitions[2]!.meta)
            throw new StoreFault('script', 'killed', { outcomeUnknown: false });
          return store.run(script, metas, args);
        },
      },
      keys,
    );
    await expect(dying.accept({ instanceId, generation: 2 }, [instanceId])).rejects.toThrow('killed');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(guard.view().state).toBe('lost');
    expect(await guard.accept('')).toMatchObject({ state: 'up', instanceId, generation: 3 });
  });

  it('of several that accept at once one names the store, and all serve it', async () => {
    const keys = new Keys(testRedis().prefix, 16);
    const guards = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { guard } = guardOf(keys);
        await guard.openWith(store);
        return guard;
      }),
    );
    await store.command('DEL', ...keys.partitions.map(({ meta }) => meta));
    for (const guard of guards) guard.heardLost();
    const views = await Promise.all(guards.map((guard) => guard.accept('')));
    expect(new Set(views.map(({ instanceId }) => instanceId)).size).toBe(1);
    await until('all are up', () => guards.every((guard) => guard.view().state === 'up'));
    expect(new Set(guards.map((guard) => guard.view().generation)).size).toBe(1);
  });
});

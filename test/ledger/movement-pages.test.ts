/** Movements by Redis's own clock: a page, or a span, reads no more of the partition's journal than it must. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger, Page, PlacedMovement, TimeSpan } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';
import { createAccount, credited, DAY_MS } from './support/test-ledger.ts';

const ALWAYS: TimeSpan = { fromMs: 0, toMs: 0 };
const NOISE = 2_100;

describe('the movements of one account among those of a busy one', () => {
  let store: RedisStore;
  let ledger: Ledger;
  /** Entries that the scripts handed over or looked at: how often they were called. */
  let reads = 0;
  let times: number[] = [];
  beforeAll(async () => {
    store = await connectTestStore();
    const keys = new Keys(testRedis().prefix, 1);
    await openStore(store, keys);
    const ages = { tombstoneMs: DAY_MS, earlyReleaseMs: 1_000, onceMs: 400 * DAY_MS, journalRetentionMs: DAY_MS };
    const counting: Pick<RedisStore, 'run'> = {
      run(script, ...rest) {
        if (script.name === 'read_journal') reads++;
        return store.run(script, ...rest);
      },
    };
    ledger = createRedisLedger(counting, { keys, ...ages, journalMaxBytes: 2 ** 30 });
    await createAccount(ledger, 'quiet', 0);
    await createAccount(ledger, 'busy', 0);
    for (const half of ['first', 'second']) {
      for (let n = 0; n < 3; n++) await ledger.post(credited('quiet', `${half}-${n}`, 100));
      for (let n = 0; n < NOISE; n += 100) {
        const some = Array.from({ length: 100 }, (_, index) => credited('busy', `${half}-${n + index}`, 1));
        await Promise.all(some.map((each) => ledger.post(each)));
      }
      await delay(5);
    }
    times = (await listed(ALWAYS, { after: '', limit: 100 })).map(({ atMs }) => atMs);
  }, 60_000);
  afterAll(() => store.close());
  beforeEach(() => {
    reads = 0;
  });

  async function listed(span: TimeSpan, page: Page): Promise<PlacedMovement[]> {
    const found: PlacedMovement[] = [];
    const place = { rootAccountId: 'quiet', accountId: 'quiet' };
    for await (const movement of ledger.movements(place, span, page)) found.push(movement);
    return found;
  }
  const keysOf = (movements: readonly PlacedMovement[]): string[] => movements.map((each) => each.idempotencyKey);
  const WHOLE = ['first-0', 'first-1', 'first-2', 'second-0', 'second-1', 'second-2'];

  it('go on where the last page ended, without what came before it', async () => {
    const seen: PlacedMovement[] = [];
    for (let after = ''; ; after = seen.at(-1)?.place ?? '') {
      const page = await listed(ALWAYS, { after, limit: 2 });
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(keysOf(seen)).toEqual(WHOLE);
    // The first of three in a row; over the noise between the halves; and to the end of the journal.
    const last = seen.at(-1)?.place ?? '';
    reads = 0;
    expect(await listed(ALWAYS, { after: last, limit: 2 })).toEqual([]);
    expect(reads).toBe(Math.ceil(NOISE / 500));
    reads = 0;
    expect(await listed(ALWAYS, { after: seen[3]?.place ?? '', limit: 2 })).toHaveLength(2);
    expect(reads).toBe(1);
  });

  it('go on after a page of an earlier version, which knew the sequence alone', async () => {
    const all = await listed(ALWAYS, { after: '', limit: 100 });
    const rest = await listed(ALWAYS, { after: String(all[3]?.sequence), limit: 100 });
    expect(keysOf(rest)).toEqual(WHOLE.slice(4));
  });

  it('of a span begin where it begins', async () => {
    const [, , , second = 0] = times;
    expect(keysOf(await listed({ fromMs: second, toMs: 0 }, { after: '', limit: 3 }))).toEqual(WHOLE.slice(3));
    expect(reads).toBe(1);
    expect(keysOf(await listed({ fromMs: 0, toMs: second }, { after: '', limit: 100 }))).toEqual(WHOLE.slice(0, 3));
    expect(await listed({ fromMs: times.at(-1)! + 60_000, toMs: 0 }, { after: '', limit: 100 })).toEqual([]);
  });
});

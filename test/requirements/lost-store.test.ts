import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RedisStore } from '../../src/redis/store.ts';
import { connectTestStore, hasNativeServer, testRedis } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';
import { accountWith } from './support/traffic.ts';

/** An embedded engine is empty at every start and may be, so only a server is held to what it was. */
describe.runIf(hasNativeServer)('a store that was emptied between two starts', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-known-'));
  const { prefix } = testRedis();
  const env = { TOLLGATE_DATA_DIR: dataDir, TOLLGATE_REDIS_PREFIX: prefix, TOLLGATE_REDIS_PARTITIONS: '2' };
  let store: RedisStore;
  beforeAll(async () => {
    store = await connectTestStore();
  });
  afterAll(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is not taken for a new one, until somebody says that it is', async () => {
    const first = await startTollgate({ env });
    expect(first.app.firstRun).toBe(true);
    await accountWith(first.client, 100_000);
    await first.stop();

    const again = await startTollgate({ env: { ...env, TOLLGATE_DATA_DIR: dataDir } });
    expect(again.app.firstRun).toBe(false);
    await again.stop();

    for (const partition of [0, 1]) await store.command('DEL', `${prefix}:{t${partition}}:meta`);
    await expect(startTollgate({ env })).rejects.toThrow(
      /is empty, but was store [0-9a-f-]{36} before.*known-stores\.json/,
    );

    rmSync(join(dataDir, 'known-stores.json'));
    const fresh = await startTollgate({ env });
    expect(fresh.app.firstRun).toBe(true);
    await fresh.stop();
  });
});

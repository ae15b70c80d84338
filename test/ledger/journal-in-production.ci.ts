/** The journal of a whole Tollgate, and of a Redis that is full or guarded by an ACL. */
import { afterEach, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { idAt, movementsOf, writeEntries } from './support/journal.ts';
import { createAccount, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

describe('a sidecar', () => {
  let tollgate: TestTollgate;
  afterEach(() => tollgate.stop());

  const asked = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${tollgate.http}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const measured = async (name: string): Promise<number> => {
    const page = await (await fetch(`${tollgate.http}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
  };

  it('keeps its journal within its settings, and usage says since when it counts', async () => {
    tollgate = await startTollgate({
      env: { TOLLGATE_LEDGER_JOURNAL_MAX_BYTES: '1048576', TOLLGATE_LEDGER_JOURNAL_TRIM_INTERVAL_MS: '100' },
    });
    await asked('POST', '/v1/accounts', { account_id: 'acme', plan: 'default' });
    await expect.poll(() => measured('tollgate_journal_entries')).toBeGreaterThan(0);
    const before = (await asked('GET', '/v1/accounts/acme/usage'))['covered_from_ms'];
    const note = 'x'.repeat(250);
    // One partition may have all of the mebibyte; these take about 1.4 MB of it.
    for (let n = 0; n < 4_000; n += 50) {
      const credits = Array.from({ length: 50 }, (_, i) => ({
        amount_milli_cents: 1_000,
        idempotency_key: `c${n + i}`,
        note,
      }));
      await Promise.all(credits.map((credit) => asked('POST', '/v1/accounts/acme/credit', credit)));
    }
    await expect.poll(() => measured('tollgate_journal_trimmed_total')).toBeGreaterThan(0);
    await expect.poll(() => measured('tollgate_journal_bytes')).toBeLessThan(1_200_000);
    expect(await measured('tollgate_journal_overrun_total')).toBe(0);
    expect(Number((await asked('GET', '/v1/accounts/acme/usage'))['covered_from_ms'])).toBeGreaterThan(Number(before));
    expect(await asked('GET', '/v1/accounts/acme')).toMatchObject({ balance_milli_cents: 4_500_000 });
  });
});

describe.runIf(hasNativeServer)('a Redis', () => {
  let server: TestServer;
  let bench: RedisTestLedger;
  afterEach(async () => {
    await bench?.close();
    await server?.stop();
  });
  const connect = (url: string): Promise<RedisStore> =>
    connectStore(storeOptions({ url }), silentLogger, silentMetrics);

  it('that is full is trimmed all the same, and readers may say what they have kept', async () => {
    server = await startRedisServer();
    bench = await openRedisLedger({ store: await connect(server.url), journalMaxBytes: 16 * 1024 });
    const { ledger } = bench;
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'c', 400);
    await bench.command('CONFIG', 'SET', 'maxmemory', '1mb');
    await expect(writeEntries(ledger, 'a', 'd', 1)).rejects.toThrow('oom');
    await ledger.acknowledgeJournal('archive', 0, await idAt(ledger, -1));
    expect((await ledger.trimJournal()).trimmed).toBeGreaterThan(100);
    await ledger.forgetJournalReader('archive');
  });

  it('whose ACL knows nothing of MEMORY is trimmed by the number of entries', async () => {
    server = await startRedisServer();
    const admin = await connect(server.url);
    const rights = ['~*', '&*', '+@all', '-memory', '>secret', 'on'];
    await admin.command('ACL', 'SETUSER', 'tollgate', ...rights);
    await admin.close();
    const url = server.url.replace('redis://', 'redis://tollgate:secret@');
    bench = await openRedisLedger({ store: await connect(url), journalMaxBytes: 160 * 200 });
    const { ledger } = bench;
    await createAccount(ledger, 'a', 0);
    await writeEntries(ledger, 'a', 'c', 500);
    const pass = await ledger.trimJournal();
    expect(pass.bytes).toBe(160 * pass.entries);
    expect(pass.entries).toBeLessThan(300);
    expect(await movementsOf(ledger, 'a')).toHaveLength(pass.entries);
  });
});

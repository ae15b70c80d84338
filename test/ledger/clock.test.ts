import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ledger } from '../../src/ledger/port.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { answered, call, createAccount, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

describe('a sidecar whose clock is behind', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => bench.close());

  function startedNow(): Ledger {
    const { now: _, ...options } = bench.options;
    return createRedisLedger(bench.store, options);
  }

  it.each(['authorize', 'answer'] as const)(
    'is late once at most: the refusal of an %s tells it the time',
    async (verb) => {
      await createAccount(startedNow(), verb, 100_000);
      await startedNow().authorize(call(verb, 'before'));
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
      const ledger = startedNow();
      const inTime = (): number => ledger.nowMs() + 1_000;
      const attempt = (): Promise<unknown> =>
        verb === 'authorize'
          ? ledger.authorize(call(verb, 'after', { notAfterMs: inTime() }))
          : ledger.answer({ ...answered(verb, 'before'), notAfterMs: inTime() });
      await expect(attempt()).rejects.toMatchObject({ reason: 'TOO_LATE' });
      expect(await attempt()).toMatchObject({ replayed: false });
    },
  );

  it('is not late when that clock is set while it runs', async () => {
    const ledger = startedNow();
    await createAccount(ledger, 'set', 100_000);
    for (const byMs of [-60_000, 60_000]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs });
      const operation = call('set', `by${byMs}`, { notAfterMs: ledger.nowMs() + 1_000 });
      expect(await ledger.authorize(operation)).toMatchObject({ replayed: false });
      vi.useRealTimers();
    }
  });
});

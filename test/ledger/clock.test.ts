import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ledger } from '../../src/ledger/port.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { answered, call, createAccount, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

describe('a sidecar whose clock is set back', () => {
  let bench: RedisTestLedger;
  let ledger: Ledger;
  beforeAll(async () => {
    bench = await openRedisLedger();
    const { now: _, ...options } = bench.options;
    ledger = createRedisLedger(bench.store, options);
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => bench.close());

  it.each(['authorize', 'answer'] as const)(
    'is late once at most: the refusal of an %s tells it the time',
    async (verb) => {
      await createAccount(ledger, verb, 100_000);
      await ledger.authorize(call(verb, 'before'));
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
      const inTime = (): number => ledger.nowMs() + 1_000;
      const attempt = (): Promise<unknown> =>
        verb === 'authorize'
          ? ledger.authorize(call(verb, 'after', { notAfterMs: inTime() }))
          : ledger.answer({ ...answered(verb, 'before'), notAfterMs: inTime() });
      await expect(attempt()).rejects.toMatchObject({ reason: 'TOO_LATE' });
      expect(await attempt()).toMatchObject({ replayed: false });
    },
  );
});

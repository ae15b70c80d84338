import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostOperation } from '../../src/ledger/port.ts';
import {
  BOTH,
  createAccount,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  standing,
  type RedisTestLedger,
  type TestLedger,
} from './support/test-ledger.ts';

function credit(accountId: string, changes: Partial<PostOperation> = {}): PostOperation {
  return credited(accountId, 'k', 1_000, changes);
}

describe.each(BOTH)('idempotency keys (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('of credit protect for 400 days, and are judged by script time', async () => {
    const { ledger, clock } = bench;
    const startMs = clock.ms;
    await createAccount(ledger, 'a', 0);
    const first = await ledger.post(credit('a'));
    await ledger.post(credit('a', { idempotencyKey: 'other' }));
    clock.ms = startMs + 400 * DAY_MS - 1;
    expect(await ledger.post(credit('a'))).toEqual({ ...first, replayed: true, nowMs: clock.ms });
    await expect(ledger.post(credit('a', { fingerprint: 'g' }))).rejects.toMatchObject({ code: 'already_exists' });
    expect(await standing(ledger, 'a')).toMatchObject({ balance: 2_000 });
    clock.ms = startMs + 400 * DAY_MS;
    expect(await ledger.post(credit('a'))).toMatchObject({ replayed: false, balanceMilliCents: 3_000 });
  });

  it('of charges protect as long as ended holds are remembered', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'b', 10_000);
    const startMs = clock.ms;
    expect(await ledger.charge(event('b', 'k'))).toMatchObject({ balanceMilliCents: 9_000, replayed: false });
    clock.ms = startMs + 7 * DAY_MS - 1;
    expect(await ledger.charge(event('b', 'k'))).toMatchObject({ balanceMilliCents: 9_000, replayed: true });
    clock.ms = startMs + 7 * DAY_MS;
    expect(await ledger.charge(event('b', 'k'))).toMatchObject({ balanceMilliCents: 8_000, replayed: false });
  });

  it('belong to one account, and an empty one is none', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'c', 10_000);
    await createAccount(ledger, 'd', 10_000);
    await ledger.charge(event('c', 'same'));
    expect(await ledger.charge(event('d', 'same'))).toMatchObject({ replayed: false });
    await ledger.charge(event('c', ''));
    expect(await ledger.charge(event('c', ''))).toMatchObject({ replayed: false, balanceMilliCents: 7_000 });
  });

  it('of a denied charge are not used up', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'e', 999);
    expect(await ledger.charge(event('e', 'k'))).toMatchObject({ kind: 'denied', reason: 'INSUFFICIENT_CREDIT' });
    await ledger.post(credit('e', { idempotencyKey: 'paid' }));
    expect(await ledger.charge(event('e', 'k'))).toMatchObject({ kind: 'charged', replayed: false });
    expect(await standing(ledger, 'e')).toMatchObject({ balance: 999 });
  });

  it('keep a closed account closed to credit, but not to a correction by hand', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'f', 1_000);
    const changes = { state: 'closed' } as const;
    await ledger.updateAccount({ rootAccountId: 'f', accountId: 'f', revision: 0, changes, force: false });
    await expect(ledger.post(credit('f'))).rejects.toMatchObject({ reason: 'ACCOUNT_CLOSED' });
    expect(await ledger.post(credit('f', { kind: 'adjustment', amountMilliCents: -1_000 }))).toMatchObject({
      balanceMilliCents: 0,
    });
  });
});

describe('keys in Redis', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  it('of credit and adjustments live for at least 400 days', async () => {
    const { ledger, keys } = bench;
    await createAccount(ledger, 'a', 0);
    await ledger.post(credit('a', { idempotencyKey: 'credit' }));
    await ledger.post(credit('a', { kind: 'adjustment', idempotencyKey: 'adjustment' }));
    for (const key of ['credit', 'adjustment']) {
      const ttlMs = Number(await bench.command('PTTL', keys.of('a').once('a', key)[0]));
      expect(ttlMs).toBeGreaterThan(400 * DAY_MS - 60_000);
      expect(ttlMs).toBeLessThanOrEqual(400 * DAY_MS);
    }
  });

  it('and hold ids may hold what separates the words of a key, and stay apart', async () => {
    const { ledger, keys } = bench;
    const strange = ['a:b', 'a%3ab', 'a%3Ab', '{t0}', 'a{b', 'a}b', '%', '%25', '::', 'a/b?c&d=e', '~!@#$^*()'];
    expect(new Set(strange.map((id) => keys.of('x').hold('x', id))).size).toBe(strange.length);
    for (const id of strange) expect(keys.of('x').hold('x', id).match(/[{}]/g)).toEqual(['{', '}']);
    // An account id holds no colon, so the account cannot swallow a part of the hold's id.
    expect(keys.of('x').hold('x', 'y:z')).not.toBe(keys.of('x').hold('x:y', 'z'));
    await createAccount(ledger, 'x', 1_000_000);
    for (const [n, idempotencyKey] of strange.entries()) {
      const reply = await ledger.post(credit('x', { idempotencyKey, fingerprint: `f${n}` }));
      expect(reply.replayed).toBe(false);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answered,
  BOTH,
  call,
  createAccount,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  standing,
  type RedisTestLedger,
  type TestLedger,
} from './support/test-ledger.ts';

// A call of 60 s at $0.05 a minute holds 5,000 milli-cents; one second costs 83.33, so 30 s cost 2,500 and 31 s cost
// 2,584.
describe.each(BOTH)('the life of a hold (%s)', (_, open) => {
  let bench: TestLedger;
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** A new account with $1.00 and one open call. */
  async function opened(changes: Parameters<typeof call>[2] = {}): Promise<{ id: string; startMs: number }> {
    const id = `life-${(count += 1)}`;
    await createAccount(bench.ledger, id, 100_000);
    expect(await bench.ledger.authorize(call(id, 'h', changes))).toMatchObject({ kind: 'allowed' });
    return { id, startMs: bench.clock.ms };
  }

  it('releases an unanswered hold when its ring time is over, not a millisecond before', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 30_000 - 1;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ outcome: 'not_due' });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 5_000, open: 1 });
    bench.clock.ms = startMs + 30_000;
    expect(await bench.ledger.dueHolds(0, 10)).toContainEqual({ ...refOf(id, 'h'), partition: 0 });
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'released',
      settle: { state: 'released', chargedMilliCents: 0, releasedMilliCents: 5_000, estimated: false },
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 0, open: 0 });
  });

  it('expires an answered hold when grant and grace are over, not a millisecond before', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 12_000;
    await bench.ledger.answer(answered(id, 'h'));
    const deadlineAtMs = startMs + 12_000 + 70_000;
    bench.clock.ms = deadlineAtMs - 1;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ outcome: 'not_due' });
    bench.clock.ms = deadlineAtMs;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'expired',
      settle: { state: 'expired', billedUnits: 60, chargedMilliCents: 5_000, releasedMilliCents: 0, estimated: true },
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 95_000, held: 0, open: 0 });
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ outcome: 'not_due' });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 95_000, held: 0, open: 0 });
  });

  it('charges an answered hold nothing where the rule says `unproven: release`', async () => {
    const { id, startMs } = await opened({
      timing: {
        ringSeconds: 30,
        graceSeconds: 10,
        cutToleranceSeconds: 2,
        elapsedToleranceSeconds: 300,
        unproven: 'release',
        answerReports: true,
      },
    });
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 70_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'expired',
      settle: { state: 'expired', billedUnits: 0, chargedMilliCents: 0, releasedMilliCents: 5_000, estimated: true },
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 0, open: 0 });
  });

  it('charges what the last Extend proved, whatever the policy', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 1_000;
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 32_000;
    expect(await bench.ledger.extend(extended(id, 'h', 1, 31))).toMatchObject({ kind: 'allowed', grantedUnits: 60 });
    bench.clock.ms = startMs + 1_000 + 70_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'expired',
      settle: { billedUnits: 31, chargedMilliCents: 2_584, releasedMilliCents: 2_416, estimated: true },
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 97_416, held: 0, open: 0 });
  });

  it('charges the time that a denied Extend proved', async () => {
    const { id, startMs } = await opened();
    await bench.ledger.answer(answered(id, 'h'));
    await bench.ledger.updateAccount({
      rootAccountId: id,
      accountId: id,
      revision: 0,
      changes: { state: 'suspended' },
      force: false,
    });
    bench.clock.ms = startMs + 30_000;
    expect(await bench.ledger.extend(extended(id, 'h', 1, 30))).toMatchObject({
      kind: 'denied',
      reason: 'ACCOUNT_SUSPENDED',
      grantedUnits: 60,
    });
    bench.clock.ms = startMs + 70_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({
      outcome: 'expired',
      settle: { billedUnits: 30, chargedMilliCents: 2_500 },
    });
  });

  it('waits for ring, grant and grace where the gateway reports no answers', async () => {
    const { id, startMs } = await opened({
      timing: {
        ringSeconds: 30,
        graceSeconds: 10,
        cutToleranceSeconds: 2,
        elapsedToleranceSeconds: 300,
        unproven: 'granted',
        answerReports: false,
      },
    });
    bench.clock.ms = startMs + 100_000 - 1;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ outcome: 'not_due' });
    bench.clock.ms = startMs + 100_000;
    expect(await bench.ledger.sweep(refOf(id, 'h'))).toMatchObject({ outcome: 'released' });
  });

  it('takes connected time in an Extend for the answer, dated back by as much', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 25_000;
    await bench.ledger.extend(extended(id, 'h', 1, 20));
    expect(await bench.ledger.hold(refOf(id, 'h'))).toMatchObject({
      state: 'answered',
      answeredAtMs: startMs + 5_000,
      deadlineAtMs: startMs + 5_000 + 70_000,
    });
  });

  it('adds one step at a time, only when less than a step is left, and never above the maximum', async () => {
    const { id, startMs } = await opened({ units: 30, maxUnits: 60, extendUnits: 20 });
    expect(await standing(bench.ledger, id)).toMatchObject({ held: 2_500 });
    bench.clock.ms = startMs + 10_000;
    const kept = { kind: 'allowed', grantedUnits: 30, holdMilliCents: 2_500, replayed: false };
    expect(await bench.ledger.extend(extended(id, 'h', 1, 10))).toMatchObject(kept);
    bench.clock.ms = startMs + 11_000;
    // 50 s cost 4,166.67.
    const more = { kind: 'allowed', grantedUnits: 50, holdMilliCents: 4_167, availableMilliCents: 95_833 };
    expect(await bench.ledger.extend(extended(id, 'h', 2, 11))).toMatchObject(more);
    expect(await bench.ledger.extend(extended(id, 'h', 2, 11))).toMatchObject({ ...more, replayed: true });
    await expect(bench.ledger.extend(extended(id, 'h', 2, 12))).rejects.toMatchObject({ code: 'already_exists' });
    await expect(bench.ledger.extend(extended(id, 'h', 1, 10))).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'SEQUENCE_TOO_LOW',
    });
    bench.clock.ms = startMs + 45_000;
    const most = { kind: 'allowed', grantedUnits: 60, holdMilliCents: 5_000 };
    expect(await bench.ledger.extend(extended(id, 'h', 3, 45))).toMatchObject(most);
    expect(await bench.ledger.extend(extended(id, 'h', 4, 60))).toMatchObject(most);
    expect(await standing(bench.ledger, id)).toMatchObject({ held: 5_000 });
  });

  it('leaves the old grant when a step is denied, and bills up to it', async () => {
    const id = `life-${(count += 1)}`;
    await createAccount(bench.ledger, id, 3_000);
    const startMs = bench.clock.ms;
    await bench.ledger.authorize(call(id, 'h', { units: 30, maxUnits: 60, extendUnits: 30 }));
    bench.clock.ms = startMs + 10_000;
    // 60 s need 5,000; 2,500 are held and 500 are free, so 2,000 are missing.
    expect(await bench.ledger.extend(extended(id, 'h', 1, 10))).toMatchObject({
      kind: 'denied',
      reason: 'INSUFFICIENT_CREDIT',
      grantedUnits: 30,
      holdMilliCents: 2_500,
      neededMilliCents: 2_500,
      availableMilliCents: 500,
    });
    bench.clock.ms = startMs + 40_000;
    expect(await bench.ledger.settle(settled(id, 'h', 32))).toMatchObject({
      billedUnits: 30,
      chargedMilliCents: 2_500,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 500, held: 0, open: 0 });
  });

  it('bills no less than an Extend proved', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 30_000;
    await bench.ledger.extend(extended(id, 'h', 1, 30));
    expect(await bench.ledger.settle(settled(id, 'h', 10))).toMatchObject({
      billedUnits: 30,
      chargedMilliCents: 2_500,
    });
  });

  it('bills no more than can have passed, five seconds of clock skew included', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 80_000;
    // 85 s cost 7,083.33; the hold covers 5,000, the rest comes out of what is free.
    expect(await bench.ledger.settle(settled(id, 'h', 3_000))).toMatchObject({
      billedUnits: 85,
      chargedMilliCents: 7_084,
      clamped: true,
      writeOffMilliCents: 0,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 92_916, held: 0, open: 0 });
  });

  it('lets a late answer take the credit again after the sweep', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 31_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    bench.clock.ms = startMs + 33_000;
    expect(await bench.ledger.answer(answered(id, 'h'))).toMatchObject({ state: 'answered', holdMilliCents: 5_000 });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 5_000, open: 1 });
    bench.clock.ms = startMs + 63_000;
    expect(await bench.ledger.settle(settled(id, 'h', 30))).toMatchObject({
      chargedMilliCents: 2_500,
      corrected: false,
    });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 97_500, held: 0, open: 0 });
  });

  it('refuses a late answer whose credit is gone, and revives nothing that a gateway had released', async () => {
    const { id, startMs } = await opened();
    bench.clock.ms = startMs + 31_000;
    await bench.ledger.sweep(refOf(id, 'h'));
    await bench.ledger.authorize(call(id, 'big', { units: 1_150, maxUnits: 1_150 }));
    await expect(bench.ledger.answer(answered(id, 'h'))).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'HOLD_ENDED',
    });
    await bench.ledger.release(released(id, 'big'));
    expect(await bench.ledger.answer(answered(id, 'big'))).toMatchObject({ state: 'released', replayed: true });
    expect(await standing(bench.ledger, id)).toEqual({ balance: 100_000, held: 0, open: 0 });
  });
});

describe('a hold in Redis', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  it('has no expiry while it is open, an expiry as a tombstone, and none again after a late answer', async () => {
    const key = bench.keys.of('ttl').hold('ttl', 'h');
    const startMs = bench.clock.ms;
    await createAccount(bench.ledger, 'ttl', 100_000);
    await bench.ledger.authorize(call('ttl', 'h'));
    expect(await bench.command('PTTL', key)).toBe(-1);
    bench.clock.ms = startMs + 30_000;
    await bench.ledger.sweep(refOf('ttl', 'h'));
    expect(Number(await bench.command('PTTL', key))).toBeGreaterThan(7 * 86_400_000 - 60_000);
    await bench.ledger.answer(answered('ttl', 'h'));
    expect(await bench.command('PTTL', key)).toBe(-1);
    expect(await bench.command('GET', key)).toMatch(/^2 answered .*\n\n\n/);
  });
});

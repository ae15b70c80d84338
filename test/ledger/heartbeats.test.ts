import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Terms } from '../../src/domain/terms.ts';
import { claimOf } from './support/claims.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  extended,
  PER_SECOND,
  refOf,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

/** 1,000 milli-cents each. */
const PER_ACTION: Terms = { ...PER_SECOND, unit: 'interaction', rateMilliCents: 1_000, rateUnits: 1 };
const stepwise = { units: 60, maxUnits: 150, extendUnits: 60 } as const;

describe.each(BOTH)('an Extend in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'a', 100_000);
  });
  afterAll(() => bench.close());

  it('of a hold that counts no seconds proves use, keeps it alive, and grants nothing more', async () => {
    const { ledger, clock } = bench;
    const opened = await ledger.authorize(call('a', 'agent', { terms: PER_ACTION, units: 10, maxUnits: 10 }));
    expect(opened).toMatchObject({ final: true, deadlineAtMs: clock.ms + 30_000, holdMilliCents: 10_000 });
    clock.ms += 25_000;
    expect(await ledger.extend(extended('a', 'agent', 1, 4))).toMatchObject({
      kind: 'allowed',
      unit: 'interaction',
      grantedUnits: 10,
      holdMilliCents: 10_000,
      final: true,
      deadlineAtMs: clock.ms + 30_000,
    });
    clock.ms += 25_000;
    // More than was granted proves no more than was granted.
    await ledger.extend(extended('a', 'agent', 2, 40));
    expect(await ledger.hold(refOf('a', 'agent'))).toMatchObject({ state: 'answered', holdMilliCents: 10_000 });
    clock.ms += 31_000;
    expect(await ledger.sweep(refOf('a', 'agent'))).toMatchObject({
      outcome: 'expired',
      settle: { billedUnits: 10, chargedMilliCents: 10_000, estimated: true, unit: 'interaction' },
    });
  });

  it('says when nothing more can be granted', async () => {
    const { ledger, clock } = bench;
    const counted = { ...stepwise, terms: { ...PER_ACTION, rateMilliCents: 10 } };
    expect(await ledger.authorize(call('a', 'counted', counted))).toMatchObject({ final: true, grantedUnits: 60 });
    expect(await ledger.authorize(call('a', 'steps', stepwise))).toMatchObject({ final: false, grantedUnits: 60 });
    clock.ms += 1_000;
    const first = await ledger.extend(extended('a', 'steps', 1, 1));
    expect(first).toMatchObject({ final: false, grantedUnits: 120, unit: 'second' });
    expect(first.deadlineAtMs).toBe(clock.ms - 1_000 + 130_000);
    const last = { final: true, grantedUnits: 150 };
    expect(await ledger.extend(extended('a', 'steps', 2, 61))).toMatchObject({ ...last, replayed: false });
    expect(await ledger.extend(extended('a', 'steps', 2, 61))).toMatchObject({ ...last, replayed: true });
    await ledger.settle(settled('a', 'steps', 1));
  });

  it('is final where the money cut it short, and where it was denied', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'poor', 7_500);
    const shorten = { ...stepwise, belowHold: 'shorten' } as const;
    expect(await ledger.authorize(call('poor', 'h', shorten))).toMatchObject({ final: false, grantedUnits: 60 });
    expect(await ledger.extend(extended('poor', 'h', 1, 1))).toMatchObject({ final: true, grantedUnits: 90 });
    expect(await ledger.authorize(call('poor', 'h', shorten))).toMatchObject({ final: true, replayed: true });
    const denied = { kind: 'denied', reason: 'INSUFFICIENT_CREDIT', final: true, grantedUnits: 90 };
    expect(await ledger.extend(extended('poor', 'h', 2, 80))).toMatchObject(denied);
    await ledger.settle(settled('poor', 'h', 0));
    await createAccount(ledger, 'poorer', 1_000);
    expect(await ledger.authorize(call('poorer', 'h', shorten))).toMatchObject({ final: true, grantedUnits: 12 });
    // An answer after the sweeper revives the same grant.
    clock.ms += 200_000;
    expect(await ledger.sweep(refOf('poorer', 'h'))).toMatchObject({ outcome: 'released' });
    await ledger.answer(answered('poorer', 'h'));
    expect(await ledger.hold(refOf('poorer', 'h'))).toMatchObject({ state: 'answered', cutShort: true });
  });
});

describe.each(BOTH)('a settle in %s that comes long after the call', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'a', 1_000_000);
  });
  afterAll(() => bench.close());

  it('bills no time after the end that it names', async () => {
    const { ledger, clock } = bench;
    const startMs = clock.ms;
    await ledger.authorize(call('a', 'late'));
    await ledger.authorize(call('a', 'now'));
    clock.ms += 1_000_000;
    // It ended 100 s after authorize: 105 with the allowance for clocks.
    const late = await ledger.settle(settled('a', 'late', 500, { endedSecondsAgo: 900 }));
    expect(late).toMatchObject({ kind: 'done', billedUnits: 105, clamped: true });
    expect(await ledger.settle(settled('a', 'late', 500, { endedSecondsAgo: 0 }))).toMatchObject({ replayed: true });
    expect(await ledger.hold(refOf('a', 'late'))).toMatchObject({ answeredAtMs: startMs });
    expect(await ledger.settle(settled('a', 'now', 500))).toMatchObject({ billedUnits: 500, clamped: false });
  });

  it('takes a call that was over before it was authorized for one of just now, and flags it', async () => {
    const { ledger, clock } = bench;
    await ledger.authorize(call('a', 'skewed'));
    clock.ms += 90_000;
    const settle = settled('a', 'skewed', 80, { endedSecondsAgo: 1_000_000 });
    expect(await ledger.settle(settle)).toMatchObject({ billedUnits: 80, clamped: false, inconsistent: true });
  });

  it('is charged from its claim in one go where the hold is not known, and only there', async () => {
    const { ledger, clock } = bench;
    const claim = claimOf('a', clock.ms, { terms: { ...PER_SECOND, rateMilliCents: 6_000 } });
    await ledger.authorize(call('a', 'known'));
    clock.ms += 30_000;
    const known = await ledger.settle(settled('a', 'known', 30, { claim }));
    expect(known).toMatchObject({ orphan: false, chargedMilliCents: 2_500, unit: 'second' });
    const unknown = await ledger.settle(settled('a', 'unknown', 30, { claim }));
    expect(unknown).toMatchObject({ orphan: true, chargedMilliCents: 3_000, unit: 'second', service: 'call' });
  });
});

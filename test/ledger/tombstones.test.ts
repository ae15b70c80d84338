import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTHING_MOVED } from '../../src/ledger/rules/funding.ts';
import {
  BOTH,
  call,
  createAccount,
  credited,
  DAY_MS,
  openRedisLedger,
  PER_SECOND,
  type RedisTestLedger,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

describe.each(BOTH)('what is remembered of holds (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('an early release turns the late authorize down until exactly its end', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'early', 100_000);
    const startMs = clock.ms;
    const nothing = { state: 'released', chargedMilliCents: 0, releasedMilliCents: 0, balanceMilliCents: 100_000 };
    expect(await ledger.release(released('early', 'h'))).toMatchObject({ ...nothing, replayed: false });
    expect(await ledger.release(released('early', 'h'))).toMatchObject({ ...nothing, replayed: true });
    clock.ms = startMs + 59_999;
    expect(await ledger.authorize(call('early', 'h'))).toMatchObject({
      kind: 'denied',
      reason: 'RELEASED_BEFORE_AUTHORIZE',
    });
    clock.ms = startMs + 60_000;
    expect(await ledger.authorize(call('early', 'h'))).toMatchObject({ kind: 'allowed', replayed: false });
    expect(await standing(ledger, 'early')).toEqual({ balance: 100_000, held: 5_000, open: 1 });
  });

  it('a settle of nothing that comes first is an early release too', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'early-settle', 100_000);
    expect(await ledger.settle(settled('early-settle', 'h', 0))).toMatchObject({ state: 'released' });
    expect(await ledger.authorize(call('early-settle', 'h'))).toMatchObject({ reason: 'RELEASED_BEFORE_AUTHORIZE' });
    await expect(ledger.settle(settled('early-settle', 'h', 10))).rejects.toMatchObject({ reason: 'HOLD_UNKNOWN' });
    await expect(ledger.release(released('nobody', 'h'))).rejects.toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
  });

  it('an ended hold is remembered for its time exactly, then its id may be used again', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'ended', 100_000);
    await ledger.authorize(call('ended', 'h'));
    const first = await ledger.settle(settled('ended', 'h', 30));
    const endMs = clock.ms;
    clock.ms = endMs + 7 * DAY_MS - 1;
    expect(await ledger.settle(settled('ended', 'h', 30))).toEqual({
      ...first,
      ...NOTHING_MOVED,
      replayed: true,
      nowMs: clock.ms,
    });
    await expect(ledger.authorize(call('ended', 'h'))).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    clock.ms = endMs + 7 * DAY_MS;
    await expect(ledger.settle(settled('ended', 'h', 30))).rejects.toMatchObject({ reason: 'HOLD_UNKNOWN' });
    expect(await ledger.authorize(call('ended', 'h'))).toMatchObject({ kind: 'allowed', replayed: false });
    // 20 s cost 1,667: of the first life nothing is left that could be taken for a settle of this one.
    expect(await ledger.settle(settled('ended', 'h', 20))).toMatchObject({
      chargedMilliCents: 1_667,
      corrected: false,
    });
    expect(await standing(ledger, 'ended')).toEqual({ balance: 95_833, held: 0, open: 0 });
  });

  it('an allowed authorize replays while the hold is open and conflicts with another request', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'replay', 100_000);
    const first = await ledger.authorize(call('replay', 'h'));
    clock.ms += 5_000;
    // The price has risen meanwhile, but not that of the open hold.
    const dearer = call('replay', 'h', { terms: { ...PER_SECOND, rateMilliCents: 9_000 } });
    const replay = { ...first, replayed: true, pinnedTerms: PER_SECOND, nowMs: clock.ms };
    expect(await ledger.authorize(dearer)).toEqual(replay);
    await expect(ledger.authorize(call('replay', 'h', { fingerprint: 'other' }))).rejects.toMatchObject({
      code: 'already_exists',
      details: { field: 'hold_id' },
    });
    expect(await standing(ledger, 'replay')).toEqual({ balance: 100_000, held: 5_000, open: 1 });
  });

  it('a denial is not remembered', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'again', 4_999);
    expect(await ledger.authorize(call('again', 'h'))).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
    await ledger.post(credited('again', 'one', 1));
    expect(await ledger.authorize(call('again', 'h'))).toMatchObject({ kind: 'allowed', availableMilliCents: 0 });
  });
});

describe('tombstones in Redis', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  it('are collected by a time to live that is no shorter than what the script counts', async () => {
    const { ledger, keys } = bench;
    await createAccount(ledger, 'gc', 100_000);
    await ledger.authorize(call('gc', 'h'));
    await ledger.settle(settled('gc', 'h', 30));
    await ledger.release(released('gc', 'early'));
    const ttl = async (holdId: string): Promise<number> =>
      Number(await bench.command('PTTL', keys.of('gc').hold('gc', holdId)));
    expect(await ttl('h')).toBeGreaterThan(7 * DAY_MS - 30_000);
    expect(await ttl('early')).toBeGreaterThan(60_000 - 30_000);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limit } from '../../src/ledger/port.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  event,
  extended,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

const DAY_MS = 86_400_000;

// A call of 60 s at $0.05 a minute holds 5,000 milli-cents, and 30 s of it cost 2,500; an event costs 1,000.
describe.each(BOTH)('the limits (%s)', (_, open) => {
  let bench: TestLedger;
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function account(): Promise<string> {
    const id = `limits-${(count += 1)}`;
    await createAccount(bench.ledger, id, 1_000_000);
    // A round minute, so that windows are easy to follow.
    bench.clock.ms += DAY_MS - (bench.clock.ms % DAY_MS);
    return id;
  }

  const velocity = (max: number, shadow = false): Limit[] => [
    { kind: 'velocity', owner: 0, counter: '', max, shadow, span: 60 },
  ];
  const spend = (max: number, shadow = false): Limit[] => [
    { kind: 'spend', owner: 0, counter: 'day', max, shadow, span: bench.clock.ms - (bench.clock.ms % DAY_MS) },
  ];

  it('allow so many new holds and charges in a window, however soon they end, and again in the next', async () => {
    const id = await account();
    const limits = velocity(3);
    await bench.ledger.authorize(call(id, 'h1', { limits }));
    await bench.ledger.release(released(id, 'h1'));
    expect(await bench.ledger.charge(event(id, 'k', { limits }))).toMatchObject({ kind: 'charged' });
    bench.clock.ms += 59_999;
    expect(await bench.ledger.authorize(call(id, 'h2', { limits }))).toMatchObject({ kind: 'allowed' });
    expect(await bench.ledger.authorize(call(id, 'h3', { limits }))).toMatchObject({
      kind: 'denied',
      reason: 'VELOCITY_LIMIT',
    });
    expect(await bench.ledger.charge(event(id, 'k2', { limits }))).toMatchObject({ reason: 'VELOCITY_LIMIT' });
    expect(await bench.ledger.authorize(call(id, 'h2', { limits }))).toMatchObject({ kind: 'allowed', replayed: true });
    bench.clock.ms += 1;
    expect(await bench.ledger.authorize(call(id, 'h3', { limits }))).toMatchObject({ kind: 'allowed' });
  });

  it('count a denial against nobody', async () => {
    const id = await account();
    const limits = velocity(1);
    const dear = call(id, 'dear', { limits, units: 3_600_000, maxUnits: 3_600_000 });
    expect(await bench.ledger.authorize(dear)).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
    expect(await bench.ledger.authorize(call(id, 'h', { limits }))).toMatchObject({ kind: 'allowed' });
  });

  it('cap what a day holds and has charged together', async () => {
    const id = await account();
    const limits = spend(11_000);
    await bench.ledger.authorize(call(id, 'h1', { limits }));
    await bench.ledger.authorize(call(id, 'h2', { limits }));
    expect(await bench.ledger.authorize(call(id, 'h3', { limits }))).toMatchObject({
      kind: 'denied',
      reason: 'SPEND_LIMIT',
      neededMilliCents: 5_000,
    });
    expect(await bench.ledger.charge(event(id, 'k', { limits }))).toMatchObject({ kind: 'charged' });
    expect(await bench.ledger.charge(event(id, 'k2', { limits }))).toMatchObject({ reason: 'SPEND_LIMIT' });
    // 30 s give 2,500 back: 1,000 + 2,500 used and 5,000 held leave 2,500.
    await bench.ledger.settle(settled(id, 'h1', 30));
    expect(await bench.ledger.authorize(call(id, 'h3', { limits }))).toMatchObject({ reason: 'SPEND_LIMIT' });
    await bench.ledger.release(released(id, 'h2'));
    expect(await bench.ledger.authorize(call(id, 'h3', { limits }))).toMatchObject({ kind: 'allowed' });
  });

  it('shorten a grant to what the day has left where the hold rule shortens', async () => {
    const id = await account();
    const limits = spend(7_500);
    await bench.ledger.authorize(call(id, 'h1', { limits }));
    const shortened = call(id, 'h2', { limits, belowHold: 'shorten', minUnits: 30 });
    expect(await bench.ledger.authorize(shortened)).toMatchObject({ grantedUnits: 30, holdMilliCents: 2_500 });
    const tooShort = call(id, 'h3', { limits, belowHold: 'shorten', minUnits: 1 });
    expect(await bench.ledger.authorize(tooShort)).toMatchObject({ reason: 'SPEND_LIMIT' });
  });

  it('hold an Extend to the cap of the day in which the call was authorized', async () => {
    const id = await account();
    const limits = spend(7_500);
    const stepwise = { limits, units: 60, maxUnits: 600, extendUnits: 60 };
    await bench.ledger.authorize(call(id, 'h', stepwise));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms += 50_000;
    expect(await bench.ledger.extend(extended(id, 'h', 50, 1))).toMatchObject({
      kind: 'denied',
      reason: 'SPEND_LIMIT',
      grantedUnits: 60,
    });
  });

  it('give each day its own cap, and keep a hold in its own day', async () => {
    const id = await account();
    const today = spend(5_000);
    await bench.ledger.authorize(call(id, 'h1', { limits: today }));
    bench.clock.ms += DAY_MS;
    const tomorrow = spend(5_000);
    expect(await bench.ledger.authorize(call(id, 'h2', { limits: tomorrow }))).toMatchObject({ kind: 'allowed' });
    await bench.ledger.settle(settled(id, 'h1', 30));
    const counters = (await bench.ledger.account(id))?.counters;
    expect(counters?.get(`spend/day/${today[0]?.span}/held`)).toBe('0');
    expect(counters?.get(`spend/day/${today[0]?.span}/used`)).toBe('2500');
    expect(counters?.get(`spend/day/${tomorrow[0]?.span}/held`)).toBe('5000');
  });

  it('are computed again when the day has not begun by the clock of the ledger', async () => {
    const id = await account();
    const tomorrow = spend(5_000).map((limit) => ({ ...limit, span: limit.span + DAY_MS }));
    const day = { validFromMs: bench.clock.ms + DAY_MS, validUntilMs: bench.clock.ms + 2 * DAY_MS - 1 };
    const early = call(id, 'h', { limits: tomorrow, ...day });
    expect(await bench.ledger.authorize(early)).toMatchObject({ kind: 'stale', nowMs: bench.clock.ms });
    expect(await bench.ledger.charge(event(id, 'k', { limits: tomorrow, ...day }))).toMatchObject({
      kind: 'stale',
    });
    bench.clock.ms += DAY_MS;
    expect(await bench.ledger.authorize(early)).toMatchObject({ kind: 'allowed' });
  });

  it('forget days that are long over, but none that an open hold counts in', async () => {
    const id = await account();
    const first = spend(50_000);
    await bench.ledger.authorize(call(id, 'open', { limits: first }));
    bench.clock.ms += DAY_MS;
    const second = spend(50_000);
    await bench.ledger.charge(event(id, 'k', { limits: second }));
    bench.clock.ms += 5 * DAY_MS;
    await bench.ledger.charge(event(id, 'k2', { limits: spend(50_000) }));
    const fields = [...((await bench.ledger.account(id))?.counters.keys() ?? [])];
    expect(fields).toContain(`spend/day/${first[0]?.span}/held`);
    expect(fields).not.toContain(`spend/day/${second[0]?.span}/used`);
    // The end of the old call finds its day, and a correction of what is forgotten counts nowhere.
    expect(await bench.ledger.release(released(id, 'open'))).toMatchObject({ state: 'released' });
    expect((await bench.ledger.account(id))?.counters.get(`spend/day/${first[0]?.span}/held`)).toBe('0');
  });

  it('in shadow say what they would have denied, and go on counting', async () => {
    const id = await account();
    const limits = [...velocity(1, true), ...spend(7_000, true)];
    expect(await bench.ledger.authorize(call(id, 'h1', { limits }))).toMatchObject({ shadowed: undefined });
    expect(await bench.ledger.authorize(call(id, 'h2', { limits }))).toMatchObject({ shadowed: 'VELOCITY_LIMIT' });
    expect(await bench.ledger.charge(event(id, 'k', { limits: spend(7_000, true) }))).toMatchObject({
      kind: 'charged',
      shadowed: 'SPEND_LIMIT',
    });
  });

  it('stay with their account', async () => {
    const [id, other] = [await account(), await account()];
    await bench.ledger.authorize(call(id, 'h', { limits: velocity(1) }));
    expect(await bench.ledger.authorize(call(other, 'h', { limits: velocity(1) }))).toMatchObject({ kind: 'allowed' });
    expect((await bench.ledger.hold(refOf(other, 'h')))?.state).toBe('reserved');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeOperation, Limit } from '../../src/ledger/port.ts';
import { counterIn, limited, limitOf } from './support/funding.ts';
import {
  BOTH,
  call,
  createAccount,
  DAY_MS,
  event,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

// A call of 60 s at $0.05 a minute holds 5,000 milli-cents, and 30 s of it cost 2,500; an event costs 1,000.
describe.each(BOTH)('the limits (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** A new account, at the beginning of a day. */
  async function account(): Promise<string> {
    id = `limits-${(count += 1)}`;
    await createAccount(bench.ledger, id, 1_000_000);
    bench.clock.ms += DAY_MS - (bench.clock.ms % DAY_MS);
    return id;
  }

  const capped = (...limits: readonly Limit[]) => limited(id, bench.clock.ms, limits);
  const day = (max: number, changes: Partial<Limit> = {}) => limitOf('spend', max, { span: 'day', ...changes });
  const decide = async (holdId: string, changes: Partial<AuthorizeOperation>) => {
    const reply = await bench.ledger.authorize(call(id, holdId, changes));
    return reply.kind === 'denied' ? reply.reason : reply.kind;
  };

  describe('on new holds', () => {
    const velocity = (max: number, changes: Partial<Limit> = {}) => limitOf('velocity', max, changes);

    it('allow so many holds and charges in a window, however soon they end', async () => {
      await account();
      const limits = [velocity(3)];
      await bench.ledger.authorize(call(id, 'h1', { limits }));
      await bench.ledger.release(released(id, 'h1'));
      expect(await bench.ledger.charge(event(id, 'k', { limits }))).toMatchObject({ kind: 'charged' });
      bench.clock.ms += 59_999;
      expect(await decide('h2', { limits })).toBe('allowed');
      expect(await decide('h3', { limits })).toBe('VELOCITY_LIMIT');
      expect(await bench.ledger.charge(event(id, 'k2', { limits }))).toMatchObject({ reason: 'VELOCITY_LIMIT' });
      expect(await bench.ledger.authorize(call(id, 'h2', { limits }))).toMatchObject({ replayed: true });
      // The first two came together, 60 s ago: the window slides past both.
      bench.clock.ms += 1;
      expect(await decide('h3', { limits })).toBe('allowed');
      expect(await decide('h4', { limits })).toBe('allowed');
      expect(await decide('h5', { limits })).toBe('VELOCITY_LIMIT');
    });

    it('let each leave the window exactly its length after it came, whatever the clock shows', async () => {
      await account();
      const limits = [velocity(5)];
      bench.clock.ms += 58_000;
      for (const holdId of ['a', 'b', 'c', 'd', 'e']) {
        expect(await decide(holdId, { limits })).toBe('allowed');
        bench.clock.ms += 100;
      }
      bench.clock.ms += 2_500;
      expect(await decide('f', { limits })).toBe('VELOCITY_LIMIT');
      bench.clock.ms += 56_999;
      expect(await decide('f', { limits })).toBe('VELOCITY_LIMIT');
      bench.clock.ms += 1;
      expect(await decide('f', { limits })).toBe('allowed');
      expect(await decide('g', { limits })).toBe('VELOCITY_LIMIT');
      bench.clock.ms += 100;
      expect(await decide('g', { limits })).toBe('allowed');
    });

    it('count a denial against nobody', async () => {
      await account();
      const limits = [velocity(1)];
      expect(await decide('dear', { limits, units: 3_600_000, maxUnits: 3_600_000 })).toBe('INSUFFICIENT_CREDIT');
      for (let n = 0; n < 3; n += 1) expect(await decide('h', { limits })).toBe('allowed');
      expect(await decide('h2', { limits })).toBe('VELOCITY_LIMIT');
    });

    it('beyond 64 keep a call for up to a 64th of the window longer, and never let one more in', async () => {
      await account();
      const limits = [velocity(100, { span: 64 })];
      bench.clock.ms += 1;
      for (let n = 0; n < 100; n += 1) {
        expect(await decide(`h${n}`, { limits })).toBe('allowed');
        bench.clock.ms += 500;
      }
      // 50 s have passed. A step is a second: the first two calls came within one, and leave together, within it.
      bench.clock.ms += 13_999;
      expect(await decide('x1', { limits })).toBe('VELOCITY_LIMIT');
      bench.clock.ms += 1_000;
      expect(await decide('x1', { limits })).toBe('allowed');
      expect(await decide('x2', { limits })).toBe('allowed');
      expect(await decide('x3', { limits })).toBe('VELOCITY_LIMIT');
      expect((await counterIn(bench.ledger, id, 'limit/new'))?.length).toBeLessThan(1_500);
    });

    it('of two rules count by themselves, with windows of their own', async () => {
      await account();
      const abroad = velocity(2, { counter: 'limit/abroad' });
      const all = velocity(3, { counter: 'limit/all', span: 3_600 });
      expect(await decide('h1', { limits: [abroad, all] })).toBe('allowed');
      expect(await decide('h2', { limits: [abroad, all] })).toBe('allowed');
      expect(await decide('h3', { limits: [abroad, all] })).toBe('VELOCITY_LIMIT');
      bench.clock.ms += 60_000;
      expect(await decide('h3', { limits: [abroad, all] })).toBe('allowed');
      expect(await decide('h4', { limits: [all] })).toBe('VELOCITY_LIMIT');
    });
  });

  describe('on open holds', () => {
    it('count those that their rule is about, and leave nothing behind', async () => {
      await account();
      const limits = [limitOf('open_holds', 2, { counter: 'limit/in' })];
      await bench.ledger.authorize(call(id, 'out1'));
      await bench.ledger.authorize(call(id, 'out2'));
      expect(await decide('in1', { limits })).toBe('allowed');
      expect(await decide('in2', { limits })).toBe('allowed');
      expect(await decide('in3', { limits })).toBe('CONCURRENCY_LIMIT');
      await bench.ledger.release(released(id, 'out1'));
      expect(await decide('in3', { limits })).toBe('CONCURRENCY_LIMIT');
      expect(await counterIn(bench.ledger, id, 'limit/in')).toBe('o2');
      await bench.ledger.settle(settled(id, 'in1', 1));
      expect(await decide('in3', { limits })).toBe('allowed');
      await bench.ledger.release(released(id, 'in2'));
      bench.clock.ms += 30_000;
      await bench.ledger.sweep(refOf(id, 'in3'));
      expect(await counterIn(bench.ledger, id, 'limit/in')).toBeUndefined();
    });

    it('are only counted where another rule decides in their place', async () => {
      await account();
      const limits = [limitOf('open_holds', 1, { counter: 'limit/other', mode: 'count' })];
      expect(await decide('h1', { limits })).toBe('allowed');
      expect(await decide('h2', { limits })).toBe('allowed');
      expect(await decide('h3', { limits: [limitOf('open_holds', 2, { counter: 'limit/other' })] })).toBe(
        'CONCURRENCY_LIMIT',
      );
    });
  });

  it('in shadow say what they would have denied, and go on counting', async () => {
    await account();
    const inShadow = { mode: 'shadow' } as const;
    const own = capped(limitOf('velocity', 1, inShadow), day(7_000, inShadow));
    expect(await bench.ledger.authorize(call(id, 'h1', own))).toMatchObject({ shadowed: undefined });
    expect(await bench.ledger.authorize(call(id, 'h2', own))).toMatchObject({ shadowed: 'VELOCITY_LIMIT' });
    const charged = await bench.ledger.charge(event(id, 'k', capped(day(7_000, inShadow))));
    expect(charged).toMatchObject({ kind: 'charged', shadowed: 'SPEND_LIMIT', shadowedLimit: 0 });
  });

  it('stay with their account', async () => {
    const other = await account();
    await account();
    const limits = [limitOf('velocity', 1)];
    await bench.ledger.authorize(call(id, 'h', { limits }));
    expect(await bench.ledger.authorize(call(other, 'h', { limits }))).toMatchObject({ kind: 'allowed' });
    expect((await bench.ledger.hold(refOf(other, 'h')))?.state).toBe('reserved');
  });
});

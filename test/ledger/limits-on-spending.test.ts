import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeOperation, Limit } from '../../src/ledger/port.ts';
import { limited, limitOf, spentIn } from './support/funding.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  DAY_MS,
  event,
  extended,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

// A call of 60 s at $0.05 a minute holds 5,000 milli-cents, and 30 s of it cost 2,500; an event costs 1,000.
describe.each(BOTH)('the limits on spending (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** A new account, at the beginning of a day. */
  async function account(): Promise<string> {
    id = `spending-${(count += 1)}`;
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

  it('cap what a day holds and has charged together', async () => {
    await account();
    const own = capped(day(11_000));
    await bench.ledger.authorize(call(id, 'h1', own));
    await bench.ledger.authorize(call(id, 'h2', own));
    expect(await bench.ledger.authorize(call(id, 'h3', own))).toMatchObject({
      kind: 'denied',
      reason: 'SPEND_LIMIT',
      neededMilliCents: 5_000,
      limitLeftMilliCents: 1_000,
      limitSinceMs: 0,
    });
    expect(await bench.ledger.charge(event(id, 'k', own))).toMatchObject({ kind: 'charged' });
    expect(await bench.ledger.charge(event(id, 'k2', own))).toMatchObject({ reason: 'SPEND_LIMIT' });
    // 30 s give 2,500 back: 1,000 + 2,500 used and 5,000 held leave 2,500.
    await bench.ledger.settle(settled(id, 'h1', 30));
    expect(await decide('h3', own)).toBe('SPEND_LIMIT');
    await bench.ledger.release(released(id, 'h2'));
    expect(await decide('h3', own)).toBe('allowed');
  });

  it('know what was spent before they stood, where they are about all traffic', async () => {
    await account();
    await bench.ledger.charge(event(id, 'before', { ...capped(), units: 9 }));
    expect(await decide('h', capped(day(13_000)))).toBe('SPEND_LIMIT');
    expect(await decide('h', capped(limitOf('spend', 13_000)))).toBe('SPEND_LIMIT');
    expect(await decide('h', capped(limitOf('spend', 14_000)))).toBe('allowed');
  });

  it('say since when they count, where they are about some of it and began in the middle of a period', async () => {
    await account();
    await bench.ledger.charge(event(id, 'before', { ...capped(), units: 9 }));
    bench.clock.ms += 3_600_000;
    const since = bench.clock.ms;
    const abroad = day(7_000, { counter: 'limit/abroad' });
    expect(await decide('h1', capped(abroad))).toBe('allowed');
    bench.clock.ms += 1_000;
    const denied = { reason: 'SPEND_LIMIT', limitLeftMilliCents: 2_000 };
    expect(await bench.ledger.authorize(call(id, 'h2', capped(abroad)))).toMatchObject({
      ...denied,
      limitSinceMs: since,
    });
    // The day after, all of it is counted.
    bench.clock.ms += DAY_MS;
    expect(await decide('h3', capped(abroad))).toBe('allowed');
    expect(await bench.ledger.authorize(call(id, 'h4', capped(abroad)))).toMatchObject({
      ...denied,
      limitSinceMs: 0,
    });
  });

  it('of two rules count what each is about, whichever decides', async () => {
    await account();
    const abroad = day(6_000, { counter: 'limit/abroad' });
    const calls = day(11_000, { counter: 'limit/calls' });
    const both = capped(abroad, { ...calls, mode: 'count' });
    expect(await decide('abroad1', both)).toBe('allowed');
    expect(await decide('abroad2', both)).toBe('SPEND_LIMIT');
    expect(await decide('home1', capped(calls))).toBe('allowed');
    expect(await decide('home2', capped(calls))).toBe('SPEND_LIMIT');
    await bench.ledger.release(released(id, 'abroad1'));
    expect(await decide('home2', capped(calls))).toBe('allowed');
    expect(await decide('abroad2', both)).toBe('allowed');
  });

  it('shorten a grant to what the day has left where the hold rule shortens', async () => {
    await account();
    const own = capped(day(7_500));
    await bench.ledger.authorize(call(id, 'h1', own));
    const shortened = call(id, 'h2', { ...own, belowHold: 'shorten', minUnits: 30 });
    expect(await bench.ledger.authorize(shortened)).toMatchObject({ grantedUnits: 30, holdMilliCents: 2_500 });
    const tooShort = call(id, 'h3', { ...own, belowHold: 'shorten', minUnits: 1 });
    expect(await bench.ledger.authorize(tooShort)).toMatchObject({ reason: 'SPEND_LIMIT' });
  });

  it.each(['', 'limit/abroad'])(
    'hold an Extend to the cap of the day of the call (counted in "%s")',
    async (counter) => {
      await account();
      const own = capped(day(7_500, { counter }));
      await bench.ledger.authorize(call(id, 'h', { ...own, units: 60, maxUnits: 600, extendUnits: 60 }));
      await bench.ledger.answer(answered(id, 'h'));
      bench.clock.ms += 50_000;
      expect(await bench.ledger.extend(extended(id, 'h', 50, 1))).toMatchObject({
        kind: 'denied',
        reason: 'SPEND_LIMIT',
        grantedUnits: 60,
      });
    },
  );

  it('give each day its own cap, and keep a hold in its own day', async () => {
    await account();
    await bench.ledger.authorize(call(id, 'h1', capped(day(5_000))));
    bench.clock.ms += DAY_MS;
    expect(await decide('h2', capped(day(5_000)))).toBe('allowed');
    await bench.ledger.settle(settled(id, 'h1', 30));
    const sums = (await bench.ledger.account(id))?.spent.filter(({ kind }) => kind === 'd');
    expect(sums?.map(({ milliCents }) => milliCents)).toEqual([5_000, 2_500]);
  });

  it('count a call by a token that the store does not know in the day in which it was authorized', async () => {
    await account();
    await bench.ledger.charge(event(id, 'k', capped()));
    const { terms, facts } = call(id, 'lost');
    const claim = { ownerIds: [id], funding: { payer: 0, stop: '', allowances: [] }, terms, facts, grantedUnits: 60 };
    bench.clock.ms += 60_000;
    const lost = { claim: { ...claim, authorizedAtMs: bench.clock.ms - 40_000 } };
    await bench.ledger.settle(settled(id, 'lost', 30, lost));
    expect(await spentIn(bench.ledger, id, '', 'd')).toBe(3_500);
  });

  it('are computed again when the day has not begun by the clock of the ledger', async () => {
    await account();
    const span = { validFromMs: bench.clock.ms + DAY_MS, validUntilMs: bench.clock.ms + 2 * DAY_MS - 1 };
    const early = { ...limited(id, bench.clock.ms + DAY_MS, [day(5_000)]), ...span };
    const stale = { kind: 'stale', nowMs: bench.clock.ms };
    expect(await bench.ledger.authorize(call(id, 'h', early))).toMatchObject(stale);
    expect(await bench.ledger.charge(event(id, 'k', early))).toMatchObject(stale);
    bench.clock.ms += DAY_MS;
    expect(await decide('h', early)).toBe('allowed');
  });

  it('forget days that are long over', async () => {
    await account();
    await bench.ledger.authorize(call(id, 'open', capped()));
    for (let days = 0; days < 5; days += 1) {
      bench.clock.ms += DAY_MS;
      await bench.ledger.charge(event(id, `k${days}`, capped()));
    }
    const days = (await bench.ledger.account(id))?.spent.filter(({ kind }) => kind === 'd');
    expect(days?.map(({ milliCents }) => milliCents)).toEqual([1_000, 1_000]);
    // The end of the old call finds its year, and no day.
    await bench.ledger.release(released(id, 'open'));
    expect(await spentIn(bench.ledger, id, '', 'y')).toBe(5_000);
    expect((await bench.ledger.account(id))?.spent.filter(({ kind }) => kind === 'd')).toEqual(days);
  });

  it('carry a day on that is cut differently since the time zone changed', async () => {
    await account();
    bench.clock.ms += 12 * 3_600_000;
    expect(await decide('h1', capped(day(6_000)))).toBe('allowed');
    const [today, ...rest] = capped().owners[0]?.periods ?? [];
    if (today === undefined) throw new Error('there is no day');
    const shift = 5 * 3_600_000;
    const moved = { ...today, startsAtMs: today.startsAtMs + shift, endsAtMs: today.endsAtMs + shift };
    const elsewhere = { ...capped(day(6_000)), owners: [{ accountId: id, revision: 1, periods: [moved, ...rest] }] };
    expect(await decide('h2', elsewhere)).toBe('SPEND_LIMIT');
    await bench.ledger.settle(settled(id, 'h1', 6));
    expect(await decide('h2', elsewhere)).toBe('allowed');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  counterOf,
  createFunded,
  expectBalancedBooks,
  limited,
  limitOf,
  lotsOf,
  movementsOf,
  planCredits,
  roundCall,
  seconds,
  shares,
} from './support/funding.ts';
import {
  answered,
  BOTH,
  credited,
  DAY_MS,
  event,
  extended,
  refOf,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

// Every second costs 100 milli-cents, and an event 1,000. What is here was once wrong.
describe.each(BOTH)('money at the edges (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  async function funded(balanceMilliCents: number): Promise<void> {
    id = `edge-${(count += 1)}`;
    await createFunded(bench, id, balanceMilliCents);
  }

  it('a lot that was forgotten and is given again takes nothing back from the time before', async () => {
    await funded(0);
    const startMs = bench.clock.ms;
    const first = { grants: [planCredits(6_000, startMs)] };
    await bench.ledger.authorize(roundCall(id, 'h', first));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 31 * DAY_MS;
    // The hold was never settled: the sweeper charges the grant, and the lot is over.
    await bench.ledger.sweep(refOf(id, 'h'));
    expect(await lotsOf(bench.ledger, id)).toEqual({});
    const again = { grants: [planCredits(60_000, startMs, { expiresAtMs: startMs + 365 * DAY_MS })] };
    await bench.ledger.charge(event(id, 'k', again));
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [53_000, 0] });
    // The call lasted for 10 s: 5,000 come back to a period that has ended, and lapse.
    expect(await bench.ledger.settle(settled(id, 'h', 10))).toMatchObject({ chargedMilliCents: 1_000 });
    expect(await lotsOf(bench.ledger, id)).toEqual({ 'plan@1': [53_000, 0] });
    expect((await movementsOf(bench.ledger, id)).slice(-2)).toEqual([
      ['correction', 5_000, ''],
      ['expiry', -5_000, 'plan@1'],
    ]);
    await expectBalancedBooks(bench.ledger, id);
    expect(await bench.ledger.charge(event(id, 'k2', again))).toMatchObject({ kind: 'charged' });
  });

  it('bought credit without an end is one lot for the same services, however often it is bought', async () => {
    await funded(0);
    for (const key of ['first', 'second', 'third']) {
      await bench.ledger.post(credited(id, key, 1_000, { services: ['call'] }));
    }
    await bench.ledger.post(credited(id, 'other', 1_000, { services: ['sms'] }));
    expect(Object.values(await lotsOf(bench.ledger, id))).toEqual([
      [3_000, 0],
      [1_000, 0],
    ]);
    await bench.ledger.authorize(roundCall(id, 'h', seconds(30)));
    expect(await bench.ledger.settle(settled(id, 'h', 20))).toMatchObject({ chargedMilliCents: 2_000 });
    await expectBalancedBooks(bench.ledger, id);
  });

  it('an account has at most 200 lots', async () => {
    await funded(0);
    const lot = (key: number, days: number) =>
      bench.ledger.post(credited(id, `${key}`, 10, { expiresAtMs: bench.clock.ms + days * DAY_MS }));
    for (let key = 0; key < 200; key += 1) await lot(key, key === 0 ? 1 : 100);
    await expect(lot(200, 100)).rejects.toMatchObject({ code: 'failed_precondition', reason: 'LOT_LIMIT' });
    // All of them may pay for one call.
    await bench.ledger.authorize(roundCall(id, 'h', seconds(20)));
    const { parts, chargedMilliCents } = await bench.ledger.settle(settled(id, 'h', 20));
    expect([parts.length, chargedMilliCents]).toEqual([200, 2_000]);
    expect(shares(parts)[0]).toEqual(['lot lot-2', 10]);
    bench.clock.ms += 2 * DAY_MS;
    await lot(201, 100);
    await expectBalancedBooks(bench.ledger, id);
  });

  it('credit lifts the stop of the running period alone, whatever an older call was denied', async () => {
    await funded(0);
    const startMs = bench.clock.ms;
    const period = (name: string, from: number) => ({
      grants: [planCredits(2_500, from, { id: `plan@${name}` })],
      stop: name,
    });
    const january = period('20260101', startMs);
    const steps = { units: 20, maxUnits: 60, extendUnits: 20 };
    await bench.ledger.authorize(roundCall(id, 'old', { ...january, ...steps }));
    await bench.ledger.answer(answered(id, 'old'));
    bench.clock.ms = startMs + 30 * DAY_MS;
    const february = period('20260201', bench.clock.ms);
    const buy = (key: string) =>
      bench.ledger.post(credited(id, key, 100_000, { grants: february.grants, planPeriod: february.stop }));
    expect(await bench.ledger.authorize(roundCall(id, 'denied', february))).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    await buy('first');
    expect(await bench.ledger.authorize(roundCall(id, 'allowed', february))).toMatchObject({ kind: 'allowed' });
    expect(await bench.ledger.extend(extended(id, 'old', 1, 20))).toMatchObject({ reason: 'PLAN_EXHAUSTED' });
    await buy('second');
    expect(await bench.ledger.authorize(roundCall(id, 'still', february))).toMatchObject({ kind: 'allowed' });
  });

  it('a heartbeat asks for no credit, so nothing can be too little for it', async () => {
    await funded(0);
    const startMs = bench.clock.ms;
    await bench.ledger.authorize(roundCall(id, 'h', { grants: [planCredits(6_000, startMs)], blockedAtZero: true }));
    await bench.ledger.answer(answered(id, 'h'));
    bench.clock.ms = startMs + 30 * DAY_MS;
    expect(await bench.ledger.extend(extended(id, 'h', 1, 10))).toMatchObject({ kind: 'allowed', grantedUnits: 60 });
  });

  it('what costs nothing needs nothing, also below zero', async () => {
    await funded(1_000);
    await bench.ledger.post(credited(id, 'down', -5_000, { kind: 'adjustment' }));
    const free = { terms: { ...roundCall(id, 'h').terms, rateMilliCents: 0 } };
    expect(await bench.ledger.authorize(roundCall(id, 'free', { ...free, blockedAtZero: false }))).toMatchObject({
      kind: 'allowed',
      holdMilliCents: 0,
    });
    const included = { allowances: [{ counter: counterOf('minutes'), totalUnits: 60 }], blockedAtZero: false };
    expect(await bench.ledger.authorize(roundCall(id, 'included', included))).toMatchObject({ kind: 'allowed' });
    expect(await bench.ledger.authorize(roundCall(id, 'paid', { blockedAtZero: false }))).toMatchObject({
      reason: 'INSUFFICIENT_CREDIT',
    });
  });

  it('a denial names the limit that denied', async () => {
    await funded(100_000);
    const own = limited(id, bench.clock.ms, [
      limitOf('spend', 50_000, { span: 'day' }),
      limitOf('spend', 4_000),
      limitOf('open_holds', 1),
    ]);
    expect(await bench.ledger.authorize(roundCall(id, 'a', own))).toMatchObject({
      reason: 'SPEND_LIMIT',
      limit: 1,
    });
    await bench.ledger.authorize(roundCall(id, 'b'));
    expect(await bench.ledger.authorize(roundCall(id, 'c', own))).toMatchObject({
      reason: 'CONCURRENCY_LIMIT',
      limit: 2,
    });
    expect(await bench.ledger.charge(event(id, 'k', { units: 1_000 }))).toMatchObject({ limit: undefined });
  });
});

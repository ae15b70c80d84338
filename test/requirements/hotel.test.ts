import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

const HOTEL = fileURLToPath(new URL('../../examples/catalogs/hotel', import.meta.url));

/** Times of 2026 in Berlin, worked out by hand: UTC+1 until 29 March, UTC+2 afterwards. */
const NIGHT = Date.UTC(2026, 0, 14, 22, 30);
const MORNING = Date.UTC(2026, 0, 15, 5, 0);
const LAST_MINUTE_OF_THE_NIGHT = Date.UTC(2026, 5, 15, 3, 59);
const FIRST_MINUTE_OF_THE_DAY = Date.UTC(2026, 5, 15, 4, 0);

describe('a sixth product, which needs a catalog alone', () => {
  let tollgate: TestTollgate;
  beforeAll(async () => {
    tollgate = await startTollgate({ catalog: HOTEL });
  });
  afterAll(() => tollgate.stop());

  it.each([
    ['at half past eleven in the evening', NIGHT, '10000'],
    ['at six in the morning', MORNING, '30000'],
    ['at 05:59 in summer', LAST_MINUTE_OF_THE_NIGHT, '10000'],
    ['at 06:00 in summer', FIRST_MINUTE_OF_THE_DAY, '30000'],
  ])('has a night rate, explained for a moment in the hotel: %s', async (_, atMs, perMinuteMilliCents) => {
    const answer = await tollgate.client.explainNumber({
      number: '+493012345678',
      timeZone: 'Europe/Berlin',
      atMs,
    });
    expect(answer).toMatchObject({ decision: 'DECISION_ALLOW', terms: { perMinuteMilliCents } });
  });

  it('pins the price of the moment, with a connect fee and 30/6 increments', async () => {
    const { client } = tollgate;
    await client.createAccount({ accountId: 'room-12', timeZone: 'Europe/Berlin' });
    await client.addCredit({ accountId: 'room-12', amountMilliCents: 10_000_000, idempotencyKey: 'deposit' });
    const answer = await client.authorize({
      accountId: 'room-12',
      holdId: 'c',
      direction: 'DIRECTION_OUTBOUND',
      to: '+493012345678',
    });
    const atNight = answer.terms?.perMinuteMilliCents === '10000';
    // 31 s are billed as 36: a connect fee of 0.25 and 0.06 at night or 0.18 by day.
    const settled = await client.settle({ accountId: 'room-12', holdId: 'c', connectedSeconds: 31 });
    expect(settled).toMatchObject({
      billedDurationSeconds: '36',
      billingAmountMilliCents: atNight ? '31000' : '43000',
    });
  });

  it('refuses a time zone that does not exist', async () => {
    const call = tollgate.client.explainNumber({ number: '+493012345678', timeZone: 'Europe/Atlantis' });
    await expect(call).rejects.toMatchObject({ code: 'invalid_argument', details: { field: 'time_zone' } });
  });
});

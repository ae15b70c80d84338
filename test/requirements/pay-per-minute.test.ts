import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, PAY_PER_MINUTE } from './support/catalogs.ts';
import { letPass } from './support/passing-time.ts';
import { accountOf, accountWith, inbound, movementsOf, newId, outbound, standingOf } from './support/traffic.ts';

// $1 is 100,000 milli-cents; $0.05 a minute is 83.33 milli-cents a second.
let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: PAY_PER_MINUTE });
});
afterAll(() => tollgate.stop());

async function settle(accountId: string, holdId: string, connectedSeconds: number) {
  await letPass(tollgate, accountId, holdId, connectedSeconds + 8);
  return tollgate.client.settle({ accountId, holdId, connectedSeconds, durationSeconds: connectedSeconds + 8 });
}

describe('what a call costs', () => {
  it.each([
    [65, '5417'], // 5,416.67
    [1, '84'], // 83.33
    [59, '4917'], // 4,916.67
    [60, '5000'],
    [61, '5084'], // 5,083.33
    [3_600, '300000'],
  ])('PM-1 %i connected seconds cost %s milli-cents', async (connectedSeconds, cost) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const { terms } = await client.authorize(outbound(accountId, 'c'));
    expect(terms).toMatchObject({
      unit: 'second',
      perMinuteMilliCents: '5000',
      connectFeeMilliCents: '0',
      minimumChargeMilliCents: '0',
      firstIncrementUnits: '1',
      firstIncrementSeconds: '1',
      nextIncrementUnits: '1',
      nextIncrementSeconds: '1',
    });
    await client.answer({ accountId, holdId: 'c' });
    expect(await settle(accountId, 'c', connectedSeconds)).toMatchObject({
      billingAmountMilliCents: cost,
      billedDurationSeconds: String(connectedSeconds),
      balanceMilliCents: String(500_000 - Number(cost)),
    });
  });

  it('PM-1 a quote and a hold for 65 seconds say the same', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const call = outbound(accountId, 'c', { requestedSeconds: 65 });
    const held = { holdMilliCents: '5417' };
    expect(await client.quote(call)).toMatchObject({ ...held, grantedUnits: '65' });
    expect(await client.authorize(call)).toMatchObject({ ...held, grantedSeconds: '65' });
  });

  it('PM-1 inbound costs the same', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(inbound(accountId, 'c'));
    expect(await settle(accountId, 'c', 65)).toMatchObject({ billingAmountMilliCents: '5417' });
  });
});

it('PM-2 a new account starts with $5.00', async () => {
  const { client } = tollgate;
  const accountId = newId('new');
  expect((await client.createAccount({ accountId })).account).toMatchObject({
    balanceMilliCents: '500000',
    availableMilliCents: '500000',
    heldMilliCents: '0',
  });
  expect(await movementsOf(client, accountId)).toMatchObject([
    { kind: 'MOVEMENT_KIND_CREDIT', amountMilliCents: '500000' },
  ]);
});

describe('a call that nobody answers', () => {
  const ends: readonly (readonly [string, number])[] = [
    ['ringing that the caller ends', 16],
    ['no answer', 19],
    ['busy', 17],
    ['failed', 41],
  ];

  it.each(ends)('PM-3 %s costs nothing: the whole hold is released', async (_, q850Cause) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
    expect(await client.release({ accountId, holdId: 'c', q850Cause })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RELEASED',
      billingAmountMilliCents: '0',
      releasedMilliCents: '300000',
    });
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
  });

  it('PM-3 voicemail detection costs nothing: a settle of no connected time releases the whole hold', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const ended = { accountId, holdId: 'c', connectedSeconds: 0, durationSeconds: 27 };
    expect(await client.settle(ended)).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RELEASED',
      durationSeconds: '27',
      billedDurationSeconds: '0',
      billingAmountMilliCents: '0',
      releasedMilliCents: '300000',
    });
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
  });
});

describe('the hold', () => {
  it('PM-4 is the maximum duration at the rate: 3,600 s are $3.00', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '300000',
      grantedSeconds: '3600',
      availableMilliCents: '200000',
    });
  });

  it('PM-4 follows the maximum in the catalog from the next call on', async () => {
    const catalog = copyOf(PAY_PER_MINUTE);
    const changed = await startTollgate({
      catalog: catalog.directory,
      env: { TOLLGATE_CATALOG_WATCH: 'false' },
    });
    try {
      const { client } = changed;
      const accountId = await accountWith(client, 900_000);
      expect(await client.authorize(outbound(accountId, 'before'))).toMatchObject({ holdMilliCents: '300000' });
      catalog.edit('holds.yaml', 'max_seconds: 3600', 'max_seconds: 1800');
      expect(await client.reloadCatalog({})).toMatchObject({ check: { ok: true, inForce: true } });
      // 1,800 s at $0.05 a minute.
      const halved = { holdMilliCents: '150000', grantedSeconds: '1800', availableMilliCents: '450000' };
      expect(await client.authorize(outbound(accountId, 'after'))).toMatchObject(halved);
      expect(await standingOf(client, accountId)).toEqual([900_000, 450_000, 450_000, 2]);
    } finally {
      await changed.stop();
    }
  });
});

describe('a balance below the hold', () => {
  const sentence =
    'Calls paused. Your balance is $1.88 but each call requires a $3.00 hold (we release it back if no one answers). Add $1.12 or more in credits to keep calling.';

  it.each([
    ['outbound', outbound],
    ['inbound', inbound],
  ] as const)('PM-5 pauses %s calls, with the arithmetic, until enough is added', async (_, traffic) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 188_000);
    expect(await client.authorize(traffic(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'INSUFFICIENT_CREDIT',
      message: sentence,
      holdMilliCents: '300000',
      availableMilliCents: '188000',
      shortfallMilliCents: '112000',
      grantedSeconds: '0',
      sipStatus: 402,
      settleToken: '',
    });
    expect(await standingOf(client, accountId)).toEqual([188_000, 0, 188_000, 0]);
    await client.addCredit({ accountId, amountMilliCents: 111_999, idempotencyKey: 'nearly' });
    expect(await client.authorize(traffic(accountId, 'c'))).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
    await client.addCredit({ accountId, amountMilliCents: 1, idempotencyKey: 'enough' });
    expect(await client.authorize(traffic(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      availableMilliCents: '0',
    });
  });
});

it('PM-6 charges the connected time and releases the rest in one step', async () => {
  const { client } = tollgate;
  const accountId = await accountWith(client, 500_000);
  await client.authorize(outbound(accountId, 'c'));
  await client.answer({ accountId, holdId: 'c' });
  // 10 minutes cost $0.50; $2.50 of the hold come back.
  expect(await settle(accountId, 'c', 600)).toMatchObject({
    billingAmountMilliCents: '50000',
    releasedMilliCents: '250000',
    balanceMilliCents: '450000',
    availableMilliCents: '450000',
    writeOffMilliCents: '0',
  });
  expect(await standingOf(client, accountId)).toEqual([450_000, 0, 450_000, 0]);
});

describe('the call record', () => {
  it('PM-7 says reserved while the call is up, then settled with its durations and amount', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const { holds: reserved } = await client.listHolds({ accountId });
    expect(reserved).toMatchObject([
      { holdId: 'c', state: 'HOLD_STATE_RESERVED', holdMilliCents: '300000', result: null },
    ]);
    expect(await client.answer({ accountId, holdId: 'c' })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RESERVED',
    });
    const record = {
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      durationSeconds: '73',
      billedDurationSeconds: '65',
      billingAmountMilliCents: '5417',
    };
    expect(await settle(accountId, 'c', 65)).toMatchObject(record);
    const { holds: ended, openHolds } = await client.listHolds({ accountId, holdId: 'c' });
    expect(ended).toMatchObject([{ state: 'HOLD_STATE_SETTLED', holdMilliCents: '0', result: record }]);
    expect(openHolds).toBe('0');
  });

  it('PM-7 says released for a call that was not answered', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    await client.release({ accountId, holdId: 'c' });
    const { holds } = await client.listHolds({ accountId, holdId: 'c' });
    expect(holds).toMatchObject([
      {
        state: 'HOLD_STATE_RELEASED',
        result: {
          reservationStatus: 'RESERVATION_STATUS_RELEASED',
          billedDurationSeconds: '0',
          billingAmountMilliCents: '0',
        },
      },
    ]);
  });
});

describe('the account status', () => {
  it.each([
    ['$6.00', 600_000, 'ACCOUNT_STATUS_GREEN', 'DECISION_ALLOW'],
    ['$5.99', 599_000, 'ACCOUNT_STATUS_AMBER', 'DECISION_ALLOW'],
    ['$3.00', 300_000, 'ACCOUNT_STATUS_AMBER', 'DECISION_ALLOW'],
    ['$2.99', 299_000, 'ACCOUNT_STATUS_RED', 'DECISION_DENY'],
  ] as const)('PM-8 of %s is right, and so is the next decision', async (_, balance, accountStatus, decision) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, balance);
    expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: String(balance), accountStatus });
    expect(await client.quote(outbound(accountId, 'c'))).toMatchObject({ decision, accountStatus });
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ decision });
  });

  it('PM-8 in a response is the one after this hold', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 900_000);
    const status = async (holdId: string) => (await client.authorize(outbound(accountId, holdId))).accountStatus;
    expect(await status('first')).toBe('ACCOUNT_STATUS_GREEN');
    expect(await status('second')).toBe('ACCOUNT_STATUS_AMBER');
    expect(await status('third')).toBe('ACCOUNT_STATUS_RED');
  });
});

it('PM-9 tells the hold, the wallet and the use of the day at any time, and credit is usable at once', async () => {
  const { client } = tollgate;
  const accountId = await accountWith(client, 500_000);
  await client.authorize(outbound(accountId, 'first'));
  expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
  expect(await client.authorize(outbound(accountId, 'second'))).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });
  await client.addCredit({ accountId, amountMilliCents: 100_000, idempotencyKey: 'more' });
  expect(await client.authorize(outbound(accountId, 'second'))).toMatchObject({ decision: 'DECISION_ALLOW' });
  await settle(accountId, 'first', 65);
  await settle(accountId, 'second', 120);
  expect(await standingOf(client, accountId)).toEqual([584_583, 0, 584_583, 0]);
  const { rows } = await client.getUsage({ accountId });
  expect(rows).toMatchObject([{ service: 'call', count: '2', billedUnits: '185', billingAmountMilliCents: '15417' }]);
});

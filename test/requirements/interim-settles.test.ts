/** A call, or a stream of events, that is charged while it goes on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { samplesIn } from '../telemetry/support/exposition.ts';
import { letPass } from './support/passing-time.ts';
import { accountWith, movementsOf, newId, outbound, standingOf } from './support/traffic.ts';

// The default catalog: 5,000 milli-cents a minute by the second, at most an hour, so that a call holds 300,000.
let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
});
afterAll(() => tollgate.stop());

async function callOf(seconds: number): Promise<{ accountId: string; holdId: string }> {
  const accountId = await accountWith(tollgate.client, 500_000);
  const holdId = newId('call');
  await tollgate.client.authorize(outbound(accountId, holdId));
  await letPass(tollgate, accountId, holdId, seconds);
  return { accountId, holdId };
}

describe('an interim settle', () => {
  it('charges what was used so far and keeps the rest, and the end charges the rest of the price', async () => {
    const { client } = tollgate;
    const leg = await callOf(600);
    const first = { ...leg, connectedSeconds: 61, interim: true, sequence: 1 };
    // 61 * 5,000 / 60, rounded up.
    expect(await client.settle(first)).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RESERVED',
      billingAmountMilliCents: '5084',
      billedDurationSeconds: '61',
      holdMilliCents: '294916',
      releasedMilliCents: '0',
      balanceMilliCents: '494916',
      replayed: false,
      parts: [{ source: 'FUNDING_SOURCE_BALANCE', amountMilliCents: '5084' }],
    });
    expect(await client.settle(first)).toMatchObject({ billingAmountMilliCents: '5084', replayed: true });
    expect(await standingOf(client, leg.accountId)).toEqual([494_916, 294_916, 200_000, 1]);
    const { holds } = await client.listHolds({ accountId: leg.accountId, holdId: leg.holdId });
    expect(holds[0]).toMatchObject({
      state: 'HOLD_STATE_ANSWERED',
      chargedMilliCents: '5084',
      holdMilliCents: '294916',
    });
    expect(await client.settle({ ...first, connectedSeconds: 122, sequence: 2 })).toMatchObject({
      billingAmountMilliCents: '10167',
    });
    // 183 * 5,000 / 60 is 15,250: not three times 5,084.
    expect(await client.settle({ ...leg, connectedSeconds: 183 })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      billingAmountMilliCents: '15250',
      releasedMilliCents: '284750',
      holdMilliCents: '0',
      corrected: false,
    });
    expect(await standingOf(client, leg.accountId)).toEqual([484_750, 0, 484_750, 0]);
    const charges = (await movementsOf(client, leg.accountId)).filter(({ kind }) => kind === 'MOVEMENT_KIND_CHARGE');
    expect(charges.map(({ amountMilliCents }) => Number(amountMilliCents))).toEqual([-5_084, -5_083, -5_083]);
    expect((await client.getUsage({ accountId: leg.accountId })).rows).toMatchObject([
      { service: 'call', count: '1', billedUnits: '183', billingAmountMilliCents: '15250' },
    ]);
  });

  it('is refused out of order, without its number, and after the end; a settle token names its hold', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const { settleToken, holdId } = await client.authorize(outbound(accountId, newId('call')));
    await letPass(tollgate, accountId, holdId, 100);
    const interim = { settleToken, connectedSeconds: 30, interim: true };
    await expect(client.settle(interim)).rejects.toMatchObject({ details: { field: 'sequence' } });
    await client.settle({ ...interim, sequence: 2 });
    await expect(client.settle({ ...interim, sequence: 1 })).rejects.toMatchObject({ reason: 'SEQUENCE_TOO_LOW' });
    await expect(client.settle({ ...interim, connectedSeconds: 31, sequence: 2 })).rejects.toMatchObject({
      reason: 'CONFLICT',
    });
    await client.settle({ settleToken, connectedSeconds: 40 });
    await expect(client.settle({ ...interim, sequence: 3 })).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    // The number of a settle that ends the call is not looked at.
    expect(await client.settle({ settleToken, connectedSeconds: 40, sequence: 1 })).toMatchObject({ replayed: true });
  });

  it('is answered over HTTP as over gRPC', async () => {
    const { accountId, holdId } = await callOf(100);
    const response = await fetch(`${tollgate.http}/v1/settle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        account_id: accountId,
        hold_id: holdId,
        connected_seconds: 60,
        interim: true,
        sequence: 1,
      }),
    });
    expect(await response.json()).toMatchObject({
      reservation_status: 'RESERVATION_STATUS_RESERVED',
      billing_amount_milli_cents: 5_000,
      hold_milli_cents: 295_000,
    });
  });

  it('keeps emergency calls free', async () => {
    const accountId = newId('nobody');
    const call = outbound(accountId, newId('call'), { to: '911' });
    const { settleToken } = await tollgate.client.authorize(call);
    const interim = { settleToken, connectedSeconds: 30, interim: true, sequence: 1 };
    expect(await tollgate.client.settle(interim)).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RESERVED',
      billingAmountMilliCents: '0',
    });
  });

  it('counts its money once, and its call when that has ended', async () => {
    const series = [
      'charged_milli_cents_total{service="call",source="balance"}',
      'hold_charged_ratio_count{service="call",hold_rule="calls"}',
    ];
    const count = async () => {
      const samples = samplesIn(await (await fetch(`${tollgate.http}/metrics`)).text());
      return series.map((name) => samples.get(`tollgate_${name}`) ?? Number.NaN);
    };
    const leg = await callOf(300);
    const before = await count();
    const movedTo = async () => (await count()).map((value, index) => value - (before[index] ?? 0));
    await tollgate.client.settle({ ...leg, connectedSeconds: 60, interim: true, sequence: 1 });
    await tollgate.client.settle({ ...leg, connectedSeconds: 120, interim: true, sequence: 2 });
    expect(await movedTo()).toEqual([10_000, 0]);
    await tollgate.client.settle({ ...leg, connectedSeconds: 180 });
    expect(await movedTo()).toEqual([15_000, 1]);
  });
});

/** Names with a unit tell that unit, in every verb, for traffic that is not counted in seconds too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountWith, newId, outbound } from './support/traffic.ts';

let tollgate: TestTollgate;
let client: TollgateClient;
beforeAll(async () => {
  tollgate = await startTollgate();
  client = tollgate.client;
});
afterAll(() => tollgate.stop());

async function messageOf(segments: number, to = '+14155550123') {
  const accountId = await accountWith(client, 500_000);
  const { settleToken } = await client.authorize(outbound(accountId, 'm', { service: 'sms', segments, to }));
  return { accountId, holdId: 'm', settleToken };
}

describe('a message', () => {
  it('is answered with no seconds', async () => {
    expect(await client.answer(await messageOf(5))).toMatchObject({ grantedSeconds: '0', holdMilliCents: '5000' });
  });

  it('is extended by its own units only, and a call by its seconds', async () => {
    const message = await messageOf(5);
    await expect(client.extend({ ...message, connectedSeconds: 3, sequence: 1 })).rejects.toThrow('units: required');
    expect(await client.extend({ ...message, units: 3, sequence: 1 })).toMatchObject({ grantedUnits: '5' });
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    await expect(client.extend({ accountId, holdId: 'c', units: 3, sequence: 1 })).rejects.toThrow(
      'connected_seconds: required',
    );
    const both = { accountId, holdId: 'c', units: 3, connectedSeconds: 9, sequence: 1 };
    expect(await client.extend(both)).toMatchObject({ grantedSeconds: '3600' });
  });

  it('that is settled anew with another quantity is refused with what was billed in its own unit', async () => {
    const message = await messageOf(5);
    await client.settle({ ...message, units: 5 });
    await expect(client.settle({ ...message, units: 2 })).rejects.toMatchObject({
      reason: 'CONFLICT',
      details: { metadata: { unit: 'segment', billed_units: '5', billed_duration_seconds: '0' } },
    });
  });

  it('to an emergency number keeps its unit to its end', async () => {
    const message = await messageOf(3, '911');
    expect(await client.answer(message)).toMatchObject({ grantedSeconds: '0' });
    expect(await client.extend({ ...message, units: 3, sequence: 1 })).toMatchObject({
      grantedSeconds: '0',
      grantedUnits: '3',
    });
    const settled = { reservationStatus: 'RESERVATION_STATUS_SETTLED', unit: 'segment', billingAmountMilliCents: '0' };
    expect(await client.settle({ ...message, units: 3 })).toMatchObject(settled);
    expect(await client.settle(message)).toMatchObject(settled);
    expect(await client.settle({ ...message, units: 0 })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_RELEASED',
    });
  });
});

it('G-3 a forwarded leg to an emergency number passes whatever its direction and its ids say', async () => {
  const leg = { direction: 'DIRECTION_INBOUND', parentHoldId: 'first', to: '911' } as const;
  expect(await client.authorize(outbound('nobody', 'not an id', leg))).toMatchObject({ reason: 'EMERGENCY' });
  const call = outbound('nobody', 'not an id', { direction: 'DIRECTION_INBOUND', to: '911' });
  await expect(client.authorize(call)).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
});

it('G-6 a settle of a gateway whose clock is ahead is taken as one of just now', async () => {
  const accountId = await accountWith(client, 500_000);
  const holdId = newId('ahead');
  await client.authorize(outbound(accountId, holdId));
  expect(await client.settle({ accountId, holdId, connectedSeconds: 60, endedSecondsAgo: -1 })).toMatchObject({
    billingAmountMilliCents: '5000',
  });
});

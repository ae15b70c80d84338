/** SettleBatch and ChargeBatch: each entry as if it had come alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountWith, movementsOf, newId, outbound } from '../requirements/support/traffic.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

const ADMIN = 'token-of-the-administrator-01';
const TENANT = 'token-of-the-tenant-acme-0001';

let tollgate: TestTollgate;
let client: TollgateClient;
beforeAll(async () => {
  const tokens = [
    { name: 'admin', role: 'admin', token: ADMIN },
    { name: 'acme', role: 'gateway', token: TENANT, account_prefix: 'tenant' },
  ];
  tollgate = await startTollgate({ env: { TOLLGATE_AUTH_TOKENS: JSON.stringify(tokens) } });
  client = tollgate.client;
});
afterAll(() => tollgate.stop());

async function callOf(accountId: string): Promise<string> {
  const holdId = newId('call');
  await client.authorize(outbound(accountId, holdId));
  return holdId;
}

describe('settles in a batch', () => {
  it('have each an outcome of its own, in their order', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const [first, second] = [await callOf(accountId), await callOf(accountId)];
    const { results, settled, failed } = await client.settleBatch({
      settles: [
        { accountId, holdId: first, connectedSeconds: 0 },
        { accountId, holdId: 'nobody', connectedSeconds: 1 },
        { accountId, holdId: second, connectedSeconds: -1 },
        { accountId, holdId: second, connectedSeconds: 0 },
      ],
    });
    expect({ settled, failed }).toEqual({ settled: 2, failed: 2 });
    expect(results.map(({ settle, fault }) => fault?.reason ?? settle?.reservationStatus)).toEqual([
      'RESERVATION_STATUS_RELEASED',
      'HOLD_UNKNOWN',
      'INVALID_FIELD',
      'RESERVATION_STATUS_RELEASED',
    ]);
  });

  it('charge a hold once that is named twice, and once more in no repeat of the batch', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const holdId = await callOf(accountId);
    const settle = { accountId, holdId, connectedSeconds: 1 };
    const batch = { settles: [settle, settle] };
    const { results } = await client.settleBatch(batch, { requestId: 'batch-1' });
    expect(results.map(({ settle: each }) => each?.replayed)).toEqual([false, true]);
    const again = await client.settleBatch(batch, { requestId: 'batch-2' });
    expect(again.results.map(({ settle: each }) => each?.replayed)).toEqual([true, true]);
    const charges = (await movementsOf(client, accountId)).filter((each) => each.holdId === holdId);
    expect(charges).toMatchObject([{ amountMilliCents: '-84' }]);
  });

  it('are those of the accounts of the caller, by id or by token; others fail alone', async () => {
    const [mine, other] = [await accountWith(client, 1_000_000, 'tenant'), await accountWith(client, 1_000_000)];
    const holds = await Promise.all(
      [mine, other].map(async (accountId) => client.authorize(outbound(accountId, newId('call')))),
    );
    const tenant = createClient({ address: tollgate.app.grpcAddress, token: TENANT });
    const settles = holds.map(({ settleToken }) => ({ settleToken, connectedSeconds: 0 }));
    const { results } = await tenant.settleBatch({ settles });
    tenant.close();
    expect(results.map(({ settle, fault }) => fault?.reason ?? settle?.reservationStatus)).toEqual([
      'RESERVATION_STATUS_RELEASED',
      'ACCOUNT_NOT_IN_SCOPE',
    ]);
  });

  it('are refused as a whole where there are none, or too many', async () => {
    await expect(client.settleBatch({})).rejects.toMatchObject({ details: { field: 'settles' } });
    const settles = Array.from({ length: 1001 }, () => ({ settleToken: 'x' }));
    await expect(client.settleBatch({ settles })).rejects.toMatchObject({ details: { field: 'settles' } });
  });
});

describe('charges in a batch', () => {
  it('are taken in their order while the money lasts, each once under its key', async () => {
    // A segment is 1,000 milli-cents: credit for 150 of 200.
    const accountId = await accountWith(client, 150_000);
    const charges = Array.from({ length: 200 }, (_, index) => ({
      accountId,
      service: 'sms',
      to: '+14155550123',
      segments: 1,
      idempotencyKey: `message-${index}`,
    }));
    const first = await client.chargeBatch({ charges });
    expect(first).toMatchObject({ allowed: 150, denied: 50, failed: 0 });
    const decisions = first.results.map(({ charge }) => charge?.decision === 'DECISION_ALLOW');
    expect(decisions).toEqual(decisions.toSorted((a, b) => Number(b) - Number(a)));
    const again = await client.chargeBatch({ charges: charges.slice(0, 10) });
    expect(again.results.every(({ charge }) => charge?.replayed)).toBe(true);
    expect((await movementsOf(client, accountId)).filter(({ service }) => service === 'sms')).toHaveLength(150);
  });

  it('let a message to an emergency number through, whoever may not charge the others', async () => {
    const tenant = createClient({ address: tollgate.app.grpcAddress, token: TENANT });
    const charge = { accountId: 'acme', service: 'sms', segments: 1 };
    const { results } = await tenant.chargeBatch({
      charges: [
        { ...charge, to: '+14155550123' },
        { ...charge, to: '911' },
      ],
    });
    tenant.close();
    expect(results.map(({ charge: each, fault }) => fault?.reason ?? each?.reason)).toEqual([
      'ACCOUNT_NOT_IN_SCOPE',
      'EMERGENCY',
    ]);
  });

  it('come over HTTP too', async () => {
    const accountId = await accountWith(client, 2_000);
    const charge = { account_id: accountId, service: 'sms', to: '+14155550123', segments: 1 };
    const answer = await fetch(`${tollgate.http}/v1/charge-batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN}` },
      body: JSON.stringify({ charges: [charge, charge, charge] }),
    });
    expect(await answer.json()).toMatchObject({ allowed: 2, denied: 1, failed: 0 });
  });
});

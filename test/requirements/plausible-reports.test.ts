/** What a gateway reports is billed as far as it can be true, and none of it is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, PAY_PER_MINUTE } from './support/catalogs.ts';
import { letPass } from './support/passing-time.ts';
import { accountWith, movementsOf, outbound } from './support/traffic.ts';

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
});
afterAll(() => tollgate.stop());

async function callOf(from: TestTollgate, changes = {}) {
  const accountId = await accountWith(from.client, 500_000);
  const { settleToken } = await from.client.authorize(outbound(accountId, 'c', changes));
  return { accountId, holdId: 'c', settleToken };
}

async function post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${tollgate.http}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a settle over HTTP', () => {
  it.each([
    [65.4, 66],
    ['65.4', 66],
    [65.000_000_000_01, 65],
    [0.02, 1],
  ])('of %j connected seconds bills %i', async (connected_seconds, billed) => {
    const { accountId, holdId } = await callOf(tollgate);
    expect(await post('settle', { account_id: accountId, hold_id: holdId, connected_seconds })).toMatchObject({
      status: 200,
      body: { billed_duration_seconds: billed, clamped: false, inconsistent: false },
    });
  });

  it('of a call of seconds that was told in milliseconds bills seconds, and says so everywhere', async () => {
    const { accountId, holdId } = await callOf(tollgate);
    await post('answer', { account_id: accountId, hold_id: holdId });
    await letPass(tollgate, accountId, holdId, 2);
    const settle = { account_id: accountId, hold_id: holdId, connected_seconds: 2000, duration_seconds: 3 };
    // Two seconds and what the test took, rounded up, and five more.
    const { body } = await post('settle', settle);
    expect(body).toMatchObject({ billed_duration_seconds: 8, clamped: true, inconsistent: true });
    expect(tollgate.logs).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        account_id: accountId,
        flags: ['clamped', 'inconsistent'],
        reported: 2000,
      }),
    );
    const metrics = await (await fetch(`${tollgate.http}/metrics`)).text();
    expect(metrics).toMatch(/^tollgate_settle_flags_total\{flag="clamped"\} [1-9]/m);
    expect(metrics).toMatch(/^tollgate_settle_flags_total\{flag="inconsistent"\} [1-9]/m);
  });

  it.each([4_000_000, 1e12, 1e308, '9'.repeat(310)])('of %j connected seconds is cut, not lost', async (absurd) => {
    const { accountId, holdId } = await callOf(tollgate);
    const settle = { account_id: accountId, hold_id: holdId, connected_seconds: absurd };
    expect(await post('settle', settle)).toMatchObject({
      status: 200,
      body: { billed_duration_seconds: 6, clamped: true, write_off_milli_cents: 0 },
    });
  });

  it('of a trillion messages is cut to what one request may have', async () => {
    const { accountId, holdId } = await callOf(tollgate, { service: 'sms', segments: 1 });
    expect(await post('settle', { account_id: accountId, hold_id: holdId, units: 1e12 })).toMatchObject({
      status: 200,
      body: { billed_units: 20, clamped: true, write_off_milli_cents: 0 },
    });
  });
});

it('an extend of more than can have passed is flagged, and proves no more', async () => {
  const { accountId, holdId } = await callOf(tollgate);
  const extend = { account_id: accountId, hold_id: holdId, connected_seconds: 2_000_000, sequence: 1 };
  expect(await post('extend', extend)).toMatchObject({ status: 200, body: { clamped: true, granted_seconds: 3600 } });
  const { body } = await post('release', { account_id: accountId, hold_id: holdId });
  expect(body).toMatchObject({ billed_duration_seconds: 6 });
});

describe('a catalog', () => {
  it('G-4 whose fraction changes, changes it for the next call only', async () => {
    const catalog = copyOf(PAY_PER_MINUTE);
    catalog.edit('catalog.yaml', 'home_country: US', 'home_country: US\nfraction: down');
    const other = await startTollgate({ catalog: catalog.directory });
    try {
      const { client } = other;
      const before = await callOf(other);
      catalog.edit('catalog.yaml', 'fraction: down', 'fraction: up');
      await client.reloadCatalog({});
      const after = await callOf(other);
      const exact = { connectedMilliseconds: 60_980 };
      expect(await client.settle({ ...before, ...exact })).toMatchObject({ billedDurationSeconds: '60' });
      expect(await client.settle({ ...after, ...exact })).toMatchObject({ billedDurationSeconds: '61' });
    } finally {
      await other.stop();
    }
  });

  it('may free the first seconds: short calls cost nothing, and their holds are what they were', async () => {
    const catalog = copyOf(PAY_PER_MINUTE);
    catalog.edit('rates.yaml', 'increments: 1/1', 'increments: 1/1\n    free_seconds: 6');
    const other = await startTollgate({ catalog: catalog.directory });
    try {
      const { client } = other;
      const accountId = await accountWith(client, 500_000);
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
        holdMilliCents: '300000',
        terms: { freeSeconds: '6', fraction: 'FRACTION_UP' },
      });
      expect(await client.settle({ accountId, holdId: 'c', connectedSeconds: 6 })).toMatchObject({
        reservationStatus: 'RESERVATION_STATUS_SETTLED',
        billedDurationSeconds: '0',
        billingAmountMilliCents: '0',
        releasedMilliCents: '300000',
      });
      await client.authorize(outbound(accountId, 'd'));
      expect(await client.settle({ accountId, holdId: 'd', connectedSeconds: 7 })).toMatchObject({
        billedDurationSeconds: '7',
        billingAmountMilliCents: '584',
      });
      const charge = { accountId, service: 'call', to: '+14155550123' };
      expect(await client.charge({ ...charge, units: 6 })).toMatchObject({
        billedUnits: '0',
        billingAmountMilliCents: '0',
      });
      expect(await client.charge({ ...charge, units: 7 })).toMatchObject({
        billedUnits: '7',
        billingAmountMilliCents: '584',
      });
      const charged = (await movementsOf(client, accountId)).filter(({ kind }) => kind === 'MOVEMENT_KIND_CHARGE');
      expect(charged.map(({ amountMilliCents }) => amountMilliCents)).toEqual(['0', '-584', '0', '-584']);
    } finally {
      await other.stop();
    }
  });
});

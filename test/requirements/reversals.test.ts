import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { samplesIn } from '../telemetry/support/exposition.ts';
import { accountOf, movementsOf, newId } from './support/traffic.ts';

// A text message to India costs 9,000 milli-cents a segment; 100 credits are 100,000 milli-cents.
const CATALOG = fileURLToPath(new URL('../../examples/catalogs/messaging-credit', import.meta.url));
const TEXT = { service: 'sms', from: '+12025550100', to: '+919876543210', direction: 'DIRECTION_OUTBOUND' } as const;

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: CATALOG });
});
afterAll(() => tollgate.stop());

async function account(plan = 'free', credits = 100): Promise<string> {
  const accountId = newId(plan);
  await tollgate.client.createAccount({ accountId, plan, seats: 1, cycleAnchorDay: 1 });
  if (credits > 0) {
    await tollgate.client.addCredit({ accountId, amountMilliCents: credits * 1_000, idempotencyKey: 'bought' });
  }
  return accountId;
}

/** A message that was sent, and charged. */
async function sent(accountId: string, holdId = 'message', segments = 3): Promise<void> {
  await tollgate.client.authorize({ accountId, holdId, ...TEXT, segments });
  await tollgate.client.settle({ accountId, holdId });
}

async function faultOf(question: Promise<unknown>): Promise<RemoteFault> {
  const error = await question.catch((reason: unknown) => reason);
  if (!(error instanceof RemoteFault)) throw new Error('it was not refused');
  return error;
}

describe('a message whose receipt says undelivered', () => {
  it('is given back whole, once, and usage is corrected', async () => {
    const { client } = tollgate;
    const accountId = await account();
    await sent(accountId);
    const undelivered = { accountId, holdId: 'message', idempotencyKey: 'receipt-1', note: 'undelivered' };
    const reply = await client.reverse(undelivered);
    expect(reply).toMatchObject({
      reversedMilliCents: '27000',
      reversedUnits: '3',
      unit: 'segment',
      lapsedMilliCents: '0',
      remainingMilliCents: '0',
      remainingUnits: '0',
      balanceMilliCents: '100000',
      availableMilliCents: '100000',
      accountStatus: 'ACCOUNT_STATUS_GREEN',
      replayed: false,
      parts: [{ source: 'FUNDING_SOURCE_BALANCE', amountMilliCents: '27000' }],
    });
    expect(await client.reverse(undelivered)).toMatchObject({ reversedMilliCents: '27000', replayed: true });
    expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: '100000' });
    expect((await client.getUsage({ accountId })).rows).toMatchObject([
      { service: 'sms', count: '1', billedUnits: '0', billingAmountMilliCents: '0' },
    ]);
    expect((await movementsOf(client, accountId)).at(-1)).toMatchObject({
      kind: 'MOVEMENT_KIND_REVERSAL',
      amountMilliCents: '27000',
      balanceMilliCents: '100000',
      holdId: 'message',
      idempotencyKey: 'receipt-1',
      billedUnits: '-3',
      service: 'sms',
      note: 'undelivered',
      parts: [{ source: 'FUNDING_SOURCE_BALANCE', amountMilliCents: '27000' }],
    });
  });

  it('is given back for the segments that did not arrive', async () => {
    const { client } = tollgate;
    const accountId = await account();
    await sent(accountId);
    const part = { accountId, holdId: 'message', units: 1, idempotencyKey: 'part' };
    expect(await client.reverse(part)).toMatchObject({ reversedMilliCents: '9000', remainingUnits: '2' });
    const { holds } = await client.listHolds({ accountId, holdId: 'message' });
    expect(holds[0]).toMatchObject({
      state: 'HOLD_STATE_SETTLED',
      reversedMilliCents: '9000',
      reversedUnits: '1',
      result: { billingAmountMilliCents: '27000', billedUnits: '3' },
    });
    const tooMuch = await faultOf(client.reverse({ ...part, units: 3, idempotencyKey: 'more' }));
    expect(tooMuch).toMatchObject({
      code: 'failed_precondition',
      reason: 'BEYOND_CHARGE',
      details: { field: 'units' },
    });
    expect(tooMuch.details.metadata).toMatchObject({ remaining_milli_cents: '18000', remaining_units: '2' });
  });

  it('gives plan credits back to the plan', async () => {
    const { client } = tollgate;
    const accountId = await account('team', 0);
    await sent(accountId);
    const plan = { source: 'FUNDING_SOURCE_PLAN_CREDITS', amountMilliCents: '27000' };
    expect(await client.reverse({ accountId, holdId: 'message', idempotencyKey: 'r' })).toMatchObject({
      parts: [plan],
    });
    const after = { balanceMilliCents: '0', planCreditsRemainingMilliCents: '750000' };
    expect(await accountOf(client, accountId)).toMatchObject(after);
  });

  it('is charged no more by a settle that comes late', async () => {
    const { client } = tollgate;
    const accountId = await account();
    await sent(accountId);
    await client.reverse({ accountId, holdId: 'message', idempotencyKey: 'r' });
    const same = { accountId, holdId: 'message' };
    expect(await client.settle(same)).toMatchObject({ billingAmountMilliCents: '27000', replayed: true });
    const late = await faultOf(client.settle({ ...same, units: 2 }));
    expect(late).toMatchObject({ code: 'failed_precondition', reason: 'REVERSED' });
    expect(await accountOf(client, accountId)).toMatchObject({ balanceMilliCents: '100000' });
  });
});

describe('Reverse', () => {
  it('gives a Charge back by its key, over HTTP too', async () => {
    const { client } = tollgate;
    const accountId = await account();
    await client.charge({ accountId, service: 'agent_action', units: 5, idempotencyKey: 'act-1' });
    const reverse = (body: object) =>
      fetch(`${tollgate.http}/v1/reverse`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account_id: accountId, ...body }),
      });
    const dispute = { charge_idempotency_key: 'act-1', amount_milli_cents: 2_000, idempotency_key: 'dispute' };
    const answer = await reverse(dispute);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      reversed_milli_cents: 2_000,
      remaining_milli_cents: 3_000,
      remaining_units: 5,
      balance_milli_cents: 97_000,
    });
    expect((await movementsOf(client, accountId)).at(-1)).toMatchObject({
      idempotencyKey: 'dispute',
      chargeIdempotencyKey: 'act-1',
      holdId: '',
    });
    const unknown = await reverse({ ...dispute, charge_idempotency_key: 'act-2', idempotency_key: 'other' });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { reason: 'CHARGE_UNKNOWN' } }]);
  });

  it.each([
    [{}, 'hold_id'],
    [{ holdId: 'h', chargeIdempotencyKey: 'c' }, 'charge_idempotency_key'],
    [{ holdId: 'h', units: 1, amountMilliCents: 1 }, 'units'],
    [{ holdId: 'h', units: 0 }, 'units'],
    [{ holdId: 'h', amountMilliCents: -1 }, 'amount_milli_cents'],
    [{ holdId: 'h', idempotencyKey: '' }, 'idempotency_key'],
  ])('names the field that it cannot accept: %j', async (request, field) => {
    const fault = await faultOf(tollgate.client.reverse({ accountId: 'a', idempotencyKey: 'k', ...request }));
    expect(fault).toMatchObject({ code: 'invalid_argument', details: { field } });
  });

  it('counts what it gave back, and a repeat apart', async () => {
    const count = async (series: string) =>
      samplesIn(await (await fetch(`${tollgate.http}/metrics`)).text()).get(`tollgate_${series}`) ?? Number.NaN;
    const series = ['reversed_milli_cents_total{service="sms"}', 'replays_total{verb="reverse"}'];
    const before = await Promise.all(series.map(count));
    const accountId = await account();
    await sent(accountId, 'message', 1);
    const request = { accountId, holdId: 'message', idempotencyKey: 'r' };
    await tollgate.client.reverse(request);
    await tollgate.client.reverse(request);
    const after = await Promise.all(series.map(count));
    expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([9_000, 1]);
    const line = tollgate.logs.findLast(({ msg }) => msg === 'gave a charge back');
    expect(line).toMatchObject({ account_id: accountId, hold_id: 'message', reversed_milli_cents: 9_000 });
  });
});

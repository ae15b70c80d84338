import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
  await tollgate.client.createAccount({ accountId: 'ids' });
  await tollgate.client.addCredit({ accountId: 'ids', amountMilliCents: 100_000_000, idempotencyKey: 'k' });
});
afterAll(() => tollgate.stop());

const call = { accountId: 'ids', direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;

it.each(['a:b:c', '{t0}:x', '}{', '%3a', '%', '*', 'f81d4fae@[2001:db8::1];tag=x', '"<>\\', 'x'.repeat(255)])(
  'the hold id %s goes through its whole life',
  async (holdId) => {
    const { client } = tollgate;
    expect(await client.authorize({ ...call, holdId })).toMatchObject({ decision: 'DECISION_ALLOW', holdId });
    const { holds } = await client.listHolds({ accountId: 'ids' });
    expect(holds.map((hold) => hold.holdId)).toEqual([holdId]);
    await client.answer({ accountId: 'ids', holdId });
    expect(await client.settle({ accountId: 'ids', holdId, connectedSeconds: 60 })).toMatchObject({
      billingAmountMilliCents: '5000',
    });
    const movements = [];
    for await (const { movement } of client.listMovements({ accountId: 'ids' })) movements.push(movement?.holdId);
    expect(movements).toContain(holdId);
    const { account } = await client.getAccount({ accountId: 'ids' });
    expect(account).toMatchObject({ openHolds: '0', heldMilliCents: '0' });
  },
);

it.each(['', ' ', 'a b', 'a\tb', 'a\n', 'ü', '\u0000', 'x'.repeat(256)])(
  'the hold id %j is refused',
  async (holdId) => {
    const { client } = tollgate;
    const refused = { code: 'invalid_argument', details: { field: 'hold_id' } };
    await expect(client.authorize({ ...call, holdId })).rejects.toMatchObject(refused);
    await expect(client.settle({ accountId: 'ids', holdId, connectedSeconds: 1 })).rejects.toMatchObject(refused);
    await expect(client.release({ accountId: 'ids', holdId })).rejects.toMatchObject(refused);
  },
);

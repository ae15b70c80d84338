import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, PAY_PER_MINUTE } from './support/catalogs.ts';
import { accountWith, movementsOf, outbound, shortForm, standingOf } from './support/traffic.ts';

// $0.05 a minute is 83.33 milli-cents a second. Calls ring for a second and last for two, so that nobody waits for the
// sweeper.
let tollgate: TestTollgate;
let cleanUp: (() => void) | undefined;
const catalog = copyOf(PAY_PER_MINUTE, (later) => {
  cleanUp = later;
});
const options = {
  catalog: catalog.directory,
  env: { TOLLGATE_REDIS_PREFIX: `lost-messages-${process.pid}` },
};

beforeAll(async () => {
  catalog.edit('holds.yaml', 'max_seconds: 3600', 'max_seconds: 2');
  catalog.edit('holds.yaml', 'ring_seconds: 180', 'ring_seconds: 1');
  catalog.edit('holds.yaml', 'grace_seconds: 60', 'grace_seconds: 0');
  tollgate = await startTollgate(options);
});
afterAll(async () => {
  await tollgate.stop();
  cleanUp?.();
});

/** Until nothing is held any more: what the sweeper does. */
async function swept(accountId: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (((await standingOf(tollgate.client, accountId))[3] ?? 0) > 0) {
    if (Date.now() > deadline) throw new Error('the hold is still open');
    await delay(50);
  }
}

async function changesOf(accountId: string): Promise<readonly (readonly [string, number])[]> {
  const movements = await movementsOf(tollgate.client, accountId);
  return movements.slice(1).map(({ kind, amountMilliCents }) => [shortForm(kind), Number(amountMilliCents)]);
}

describe('messages that are lost', () => {
  it('G-6 a call of which nothing is heard again is released, and its late settle charges once', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    expect(await standingOf(client, accountId)).toEqual([500_000, 167, 499_833, 1]);
    await swept(accountId);
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);

    const late = { accountId, holdId: 'c', connectedSeconds: 2 };
    expect(await client.settle(late)).toMatchObject({ billingAmountMilliCents: '167', corrected: true });
    expect(await client.settle(late)).toMatchObject({ billingAmountMilliCents: '167', replayed: true });
    expect(await standingOf(client, accountId)).toEqual([499_833, 0, 499_833, 0]);
    expect(await changesOf(accountId)).toEqual([['correction', -167]]);
  });

  it('G-6 a call whose hangup is lost costs the time that was proven, until the settle says better', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    await client.answer({ accountId, holdId: 'c' });
    await client.extend({ accountId, holdId: 'c', connectedSeconds: 1, sequence: 1 });
    await swept(accountId);
    const { holds } = await client.listHolds({ accountId, holdId: 'c' });
    expect(holds).toMatchObject([
      {
        state: 'HOLD_STATE_EXPIRED',
        result: { billingAmountMilliCents: '84', estimated: true, billedDurationSeconds: '1' },
      },
    ]);
    expect(await client.settle({ accountId, holdId: 'c', connectedSeconds: 2 })).toMatchObject({
      billingAmountMilliCents: '167',
      estimated: false,
    });
    expect(await changesOf(accountId)).toEqual([
      ['charge', -84],
      ['correction', -83],
    ]);
  });
});

describe('messages that come twice, late or in another order', () => {
  it('G-6 a settle that comes twice charges once, and another one is refused', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const settle = { accountId, holdId: 'c', connectedSeconds: 1 };
    const [first, again] = await Promise.all([client.settle(settle), client.settle(settle)]);
    expect(new Set([first.replayed, again.replayed])).toEqual(new Set([false, true]));
    await expect(client.settle({ ...settle, connectedSeconds: 2 })).rejects.toMatchObject({ code: 'already_exists' });
    expect(await client.release({ accountId, holdId: 'c' })).toMatchObject({ billingAmountMilliCents: '84' });
    expect(await client.answer({ accountId, holdId: 'c' })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
    });
    expect(await standingOf(client, accountId)).toEqual([499_916, 0, 499_916, 0]);
  });

  it('G-6 a release that overtakes its authorize denies it', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await client.release({ accountId, holdId: 'c' });
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'RELEASED_BEFORE_AUTHORIZE',
    });
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
  });
});

it('G-6 a call goes on when the sidecar that authorized it is gone', async () => {
  const accountId = await accountWith(tollgate.client, 500_000);
  await tollgate.client.authorize(outbound(accountId, 'c'));
  await tollgate.stop();
  tollgate = await startTollgate(options);
  expect(await tollgate.client.settle({ accountId, holdId: 'c', connectedSeconds: 2 })).toMatchObject({
    billingAmountMilliCents: '167',
    balanceMilliCents: '499833',
  });
  expect(await standingOf(tollgate.client, accountId)).toEqual([499_833, 0, 499_833, 0]);
});

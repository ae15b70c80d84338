/** Calls that reserve in steps while the store is away: they go on within the budget, and are charged for what they used. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, movementsOf, outbound, standingOf } from '../requirements/support/traffic.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';
import { metric, readyz, temporaryDirectory, until } from './support/watching.ts';

/** A minute at a time, which is 5,000 milli-cents. */
const STEPS = 'reserve: { initial_seconds: 60, extend_seconds: 60 }';

function inSteps(whenStoreIsDown: string): string {
  const catalog = copyOf(DEFAULT_CATALOG);
  catalog.edit('holds.yaml', 'reserve: all', STEPS);
  catalog.edit('holds.yaml', 'when_store_is_down: deny', `when_store_is_down: ${whenStoreIsDown}`);
  return catalog.directory;
}

async function setUp(whenStoreIsDown: string) {
  const server = await startRedisServer();
  onTestFinished(() => server.stop());
  const options = {
    env: { REDIS_URL: server.url, TOLLGATE_DATA_DIR: temporaryDirectory() },
    catalog: inSteps(whenStoreIsDown),
  };
  const tollgate = await startTollgate(options);
  onTestFinished(() => tollgate.stop());
  return { server, tollgate, options };
}

const exposure = (http: string): Promise<number> => metric(http, 'tollgate_outage_exposure_milli_cents');

async function toldAll(server: OwnServer, http: string): Promise<void> {
  await server.revive();
  await until('the store was told', async () => (await metric(http, 'tollgate_spool_records')) === 0, 15_000);
}

/** Reports and what is granted after each. */
async function grants(
  client: TollgateClient,
  hold: { readonly accountId: string; readonly holdId: string; readonly settleToken: string },
  reports: readonly number[],
): Promise<readonly number[]> {
  const granted: number[] = [];
  for (const [index, connectedSeconds] of reports.entries()) {
    const reply = await client.extend({ ...hold, connectedSeconds, sequence: index + 1 });
    expect(reply).toMatchObject({ decision: 'DECISION_ALLOW', queued: true });
    granted.push(Number(reply.grantedSeconds));
  }
  return granted;
}

describe.runIf(hasNativeServer)('a call that reserves in steps while Redis is dead', () => {
  it('is lent steps within the budget, which are reserved and charged afterwards', async () => {
    const { server, tollgate } = await setUp('{ allow_up_to: "0.15" }');
    const { client, http } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    const [up, mute] = ['up', 'mute'].map((holdId) => ({ accountId, holdId }));
    const { settleToken } = await client.authorize(outbound(accountId, 'up'));
    await client.authorize(outbound(accountId, 'mute'));
    await client.answer(up!);
    await server.kill();
    // A heartbeat with a whole step left wants none; three more steps are 15 cents, and then the budget is used.
    expect(await grants(client, { ...up!, settleToken }, [0, 10, 60, 100, 125, 185])).toEqual([
      60, 120, 120, 180, 240, 240,
    ]);
    expect(await exposure(http)).toBe(15_000);
    // Without its token nobody knows what it costs.
    expect(await client.extend({ ...mute!, connectedSeconds: 60, sequence: 1 })).toMatchObject({
      grantedSeconds: '60',
    });
    // What is lent and what is let through is one budget.
    await expect(client.authorize(outbound(accountId, 'new'))).rejects.toMatchObject({ reason: 'STORE_AWAY' });
    await client.release(mute!);

    await toldAll(server, http);
    expect(await exposure(http)).toBe(0);
    const { holds } = await client.listHolds({ accountId, holdId: 'up' });
    expect(holds).toMatchObject([{ state: 'HOLD_STATE_ANSWERED', grantedUnits: '300', holdMilliCents: '25000' }]);
    await client.settle({ ...up!, connectedSeconds: 200 });
    // Somebody who says 200 seconds so soon is believed as far as was granted.
    const charged = (await movementsOf(client, accountId)).filter(({ holdId }) => holdId === 'up');
    expect(charged).toMatchObject([{ amountMilliCents: '-16667' }]);
    expect((await standingOf(client, accountId))[1]).toBe(0);
  });

  it('is lent nothing where the rule says deny', async () => {
    const { server, tollgate } = await setUp('deny');
    const { client, http } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    const { settleToken } = await client.authorize(outbound(accountId, 'call'));
    await server.kill();
    expect(await grants(client, { accountId, holdId: 'call', settleToken }, [10, 60])).toEqual([60, 60]);
    expect(await exposure(http)).toBe(0);
  });

  it('counts what was lent before a restart', async () => {
    const { server, tollgate, options } = await setUp('allow');
    const accountId = await accountWith(tollgate.client, 1_000_000);
    const { settleToken } = await tollgate.client.authorize(outbound(accountId, 'call'));
    const hold = { accountId, holdId: 'call', settleToken };
    await server.kill();
    expect(await grants(tollgate.client, hold, [30, 90])).toEqual([120, 180]);
    await tollgate.stop();
    const again = await startTollgate({ ...options, unready: true });
    onTestFinished(() => again.stop());
    await until('it counts', async () => (await exposure(again.http)) === 10_000);
    await until('it has a catalog', async () => (await readyz(again.http)).catalog.ok);
    const { grantedSeconds } = await again.client.extend({ ...hold, connectedSeconds: 130, sequence: 3 });
    expect(grantedSeconds).toBe('240');
    expect(await exposure(again.http)).toBe(15_000);
  });
});

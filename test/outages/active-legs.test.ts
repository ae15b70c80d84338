/** Whole sidecars whose gateway lists its active legs: legs that the store has lost, and what is wrong with a list. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListingStage, startListingStage } from './support/listing-gateway.ts';

let stage: ListingStage;
beforeAll(async () => {
  stage = await startListingStage(`active-legs-${process.pid}`);
});
afterAll(() => stage.stop());

describe('a leg that the store has lost', () => {
  it('is opened again from its token, and one that has ended says how', async () => {
    const { accountId, ids, pageOf, openIds, send } = await stage.gatewayWith(3);
    const { client, settings } = stage.sidecars[0];
    expect(settings.auth.tokens).toEqual([]);
    const { gatewayId = '' } = pageOf([]);
    const authorized = await client.authorize({
      accountId,
      holdId: 'live',
      gatewayId,
      service: 'call',
      direction: 'DIRECTION_OUTBOUND',
      from: '+12025550100',
      to: '+14155550123',
      requestedSeconds: 60,
    });
    const { settleToken } = authorized;
    expect(authorized.decision).toBe('DECISION_ALLOW');
    const held = (await client.getAccount({ accountId })).account?.heldMilliCents;
    // A failover lost the hold; what the account knew of it went with it.
    await stage.store.command('DEL', stage.keys.of(accountId).hold(accountId, 'live'));
    await stage.store.command('ZREM', stage.keys.of(accountId).open, `${accountId}:live`);
    await stage.store.command(
      'HINCRBY',
      stage.keys.of(accountId).account(accountId),
      'held',
      -Number(authorized.holdMilliCents),
    );
    await stage.store.command('HINCRBY', stage.keys.of(accountId).account(accountId), 'open', -1);
    await stage.store.command('HDEL', stage.keys.of(accountId).account(accountId), 'h::live');
    await client.settle({ accountId, holdId: 'h2', connectedSeconds: 60 });

    const legs = [
      { accountId, holdId: 'h0' },
      { settleToken, answered: true, connectedSeconds: 2 },
      { accountId, holdId: 'h2' },
      { accountId, holdId: 'never' },
      { accountId, holdId: 'never', settleToken },
    ];
    const dry = await send(pageOf(ids, { activeLegs: legs, dryRun: true }), 1);
    expect(dry.legs.map(({ state }) => state)).toEqual([
      'LEG_STATE_RECREATED',
      'LEG_STATE_ENDED',
      'LEG_STATE_UNKNOWN',
      'LEG_STATE_UNKNOWN',
    ]);
    expect(await openIds()).toEqual(['h0', 'h1']);

    const answer = await send(pageOf(ids, { activeLegs: legs }), 1);
    expect(answer.legs).toMatchObject([
      { holdId: 'live', state: 'LEG_STATE_RECREATED', amountMilliCents: authorized.holdMilliCents },
      {
        holdId: 'h2',
        state: 'LEG_STATE_ENDED',
        amountMilliCents: '5000',
        reservationStatus: 'RESERVATION_STATUS_SETTLED',
      },
      { holdId: 'never', state: 'LEG_STATE_UNKNOWN', reason: 'HOLD_UNKNOWN' },
      { holdId: 'never', state: 'LEG_STATE_UNKNOWN', reason: 'BAD_TOKEN' },
    ]);
    expect((await send(pageOf(ids, { activeLegs: legs }))).legs.map(({ holdId }) => holdId)).not.toContain('live');
    expect(await openIds()).toEqual(['h0', 'h1', 'live']);
    const { holds } = await client.listHolds({ accountId, holdId: 'live' });
    expect(holds).toMatchObject([{ state: 'HOLD_STATE_ANSWERED', recreated: true, gatewayId }]);
    expect(held).toBe(String(3 * 5_000 + Number(authorized.holdMilliCents)));
    expect(await client.settle({ settleToken, connectedSeconds: 3 })).toMatchObject({ billingAmountMilliCents: '250' });
  });
});

describe('over HTTP', () => {
  it('a list is a page of JSON, and what is wrong with it is named', async () => {
    const { gatewayId, accountId, ids, pageOf } = await stage.gatewayWith(2);
    const post = async (body: object) => {
      const response = await fetch(`${stage.sidecars[0].http}/v1/reconcile`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    expect(pageOf(ids).gatewayId).toBe(gatewayId);
    const legs = ids.map((hold_id) => ({ account_id: accountId, hold_id, connected_seconds: 1.5 }));
    const list = { gateway_id: gatewayId, list_id: 'one', page: 1, last: true, active_legs: legs };
    expect(await post(list)).toMatchObject({
      status: 200,
      body: { state: 'LIST_STATE_COUNTED', open_holds: 2, missing: 0, missing_holds: [], legs: [] },
    });
    const wrong: readonly (readonly [object, string])[] = [
      [{ gateway_id: '' }, 'gateway_id'],
      [{ list_id: '' }, 'list_id'],
      [{ list_id: 'ü' }, 'list_id'],
      [{ page: 0 }, 'page'],
      [{ page: 201 }, 'page'],
      [{ epoch: 0 }, 'epoch'],
      [{ taken_seconds_ago: 3_601 }, 'taken_seconds_ago'],
      [{ active_legs: [legs[0], { account_id: accountId }] }, 'active_legs[1].hold_id'],
      [{ active_legs: [{ ...legs[0], connected_seconds: -1 }] }, 'active_legs[0].connected_seconds'],
      [{ active_legs: [7] }, 'active_legs[0]'],
      [{ active_legs: Array.from({ length: 1_001 }, () => legs[0]) }, 'active_legs'],
    ];
    for (const [change, field] of wrong) {
      const answer = await post({ ...list, ...change });
      expect([answer.status, (answer.body['error'] as { field?: string }).field]).toEqual([400, field]);
    }
  });
});

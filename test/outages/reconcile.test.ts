/** Whole sidecars whose gateway lists its active legs: which holds are ended, and which lists end none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReconcileRequest } from '../../src/gen/tollgate/v1/ReconcileRequest.ts';
import { answered, standing } from '../ledger/support/test-ledger.ts';
import type { TestTollgate } from '../support/tollgate.ts';
import { BEFORE, type ListingStage, startListingStage } from './support/listing-gateway.ts';

let stage: ListingStage;
beforeAll(async () => {
  stage = await startListingStage(`reconcile-${process.pid}`);
});
afterAll(() => stage.stop());

/** @param series - after `tollgate_reconcile_` */
async function count({ http }: TestTollgate, series: string): Promise<number> {
  const text = await (await fetch(`${http}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`tollgate_reconcile_${series}`));
  return Number(line?.split(' ').at(-1));
}

describe('holds that two lists do not name', () => {
  it('are ended, by whichever sidecar gets the second; a settle corrects that', async () => {
    const { accountId, ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    const before = await count(stage.sidecars[1], 'holds_total{outcome="released"}');
    const up = ids.slice(1);
    expect(await send(pageOf(up, BEFORE), 0)).toMatchObject({
      state: 'LIST_STATE_COUNTED',
      openHolds: '10',
      missing: '1',
      missingTwice: '0',
      ended: '0',
      nextListSeconds: '0',
    });
    const found = await send(pageOf(up), 1);
    expect(found).toMatchObject({ state: 'LIST_STATE_COUNTED', missingTwice: '1', ended: '1', left: '0' });
    expect(found.missingHolds).toMatchObject([
      {
        accountId,
        holdId: 'h0',
        ended: true,
        reservationStatus: 'RESERVATION_STATUS_RELEASED',
        holdMilliCents: '5000',
      },
    ]);
    expect(await openIds()).toEqual(up);
    expect(await count(stage.sidecars[1], 'holds_total{outcome="released"}')).toBe(before + 1);
    expect(stage.sidecars[1].logs.filter(({ hold_id: id }) => id === 'h0')).toMatchObject([
      { account_id: accountId, outcome: 'released', msg: 'ended a hold that its gateway does not list any more' },
    ]);
    expect(await stage.sidecars[0].client.settle({ accountId, holdId: 'h0', connectedSeconds: 12 })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      corrected: true,
      billingAmountMilliCents: '1000',
    });
  });

  it('are charged for the time that is proven, and stay where that shows that they were up since', async () => {
    const { accountId, ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    for (const holdId of ['h0', 'h1']) await stage.past.answer(answered(accountId, holdId));
    // Both were answered two minutes ago.
    const [gone, there] = [33, 100].map((seconds, n) => ({
      accountId,
      holdId: `h${n}`,
      connectedSeconds: String(seconds),
    }));
    const others = ids.slice(2);
    await send(pageOf([], { activeLegs: [gone!, there!] }));
    await send(pageOf(others, BEFORE));
    const found = await send(pageOf(others));
    expect(found).toMatchObject({ missing: '2', missingTwice: '2', ended: '1', left: '0' });
    expect(found.missingHolds).toMatchObject([
      { holdId: 'h0', ended: true, reservationStatus: 'RESERVATION_STATUS_SETTLED', billingAmountMilliCents: '2750' },
      { holdId: 'h1', ended: false },
    ]);
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('are not ended by two lists that are less than 30 s apart', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    const first = await send(pageOf(ids.slice(1), { takenSecondsAgo: '20' }));
    expect(Number(first.nextListSeconds)).toBeGreaterThan(5);
    expect(Number(first.nextListSeconds)).toBeLessThanOrEqual(10);
    expect(await send(pageOf(ids.slice(1)))).toMatchObject({ missing: '1', missingTwice: '0', ended: '0' });
    expect(await openIds()).toEqual(ids);
  });

  it('are not ended if they were opened after the first list began', async () => {
    const { gatewayId, accountId, ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    await stage.sidecars[0].client.authorize({
      accountId,
      holdId: 'new',
      gatewayId,
      service: 'call',
      direction: 'DIRECTION_OUTBOUND',
      from: '+12025550100',
      to: '+14155550123',
      requestedSeconds: 60,
    });
    expect(await send(pageOf(ids, BEFORE))).toMatchObject({ openHolds: '10', missing: '0' });
    expect(await send(pageOf(ids))).toMatchObject({ missing: '1', missingTwice: '0', ended: '0' });
    expect(await openIds()).toEqual([...ids, 'new'].sort());
  });

  it('are left alone where they were settled between the lists', async () => {
    const { accountId, ids, pageOf, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(1), BEFORE));
    await stage.sidecars[0].client.settle({ accountId, holdId: 'h0', connectedSeconds: 30 });
    expect(await send(pageOf(ids.slice(1)))).toMatchObject({ openHolds: '9', missing: '0', ended: '0' });
    expect(await standing(stage.past, accountId)).toMatchObject({ balance: 1_000_000 - 2_500 });
  });

  it('are not ended in a dry run, which says what would be', async () => {
    const { accountId, ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(1), { ...BEFORE, dryRun: true }));
    const found = await send(pageOf(ids.slice(1), { dryRun: true }));
    expect(found).toMatchObject({ missingTwice: '1', ended: '0', left: '1', missingHolds: [{ holdId: 'h0' }] });
    expect(await openIds()).toEqual(ids);
    expect(await send(pageOf(ids.slice(1)))).toMatchObject({ ended: '1' });
    expect(await standing(stage.past, accountId)).toMatchObject({ open: 9 });
  });

  it('are all ended in the end where there was no time for all of them at once', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(40);
    const up = ids.slice(0, 33);
    await send(pageOf(up, BEFORE));
    // Less than what is kept for the answer: no hold is begun.
    const { client } = stage.sidecars[0];
    const last = pageOf(up);
    expect(await client.reconcile(last, { deadlineMs: 450 })).toMatchObject({
      missingTwice: '7',
      ended: '0',
      left: '7',
    });
    expect(await client.reconcile(last)).toMatchObject({ missingTwice: '7', ended: '7', left: '0' });
    expect(await openIds()).toEqual([...up].sort());
  });
});

describe('a list that cannot be trusted', () => {
  it('ends nothing when more than one hold in five is missing, until an operator says so', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    const up = ids.slice(3);
    const before = await count(stage.sidecars[0], 'lists_total{outcome="refused"}');
    expect(await send(pageOf(up, BEFORE))).toMatchObject({ state: 'LIST_STATE_COUNTED', missing: '3' });
    expect(await send(pageOf(up))).toMatchObject({
      state: 'LIST_STATE_REFUSED',
      openHolds: '10',
      missing: '3',
      missingTwice: '3',
      ended: '0',
    });
    expect(await openIds()).toEqual(ids);
    expect(await count(stage.sidecars[0], 'lists_total{outcome="refused"}')).toBe(before + 1);
    const { gatewayId = '' } = pageOf([]);
    expect(stage.sidecars[0].logs.filter((line) => line['level'] === 'error')).toMatchObject([
      { gateway_id: gatewayId, open_holds: 10, missing: 3 },
    ]);
    expect(await send(pageOf(up, { force: true }))).toMatchObject({ state: 'LIST_STATE_COUNTED', ended: '3' });
    expect(await openIds()).toEqual(up);
  });

  it('ends what is missing up to one in five', async () => {
    const { ids, pageOf, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(2), BEFORE));
    expect(await send(pageOf(ids.slice(2)))).toMatchObject({ state: 'LIST_STATE_COUNTED', ended: '2' });
  });

  it('counts for nothing when it is empty, also with force', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(2);
    for (const list of [BEFORE, { force: true }]) {
      expect(await send(pageOf([], list))).toMatchObject({ state: 'LIST_STATE_EMPTY', missing: '0', ended: '0' });
    }
    expect(await openIds()).toEqual(ids);
  });

  it('counts for nothing when it never completes', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(1), BEFORE));
    const half = pageOf(ids.slice(2), { page: 2, last: true });
    expect(await send(half)).toMatchObject({ state: 'LIST_STATE_INCOMPLETE', missingPages: [1], ended: '0' });
    expect(await openIds()).toEqual(ids);
    // Its other page comes late, and again.
    const rest = { ...half, page: 1, last: false, activeLegs: [half.activeLegs![0]!] };
    expect(await send(rest, 1)).toMatchObject({
      state: 'LIST_STATE_COUNTED',
      missing: '2',
      missingTwice: '1',
      ended: '1',
    });
    expect(await send(rest, 1)).toMatchObject({ state: 'LIST_STATE_COUNTED', missing: '1', missingTwice: '0' });
  });

  it('does not mix with another one that is sent at the same time', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(1), BEFORE));
    // Each has one half of the legs in each of its pages.
    const [low, high] = [ids.slice(1, 5), ids.slice(5)];
    const a = pageOf(low, { last: false });
    const b = pageOf(high, { last: false });
    await Promise.all([send(a, 0), send(b, 1)]);
    expect(await openIds()).toEqual(ids);
    const rest = (list: ReconcileRequest, names: readonly string[]) => pageOf(names, { listId: list.listId!, page: 2 });
    const answers = await Promise.all([send(rest(a, high), 0), send(rest(b, low), 1)]);
    const ended = answers.reduce((sum, answer) => sum + Number(answer.ended), 0);
    expect(ended).toBe(1);
    expect(await openIds()).toEqual(ids.slice(1));
  });

  it('of an earlier epoch is refused, and a new epoch begins with its first list', async () => {
    const { ids, pageOf, openIds, send } = await stage.gatewayWith(10);
    await send(pageOf(ids.slice(1), { ...BEFORE, epoch: '5' }));
    expect(await send(pageOf(ids.slice(1), { epoch: '6' }))).toMatchObject({ missing: '1', missingTwice: '0' });
    await expect(send(pageOf(ids, { epoch: '5' }))).rejects.toMatchObject({ reason: 'EPOCH_PASSED' });
    expect(await openIds()).toEqual(ids);
  });
});

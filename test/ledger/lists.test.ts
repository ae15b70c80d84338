import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListPage } from '../../src/ledger/port.ts';
import { KEEP_LIST_MS, KEEP_MISSING_MS } from '../../src/ledger/reconcile-operations.ts';
import { BOTH, openRedisLedger, type TestLedger } from './support/test-ledger.ts';

const named = (...holds: string[]) => holds.map((holdId) => ({ accountId: 'a', holdId }));

describe.each(BOTH)('the lists of a gateway (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  let gateways = 0;
  /** Pages of one gateway's lists; each test has a gateway of its own. */
  function gateway(epoch?: number) {
    gateways += 1;
    const gatewayId = `gw ${gateways}`;
    return (listId: string, page: number, holds: string[], changes: Partial<ListPage> = {}) =>
      bench.ledger.takePage({
        gatewayId,
        listId,
        page,
        epoch,
        last: false,
        ageMs: 0,
        legs: named(...holds),
        ...changes,
      });
  }

  const refOf = (listId: string) => ({ gatewayId: `gw ${gateways}`, listId });

  it('are complete when all their pages are there, in any order and however often', async () => {
    const take = gateway();
    const began = bench.clock.ms;
    expect(await take('l', 3, ['h5'], { last: true })).toMatchObject({
      complete: false,
      missingPages: [1, 2],
      legs: 1,
    });
    bench.clock.ms += 1_000;
    expect(await take('l', 1, ['h1', 'h2'])).toMatchObject({ complete: false, missingPages: [2], legs: 3 });
    expect(await take('l', 1, ['h1', 'h3'])).toMatchObject({ complete: false, missingPages: [2], legs: 4 });
    const done = await take('l', 2, []);
    expect(done).toMatchObject({ complete: true, missingPages: [], legs: 4, beganMs: began, epoch: undefined });
    expect(await take('l', 2, [])).toMatchObject({ complete: true, beganMs: began });
    const list = { ...refOf('l'), ...done };
    expect(await bench.ledger.namedInList(list, named('h5', 'h4', 'h1', 'h2', 'h3'))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  it('are refused where their pages contradict each other about the last one', async () => {
    const take = gateway();
    await take('l', 2, ['h1'], { last: true });
    await expect(take('l', 3, ['h2'])).rejects.toMatchObject({ reason: 'CONFLICT', details: { field: 'last' } });
    await expect(take('l', 1, ['h2'], { last: true })).rejects.toMatchObject({ reason: 'CONFLICT' });
    await take('other', 5, ['h1']);
    await expect(take('other', 4, ['h2'], { last: true })).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await take('l', 1, ['h2'])).toMatchObject({ complete: true, legs: 2 });
  });

  it('that are under way at once do not mix; a fifth takes the place of the one heard of longest ago', async () => {
    const take = gateway();
    const first = { ...refOf('l1'), ...(await take('l1', 1, ['h1'], { last: true })) };
    for (const id of ['l2', 'l3', 'l4']) {
      bench.clock.ms += 1_000;
      expect(await take(id, 1, [`${id}-leg`])).toMatchObject({ complete: false, legs: 1 });
    }
    expect(await bench.ledger.namedInList(first, named('h1', 'l2-leg'))).toEqual([true, false]);
    await take('l5', 1, ['h9'], { last: true });
    await expect(bench.ledger.namedInList(first, named('h1'))).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await take('l2', 2, ['h3'], { last: true })).toMatchObject({ complete: true, legs: 2 });
  });

  it('that never complete are forgotten', async () => {
    const take = gateway();
    await take('l', 2, ['h1'], { last: true });
    bench.clock.ms += KEEP_LIST_MS;
    expect(await take('l', 1, ['h2'])).toMatchObject({ complete: false, missingPages: [], legs: 1 });
  });

  it('remember since when a hold is missing, and forget it when any page names it, or after an hour', async () => {
    const take = gateway();
    const began = bench.clock.ms;
    const first = { ...refOf('l1'), ...(await take('l1', 1, ['up'], { last: true })) };
    const missing = named('h1', 'h2');
    expect(await bench.ledger.markMissing(first, missing)).toEqual([undefined, undefined]);
    bench.clock.ms += 40_000;
    // Of a list that never completes.
    await take('l2', 1, ['h2']);
    const third = { ...refOf('l3'), ...(await take('l3', 1, ['up'], { last: true })) };
    expect(await bench.ledger.markMissing(third, missing)).toEqual([began, undefined]);
    expect(await bench.ledger.markMissing(third, missing)).toEqual([began, began + 40_000]);
    bench.clock.ms += KEEP_MISSING_MS;
    const last = { ...refOf('l4'), ...(await take('l4', 1, ['up'], { last: true })) };
    expect(await bench.ledger.markMissing(last, missing)).toEqual([undefined, undefined]);
  });

  it('that began earlier and complete later count as the earlier ones', async () => {
    const take = gateway();
    const old = { ...refOf('old'), ...(await take('old', 1, ['up'], { last: true, ageMs: 45_000 })) };
    const late = { ...refOf('new'), ...(await take('new', 1, ['up'], { last: true })) };
    expect(old.beganMs).toBe(bench.clock.ms - 45_000);
    expect(await bench.ledger.markMissing(late, named('h'))).toEqual([undefined]);
    expect(await bench.ledger.markMissing(old, named('h'))).toEqual([late.beganMs]);
    expect(await bench.ledger.markMissing(late, named('h'))).toEqual([old.beganMs]);
  });

  it('of a new epoch are compared with nothing before it, and those of an old one are refused', async () => {
    const take = gateway(7);
    const before = { ...refOf('l1'), ...(await take('l1', 1, ['up'], { last: true })) };
    await bench.ledger.markMissing(before, named('h'));
    expect(await take('l2', 1, ['up'], { last: true, epoch: undefined })).toMatchObject({ epoch: 7 });
    const after = { ...refOf('l3'), ...(await take('l3', 1, ['up'], { last: true, epoch: 8 })) };
    expect(await bench.ledger.markMissing(after, named('h'))).toEqual([undefined]);
    const passed = { code: 'failed_precondition', reason: 'EPOCH_PASSED' };
    await expect(take('l1', 2, ['up'])).rejects.toMatchObject(passed);
    await expect(bench.ledger.markMissing(before, named('h'))).rejects.toMatchObject(passed);
  });
});

it('lists leave nothing behind in Redis for longer than they count', async () => {
  const bench = await openRedisLedger({ partitions: 4 });
  const { ledger, keys } = bench;
  const page = { gatewayId: 'gw{1}:a%', listId: 'l', page: 1, last: true, epoch: 1, ageMs: 0, legs: named('h:{x}') };
  const list = { ...page, ...(await ledger.takePage(page)) };
  expect(await ledger.namedInList(list, named('h:{x}', 'h'))).toEqual([true, false]);
  await ledger.markMissing(list, named('h'));
  const { lists, missing, legs } = keys.of(page.gatewayId).lists(page.gatewayId);
  for (const key of [lists, missing, legs[0] ?? '']) {
    const left = Number(await bench.command('PTTL', key));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(KEEP_MISSING_MS);
  }
  await bench.close();
});

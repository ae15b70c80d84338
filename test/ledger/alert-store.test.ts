import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertStore, LineChange } from '../../src/ledger/alert-operations.ts';
import { PartitionExport } from '../../src/ledger/copy/export.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { createAccount, openRedisLedger, refOf, type RedisTestLedger } from './support/test-ledger.ts';
import { alertStoreOf } from './support/alerting.ts';

let bench: RedisTestLedger;
let store: AlertStore;
const account = refOf('a', '');
beforeEach(async () => {
  bench = await openRedisLedger();
  store = alertStoreOf(bench);
  await createAccount(bench.ledger, 'a', 0);
});
afterEach(() => bench.close());

const low = (expected: string, next: string): LineChange => ({ line: 'low_amount', expected, next });

async function cross(change: LineChange, id = 'alert_1.1') {
  return store.crossAlert({ ...account, changes: [change], deliveries: [{ id, text: `{"id":"${id}"}` }] });
}

const takenIds = async (): Promise<readonly string[]> =>
  (await store.takeDeliveries(0, 10, 30_000)).deliveries.map(({ id }) => id);

describe('a claim', () => {
  it('is won by one, and puts its deliveries into the outbox with it', async () => {
    await store.setAlerts(account, '{}', true);
    const claims = await Promise.all(['x', 'y'].map((who) => cross(low('', `low ${who}`), `alert_${who}.1`)));
    expect(claims.filter(({ crossed }) => crossed)).toHaveLength(1);
    const { lines } = await store.alertsOf(account, []);
    const winner = claims[0]?.crossed === true ? 'x' : 'y';
    expect(lines.get('low_amount')).toBe(`low ${winner}`);
    expect(await takenIds()).toEqual([`alert_${winner}.1`]);
  });

  it('is repeated without a second delivery, and refused from what is no longer so', async () => {
    await store.setAlerts(account, '{}', true);
    await cross(low('', 'low 1'));
    expect(await cross(low('', 'low 1'), 'alert_1.1')).toEqual({ crossed: true, dropped: 0 });
    expect(await takenIds()).toEqual(['alert_1.1']);
    expect((await cross(low('', 'low 2'), 'alert_2.1')).crossed).toBe(false);
    expect((await cross(low('well 1', 'low 2'), 'alert_2.1')).crossed).toBe(false);
    expect(await takenIds()).toEqual([]);
  });

  it('of an account that does not want to be told any more is refused', async () => {
    await store.setAlerts(account, '{}', true);
    expect((await store.watchedAccounts(0, { after: '', limit: 10 })).items).toEqual(['a']);
    await store.setAlerts(account, '', false);
    expect((await cross(low('', 'low 1'))).crossed).toBe(false);
    expect((await store.watchedAccounts(0, { after: '', limit: 10 })).items).toEqual([]);
  });

  it('goes on where the outbox has no room, and says what was dropped', async () => {
    await store.setAlerts(account, '{}', true);
    const outbox = bench.keys.at(0).alertOutbox;
    const many = Array.from({ length: 9_999 }, (_, index) => [`old.${index}`, '0\t0\t0\t\t{}']).flat();
    await bench.command('HSET', outbox, ...many);
    const deliveries = ['alert_1.1', 'alert_1.2'].map((id) => ({ id, text: '{}' }));
    const reply = await store.crossAlert({ ...account, changes: [low('', 'low 1')], deliveries });
    expect(reply).toEqual({ crossed: true, dropped: 1 });
    expect(await takenIds()).toEqual(['alert_1.1']);
  });

  it('of what nobody knows is ACCOUNT_UNKNOWN', async () => {
    await expect(store.setAlerts(refOf('b', ''), '{}', true)).rejects.toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
  });
});

describe('a delivery', () => {
  beforeEach(async () => {
    await store.setAlerts(account, '{}', true);
    await cross(low('', 'low 1'));
  });

  const end = (outcome: 'sent' | 'retry' | 'dead', tries = 1) =>
    store.finishDelivery(0, { id: 'alert_1.1', outcome, tries, waitMs: 5_000, why: 'no\tanswer\n' });

  it('that was taken is nobody else’s until it may be given up, and then it is uncertain', async () => {
    const first = await store.takeDeliveries(0, 10, 30_000);
    expect(first.deliveries).toEqual([{ id: 'alert_1.1', tries: 1, uncertain: false, text: '{"id":"alert_1.1"}' }]);
    expect(first).toMatchObject({ pending: 1, dead: 0, nextDueMs: first.nowMs + 30_000 });
    bench.clock.ms += 29_999;
    expect(await takenIds()).toEqual([]);
    bench.clock.ms += 1;
    const [again] = (await store.takeDeliveries(0, 10, 30_000)).deliveries;
    expect(again).toMatchObject({ tries: 2, uncertain: true });
    // The first one comes back late: a failure of it says nothing about the second attempt, a success does.
    await end('retry', 1);
    bench.clock.ms += 5_000;
    expect(await takenIds()).toEqual([]);
    await end('sent', 1);
    bench.clock.ms += 60_000;
    expect(await takenIds()).toEqual([]);
  });

  it('that failed is due again after its wait, and is no repeat', async () => {
    await takenIds();
    await end('retry');
    bench.clock.ms += 4_999;
    expect(await takenIds()).toEqual([]);
    bench.clock.ms += 1;
    const { deliveries } = await store.takeDeliveries(0, 10, 30_000);
    expect(deliveries).toMatchObject([{ tries: 2, uncertain: false }]);
  });

  it('that was given up is listed with the reason, and can be sent again', async () => {
    await takenIds();
    await end('dead');
    const page = { after: '', limit: 10 };
    const { items } = await store.deliveries('dead', page);
    expect(items).toEqual([
      {
        id: 'alert_1.1',
        state: 'dead',
        atMs: bench.clock.ms,
        tries: 1,
        why: 'no answer ',
        text: '{"id":"alert_1.1"}',
      },
    ]);
    expect(await store.resend(account, 'alert_2.1')).toBe(false);
    expect(await store.resend(account, 'alert_1.1')).toBe(true);
    expect((await store.deliveries('dead', page)).items).toEqual([]);
    expect(await takenIds()).toEqual(['alert_1.1']);
    await end('dead');
    expect(await store.resendAll()).toBe(1);
    expect(await takenIds()).toEqual(['alert_1.1']);
    await end('sent');
    expect((await store.deliveries('sent', page)).items).toHaveLength(1);
  });
});

it('an export takes along what was told, and leaves the outbox behind', async () => {
  await store.setAlerts(account, '{}', true);
  await cross(low('', 'low 1'));
  const runner = new ScriptRunner(bench.store, loadScripts(), bench.options);
  const keys: string[] = [];
  for await (const line of new PartitionExport(runner, 0).lines()) if (line.kind === 'key') keys.push(line.key);
  expect(keys.filter((key) => key.startsWith('alert')).sort()).toEqual(['alerting', 'alerts:a']);
});

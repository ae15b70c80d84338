/** Whole sidecars whose sweepers share the work, and go on whatever is broken. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { call, createAccount, credited, DAY_MS, standing } from '../ledger/support/test-ledger.ts';
import { connectTestStore } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { until } from './support/watching.ts';

let store: RedisStore;
beforeAll(async () => {
  store = await connectTestStore();
});
afterAll(() => store.close());

/** A ledger beside the sidecars, by Redis's own clock. */
async function ledgerAt(prefix: string, partitions: number): Promise<{ ledger: Ledger; keys: Keys }> {
  const keys = new Keys(prefix, partitions);
  await openStore(store, keys);
  const ages = { tombstoneMs: 7 * DAY_MS, earlyReleaseMs: 60_000, onceMs: 400 * DAY_MS, journalRetentionMs: DAY_MS };
  return { ledger: createRedisLedger(store, { keys, ...ages, journalMaxBytes: 1_000_000_000 }), keys };
}

/** A hold that is due as soon as it is opened. */
const overdue = (account: string, holdId: string) =>
  call(account, holdId, { timing: { ...call(account, '').timing, ringSeconds: 0 } });

const sweptBy = ({ logs }: TestTollgate): string[] =>
  logs
    .filter(({ msg }) => msg === 'swept a hold that nobody settled')
    .map((line) => [line['account_id'], line['hold_id']].join(' '));

const errorsOf = ({ logs }: TestTollgate) => logs.filter(({ level }) => level === 'error');

it('two sidecars share the work, and each hold is ended once', { timeout: 60_000 }, async () => {
  const prefix = `sweepers-${process.pid}`;
  const { ledger } = await ledgerAt(prefix, 64);
  const accounts = Array.from({ length: 100 }, (_, index) => `a${index}`);
  for (const account of accounts) await createAccount(ledger, account, 10_000_000);
  for (let n = 0; n < 40; n++)
    await Promise.all(accounts.map((account) => ledger.authorize(overdue(account, `h${n}`))));

  const env = { TOLLGATE_REDIS_PREFIX: prefix };
  const sidecars = await Promise.all([startTollgate({ env }), startTollgate({ env })]);
  try {
    await until('all holds have ended', async () => (await ledger.totals()).openHolds === 0, 30_000);
    const [first = [], second = []] = sidecars.map(sweptBy);
    expect(first.length).toBeGreaterThan(0);
    expect(second.length).toBeGreaterThan(0);
    // The reply to a sweep may be lost; nobody ends a hold that another one has ended.
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
    for (const account of accounts) {
      expect(await standing(ledger, account)).toEqual({ balance: 10_000_000, held: 0, open: 0 });
    }
    expect(sidecars.flatMap(errorsOf)).toEqual([]);
  } finally {
    await Promise.all(sidecars.map((sidecar) => sidecar.stop()));
  }
});

describe('a sweeper', () => {
  const prefix = `sweeper-${process.pid}`;
  let ledger: Ledger;
  let keys: Keys;
  let tollgate: TestTollgate;
  beforeAll(async () => {
    ({ ledger, keys } = await ledgerAt(prefix, 2));
    tollgate = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: prefix, TOLLGATE_REDIS_PARTITIONS: '2' } });
  });
  afterAll(() => tollgate.stop());

  const isOpen = async (account: string): Promise<boolean> => (await standing(ledger, account)).open > 0;

  it('waits for the lease of a sidecar that has died to end, and works elsewhere meanwhile', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `leased-${index}`);
    const leased = ids.find((id) => keys.of(id) === keys.at(0))!;
    const free = ids.find((id) => keys.of(id) === keys.at(1))!;
    for (const id of [leased, free]) await createAccount(ledger, id, 100_000);
    expect(await ledger.leasePartition('sweep', 0, 'a sidecar that has died', 3_500)).toBe(true);
    await ledger.authorize(overdue(leased, 'h'));
    await ledger.authorize(overdue(free, 'h'));
    await until('the free one has ended', async () => !(await isOpen(free)), 3_000);
    expect(await isOpen(leased)).toBe(true);
    await until('the leased one has ended', async () => !(await isOpen(leased)));
  });

  it('sets aside what it cannot end, says so, and ends the others', { timeout: 20_000 }, async () => {
    const [stuck, broken, other] = ['stuck', 'broken', 'other'];
    for (const id of [stuck, broken, other]) await createAccount(ledger, id, 100_000);
    const placed = keys.of(stuck);
    // Hands in Redis: less is held on the account than the hold has reserved, and a record that is something else.
    await ledger.authorize({ ...overdue(stuck, 'h'), timing: { ...overdue(stuck, 'h').timing, ringSeconds: 1 } });
    await store.command('HSET', placed.account(stuck), 'held', '0');
    await ledger.authorize({ ...overdue(broken, 'h'), timing: { ...overdue(broken, 'h').timing, ringSeconds: 1 } });
    const record = keys.of(broken).hold(broken, 'h');
    await store.command('RENAME', record, `${record}:kept`);
    await store.command('LPUSH', record, 'something else');
    await delay(1_100);
    await ledger.authorize(overdue(other, 'h'));
    await until('the other one has ended', async () => !(await isOpen(other)));
    await until('two are aside', async () => (await ledger.totals()).asideHolds === 2);
    const { items } = await ledger.asideHolds({ after: '', limit: 10 });
    const reasons = new Map(items.map(({ accountId, why }) => [accountId, why]));
    expect(reasons.get(stuck)).toContain('held below the amount of an open hold');
    expect(reasons.get(broken)).toContain('sweep failed');
    const said = errorsOf(tollgate).filter(({ msg }) => String(msg).includes('it is set aside'));
    expect(said.map((line) => String(line['account_id'])).sort()).toEqual([broken, stuck].sort());

    // Not tried again and again.
    await delay(2_500);
    expect(errorsOf(tollgate).filter(({ msg }) => String(msg).includes('it is set aside'))).toHaveLength(2);

    await store.command('HSET', placed.account(stuck), 'held', '5000');
    await store.command('DEL', record);
    await store.command('RENAME', `${record}:kept`, record);
    expect(await ledger.retryAside(undefined)).toBe(2);
    await until('both have ended', async () => !(await isOpen(stuck)) && !(await isOpen(broken)));
    expect(await ledger.totals()).toMatchObject({ asideHolds: 0 });
    expect(await standing(ledger, stuck)).toEqual({ balance: 100_000, held: 0, open: 0 });
  });

  it(
    'goes on with the other partitions where one fails, says so once, and comes back to it',
    { timeout: 30_000 },
    async () => {
      const ids = Array.from({ length: 10 }, (_, index) => `part-${index}`);
      const failing = ids.find((id) => keys.of(id) === keys.at(0))!;
      const working = ids.find((id) => keys.of(id) === keys.at(1))!;
      for (const id of [failing, working]) await createAccount(ledger, id, 100_000);
      await ledger.authorize(overdue(working, 'before'));
      const { open } = keys.at(0);
      await store.command('RENAME', open, `${open}:kept`).catch(() => undefined);
      await store.command('SET', open, 'something else');
      const said = () => errorsOf(tollgate).filter(({ msg }) => String(msg).startsWith('the sweeper cannot work'));
      await until('it says so', () => said().length > 0);
      await ledger.authorize(overdue(working, 'after'));
      await until('the working one has ended', async () => !(await isOpen(working)));
      await delay(2_000);
      expect(said()).toMatchObject([{ partitions: '0' }]);

      await store.command('DEL', open);
      await ledger.authorize(overdue(failing, 'late'));
      await until('the failing one has ended', async () => !(await isOpen(failing)));
      const again = 'the sweeper reaches all partitions again';
      await until('it says so', () => tollgate.logs.some(({ msg }) => msg === again));
      await ledger.post(credited(failing, 'k', 1));
    },
  );
});

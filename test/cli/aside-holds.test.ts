/** The holds that could not be ended, for the operator who is to mend them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { until } from '../outages/support/watching.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { connectTestStore } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Outcome, tollgate as program } from './support/terminal.ts';

let store: RedisStore;
let tollgate: TestTollgate;
const prefix = `aside-${process.pid}`;
const catalog = copyOf(DEFAULT_CATALOG, afterAll);

beforeAll(async () => {
  store = await connectTestStore();
  catalog.edit('holds.yaml', 'ring_seconds: 180', 'ring_seconds: 1');
  tollgate = await startTollgate({ catalog: catalog.directory, env: { TOLLGATE_REDIS_PREFIX: prefix } });
});
afterAll(async () => {
  await tollgate?.stop();
  await store?.close();
});

function at(line: string): Promise<Outcome> {
  return program(line.split(' '), { TOLLGATE_SERVER: tollgate.app.grpcAddress });
}

it('are listed with what each failed with, are tried again on demand, and are gone once ended', async () => {
  expect(await at('store aside')).toEqual({ code: 0, out: 'no hold is set aside\n', err: '' });
  await at('account create acme --plan default');
  expect((await at('authorize acme c-1 --to +14155550123')).code).toBe(0);
  // Hands in Redis: less is held on the account than its hold has reserved.
  const account = new Keys(prefix, 64).of('acme').account('acme');
  const held = String(await store.command('HGET', account, 'held'));
  await store.command('HSET', account, 'held', '0');

  await until('it is listed', async () => (await at('store aside')).out.includes('c-1'));
  const listed = await at('store aside');
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC';
  expect(listed.out).toMatch(/^ACCOUNT +HOLD +SINCE +LAST TRY +TRIES +WHY\n/);
  expect(listed.out).toMatch(new RegExp(`\nacme +c-1 +${time} +${time} +1 +the ledger refused an impossible state`));
  expect(JSON.parse((await at('store aside --json')).out)).toMatchObject({
    holds: [{ account_id: 'acme', hold_id: 'c-1', tries: 1 }],
  });

  expect(await at('store retry acme c-1')).toMatchObject({ code: 0, out: expect.stringMatching(/^1 to be tried/) });
  await until('it has failed again', async () => / 2 +the ledger refused/.test((await at('store aside')).out));
  expect((await at('store retry acme c-2')).out).toBe('that hold is not set aside\n');
  for (const wrong of ['store retry', 'store retry acme', 'store retry acme c-1 --all']) {
    expect(await at(wrong)).toMatchObject({ code: 2, out: '' });
  }

  await store.command('HSET', account, 'held', held);
  expect((await at('store retry --all')).out).toMatch(/^1 to be tried/);
  await until('it has ended', async () => (await at('holds acme')).out.startsWith('no open holds'));
  expect((await at('store aside')).out).toBe('no hold is set aside\n');
});

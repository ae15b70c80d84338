/** A whole sidecar of this version on a store that the version before created and used. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SettleTokens } from '../../src/control/settle-token.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { standingOf } from '../requirements/support/traffic.ts';
import { connectTestStore, testRedis } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { answered, call, createAccount, credited, DAY_MS } from './support/test-ledger.ts';
import { reasonOf } from './upgrade/both.ts';
import { createStoreAsOld, OldLedger } from './upgrade/old-ledger.ts';
import { PLAIN_CLAIM, TOKEN_KEY } from './upgrade/old-token.ts';

describe('a new sidecar on the store of an old one', () => {
  let tollgate: TestTollgate;
  let store: RedisStore;
  let old: Ledger;
  beforeAll(async () => {
    store = await connectTestStore();
    const { prefix } = testRedis();
    const keys = new Keys(prefix, 64);
    await createStoreAsOld(store, keys, 'store-of-old');
    const times = { tombstoneMs: 7 * DAY_MS, earlyReleaseMs: 60_000, onceMs: 400 * DAY_MS };
    old = new OldLedger(store, {
      keys,
      ...times,
      journalRetentionMs: 2 * DAY_MS,
      journalMaxBytes: 0,
    }).asLedger();
    await createAccount(old, 'acme', 900_000);
    await old.authorize(call('acme', 'before'));
    await old.answer(answered('acme', 'before'));
    const timing = { ...call('', '').timing, ringSeconds: 3 };
    await old.authorize(call('acme', 'due', { timing }));
    const env = { TOLLGATE_REDIS_PREFIX: prefix, TOLLGATE_TOKEN_KEYS: TOKEN_KEY, TOLLGATE_SWEEP_INTERVAL_MS: '100' };
    tollgate = await startTollgate({ env });
  });
  afterAll(async () => {
    await tollgate.stop();
    await store.close();
  });

  it('serves its accounts, and ends its calls', async () => {
    const { client } = tollgate;
    expect(await standingOf(client, 'acme')).toEqual([900_000, 10_000, 890_000, 2]);
    expect((await client.listHolds({ accountId: 'acme' })).holds).toMatchObject([
      { holdId: 'before', gatewayId: '' },
      { holdId: 'due' },
    ]);
    expect(await client.settle({ accountId: 'acme', holdId: 'before', connectedSeconds: 30 })).toMatchObject({
      billingAmountMilliCents: '2500',
    });
  });

  it('takes credit once, whichever of them is asked', async () => {
    const { client } = tollgate;
    const before = await standingOf(client, 'acme');
    const credit = { accountId: 'acme', amountMilliCents: 1_000, idempotencyKey: 'bought' };
    expect(await client.addCredit(credit)).toMatchObject({ replayed: false });
    // Its hash is the identity that the old version gives this request.
    const fingerprint = 'NAXX7N-M4BLg40qHOJ1HSh';
    expect(await old.post(credited('acme', 'bought', 1_000, { fingerprint }))).toMatchObject({ replayed: true });
    expect(await reasonOf(old.post(credited('acme', 'bought', 1_001, { fingerprint: 'f' })))).toBe('CONFLICT');
    expect((await standingOf(client, 'acme'))[0]).toBe((before[0] ?? 0) + 1_000);
  });

  it('charges a lost call of the old one from its token, and sweeps what is due', async () => {
    const { client } = tollgate;
    const claim = { ...PLAIN_CLAIM, authorizedAtMs: Date.now() - 60_000 };
    const lost = { accountId: 'acme', holdId: 'lost' };
    const settleToken = new SettleTokens([TOKEN_KEY], DAY_MS).signHold(lost, claim);
    expect(await client.settle({ ...lost, settleToken, connectedSeconds: 30 })).toMatchObject({
      billingAmountMilliCents: '2500',
    });
    await vi.waitFor(async () => expect((await standingOf(client, 'acme')).at(-1)).toBe(0), { timeout: 5_000 });
  });
});

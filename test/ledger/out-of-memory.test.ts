import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  standing,
  type RedisTestLedger,
} from './support/test-ledger.ts';

describe.runIf(hasNativeServer)('a Redis that is full', () => {
  let server: TestServer;
  let bench: RedisTestLedger;
  beforeAll(async () => {
    server = await startRedisServer();
    bench = await openRedisLedger({
      store: await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics),
    });
    const { ledger } = bench;
    await createAccount(ledger, 'a', 100_000);
    for (const id of ['settled', 'released', 'swept', 'answered', 'extended']) await ledger.authorize(call('a', id));
    await ledger.charge(event('a', 'paid'));
    await bench.command('CONFIG', 'SET', 'maxmemory', '1mb');
  });
  afterAll(async () => {
    await bench?.close();
    await server?.stop();
  });

  it('refuses new risk with a fault that a retry may cure, which is no denial', async () => {
    const { ledger } = bench;
    const full = { code: 'unavailable', retryable: true, details: { metadata: { store: 'oom' } } };
    const refusals = await Promise.allSettled([
      ledger.authorize(call('a', 'new')),
      ledger.charge(event('a', 'new')),
      createAccount(ledger, 'b', 100_000),
      ledger.post(credited('a', 'c', 1)),
    ]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 'rejected', reason: full });
    expect(await standing(ledger, 'a')).toEqual({ balance: 99_000, held: 25_000, open: 5 });
  });

  it('still carries every open call to its end', async () => {
    const { ledger, clock } = bench;
    expect(await ledger.answer(answered('a', 'answered'))).toMatchObject({ state: 'answered' });
    clock.ms += 20_000;
    expect(await ledger.extend(extended('a', 'extended', 1, 20))).toMatchObject({ kind: 'allowed' });
    expect(await ledger.settle(settled('a', 'settled', 30))).toMatchObject({ chargedMilliCents: 2_500 });
    expect(await ledger.release(released('a', 'released'))).toMatchObject({ releasedMilliCents: 5_000 });
    expect(await ledger.settle(settled('a', 'released', 30))).toMatchObject({
      chargedMilliCents: 2_500,
      corrected: true,
    });
    expect(await ledger.release(released('a', 'too-early'))).toMatchObject({ state: 'released' });
    clock.ms += 10_000;
    expect(await ledger.sweep(refOf('a', 'swept'))).toMatchObject({ outcome: 'released' });
    expect(await ledger.settle(settled('a', 'answered', 0))).toMatchObject({ chargedMilliCents: 0 });
    expect(await ledger.settle(settled('a', 'extended', 20))).toMatchObject({ chargedMilliCents: 1_667 });
    expect(await standing(ledger, 'a')).toEqual({ balance: 92_333, held: 0, open: 0 });
    expect(await ledger.totals()).toEqual({
      openHolds: 0,
      asideHolds: 0,
      heldMilliCents: 0,
      balanceMilliCents: 92_333,
      lotsMilliCents: 0,
    });
  });

  it('admits again when there is room', async () => {
    await bench.command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await bench.ledger.authorize(call('a', 'new'))).toMatchObject({ kind: 'allowed' });
  });
});

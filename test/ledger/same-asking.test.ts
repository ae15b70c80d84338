import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Allowed, Ledger } from '../../src/ledger/port.ts';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  credited,
  event,
  extended,
  openRedisLedger,
  type RedisTestLedger,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

/** Each verb that a caller may ask twice, with an asking of this name. */
const VERBS: readonly (readonly [
  string,
  (ledger: Ledger, nonce: string, accountId?: string) => Promise<{ replayed: boolean }>,
])[] = [
  ['authorize', async (ledger, nonce, a = 'a') => (await ledger.authorize(call(a, 'h', { nonce }))) as Allowed],
  ['answer', (ledger, nonce, a = 'a') => ledger.answer({ ...answered(a, 'h'), nonce })],
  ['extend', (ledger, nonce, a = 'a') => ledger.extend({ ...extended(a, 'h', 1, 10), nonce })],
  ['settle', (ledger, nonce, a = 'a') => ledger.settle(settled(a, 'h', 30, { nonce }))],
  [
    'charge',
    async (ledger, nonce, a = 'a') => (await ledger.charge(event(a, 'k', { nonce }))) as { replayed: boolean },
  ],
  ['credit', (ledger, nonce, a = 'a') => ledger.post(credited(a, 'c', 500, { nonce }))],
  ['release', (ledger, nonce, a = 'a') => ledger.release({ ...released(a, 'never'), nonce })],
];

describe.each(BOTH)('asking twice in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'a', 100_000);
  });
  afterAll(() => bench.close());

  it.each(VERBS)('%s is a replay only where another asking comes', async (verb, run) => {
    const first = await run(bench.ledger, `${verb}-1`);
    expect(first).toMatchObject({ replayed: false });
    const { pinnedTerms: _, ...again } = (await run(bench.ledger, `${verb}-1`)) as Partial<Allowed>;
    expect({ ...again, pinnedTerms: undefined }).toMatchObject({ ...first, pinnedTerms: undefined });
    expect(await run(bench.ledger, `${verb}-2`)).toMatchObject({ replayed: true });
    expect(await run(bench.ledger, '')).toMatchObject({ replayed: true });
  });

  it('with another request is a conflict, whoever asks', async () => {
    const { ledger } = bench;
    await ledger.authorize(call('a', 'other', { nonce: 'n' }));
    const conflict = { reason: 'CONFLICT' };
    await expect(ledger.authorize(call('a', 'other', { nonce: 'n', fingerprint: 'x' }))).rejects.toMatchObject(
      conflict,
    );
    await ledger.settle(settled('a', 'other', 5, { nonce: 'n' }));
    await expect(ledger.settle(settled('a', 'other', 6, { nonce: 'n' }))).rejects.toMatchObject(conflict);
    await expect(ledger.charge(event('a', 'k', { nonce: 'charge-1', fingerprint: 'x' }))).rejects.toMatchObject(
      conflict,
    );
  });

  it('says again what a correction moved', async () => {
    const { ledger, clock } = bench;
    await ledger.authorize(call('a', 'late', { nonce: 'n1' }));
    clock.ms += 40_000;
    await ledger.release({ ...released('a', 'late'), nonce: 'n2' });
    const corrected = { corrected: true, replayed: false, changeMilliCents: 2_500 };
    expect(await ledger.settle(settled('a', 'late', 30, { nonce: 'n3' }))).toMatchObject(corrected);
    expect(await ledger.settle(settled('a', 'late', 30, { nonce: 'n3' }))).toMatchObject(corrected);
    expect(await ledger.settle(settled('a', 'late', 30, { nonce: 'n4' }))).toMatchObject({
      ...corrected,
      replayed: true,
      changeMilliCents: 0,
    });
  });

  it('opens an account once, and says so to another asking only', async () => {
    const opening = (nonce: string) =>
      createAccount(bench.ledger, 'once', 0, 0, {}, nonce).then(({ replayed }) => replayed);
    expect([await opening('n1'), await opening('n1'), await opening('n2')]).toEqual([false, false, true]);
  });

  it('is remembered of a key for a quarter of an hour', async () => {
    const charge = async (): Promise<unknown> => bench.ledger.charge(event('a', 'slow', { nonce: 'n' }));
    expect(await charge()).toMatchObject({ replayed: false });
    bench.clock.ms += 14 * 60_000;
    expect(await charge()).toMatchObject({ replayed: false });
    bench.clock.ms += 2 * 60_000;
    expect(await charge()).toMatchObject({ replayed: true });
  });
});

describe.runIf(hasNativeServer)('while Redis pauses longer than a command may take', () => {
  let server: TestServer;
  let store: RedisStore;
  let bench: RedisTestLedger;
  beforeAll(async () => {
    server = await startRedisServer();
    // The timeout of the default settings.
    const options = storeOptions({ url: server.url, commandTimeoutMs: 150 });
    store = await connectStore(options, silentLogger, silentMetrics);
    bench = await openRedisLedger({ store });
    for (const accountId of ['a', 'warm']) await createAccount(bench.ledger, accountId, 100_000);
    // A script that Redis does not know yet is refused by its name, and has not run when it comes again with its text.
    for (const [, run] of VERBS) await run(bench.ledger, '', 'warm');
  });
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });

  it.each(VERBS)('%s is carried out once and is no replay to its only caller', async (verb, run) => {
    await store.command('CLIENT', 'PAUSE', 500, 'ALL');
    expect(await run(bench.ledger, `paused-${verb}`)).toMatchObject({ replayed: false });
    expect(await run(bench.ledger, `asked-again-${verb}`)).toMatchObject({ replayed: true });
  });
});

import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import type { BareCommand } from './bare-commands.ts';
import { LEAN_FOOTPRINT, LEAN_SCRIPTS, LEAN_SHARED_KEYS, leanPair, openLeanAccounts } from './lean-pair.ts';

const BALANCE = 1_000_000;

/* The yardstick of `npm run bench:lean` may be mended where it is wrong, but never made slower: whoever changes it has
   to change these figures too, and to say why. */
describe.runIf(hasNativeServer)('the lean pair', () => {
  let server: TestServer;
  let redis: Redis;
  beforeAll(async () => {
    // Its own server, so that nobody else is counted.
    server = await startRedisServer({ config: { appendonly: 'no' } });
    redis = new Redis(server.url);
  });
  beforeEach(async () => {
    await redis.flushall();
    await openLeanAccounts(redis, ['bench-1'], BALANCE);
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });

  const send = async ({ sha1, keys, args }: BareCommand): Promise<string> =>
    String(await redis.evalsha(sha1, keys.length, ...keys, ...args));
  const [authorize, settle] = leanPair('bench-1', 'call-1@pc33.example.com;r1;1', 'nonce-1');
  const [accountKey = '', holdKey = ''] = authorize.keys;
  const [deadlines, names, journal, sums] = LEAN_SHARED_KEYS;
  const words = (reply: string): string[] => reply.split(' ');

  it('is the text that it was', () => {
    const { authorize: first, settle: second } = LEAN_SCRIPTS;
    expect({ authorize: first.sha1, settle: second.sha1 }).toEqual(LEAN_FOOTPRINT.sha1);
  });

  it('runs the commands and leaves the bytes that it did', async () => {
    await redis.config('RESETSTAT');
    const allowed = await send(authorize);
    const hold = (await redis.get(holdKey)) ?? '';
    const done = await send(settle);
    const stats = await redis.info('commandstats');
    const calls = stats.matchAll(/^cmdstat_([a-z]+):calls=(\d+)/gm);
    const commands = new Map([...calls].map(([, name = '', count]) => [name, Number(count)]));
    const tombstone = (await redis.get(holdKey)) ?? '';
    const entries = (await redis.xrange(journal, '-', '+')).map(([, [, line = '']]) => line);
    const sent = [...authorize.args, ...settle.args].map(String);

    // These are the test's own.
    for (const name of ['config', 'evalsha']) commands.delete(name);
    commands.set('get', (commands.get('get') ?? 0) - 1);
    expect(Object.fromEntries(commands)).toEqual(LEAN_FOOTPRINT.commands);
    // The texts of one millisecond and the next are equally long, for some hundred years to come.
    expect({
      hold: hold.length,
      tombstone: tombstone.length,
      journalOpen: entries[0]?.length,
      journalCharge: entries[1]?.length,
      arguments: sent.join('').length,
      replies: allowed.length + done.length,
    }).toEqual(LEAN_FOOTPRINT.bytes);
  });

  it('reserves, charges what was used and frees the rest', async () => {
    expect(words(await send(authorize))).toMatchObject({ 0: 'ALLOW', 2: '0', 3: '300000', 4: '3600', 7: '700000' });
    expect(await redis.hgetall(accountKey)).toMatchObject({ held: '300000', open: '1', balance: '1000000' });
    expect(await redis.zcard(deadlines)).toBe(1);
    expect(await redis.zcard(names)).toBe(2);
    // 65 s * 5,000 / 60 = 5,416.67, rounded up once.
    expect(words(await send(settle))).toMatchObject({
      0: 'DONE',
      2: '0',
      3: 'settled',
      4: '65',
      5: '5417',
      8: '994583',
    });
    expect(await redis.hgetall(accountKey)).toMatchObject({ held: '0', open: '0', balance: '994583', sequence: '3' });
    expect(await redis.exists(deadlines, names)).toBe(0);
    expect(await redis.hgetall(sums)).toEqual({ held: '0', balance: '-5417' });
    expect(await redis.ttl(holdKey)).toBeGreaterThan(6 * 86_400);
    const spent = (await redis.hget(accountKey, 'spent'))?.split(' ').filter((_, index) => index % 3 !== 0);
    expect(spent).toEqual(['0', '5417', '0', '5417']);
  });

  it('gives the same answers again, and changes nothing', async () => {
    const allowed = words(await send(authorize));
    const again = words(await send(authorize));
    expect(again.slice(2)).toEqual(allowed.slice(2));
    const done = words(await send(settle));
    expect(words(await send(settle)).slice(2)).toEqual(done.slice(2));
    const [, other] = leanPair('bench-1', 'call-1@pc33.example.com;r1;1', 'nonce-2');
    expect(words(await send(other))).toMatchObject({ 0: 'DONE', 2: '1' });
    const longer = { ...settle, args: settle.args.with(3, '66') };
    expect(words(await send(longer))[0]).toBe('CONFLICT');
    expect(words(await send(authorize))).toMatchObject({ 0: 'ENDED', 2: 'settled' });
    expect(await redis.xlen(journal)).toBe(2);
  });

  it('denies what is not covered, and more calls than may be open', async () => {
    const [second] = leanPair('bench-1', 'call-2', 'nonce-2');
    expect(words(await send({ ...second, args: second.args.with(10, '1000001') }))).toMatchObject({
      0: 'DENY',
      2: 'INSUFFICIENT_CREDIT',
      5: '1000000',
    });
    await send(authorize);
    expect(words(await send({ ...second, args: second.args.with(7, '1') }))[2]).toBe('CONCURRENCY_LIMIT');
    expect(words(await send({ ...second, args: second.args.with(4, '9') }))).toMatchObject({ 0: 'STALE', 2: '2' });
    expect(await redis.xlen(journal)).toBe(1);
  });

  it('writes off what the account cannot pay', async () => {
    await send(authorize);
    await redis.hset(accountKey, 'balance', '300000');
    // Everything that the account has is reserved for the call, which was longer than its grant.
    const hours = { ...settle, args: settle.args.with(3, '3700') };
    await redis.set(holdKey, ((await redis.get(holdKey)) ?? '').replace(/ (\d{13}) 0 0 /, ' 1000000000000 0 0 '));
    expect(words(await send(hours))).toMatchObject({ 0: 'DONE', 4: '3700', 5: '300000', 7: '8334', 8: '0' });
    expect(await redis.xlen(journal)).toBe(3);
  });
});

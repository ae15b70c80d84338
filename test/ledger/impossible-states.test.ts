import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answered,
  call,
  createAccount,
  credited,
  event,
  openRedisLedger,
  refOf,
  released,
  settled,
  type RedisTestLedger,
} from './support/test-ledger.ts';

let bench: RedisTestLedger;
let account = '';
let hold = '';
beforeEach(async () => {
  bench = await openRedisLedger();
  account = bench.keys.of('a').account('a');
  hold = bench.keys.of('a').hold('a', 'h');
  await createAccount(bench.ledger, 'a', 100_000);
  await bench.ledger.authorize(call('a', 'h'));
});
afterEach(() => bench.close());

/** Everything of the account that a script could have changed. */
async function everything(): Promise<unknown> {
  const { meta, open, journal } = bench.keys.of('a');
  return [
    await bench.hash(account),
    await bench.command('GET', hold),
    await bench.hash(meta),
    await bench.command('ZRANGE', open, 0, -1, 'WITHSCORES'),
    await bench.command('XLEN', journal),
  ];
}

describe('a held sum below the amount of an open hold', () => {
  it.each([
    ['settle', () => bench.ledger.settle(settled('a', 'h', 30))],
    ['release', () => bench.ledger.release(released('a', 'h'))],
    ['sweep', () => bench.ledger.sweep(refOf('a', 'h'))],
  ])('stops a %s before it changes anything', async (_, run) => {
    await bench.command('HSET', account, 'held', '4999');
    bench.clock.ms += 30_000;
    const before = await everything();
    await expect(run()).rejects.toMatchObject({ code: 'internal', reason: 'INVARIANT', retryable: false });
    expect(await everything()).toEqual(before);
  });
});

describe('a number that a double cannot hold exactly', () => {
  it.each(['9007199254740993', '-9007199254740993', '1e300', '0.5', 'inf', 'nan'])(
    'as the balance (%s) stops every script before it changes anything',
    async (balance) => {
      await bench.command('HSET', account, 'balance', balance);
      const before = await everything();
      const broken = { code: 'internal', reason: 'SCRIPT_FAILED', retryable: false };
      await expect(bench.ledger.settle(settled('a', 'h', 30))).rejects.toMatchObject(broken);
      await expect(bench.ledger.release(released('a', 'h'))).rejects.toMatchObject(broken);
      await expect(bench.ledger.post(credited('a', 'k', 1))).rejects.toMatchObject(broken);
      expect(await everything()).toEqual(before);
      expect(await bench.command('EXISTS', bench.keys.of('a').once('a', 'k')[0])).toBe(0);
    },
  );

  it.each(['nan', 'inf', '9007199254740993', 'much'])('as the balance (%s) admits nothing', async (balance) => {
    await bench.command('HSET', account, 'balance', balance);
    const before = await everything();
    const broken = { code: 'internal', reason: 'SCRIPT_FAILED' };
    await expect(bench.ledger.authorize(call('a', 'next'))).rejects.toMatchObject(broken);
    await expect(bench.ledger.charge(event('a', 'next'))).rejects.toMatchObject(broken);
    expect(await everything()).toEqual(before);
    expect(await bench.command('EXISTS', bench.keys.of('a').hold('a', 'next'))).toBe(0);
  });
});

describe('a store that has lost its data', () => {
  const lost = { code: 'unavailable', reason: 'STORE_LOST', retryable: true };

  it('does not pass for one in which nobody has credit', async () => {
    const { meta, open, journal } = bench.keys.of('a');
    await bench.command('DEL', meta, open, journal, account, hold);
    await expect(bench.ledger.authorize(call('a', 'next'))).rejects.toMatchObject(lost);
    await expect(bench.ledger.charge(event('a', 'next'))).rejects.toMatchObject(lost);
    await expect(bench.ledger.answer(answered('a', 'h'))).rejects.toMatchObject(lost);
    await expect(bench.ledger.settle(settled('a', 'h', 30))).rejects.toMatchObject(lost);
    await expect(bench.ledger.release(released('a', 'h'))).rejects.toMatchObject(lost);
    await expect(bench.ledger.account('a')).rejects.toMatchObject(lost);
    await expect(createAccount(bench.ledger, 'new', 100_000)).rejects.toMatchObject(lost);
    expect(await bench.command('EXISTS', account, hold, meta, journal)).toBe(0);
  });

  it('still answers for the accounts that are there', async () => {
    await bench.command('DEL', bench.keys.of('a').meta);
    expect(await bench.ledger.account('a')).toMatchObject({ balanceMilliCents: 100_000 });
    await expect(bench.ledger.account('unknown')).rejects.toMatchObject(lost);
  });
});

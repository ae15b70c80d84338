import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/port.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  openRedisLedger,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

/** A call that this gateway asks for. */
function through(gatewayId: string, accountId: string, holdId: string): ReturnType<typeof call> {
  return call(accountId, holdId, { facts: { ...call(accountId, holdId).facts, gatewayId } });
}

/** All pages, as account:hold. */
async function holdsOf(ledger: Ledger, gatewayId: string, limit = 100): Promise<string[]> {
  const names: string[] = [];
  for (let after = '', first = true; first || after !== ''; first = false) {
    const page = await ledger.holdsOfGateway(gatewayId, { after, limit });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    names.push(...page.items.map(({ accountId, holdId }) => `${accountId}:${holdId}`));
    after = page.next;
  }
  return names.sort();
}

describe.each(BOTH)('the open holds of a gateway in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    for (const accountId of ['a', 'b']) await createAccount(bench.ledger, accountId, 100_000);
    for (const holdId of ['1', '2']) await bench.ledger.authorize(through('gw-1', 'a', holdId));
    await bench.ledger.authorize(through('gw-1', 'b', 'with:colon'));
    await bench.ledger.authorize(through('gw-10', 'b', '4'));
    await bench.ledger.authorize(through('', 'b', '5'));
  });
  afterAll(() => bench.close());

  it('are those that it asked for, of all accounts, and of no gateway with a longer name', async () => {
    const all = ['a:1', 'a:2', 'b:with:colon'];
    expect(await holdsOf(bench.ledger, 'gw-1')).toEqual(all);
    for (const limit of [1, 2, 3]) expect(await holdsOf(bench.ledger, 'gw-1', limit)).toEqual(all);
    expect(await holdsOf(bench.ledger, 'gw-10')).toEqual(['b:4']);
    expect(await holdsOf(bench.ledger, 'gw')).toEqual([]);
  });

  it('leave with their end, though it does not name the gateway, and come back with a late answer', async () => {
    const { ledger, clock } = bench;
    await ledger.settle(settled('a', '1', 3));
    await ledger.release(released('b', 'with:colon'));
    expect(await holdsOf(ledger, 'gw-1')).toEqual(['a:2']);
    clock.ms += 31_000;
    await ledger.sweep(refOf('a', '2'));
    expect(await holdsOf(ledger, 'gw-1')).toEqual([]);
    await ledger.answer(answered('a', '2'));
    expect(await holdsOf(ledger, 'gw-1')).toEqual(['a:2']);
  });
});

describe('the index of holds by gateway', () => {
  it('goes over all partitions page by page, and forgets what an older version has ended', async () => {
    const bench = await openRedisLedger({ partitions: 20 });
    const { ledger, keys } = bench;
    const accounts = Array.from({ length: 30 }, (_, index) => `acct${index}`);
    for (const accountId of accounts) {
      await createAccount(ledger, accountId, 100_000);
      await ledger.authorize(through('gw-1', accountId, 'h'));
    }
    const all = accounts.map((accountId) => `${accountId}:h`).sort();
    for (const limit of [1, 7, 1_000]) expect(await holdsOf(ledger, 'gw-1', limit)).toEqual(all);

    const { gateways } = keys.of('acct3');
    await ledger.settle(settled('acct3', 'h', 1));
    await bench.command('ZADD', gateways, 0, 'gw-1\tacct3:h');
    for (const limit of [1, 1_000])
      expect(await holdsOf(ledger, 'gw-1', limit)).toEqual(all.filter((name) => name !== 'acct3:h'));
    expect(await bench.command('ZSCORE', gateways, 'gw-1\tacct3:h')).toBeNull();
    await bench.close();
  });
});

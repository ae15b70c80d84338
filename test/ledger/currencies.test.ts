import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOTH, createAccount, openRedisLedger, refOf, type TestLedger } from './support/test-ledger.ts';

describe.each(BOTH)('the currencies of the accounts in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('are none without accounts, then those that accounts were opened in, closed ones too', async () => {
    const { ledger } = bench;
    expect(await ledger.currencies()).toEqual(new Set());
    for (const [accountId, currency] of [
      ['a', 'EUR'],
      ['b', 'EUR'],
      ['c', 'JPY'],
    ] as const) {
      await createAccount(ledger, accountId, 0, 0, { currency });
    }
    await ledger.updateAccount({ ...refOf('c', ''), revision: 0, changes: { state: 'closed' }, force: true });
    expect(await ledger.currencies()).toEqual(new Set(['EUR', 'JPY']));
  });
});

describe('accounts of an earlier version', () => {
  it('count in a currency that is not known', async () => {
    const bench = await openRedisLedger();
    try {
      await createAccount(bench.ledger, 'old', 100, 0, { currency: 'EUR' });
      const keys = bench.keys.of('old');
      await bench.command('HDEL', keys.meta, 'currency:EUR', 'currency:JPY');
      expect(await bench.ledger.currencies()).toEqual(new Set(['']));
      // Moved so long ago that the journal has forgotten it.
      await bench.command('DEL', keys.journal);
      expect(await bench.ledger.currencies()).toEqual(new Set(['']));
    } finally {
      await bench.close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettleClaim } from '../../src/ledger/port.ts';
import { claimOf } from './support/claims.ts';
import { BOTH, call, createAccount, PER_SECOND, settled, standing, type TestLedger } from './support/test-ledger.ts';

describe.each(BOTH)('a settle for a hold that the store does not know (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  function claim(accountId: string): SettleClaim {
    return claimOf(accountId, bench.clock.ms - 100_000);
  }

  it('is refused without a claim, and nothing changes', async () => {
    await createAccount(bench.ledger, 'bare', 100_000);
    await expect(bench.ledger.settle(settled('bare', 'h', 30))).rejects.toMatchObject({
      code: 'not_found',
      reason: 'HOLD_UNKNOWN',
    });
    expect(await standing(bench.ledger, 'bare')).toEqual({ balance: 100_000, held: 0, open: 0 });
  });

  it('is no release when only one of two quantities is nothing', async () => {
    await createAccount(bench.ledger, 'both', 100_000);
    const unknown = { code: 'not_found', reason: 'HOLD_UNKNOWN' };
    await expect(bench.ledger.settle(settled('both', 'h', 30, { units: 0 }))).rejects.toMatchObject(unknown);
    await expect(bench.ledger.settle(settled('both', 'h', 0, { units: 2 }))).rejects.toMatchObject(unknown);
    expect(await bench.ledger.settle(settled('both', 'h', 0, { units: 0 }))).toMatchObject({ state: 'released' });
  });

  it('is charged once from its claim', async () => {
    await createAccount(bench.ledger, 'claimed', 100_000);
    const operation = settled('claimed', 'h', 30, { claim: claim('claimed') });
    const charged = { state: 'settled', billedUnits: 30, chargedMilliCents: 2_500, balanceMilliCents: 97_500 };
    expect(await bench.ledger.settle(operation)).toMatchObject({ ...charged, replayed: false });
    expect(await bench.ledger.settle(operation)).toMatchObject({ ...charged, replayed: true });
    expect(await bench.ledger.settle(settled('claimed', 'h', 30))).toMatchObject({ ...charged, replayed: true });
    await expect(bench.ledger.settle(settled('claimed', 'h', 31))).rejects.toMatchObject({ code: 'already_exists' });
    expect(await standing(bench.ledger, 'claimed')).toEqual({ balance: 97_500, held: 0, open: 0 });
  });

  it('never costs more than the grant', async () => {
    await createAccount(bench.ledger, 'long', 100_000);
    expect(await bench.ledger.settle(settled('long', 'h', 600, { claim: claim('long') }))).toMatchObject({
      billedUnits: 60,
      chargedMilliCents: 5_000,
    });
  });

  it('takes only what is free, and writes the rest off', async () => {
    await createAccount(bench.ledger, 'poor', 6_000);
    await bench.ledger.authorize(call('poor', 'other'));
    expect(await bench.ledger.settle(settled('poor', 'h', 60, { claim: claim('poor') }))).toMatchObject({
      chargedMilliCents: 1_000,
      writeOffMilliCents: 4_000,
    });
    expect(await standing(bench.ledger, 'poor')).toEqual({ balance: 5_000, held: 5_000, open: 1 });
  });

  it('of a message is charged for the authorized quantity', async () => {
    await createAccount(bench.ledger, 'text', 100_000);
    const orphan = {
      ...claim('text'),
      grantedUnits: 2,
      terms: { ...PER_SECOND, unit: 'segment', rateMilliCents: 900, rateUnits: 1 },
    };
    expect(
      await bench.ledger.settle(settled('text', 'h', 0, { connectedSeconds: undefined, claim: orphan })),
    ).toMatchObject({
      billedUnits: 2,
      chargedMilliCents: 1_800,
    });
  });
});

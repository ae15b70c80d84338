import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  createAccount,
  openRedisLedger,
  released,
  settled,
  standing,
  type RedisTestLedger,
} from './support/test-ledger.ts';
import { packFacts, packTerms, packTiming } from '../../src/ledger/pinned.ts';

/** What version 0.1 of before there were parents wrote of a hold: it named its payer, and nothing else of all this. */
async function asWrittenBefore(bench: RedisTestLedger, accountId: string, holdId: string): Promise<void> {
  const { terms, timing, facts } = call(accountId, holdId);
  const words = {
    state: 'reserved',
    fingerprint: 'f',
    payer: accountId,
    amount: 5_000,
    granted: 60,
    limits: '60 0 1 deny',
  };
  const times = { authorized_at_ms: bench.clock.ms, deadline_at_ms: bench.clock.ms + 30_000 };
  const pinned = { terms: packTerms(terms), timing: packTiming(timing, true), facts: packFacts(facts) };
  const keys = bench.keys.of(accountId);
  await bench.command(
    'HSET',
    keys.hold(accountId, holdId),
    ...Object.entries({ ...words, ...times, ...pinned }).flat(),
  );
  await bench.command('HINCRBY', keys.account(accountId), 'held', 5_000);
  await bench.command('HINCRBY', keys.meta, 'held', 5_000);
  await bench.command('ZADD', keys.open, bench.clock.ms + 30_000, `${accountId}:${holdId}`);
}

describe('what an older version has stored', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
    await createAccount(bench.ledger, 'old', 100_000);
    const account = bench.keys.of('old').account('old');
    await bench.command('HDEL', account, 'funded_by', 'on_plan_exhausted', 'allowances', 'subjects', 'lots');
  });
  afterAll(() => bench.close());

  it('is an account that pays for itself', async () => {
    expect(await bench.ledger.account('old')).toMatchObject({
      profile: { fundedBy: 'self', onPlanExhausted: undefined, subjects: 0, allowanceUnits: new Map() },
      lots: [],
    });
  });

  it('is an open hold that settles, or is released, and then replays', async () => {
    const { ledger } = bench;
    for (const holdId of ['settled', 'released']) {
      await asWrittenBefore(bench, 'old', holdId);
    }
    expect(await ledger.authorize(call('old', 'settled'))).toMatchObject({ replayed: true });
    expect(await ledger.settle(settled('old', 'settled', 30))).toMatchObject({ chargedMilliCents: 2_500 });
    expect(await ledger.settle(settled('old', 'settled', 30))).toMatchObject({
      chargedMilliCents: 2_500,
      replayed: true,
    });
    expect(await ledger.release(released('old', 'released'))).toMatchObject({ chargedMilliCents: 0 });
    expect(await standing(ledger, 'old')).toEqual({ balance: 97_500, held: 0, open: 0 });
  });

  it('is a journal without origins and parts', async () => {
    const { journal } = bench.keys.of('old');
    const line = 'charge old 99 1700000000000 -2500 97500 0 h call - 30 - 73 16';
    await bench.command('XADD', journal, '*', 'entry', line);
    const entries = await bench.journal('old');
    expect(entries.at(-1)).toMatchObject({ sequence: 99, flags: '', originAccountId: '', parts: [], note: '73 16' });
  });
});

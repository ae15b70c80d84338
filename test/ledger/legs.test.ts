import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdWithLegs } from '../../src/accounts/history.ts';
import type { ScriptStore } from '../../src/redis/store.ts';
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

describe.each(BOTH)('the forwarded legs of a hold (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    for (const account of ['acme', 'other']) await createAccount(bench.ledger, account, 1_000_000);
  });
  afterAll(() => bench.close());

  const leg = (account: string, holdId: string, parentHoldId: string, gatewayId = '') =>
    bench.ledger.authorize(
      call(account, holdId, { facts: { ...call(account, holdId).facts, parentHoldId, gatewayId } }),
    );
  const legsOf = async (holdId: string, account = 'acme'): Promise<string[]> =>
    (await bench.ledger.legsOf(refOf(account, holdId))).map((hold) => hold.holdId);

  it('are those of its account that are open, by name, whichever gateway asked for them', async () => {
    const { ledger, clock } = bench;
    await ledger.authorize(call('acme', 'a'));
    await leg('acme', 'a:2', 'a', 'gw-1');
    await leg('acme', 'a:1', 'a');
    await leg('acme', 'deeper', 'a:1');
    await leg('acme', 'ab', 'ab-none');
    await leg('other', 'theirs', 'a');
    expect(await legsOf('a')).toEqual(['a:1', 'a:2']);
    expect(await legsOf('a:1')).toEqual(['deeper']);
    expect(await legsOf('a', 'other')).toEqual(['theirs']);
    expect(await legsOf('nothing')).toEqual([]);
    expect((await ledger.holdsOfGateway('gw-1', { after: '', limit: 10 })).items).toMatchObject([{ holdId: 'a:2' }]);
    // The parent need not be known, nor open.
    expect(await legsOf('ab-none')).toEqual(['ab']);
    await ledger.settle(settled('acme', 'a', 1));
    expect(await legsOf('a')).toEqual(['a:1', 'a:2']);

    await ledger.release(released('acme', 'a:1'));
    expect(await legsOf('a')).toEqual(['a:2']);
    clock.ms += 30_000;
    await ledger.sweep(refOf('acme', 'a:2'));
    expect(await legsOf('a')).toEqual([]);
    // A late answer opens it again.
    await ledger.answer(answered('acme', 'a:2'));
    expect(await legsOf('a')).toEqual(['a:2']);
  });

  it('are shown with it, each with its own, also where they claim each other', async () => {
    const { ledger } = bench;
    const { profile } = (await ledger.account('acme'))!;
    for (const [holdId, parent] of [
      ['top', 'round-2'],
      ['left', 'top'],
      ['left-1', 'left'],
      ['right', 'top'],
      ['round-1', 'round-2'],
      ['round-2', 'round-1'],
    ] as const)
      await leg('acme', holdId, parent);
    const shown = async (holdId: string, limit = 100): Promise<string[]> =>
      (await holdWithLegs(ledger, profile, holdId, limit)).map((hold) => hold.holdId);
    expect(await shown('top')).toEqual(['top', 'left', 'left-1', 'right']);
    expect(await shown('top', 2)).toEqual(['top', 'left']);
    expect(await shown('round-1')).toEqual(['round-1', 'round-2', 'top', 'left', 'left-1', 'right']);
    await expect(shown('nobody')).rejects.toMatchObject({ reason: 'HOLD_UNKNOWN' });
  });
});

it('a hold of a busy account is found by its id without a look at the others', async () => {
  let scripts = 0;
  const counting = (store: ScriptStore): ScriptStore => ({
    run(...asked) {
      scripts++;
      return store.run(...asked);
    },
  });
  const bench = await openRedisLedger({ wrap: counting });
  try {
    await createAccount(bench.ledger, 'busy', 10_000_000);
    for (let n = 0; n < 300; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, i) => bench.ledger.authorize(call('busy', `h${n + i}`))));
    }
    const { profile } = (await bench.ledger.account('busy'))!;
    scripts = 0;
    expect(await holdWithLegs(bench.ledger, profile, 'h7', 100)).toMatchObject([{ holdId: 'h7' }]);
    expect(scripts).toBe(2);
  } finally {
    await bench.close();
  }
});

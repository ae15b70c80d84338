/** Every kind of damage to a store is found, named with where it is and by how much. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limited, onBehalfOf } from '../support/funding.ts';
import {
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  type RedisTestLedger,
  settled,
} from '../support/test-ledger.ts';
import { lines, verifyAll, verifyingOf } from '../support/verifying.ts';
import type { Verifying } from '../../../src/ledger/verify-operations.ts';
import type { PartitionKeys } from '../../../src/ledger/redis/keys.ts';

let bench: RedisTestLedger;
let keys: PartitionKeys;
let verifying: Verifying;

/** Two accounts with open and ended calls, one of them with a lot and a call beyond what its hash names. */
beforeEach(async () => {
  bench = await openRedisLedger();
  keys = bench.keys.at(0);
  verifying = verifyingOf(bench);
  const { ledger, clock } = bench;
  await createAccount(ledger, 'a', 1_000_000);
  await createAccount(ledger, 'b', 500_000);
  await createAccount(ledger, 'b-child', 0, 0, { rootAccountId: 'b', parentAccountId: 'b', fundedBy: 'parent' });
  await ledger.post(credited('a', 'lot', 7_000, { expiresAtMs: clock.ms + DAY_MS }));
  const spending = limited('a', clock.ms, []);
  const { facts } = call('a', '');
  for (let n = 1; n <= 9; n++) {
    await ledger.authorize(call('a', `h${n}`, { ...spending, facts: { ...facts, gatewayId: 'gw' } }));
  }
  await ledger.authorize(call('a', 'leg', { ...spending, facts: { ...facts, parentHoldId: 'h2' } }));
  await ledger.settle(settled('a', 'h1', 30));
  await charge('k');
  const owners = [
    { accountId: 'b-child', revision: 1 },
    { accountId: 'b', revision: 1 },
  ];
  await ledger.authorize(call('b-child', 'paid', { rootAccountId: 'b', owners, payer: 1, ...onBehalfOf('agent') }));
});
afterEach(() => bench.close());

async function found(accountId?: string): Promise<readonly string[]> {
  return lines((await verifyAll(verifying, accountId)).findings);
}

async function charge(key: string): Promise<void> {
  await bench.ledger.charge(event('b', key, limited('b', bench.clock.ms, [])));
}

describe('a store without damage', () => {
  it('is clean, and the whole of it was looked at', async () => {
    const { findings, verified } = await verifyAll(verifying);
    expect(lines(findings)).toEqual([]);
    expect(verified).toMatchObject([{ accounts: 3, holds: 10, unproven: 0, findings: 0, driftMilliCents: 0 }]);
  });

  it('is clean with a call that interim settles charge, and while it is extended', async () => {
    const { ledger, clock } = bench;
    const used = { units: undefined, sequence: 1, durationSeconds: 0 };
    await ledger.settleInterim({ rootAccountId: 'a', accountId: 'a', holdId: 'h2', connectedSeconds: 20, ...used });
    expect(await found()).toEqual([]);
    clock.ms += 30_000;
    await ledger.settle(settled('a', 'h2', 25));
    expect(await found()).toEqual([]);
  });
});

describe('damage', () => {
  it('to a balance is found, with the amount and what to do', async () => {
    await bench.command('HINCRBY', keys.account('b'), 'balance', 2_500);
    const { findings, verified } = await verifyAll(verifying);
    expect(findings).toMatchObject([
      { check: 'balance', accountId: 'b', expected: '499000', found: '501500', differenceMilliCents: 2_500 },
    ]);
    expect(findings[0]?.advice).toContain(`HINCRBY ${keys.account('b')} balance -2500`);
    expect(findings[0]?.advice).toContain('tollgate verify --account b --accept --yes');
    expect(verified).toMatchObject([{ findings: 1, driftMilliCents: 2_500 }]);
    // The advice is right, also when there was traffic since, and the entry is named that first shows it.
    await charge('k2');
    expect((await verifyAll(verifying)).findings).toMatchObject([
      { check: 'balance', differenceMilliCents: 2_500, sinceSequence: 5 },
    ]);
    await bench.command('HINCRBY', keys.account('b'), 'balance', -2_500);
    expect(lines((await verifyAll(verifying)).findings)).toEqual([
      expect.stringContaining('journal b balance the balance after the entry before'),
    ]);
    expect(await found('a')).toEqual([]);
  });

  it('that was undone by hand still shows in the journal', async () => {
    await bench.command('HINCRBY', keys.account('b'), 'balance', 2_500);
    await charge('k2');
    await bench.command('HINCRBY', keys.account('b'), 'balance', -2_500);
    expect((await verifyAll(verifying)).findings).toMatchObject([
      { check: 'journal', subject: 'balance', accountId: 'b', sinceSequence: 5, differenceMilliCents: 2_500 },
    ]);
  });

  it('to what is held is found', async () => {
    await bench.command('HINCRBY', keys.account('b'), 'held', -1_000);
    expect(await found()).toEqual(['held b 5000 -> 4000']);
  });

  it('to a lot is found: what it is worth, and what is held on it', async () => {
    const text = String(await bench.command('HGET', keys.lots('a'), 'lot-3'));
    const words = text.split(' ');
    words[4] = String(Number(words[4]) + 900);
    await bench.command('HSET', keys.lots('a'), 'lot-3', words.join(' '));
    expect(await found()).toEqual(['lot a lot-3 4500 -> 5400']);
    words[4] = String(Number(words[4]) - 900);
    words[3] = '1';
    await bench.command('HSET', keys.lots('a'), 'lot-3', words.join(' '));
    expect(await found()).toEqual(['lot_held a lot-3 2000 -> 1']);
    await bench.command('HDEL', keys.lots('a'), 'lot-3');
    expect(await found()).toEqual(['lot a lot-3 4500 -> 0', 'lot_held a lot-3 2000 -> 0']);
  });

  it('to the names of open holds is found, in the hash and beside it', async () => {
    const account = keys.account('a');
    await bench.command('HDEL', account, 'h::h2');
    expect(await found()).toEqual(['open_holds a h2 named as open -> not named', 'open_holds a names 9 -> 8']);
    await bench.command('HSET', account, 'h::h2', '', 'h::ghost', '');
    expect(await found()).toEqual(['open_holds a a:ghost not open -> named as open']);
    await bench.command('HDEL', account, 'h::ghost');
    await bench.command('ZADD', keys.accountOpen('a'), 0, ':ghost');
    expect(await found()).toEqual(['open_holds a ghost no open hold -> listed']);
    await bench.command('ZREM', keys.accountOpen('a'), ':ghost');
    await bench.command('HINCRBY', account, 'open', 3);
    expect(await found()).toEqual(['open_holds a count 9 -> 12']);
  });

  it('to an index is found, both ways', async () => {
    await bench.command('ZREM', keys.open, 'a:h3');
    await bench.command('ZADD', keys.open, 1, 'a:ghost');
    await bench.command('ZREM', keys.gateways, 'gw\ta:h4', '\ta:h2\ta:leg');
    await bench.command('ZADD', keys.gateways, 0, 'gw\tb:ghost');
    const deadline = bench.clock.ms + 30_000;
    expect(await found()).toEqual([
      'deadline_index a ghost no open hold -> listed',
      'gateway_index b ghost no open hold -> listed',
      `deadline_index a h3 ${deadline} -> not there`,
      'gateway_index a h4 listed by its gateway -> not there',
      'gateway_index a leg listed by the hold that it was forwarded from -> not there',
    ]);
    await bench.command('ZADD', keys.open, 5, 'a:h3');
    expect(await found('a')).toContain(`deadline_index a h3 ${deadline} -> 5`);
  });

  it('to the list of accounts is found, both ways', async () => {
    await bench.command('ZREM', keys.accounts, 'a', 'b-child');
    await bench.command('ZADD', keys.accounts, 0, 'ghost');
    expect(await found()).toEqual([
      'account_list a listed -> not there',
      'account_list b-child listed -> not there',
      'account_list ghost no such account -> listed',
    ]);
    expect(await found('b')).toEqual([]);
    await bench.command('HDEL', keys.meta, 'accounts_listed');
    expect(await found('a'), 'a list that is not complete yet').toEqual([]);
  });

  it('to a hold is found: gone, or another amount', async () => {
    const hold = keys.hold('a', 'h5');
    const text = String(await bench.command('GET', hold));
    await bench.command('SET', hold, text.replace('2 reserved 5000', '2 reserved 4000'));
    expect(await found()).toEqual(['hold a h5 the balance 5000 -> 4000']);
    await bench.command('DEL', hold);
    expect((await verifyAll(verifying)).findings).toMatchObject([
      { check: 'hold', accountId: 'a', holdId: 'h5', found: 'no such hold', differenceMilliCents: -5_000 },
    ]);
    await bench.command('SET', hold, '2 reserved 50');
    expect(await found()).toEqual(['hold a h5 open -> broken']);
  });

  it('to what a period has cost is found', async () => {
    const text = String(await bench.command('HGET', keys.account('b'), 'spent_d'));
    await bench.command('HSET', keys.account('b'), 'spent_d', text.replace('=1000', '=10'));
    expect(await found()).toEqual(['spending b day from 2023-11-14T00:00:00.000Z 1000 -> 10']);
  });

  it('to the sums of the partition is found', async () => {
    await bench.command('HINCRBY', keys.meta, 'held', 70);
    expect(await found()).toEqual([expect.stringMatching(/^totals held \d+ -> \d+70$/)]);
  });

  it('to an account is found: gone, or its number of entries', async () => {
    await bench.command('HINCRBY', keys.account('b'), 'sequence', 1);
    expect(await found()).toEqual(['sequence b 4 -> 5']);
    await bench.command('HSET', keys.account('b'), 'balance', 'much');
    expect(await found('b')).toEqual(['account b entry 4 -> what cannot be read']);
    await bench.command('DEL', keys.account('b'));
    expect(await found('b')).toEqual([
      'open_holds b-child paid named as open -> not named',
      'account b entry 4 -> no such account',
    ]);
  });

  it('to the journal is found: an entry that is gone, one too many, and one that says something else', async () => {
    const entries = (await bench.command('XRANGE', keys.journal, '-', '+')) as [string, string[]][];
    const ofB = entries.filter(([, [, line = '']]) => line.split(' ')[1] === 'b');
    const [, credit, charge] = ofB;
    await bench.command('XDEL', keys.journal, charge?.[0] ?? '');
    expect(await found()).toContain(
      'journal b entries_missing the next entry of the account -> entries before it are missing (1)',
    );
    await bench.command('XADD', keys.journal, '*', 'entry', credit?.[1][1] ?? '');
    expect(await found()).toContain(
      'journal b entry_twice the next entry of the account -> an entry that was there before (1)',
    );
  });
});

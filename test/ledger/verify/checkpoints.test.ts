/** Verification of a journal that was trimmed, of one without checkpoints, and while traffic goes on. */
import { afterEach, expect, it } from 'vitest';
import { limited } from '../support/funding.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  type RedisTestLedger,
  settled,
  type TestLedgerOptions,
} from '../support/test-ledger.ts';
import { lines, verifyAll, verifyingOf } from '../support/verifying.ts';

let bench: RedisTestLedger;
afterEach(() => bench.close());

/** The journal of tests has ids of Redis's clock, so that everything is older than nothing. */
async function open(options: TestLedgerOptions = {}): Promise<RedisTestLedger> {
  bench = await openRedisLedger({ ...options, startMs: Date.now() });
  return bench;
}

async function traffic(
  { ledger, clock }: RedisTestLedger,
  accountId: string,
  calls: number,
  name = 'h',
): Promise<void> {
  for (let n = 0; n < calls; n++) {
    clock.ms += 1_000;
    await ledger.authorize(call(accountId, `${name}${n}`, limited(accountId, clock.ms, [])));
    if (n % 3 > 0) await ledger.answer(answered(accountId, `${name}${n}`));
    if (n % 3 > 1) await ledger.settle(settled(accountId, `${name}${n}`, 1));
  }
}

async function trimAll(ledger: RedisTestLedger): Promise<void> {
  const { journal, meta } = ledger.keys.at(0);
  await ledger.command('XTRIM', journal, 'MAXLEN', 0);
  await ledger.command('HSET', meta, 'journal_trimmed', 1);
}

it('begins at the checkpoints once the journal is trimmed, with the holds that are open and what was spent', async () => {
  const { ledger, clock, keys } = await open();
  const verifying = verifyingOf(bench);
  await createAccount(ledger, 'a', 1_000_000);
  await ledger.post(credited('a', 'lot', 12_000, { expiresAtMs: clock.ms + DAY_MS }));
  await traffic(bench, 'a', 6);
  expect(await verifying.verifyNext('s')).toMatchObject([
    { kind: 'partition', verified: { unproven: 0, findings: 0 } },
  ]);
  await trimAll(bench);
  expect(lines((await verifyAll(verifying)).findings)).toEqual([]);
  await traffic(bench, 'a', 6, 'later');
  await ledger.settle(settled('a', 'h0', 20));
  const clean = await verifyAll(verifying);
  expect(lines(clean.findings)).toEqual([]);
  expect(clean.verified).toMatchObject([{ accounts: 1, unproven: 0, entries: 13 }]);
  await bench.command('HINCRBY', keys.at(0).account('a'), 'balance', 1);
  const [found] = (await verifyAll(verifying)).findings;
  expect(found).toMatchObject({ check: 'balance', differenceMilliCents: 1 });
});

it('lets the journal be trimmed up to its checkpoints, and no further', async () => {
  const { ledger, clock } = await open({ journalRetentionMs: 0 });
  const verifying = verifyingOf(bench);
  await createAccount(ledger, 'a', 1_000_000);
  await verifying.verifyNext('s');
  clock.ms += DAY_MS;
  for (let n = 0; n < 300; n++) await ledger.charge(event('a', `k${n}`));
  expect((await ledger.trimJournal()).trimmed).toBe(0);
  await verifying.verifyNext('s');
  await ledger.charge(event('a', 'last'));
  expect((await ledger.trimJournal()).trimmed).toBeGreaterThan(100);
  expect(lines((await verifyAll(verifying)).findings)).toEqual([]);
});

it('takes what no journal reaches back to as it stands, says so, and verifies it from then on', async () => {
  const { ledger, clock, keys } = await open();
  const verifying = verifyingOf(bench);
  await createAccount(ledger, 'a', 1_000_000);
  await createAccount(ledger, 'idle', 5);
  await ledger.post(credited('a', 'lot', 12_000, { expiresAtMs: clock.ms + DAY_MS }));
  await traffic(bench, 'a', 7);
  await trimAll(bench);
  await traffic(bench, 'a', 2, 'later');
  expect(await verifying.verifyNext('s')).toMatchObject([
    { kind: 'partition', verified: { accounts: 2, unproven: 2, findings: 0 } },
  ]);
  await traffic(bench, 'a', 3, 'last');
  const { findings, verified } = await verifyAll(verifying);
  expect(lines(findings)).toEqual([]);
  expect(verified).toMatchObject([{ accounts: 2, unproven: 0 }]);
  await bench.command('DEL', keys.at(0).account('idle'));
  expect(lines((await verifyAll(verifying)).findings)).toEqual(['account idle entry 2 -> no such account']);
});

it('goes on finding what differs until somebody mends or accepts it', async () => {
  const { ledger, keys } = await open();
  const verifying = verifyingOf(bench);
  await createAccount(ledger, 'a', 1_000_000);
  await traffic(bench, 'a', 4);
  await bench.command('HINCRBY', keys.at(0).account('a'), 'balance', -300);
  await bench.command('DEL', keys.at(0).hold('a', 'h1'));
  for (let pass = 0; pass < 2; pass++) {
    expect(await verifying.verifyNext('s')).toMatchObject([
      { finding: { check: 'hold', holdId: 'h1' } },
      { finding: { check: 'balance', differenceMilliCents: -300 } },
      { verified: { findings: 2, driftMilliCents: 300 } },
    ]);
    expect(await verifying.standing()).toMatchObject({ findings: 2, driftMilliCents: 300 });
  }
  expect(await verifying.accept('a')).toHaveLength(2);
  await ledger.charge(event('a', 'k', limited('a', bench.clock.ms, [])));
  // The record of the hold is gone, but its traces are not: what else counts it as open is still found.
  const { findings } = await verifyAll(verifying);
  expect([...new Set(findings.map(({ check, holdId }) => `${check} ${holdId}`))]).toEqual([
    'deadline_index h1',
    'open_holds ',
    'open_holds a:h1',
  ]);
  await expect(verifying.accept('nobody')).rejects.toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
});

it('finds that its own checkpoints are gone or broken', async () => {
  const { ledger, keys } = await open();
  const verifying = verifyingOf(bench);
  await createAccount(ledger, 'a', 1_000_000);
  await createAccount(ledger, 'b', 1_000_000);
  await verifying.verifyNext('s');
  await bench.command('HSET', keys.at(0).checkpoints, 'a', '1 nonsense');
  expect(lines((await verifyAll(verifying)).findings)).toEqual(['checkpoint a a checkpoint -> what cannot be read']);
  await bench.command('DEL', keys.at(0).checkpoints);
  expect(lines((await verifyAll(verifying)).findings)).toEqual(['checkpoint 2 checkpoints -> 0']);
});

it('is clean under traffic, whichever piece is read when', async () => {
  const { ledger, clock } = await open();
  const verifying = verifyingOf(bench);
  const accounts = Array.from({ length: 40 }, (_, n) => `account-${n}`);
  for (const id of accounts) await createAccount(ledger, id, 10_000_000);
  const stopped = new AbortController();
  let calls = 0;
  const callers = accounts.slice(0, 8).map(async (id) => {
    for (let n = 0; !stopped.signal.aborted; n++, calls++) {
      clock.ms += 1;
      await ledger.authorize(call(id, `h${n}`, limited(id, clock.ms, [])));
      if (n >= 5) await ledger.settle(settled(id, `h${n - 5}`, n % 4));
    }
  });
  try {
    for (let pass = 0; pass < 4; pass++) {
      expect(lines((await verifyAll(verifying)).findings)).toEqual([]);
      expect(await verifying.verifyNext('s')).toMatchObject([{ kind: 'partition', verified: { findings: 0 } }]);
    }
  } finally {
    stopped.abort();
    await Promise.allSettled(callers);
  }
  await Promise.all(callers);
  expect(calls).toBeGreaterThan(50);
  expect(lines((await verifyAll(verifying)).findings)).toEqual([]);
});

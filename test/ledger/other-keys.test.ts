import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthorizeOperation } from '../../src/ledger/port.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  standing,
  type RedisTestLedger,
  type TestLedger,
} from './support/test-ledger.ts';

/** A call of an office that `company`, its parent, pays for. */
function paidByCompany(
  holdId: string,
  changes: Partial<AuthorizeOperation> = {},
  accountId = 'office',
): AuthorizeOperation {
  return call(accountId, holdId, {
    rootAccountId: 'company',
    owners: [
      { accountId, revision: 1 },
      { accountId: 'company', revision: 1 },
    ],
    payer: 1,
    ...changes,
  });
}

/** Opens an account under `company`, which pays for it. */
async function createOffice(bench: TestLedger, accountId: string): Promise<void> {
  const family = { rootAccountId: 'company', parentAccountId: 'company', fundedBy: 'parent' } as const;
  await createAccount(bench.ledger, accountId, 0, 0, family);
}

describe('REKEY', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
    await createAccount(bench.ledger, 'company', 100_000);
    await createOffice(bench, 'office');
  });
  afterAll(() => bench.close());

  it('finds the owners of a hold, counts it among the open ones of both, and charges the payer alone', async () => {
    const { ledger, clock } = bench;
    expect(await ledger.authorize(paidByCompany('h'))).toMatchObject({ kind: 'allowed', availableMilliCents: 95_000 });
    expect(await standing(ledger, 'company')).toEqual({ balance: 100_000, held: 5_000, open: 1 });
    expect(await standing(ledger, 'office')).toEqual({ balance: 0, held: 0, open: 1 });
    for (const accountId of ['company', 'office']) {
      expect(await ledger.openHolds({ rootAccountId: 'company', accountId }, { after: '', limit: 10 })).toMatchObject({
        items: [{ accountId: 'office', holdId: 'h', holdMilliCents: 5_000 }],
      });
    }
    const closing = { rootAccountId: 'company', revision: 0, changes: { state: 'closed' }, force: false } as const;
    for (const accountId of ['company', 'office']) {
      await expect(ledger.updateAccount({ ...closing, accountId })).rejects.toMatchObject({ reason: 'OPEN_HOLDS' });
    }
    const keys = bench.keys.of('company');
    expect(await bench.hash(keys.account('company'))).toMatchObject({ open: '1', 'h:office:h': '' });
    expect(await bench.hash(keys.account('office'))).toMatchObject({ open: '1', 'h::h': '' });
    expect(await bench.command('GET', keys.hold('office', 'h'))).toContain(' 1 office company\n');
    expect(await ledger.answer(answered('office', 'h'))).toMatchObject({ state: 'answered' });
    clock.ms += 30_000;
    expect(await ledger.extend(extended('office', 'h', 1, 30))).toMatchObject({ kind: 'allowed' });
    expect(await ledger.settle(settled('office', 'h', 30))).toMatchObject({
      chargedMilliCents: 2_500,
      balanceMilliCents: 97_500,
    });
    expect(await standing(ledger, 'company')).toEqual({ balance: 97_500, held: 0, open: 0 });
    expect(await standing(ledger, 'office')).toEqual({ balance: 0, held: 0, open: 0 });
  });

  it('keeps holds of the same name apart that two accounts opened on one payer', async () => {
    const { ledger } = bench;
    await ledger.authorize(paidByCompany('twin'));
    await ledger.authorize(call('company', 'twin'));
    expect(await standing(ledger, 'company')).toMatchObject({ held: 10_000, open: 2 });
    expect(await standing(ledger, 'office')).toMatchObject({ held: 0, open: 1 });
    await ledger.release(released('company', 'twin'));
    expect(await standing(ledger, 'company')).toMatchObject({ held: 5_000, open: 1 });
    expect(await standing(ledger, 'office')).toMatchObject({ held: 0, open: 1 });
    await ledger.release(released('office', 'twin'));
    expect(await standing(ledger, 'office')).toMatchObject({ held: 0, open: 0 });
    expect(await standing(ledger, 'company')).toMatchObject({ held: 0, open: 0 });
  });

  it("counts an office's holds against its parent's limit", async () => {
    const { ledger, clock } = bench;
    const limits = [{ kind: 'open_holds', owner: 1, counter: '', max: 1, mode: 'enforce', span: 0 }] as const;
    await ledger.authorize(paidByCompany('one', { limits }));
    expect(await ledger.authorize(paidByCompany('two', { limits }))).toMatchObject({ reason: 'CONCURRENCY_LIMIT' });
    clock.ms += 30_000;
    expect(await ledger.sweep(refOf('office', 'one'))).toMatchObject({ outcome: 'released' });
    expect(await ledger.authorize(paidByCompany('two', { limits }))).toMatchObject({ kind: 'allowed' });
    await ledger.release(released('office', 'two'));
  });

  it('journals everything under the payer, in one dense sequence, and nothing under the caller', async () => {
    const { ledger } = bench;
    await ledger.authorize(paidByCompany('journaled'));
    await ledger.release(released('office', 'journaled'));
    const entries = await bench.journal('company');
    expect(entries.at(-1)).toMatchObject({ reference: 'journaled', originAccountId: 'office' });
    expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, index) => index + 1));
    expect(entries.slice(-2).map((entry) => entry.kind)).toEqual(['open', 'release']);
    expect((await bench.journal('office')).map((entry) => entry.kind)).toEqual(['account']);
  });
});

describe('a stub of a child account', () => {
  it('leads every verb to the partition of its root', async () => {
    const bench = await openRedisLedger({ partitions: 16 });
    try {
      const { ledger, keys, clock } = bench;
      await createAccount(ledger, 'company', 100_000);
      const child = ['a', 'b', 'c', 'd', 'e', 'f'].find((id) => keys.of(id) !== keys.of('company'))!;
      await createOffice(bench, child);
      expect(await bench.hash(keys.of(child).account(child))).toEqual({ root: 'company' });
      const operation = paidByCompany('h', {}, child);
      expect(await ledger.authorize(operation)).toMatchObject({ kind: 'allowed' });
      expect(await ledger.settle(settled(child, 'h', 30))).toMatchObject({ balanceMilliCents: 97_500 });
      await ledger.authorize({ ...operation, holdId: 'swept' });
      clock.ms += 30_000;
      const home = keys.partitions.indexOf(keys.of('company'));
      const [due] = await ledger.dueHolds(home, 10);
      expect(await ledger.sweep(due!)).toMatchObject({ outcome: 'released' });
      expect(await ledger.dueHolds(home, 10)).toEqual([]);
      expect(await standing(ledger, 'company')).toEqual({ balance: 97_500, held: 0, open: 0 });
    } finally {
      await bench.close();
    }
  });
});

describe.each(BOTH)('requests that are out of date (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'stale', 100_000);
  });
  afterAll(() => bench.close());

  it('computed from an old profile are answered STALE with the new one', async () => {
    const { ledger } = bench;
    await ledger.updateAccount({
      rootAccountId: 'stale',
      accountId: 'stale',
      revision: 1,
      changes: { creditLimitMilliCents: 7_000, seats: 3 },
      force: false,
    });
    const fresh = {
      kind: 'stale',
      profile: { accountId: 'stale', revision: 2, creditLimitMilliCents: 7_000, seats: 3 },
    };
    expect(await ledger.authorize(call('stale', 'h'))).toMatchObject(fresh);
    expect(await ledger.charge(event('stale', 'k'))).toMatchObject(fresh);
    const owners = [{ accountId: 'stale', revision: 2 }];
    expect(await ledger.authorize(call('stale', 'h', { owners }))).toMatchObject({ availableMilliCents: 102_000 });
    await expect(
      ledger.updateAccount({ rootAccountId: 'stale', accountId: 'stale', revision: 1, changes: {}, force: false }),
    ).rejects.toMatchObject({ reason: 'REVISION_MISMATCH' });
  });

  it('replay all the same: the answer was given already', async () => {
    expect(await bench.ledger.authorize(call('stale', 'h'))).toMatchObject({ kind: 'allowed', replayed: true });
  });

  it('outside the time that they were computed for are answered STALE', async () => {
    const { ledger, clock } = bench;
    const owners = [{ accountId: 'stale', revision: 2 }];
    expect(await ledger.authorize(call('stale', 'span', { owners, validUntilMs: clock.ms - 1 }))).toMatchObject({
      kind: 'stale',
      profile: { revision: 2 },
    });
    expect(await ledger.authorize(call('stale', 'span', { owners, validUntilMs: clock.ms }))).toMatchObject({
      kind: 'allowed',
    });
  });

  it('that come after their deadline do nothing', async () => {
    const { ledger, clock } = bench;
    const owners = [{ accountId: 'stale', revision: 2 }];
    const before = await standing(ledger, 'stale');
    const notAfterMs = clock.ms - 1;
    const late = { code: 'deadline_exceeded', reason: 'TOO_LATE' };
    await expect(ledger.authorize(call('stale', 'late', { owners, notAfterMs }))).rejects.toMatchObject(late);
    await expect(ledger.charge(event('stale', 'late', { owners, notAfterMs }))).rejects.toMatchObject(late);
    await expect(ledger.answer({ ...refOf('stale', 'h'), notAfterMs })).rejects.toMatchObject(late);
    await expect(ledger.extend({ ...extended('stale', 'h', 1, 0), notAfterMs })).rejects.toMatchObject(late);
    expect(await standing(ledger, 'stale')).toEqual(before);
    expect(await ledger.hold(refOf('stale', 'h'))).toMatchObject({ state: 'reserved' });
    const inTime = call('stale', 'late', { owners, notAfterMs: clock.ms });
    expect(await ledger.authorize(inTime)).toMatchObject({ kind: 'allowed' });
  });
});

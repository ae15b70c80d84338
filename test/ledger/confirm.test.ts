import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfirmOperation } from '../../src/ledger/port.ts';
import { claimOf, recreatedHold } from './support/claims.ts';
import { counterOf, planCredits } from './support/funding.ts';
import {
  answered,
  BOTH,
  call,
  createAccount,
  extended,
  openRedisLedger,
  PER_SECOND,
  refOf,
  released,
  settled,
  standing,
  type TestLedger,
} from './support/test-ledger.ts';

/** A leg is up, and nothing else is said of it. */
function up(accountId: string, holdId: string, changes: Partial<ConfirmOperation> = {}): ConfirmOperation {
  const told = { connectedSeconds: undefined, units: undefined, answered: false, claim: undefined };
  return { ...refOf(accountId, holdId), ...told, ...changes };
}

describe.each(BOTH)('a leg that its gateway says is up (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** Authorized 100 s ago. */
  function lost(accountId: string, changes: Parameters<typeof claimOf>[2] = {}): ConfirmOperation['claim'] {
    return { ...claimOf(accountId, bench.clock.ms - 100_000, changes), ...recreatedHold(accountId) };
  }

  it('is the grant that an Authorize was given, where its fingerprint is known', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'again', 100_000);
    const operation = call('again', 'h');
    const claim = lost('again');
    if (claim === undefined) throw new Error('there is a claim');
    const { fingerprint } = operation;
    await ledger.confirm(up('again', 'h', { claim: { ...claim, fingerprint } }));
    expect(await ledger.hold(refOf('again', 'h'))).toMatchObject({ recreated: true });
    expect(await ledger.authorize(operation)).toMatchObject({
      kind: 'allowed',
      replayed: true,
      grantedUnits: claim.grantedUnits,
      authorizedAtMs: claim.authorizedAtMs,
    });
    await expect(ledger.authorize({ ...operation, fingerprint: 'other' })).rejects.toMatchObject({
      reason: 'CONFLICT',
    });
  });

  it('changes nothing that nothing new is said of', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'same', 100_000);
    await ledger.authorize(call('same', 'h'));
    const before = await ledger.hold(refOf('same', 'h'));
    expect(await ledger.confirm(up('same', 'h', { connectedSeconds: 0 }))).toMatchObject({
      kind: 'up',
      recreated: false,
      holdMilliCents: 5_000,
    });
    expect(await ledger.hold(refOf('same', 'h'))).toEqual(before);
  });

  it('is answered, if it was not, and proves its connected time', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'heard', 100_000);
    await ledger.authorize(call('heard', 'h'));
    clock.ms += 20_000;
    await ledger.confirm(up('heard', 'h', { answered: true }));
    expect(await ledger.hold(refOf('heard', 'h'))).toMatchObject({
      state: 'answered',
      answeredAtMs: clock.ms,
      deadlineAtMs: clock.ms + 70_000,
    });
    clock.ms += 15_000;
    await ledger.confirm(up('heard', 'h', { connectedSeconds: 15, answered: true }));
    expect(await ledger.release(released('heard', 'h'))).toMatchObject({ billedUnits: 15, chargedMilliCents: 1_250 });
  });

  it('is not known without a claim, and of an account that there is not', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'bare', 100_000);
    expect(await ledger.confirm(up('bare', 'h'))).toMatchObject({ kind: 'unknown' });
    await expect(ledger.confirm(up('nobody', 'h'))).rejects.toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
    await expect(ledger.confirm(up('nobody', 'h', { claim: lost('nobody') }))).rejects.toMatchObject({
      reason: 'ACCOUNT_UNKNOWN',
    });
  });

  it('has ended, and how, where its hold has', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'over', 100_000);
    for (const holdId of ['settled', 'released']) await ledger.authorize(call('over', holdId));
    await ledger.settle(settled('over', 'settled', 3));
    await ledger.release(released('over', 'released'));
    await ledger.release(released('over', 'early'));
    const outcomes = [];
    for (const holdId of ['settled', 'released', 'early']) {
      outcomes.push(await ledger.confirm(up('over', holdId, { answered: true, claim: lost('over') })));
    }
    expect(outcomes).toMatchObject([
      { kind: 'ended', state: 'settled', chargedMilliCents: 250 },
      { kind: 'ended', state: 'released', chargedMilliCents: 0 },
      { kind: 'ended', state: 'released', chargedMilliCents: 0 },
    ]);
    expect(await standing(ledger, 'over')).toEqual({ balance: 99_750, held: 0, open: 0 });
  });

  it('is opened again from its claim, once, as of when it was authorized', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'lost', 100_000);
    const operation = up('lost', 'h', { connectedSeconds: 40, claim: lost('lost') });
    expect(await ledger.confirm(operation)).toMatchObject({ kind: 'up', recreated: true, holdMilliCents: 5_000 });
    expect(await ledger.confirm(operation)).toMatchObject({ kind: 'up', recreated: false });
    expect(await ledger.hold(refOf('lost', 'h'))).toMatchObject({
      state: 'answered',
      recreated: true,
      grantedUnits: 60,
      authorizedAtMs: clock.ms - 100_000,
      answeredAtMs: clock.ms - 40_000,
    });
    expect(await standing(ledger, 'lost')).toEqual({ balance: 100_000, held: 5_000, open: 1 });
    expect(await ledger.extend(extended('lost', 'h', 1, 45))).toMatchObject({ kind: 'allowed', grantedUnits: 60 });
    expect(await ledger.settle(settled('lost', 'h', 50))).toMatchObject({ chargedMilliCents: 4_167, orphan: false });
    expect(await standing(ledger, 'lost')).toEqual({ balance: 95_833, held: 0, open: 0 });
  });

  it('rings for as long again as its rule says, when nothing more is known', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'ringing', 100_000);
    await ledger.confirm(up('ringing', 'h', { claim: lost('ringing') }));
    expect(await ledger.hold(refOf('ringing', 'h'))).toMatchObject({
      state: 'reserved',
      deadlineAtMs: clock.ms + 30_000,
    });
  });

  it('is denied by nothing, and reserves no more than there is', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'poor', 7_000);
    await ledger.authorize(call('poor', 'other'));
    await ledger.updateAccount({ ...refOf('poor', ''), revision: 1, changes: { state: 'suspended' }, force: true });
    expect(await ledger.confirm(up('poor', 'h', { answered: true, claim: lost('poor') }))).toMatchObject({
      recreated: true,
      holdMilliCents: 2_000,
    });
    expect(await standing(ledger, 'poor')).toEqual({ balance: 7_000, held: 7_000, open: 2 });
    expect(await ledger.settle(settled('poor', 'h', 60))).toMatchObject({
      chargedMilliCents: 2_000,
      writeOffMilliCents: 3_000,
    });
    expect(await standing(ledger, 'poor')).toEqual({ balance: 5_000, held: 5_000, open: 1 });
  });

  it('draws on the sources that its token names, and counts for its subject', async () => {
    const { ledger, clock } = bench;
    const funding = { payer: 0, stop: '', allowances: [{ counter: counterOf('minutes'), totalUnits: 30 }] };
    await createAccount(ledger, 'rich', 0);
    const grants = [planCredits(2_000, clock.ms, { id: 'plan@20260101', expiresAtMs: clock.ms + 86_400_000 })];
    await ledger.authorize(call('rich', 'first', { grants, units: 1, maxUnits: 1 }));
    await ledger.release(released('rich', 'first'));
    const facts = { ...call('rich', '').facts, subjectId: 'agent-7', gatewayId: 'gw-1' };
    const claim = lost('rich', { funding, facts, authorizedAtMs: clock.ms });
    await ledger.confirm(up('rich', 'h', { answered: true, claim }));
    const hold = await ledger.hold(refOf('rich', 'h'));
    expect(hold?.parts.map(({ source, amountMilliCents, units }) => [source, amountMilliCents, units])).toEqual([
      ['allowance', 0, 30],
      ['plan_credits', 2_000, 0],
    ]);
    const { items } = await ledger.holdsOfGateway('gw-1', { after: '', limit: 10 });
    expect(items.map(({ accountId }) => accountId)).toEqual(['rich']);
    const counters = (await ledger.account('rich', ['subject/agent-7']))?.counters;
    expect(counters?.get('subject/agent-7')).toContain('1');
    await ledger.settle(settled('rich', 'h', 0));
    expect((await ledger.account('rich', ['subject/agent-7']))?.counters.has('subject/agent-7')).toBe(false);
  });
});

describe.each(BOTH)('a hold that its gateway does not list any more (%s)', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  it('is released, or charged for what is proven, before its deadline', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'gone', 100_000);
    for (const holdId of ['rang', 'proven', 'talked']) await ledger.authorize(call('gone', holdId));
    clock.ms += 5_000;
    for (const holdId of ['proven', 'talked']) await ledger.answer(answered('gone', holdId));
    clock.ms += 12_000;
    await ledger.extend(extended('gone', 'proven', 1, 12));
    clock.ms += 8_000;
    const missingSinceMs = clock.ms;
    clock.ms += 31_000;
    const ends = [];
    for (const holdId of ['rang', 'proven', 'talked']) {
      ends.push(await ledger.sweep({ ...refOf('gone', holdId), missingSinceMs }));
    }
    // Of the one that proves nothing, the time until the list that missed it: 20 s of its grant of 60 s.
    expect(ends.map(({ outcome, settle }) => [outcome, settle?.billedUnits, settle?.estimated])).toEqual([
      ['released', 0, false],
      ['expired', 12, true],
      ['expired', 20, true],
    ]);
    expect(await standing(ledger, 'gone')).toEqual({ balance: 100_000 - 1_000 - 1_667, held: 0, open: 0 });
    // The settle that was on its way all the time.
    expect(await ledger.settle(settled('gone', 'talked', 31))).toMatchObject({ billedUnits: 31, corrected: true });
    expect(await ledger.settle(settled('gone', 'rang', 2))).toMatchObject({ billedUnits: 2, corrected: true });
  });

  it('stays where it is not older than that, or was heard of since', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'there', 1_000_000);
    for (const holdId of ['answered', 'extended', 'listed']) await ledger.authorize(call('there', holdId));
    for (const holdId of ['extended', 'listed']) await ledger.answer(answered('there', holdId));
    clock.ms += 10_000;
    const missingSinceMs = clock.ms;
    await ledger.authorize(call('there', 'opened'));
    clock.ms += 15_000;
    await ledger.answer(answered('there', 'answered'));
    await ledger.extend(extended('there', 'extended', 1, 25));
    await ledger.confirm(up('there', 'listed', { connectedSeconds: 25 }));
    for (const holdId of ['opened', 'answered', 'extended', 'listed']) {
      const { outcome } = await ledger.sweep({ ...refOf('there', holdId), missingSinceMs });
      expect([holdId, outcome]).toEqual([holdId, 'not_due']);
    }
  });

  it('of units counts as heard of when its last report came', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'units', 1_000_000);
    const terms = { ...PER_SECOND, unit: 'segment', rateMilliCents: 900, rateUnits: 1 };
    await ledger.authorize(call('units', 'h', { terms, units: 5, maxUnits: 5 }));
    clock.ms += 10_000;
    const before = clock.ms;
    await ledger.confirm(up('units', 'h', { units: 2 }));
    const sweep = (missingSinceMs: number) => ledger.sweep({ ...refOf('units', 'h'), missingSinceMs });
    expect(await sweep(before)).toMatchObject({ outcome: 'not_due' });
    expect(await sweep(before + 1)).toMatchObject({ outcome: 'expired', settle: { billedUnits: 2 } });
  });
});

it('what a list did says so in the journal', async () => {
  const bench = await openRedisLedger();
  const { ledger, clock } = bench;
  await createAccount(ledger, 'told', 100_000);
  const claim = { ...claimOf('told', clock.ms - 100_000), ...recreatedHold('told') };
  await ledger.confirm(up('told', 'h', { answered: true, claim }));
  clock.ms += 10_000;
  await ledger.sweep({ ...refOf('told', 'h'), missingSinceMs: clock.ms });
  await ledger.authorize(call('told', 'ordinary'));
  const entries = (await bench.journal('told')).slice(2);
  expect(entries.map(({ kind, flags }) => [kind, flags])).toEqual([
    ['open', 'g'],
    ['answer', 'g'],
    ['charge', 'eg'],
    ['open', ''],
  ]);
  await bench.close();
});

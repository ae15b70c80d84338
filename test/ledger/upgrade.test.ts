import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limit } from '../../src/ledger/port.ts';
import { OldSidecar } from './support/old-sidecar.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  event,
  extended,
  openRedisLedger,
  refOf,
  type RedisTestLedger,
  released,
  settled,
  standing,
} from './support/test-ledger.ts';

const facts = { ...call('a', '').facts, gatewayId: 'gw-1' };
const stepwise = { units: 60, maxUnits: 600, extendUnits: 60 } as const;

/** The status word and whether it was a replay. */
const told = ([status, , replayed]: readonly string[]): string => `${status} ${replayed}`;

describe('an old and a new sidecar on one store', () => {
  let bench: RedisTestLedger;
  let old: OldSidecar;
  beforeAll(async () => {
    bench = await openRedisLedger();
    old = new OldSidecar(bench);
  });
  afterAll(() => bench.close());

  it('end the calls that the other one began', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'a', 100_000);
    const opening = (holdId: string) => call('a', holdId, { ...stepwise, facts, nonce: 'n1' });
    expect(told(await old.authorize(opening('old')))).toBe('ALLOW 0');
    expect(await ledger.authorize(opening('new'))).toMatchObject({ kind: 'allowed', replayed: false });
    expect(await ledger.authorize(opening('old'))).toMatchObject({ replayed: true, holdMilliCents: 5_000 });
    expect(told(await old.authorize(opening('new')))).toBe('ALLOW 1');

    expect(await ledger.answer({ ...answered('a', 'old'), nonce: 'n2' })).toMatchObject({ state: 'answered' });
    expect(told(await old.answer('a', 'new'))).toBe('ANSWERED 0');
    clock.ms += 30_000;
    expect(await ledger.extend({ ...extended('a', 'old', 1, 30), nonce: 'n3' })).toMatchObject({ grantedUnits: 120 });
    expect(told(await old.extend('a', 'new', 1, 30))).toBe('EXTENDED 0');
    expect(told(await old.extend('a', 'old', 1, 30))).toBe('EXTENDED 1');
    expect(await ledger.extend(extended('a', 'new', 1, 30))).toMatchObject({ replayed: true, grantedUnits: 120 });
    clock.ms += 30_000;
    expect(await ledger.settle(settled('a', 'old', 60))).toMatchObject({ chargedMilliCents: 5_000, unit: 'second' });
    expect(told(await old.settle('a', 'new', 60))).toBe('DONE 0');
    expect(told(await old.settle('a', 'old', 60))).toBe('DONE 1');
    expect(await ledger.settle(settled('a', 'new', 60))).toMatchObject({ replayed: true, chargedMilliCents: 5_000 });
    expect(await standing(ledger, 'a')).toEqual({ balance: 90_000, held: 0, open: 0 });
  });

  it('take a release, a sweep and a late answer of each other', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'b', 100_000);
    await old.release('b', 'early-old');
    await ledger.release({ ...released('b', 'early-new'), nonce: 'n' });
    const early = { kind: 'denied', reason: 'RELEASED_BEFORE_AUTHORIZE' };
    expect(await ledger.authorize(call('b', 'early-old'))).toMatchObject(early);
    expect((await old.authorize(call('b', 'early-new'))).slice(0, 3)).toContain('RELEASED_BEFORE_AUTHORIZE');

    await old.authorize(call('b', 'h1'));
    await ledger.authorize(call('b', 'h2', { facts, nonce: 'n' }));
    clock.ms += 31_000;
    expect(await ledger.sweep(refOf('b', 'h1'))).toMatchObject({ outcome: 'released' });
    expect(told(await old.sweep('b', 'h2'))).toBe('DONE 0');
    expect(told(await old.answer('b', 'h1'))).toBe('ANSWERED 0');
    expect(await ledger.answer(answered('b', 'h2'))).toMatchObject({ replayed: false, state: 'answered' });
    expect(await standing(ledger, 'b')).toMatchObject({ held: 10_000, open: 2 });
    await old.settle('b', 'h2', 12);
    await ledger.settle(settled('b', 'h1', 12));
    expect(await standing(ledger, 'b')).toEqual({ balance: 98_000, held: 0, open: 0 });
  });

  it('know each other’s keys of charges and credit, whatever nonce came with them', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'c', 100_000);
    expect(told(await old.charge(event('c', 'k1')))).toBe('CHARGED 0');
    expect(await ledger.charge(event('c', 'k1', { nonce: 'n' }))).toMatchObject({ replayed: true });
    expect(await ledger.charge(event('c', 'k2', { nonce: 'n' }))).toMatchObject({ replayed: false });
    expect(told(await old.charge(event('c', 'k2')))).toBe('CHARGED 1');
    expect((await old.charge(event('c', 'k2', { fingerprint: 'x' })))[0]).toBe('CONFLICT');
    expect(told(await old.post(credited('c', 'p1', 500)))).toBe('POSTED 0');
    expect(await ledger.post(credited('c', 'p1', 500, { nonce: 'n' }))).toMatchObject({ replayed: true });
    expect(await ledger.post(credited('c', 'p2', 500, { nonce: 'n' }))).toMatchObject({ replayed: false });
    expect(told(await old.post(credited('c', 'p2', 500)))).toBe('POSTED 1');
    expect(await standing(ledger, 'c')).toEqual({ balance: 99_000, held: 0, open: 0 });
  });

  it('count in the same limits and periods, and charge an orphan of the other from its claim once', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'd', 100_000);
    const limit = { owner: 0, shadow: false } as const;
    const limits: Limit[] = [
      { ...limit, kind: 'spend', counter: 'day', max: 11_000, span: clock.ms },
      { ...limit, kind: 'open_holds', counter: 'agent-7', max: 2, span: 0 },
    ];
    await old.authorize(call('d', 'h1', { limits }));
    await ledger.authorize(call('d', 'h2', { limits }));
    expect(await ledger.authorize(call('d', 'h3', { limits }))).toMatchObject({ reason: 'CONCURRENCY_LIMIT' });
    await ledger.settle(settled('d', 'h1', 60));
    await old.settle('d', 'h2', 60);
    expect(await ledger.authorize(call('d', 'h3', { limits }))).toMatchObject({ reason: 'SPEND_LIMIT' });
    expect(await old.authorize(call('d', 'h3', { limits }))).toContain('SPEND_LIMIT');
    const { counters } = (await ledger.account('d')) ?? {};
    expect([...(counters ?? [])].filter(([field]) => field.startsWith('open/'))).toEqual([]);

    const claim = {
      ownerIds: ['d'],
      funding: { payer: 0, stop: '', allowances: [] },
      terms: call('d', '').terms,
      grantedUnits: 60,
      facts,
      authorizedAtMs: clock.ms,
    };
    const orphan = settled('d', 'orphan', 12, { claim, nonce: 'n' });
    expect(await ledger.settle(orphan)).toMatchObject({ orphan: true, chargedMilliCents: 1_000 });
    expect(told(await old.settle('d', 'orphan', 12))).toBe('DONE 1');
  });

  it('leave an index by gateway that repairs itself', async () => {
    const { ledger } = bench;
    await createAccount(ledger, 'e', 100_000);
    for (const holdId of ['h1', 'h2']) await ledger.authorize(call('e', holdId, { facts }));
    await old.authorize(call('e', 'of-old', { facts }));
    await old.settle('e', 'h1', 5);
    const { gateways } = bench.keys.of('e');
    // With what the old one ended in the tests above.
    expect(await bench.command('ZCARD', gateways)).toBe(4);
    const page = await ledger.holdsOfGateway('gw-1', { after: '', limit: 10 });
    // What the old one opened says no gateway: it is in the account's list only.
    expect(page.items.map(({ holdId }) => holdId)).toEqual(['h2']);
    expect(await bench.command('ZCARD', gateways)).toBe(1);
  });
});

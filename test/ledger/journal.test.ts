import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger, Movement, TimeSpan } from '../../src/ledger/port.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  openRedisLedger,
  refOf,
  released,
  settled,
  type RedisTestLedger,
} from './support/test-ledger.ts';

function post(ledger: Ledger, accountId: string, idempotencyKey: string, amountMilliCents: number) {
  return ledger.post(credited(accountId, idempotencyKey, amountMilliCents, { note: 'paid by card' }));
}

async function movementsOf(
  ledger: Ledger,
  accountId: string,
  span: TimeSpan = { fromMs: 0, toMs: 0 },
  limit = 100_000,
): Promise<Movement[]> {
  const found: Movement[] = [];
  for await (const movement of ledger.movements({ rootAccountId: accountId, accountId }, span, { after: '', limit }))
    found.push(movement);
  return found;
}

describe('the journal', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  it('has one entry per change, numbered without a gap, with the money after it', async () => {
    const { ledger, clock } = bench;
    const startMs = clock.ms;
    await createAccount(ledger, 'dense', 100_000);
    await ledger.authorize(call('dense', 'h'));
    await ledger.authorize(call('dense', 'h'));
    await ledger.authorize(call('dense', 'denied', { verdict: 'NO_RATE' }));
    await ledger.answer(answered('dense', 'h'));
    clock.ms = startMs + 20_000;
    await ledger.extend(extended('dense', 'h', 1, 20));
    await ledger.settle(settled('dense', 'h', 30));
    await ledger.settle(settled('dense', 'h', 30));
    await ledger.authorize(call('dense', 'free'));
    await ledger.release(released('dense', 'free'));
    await ledger.charge(event('dense', 'k', { note: 'two words' }));
    await post(ledger, 'dense', 'c:1', 500);
    expect(
      (await bench.journal('dense')).map((e) => [
        e.sequence,
        e.kind,
        e.amountMilliCents,
        e.balanceMilliCents,
        e.heldMilliCents,
      ]),
    ).toEqual([
      [1, 'account', 0, 0, 0],
      [2, 'credit', 100_000, 100_000, 0],
      [3, 'open', 0, 100_000, 5_000],
      [4, 'answer', 0, 100_000, 5_000],
      [5, 'extend', 0, 100_000, 5_000],
      [6, 'charge', -2_500, 97_500, 0],
      [7, 'open', 0, 97_500, 5_000],
      [8, 'release', 0, 97_500, 0],
      [9, 'charge', -1_000, 96_500, 0],
      [10, 'credit', 500, 97_000, 0],
    ]);
    expect(await movementsOf(ledger, 'dense')).toMatchObject([
      { sequence: 2, kind: 'credit', amountMilliCents: 100_000, holdId: '', note: 'signup credit of plan default' },
      {
        sequence: 6,
        kind: 'charge',
        amountMilliCents: -2_500,
        holdId: 'h',
        service: 'call',
        billedUnits: 30,
        atMs: startMs + 20_000,
      },
      {
        sequence: 9,
        kind: 'charge',
        amountMilliCents: -1_000,
        idempotencyKey: 'k',
        service: 'event',
        note: 'two words',
      },
      { sequence: 10, kind: 'credit', amountMilliCents: 500, idempotencyKey: 'c:1', note: 'paid by card' },
    ]);
  });

  it('is read page by page, in order, without the entries of others', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'many', 0);
    await createAccount(ledger, 'other', 0);
    const startMs = clock.ms;
    for (let n = 1; n <= 1_203; n += 1) {
      clock.ms = startMs + n;
      const posts = [post(ledger, 'many', `m${n}`, n)];
      if (n % 2 === 0) posts.push(post(ledger, 'other', `o${n}`, 1));
      await Promise.all(posts);
    }
    const all = await movementsOf(ledger, 'many');
    expect(all.map(({ amountMilliCents }) => amountMilliCents)).toEqual(Array.from({ length: 1_203 }, (_, n) => n + 1));
    expect((await movementsOf(ledger, 'other')).map(({ amountMilliCents }) => amountMilliCents)).toEqual(
      Array.from({ length: 601 }, () => 1),
    );
    const span = { fromMs: startMs + 1_100, toMs: startMs + 1_103 };
    expect((await movementsOf(ledger, 'many', span)).map(({ amountMilliCents }) => amountMilliCents)).toEqual([
      1_100, 1_101, 1_102,
    ]);
    expect(await movementsOf(ledger, 'many', { fromMs: startMs + 1_000, toMs: 0 }, 5)).toHaveLength(5);
  });
});

describe('the journal', () => {
  it('loses nothing to those who write it, and says since when it covers everything once it is trimmed', async () => {
    // Stream ids are Redis's own time, so this clock has to agree with it.
    const bench = await openRedisLedger({ startMs: Date.now() });
    try {
      const { ledger, clock } = bench;
      const place = { rootAccountId: 'a' };
      await createAccount(ledger, 'a', 0);
      for (let n = 1; n <= 250; n += 1) await post(ledger, 'a', `old${n}`, 1);
      const coveredBefore = await ledger.journalStart(place);
      expect(coveredBefore).toBeLessThanOrEqual(clock.ms + 1_000);
      clock.ms = Date.now() + 1_000 * DAY_MS;
      await post(ledger, 'a', 'new', 1);
      expect(await movementsOf(ledger, 'a')).toHaveLength(251);

      await bench.command('XTRIM', bench.keys.of('a').journal, 'MAXLEN', 20);
      const left = await movementsOf(ledger, 'a');
      expect(left.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, n) => 233 + n));
      expect(left.at(-1)).toMatchObject({ idempotencyKey: 'new', balanceMilliCents: 251 });
      expect(await ledger.journalStart(place)).toBeGreaterThan(coveredBefore);
      expect(await ledger.account('a')).toMatchObject({ balanceMilliCents: 251 });
    } finally {
      await bench.close();
    }
  });

  it('keeps of an opened hold all that an archive needs of its traffic', async () => {
    const bench = await openRedisLedger();
    await createAccount(bench.ledger, 'a', 10_000);
    const facts = { ...call('a', '').facts, subjectId: 'agent-7', parentHoldId: 'leg-1', gatewayId: 'gw-1' };
    const terms = { ...call('a', '').terms, rule: 'deck/Germany 49' };
    await bench.ledger.authorize(call('a', 'h', { facts, terms, destination: { country: 'DE', prefix: '49' } }));
    const open = (await bench.journal('a')).find(({ kind }) => kind === 'open');
    expect(open).toMatchObject({ service: 'call', subjectId: 'agent-7', units: 60 });
    expect(open?.note.split('\t')).toEqual([
      '3',
      'o',
      'standard',
      '49',
      'DE',
      'deck/Germany 49',
      'gw-1',
      '+1******23',
      'leg-1',
      'calls',
    ]);
    await bench.close();
  });
});

describe('lists of holds', () => {
  let bench: RedisTestLedger;
  beforeAll(async () => {
    bench = await openRedisLedger({ partitions: 4 });
  });
  afterAll(() => bench.close());

  const ids = (holds: readonly { holdId: string }[]): string[] => holds.map(({ holdId }) => holdId);
  const openIds = async (limit: number): Promise<string[]> =>
    ids((await bench.ledger.openHolds({ rootAccountId: 'list', accountId: 'list' }, { after: '', limit })).items);

  it('are in the order of their names, those that are due in the order of their deadlines, as many as are asked for', async () => {
    const { ledger, clock } = bench;
    await createAccount(ledger, 'list', 1_000_000);
    const startMs = clock.ms;
    const timing = (ringSeconds: number) => ({ timing: { ...call('list', '').timing, ringSeconds } });
    await ledger.authorize(call('list', 'third', timing(300)));
    await ledger.authorize(call('list', 'first', timing(10)));
    await ledger.authorize(call('list', 'fourth', timing(400)));
    await ledger.authorize(call('list', 'second', timing(20)));
    expect(await openIds(100)).toEqual(['first', 'fourth', 'second', 'third']);
    expect(await openIds(2)).toEqual(['first', 'fourth']);
    // Answered, it is due after its grant and grace: 70 s from now.
    await ledger.answer(answered('list', 'first'));
    await ledger.release(released('list', 'second'));
    expect(await openIds(100)).toEqual(['first', 'fourth', 'third']);
    clock.ms = startMs + 350_000;
    const home = bench.keys.partitions.indexOf(bench.keys.of('list'));
    expect(ids(await ledger.dueHolds(home, 100))).toEqual(['first', 'third']);
    expect(ids(await ledger.dueHolds(home, 1))).toEqual(['first']);
  });

  it('and totals go over all partitions', async () => {
    const { ledger, keys } = bench;
    const before = await ledger.totals();
    const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'];
    expect(new Set(names.map((name) => keys.of(name))).size).toBeGreaterThan(2);
    for (const name of names) {
      await createAccount(ledger, name, 100_000);
      await ledger.authorize(call(name, 'h'));
    }
    await ledger.settle(settled('p1', 'h', 30));
    await ledger.settle(settled('p1', 'late', 0));
    expect(await ledger.totals()).toEqual({
      asideHolds: 0,
      openHolds: before.openHolds + 7,
      heldMilliCents: before.heldMilliCents + 35_000,
      balanceMilliCents: before.balanceMilliCents + 800_000 - 2_500,
      lotsMilliCents: before.lotsMilliCents,
    });
    const ends = { expiresAtMs: bench.clock.ms + 60_000 };
    await ledger.post(credited('p3', 'lot', 3_000, ends));
    await ledger.authorize(call('p3', 'lot'));
    expect((await ledger.totals()).lotsMilliCents).toBe(before.lotsMilliCents + 3_000);
    await ledger.settle(settled('p3', 'lot', 12));
    expect((await ledger.totals()).lotsMilliCents).toBe(before.lotsMilliCents + 2_000);
    bench.clock.ms += 60_000;
    await ledger.authorize(call('p3', 'later'));
    expect((await ledger.totals()).lotsMilliCents).toBe(before.lotsMilliCents);
    expect(await ledger.hold(refOf('p2', 'h'))).toMatchObject({ state: 'reserved', holdMilliCents: 5_000 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SubjectProfile } from '../../src/ledger/port.ts';
import { BOTH, call, createAccount, openRedisLedger, settled, type TestLedger } from './support/test-ledger.ts';

const place = { rootAccountId: 'busy', accountId: 'busy' };

/** Every page of the account's open holds, one after the other. */
async function pages({ ledger }: TestLedger, limit: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let after = '', first = true; first || after !== ''; first = false) {
    const page = await ledger.openHolds(place, { after, limit });
    all.push(page.items.map(({ holdId }) => holdId));
    after = page.next;
  }
  return all;
}

function ringing(seconds: number): Partial<ReturnType<typeof call>> {
  return { timing: { ...call('busy', '').timing, ringSeconds: seconds } };
}

describe.each(BOTH)('the open holds of an account in %s', (_, open) => {
  let bench: TestLedger;
  beforeAll(async () => {
    bench = await open();
    await createAccount(bench.ledger, 'busy', 10_000_000);
    for (const [index, seconds] of [50, 20, 20, 40, 20].entries())
      await bench.ledger.authorize(call('busy', `h${index}`, ringing(seconds)));
  });
  afterAll(() => bench.close());

  it('come page by page, by name, whenever they are due', async () => {
    expect(await pages(bench, 2)).toEqual([['h0', 'h1'], ['h2', 'h3'], ['h4']]);
    expect(await pages(bench, 5)).toEqual([['h0', 'h1', 'h2', 'h3', 'h4']]);
  });

  it('go on where the last page stopped, also when its last hold has ended', async () => {
    const first = await bench.ledger.openHolds(place, { after: '', limit: 2 });
    await bench.ledger.settle(settled('busy', 'h1', 1));
    const second = await bench.ledger.openHolds(place, { after: first.next, limit: 2 });
    expect(second.items.map(({ holdId }) => holdId)).toEqual(['h2', 'h3']);
  });
});

describe('an account with many open holds', () => {
  const HOLDS = 1_100;
  it('gives each of them once, in order, without those of others', { timeout: 60_000 }, async () => {
    const bench = await openRedisLedger();
    const { ledger } = bench;
    await createAccount(ledger, 'busy', 100_000_000);
    await createAccount(ledger, 'other', 100_000_000);
    const seconds = (index: number): number => 30 + ((index * 7) % 400);
    for (let from = 0; from < HOLDS; from += 50) {
      const some = Array.from({ length: 50 }, (_, index) => from + index);
      await Promise.all(some.map((index) => ledger.authorize(call('busy', `h${index}`, ringing(seconds(index))))));
      await Promise.all(some.map((index) => ledger.authorize(call('other', `x${index}`, ringing(seconds(index))))));
    }
    const seen = (await pages(bench, 250)).flat();
    expect(seen).toHaveLength(HOLDS);
    expect(new Set(seen).size).toBe(HOLDS);
    expect(seen).toEqual([...seen].sort());
    await bench.close();
  });
});

describe('the subjects of an account', () => {
  const profile = (subjectId: string): SubjectProfile => ({
    subjectId,
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 3,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  });

  /** Every page, one after the other. */
  async function subjectPages({ ledger }: TestLedger, limit: number): Promise<(readonly string[])[]> {
    const all: (readonly string[])[] = [];
    for (let after = '', first = true; first || after !== ''; first = false) {
      const page = await ledger.subjectIds(place, { after, limit });
      all.push(page.items);
      after = page.next;
    }
    return all;
  }

  it.each(BOTH)('come page by page, by name (%s)', async (_, open) => {
    const bench = await open();
    await createAccount(bench.ledger, 'busy', 0);
    expect(await subjectPages(bench, 2)).toEqual([[]]);
    for (const id of ['b', 'B', 'a10', 'a2', 'z@x', '_']) {
      await bench.ledger.putSubject({ ...place, subjectId: id, profile: profile(id) });
    }
    expect(await subjectPages(bench, 2)).toEqual([
      ['B', '_'],
      ['a10', 'a2'],
      ['b', 'z@x'],
    ]);
    expect(await subjectPages(bench, 4)).toEqual([
      ['B', '_', 'a10', 'a2'],
      ['b', 'z@x'],
    ]);
    await bench.ledger.putSubject({ ...place, subjectId: 'a10', profile: undefined });
    expect(await subjectPages(bench, 10)).toEqual([['B', '_', 'a2', 'b', 'z@x']]);
    expect((await bench.ledger.account('busy'))?.profile.subjects).toBe(5);
    await bench.close();
  });

  it('of an older version are those in its set, whoever looks first', async () => {
    for (const first of ['a list', 'a change']) {
      const bench = await openRedisLedger();
      await createAccount(bench.ledger, 'busy', 0);
      const subjects = bench.keys.at(0).subjects('busy');
      const ids = Array.from({ length: 2_500 }, (_, index) => `agent-${String(index).padStart(4, '0')}`);
      for (let from = 0; from < ids.length; from += 500) {
        await bench.command('SADD', subjects, ...ids.slice(from, from + 500));
      }
      if (first === 'a list') {
        expect((await subjectPages(bench, 1_000)).flat()).toEqual(ids);
      } else {
        await bench.ledger.putSubject({ ...place, subjectId: 'agent-0001', profile: undefined });
        await bench.ledger.putSubject({ ...place, subjectId: 'new', profile: profile('new') });
        // What an older version has listed and what is stored of it are two things: only the name was there.
        expect((await subjectPages(bench, 10_000)).flat()).toEqual([...ids, 'new']);
        expect((await bench.ledger.account('busy'))?.profile.subjects).toBe(2_501);
      }
      await bench.close();
    }
  });
});

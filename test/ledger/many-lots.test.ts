import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunded, lotsOf, movementsOf, planCredits, roundCall, seconds, sharesOf } from './support/funding.ts';
import {
  BOTH,
  credited,
  DAY_MS,
  event,
  openRedisLedger,
  type RedisTestLedger,
  refOf,
  released,
  settled,
  type TestLedger,
} from './support/test-ledger.ts';

const LOTS_MAX = 200;

// Every second costs 100 milli-cents, and an event 1,000.
describe.each(BOTH)('an account with two hundred lots (%s)', (_, open) => {
  let bench: TestLedger;
  let id = '';
  let count = 0;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  /** Lots of 1,000 that end day after day; every other one is for calls. The first two are `lot-2` and `lot-3`. */
  async function stocked(lots = LOTS_MAX): Promise<void> {
    id = `many-${(count += 1)}`;
    await createFunded(bench, id, 10_000);
    for (let day = 1; day <= lots; day += 1) {
      const lot = { expiresAtMs: bench.clock.ms + day * DAY_MS, services: day % 2 === 0 ? ['call'] : [] };
      await bench.ledger.post(credited(id, `lot${day}`, 1_000, lot));
    }
  }

  it('draws on what ends soonest and pays for it, whatever came and went before', async () => {
    await stocked();
    await bench.ledger.authorize(roundCall(id, 'h', seconds(25)));
    expect(await sharesOf(bench.ledger, refOf(id, 'h'))).toEqual([
      ['lot lot-3', 1_000],
      ['lot lot-4', 1_000],
      ['lot lot-5', 500],
    ]);
    // The first that an event may use is held by the call.
    expect((await bench.ledger.charge(event(id, 'k', { units: 2 }))).kind).toBe('charged');
    expect(await lotsOf(bench.ledger, id)).toMatchObject({
      'lot-3': [1_000, 1_000],
      'lot-5': [500, 500],
      'lot-7': [0, 0],
    });
    await bench.ledger.release(released(id, 'h'));
    await bench.ledger.authorize(roundCall(id, 'h2', seconds(15)));
    expect(await sharesOf(bench.ledger, refOf(id, 'h2'))).toEqual([
      ['lot lot-3', 1_000],
      ['lot lot-4', 500],
    ]);
  });

  it('finds the last one when the others are used up, and the first again when it is given back', async () => {
    await stocked(LOTS_MAX);
    const all = LOTS_MAX * 1_000;
    await bench.ledger.authorize(roundCall(id, 'most', seconds((all - 1_500) / 100)));
    await bench.ledger.authorize(roundCall(id, 'rest', seconds(20)));
    expect(await sharesOf(bench.ledger, refOf(id, 'rest'))).toEqual([
      ['lot lot-201', 500],
      ['lot lot-202', 1_000],
      ['balance', 500],
    ]);
    bench.clock.ms += 10_000;
    await bench.ledger.settle(settled(id, 'most', 10));
    expect(await sharesOf(bench.ledger, refOf(id, 'most'))).toEqual([['lot lot-3', 1_000]]);
    expect(await bench.ledger.post(credited(id, 'look', 1))).toMatchObject({
      availableMilliCents: all - 2_500 + 9_501,
    });
  });

  it('takes what ends together in the order of age, and what the plan gives before it', async () => {
    await stocked(0);
    const expiresAtMs = bench.clock.ms + DAY_MS;
    const bundle = (name: string) => ({
      ...planCredits(500, bench.clock.ms, { id: `${name}@1`, expiresAtMs }),
      kind: 'bundle' as const,
    });
    const grants = [bundle('usage'), bundle('messaging')];
    for (let lot = 1; lot <= 12; lot += 1) await bench.ledger.post(credited(id, `lot${lot}`, 100, { expiresAtMs }));
    await bench.ledger.authorize(roundCall(id, 'h', { ...seconds(21), grants }));
    expect((await sharesOf(bench.ledger, refOf(id, 'h'))).map(([source]) => source)).toEqual([
      'lot messaging@1',
      'lot usage@1',
      ...Array.from({ length: 11 }, (_, index) => `lot lot-${index + 3}`),
    ]);
  });

  it('journals each that has ended in between, in the order of their ends', async () => {
    await stocked(20);
    bench.clock.ms += 5 * DAY_MS;
    await bench.ledger.charge(event(id, 'k'));
    expect((await movementsOf(bench.ledger, id)).slice(-6)).toEqual([
      ['expiry', -1_000, 'lot-3'],
      ['expiry', -1_000, 'lot-4'],
      ['expiry', -1_000, 'lot-5'],
      ['expiry', -1_000, 'lot-6'],
      ['expiry', -1_000, 'lot-7'],
      ['charge', -1_000, ''],
    ]);
  });

  it('takes one more when one has ended, and no more than that', async () => {
    await stocked();
    const more = (key: string) =>
      bench.ledger.post(credited(id, key, 1_000, { expiresAtMs: bench.clock.ms + 1_000 * DAY_MS }));
    await expect(more('one')).rejects.toMatchObject({ reason: 'LOT_LIMIT' });
    bench.clock.ms += DAY_MS;
    await more('one');
    await expect(more('two')).rejects.toMatchObject({ reason: 'LOT_LIMIT' });
  });
});

describe('the index of the lots in Redis', () => {
  let id = '';
  let bench: RedisTestLedger;
  let key = '';
  beforeAll(async () => {
    bench = await openRedisLedger();
  });
  afterAll(() => bench.close());

  /** What the account knows of its lots, and what they say that it should. */
  async function indexes(): Promise<readonly [said: unknown, true_: unknown]> {
    const stored = await bench.hash(key);
    const groups = new Map<string, { entry: string; ends: number; free: number; posted: number }[]>();
    for (const [field, text] of Object.entries(stored)) {
      const [kind, granted, used, held, , , expiresAt, services = ''] = text.split(' ');
      if (kind !== 'lot' || (Number(expiresAt) > 0 && Number(expiresAt) <= bench.clock.ms)) continue;
      const posted = Number(granted) - Number(used);
      const ends = Number(expiresAt) || Number.MAX_SAFE_INTEGER;
      const entry = String(ends).padStart(16, '0') + field.slice('lot-'.length).padStart(12, '0');
      groups.set(services, [...(groups.get(services) ?? []), { entry, ends, free: posted - Number(held), posted }]);
    }
    const { lots: known = '0' } = await bench.hash(bench.keys.of(id).account(id));
    const [, , ...said] = known.split(' ');
    const expected = [...groups].map(([services, lots]) => {
      const sum = (of: 'free' | 'posted'): number => lots.reduce((all, lot) => all + lot[of], 0);
      const ends = Math.min(...lots.map((lot) => lot.ends)) % Number.MAX_SAFE_INTEGER;
      return `${services}:${lots.length}:${sum('free')}:${sum('posted')}:${ends}`;
    });
    for (const [services, lots] of groups) {
      const order = lots.map(({ entry }) => entry).sort();
      expect(stored[`order/${services}`]).toBe(order.map((entry) => ` ${entry}`).join(''));
      // Whatever has something free is among the first, or lies behind what is known.
      const [, , , , , upTo = '', first = ''] = said.find((word) => word.startsWith(`${services}:`))?.split(':') ?? [];
      const among = first.split(',');
      const unknown = lots.filter(({ entry, free }) => free > 0 && !among.includes(entry));
      expect(unknown.filter(({ entry }) => upTo === '-' || entry <= upTo)).toEqual([]);
      expect(among.filter((entry) => entry !== '' && !order.includes(entry))).toEqual([]);
    }
    expect(Object.keys(stored).filter((field) => field.startsWith('order/'))).toHaveLength(groups.size);
    return [said.map((word) => word.split(':', 5).join(':')).sort(), expected.sort()];
  }

  it.each([7, 11, 4_242])(
    'is what the lots are after every one of many moves (%i), and is made anew where an older version left none',
    async (seed) => {
      id = `indexed-${seed}`;
      key = bench.keys.of(id).lots(id);
      await createFunded(bench, id, 50_000);
      const open = new Set<string>();
      let dice = seed;
      const roll = (sides: number): number => {
        dice = (dice * 16_807) % 2_147_483_647;
        return dice % sides;
      };
      for (let step = 0; step < 250; step += 1) {
        bench.clock.ms += roll(3) * 3_600_000;
        const what = roll(10);
        const hold = `h${roll(12)}`;
        if (what < 3) {
          // Three at a time, so that there are more with something free than are known without reading their order.
          for (let each = 0; each < 3; each += 1) {
            const services = [[], [], [], ['call'], ['call', 'sms'], ['event']][roll(6)] ?? [];
            const expiresAtMs = roll(9) === 0 ? 0 : bench.clock.ms + (1 + roll(90)) * 3_600_000;
            await bench.ledger.post(credited(id, `p${step}-${each}`, 500 + roll(3_000), { expiresAtMs, services }));
          }
        } else if (what < 6 && !open.has(hold)) {
          const reply = await bench.ledger.authorize(roundCall(id, `${hold}-${step}`, seconds(5 + roll(160))));
          if (reply.kind === 'allowed') open.add(`${hold}-${step}`);
        } else if (what < 8) {
          const [any] = [...open].slice(roll(Math.max(1, open.size)));
          if (any === undefined) continue;
          await bench.ledger.settle(settled(id, any, roll(30)));
          open.delete(any);
        } else if (what === 8) {
          await bench.ledger.charge(event(id, `k${step}`, { units: 1 + roll(4) }));
        } else if (roll(8) === 0) {
          // As an older version left it: a mere count.
          const account = bench.keys.of(id).account(id);
          const stored = Object.keys(await bench.hash(key));
          const made = stored.filter((field) => field.startsWith('order/'));
          if (made.length > 0) await bench.command('HDEL', key, ...made);
          await bench.command('HSET', account, 'lots', stored.length - made.length);
        }
        // Whoever comes by takes out what has ended.
        await bench.ledger.post(credited(id, `paid${step}`, 1_000));
        const [said, expected] = await indexes();
        expect(said, `step ${step}`).toEqual(expected);
      }
    },
  );
});

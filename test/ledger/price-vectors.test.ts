import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affordableUnits, billedUnits, price, type PricedTerms } from '../../src/domain/terms.ts';
import { packTerms } from '../../src/ledger/codec.ts';
import { expandIncludes } from '../../src/ledger/scripts.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { scriptOf } from '../support/script.ts';
import { connectTestStore } from '../support/test-redis.ts';

interface Vector {
  readonly name: string;
  /** rate, rate_units, connect_fee, first increment, next increment, minimum */
  readonly terms: readonly [number, number, number, number, number, number];
  /** units, billed, price */
  readonly use: readonly (readonly [number, number, number])[];
  /** money, max_units, units */
  readonly afford: readonly (readonly [number, number, number])[];
}

const file = new URL('price-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly Vector[] };

function termsOf({ terms }: Vector): PricedTerms {
  const [rateMilliCents, rateUnits, connectFeeMilliCents, firstIncrement, nextIncrement, minimumChargeMilliCents] =
    terms;
  return {
    rateMilliCents,
    rateUnits,
    connectFeeMilliCents,
    firstIncrement,
    nextIncrement,
    minimumChargeMilliCents,
  };
}

/** Billed units, price and affordable units of one case, as the ledger's scripts work them out. */
const script = scriptOf(
  'price_vectors',
  expandIncludes(
    `#!lua flags=no-writes
-- include: int price
local terms = price_terms(ARGV[1])
local units, money, max_units = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
return { int_text(price_billed(terms, units)), int_text(price_of(terms, units)), int_text(price_affordable(terms, money, max_units)) }`,
    (piece) => readFileSync(new URL(`../../src/ledger/lua/include/${piece}.lua`, import.meta.url), 'utf8'),
  ),
);

let store: RedisStore;
beforeAll(async () => {
  store = await connectTestStore();
});
afterAll(() => store.close());

async function inRedis(terms: PricedTerms, units: number, money: number, maxUnits: number): Promise<number[]> {
  const packed = packTerms({ ...terms, unit: 'second', rule: 'a rule', catalogVersion: 'v' });
  return ((await store.run(script, [], [packed, units, money, maxUnits])) as string[]).map(Number);
}

describe.each(vectors)('$name', (vector) => {
  const terms = termsOf(vector);

  it.each(vector.use)('%i units are billed as %i and cost %i', async (units, billed, cost) => {
    expect([billedUnits(terms, units), price(terms, units)]).toEqual([billed, cost]);
    expect((await inRedis(terms, units, 0, 1)).slice(0, 2)).toEqual([billed, cost]);
  });

  it.each(vector.afford)('%i milli-cents buy, of at most %i units, %i', async (money, maxUnits, units) => {
    expect(affordableUnits(terms, money, maxUnits)).toBe(units);
    expect((await inRedis(terms, 0, money, maxUnits))[2]).toBe(units);
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  affordableUnits,
  billedUnits,
  chargeableUnits,
  type Fraction,
  includedUnits,
  price,
  type PricedTerms,
  type Terms,
  wholeSeconds,
} from '../../src/domain/terms.ts';
import { packTerms } from '../../src/ledger/pinned.ts';
import { expandIncludes } from '../../src/ledger/redis/scripts.ts';
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
  /** billed, covered already, units of the allowance, included */
  readonly include?: readonly (readonly [number, number, number, number])[];
  /** units, included, price */
  readonly use_included?: readonly (readonly [number, number, number])[];
  /** money, max_units, included, units */
  readonly afford_included?: readonly (readonly [number, number, number, number])[];
}

const file = new URL('price-vectors.json', import.meta.url);
const { vectors, fractions, free } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly vectors: readonly Vector[];
  /** rule, measured seconds, whole seconds */
  readonly fractions: readonly (readonly [Fraction, number, number])[];
  /** free seconds, connected seconds, those of them that have a price */
  readonly free: readonly (readonly [number, number, number])[];
};

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

/** What one of the functions of `price.lua` and `affordable.lua` says: its name, the terms, then its numbers. */
const script = scriptOf(
  'price_vectors',
  expandIncludes(
    `#!lua flags=no-writes
-- include: int affordable
local terms = price_terms(ARGV[2])
local one, two, three = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local functions = {
  billed = price_billed, included = price_included, price = price_of, affordable = price_affordable,
  whole = price_whole, chargeable = price_chargeable,
}
return int_text(functions[ARGV[1]](terms, one, two, three))`,
    (piece) => readFileSync(new URL(`../../src/ledger/redis/lua/include/${piece}.lua`, import.meta.url), 'utf8'),
  ),
);

let store: RedisStore;
beforeAll(async () => {
  store = await connectTestStore();
});
afterAll(() => store.close());

const PLAIN: Terms = {
  unit: 'second',
  rateMilliCents: 0,
  rateUnits: 1,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
  freeSeconds: 0,
  fraction: 'up',
  rule: 'a rule',
  catalogVersion: 'v',
};

type PriceFunction = 'billed' | 'included' | 'price' | 'affordable' | 'whole' | 'chargeable';

async function inRedis(what: PriceFunction, terms: Partial<Terms>, ...numbers: readonly number[]): Promise<number> {
  const packed = packTerms({ ...PLAIN, ...terms });
  return Number(await store.run(script, [], [what, packed, ...numbers]));
}

describe.each(vectors)('$name', (vector) => {
  const terms = termsOf(vector);

  it.each(vector.use)('%i units are billed as %i and cost %i', async (units, billed, cost) => {
    expect([billedUnits(terms, units), price(terms, units)]).toEqual([billed, cost]);
    expect([await inRedis('billed', terms, units), await inRedis('price', terms, units)]).toEqual([billed, cost]);
  });

  it.each(vector.afford)('%i milli-cents buy, of at most %i units, %i', async (money, maxUnits, units) => {
    expect(affordableUnits(terms, money, maxUnits)).toBe(units);
    expect(await inRedis('affordable', terms, money, maxUnits)).toBe(units);
  });

  it.each(vector.include ?? [])(
    'of %i billed units, %i of them covered already, an allowance of %i covers %i',
    async (billed, covered, units, included) => {
      expect(includedUnits(terms, billed, covered, units)).toBe(included);
      expect(await inRedis('included', terms, billed, covered, units)).toBe(included);
    },
  );

  it.each(vector.use_included ?? [])('%i units, %i of them included, cost %i', async (units, included, cost) => {
    expect(price(terms, units, included)).toBe(cost);
    expect(await inRedis('price', terms, units, included)).toBe(cost);
  });

  it.each(vector.afford_included ?? [])(
    '%i milli-cents buy, of at most %i units with %i of them included, %i',
    async (money, maxUnits, included, units) => {
      expect(affordableUnits(terms, money, maxUnits, included)).toBe(units);
      expect(await inRedis('affordable', terms, money, maxUnits, included)).toBe(units);
    },
  );
});

it.each(fractions)('by the rule %s %d seconds count as %i', async (fraction, seconds, whole) => {
  expect(wholeSeconds({ fraction }, seconds)).toBe(whole);
  expect(await inRedis('whole', { fraction }, seconds)).toBe(whole);
});

it.each(free)(
  'where %i seconds are free, of %i those with a price are %i',
  async (freeSeconds, seconds, chargeable) => {
    expect(chargeableUnits({ freeSeconds }, seconds)).toBe(chargeable);
    expect(await inRedis('chargeable', { freeSeconds, fraction: 'down' }, seconds)).toBe(chargeable);
  },
);

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/manager.ts';
import type { CatalogSnapshot } from '../../src/catalog/snapshot.ts';
import { writeCatalog } from './support/catalog-directory.ts';
import { snapshotWith, trafficOf } from './support/snapshot.ts';

/**
 * Small files of the shapes in which carriers and billing systems publish their rates, each with what its rows mean, by
 * deck, number and time: price of 60 seconds in milli-cents (or of a segment), increments, connect fee.
 */
interface Layout {
  readonly file: string;
  readonly decks: string;
  readonly service?: string;
  readonly prices: readonly (readonly [deck: string, number: string, at: string, expected: string])[];
  /** The mapping that the error suggests gives other prices: somebody has to choose. */
  readonly chosen?: true;
}

const LAYOUTS: readonly Layout[] = [
  {
    file: 'az-carrier.csv',
    decks: `deck: { file: FILE, codes: e164, dates: MM/DD/YYYY, columns: { prefix: dest code, name: DESTINATION, per_minute: Rate,
      first_increment: Interval 1, next_increment: Interval N, effective_at: Effective Date } }`,
    prices: [
      ['deck', '93701234567', '2026-12-02', '23450 60/60'],
      ['deck', '77012345678', '2026-12-02', '10000 1/1'],
      ['deck', '77112345678', '2026-12-02', 'NO_RATE'],
      ['deck', '442079460958', '2026-12-02', '450 1/1'],
      ['deck', '442079460958', '2026-12-14T23:59:59', '450 1/1'],
      ['deck', '442079460958', '2026-12-15', '610 1/1'],
      ['deck', '442079460958', '2026-11-30', 'NO_RATE'],
      ['deck', '447400123456', '2026-12-15', '3120 60/60'],
    ],
  },
  {
    file: 'nanp-jurisdiction.csv',
    decks: `deck: &us { file: FILE, codes: e164, dates: MM/DD/YYYY, columns: { prefix: code, per_minute: interrate,
      first_increment: duration, next_increment: increment, effective_at: effective_date } }
  intra: { file: FILE, codes: e164, columns: { prefix: code, per_minute: intrarate, first_increment: duration,
      next_increment: increment } }`,
    prices: [
      ['deck', '12125220100', '2026-12-02', '510 6/6'],
      ['deck', '12129990100', '2026-12-02', '600 6/6'],
      ['intra', '12125220100', '2026-12-02', '1020 6/6'],
    ],
  },
  {
    file: 'npanxx.csv',
    decks: `deck: { file: FILE, country_code: "1", increments: 6/6, columns: { prefix: npanxx, name: Rate Center,
      per_minute: Interstate } }`,
    prices: [
      ['deck', '12125220100', '2026-12-02', '210 6/6'],
      ['deck', '212522123456', '2026-12-02', 'NO_RATE'],
    ],
    chosen: true,
  },
  {
    file: 'softswitch.csv',
    decks: `deck: { file: FILE, codes: e164, columns: { prefix: Code, name: Destination, connect_fee: Connect Cost,
      per_minute: Per Minute Cost, first_increment: Initial Increment, next_increment: Increment } }`,
    prices: [
      ['deck', '12125220100', '2026-12-02', '50000 60/60'],
      ['deck', '919812345678', '2026-12-02', '35000 30/6 fee 10000'],
    ],
  },
  {
    file: 'european.csv',
    decks: `deck: { file: FILE, codes: e164, dates: DD.MM.YYYY, time_zone: Europe/Vienna, columns: { prefix: Code, name: Code Name,
      per_minute: Rate, effective_at: Effective Date, ends_at: End Date, connect_fee: SF, first_increment: Min,
      next_increment: Int } }`,
    prices: [
      ['deck', '4319012345', '2026-12-01', '890 1/1'],
      // Midnight in Vienna is an hour earlier in UTC.
      ['deck', '4319012345', '2026-11-30T23:00:00', '890 1/1'],
      ['deck', '4319012345', '2026-11-30T22:59:59', 'NO_RATE'],
      ['deck', '436521234567', '2026-12-01', '5550 30/10 fee 1000'],
      ['deck', '436641234567', '2026-12-01T04:59:59', '890 1/1'],
      ['deck', '436641234567', '2026-12-01T05:00:00', '4650 1/1'],
      // The day of the end belongs to the row; afterwards the code is discontinued, and 43 does not speak for it.
      ['deck', '438201234567', '2026-11-30T22:59:59', '9000 60/60'],
      ['deck', '438201234567', '2026-11-30T23:00:00', 'NO_RATE'],
    ],
    chosen: true,
  },
  {
    file: 'forbidden-flag.csv',
    decks: `deck: { file: FILE, codes: e164, time_zone: UTC, blocked: ["Y"], columns: { prefix: Destination, name: Description,
      first_increment: Interval First, next_increment: Interval Next, per_minute: Price First, status: Forbidden,
      effective_at: Effective From } }`,
    prices: [
      ['deck', '442079460958', '2026-12-01', '1230 1/1'],
      ['deck', '447012345678', '2026-12-01', 'DESTINATION_BLOCKED by deck/UK Personal'],
    ],
    chosen: true,
  },
  {
    file: 'cloud-prices.csv',
    decks: `deck: { file: FILE, codes: e164, increments: 60/60, columns: { prefix: Prefixes, name: Description,
      per_minute: Price / Min } }`,
    prices: [
      ['deck', '77021234567', '2026-12-01', '21000 60/60'],
      ['deck', '442079460958', '2026-12-01', '1580 60/60'],
      ['deck', '441132345678', '2026-12-01', '1580 60/60'],
      ['deck', '441212345678', '2026-12-01', 'NO_RATE'],
    ],
  },
  {
    file: 'platform-rates.csv',
    decks: `deck: { file: FILE, codes: e164, columns: { prefix: prefix, name: description, per_minute: rate_cost,
      first_increment: rate_minimum, next_increment: rate_increment, connect_fee: rate_surcharge } }`,
    prices: [
      ['deck', '4930123456', '2026-12-01', '2500 60/6 fee 500'],
      ['deck', '4915112345678', '2026-12-01', '11000 60/60'],
    ],
  },
  {
    file: 'city-codes.csv',
    decks: `deck: { file: FILE, columns: { country_code: Country Code, area_codes: City Codes, name: Country, increments: Billing,
      per_minute: "Rate ($)" } }`,
    prices: [
      ['deck', '525512345678', '2026-12-01', '1100 60/60'],
      ['deck', '523312345678', '2026-12-01', '950 60/60'],
      ['deck', '390612345678', '2026-12-01', '1400 1/1'],
      ['deck', '442179460958', '2026-12-01', '500 1/1'],
      ['deck', '442279460958', '2026-12-01', 'NO_RATE'],
    ],
  },
  {
    file: 'lcr-export.tsv',
    decks: `deck: { file: FILE, codes: e164, time_zone: UTC, columns: { prefix: Digits, name: Description, per_minute: Rate,
      first_increment: Connect Increment, next_increment: Talk Increment, effective_at: Date Start, ends_at: Date End } }`,
    prices: [
      ['deck', '33142685300', '2026-12-31T23:59:59', '980 1/1'],
      ['deck', '33142685300', '2027-01-01', 'NO_RATE'],
      ['deck', '33612345678', '2027-01-01', '3120 60/1'],
    ],
  },
  {
    file: 'reject-calls.csv',
    decks: `deck: { file: FILE, codes: e164, time_zone: Europe/Kyiv, blocked: [true], columns: { prefix: Prefix, per_minute: Next rate,
      connect_fee: Connect fee, first_increment: Initial interval, next_increment: Next interval, status: Reject calls,
      effective_at: Valid from, ends_at: Valid till } }`,
    prices: [
      ['deck', '380441234567', '2026-12-01', '21000 1/1'],
      ['deck', '380931234567', '2026-12-01', 'DESTINATION_BLOCKED by deck/38093'],
      ['deck', '380931234567', '2026-12-31T22:00:00', 'NO_RATE'],
    ],
    chosen: true,
  },
  {
    file: 'no-header.csv',
    decks: 'deck: { file: FILE, codes: e164, increments: 30/6, columns: { name: 1, prefix: 2, per_minute: 3 } }',
    prices: [
      ['deck', '93701234567', '2026-12-01', '23450 30/6'],
      ['deck', '523312345678', '2026-12-01', '1140 30/6'],
    ],
    chosen: true,
  },
  {
    file: 'description-price.csv',
    decks: `deck: { file: FILE, codes: e164, increments: 60/60, columns: { prefix: Prefix, name: Description, per_minute: PRICE } }`,
    prices: [
      ['deck', '74951234567', '2026-12-01', '35000 60/60'],
      ['deck', '78121234567', '2026-12-01', '145000 60/60'],
      ['deck', '77021234567', '2026-12-01', 'DESTINATION_BLOCKED by deck/Казахстан'],
    ],
  },
  {
    file: 'sms.csv',
    service: 'sms',
    decks: `deck: { file: FILE, codes: e164, dates: DD-Mon-YYYY, columns: { prefix: Dial Code, name: Country,
      per_segment: Price per SMS, effective_at: Valid From } }`,
    prices: [
      ['deck', '4915112345678', '2026-12-01', '7250 1/1'],
      ['deck', '4915112345678', '2026-11-30', 'NO_RATE'],
    ],
  },
];

const CATALOG = 'name: test\ncurrency: USD\nhome_country: US\n';

function textOf(layout: Layout): string {
  return readFileSync(new URL(`published/${layout.file}`, import.meta.url), 'utf8');
}

function ratesOf({ service = 'call' }: Layout, decks: string): string {
  const names = [...decks.matchAll(/^ {2}([a-z]+):/gm)].map(([, name]) => name);
  const rules = names.map(
    (name) => `  - { name: ${name}, match: { service: ${service}, plan: ${planOf(name)} }, deck: ${name} }`,
  );
  return `decks:\n${decks}\nrules:\n${rules.join('\n')}\n`;
}

/** One plan for each deck, so that a number can be priced by either. */
function planOf(deck: string | undefined): string {
  return deck === 'deck' ? 'default' : 'trial';
}

function priceOf(snapshot: CatalogSnapshot, layout: Layout, deck: string, number: string, at: string): string {
  const { service = 'call' } = layout;
  const atMs = Date.parse(at.includes('T') ? `${at}Z` : `${at}T12:00:00Z`);
  const traffic = trafficOf(snapshot, { service, to: `+${number}`, plan: planOf(deck), atMs });
  const rated = snapshot.rate(traffic);
  if (rated === undefined) {
    const closed = snapshot.blocks(traffic, rated).find(({ rule }) => rule.startsWith('deck/'));
    return closed === undefined ? 'NO_RATE' : `DESTINATION_BLOCKED by ${closed.rule}`;
  }
  const { rateMilliCents, rateUnits, connectFeeMilliCents: fee, firstIncrement, nextIncrement } = rated.terms;
  const perMinute = (rateMilliCents * (service === 'call' ? 60 : 1)) / rateUnits + fee;
  return `${perMinute} ${firstIncrement}/${nextIncrement}${fee === 0 ? '' : ` fee ${fee}`}`;
}

type Prices = Layout['prices'];

/** What the snapshot says where these prices are wanted. */
function pricesOf(snapshot: CatalogSnapshot, layout: Layout, wanted: Prices): Prices {
  return wanted.map(([deck, number, at]) => [deck, number, at, priceOf(snapshot, layout, deck, number, at)]);
}

describe('decks as carriers publish them', () => {
  it.each(LAYOUTS)('$file', async (layout) => {
    const file = `Carrier 2026${extname(layout.file)}`;
    const snapshot = await snapshotWith({
      'catalog.yaml': CATALOG,
      'rates.yaml': ratesOf(layout, `  ${layout.decks.replaceAll('FILE', file)}`),
      [`decks/${file}`]: textOf(layout),
    });
    expect(pricesOf(snapshot, layout, layout.prices)).toEqual(layout.prices);
  });

  it.each(LAYOUTS.filter(({ file }) => file !== 'no-header.csv'))(
    '$file is refused without a mapping, and the one that the error says can be pasted',
    async (layout) => {
      const directory = writeCatalog({ 'cases.yaml': 'cases: []', 'decks/deck.csv': textOf(layout) });
      const refused = await loadCatalog(directory);
      const problems = 'problems' in refused ? refused.problems : [];
      expect(problems).toHaveLength(1);
      const [, pasted = ''] = problems[0]?.hint.split('decks:\n') ?? [];
      const snapshot = await snapshotWith({
        'catalog.yaml': CATALOG,
        'rates.yaml': ratesOf(layout, pasted),
        'decks/deck.csv': textOf(layout),
      });
      const wanted = layout.prices.filter(([deck]) => deck === 'deck');
      if (layout.chosen !== true) expect(pricesOf(snapshot, layout, wanted)).toEqual(wanted);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { checkCatalog } from '../../src/simulate/run-cases.ts';
import { problemLines } from './support/collect.ts';
import { catalogWith } from './support/snapshot.ts';

const CATALOG = `name: dead
home_country: US
country_groups: { eu: [DE, FR, IE] }
holidays: { de: ['12-25..12-26', '05-01'] }
`;

const SERVICES = ['call', 'sms', 'fax'];

/** `dead`, `hardly` or `fine`: what is said of rules that stand in this order, by their matches; else the words. */
async function saidOf(...matches: string[]): Promise<string> {
  const rules = matches.map((match, index) => `  - { name: r${index}, match: { ${match} }, free: true }`);
  const directory = catalogWith({ 'catalog.yaml': CATALOG, 'rates.yaml': `rules:\n${rules.join('\n')}\n` });
  const { problems, warnings } = await checkCatalog(directory);
  const about = [...problems, ...warnings].map(({ message }) => message);
  if (about.some((message) => message.includes('can never match'))) return 'dead';
  if (about.some((message) => message.includes('can hardly match'))) return 'hardly';
  return about.length === 0 ? 'fine' : about.join('; ');
}

describe('a rule behind another', () => {
  it.each([
    ['direction: outbound', 'direction: outbound, country: DE'],
    ['service: call', 'service: call'],
    ['', 'service: fax'],
    ['service: [call, sms]', 'service: sms, own_number: true'],
    [`service: [${SERVICES.join(', ')}]`, 'own_number: false'],
    ['direction: [inbound, outbound]', 'leg: direct'],
    ['direction: outbound', 'leg: forwarded'],
    ['country: [home, abroad, unknown]', 'service: call'],
    ['country: DE', 'country: [DE, DE]'],
    ['country: abroad', 'country: eu'],
    ['country: eu', 'country: [DE, IE]'],
    ['country: [US, GB]', 'country: home'],
    ['own_country: abroad', 'own_country: [FR]'],
    ['caller_country: eu', 'caller_country: DE'],
    ['number_class: [toll_free, premium]', 'number_class: premium'],
    ["prefix: ['+49', '+33']", "prefix: ['+4930', '+33']"],
    ['country: DE', "direction: outbound, prefix: ['+49', '+4930']"],
    ['country: eu', "direction: outbound, prefix: ['+4930', '+353']"],
    ['country: abroad', "direction: outbound, prefix: '+4930'"],
    ["prefix: '+49'", "direction: outbound, prefix: '+4930', country: [DE, FR]"],
    ["short_code: ['404*', '911']", "short_code: ['40404', '911', '4041*']"],
    ["short_code: '*'", "short_code: '40404', service: sms"],
    ['plan: [default, trial]', 'plan: trial'],
    ['rate_plan: sales', 'rate_plan: sales, service: call'],
    ["time: [{ from: '20:00', to: '08:00' }]", "time: [{ days: [sun], from: '23:00', to: '24:00' }]"],
    [
      "time: [{ from: '08:00', to: '08:30' }, { from: '08:30', to: '09:00' }]",
      "time: [{ from: '08:00', to: '09:00' }]",
    ],
    ["time: [{ days: [fri], from: '22:00', to: '06:00' }]", "time: [{ days: [sat], from: '00:00', to: '05:00' }]"],
    ["time: [{ from: '00:00', to: '24:00' }]", 'service: call'],
    ["dates: '12-24..01-02'", "dates: ['12-31', '2026-01-01']"],
    ['dates: de', "dates: ['2030-12-26']"],
    ["dates: '2026-01-01..2026-12-31'", "dates: '2026-06-01..2026-08-31'"],
    ["dates: '01-01..12-31'", 'service: call'],
  ])('{ %s } is dead: { %s }', async (earlier, later) => {
    expect(await saidOf(earlier, later)).toBe('dead');
  });

  it.each([
    ['direction: outbound, country: DE', 'direction: outbound'],
    ['service: call', 'direction: outbound'],
    ['country: eu', 'country: [DE, GB]'],
    ['country: abroad', 'country: unknown'],
    ['country: abroad', 'country: home'],
    ['country: DE', 'own_country: DE'],
    ['country: [home, abroad]', 'service: call'],
    ["prefix: '+4930'", "prefix: '+49'"],
    ["prefix: '+49'", 'country: DE'],
    ['country: DE', "direction: outbound, prefix: ['+49', '+33']"],
    ['country: DE', "leg: forwarded, prefix: '+4'"],
    // Callers may show +4912, which is no number of any country.
    ['country: DE', "prefix: '+49'"],
    // Who is behind it depends on the whole number.
    ['country: US', "direction: outbound, prefix: '+1'"],
    ['country: GB', "direction: outbound, prefix: '+447'"],
    ['country: abroad', "direction: outbound, prefix: '+447'"],
    ["short_code: '40404'", "short_code: '404*'"],
    ["short_code: '40*'", "prefix: '+40'"],
    ['plan: [default, trial]', 'service: call'],
    ['rate_plan: sales', 'service: call'],
    ['own_number: true', 'own_number: false'],
    ["time: [{ from: '20:00', to: '08:00' }]", "time: [{ from: '19:00', to: '23:00' }]"],
    ["time: [{ days: [fri], from: '22:00', to: '06:00' }]", "time: [{ days: [fri], from: '00:00', to: '05:00' }]"],
    ["time: [{ from: '00:00', to: '23:59' }]", 'service: call'],
    ["dates: '2026-12-25'", "dates: '12-25'"],
    ["dates: '12-25'", "dates: '12-25..12-26'"],
    ["dates: '12-25'", "time: [{ from: '00:00', to: '24:00' }]"],
    [`number_class: [toll_free, standard]`, 'service: call'],
  ])('{ %s } is alive: { %s }', async (earlier, later) => {
    expect(await saidOf(earlier, later)).toBe('fine');
  });

  it.each([
    [['direction: outbound', 'direction: inbound', 'country: DE']],
    [['country: [DE, FR]', 'country: IE', 'country: eu']],
    [['country: home', 'country: [abroad, unknown]', '']],
    [['service: call', 'service: [sms, fax]', 'direction: inbound']],
    [["time: [{ from: '08:00', to: '18:00' }]", "time: [{ from: '18:00', to: '08:00' }]", 'service: call']],
    [["dates: '01-01..06-30'", "dates: '07-01..12-31'", 'service: call']],
    [["prefix: '+44'", "prefix: '+49'", "prefix: ['+447', '+49']"]],
    [["short_code: '404*'", "short_code: '311'", "short_code: ['40404', '311']"]],
  ])('%j may be covered by several together, which is a warning', async (matches) => {
    expect(await saidOf(...matches)).toBe('hardly');
  });

  it('is not covered by several that leave something', async () => {
    expect(await saidOf('direction: outbound, service: call', 'direction: inbound', 'country: DE')).toBe('fine');
    expect(await saidOf("prefix: '+44'", "prefix: '+49'", "prefix: ['+44', '+4']")).toBe('fine');
    expect(await saidOf("prefix: '+44'", "prefix: '+49', own_number: true", "prefix: ['+44', '+49']")).toBe('fine');
    expect(await saidOf("dates: '01-01..06-30'", "dates: '07-02..12-31'", 'service: call')).toBe('fine');
  });
});

describe('a rule behind a deck', () => {
  const rates = (...rules: string[]): string =>
    `rules:\n${[...rules, 'name: rest, free: true'].map((rule) => `  - { ${rule} }`).join('\n')}\n`;
  const DECK = 'name: deck, match: { service: call }, deck: carrier';

  it('has what the deck does not know, unless it asks the same deck', async () => {
    const other = rates(DECK, "name: germany, match: { service: call, country: DE }, per_minute: '0.02'");
    expect(await checkCatalog(catalogWith({ 'rates.yaml': other }))).toMatchObject({ problems: [], warnings: [] });
    const same = rates(DECK, 'name: germany, match: { service: call, country: DE }, deck: carrier');
    const { problems } = await checkCatalog(catalogWith({ 'rates.yaml': same }));
    expect(problemLines(problems)).toEqual([
      'rates.yaml:3:5: "germany" can never match: "deck" (rates.yaml:2) before it takes all of its traffic [move it up, or remove it]',
    ]);
  });
});

describe('a limit in shadow', () => {
  it('is no reason to call a later one dead, but its author is told', async () => {
    const limits = `rules:
  - { id: tried, name: tried, match: { service: fax }, max_open_holds: 1, mode: shadow }
  - { id: faxes, name: faxes, match: { service: fax }, max_open_holds: 5 }
`;
    const { problems, warnings } = await checkCatalog(catalogWith({ 'limits.yaml': limits }));
    expect(problems).toEqual([]);
    expect(problemLines(warnings)).toEqual([
      'limits.yaml:3:5: "faxes" has nothing to do while "tried" (limits.yaml:2) before it is in shadow [move it up, or remove it]',
    ]);
  });
});

describe('five thousand rules', () => {
  it('are compared while nobody waits long', async () => {
    const countries = Array.from({ length: 4_999 }, (_, index) => `+${1_000_000 + index}`);
    const rules = countries.map(
      (prefix, index) => `  - { name: r${index}, match: { service: call, prefix: '${prefix}' }, free: true }`,
    );
    const directory = catalogWith({ 'rates.yaml': `rules:\n${rules.join('\n')}\n  - { name: rest, free: true }\n` });
    const begun = performance.now();
    expect(await checkCatalog(directory)).toMatchObject({ problems: [], warnings: [] });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

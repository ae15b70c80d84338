import { describe, expect, it } from 'vitest';
import { codesOf, deckOf, HEADER, problemTexts } from './support.ts';

const NOW = Date.UTC(2026, 10, 20);

function prefixesOf(cell: string, mapping: Parameters<typeof deckOf>[1] = {}): string[] {
  return codesOf(deckOf(`${HEADER}\n"${cell}",0.05,,1,1,,\n`, mapping));
}

function rateOf(cell: string, separator = ',', others: readonly string[] = []): string {
  const row = (prefix: string, rate: string): string => [prefix, rate, '', '1', '1', '', ''].join(separator);
  const lines = [
    HEADER.replaceAll(',', separator),
    row('44', cell),
    ...others.map((rate, at) => row(`${at + 100}`, rate)),
  ];
  const text = lines.join('\n');
  const [problem] = problemTexts(text);
  if (problem !== undefined) return problem;
  const entry = deckOf(text).lookup('442079460958', NOW);
  return entry === undefined ? 'nothing' : `${entry.rate}/${entry.rateUnits / 60}`;
}

describe('the code cell of a deck', () => {
  it.each([
    ['44', ['44']],
    ['+44', ['44']],
    ['0044', ['44']],
    ['44*', ['44']],
    ['44xx', ['44']],
    ['7700;7701;7702', ['7700', '7701', '7702']],
    ['7700, 7701', ['7700', '7701']],
    ['7700/7701|7702', ['7700', '7701', '7702']],
    ['7700 7701', ['7700', '7701']],
    ['7700-7702', ['7700', '7701', '7702']],
    ['+7700 – +7701', ['7700', '7701']],
    ['7495;7700-7701; 7812;', ['7495', '7700', '7701', '7812']],
  ])('%s', (cell, prefixes) => {
    expect(prefixesOf(cell)).toEqual(prefixes);
  });

  it.each([
    ['52 33', 'may be one code or several'],
    ['7702-7700', 'is no range of codes'],
    ['7700-02', 'is no range of codes'],
    ['7700-7701-7702', 'is not a prefix'],
    ['1000000-1999999', 'is more than 10,000 codes'],
    ['4.4791E+11', 'a spreadsheet has rounded it'],
    ['044', 'is not a prefix'],
    ['44a', 'is not a prefix'],
    ['*', 'is not a prefix'],
  ])('%s is refused', (cell, message) => {
    expect(problemTexts(`${HEADER}\n"${cell}",0.05,,1,1,,\n`).join()).toContain(message);
  });

  it('gets its country code from the mapping, unless it has a plus', () => {
    expect(prefixesOf('212522;415-416;+1809', { countryCode: '1' })).toEqual(['1212522', '1415', '1416', '1809']);
    expect(prefixesOf('06', { countryCode: '39' })).toEqual(['3906']);
    const message = (cell: string, countryCode: string): string =>
      problemTexts(`${HEADER}\n${cell},0.05,,1,1,,\n`, { countryCode }).join();
    expect(message('1212', '1')).toContain('has its country code already');
    expect(message('020', '44')).toContain('begins with a trunk prefix');
  });

  it('keeps the zeros that a spreadsheet was told to keep', () => {
    expect(codesOf(deckOf(`${HEADER}\n="0044",0.05,,1,1,,\n`))).toEqual(['44']);
  });
});

describe('a figure of a deck', () => {
  it.each([
    ['.05', ',', '5000/1'],
    ['5.', ',', '500000/1'],
    ['4.5E-03', ',', '450/1'],
    ['1.2345e-2', ',', '12345/10'],
    ['12E-4', ',', '120/1'],
    ['1.5E+1', ',', '1500000/1'],
    ['0,02', ';', '2000/1'],
    [',02', '\t', '2000/1'],
    ['4,5E-03', ';', '450/1'],
    ['0.02', ';', '2000/1'],
    ['$0.02', ',', '2000/1'],
    ['0,02 $', ';', '2000/1'],
    ['"0,02"', ',', '2000/1'],
    ['"0,123"', ',', '12300/1'],
    ['1.234,5', ';', '123450000/1'],
    ['"1,234.56"', ',', '123456000/1'],
    ['"$1,234.56"', ',', '123456000/1'],
  ])('%s between %j', (cell, separator, rate) => {
    expect(rateOf(cell, separator)).toBe(rate);
  });

  it.each([
    ['£0.05', ',', 'is marked £'],
    ['0,05 €', ';', 'is marked €'],
    ['1.23,5', ';', 'not a plain decimal'],
    ['1.234,567.8', ';', 'not a plain decimal'],
    ['"1,234"', ',', 'has a decimal comma, where the deck has a point'],
    ['1E-99', ',', 'not a plain decimal'],
    ['NaN', ',', 'not a plain decimal'],
  ])('%s is refused', (cell, separator, message) => {
    expect(rateOf(cell, separator)).toContain(message);
  });

  it('has the same decimal sign in all of a file', () => {
    expect(rateOf('0,02', ';', ['0,03', '1.250'])).toBe(
      '4:5 per_minute: "1.250" has a decimal point, where the deck has a comma',
    );
    expect(rateOf('0.02', ',', ['"0,03"'])).toBe(
      '3:5 per_minute: "0,03" has a decimal comma, where the deck has a point',
    );
  });
});

describe('the times of a row', () => {
  it('follow each other, end for good, and shield the code from the shorter prefix', () => {
    const text = `prefix,per_minute,increments,name,effective_at,ends_at
49,0.01,1/1,Germany,,
4915,0.05,1/1,first,2026-01-01,
4915,0.06,1/1,second,2026-06-01,2026-06-30
4916,0.07,1/1,future,2027-01-01,`;
    const deck = deckOf(text);
    const at = (time: string, number = '4915112345678'): string | undefined =>
      deck.lookup(number, Date.parse(time))?.name;
    expect(at('2025-12-31T23:59:59Z')).toBe('Germany');
    expect(at('2026-05-31T23:59:59Z')).toBe('first');
    expect(at('2026-06-30T23:59:59Z')).toBe('second');
    expect(at('2026-07-01T00:00:00Z')).toBeUndefined();
    expect(at('2026-07-01T00:00:00Z', '4916112345678')).toBe('Germany');
  });

  it.each([
    ['MM/DD/YYYY', '8/16/2026', 'America/New_York', '2026-08-16T04:00:00Z'],
    ['MM/DD/YYYY', '12/01/2026 2:30 PM', 'UTC', '2026-12-01T14:30:00Z'],
    ['DD-Mon-YY', '1-dec-26', undefined, '2026-12-01T00:00:00Z'],
    ['YYYYMMDD', '20261201', 'Asia/Tokyo', '2026-11-30T15:00:00Z'],
    ['YYYY-MM-DD', '2026-12-01 06:00:00+02', 'America/New_York', '2026-12-01T04:00:00Z'],
    ['DD Mon YYYY', '01 December 2026', undefined, '2026-12-01T00:00:00Z'],
    // Clocks are set forward at midnight there: the day begins at one o'clock.
    ['YYYY-MM-DD', '2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
  ])('%s: %s in %s', (dates, cell, timeZone, expected) => {
    const deck = deckOf(`prefix,per_minute,increments,effective_at\n44,0.05,1/1,${cell}\n`, { dates, timeZone });
    expect(new Date(deck.effectiveSpan?.firstMs ?? 0).toISOString()).toBe(expected.replace('Z', '.000Z'));
  });

  it.each([
    ['MM/DD/YYYY', '31/12/2026', 'UTC'],
    ['MM/DD/YYYY', '2026-12-01', 'UTC'],
    ['DD.MM.YYYY', '30.02.2026', 'UTC'],
    ['YYYY-MM-DD', '2026-12-01 25:00', 'UTC'],
    ['YYYY-MM-DD', '2026-12-01 06:00', undefined],
  ])('%s: %s in %s is refused', (dates, cell, timeZone) => {
    const text = `prefix,per_minute,increments,effective_at\n44,0.05,1/1,${cell}\n`;
    expect(problemTexts(text, { dates, timeZone })).toEqual([`2:13 effective_at: "${cell}" is not a time`]);
  });

  it('do not end before they begin', () => {
    const text = `prefix,per_minute,increments,effective_at,ends_at\n44,0.05,1/1,2026-12-02,2026-12-01\n`;
    expect(problemTexts(text)).toEqual(['2:24 ends_at: "2026-12-01" is not after the beginning']);
  });
});

describe('rows of a deck', () => {
  it('say one of their increments and have the other from the mapping', () => {
    const rows = (column: string) =>
      deckOf(`prefix,per_minute,${column}\n44,0.05,6\n49,0.05,\n`, { increments: '60/30' });
    const increments = (column: string) =>
      ['442079460958', '493012345678'].map((number) => {
        const { firstIncrement, nextIncrement } = rows(column).lookup(number, NOW) ?? {};
        return `${firstIncrement}/${nextIncrement}`;
      });
    expect(increments('first_increment')).toEqual(['6/30', '60/30']);
    expect(increments('next_increment')).toEqual(['60/6', '60/30']);
    expect(increments('increments')).toEqual(['6/6', '60/30']);
  });

  it('are skipped where nothing stands, and are one where a code is repeated with the same price', () => {
    const deck = deckOf(`${HEADER}\n,,,,,,\n44,0.05,,1,1,UK,\n\n44,0.050,0,1,1,Great Britain,\n , ,,,,"",\n`);
    expect(codesOf(deck)).toEqual(['44']);
    expect(deck.lookup('442079460958', NOW)?.name).toBe('UK');
  });

  it('close a code by a word, so that the shorter prefix does not speak for it', () => {
    const text = `${HEADER}\n44,0.02,,1,1,UK,\n447911,Blocked,,,,UK closed,\n4479115,0.09,,1,1,UK open,\n`;
    const deck = deckOf(text);
    expect(deck.lookup('447911123456', NOW)).toMatchObject({ name: 'UK closed', blocked: true });
    expect(deck.lookup('447911523456', NOW)).not.toHaveProperty('blocked');
    expect(deck.lookup('447912123456', NOW)?.name).toBe('UK');
  });

  it('are lines of old Macintoshes too', () => {
    expect(codesOf(deckOf(`${HEADER}\r44,0.05,,1,1,UK,\r49,0.05,,1,1,DE,\r`))).toEqual(['44', '49']);
  });

  it.each(['N/A', 'not available', 'Withdrawn', 'suspended'])('close a code by %s in place of its rate', (word) => {
    const deck = deckOf(`${HEADER}\n44,0.02,,1,1,UK,\n447911,${word},,,,UK mobile,\n`);
    expect(deck.lookup('447911123456', NOW)).toMatchObject({ blocked: true });
  });

  it('do not take a dash for a word, which spreadsheets show for 0.00', () => {
    const text = `${HEADER}\n44,0.02,,1,1,UK,\n4480,-,,1,1,UK freephone,\n`;
    expect(problemTexts(text).join()).toContain('3:6 per_minute: "-" is not a plain decimal');
  });

  it('do not leave a status to be guessed', () => {
    const text =
      'prefix,per_minute,increments,status\n44,0.02,1/1,Active\n447911,0.02,1/1,suspended\n448,0.02,1/1,closed\n';
    expect(problemTexts(text)).toEqual(['3:17 status: nobody said whether "suspended" closes the code']);
    const deck = deckOf(text, { blocked: ['suspended'] });
    expect(deck.lookup('447911123456', NOW)).toHaveProperty('blocked');
    expect(deck.lookup('448911123456', NOW)).not.toHaveProperty('blocked');
  });
});

describe('a deck that is keyed by NPA-NXX', () => {
  const of = (...rows: string[]): string => [HEADER, ...rows.map((row) => `${row},`)].join('\n');
  const npas = ['212522', '305201', '415555', '617333', '713222'];

  it.each([
    ['names of states', of('212522,0.002,0,6,6,"NEW YORK CITY, NY"')],
    ['states in other places', of('305201,0.002,0,6,6,FL - MIAMI', '713222,0.002,0,6,6,HOUSTON TX')],
    ['no names, but codes all over the world', of(...npas.map((code) => `${code},0.002,0,6,6,`))],
    ['thousand blocks', of(...npas.map((code) => `${code}4,0.002,0,6,6,`))],
    ['a name of a city', of('212522,0.002,0,6,6,New York')],
    ['names of the country', of('415555,0.002,0,6,6,USA', '305444,0.002,0,6,6,United States')],
    ['area codes alone', of('212,0.002,0,6,6,"NEW YORK, NY"', '305,0.002,0,6,6,"MIAMI, FL"')],
    ['another deck before it', of('44,0.01,,1,1,UK', ...npas.map((code) => `${code},0.002,0,6,6,"SOME CITY, TX"`))],
  ])('is refused by %s', (_, text) => {
    expect(problemTexts(text).join()).toContain('looks like NPA-NXX without the country code 1');
    expect(problemTexts(text, { codes: 'e164' })).toEqual([]);
    expect(problemTexts(text.replace(/^44,.*\n/m, ''), { countryCode: '1' })).toEqual([]);
  });

  it.each([
    ['with its 1', of(...npas.map((code) => `1${code},0.002,0,6,6,"NEW YORK, NY"`))],
    ['Morocco', of('212522,0.2,,1,1,Casablanca', '212661,0.3,,1,1,"Morocco, MA"')],
    ['other Americas', of('55,0.02,,1,1,Brazil', '212,0.3,,1,1,Morocco', '1,0.01,,1,1,USA', '1416,0.01,,1,1,Canada')],
    ['India', of('919876,0.2,,1,1,"India, IN"', '919877,0.2,,1,1,"India, IN"')],
    ['mobile codes of a few countries', of('447911,0.2,,1,1,UK', '336612,0.3,,1,1,France', '491512,0.3,,1,1,Germany')],
    ['countries of three digits', of('972,0.2,,1,1,"Israel, IL"', '216,0.3,,1,1,"Tunisia, TN"', '351,0.1,,1,1,PT')],
    ['an A-Z deck', of('93,0.2,,1,1,AF', '212,0.3,,1,1,MA', '1,0.01,,1,1,USA', '212522,0.1,,1,1,"Rabat, MA"')],
  ])('is not meant by one of %s', (_, text) => {
    expect(problemTexts(text)).toEqual([]);
  });
});

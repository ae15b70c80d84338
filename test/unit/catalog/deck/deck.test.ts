import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deckOf, HEADER } from './support.ts';

const NOW = Date.UTC(2026, 10, 20);

function deck(...rows: string[]) {
  return deckOf([HEADER, ...rows].join('\n'));
}

describe('a rate deck', () => {
  const rates = deck(
    '1,0.05,,1,1,North America,',
    '44,0.012345,0.10,30,6,"United Kingdom, ""fixed""",',
    '447,0.06,,60,60,UK mobile,2020-01-01',
    '44791,0.07,0,60,60,UK mobile special,',
    '881,5,1.5,60,60,Satellite,',
  );

  it('gives the terms under the longest prefix', () => {
    // 0.012345 a minute is 1,234.5 milli-cents a minute: 12,345 in 600 seconds.
    expect(rates.lookup('442079460958', NOW)).toEqual({
      prefix: '44',
      name: 'United Kingdom, "fixed"',
      rate: 12_345,
      rateUnits: 600,
      connectFeeMilliCents: 10_000,
      firstIncrement: 30,
      nextIncrement: 6,
    });
    expect(rates.lookup('12025550123', NOW)).toMatchObject({
      prefix: '1',
      rate: 5_000,
      rateUnits: 60,
      connectFeeMilliCents: 0,
    });
    expect(rates.lookup('447400123456', NOW)?.prefix).toBe('447');
    expect(rates.lookup('447911123456', NOW)?.prefix).toBe('44791');
    expect(rates.lookup('447920123456', NOW)?.prefix).toBe('447');
    expect(rates.lookup('448000000000', NOW)?.prefix).toBe('44');
    expect(rates.lookup('881612345678', NOW)).toMatchObject({ rate: 500_000, connectFeeMilliCents: 150_000 });
  });

  it.each(['4', '45', '33123456789', '', 'x', '44x', '+442079460958', '1'.repeat(16)])(
    'finds nothing for %j',
    (digits) => {
      expect(rates.lookup(digits, NOW)).toBeUndefined();
    },
  );

  it('does not take a number for the longer prefix that it could still become', () => {
    const zeros = deck('44,0.01,,1,1,,', '4400,0.02,,1,1,,');
    expect(zeros.lookup('44', NOW)?.prefix).toBe('44');
    expect(zeros.lookup('440', NOW)?.prefix).toBe('44');
    expect(zeros.lookup('4400', NOW)?.prefix).toBe('4400');
  });

  it('says how large its rates can be', () => {
    expect(rates.size).toBe(5);
    expect(rates.bound).toEqual({ rate: 500_000, rateUnits: 600 });
  });

  it('lets a row wait for its time, and the shorter prefix or the older row speak until then', () => {
    const changing = deck(
      '49,0.01,,1,1,old,',
      '49,0.02,,1,1,new,2026-12-01',
      '49,0.03,,1,1,newer,2027-01-01T00:00:00+01:00',
      '4915,0.09,,1,1,mobile,2026-12-01T12:00:00Z',
    );
    const at = (text: string, number: string) => changing.lookup(number, Date.parse(text))?.name;
    expect(at('2026-11-20T00:00:00Z', '4930123456')).toBe('old');
    expect(at('2026-11-30T23:59:59.999Z', '4930123456')).toBe('old');
    expect(at('2026-12-01T00:00:00Z', '4930123456')).toBe('new');
    expect(at('2026-12-31T22:59:59Z', '4930123456')).toBe('new');
    expect(at('2026-12-31T23:00:00Z', '4930123456')).toBe('newer');
    expect(at('2026-12-01T11:59:59Z', '4915112345678')).toBe('new');
    expect(at('2026-12-01T12:00:00Z', '4915112345678')).toBe('mobile');
    expect(changing.size).toBe(2);
  });

  it('has nothing under a prefix whose only row is still to come', () => {
    expect(deck('49,0.01,,1,1,,2027-01-01').lookup('4930123456', NOW)).toBeUndefined();
  });

  it('takes what spreadsheets write: byte order mark, CRLF, blank lines, spaces, columns in another order', () => {
    const text = '\ufeffname, per_minute ,prefix,next_increment,first_increment\r\n\r\nUSA, 0.05 ,1,1,60\r\n';
    expect(deckOf(text).lookup('12025550123', NOW)).toMatchObject({
      name: 'USA',
      firstIncrement: 60,
      nextIncrement: 1,
    });
  });

  it('prices messages by segment', () => {
    const messages = deckOf('prefix,per_segment,name,effective_at\n91,0.0512345,India,\n');
    expect(messages.lookup('919812345678', NOW)).toEqual({
      prefix: '91',
      name: 'India',
      rate: 512_345,
      rateUnits: 100,
      connectFeeMilliCents: 0,
      firstIncrement: 1,
      nextIncrement: 1,
    });
  });

  it('agrees with trying every prefix of the number', () => {
    const digits = (max: number) =>
      fc
        .array(fc.constantFrom('0', '1', '4', '9'), { minLength: 0, maxLength: max - 1 })
        .chain((rest) => fc.constantFrom('1', '4', '9').map((first) => first + rest.join('')));
    const row = fc.record({ prefix: digits(8), effectiveDay: fc.constantFrom('', '2026-01-01', '2027-01-01') });
    const rows = fc.uniqueArray(row, { selector: (r) => `${r.prefix} ${r.effectiveDay}`, minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.array(digits(15), { minLength: 1, maxLength: 30 }), (table, numbers) => {
        const compiled = deck(...table.map((r, position) => `${r.prefix},0.01,,1,1,row ${position},${r.effectiveDay}`));
        // Every prefix itself, and its neighbours, besides the random numbers.
        for (const number of [...numbers, ...table.flatMap((r) => [r.prefix, `${r.prefix}0`, r.prefix.slice(0, -1)])]) {
          expect(compiled.lookup(number, NOW)?.name).toBe(naive(table, number));
        }
      }),
      { numRuns: 200 },
    );
  });
});

function naive(table: readonly { prefix: string; effectiveDay: string }[], number: string): string | undefined {
  for (let length = number.length; length > 0; length -= 1) {
    for (const day of ['2026-01-01', '']) {
      const position = table.findIndex((row) => row.prefix === number.slice(0, length) && row.effectiveDay === day);
      if (position >= 0) return `row ${position}`;
    }
  }
  return undefined;
}

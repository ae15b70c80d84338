import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/domain/csv-text.ts';
import { amountText } from '../../../src/domain/money.ts';
import { parseReportTime } from '../../../src/domain/report-times.ts';
import { ZonedTimes } from '../../../src/domain/zoned-times.ts';

describe('a time that is asked for', () => {
  it.each([
    ['2026-11-28', 'UTC', '2026-11-28T00:00:00.000Z'],
    ['2026-11-28', 'Europe/Berlin', '2026-11-27T23:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    // Clocks are set forward at midnight: the day begins at one.
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
    ['2026-11-28T14:30:00Z', 'Europe/Berlin', '2026-11-28T14:30:00.000Z'],
    ['2026-11-28T14:30:00.5+01:00', 'UTC', '2026-11-28T13:30:00.500Z'],
    ['2026-11-28 14:30-05:00', 'UTC', '2026-11-28T19:30:00.000Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(new Date(parseReportTime(text, zone) ?? NaN).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'today',
    '2026-02-29',
    '2026-13-01',
    '2026-11-28T14:30:00',
    '2026-11-28T25:00:00Z',
    '28.11.2026',
    '2026-11',
  ])('%j is none', (text) => {
    expect(parseReportTime(text, 'UTC')).toBeUndefined();
  });
});

describe('a moment on the clock of a zone', () => {
  it.each([
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 0, 59, 59), '2026-10-25T02:59:59+02:00'],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 1, 0, 0), '2026-10-25T02:00:00+01:00'],
    ['Asia/Kathmandu', Date.UTC(2026, 0, 1), '2026-01-01T05:45:00+05:45'],
    ['America/St_Johns', Date.UTC(2026, 0, 1), '2025-12-31T20:30:00-03:30'],
    ['UTC', 1_700_000_000_999, '2023-11-14T22:13:20Z'],
    ['UTC', 0, ''],
  ])('in %s', (zone, ms, expected) => {
    expect(new ZonedTimes(zone).text(ms)).toBe(expected);
  });

  it('is right whatever was asked before', () => {
    const times = new ZonedTimes('America/New_York');
    for (let day = 0; day < 800; day++) {
      const ms = Date.UTC(2026, 0, 1, 12) - day * 86_400_000;
      expect(Date.parse(times.text(ms))).toBe(ms);
    }
  });
});

describe('a line of CSV', () => {
  it.each([
    [['plain', 12, -3], 'plain,12,-3\n'],
    [['a,b', 'say "no"', 'two\nlines', 'cr\rhere'], '"a,b","say ""no""","two\nlines","cr\rhere"\n'],
    [['=1+1', '+SUM(A1)', '-2+3', '@x', '\tx'], "'=1+1,'+SUM(A1),'-2+3,'@x,'\tx\n"],
    [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\n'],
    [['-0.05417', '+12025550134', '-', '+1******34'], "-0.05417,+12025550134,'-,'+1******34\n"],
    [['', '', 'ünï'], ',,ünï\n'],
  ])('of %j', (cells, expected) => {
    expect(csvLine(cells)).toBe(expected);
  });
});

it.each([
  [300_000, '3.00'],
  [-5_417, '-0.05417'],
  [1, '0.00001'],
  [0, '0.00'],
  [-120_000, '-1.20'],
  [9_007_199_254_740_991, '90071992547.40991'],
])('%i milli-cents are %s', (milliCents, expected) => {
  expect(amountText(milliCents)).toBe(expected);
});

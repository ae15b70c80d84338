import { describe, expect, it } from 'vitest';
import { HEADER, problemsOf, problemTexts as problems } from './support.ts';

describe('a deck with mistakes', () => {
  it.each([
    ['no row', HEADER, '1:1 the deck has no rows'],
    ['an empty file', '', '1:1 the deck has no rows'],
    ['no header', '44,0.05,,1,1,,', '1:1 the header is missing'],
    ['a column missing', 'prefix,per_minute,next_increment\n44,0.05,1', '1:33 the column first_increment is missing'],
    ['an unknown column', `${HEADER},colour\n44,0.05,,1,1,,,red`, '1:80 the column "colour" is unknown'],
    ['a column twice', `${HEADER},name\n44,0.05,,1,1,,,`, '1:80 the column name stands twice'],
    [
      'a prefix with the exit code of the US',
      `${HEADER}\n01144,0.05,,1,1,,`,
      '2:1 prefix: "01144" is not a prefix of 1 to 15 digits',
    ],
    ['no prefix', `${HEADER}\n,0.05,,1,1,,`, '2:1 prefix: "" is not a prefix of 1 to 15 digits'],
    [
      'a comma for a point',
      `${HEADER}\n49,0.05,,1,1,,\n44,"0,05",,1,1,,`,
      '3:4 per_minute: "0,05" has a decimal comma, where the deck has a point',
    ],
    [
      'a negative rate',
      `${HEADER}\n44,-0.05,,1,1,,`,
      '2:4 per_minute: "-0.05" is not a plain decimal such as 0.05 or 3.00',
    ],
    ['no rate', `${HEADER}\n44,,,1,1,,`, '2:4 per_minute: "" is not a plain decimal such as 0.05 or 3.00'],
    ['too fine a rate', `${HEADER}\n44,0.0000000001,,1,1,,`, '2:4 per_minute: "0.0000000001" has more than 9 decimals'],
    [
      'too fine a fee',
      `${HEADER}\n44,0.05,0.000001,1,1,,`,
      '2:9 connect_fee: "0.000001" is finer than a milli-cent (5 decimals)',
    ],
    ['a negative fee', `${HEADER}\n44,0.05,-1,1,1,,`, '2:9 connect_fee: "-1" is negative'],
    ['an increment of nothing', `${HEADER}\n44,0.05,,0,1,,`, '2:10 first_increment: "0" is not an increment'],
    ['half an increment', `${HEADER}\n44,0.05,,1,0.5,,`, '2:12 next_increment: "0.5" is not an increment'],
    ['no increment', `${HEADER}\n44,0.05,,,1,,`, '2:10 first_increment: "" is not an increment'],
    ['an endless increment', `${HEADER}\n44,0.05,,86401,1,,`, '2:10 first_increment: "86401" is not an increment'],
    ['a day that is none', `${HEADER}\n44,0.05,,1,1,,2026-02-30`, '2:15 effective_at: "2026-02-30" is not a time'],
    [
      'a time without zone',
      `${HEADER}\n44,0.05,,1,1,,2026-12-01T00:00:00`,
      '2:15 effective_at: "2026-12-01T00:00:00" is not a time',
    ],
    ['an American day', `${HEADER}\n44,0.05,,1,1,,12/01/2026`, '2:15 effective_at: "12/01/2026" is not a time'],
    ['too few cells', `${HEADER}\n44,0.05`, '2:8 the row has 2 cells, the header 7'],
    ['too many cells', `${HEADER}\n44,0.05,,1,1,UK, mobile,`, '2:25 the row has 8 cells, the header 7'],
    ['an open quote', `${HEADER}\n44,0.05,,1,1,"UK,`, '2:14 a quote is not closed or stands inside a cell'],
    ['a quote inside', `${HEADER}\n44,0.05,,1,1,UK "m",`, '2:14 a quote is not closed or stands inside a cell'],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('finds a prefix that stands twice with the same time, wherever the two rows are', () => {
    const rows = [
      '44,0.05,,1,1,,',
      '1,0.01,,1,1,,',
      '44,0.06,,1,1,,2026-12-01',
      '44,0.07,,1,1,,',
      '44,0.08,,1,1,,2026-12-01T00:00:00Z',
    ];
    expect(problems([HEADER, ...rows].join('\n'))).toEqual([
      '5:1 prefix: 44 stands in line 2 already with the same effective_at',
      '6:1 prefix: 44 stands in line 4 already with the same effective_at',
    ]);
  });

  it('lists every mistake, each with file and hint, and gives no deck', () => {
    const text = [HEADER, 'x,y,z,0,0,,never', '44,0.05,,1,1,,', '44,abc,,1,1,,', '44,0.06,,1,1,,'].join('\r\n');
    const found = problemsOf(text);
    expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual([
      '2:1',
      '2:3',
      '2:5',
      '2:7',
      '2:9',
      '2:12',
      '4:4',
      '5:1',
    ]);
    for (const problem of found) {
      expect(problem.file).toBe('deck.csv');
      expect(problem.hint).not.toBe('');
    }
  });

  it('lists a thousand of half a million mistakes and counts the rest', () => {
    const rows = Array.from({ length: 3_000 }, (_, position) => `${position + 1},oops,,1,1,,`);
    const found = problems([HEADER, ...rows].join('\n'));
    expect(found).toHaveLength(1_001);
    expect(found.at(-1)).toMatch(/2000 more problems are not listed$/);
  });
});

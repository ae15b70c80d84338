import { describe, expect, it } from 'vitest';
import { isWithin, parseDateSpan } from '../../../src/domain/calendar-dates.ts';

/** Whether the dates as written hold on each day. */
function holdsOn(text: string, ...days: number[]): boolean[] {
  const span = parseDateSpan(text);
  if ('problem' in span) throw new Error(span.problem);
  return days.map((day) => isWithin(span, day));
}

describe('dates of the calendar', () => {
  it('are a day of one year, or of every year', () => {
    expect(holdsOn('2026-12-25', 20261225, 20251225, 20261224, 20261226)).toEqual([true, false, false, false]);
    expect(holdsOn('12-25', 20261225, 20251225, 20261224)).toEqual([true, true, false]);
  });

  it('are stretches with both ends, over the end of a year too', () => {
    expect(holdsOn('2026-12-24..2027-01-02', 20261223, 20261224, 20261231, 20270102, 20270103, 20271225)).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(holdsOn('12-24..01-02', 20261223, 20261224, 20261231, 20270101, 20270102, 20270103)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(holdsOn('06-01..08-31', 20260531, 20260601, 20260831, 20260901)).toEqual([false, true, true, false]);
    expect(holdsOn('12-25..12-25', 20261225, 20261226)).toEqual([true, false]);
  });

  it('may be 29 February, which comes in leap years', () => {
    expect(holdsOn('02-29', 20280229, 20270228, 20270301)).toEqual([true, false, false]);
    expect(holdsOn('02-28..03-01', 20280229, 20270228, 20270301, 20270302)).toEqual([true, true, true, false]);
  });

  it.each([
    ['2026-02-29', 'there is no 2026-02-29'],
    ['02-30', 'there is no 02-30'],
    ['2026-13-01', 'there is no 2026-13-01'],
    ['00-10', 'there is no 00-10'],
    ['12-24..12-32', 'there is no 12-32'],
    ['2026-12-24..01-02', 'has one date with a year and one without'],
    ['12-24..2027-01-02', 'has one date with a year and one without'],
    ['2027-01-02..2026-12-24', 'ends before it begins'],
    ['25.12.', 'is no date'],
    ['2026-12-25T00:00', 'is no date'],
  ])('are not %s', (text, problem) => {
    expect(parseDateSpan(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

import { describe, expect, it } from 'vitest';
import {
  LocalClock,
  nextBoundaryMs,
  parseClock,
  type TimeWindow,
  TimeWindows,
  type Weekday,
  WEEKDAYS,
  windowText,
} from '../../../src/domain/local-time.ts';

const clock = new LocalClock();

function window(from: string, to: string, days: readonly Weekday[] = WEEKDAYS): TimeWindow {
  return { days, fromMinute: parseClock(from) ?? NaN, toMinute: parseClock(to) ?? NaN };
}

function holds(windows: readonly TimeWindow[], timeZone: string, at: string): boolean {
  const atMs = Date.parse(at);
  return new TimeWindows(windows).contains(clock.spanAt(timeZone, atMs), atMs);
}

/** Whether each of several moments lies in the windows. */
function each(windows: readonly TimeWindow[], timeZone: string, ...moments: string[]): boolean[] {
  return moments.map((at) => holds(windows, timeZone, at));
}

describe('a time window', () => {
  it('begins with its first minute and ends before its last', () => {
    const office = [window('09:00', '17:30')];
    expect(
      each(
        office,
        'UTC',
        '2026-01-15T08:59:59.999Z',
        '2026-01-15T09:00:00Z',
        '2026-01-15T17:29:59.999Z',
        '2026-01-15T17:30:00Z',
      ),
    ).toEqual([false, true, true, false]);
  });

  it('may cross midnight', () => {
    const night = [window('22:00', '06:00')];
    expect(
      each(
        night,
        'UTC',
        '2026-01-15T21:59:59Z',
        '2026-01-15T22:00:00Z',
        '2026-01-16T00:00:00Z',
        '2026-01-16T05:59:59Z',
        '2026-01-16T06:00:00Z',
      ),
    ).toEqual([false, true, true, true, false]);
  });

  it('is named by the day on which it begins', () => {
    // 16 January 2026 is a Friday.
    const night = [window('22:00', '06:00', ['fri'])];
    expect(
      each(
        night,
        'UTC',
        '2026-01-15T23:00:00Z',
        '2026-01-16T05:00:00Z',
        '2026-01-16T22:00:00Z',
        '2026-01-17T05:59:00Z',
        '2026-01-17T22:00:00Z',
      ),
    ).toEqual([false, false, true, true, false]);
    const sunday = [window('22:00', '06:00', ['sun'])];
    expect(each(sunday, 'UTC', '2026-01-18T22:00:00Z', '2026-01-19T05:59:00Z', '2026-01-18T05:59:00Z')).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('may be whole days, or end at midnight', () => {
    const weekend = [window('00:00', '24:00', ['sat', 'sun'])];
    expect(
      each(
        weekend,
        'UTC',
        '2026-01-16T23:59:59Z',
        '2026-01-17T00:00:00Z',
        '2026-01-18T23:59:59Z',
        '2026-01-19T00:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    for (const end of ['24:00', '00:00']) {
      const evening = [window('20:00', end)];
      expect(each(evening, 'UTC', '2026-01-16T23:59:59Z', '2026-01-17T00:00:00Z')).toEqual([true, false]);
    }
  });

  it('is one of several', () => {
    const cheap = [window('00:00', '24:00', ['sat', 'sun']), window('22:00', '06:00')];
    expect(each(cheap, 'UTC', '2026-01-17T12:00:00Z', '2026-01-16T12:00:00Z', '2026-01-16T23:00:00Z')).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is read off the clock of the zone', () => {
    const night = [window('22:00', '06:00')];
    // 21:30 UTC is 22:30 in Berlin in winter and 16:30 in New York.
    expect(holds(night, 'Europe/Berlin', '2026-01-15T21:30:00Z')).toBe(true);
    expect(holds(night, 'America/New_York', '2026-01-15T21:30:00Z')).toBe(false);
    // Saturday 00:30 in Berlin is still Friday in UTC.
    const saturday = [window('00:00', '24:00', ['sat'])];
    expect(holds(saturday, 'Europe/Berlin', '2026-01-16T23:30:00Z')).toBe(true);
    expect(holds(saturday, 'UTC', '2026-01-16T23:30:00Z')).toBe(false);
  });

  it('is an hour shorter in the night in which clocks go forward', () => {
    const night = [window('22:00', '06:00')];
    // Berlin: 22:00 CET is 21:00 UTC, 06:00 CEST is 04:00 UTC.
    expect(
      each(
        night,
        'Europe/Berlin',
        '2026-03-28T20:59:59Z',
        '2026-03-28T21:00:00Z',
        '2026-03-29T03:59:59Z',
        '2026-03-29T04:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    // New York: 22:00 EST is 03:00 UTC, 06:00 EDT is 10:00 UTC.
    expect(
      each(
        night,
        'America/New_York',
        '2026-03-08T02:59:59Z',
        '2026-03-08T03:00:00Z',
        '2026-03-08T09:59:59Z',
        '2026-03-08T10:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
  });

  it('is an hour longer in the night in which clocks go back', () => {
    const night = [window('22:00', '06:00')];
    // Berlin: 22:00 CEST is 20:00 UTC, 06:00 CET is 05:00 UTC.
    expect(
      each(
        night,
        'Europe/Berlin',
        '2026-10-24T19:59:59Z',
        '2026-10-24T20:00:00Z',
        '2026-10-25T04:59:59Z',
        '2026-10-25T05:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
    // New York: 22:00 EDT is 02:00 UTC, 06:00 EST is 11:00 UTC.
    expect(
      each(
        night,
        'America/New_York',
        '2026-11-01T01:59:59Z',
        '2026-11-01T02:00:00Z',
        '2026-11-01T10:59:59Z',
        '2026-11-01T11:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
  });

  it('never comes in an hour that is skipped, and comes twice in one that is repeated', () => {
    const small = [window('02:00', '03:00')];
    // 02:00 CET is 03:00 CEST at once.
    expect(each(small, 'Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z')).toEqual([false, false]);
    // 02:00 CEST is 00:00 UTC; 03:00 CEST becomes 02:00 CET at 01:00 UTC, and 03:00 CET is 02:00 UTC.
    expect(
      each(
        small,
        'Europe/Berlin',
        '2026-10-24T23:59:59Z',
        '2026-10-25T00:00:00Z',
        '2026-10-25T01:30:00Z',
        '2026-10-25T02:00:00Z',
      ),
    ).toEqual([false, true, true, false]);
  });
});

describe('the next boundary', () => {
  const boundaries = [6 * 60, 22 * 60];
  const next = (timeZone: string, at: string): string => {
    const atMs = Date.parse(at);
    return new Date(nextBoundaryMs(boundaries, clock.spanAt(timeZone, atMs), atMs)).toISOString();
  };

  it('is the next beginning or end of a window, or midnight', () => {
    expect(next('UTC', '2026-01-15T05:59:59Z')).toBe('2026-01-15T06:00:00.000Z');
    expect(next('UTC', '2026-01-15T06:00:00Z')).toBe('2026-01-15T22:00:00.000Z');
    expect(next('UTC', '2026-01-15T22:00:00Z')).toBe('2026-01-16T00:00:00.000Z');
    expect(next('Asia/Kolkata', '2026-01-15T00:00:00Z')).toBe('2026-01-15T00:30:00.000Z');
  });

  it('is never later than the moment at which clocks change', () => {
    expect(next('Europe/Berlin', '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(next('Europe/Berlin', '2026-03-29T01:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    expect(next('America/New_York', '2026-11-01T05:00:00Z')).toBe('2026-11-01T06:00:00.000Z');
    expect(next('America/New_York', '2026-11-01T06:00:00Z')).toBe('2026-11-01T11:00:00.000Z');
  });
});

describe('a time of day in words', () => {
  it('is read', () => {
    expect(['00:00', '06:05', '23:59', '24:00'].map(parseClock)).toEqual([0, 365, 1439, 1440]);
    expect(['', '6:00', '24:01', '12:60', '-1:00', '12:00:00'].map(parseClock)).toEqual(Array(6).fill(undefined));
  });

  it('is written with days only where they matter', () => {
    expect(windowText(window('22:00', '06:00'))).toBe('22:00 to 06:00');
    expect(windowText(window('00:00', '24:00', ['sat', 'sun']))).toBe('00:00 to 24:00 of sat, sun');
  });
});

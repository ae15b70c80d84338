import { describe, expect, it } from 'vitest';
import { LocalClock, minuteOfDay, parseLocalTime, WEEKDAYS } from '../../../src/domain/local-time.ts';

const utc = (text: string): number => Date.parse(text);

/** What the clock shows, for instance `sun 03:00`, and when that span of the day ends, in UTC. */
function shown(timeZone: string, at: string): readonly [string, string] {
  const span = new LocalClock().spanAt(timeZone, utc(at));
  const minute = minuteOfDay(span, utc(at));
  const text = `${WEEKDAYS[span.weekday]} ${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
  return [text, new Date(span.endsAtMs).toISOString()];
}

describe('the local clock', () => {
  it('shows day and minute of any zone, and ends its span at midnight', () => {
    // 15 January 2026 is a Thursday.
    expect(shown('UTC', '2026-01-15T12:34:56Z')).toEqual(['thu 12:34', '2026-01-16T00:00:00.000Z']);
    expect(shown('Europe/Berlin', '2026-01-15T23:00:00Z')).toEqual(['fri 0:00', '2026-01-16T23:00:00.000Z']);
    expect(shown('Asia/Kolkata', '2026-01-15T18:29:59Z')).toEqual(['thu 23:59', '2026-01-15T18:30:00.000Z']);
    expect(shown('America/New_York', '2026-01-15T04:59:59Z')).toEqual(['wed 23:59', '2026-01-15T05:00:00.000Z']);
  });

  it('ends its span where clocks go forward', () => {
    // Berlin, 29 March 2026: 02:00 CET, which is 01:00 UTC, becomes 03:00 CEST.
    expect(shown('Europe/Berlin', '2026-03-29T00:59:59Z')).toEqual(['sun 1:59', '2026-03-29T01:00:00.000Z']);
    expect(shown('Europe/Berlin', '2026-03-29T01:00:00Z')).toEqual(['sun 3:00', '2026-03-29T22:00:00.000Z']);
    // New York, 8 March 2026: 02:00 EST, which is 07:00 UTC, becomes 03:00 EDT.
    expect(shown('America/New_York', '2026-03-08T06:59:59Z')).toEqual(['sun 1:59', '2026-03-08T07:00:00.000Z']);
    expect(shown('America/New_York', '2026-03-08T07:00:00Z')).toEqual(['sun 3:00', '2026-03-09T04:00:00.000Z']);
  });

  it('ends its span where clocks go back, and shows the hour twice', () => {
    // Berlin, 25 October 2026: 03:00 CEST, which is 01:00 UTC, becomes 02:00 CET.
    expect(shown('Europe/Berlin', '2026-10-25T00:30:00Z')).toEqual(['sun 2:30', '2026-10-25T01:00:00.000Z']);
    expect(shown('Europe/Berlin', '2026-10-25T01:30:00Z')).toEqual(['sun 2:30', '2026-10-25T23:00:00.000Z']);
    // New York, 1 November 2026: 02:00 EDT, which is 06:00 UTC, becomes 01:00 EST.
    expect(shown('America/New_York', '2026-11-01T05:30:00Z')).toEqual(['sun 1:30', '2026-11-01T06:00:00.000Z']);
    expect(shown('America/New_York', '2026-11-01T06:30:00Z')).toEqual(['sun 1:30', '2026-11-02T05:00:00.000Z']);
  });

  it('knows days that begin at one o’clock, and changes of half an hour', () => {
    // Cairo, 24 April 2026: midnight, 22:00 UTC of the 23rd, becomes 01:00.
    expect(shown('Africa/Cairo', '2026-04-23T21:59:59Z')).toEqual(['thu 23:59', '2026-04-23T22:00:00.000Z']);
    expect(shown('Africa/Cairo', '2026-04-23T22:00:00Z')).toEqual(['fri 1:00', '2026-04-24T21:00:00.000Z']);
    // Lord Howe, 5 April 2026: 02:00 at +11:00, which is 15:00 UTC of the 4th, becomes 01:30 at +10:30.
    expect(shown('Australia/Lord_Howe', '2026-04-04T14:59:59Z')).toEqual(['sun 1:59', '2026-04-04T15:00:00.000Z']);
    expect(shown('Australia/Lord_Howe', '2026-04-04T15:00:00Z')).toEqual(['sun 1:30', '2026-04-05T13:30:00.000Z']);
  });

  it('agrees with the calendar when it is asked again, forward, backward and within a millisecond', () => {
    const clock = new LocalClock();
    const atMs = utc('2026-03-28T23:30:00Z');
    const days = [0, 1, 2, 30, 2, 0.5, 0, -400, 0];
    for (const day of days) {
      const moment = atMs + day * 86_400_000 + 0.25;
      for (const timeZone of ['Europe/Berlin', 'America/New_York']) {
        const minute = minuteOfDay(clock.spanAt(timeZone, moment), moment);
        const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
        expect(`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`).toBe(
          format.format(moment),
        );
      }
    }
  });
});

describe('a written time', () => {
  it('is one of the zone, or with a Z of UTC', () => {
    expect(parseLocalTime('2026-03-01T23:30:00', 'Europe/Berlin')).toBe(utc('2026-03-01T22:30:00Z'));
    expect(parseLocalTime('2026-07-01T23:30', 'Europe/Berlin')).toBe(utc('2026-07-01T21:30:00Z'));
    expect(parseLocalTime('2026-07-01T23:30Z', 'Europe/Berlin')).toBe(utc('2026-07-01T23:30:00Z'));
  });

  it('is none when it does not come exactly once', () => {
    expect(parseLocalTime('2026-03-29T02:30:00', 'Europe/Berlin')).toBeUndefined();
    expect(parseLocalTime('2026-10-25T02:30:00', 'Europe/Berlin')).toBeUndefined();
    expect(parseLocalTime('2026-10-25T02:30:00Z', 'Europe/Berlin')).toBe(utc('2026-10-25T02:30:00Z'));
    expect(parseLocalTime('2026-02-30T12:00:00Z', 'UTC')).toBeUndefined();
    expect(parseLocalTime('2026-02-28T24:00:00', 'UTC')).toBeUndefined();
  });
});

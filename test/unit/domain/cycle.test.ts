import { describe, expect, it } from 'vitest';
import { anchorMonthAt, periodAt, type CycleAnchor, type Period } from '../../../src/domain/cycle.ts';

/** What an account has of it; the month matters to years alone. */
type Anchor = Omit<CycleAnchor, 'cycleAnchorMonth'>;

const utc = (cycleAnchorDay: number): Anchor => ({ timeZone: 'UTC', cycleAnchorDay });

function iso({ startsAtMs, endsAtMs }: Pick<Period, 'startsAtMs' | 'endsAtMs'>): string {
  return `${new Date(startsAtMs).toISOString()} ${new Date(endsAtMs).toISOString()}`;
}

function monthAt(anchor: Anchor, atMs: number): Period {
  return periodAt('month', { ...anchor, cycleAnchorMonth: 7 }, atMs);
}

function month(anchor: Anchor, at: string): Period {
  return monthAt(anchor, Date.parse(at));
}

describe('a monthly period', () => {
  it('begins at midnight of the anchor day and does not contain its end', () => {
    const anchor = utc(15);
    const january = { startsAtMs: Date.UTC(2026, 0, 15), endsAtMs: Date.UTC(2026, 1, 15), label: '20260115' };
    expect(month(anchor, '2026-01-15T00:00:00Z')).toEqual(january);
    expect(month(anchor, '2026-02-14T23:59:59.999Z')).toEqual(january);
    expect(month(anchor, '2026-02-15T00:00:00Z').label).toBe('20260215');
    expect(month(anchor, '2026-01-14T23:59:59.999Z').label).toBe('20251215');
  });

  it('begins on the last day of a short month, and on the 31st again afterwards', () => {
    const labels = Array.from({ length: 13 }, (_, index) => {
      const middle = new Date(Date.UTC(2026, index, 15)).toISOString();
      return month(utc(31), middle).label;
    });
    expect(labels).toEqual([
      '20251231',
      '20260131',
      '20260228',
      '20260331',
      '20260430',
      '20260531',
      '20260630',
      '20260731',
      '20260831',
      '20260930',
      '20261031',
      '20261130',
      '20261231',
    ]);
  });

  it('ends where the next one begins, in leap years too, whatever the anchor day', () => {
    for (const day of [1, 28, 29, 30, 31]) {
      let period = month(utc(day), '2027-06-15T12:00:00Z');
      for (let count = 0; count < 48; count += 1) {
        const next = monthAt(utc(day), period.endsAtMs);
        expect(next.startsAtMs).toBe(period.endsAtMs);
        expect(monthAt(utc(day), period.endsAtMs - 1)).toEqual(period);
        period = next;
      }
    }
    expect(iso(month(utc(29), '2028-02-29T00:00:00Z'))).toBe('2028-02-29T00:00:00.000Z 2028-03-29T00:00:00.000Z');
    expect(iso(month(utc(30), '2028-02-29T00:00:00Z'))).toBe('2028-02-29T00:00:00.000Z 2028-03-30T00:00:00.000Z');
    expect(iso(month(utc(29), '2027-02-28T00:00:00Z'))).toBe('2027-02-28T00:00:00.000Z 2027-03-29T00:00:00.000Z');
  });

  it('is by the clock of the time zone, an hour shorter or longer where clocks are changed', () => {
    const berlin = { timeZone: 'Europe/Berlin', cycleAnchorDay: 1 };
    const newYork = { timeZone: 'America/New_York', cycleAnchorDay: 1 };
    expect(iso(month(berlin, '2026-03-15T12:00:00Z'))).toBe('2026-02-28T23:00:00.000Z 2026-03-31T22:00:00.000Z');
    expect(iso(month(berlin, '2026-10-15T12:00:00Z'))).toBe('2026-09-30T22:00:00.000Z 2026-10-31T23:00:00.000Z');
    expect(iso(month(newYork, '2026-11-15T12:00:00Z'))).toBe('2026-11-01T04:00:00.000Z 2026-12-01T05:00:00.000Z');
  });

  it('begins with the first minute of a day that has no midnight', () => {
    const beirut = { timeZone: 'Asia/Beirut', cycleAnchorDay: 29 };
    expect(iso(month(beirut, '2026-04-01T12:00:00Z'))).toBe('2026-03-28T22:00:00.000Z 2026-04-28T21:00:00.000Z');
  });

  it('keeps its label when the time zone changes', () => {
    const at = '2026-06-15T12:00:00Z';
    const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kolkata'];
    const periods = zones.map((timeZone) => month({ timeZone, cycleAnchorDay: 10 }, at));
    expect(new Set(periods.map(({ label }) => label))).toEqual(new Set(['20260610']));
    expect(new Set(periods.map(({ startsAtMs }) => startsAtMs)).size).toBe(zones.length);
  });
});

describe('a yearly period', () => {
  const year = (anchor: Anchor, created: string, at: string): Period => {
    const cycleAnchorMonth = anchorMonthAt(anchor, Date.parse(created));
    return periodAt('year', { ...anchor, cycleAnchorMonth }, Date.parse(at));
  };

  it('begins with the monthly cycle in which the account was created', () => {
    const created = '2024-05-20T10:00:00Z';
    expect(iso(year(utc(15), created, '2026-05-15T00:00:00Z'))).toBe(
      '2026-05-15T00:00:00.000Z 2027-05-15T00:00:00.000Z',
    );
    expect(year(utc(15), created, '2026-05-14T23:59:59.999Z').label).toBe('20250515');
    expect(year(utc(15), created, created).label).toBe('20240515');
    // Before the anchor day of its month, the account was still created in the cycle of the month before.
    expect(year(utc(25), created, created).label).toBe('20240425');
    expect(year(utc(25), '2024-01-10T00:00:00Z', '2026-01-10T00:00:00Z').label).toBe('20251225');
  });

  it('comes back to the 29th of February in leap years', () => {
    const labels = [2026, 2027, 2028, 2029].map(
      (number) => year(utc(29), '2024-03-01T00:00:00Z', `${number}-07-01T00:00:00Z`).label,
    );
    expect(labels).toEqual(['20260228', '20270228', '20280229', '20290228']);
  });

  it('differs for accounts that were created in other months, also when they ask one after the other', () => {
    const at = '2026-07-01T00:00:00Z';
    const labels = ['2024-02-10', '2024-09-10', '2024-02-10'].map((day) => year(utc(1), `${day}T00:00:00Z`, at).label);
    expect(labels).toEqual(['20260201', '20250901', '20260201']);
  });

  it('has its full length for an account that was created when it was still yesterday in UTC', () => {
    const tokyo = { timeZone: 'Asia/Tokyo', cycleAnchorDay: 15 };
    const created = '2026-03-14T20:00:00Z';
    expect(iso(year(tokyo, created, created))).toBe('2026-03-14T15:00:00.000Z 2027-03-14T15:00:00.000Z');
  });

  it('ends where the next one begins', () => {
    const berlin = { timeZone: 'Europe/Berlin', cycleAnchorDay: 31 };
    const first = year(berlin, '2024-11-30T12:00:00Z', '2026-01-01T00:00:00Z');
    expect(iso(first)).toBe('2025-11-29T23:00:00.000Z 2026-11-29T23:00:00.000Z');
    expect(year(berlin, '2024-11-30T12:00:00Z', new Date(first.endsAtMs).toISOString()).label).toBe('20261130');
  });
});

import { describe, expect, it } from 'vitest';
import { snapshotWith, trafficOf, type Described } from './support/snapshot.ts';

const US = '+12025550100';

describe('hold rules', () => {
  it('reserve everything at once or in steps, by the first rule that matches', async () => {
    const snapshot = await snapshotWith({
      'holds.yaml': `rules:
        - name: trial
          match: { plan: trial, service: call }
          max_seconds: 600
          reserve: { initial_seconds: 120, extend_seconds: 60 }
          below_hold: shorten
          min_grant_seconds: 30
          ring_seconds: 90
          grace_seconds: 15
          cut_tolerance_seconds: 4
          unproven: release
          answer_reports: false
          when_store_is_down: allow
        - { name: all, max_seconds: 3600, max_units: 50 }`,
    });
    const rule = (request: Described) => snapshot.holdRule(trafficOf(snapshot, request));
    expect(rule({ to: US, plan: 'trial' })).toEqual({
      name: 'trial',
      maxUnits: 600,
      initialUnits: 120,
      extendUnits: 60,
      belowHold: 'shorten',
      minGrantUnits: 30,
      timing: {
        ringSeconds: 90,
        graceSeconds: 15,
        cutToleranceSeconds: 4,
        elapsedToleranceSeconds: 300,
        unproven: 'release',
        answerReports: false,
      },
    });
    expect(rule({ to: US })).toMatchObject({ name: 'all', maxUnits: 3600, initialUnits: 3600, extendUnits: 0 });
    expect(rule({ to: US, service: 'sms', plan: 'trial' })).toMatchObject({
      name: 'all',
      maxUnits: 50,
      extendUnits: 0,
    });
  });

  it('say what happens while the store is down, by default nothing', async () => {
    const snapshot = await snapshotWith({
      'holds.yaml': `rules:
        - { name: inbound, match: { service: call, direction: inbound }, max_seconds: 3600, when_store_is_down: allow }
        - { name: all, max_seconds: 3600, max_units: 50 }`,
    });
    const policy = (request: Described) => snapshot.whenStoreIsDown(trafficOf(snapshot, request));
    expect(policy({ direction: 'inbound', to: US })).toBe('allow');
    expect(policy({ to: US })).toBe('deny');
  });
});

describe('services and plans', () => {
  it('count segments by their profile', async () => {
    const snapshot = await snapshotWith({
      'services.yaml': `services:
        call: { unit: second, label: Calls, noun: call }
        sms: { unit: segment, label: Messages, noun: message, fallback_channel: email }
        fax: { unit: segment, segments: tiny, label: Faxes, noun: fax }
segment_profiles:
  tiny: { gsm_single: 10, gsm_multi: 8, ucs_single: 5, ucs_multi: 4 }`,
    });
    const count = (service: string, length: number) =>
      snapshot.services.get(service)?.countSegments?.('a'.repeat(length)).segments;
    expect([count('sms', 160), count('sms', 161), count('sms', 306), count('sms', 307)]).toEqual([1, 2, 2, 3]);
    expect([count('fax', 10), count('fax', 11), count('fax', 17)]).toEqual([1, 2, 3]);
    expect(count('call', 1)).toBeUndefined();
    expect(snapshot.services.get('sms')?.fallbackChannel).toBe('email');
  });

  it('give signup credit', async () => {
    const { plans } = await snapshotWith({});
    const credit = [...plans.values()].map(({ name, signupCreditMilliCents }) => [name, signupCreditMilliCents]);
    expect(credit).toEqual([
      ['default', 0],
      ['trial', 100_000],
    ]);
  });
});

describe('the status reference (rule PM-8)', () => {
  it('is the hold of one more call, by plan', async () => {
    const snapshot = await snapshotWith({});
    // An hour at $0.05, and the trial's first step of two minutes.
    expect(snapshot.statusReference('default', 'UTC', Date.now())).toMatchObject({
      service: 'call',
      holdMilliCents: 300_000,
      blockedAtZero: true,
    });
    expect(snapshot.statusReference('trial', 'UTC', Date.now())).toMatchObject({
      service: 'call',
      holdMilliCents: 10_000,
      blockedAtZero: true,
    });
  });

  it('does not exist where the catalog names none', async () => {
    const snapshot = await snapshotWith({ 'catalog.yaml': 'name: x\nhome_country: US\ncountry_groups: { eu: [DE] }' });
    expect(snapshot.statusReference('default', 'UTC', Date.now())).toBeUndefined();
  });
});

/**
 * What makes two requests the same one is computed by the sidecar: a request that one version was asked, and the other
 * is asked again, must be the same to both. The hashes are those that version 9475267 made, with its own code.
 */
import { describe, expect, it } from 'vitest';
import { adjustmentOf, creditOf } from '../../src/accounts/postings.ts';
import { newAccount } from '../../src/accounts/profile-rules.ts';
import type { CatalogSnapshot } from '../../src/catalog/snapshot.ts';
import { type Assessment, fingerprintOf } from '../../src/control/assess.ts';
import type { TrafficRequest } from '../../src/control/requests.ts';
import type { AccountState } from '../../src/ledger/port.ts';

const plan = { name: 'team', signupCreditMilliCents: 0, minimumTopUpMilliCents: 0, cycle: 'month', grants: [] };
const services = new Map([
  ['sms', {}],
  ['call', {}],
]);
const snapshot = {
  plans: new Map([['team', { ...plan, onPlanExhausted: 'stop', allowances: [] }]]),
  currency: 'USD',
  services,
} as unknown as CatalogSnapshot;

describe('the identity of a request is the same in both versions', () => {
  const request = {
    accountId: 'acme',
    service: 'call',
    direction: 'outbound',
    from: '100',
    to: '030 123456',
    subjectId: 'agent-7',
    parentHoldId: 'p1',
    requestedSeconds: 600,
    text: '',
    gatewayId: 'gw-1',
  } as TrafficRequest;
  const counted = (segments: number): Assessment =>
    ({
      traffic: { from: undefined, to: { e164: '+4930123456' } },
      quantity: { segments, units: segments, encoding: '' },
    }) as Assessment;
  const sms = { ...request, service: 'sms', requestedSeconds: 0 };

  it.each([
    ['a call', request, counted(0), 'd06eb39b0218fecc968efc6104c3371b'],
    ['a message with its text', { ...sms, text: 'Hello' }, counted(1), '5dce320a730563db90c83387ebccf327'],
    ['a message that was counted', sms, counted(2), 'fe9e3307c432749ce0eddda2c0684b9d'],
  ])('of %s', (_name, traffic, assessment, fingerprint) => {
    expect(fingerprintOf(traffic, assessment)).toBe(fingerprint);
  });

  const account = {
    accountId: 'acme-berlin',
    plan: 'team',
    currency: 'USD',
    timeZone: 'Europe/Berlin',
    cycleAnchorDay: 15,
    seats: 3,
    creditLimitMilliCents: 5_000,
    parentAccountId: 'acme',
    numbers: ['+493012345'],
    fundedBy: 'self',
    onPlanExhausted: undefined,
    allowanceUnits: new Map<string, number>(),
  } as const;

  it.each([
    ['with what every version knows', account, 'PRnrJNKA0erwbH9RmaikmA'],
    [
      'that its parent pays for',
      { ...account, fundedBy: 'parent', onPlanExhausted: 'use_balance' } as const,
      'Zii-b4GF7eXqqt9OPzWWO7',
    ],
  ])('of an account %s', (_name, particulars, fingerprint) => {
    const place = { rootAccountId: 'acme', parentAccountId: 'acme' };
    expect(newAccount(snapshot, particulars, place, 1_700_000_000_000).fingerprint).toBe(fingerprint);
  });

  it.each([
    ['credit', { amountMilliCents: 1_000 }, 'NAXX7N-M4BLg40qHOJ1HSh'],
    ['adjustment', { amountMilliCents: -5 }, 'OCPD23x9jYTO2xRbdnAFU9'],
    [
      'credit',
      { amountMilliCents: 1_000, expiresAtMs: 1_700_000_000_000, services: ['sms', 'call', 'sms'] },
      'fy53RtoL8LP9kOAh0WRg94',
    ],
  ] as const)('of %s %o', async (kind, changes, fingerprint) => {
    const state = { profile: { plan: 'none' }, nowMs: 0 } as AccountState;
    const credit = { accountId: 'acme', idempotencyKey: 'k', note: '', expiresAtMs: 0, services: [], ...changes };
    const posted = kind === 'credit' ? creditOf(snapshot, state, credit) : adjustmentOf(snapshot, state, credit);
    expect(posted).toMatchObject({ fingerprint });
  });
});

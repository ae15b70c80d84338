import { expect, it } from 'vitest';
import { SettleTokens } from '../../../src/control/settle-token.ts';
import type { SettleClaim } from '../../../src/ledger/port.ts';

const tokens = new SettleTokens(['secret'], 1_000);
const subject = { accountId: 'office', holdId: 'h' };

const CLAIM: SettleClaim = {
  authorizedAtMs: 5,
  ownerIds: ['office'],
  funding: { payer: 0, stop: '', allowances: [] },
  grantedUnits: 60,
  terms: {
    unit: 'second',
    rateMilliCents: 5_000,
    rateUnits: 60,
    connectFeeMilliCents: 0,
    firstIncrement: 1,
    nextIncrement: 1,
    minimumChargeMilliCents: 0,
    rule: 'plain',
    catalogVersion: '0123456789ab',
  },
  facts: {
    service: 'call',
    direction: 'outbound',
    from: '',
    to: '+1******23',
    numberClass: 'standard',
    subjectId: '',
    parentHoldId: '',
    gatewayId: '',
  },
};

it.each<readonly [string, Partial<SettleClaim>]>([
  ['its own account', {}],
  ['a parent', { ownerIds: ['office', 'company'], funding: { payer: 1, stop: '', allowances: [] } }],
  [
    'allowances',
    { funding: { payer: 0, stop: '', allowances: [{ counter: 'minutes/agent-7/20260131', totalUnits: 600 }] } },
  ],
])('says who pays for the call: %s', (_, changes) => {
  const claim = { ...CLAIM, ...changes };
  expect(tokens.readHold(tokens.signHold(subject, claim), subject, 6)).toEqual(claim);
});

it('is as short as it can be where the account pays for itself', () => {
  const token = tokens.signHold(subject, CLAIM);
  const words = Buffer.from(token.split('.')[1] ?? '', 'base64url')
    .toString()
    .split('\n');
  // Account, hold, time, payer, grant, terms, facts: also what older versions signed.
  expect(words).toHaveLength(7);
});

it('is of no use for another hold, and not for ever', () => {
  const token = tokens.signHold(subject, CLAIM);
  expect(() => tokens.readHold(token, { ...subject, holdId: 'other' }, 6)).toThrow(/not issued/);
  expect(() => tokens.readHold(token, subject, 1_006)).toThrow(/too long ago/);
});

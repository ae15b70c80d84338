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
    freeSeconds: 0,
    fraction: 'up',
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
    holdRule: 'calls',
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
  expect(tokens.read(tokens.signHold(subject, claim), subject, 6)).toEqual({ kind: 'hold', claim });
});

it('is as short as it can be where the account pays for itself', () => {
  const token = tokens.signHold(subject, CLAIM);
  const words = Buffer.from(token.split('.')[1] ?? '', 'base64url')
    .toString()
    .split('\n');
  // Account, hold, time, payer, grant, terms, facts: also what older versions signed.
  expect(words).toHaveLength(7);
});

it.each([
  ['hold', 'hold', tokens.signHold(subject, { ...CLAIM, authorizedAtMs: 5 })],
  ['emergency', 'exempt', tokens.signExempt('emergency', subject, 5)],
  ['shadow', 'exempt', tokens.signExempt('shadow', subject, 5)],
])('of the kind %s is of no use for another hold, and not for ever', (_, kind, token) => {
  expect(tokens.read(token, subject, 6)).toMatchObject({ kind });
  expect(tokens.read(token, subject, 1_005)).toMatchObject({ kind });
  expect(tokens.read(token, subject, 1_006)).toMatchObject({ kind: 'old_token', fault: { reason: 'TOKEN_TOO_OLD' } });
  for (const other of [
    { ...subject, holdId: 'other' },
    { ...subject, accountId: 'home' },
  ]) {
    expect(tokens.read(token, other, 6)).toMatchObject({ kind: 'bad_token', fault: { reason: 'BAD_TOKEN' } });
  }
});

it('names its account and hold to whoever has nothing else, at any age', () => {
  for (const token of [tokens.signHold(subject, CLAIM), tokens.signExempt('shadow', subject, 0)]) {
    expect(tokens.subjectOf(token)).toEqual(subject);
  }
});

const genuine = tokens.signExempt('emergency', subject, 5);
it.each([
  ['rubbish', 'rubbish'],
  ['dots', '...'],
  ['of another kind', `s${genuine.slice(1)}`],
  ['cut', genuine.slice(0, -1)],
  ['without a signature', genuine.slice(0, genuine.lastIndexOf('.') + 1)],
  ['signed by somebody else', new SettleTokens(['other'], 1_000).signExempt('emergency', subject, 5)],
])('is not genuine: %s', (_, token) => {
  expect(tokens.read(token, subject, 6)).toMatchObject({ kind: 'bad_token' });
  expect(tokens.subjectOf(token)).toBeUndefined();
});

it('is none when it is empty', () => {
  expect(tokens.read('', subject, 6)).toEqual({ kind: 'none' });
  expect(tokens.subjectOf('')).toBeUndefined();
});

it('is good with a previous key too', () => {
  const rotated = new SettleTokens(['new', 'secret'], 1_000);
  expect(rotated.read(genuine, subject, 6)).toMatchObject({ kind: 'exempt' });
  expect(tokens.read(rotated.signExempt('emergency', subject, 5), subject, 6)).toMatchObject({ kind: 'bad_token' });
});

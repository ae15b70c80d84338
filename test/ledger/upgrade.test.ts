/** A sidecar of this version starts on the store of the one before: what that one began, this one carries on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SettleTokens } from '../../src/control/settle-token.ts';
import {
  answered,
  call,
  createAccount,
  credited,
  DAY_MS,
  event,
  extended,
  refOf,
  released,
  settled,
  standing,
} from './support/test-ledger.ts';
import { type Both, expectAgreedBooks, openBoth, reasonOf } from './upgrade/both.ts';
import { COMPANY_CLAIM, OLD_TOKENS, PLAIN_CLAIM, TOKEN_KEY } from './upgrade/old-token.ts';

let both: Both;
beforeAll(async () => {
  both = await openBoth();
});
afterAll(() => both.close());

const STEPS = { units: 30, maxUnits: 120, extendUnits: 30 };

describe('what the old version opened, the new one', () => {
  const account = 'old-life';
  beforeAll(async () => {
    await createAccount(both.old, account, 100_000);
  });

  it('answers, extends and settles', async () => {
    const { old, ledger } = both;
    await old.authorize(call(account, 'steps', STEPS));
    both.clock.ms += 5_000;
    expect(await ledger.answer(answered(account, 'steps'))).toMatchObject({ state: 'answered', replayed: false });
    both.clock.ms += 20_000;
    expect(await ledger.extend(extended(account, 'steps', 1, 20))).toMatchObject({ kind: 'allowed', grantedUnits: 60 });
    both.clock.ms += 30_000;
    expect(await ledger.extend(extended(account, 'steps', 2, 50))).toMatchObject({ kind: 'allowed', grantedUnits: 90 });
    both.clock.ms += 10_000;
    expect(await ledger.settle(settled(account, 'steps', 60))).toMatchObject({
      state: 'settled',
      chargedMilliCents: 5_000,
      releasedMilliCents: 2_500,
    });
    expect(await standing(both.ledger, account)).toEqual({ balance: 95_000, held: 0, open: 0 });
    await expectAgreedBooks(both, account);
  });

  it('releases, with what was proven', async () => {
    const { old, ledger } = both;
    await old.authorize(call(account, 'proven', STEPS));
    both.clock.ms += 20_000;
    await old.extend(extended(account, 'proven', 1, 12));
    expect(await ledger.release(released(account, 'proven'))).toMatchObject({ chargedMilliCents: 1_000 });
    await old.authorize(call(account, 'free'));
    expect(await ledger.release(released(account, 'free'))).toMatchObject({ state: 'released', chargedMilliCents: 0 });
    await expectAgreedBooks(both, account);
  });

  it('sweeps, revives and corrects', async () => {
    const { old, ledger } = both;
    await old.authorize(call(account, 'unanswered'));
    await old.authorize(call(account, 'unsettled'));
    await old.answer(answered(account, 'unsettled'));
    both.clock.ms += 31_000;
    expect(await ledger.sweep(refOf(account, 'unanswered'))).toMatchObject({ outcome: 'released' });
    expect(await ledger.answer(answered(account, 'unanswered'))).toMatchObject({ state: 'answered' });
    both.clock.ms += 71_000;
    expect(await ledger.sweep(refOf(account, 'unsettled'))).toMatchObject({ outcome: 'expired' });
    expect(await ledger.settle(settled(account, 'unsettled', 30))).toMatchObject({
      corrected: true,
      chargedMilliCents: 2_500,
      changeMilliCents: -2_500,
    });
    expect(await ledger.settle(settled(account, 'unanswered', 12))).toMatchObject({ chargedMilliCents: 1_000 });
    await expectAgreedBooks(both, account);
  });

  it('finds when it is due, and among the sums', async () => {
    await both.old.authorize(call(account, 'due'));
    both.clock.ms += 31_000;
    expect((await both.ledger.dueHolds(0, 10)).map(({ holdId }) => holdId)).toContain('due');
    const { asideHolds: _, ...totals } = await both.ledger.totals();
    expect(await both.old.due(0)).toMatchObject(totals);
    expect(await both.ledger.hold(refOf(account, 'due'))).toMatchObject({ state: 'reserved', holdMilliCents: 5_000 });
    await both.ledger.sweep(refOf(account, 'due'));
    expect((await both.ledger.dueHolds(0, 10)).map(({ holdId }) => holdId)).not.toContain('due');
  });

  it('charges from its claim, where the hold is gone', async () => {
    const claim = { ...PLAIN_CLAIM, ownerIds: [account], authorizedAtMs: both.clock.ms - 60_000 };
    const lost = settled(account, 'lost', 30, { claim });
    expect(await both.old.settle(lost)).toMatchObject({ chargedMilliCents: 2_500, replayed: false });
    expect(await both.ledger.settle(lost)).toMatchObject({ chargedMilliCents: 2_500, replayed: true });
    await expectAgreedBooks(both, account);
  });
});

describe('what the old version was asked, the new one', () => {
  const account = 'old-again';
  beforeAll(async () => {
    await createAccount(both.old, account, 50_000);
  });

  it('answers with the same', async () => {
    const { old, ledger } = both;
    expect(await createAccount(ledger, account, 50_000)).toMatchObject({ replayed: true });
    const held = { holdMilliCents: 5_000, grantedUnits: 60, authorizedAtMs: both.clock.ms };
    for (const holdId of ['h', 'ended']) {
      expect(await old.authorize(call(account, holdId))).toMatchObject({ ...held, replayed: false });
      await old.answer(answered(account, holdId));
    }
    both.clock.ms += 20_000;
    await old.extend(extended(account, 'h', 4, 20));
    const ended = { chargedMilliCents: 1_750, balanceMilliCents: 48_250 };
    expect(await old.settle(settled(account, 'ended', 21))).toMatchObject({ ...ended, replayed: false });
    expect(await ledger.authorize(call(account, 'h'))).toMatchObject({
      ...held,
      replayed: true,
      pinnedTerms: call(account, 'h').terms,
    });
    expect(await ledger.answer(answered(account, 'h'))).toMatchObject({ replayed: true });
    expect(await ledger.extend(extended(account, 'h', 4, 20))).toMatchObject({ replayed: true });
    expect(await ledger.settle(settled(account, 'ended', 21))).toMatchObject({ ...ended, replayed: true });
    await ledger.settle(settled(account, 'h', 21));
    const posted = { balanceMilliCents: 47_500, availableMilliCents: 47_500 };
    expect(await old.post(credited(account, 'k', 1_000))).toMatchObject({ ...posted, replayed: false });
    expect(await ledger.post(credited(account, 'k', 1_000))).toMatchObject({ ...posted, replayed: true });
    const charged = { kind: 'charged', chargedMilliCents: 1_000, balanceMilliCents: 46_500 };
    expect(await old.charge(event(account, 'e'))).toMatchObject({ ...charged, replayed: false });
    expect(await ledger.charge(event(account, 'e'))).toMatchObject({ ...charged, replayed: true });
    expect(await standing(both.ledger, account)).toEqual({ balance: 46_500, held: 0, open: 0 });
    await expectAgreedBooks(both, account);
  });

  it('refuses with another body', async () => {
    const { old, ledger } = both;
    await old.authorize(call(account, 'c'));
    expect(await reasonOf(ledger.authorize(call(account, 'c', { fingerprint: 'g' })))).toBe('CONFLICT');
    await ledger.extend(extended(account, 'c', 2, 0));
    expect(await reasonOf(ledger.extend(extended(account, 'c', 2, 1)))).toBe('CONFLICT');
    expect(await reasonOf(ledger.extend(extended(account, 'c', 1, 0)))).toBe('SEQUENCE_TOO_LOW');
    await ledger.settle(settled(account, 'c', 6));
    expect(await reasonOf(ledger.settle(settled(account, 'c', 7)))).toBe('CONFLICT');
    expect(await reasonOf(ledger.authorize(call(account, 'c')))).toBe('HOLD_ENDED');
    await old.post(credited(account, 'c', 500));
    expect(await reasonOf(ledger.post(credited(account, 'c', 501, { fingerprint: 'g' })))).toBe('CONFLICT');
    await old.charge(event(account, 'c2'));
    expect(await reasonOf(ledger.charge(event(account, 'c2', { fingerprint: 'g' })))).toBe('CONFLICT');
    await expectAgreedBooks(both, account);
  });

  it('turns down after an early release', async () => {
    await both.old.release(released(account, 'early'));
    expect(await both.ledger.release(released(account, 'early'))).toMatchObject({ replayed: true });
    expect(await both.ledger.authorize(call(account, 'early'))).toMatchObject({
      kind: 'denied',
      reason: 'RELEASED_BEFORE_AUTHORIZE',
    });
  });
});

describe('a settle token', () => {
  const AT = PLAIN_CLAIM.authorizedAtMs + 60_000;
  const tokens = new SettleTokens([TOKEN_KEY], 6 * DAY_MS);
  const acme = { accountId: 'acme', holdId: 'h1' };
  const berlin = { accountId: 'acme-berlin', holdId: 'h2' };

  it('of the old version is read by the new one', () => {
    expect(tokens.read(OLD_TOKENS.plain, acme, AT)).toEqual({ kind: 'hold', claim: PLAIN_CLAIM });
    expect(tokens.read(OLD_TOKENS.company, berlin, AT)).toEqual({ kind: 'hold', claim: COMPANY_CLAIM });
    expect(tokens.read(OLD_TOKENS.emergency, { ...acme, holdId: 'h3' }, AT)).toMatchObject({ kind: 'exempt' });
    expect(tokens.read(OLD_TOKENS.shadow, { ...acme, holdId: 'h4' }, AT)).toMatchObject({ kind: 'exempt' });
  });
});

/** Sidecars of the version before and of this one, side by side on one store: what one begins, the other carries on. */
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
import { type Both, DIRECTIONS, expectAgreedBooks, openBoth, reasonOf } from './upgrade/both.ts';
import { COMPANY_CLAIM, OLD_TOKENS, oldReading, PLAIN_CLAIM, TOKEN_KEY } from './upgrade/old-token.ts';

let both: Both;
beforeAll(async () => {
  both = await openBoth();
});
afterAll(() => both.close());

const STEPS = { units: 30, maxUnits: 120, extendUnits: 30 };

describe.each(DIRECTIONS)('what the %s version opens, the %s one', (one, other) => {
  const account = `${one}-life`;
  beforeAll(async () => {
    await createAccount(both.by[one], account, 100_000);
  });

  it('answers, extends and settles', async () => {
    const [first, second] = [both.by[one], both.by[other]];
    await first.authorize(call(account, 'steps', STEPS));
    both.clock.ms += 5_000;
    expect(await second.answer(answered(account, 'steps'))).toMatchObject({ state: 'answered', replayed: false });
    both.clock.ms += 20_000;
    expect(await second.extend(extended(account, 'steps', 1, 20))).toMatchObject({ kind: 'allowed', grantedUnits: 60 });
    both.clock.ms += 30_000;
    expect(await first.extend(extended(account, 'steps', 2, 50))).toMatchObject({ kind: 'allowed', grantedUnits: 90 });
    both.clock.ms += 10_000;
    expect(await second.settle(settled(account, 'steps', 60))).toMatchObject({
      state: 'settled',
      chargedMilliCents: 5_000,
      releasedMilliCents: 2_500,
    });
    expect(await standing(both.ledger, account)).toEqual({ balance: 95_000, held: 0, open: 0 });
    await expectAgreedBooks(both, account);
  });

  it('releases, with what was proven', async () => {
    const [first, second] = [both.by[one], both.by[other]];
    await first.authorize(call(account, 'proven', STEPS));
    both.clock.ms += 20_000;
    await first.extend(extended(account, 'proven', 1, 12));
    expect(await second.release(released(account, 'proven'))).toMatchObject({ chargedMilliCents: 1_000 });
    await first.authorize(call(account, 'free'));
    expect(await second.release(released(account, 'free'))).toMatchObject({ state: 'released', chargedMilliCents: 0 });
    await expectAgreedBooks(both, account);
  });

  it('sweeps, revives and corrects', async () => {
    const [first, second] = [both.by[one], both.by[other]];
    await first.authorize(call(account, 'unanswered'));
    await first.authorize(call(account, 'unsettled'));
    await first.answer(answered(account, 'unsettled'));
    both.clock.ms += 31_000;
    expect(await second.sweep(refOf(account, 'unanswered'))).toMatchObject({ outcome: 'released' });
    expect(await first.answer(answered(account, 'unanswered'))).toMatchObject({ state: 'answered' });
    both.clock.ms += 71_000;
    expect(await second.sweep(refOf(account, 'unsettled'))).toMatchObject({ outcome: 'expired' });
    expect(await first.settle(settled(account, 'unsettled', 30))).toMatchObject({
      corrected: true,
      chargedMilliCents: 2_500,
      changeMilliCents: -2_500,
    });
    expect(await second.settle(settled(account, 'unanswered', 12))).toMatchObject({ chargedMilliCents: 1_000 });
    await expectAgreedBooks(both, account);
  });

  it('finds when it is due, and among the sums', async () => {
    await both.by[one].authorize(call(account, 'due'));
    both.clock.ms += 31_000;
    const due = `${account}:due`;
    expect((await both.old.due(0)).due).toContain(due);
    expect((await both.ledger.dueHolds(0, 10)).map(({ holdId }) => holdId)).toContain('due');
    const { asideHolds: _, ...totals } = await both.ledger.totals();
    expect(await both.old.due(0)).toMatchObject(totals);
    expect(await both.old.hold(refOf(account, 'due'))).toMatchObject({ state: 'reserved', holdMilliCents: 5_000 });
    expect(await both.ledger.hold(refOf(account, 'due'))).toMatchObject({ state: 'reserved', holdMilliCents: 5_000 });
    await both.by[other].sweep(refOf(account, 'due'));
    expect((await both.old.due(0)).due).not.toContain(due);
  });

  it('charges from its claim, where the hold is gone', async () => {
    const claim = { ...PLAIN_CLAIM, ownerIds: [account], authorizedAtMs: both.clock.ms - 60_000 };
    const lost = settled(account, 'lost', 30, { claim });
    expect(await both.by[one].settle(lost)).toMatchObject({ chargedMilliCents: 2_500, replayed: false });
    expect(await both.by[other].settle(lost)).toMatchObject({ chargedMilliCents: 2_500, replayed: true });
    await expectAgreedBooks(both, account);
  });
});

describe.each(DIRECTIONS)('what the %s version was asked, the %s one', (one, other) => {
  const account = `${one}-again`;
  beforeAll(async () => {
    await createAccount(both.by[one], account, 50_000);
  });

  it('answers with the same', async () => {
    const [first, second] = [both.by[one], both.by[other]];
    expect(await createAccount(second, account, 50_000)).toMatchObject({ replayed: true });
    const held = { holdMilliCents: 5_000, grantedUnits: 60, authorizedAtMs: both.clock.ms };
    expect(await first.authorize(call(account, 'h'))).toMatchObject({ ...held, replayed: false });
    both.clock.ms += 1_000;
    expect(await second.authorize(call(account, 'h'))).toMatchObject({
      ...held,
      replayed: true,
      pinnedTerms: call(account, 'h').terms,
    });
    await first.answer(answered(account, 'h'));
    expect(await second.answer(answered(account, 'h'))).toMatchObject({ replayed: true });
    both.clock.ms += 20_000;
    await first.extend(extended(account, 'h', 4, 20));
    expect(await second.extend(extended(account, 'h', 4, 20))).toMatchObject({ replayed: true });
    const ended = { chargedMilliCents: 1_750, balanceMilliCents: 48_250 };
    expect(await first.settle(settled(account, 'h', 21))).toMatchObject({ ...ended, replayed: false });
    expect(await second.settle(settled(account, 'h', 21))).toMatchObject({ ...ended, replayed: true });
    const posted = { balanceMilliCents: 49_250, availableMilliCents: 49_250 };
    expect(await first.post(credited(account, 'k', 1_000))).toMatchObject({ ...posted, replayed: false });
    expect(await second.post(credited(account, 'k', 1_000))).toMatchObject({ ...posted, replayed: true });
    const charged = { kind: 'charged', chargedMilliCents: 1_000, balanceMilliCents: 48_250 };
    expect(await first.charge(event(account, 'e'))).toMatchObject({ ...charged, replayed: false });
    expect(await second.charge(event(account, 'e'))).toMatchObject({ ...charged, replayed: true });
    expect(await standing(both.ledger, account)).toEqual({ balance: 48_250, held: 0, open: 0 });
    await expectAgreedBooks(both, account);
  });

  it('refuses with another body', async () => {
    const [first, second] = [both.by[one], both.by[other]];
    await first.authorize(call(account, 'c'));
    expect(await reasonOf(second.authorize(call(account, 'c', { fingerprint: 'g' })))).toBe('CONFLICT');
    await first.extend(extended(account, 'c', 2, 0));
    expect(await reasonOf(second.extend(extended(account, 'c', 2, 1)))).toBe('CONFLICT');
    expect(await reasonOf(second.extend(extended(account, 'c', 1, 0)))).toBe('SEQUENCE_TOO_LOW');
    await first.settle(settled(account, 'c', 6));
    expect(await reasonOf(second.settle(settled(account, 'c', 7)))).toBe('CONFLICT');
    expect(await reasonOf(second.authorize(call(account, 'c')))).toBe('HOLD_ENDED');
    await first.post(credited(account, 'c', 500));
    expect(await reasonOf(second.post(credited(account, 'c', 501, { fingerprint: 'g' })))).toBe('CONFLICT');
    await first.charge(event(account, 'c2'));
    expect(await reasonOf(second.charge(event(account, 'c2', { fingerprint: 'g' })))).toBe('CONFLICT');
    await expectAgreedBooks(both, account);
  });

  it('turns down after an early release', async () => {
    await both.by[one].release(released(account, 'early'));
    expect(await both.by[other].release(released(account, 'early'))).toMatchObject({ replayed: true });
    expect(await both.by[other].authorize(call(account, 'early'))).toMatchObject({
      kind: 'denied',
      reason: 'RELEASED_BEFORE_AUTHORIZE',
    });
  });
});

describe('which asking it was', () => {
  it('is known to the new version also after the old one has been there', async () => {
    const { ledger, by, clock } = both;
    await createAccount(ledger, 'asked', 50_000);
    const asked = call('asked', 'h', { nonce: 'n1' });
    expect(await ledger.authorize(asked)).toMatchObject({ replayed: false });
    expect(await by.old.authorize(asked)).toMatchObject({ replayed: true });
    expect(await ledger.authorize(asked)).toMatchObject({ replayed: false });
    clock.ms += 10_000;
    await by.old.answer(answered('asked', 'h'));
    const end = settled('asked', 'h', 6, { nonce: 'n2' });
    expect(await ledger.settle(end)).toMatchObject({ replayed: false, changeMilliCents: 500 });
    expect(await by.old.settle(end)).toMatchObject({ replayed: true, changeMilliCents: 0 });
    expect(await ledger.settle(end)).toMatchObject({ replayed: false, changeMilliCents: 500 });
    const bought = credited('asked', 'k', 100, { nonce: 'n3' });
    expect(await ledger.post(bought)).toMatchObject({ replayed: false });
    expect(await by.old.post(bought)).toMatchObject({ replayed: true });
    expect(await ledger.post(bought)).toMatchObject({ replayed: false });
    await expectAgreedBooks(both, 'asked');
  });

  it('is not that of an end which the old version corrected', async () => {
    const { ledger, by, clock } = both;
    await ledger.authorize(call('asked', 'later'));
    clock.ms += 40_000;
    await ledger.release({ ...released('asked', 'later'), nonce: 'n4' });
    expect(await by.old.settle(settled('asked', 'later', 30))).toMatchObject({ changeMilliCents: 2_500 });
    expect(await ledger.settle(settled('asked', 'later', 30, { nonce: 'n5' }))).toMatchObject({
      replayed: true,
      changeMilliCents: 0,
    });
  });
});

describe('what the old version does not know of', () => {
  const facts = { ...call('', '').facts, gatewayId: 'gw-1' };
  const page = { after: '', limit: 10 };
  const ofGateway = async (): Promise<string[]> =>
    (await both.ledger.holdsOfGateway('gw-1', page)).items.map(({ holdId }) => holdId);
  const indexed = async (account: string): Promise<unknown> => both.command('ZCARD', both.keys.of(account).gateways);
  beforeAll(async () => {
    await createAccount(both.ledger, 'unknown', 50_000);
  });

  it('is the index by gateway, which is repaired as it is read', async () => {
    const { ledger, by } = both;
    for (const holdId of ['h1', 'h2']) await ledger.authorize(call('unknown', holdId, { facts }));
    await by.old.authorize(call('unknown', 'of-old', { facts }));
    await by.old.settle(settled('unknown', 'h1', 6));
    expect(await indexed('unknown')).toBe(2);
    expect(await ofGateway()).toEqual(['h2']);
    expect(await indexed('unknown')).toBe(1);
    // What it opens is under the account all the same.
    const { items } = await ledger.openHolds({ rootAccountId: 'unknown', accountId: 'unknown' }, page);
    expect(items.map(({ holdId, facts: { gatewayId } }) => `${holdId} ${gatewayId}`).sort()).toEqual([
      'h2 gw-1',
      'of-old ',
    ]);
    await ledger.settle(settled('unknown', 'h2', 6));
    await ledger.settle(settled('unknown', 'of-old', 6));
    expect(await indexed('unknown')).toBe(0);
    await expectAgreedBooks(both, 'unknown');
  });

  it('is a hold that it revives: no list by gateway has it, until the new version ends it', async () => {
    const { ledger, by, clock } = both;
    await ledger.authorize(call('unknown', 'revived', { facts }));
    clock.ms += 31_000;
    await ledger.sweep(refOf('unknown', 'revived'));
    expect(await by.old.answer(answered('unknown', 'revived'))).toMatchObject({ state: 'answered' });
    expect(await ofGateway()).toEqual([]);
    expect(await ledger.settle(settled('unknown', 'revived', 6))).toMatchObject({ chargedMilliCents: 500 });
    await expectAgreedBooks(both, 'unknown');
  });

  it('is that the money cut a grant short: once it has extended the hold, the new one says so no longer', async () => {
    const { ledger, by, clock } = both;
    await createAccount(ledger, 'cut', 2_000);
    const short = { ...STEPS, belowHold: 'shorten' } as const;
    expect(await ledger.authorize(call('cut', 'h', short))).toMatchObject({ grantedUnits: 24, final: true });
    await ledger.post(credited('cut', 'k', 4_000));
    clock.ms += 10_000;
    expect(await by.old.extend(extended('cut', 'h', 1, 10))).toMatchObject({ kind: 'allowed', grantedUnits: 54 });
    expect(await ledger.extend(extended('cut', 'h', 2, 11))).toMatchObject({ grantedUnits: 54, final: false });
    await by.old.settle(settled('cut', 'h', 12));
    await expectAgreedBooks(both, 'cut');
  });

  it('is to hear of a hold that counts no seconds: it charges what the new version was told', async () => {
    const { ledger, by } = both;
    const terms = { ...PLAIN_CLAIM.terms, unit: 'message', rateMilliCents: 100, rateUnits: 1 };
    await by.old.authorize(call('unknown', 'units', { terms, units: 10, maxUnits: 10 }));
    expect(await reasonOf(by.old.extend(extended('unknown', 'units', 1, 4)))).toContain('NOT_EXTENDABLE');
    expect(await ledger.extend(extended('unknown', 'units', 1, 4))).toMatchObject({ kind: 'allowed' });
    expect(await by.old.release(released('unknown', 'units'))).toMatchObject({ chargedMilliCents: 400 });
    await expectAgreedBooks(both, 'unknown');
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

  it('of the new version is read by the old one, without its gateway', () => {
    const facts = { ...PLAIN_CLAIM.facts, gatewayId: 'gw-1' };
    const plain = tokens.signHold(acme, { ...PLAIN_CLAIM, facts });
    const company = tokens.signHold(berlin, { ...COMPANY_CLAIM, facts });
    expect(oldReading(plain)).toEqual({ ...acme, claim: PLAIN_CLAIM });
    expect(oldReading(company)).toEqual({ ...berlin, claim: COMPANY_CLAIM });
    expect(tokens.signExempt('emergency', { ...acme, holdId: 'h3' }, PLAIN_CLAIM.authorizedAtMs)).toBe(
      OLD_TOKENS.emergency,
    );
  });
});

/** Holds and subjects of an account, as the verbs behind AccountService see them, over both ledgers. */
import { beforeEach, describe, expect, test } from 'vitest';
import { BOTH, call } from '../ledger/support/test-ledger.ts';
import { faultOf, NEW, openStage, type AccountStage, type StagedAccounts } from './account-stage.ts';

const ALL = { after: '', limit: 100 };

describe.each(BOTH)('with the %s ledger', (_name, open) => {
  let stage: AccountStage;
  let accounts: StagedAccounts;

  beforeEach(async () => {
    stage = await openStage(open);
    ({ accounts } = stage);
    return () => stage.close();
  });

  test('holds come with their forwarded legs', async () => {
    await accounts.create(NEW);
    const leg = (holdId: string, parentHoldId: string, grace: number) =>
      stage.authorize(holdId, {
        timing: { ...call('acme', holdId).timing, ringSeconds: grace },
        facts: { ...call('acme', holdId).facts, parentHoldId },
      });
    // By name, whenever they are due.
    await leg('a', '', 30);
    await leg('b', 'a', 40);
    await leg('b1', 'b', 20);
    await leg('c', 'gone', 50);
    await leg('x', 'a', 10);
    const idsOf = async (holdId: string, limit = 100) =>
      (await accounts.holds('acme', holdId, { after: '', limit })).holds.map((hold) => hold.holdId);
    expect(await idsOf('')).toEqual(['a', 'b', 'b1', 'x', 'c']);
    expect(await idsOf('a')).toEqual(['a', 'b', 'b1', 'x']);
    expect(await idsOf('a', 2)).toEqual(['a', 'b']);
    expect(await idsOf('b1')).toEqual(['b1']);
    await stage.ledger.release({ rootAccountId: 'acme', accountId: 'acme', holdId: 'a', q850Cause: 16 });
    expect(await idsOf('')).toEqual(['b', 'b1', 'c', 'x']);
    expect(await idsOf('a')).toEqual(['a', 'b', 'b1', 'x']);
    expect(await faultOf(accounts.holds('acme', 'none', ALL))).toMatchObject({ reason: 'HOLD_UNKNOWN' });
  });

  test('holds are read page by page, and none is left out', async () => {
    await accounts.create(NEW);
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const [index, holdId] of ids.entries()) {
      await stage.authorize(holdId, { timing: { ...call('acme', holdId).timing, ringSeconds: 30 + index } });
    }
    const seen: string[][] = [];
    let after = '';
    do {
      const page = await accounts.holds('acme', '', { after, limit: 2 });
      expect(page.openHolds).toBe(5);
      seen.push(page.holds.map(({ holdId }) => holdId));
      after = page.next;
    } while (after !== '');
    expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('legs that claim each other as parents are listed all the same', async () => {
    await accounts.create(NEW);
    const facts = call('acme', 'a').facts;
    await stage.authorize('a', { facts: { ...facts, parentHoldId: 'b' } });
    await stage.authorize('b', { facts: { ...facts, parentHoldId: 'a' } });
    await stage.authorize('c', { facts: { ...facts, parentHoldId: 'c' } });
    expect((await accounts.holds('acme', '', ALL)).holds.map(({ holdId }) => holdId).sort()).toEqual(['a', 'b', 'c']);
    expect((await accounts.holds('acme', 'a', ALL)).holds.map(({ holdId }) => holdId)).toEqual(['a', 'b']);
  });

  describe('a subject', () => {
    const AGENT = {
      subjectId: 'agent-7',
      ratePlan: 'gold',
      country: 'DE',
      maxOpenHolds: 2,
      spendingLimitMilliCents: 0,
      onLimit: 'use_balance',
      onPlanExhausted: 'stop',
    } as const;

    test('has the defaults, what was set, and the defaults again', async () => {
      await accounts.create(NEW);
      const { profile: defaults } = await accounts.subject('acme', 'agent-7');
      expect(defaults).toMatchObject({ subjectId: 'agent-7', maxOpenHolds: 0, onLimit: 'stop', ratePlan: undefined });
      expect((await accounts.putSubject('acme', AGENT)).profile).toEqual(AGENT);
      expect(stage.known.get('acme')).toMatchObject({ revision: 2, subjects: 1 });
      expect((await accounts.subject('acme', 'agent-7')).profile).toEqual(AGENT);
      await accounts.putSubject('acme', { ...defaults, subjectId: 'agent-1' });
      const listed = (await accounts.subjects('acme', ALL)).items.map(({ profile }) => profile.subjectId);
      expect(listed).toEqual(['agent-1', 'agent-7']);
      const first = await accounts.subjects('acme', { after: '', limit: 1 });
      expect(first.items).toHaveLength(1);
      const second = await accounts.subjects('acme', { after: first.next, limit: 1 });
      expect(second.items.map(({ profile }) => profile.subjectId)).toEqual(['agent-7']);
      expect(second.next).toBe('');
      await accounts.deleteSubject('acme', 'agent-7');
      expect((await accounts.subject('acme', 'agent-7')).profile).toEqual(defaults);
      expect(stage.known.get('acme')).toMatchObject({ subjects: 1 });
    });

    test('needs a rate plan, a country and an account that exist', async () => {
      await accounts.create(NEW);
      const silver = await faultOf(accounts.putSubject('acme', { ...AGENT, ratePlan: 'silver' }));
      expect(silver.message).toBe('rate_plan: the catalog has no rate plan "silver"; it has gold');
      for (const country of ['XX', 'de', 'Germany']) {
        expect(await faultOf(accounts.putSubject('acme', { ...AGENT, country }))).toMatchObject({
          details: { field: 'country' },
        });
      }
      for (const ask of [
        accounts.putSubject('nobody', AGENT),
        accounts.subject('nobody', 'agent-7'),
        accounts.deleteSubject('nobody', 'agent-7'),
        accounts.subjects('nobody', ALL),
      ]) {
        expect(await faultOf(ask)).toMatchObject({ reason: 'ACCOUNT_UNKNOWN' });
      }
    });
  });
});
